/** An organization to take figures of, made by the operations themselves wherever their number allows. */

import { authorizeCall } from '../../functions/calls/authorize-call.ts';
import { renewLease } from '../../functions/calls/renew-lease.ts';
import { createPurchase } from '../../functions/purchases/create-purchase.ts';
import { receiveUsage } from '../../functions/usage/receive-usage.ts';
import { settleOrganization } from '../../functions/usage/settle-organization.ts';
import type { UsageRecord } from '../../shared/domain/calls/call.ts';
import { isReceived } from '../../shared/domain/calls/call.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { User } from '../../shared/domain/licenses/licenses.ts';
import { changeSeats, seatChange } from '../../shared/domain/licenses/pools.ts';
import type { HttpResponse } from '../../shared/lambda/http.ts';
import { idempotent } from '../../shared/lambda/idempotency.ts';
import { loadCalls } from '../../shared/store/calls/calls.ts';
import { createOrganization } from '../../shared/store/credits/organizations.ts';
import { loadPools, poolsWrite } from '../../shared/store/licenses/pools.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { commit } from '../../shared/store/table/transaction.ts';
import { anAccount, START } from '../support/accounts.ts';
import { FakeGateway, noAlarm } from '../support/fake-gateway.ts';
import { limitsFrom } from '../support/funding-limits.ts';
import { aRequest } from '../support/requests.ts';
import { fill } from './database.ts';
import { ABROAD, AT_HOME } from './deck.ts';

const LIMITS = limitsFrom(50, 1_000_000);
const LEASES = { leaseSeconds: 600, maximumSeconds: 86_400, holdGraceSeconds: 120 };
const BILLING_ADDRESS = { line1: '1 Main Street', city: 'Redmond', country: 'US' };
/** Who places the calls, however many users there are: a batch reads a user once. */
const CALLERS = 10;
const SKUS = ['CALLING_PLAN_DOMESTIC_120', 'AUDIO_CONFERENCING', 'COMMUNICATIONS_CREDITS'] as const;

export class Organization {
  readonly db: Database;
  readonly id: string;
  readonly #gateway = new FakeGateway();
  #now = START;
  #lots = 0;
  #calls = 0;
  #users = 0;

  private constructor(db: Database, id: string) {
    this.db = db;
    this.id = id;
    this.#gateway.chargeBehavior = 'succeed';
  }

  /** With a payment method and a few users; without funds. */
  static async open(db: Database, id: string): Promise<Organization> {
    const organization = new Organization(db, id);
    const paymentMethod = { token: 'tok_visa', billingAddress: BILLING_ADDRESS, setAt: START };
    const account = anAccount({ organizationId: organization.id, version: 0 });
    await createOrganization(db, account, { name: 'Contoso', createdAt: START, paymentMethod }, START);
    await organization.addUsers(CALLERS);
    return organization;
  }

  get #deps() {
    return {
      db: this.db,
      gateway: this.#gateway,
      limits: LIMITS,
      leases: LEASES,
      graceHours: 48,
      alarm: noAlarm,
      now: () => this.#now,
    };
  }

  get now(): string {
    return this.#now;
  }

  /** How many were bought. */
  get lots(): number {
    return this.#lots;
  }

  /** How many there were, of all kinds. */
  get calls(): number {
    return this.#calls;
  }

  nextCallId(): string {
    this.#calls += 1;
    return callIdOf(this.#calls - 1);
  }

  pass(seconds: number): void {
    this.#now = addSeconds(this.#now, seconds);
  }

  /** A purchase as a request makes it, its idempotency included. */
  async buy(amount = '50.00'): Promise<void> {
    this.#lots += 1;
    const operation = idempotent(this.#deps, createPurchase(this.#deps));
    const headers = { 'idempotency-key': `purchase-${this.#lots}` };
    expectStatus(201, await operation(this.#request({ headers, body: JSON.stringify({ amount }) })));
  }

  /** Users with a domestic plan, conferencing and the credits license, and the seats that these are. */
  async addUsers(upTo: number): Promise<void> {
    const from = this.#users;
    if (upTo <= from) return;
    await fill(this.db, this.db.ledgerTable, userItems(this.id, from, upTo));
    this.#users = upTo;
    const { pools, version } = await loadPools(this.db, this.id, START.slice(0, 7));
    const seats = Object.entries(seatChange({ after: userOf(0) }, START));
    const change = Object.fromEntries(seats.map(([seat, count]) => [seat, count * (upTo - from)]));
    await commit(this.db, [poolsWrite(this.db, this.id, { pools: changeSeats(pools, change), version })]);
  }

  /** Finished calls, every third within the country and so on included minutes. */
  records(count: number): UsageRecord[] {
    return Array.from({ length: count }, () => {
      const call = this.#calls;
      this.#calls += 1;
      const numbers = call % 3 === 2 ? AT_HOME : ABROAD;
      return {
        callId: callIdOf(call),
        type: 'user_out',
        userId: userIdOf((call % CALLERS) * Math.floor(this.#users / CALLERS)),
        from: '+14255550100',
        to: numbers[call % numbers.length] ?? '',
        startedAt: addSeconds(this.#now, -3600 + (call % 3000)),
        durationSeconds: 30 + (call % 7) * 25,
      };
    });
  }

  /** The intake request. */
  async report(records: readonly UsageRecord[]): Promise<void> {
    const { body } = await receiveUsage(this.#deps)(this.#request({ body: JSON.stringify({ records }) }));
    const { accepted } = Object(body);
    if (accepted !== records.length) throw new Error(`of ${records.length}: ${JSON.stringify(body)}`);
  }

  /** What the stream would hand over. */
  async received(records: readonly UsageRecord[]) {
    const ids = records.map(({ callId }) => callId);
    return (await loadCalls(this.db, this.id, ids)).calls.filter(isReceived);
  }

  async settle(calls: Awaited<ReturnType<Organization['received']>>): Promise<void> {
    const { settled } = await settleOrganization(this.#deps, this.id, calls);
    if (settled !== calls.length) throw new Error(`settled ${settled} of ${calls.length}`);
  }

  /** Authorizes a paid call; answers its id. */
  async authorize(): Promise<string> {
    const call = this.nextCallId();
    const attempt = { type: 'user_out', userId: userIdOf(0), to: ABROAD[0], from: '+14255550100' };
    const request = this.#request({ params: { org: this.id, call }, body: JSON.stringify(attempt) });
    const answer = expectStatus(200, await authorizeCall(this.#deps)(request));
    if (Object(answer.body).fundedBy !== 'credits') throw new Error(JSON.stringify(answer.body));
    return call;
  }

  async renew(call: string, sequence: number): Promise<void> {
    const request = this.#request({ params: { org: this.id, call }, body: JSON.stringify({ sequence }) });
    expectStatus(200, await renewLease(this.#deps)(request));
  }

  #request(change: Parameters<typeof aRequest>[0]) {
    return aRequest({ params: { org: this.id }, ...change });
  }
}

function expectStatus(status: number, answer: HttpResponse): HttpResponse {
  if (answer.status !== status) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
}

/** As long as a UUID, as call ids are. */
const callIdOf = (call: number): string => `5f0c1a7e-8d42-4b6b-9c35-${String(call).padStart(12, '0')}`;
const userIdOf = (user: number): string => `8c2b4d1e-1f3a-4e5d-a6b7-${String(user).padStart(12, '0')}`;

function userOf(number: number): User {
  return {
    id: userIdOf(number),
    userPrincipalName: `user-${number}@contoso.example`,
    displayName: `User ${number}`,
    usageLocation: 'US',
    dialOutPolicy: { conferencing: 'any', pstn: 'international' },
    licenses: SKUS.map((sku) => ({ sku, assignedAt: START })),
    status: 'active',
  };
}

function* userItems(organizationId: string, from: number, to: number) {
  for (let number = from; number < to; number += 1) {
    const { id, ...user } = userOf(number);
    yield { ...keys.user(organizationId, id), ...user, version: 1 };
  }
}
