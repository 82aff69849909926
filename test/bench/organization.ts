/** An organization to take figures of, made by the operations themselves wherever their number allows. */

import { authorizeCall } from '../../functions/calls/authorize-call.ts';
import { releaseCall } from '../../functions/calls/release-call.ts';
import { renewLease } from '../../functions/calls/renew-lease.ts';
import { createPurchase } from '../../functions/purchases/create-purchase.ts';
import { receiveUsage } from '../../functions/usage/receive-usage.ts';
import { correctCall, voidCall } from '../../functions/usage/reverse-call.ts';
import { settleChanges } from '../../functions/usage/settle.ts';
import type { StreamRecord } from '../../infra/local/streams/stream-records.ts';
import { CALLS } from '../../shared/contract/routes/calls.ts';
import { routeKeyOf } from '../../shared/contract/routes/route.ts';
import { USAGE } from '../../shared/contract/routes/usage.ts';
import type { UsageRecord } from '../../shared/domain/calls/call.ts';
import type { StoredMethod } from '../../shared/domain/credits/payment-methods.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import type { User } from '../../shared/domain/licenses/licenses.ts';
import { changeSeats, seatChange } from '../../shared/domain/licenses/pools.ts';
import { idempotent } from '../../shared/lambda/idempotency.ts';
import { streamHandler } from '../../shared/lambda/stream.ts';
import { loadCalls } from '../../shared/store/calls/calls.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { commitMethods, createOrganization } from '../../shared/store/credits/organizations.ts';
import { loadPools, poolsWrite } from '../../shared/store/licenses/pools.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { commit } from '../../shared/store/table/transaction.ts';
import { anAccount, START } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { FakeGateway, noAlarm } from '../support/fake-gateway.ts';
import { limitsFrom } from '../support/funding-limits.ts';
import { PLAIN_PAPERS } from '../support/papers.ts';
import { aContext, aHandler, anEvent, aRequest, asCaller, someShares } from '../support/requests.ts';
import { fill, type Metered } from './database.ts';
import { ABROAD, AT_HOME } from './deck.ts';

const LIMITS = limitsFrom(50, 1_000_000);
const LEASES = { leaseSeconds: 600, maximumSeconds: 86_400, holdGraceSeconds: 120 };
const GRACE_HOURS = 48;
const CARD: StoredMethod = {
  id: 'pm_000000000000000000000001',
  token: 'tok_visa',
  billingAddress: { line1: '1 Main Street', city: 'Redmond', country: 'US' },
  setAt: START,
};
/** Who places the calls, however many users there are: a batch reads a user once. */
const CALLERS = 10;
const SKUS = ['CALLING_PLAN_DOMESTIC_120', 'AUDIO_CONFERENCING', 'COMMUNICATIONS_CREDITS'] as const;

type HttpHandler = ReturnType<typeof aHandler>;

interface Asked {
  readonly call?: string;
  readonly body: unknown;
}

/** A refusal that says "busy, nothing was changed". */
export class Contended extends Error {}

export class Organization {
  readonly metered: Metered;
  readonly db: Database;
  readonly id: string;
  readonly #gateway = new FakeGateway();
  readonly #usage: HttpHandler;
  readonly #gate: HttpHandler;
  readonly #settle: ReturnType<typeof streamHandler>;
  #now: Instant;
  #lots = 0;
  #calls = 0;
  #users = 0;

  private constructor(metered: Metered, id: string, now: Instant) {
    this.#now = now;
    this.metered = metered;
    this.db = metered.db;
    this.id = id;
    this.#gateway.chargeBehavior = 'succeed';
    const deps = this.deps;
    const shares = someShares();
    this.#usage = aHandler<typeof USAGE>({
      reportUsage: receiveUsage(deps),
      voidCall: idempotent(deps, voidCall(deps)),
      correctCall: idempotent(deps, correctCall(deps)),
    });
    this.#gate = aHandler<typeof CALLS>(
      {
        authorizeCall: authorizeCall({ ...deps, shares }),
        renewLease: renewLease(deps),
        releaseCall: releaseCall(deps),
      },
      shares,
    );
    this.#settle = streamHandler(settleChanges(deps));
  }

  /** With a payment method and a few users; without funds. */
  static async open(metered: Metered, id: string, now = START): Promise<Organization> {
    const organization = new Organization(metered, id, now);
    const { db } = metered;
    const stamp = { now: START, by: BY_ADA };
    const profile = { name: 'Contoso', createdAt: START };
    await createOrganization(db, anAccount({ organizationId: organization.id, version: 0 }), profile, stamp);
    const account = await loadAccount(db, organization.id);
    const unchanged = { before: account, after: account };
    await commitMethods(db, { account: unchanged, methods: { before: [], after: [CARD] } }, stamp);
    await organization.addUsers(CALLERS);
    return organization;
  }

  get deps() {
    return {
      db: this.db,
      gateway: this.#gateway,
      limits: LIMITS,
      leases: LEASES,
      graceHours: GRACE_HOURS,
      alarm: noAlarm,
      papers: PLAIN_PAPERS,
      now: () => this.#now,
    };
  }

  get now(): Instant {
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
    const operation = idempotent(this.deps, createPurchase(this.deps));
    const headers = { 'idempotency-key': `purchase-${this.#lots}` };
    const body = JSON.stringify({ amount });
    const answer = await operation(aRequest({ params: { org: this.id }, headers, body }));
    if (answer.status !== 201) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`);
  }

  /** Users with a domestic plan, conferencing and the credits license, and the seats that these are. */
  async addUsers(upTo: number): Promise<void> {
    const from = this.#users;
    if (upTo <= from) return;
    const { unmetered } = this.metered;
    await fill(unmetered, unmetered.ledgerTable, userItems(this.id, from, upTo));
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

  /** What the platform reports of calls that {@link authorize} was asked for at `startedAt`. */
  recordsOf(calls: readonly string[], startedAt: Instant): UsageRecord[] {
    return calls.map((callId, index) => ({
      ...PAID_CALL,
      callId,
      startedAt,
      durationSeconds: 30 + (index % 7) * 25,
    }));
  }

  /** The intake request. */
  async report(records: readonly UsageRecord[]): Promise<void> {
    const { accepted } = await this.#send(this.#usage, routeKeyOf(USAGE.reportUsage), { body: { records } });
    if (accepted !== records.length) throw new Error(`accepted ${accepted} of ${records.length}`);
  }

  /** Invokes the settle function with what the stream would bring; returns what the function returns. */
  settleBatch(records: readonly StreamRecord[]): ReturnType<ReturnType<typeof streamHandler>> {
    // The stream's records are JSON, whose types the local stack states more loosely than the SDK.
    return this.#settle(JSON.parse(JSON.stringify({ Records: records })), aContext());
  }

  /** Settles everything that was written since the last time, in one batch of the stream. */
  async settle(): Promise<void> {
    const { batchItemFailures } = await this.settleBatch(await this.metered.tap.take());
    if (batchItemFailures.length > 0) throw new Error(`${batchItemFailures.length} records were not settled`);
  }

  /** Throws when one of these is not settled. */
  async expectSettled(records: readonly UsageRecord[]): Promise<void> {
    const { unmetered } = this.metered;
    const ids = records.map(({ callId }) => callId);
    const { calls } = await loadCalls(unmetered, this.id, ids);
    const settled = calls.filter(({ status }) => status === 'settled').length;
    if (settled !== records.length) throw new Error(`settled ${settled} of ${records.length}`);
  }

  /** Authorizes a paid call; returns its id. Throws {@link Contended}. */
  async authorize(call = this.nextCallId()): Promise<string> {
    const answer = await this.#send(this.#gate, routeKeyOf(CALLS.authorizeCall), { call, body: PAID_CALL });
    if (answer.fundedBy !== 'credits') throw new Error(JSON.stringify(answer));
    return call;
  }

  authorizationEvent() {
    return this.#eventOf(routeKeyOf(CALLS.authorizeCall), { call: this.nextCallId(), body: PAID_CALL });
  }

  reportEvent(records: readonly UsageRecord[]) {
    return this.#eventOf(routeKeyOf(USAGE.reportUsage), { body: { records } });
  }

  /** Throws {@link Contended}. */
  async renew(call: string, sequence: number): Promise<void> {
    const answer = await this.#send(this.#gate, routeKeyOf(CALLS.renewLease), { call, body: { sequence } });
    if (answer.sequence !== sequence) throw new Error(JSON.stringify(answer));
  }

  async #send(handler: HttpHandler, route: string, asked: Asked): Promise<Record<string, unknown>> {
    const { statusCode = 500, body = '' } = await handler(this.#eventOf(route, asked), aContext());
    const answer: unknown = JSON.parse(body);
    if (statusCode < 300) return { ...Object(answer) };
    if (Object(answer).code === 'contended') throw new Contended(body);
    throw new Error(`${statusCode} ${body}`);
  }

  #eventOf(route: string, { call, body }: Asked) {
    const event = anEvent(route, {
      pathParameters: { org: this.id, ...(call === undefined ? {} : { call }) },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const claims = { sub: 'platform', org: this.id, scope: 'operator' };
    return asCaller(event, claims);
  }
}

/** As long as a UUID, as call ids are. */
const callIdOf = (call: number): string => `5f0c1a7e-8d42-4b6b-9c35-${String(call).padStart(12, '0')}`;
export const userIdOf = (user: number): string => `8c2b4d1e-1f3a-4e5d-a6b7-${String(user).padStart(12, '0')}`;

const PAID_CALL = {
  type: 'user_out',
  userId: userIdOf(0),
  to: ABROAD[0] ?? '',
  from: '+14255550100',
} as const;

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
