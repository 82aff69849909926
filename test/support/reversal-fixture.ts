/** One organization with a caller and one purchase of 50.00, and requests that void and correct its calls. */

import { correctCall, voidCall } from '../../functions/usage/reverse-call.ts';
import type { Call } from '../../shared/domain/calls/call.ts';
import { bookBalanceMicros } from '../../shared/domain/credits/account.ts';
import type { Order } from '../../shared/domain/credits/orders.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { type MeterUse, useOf } from '../../shared/domain/licenses/pools.ts';
import type { HttpRequest, HttpResponse } from '../../shared/lambda/http.ts';
import { applyDispute } from '../../shared/payments/dispute.ts';
import type { DisputeEvent } from '../../shared/payments/webhook-port.ts';
import { findCall } from '../../shared/store/calls/calls.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { listEntries } from '../../shared/store/credits/entries.ts';
import type { LotRecord } from '../../shared/store/credits/lots.ts';
import { listOrders } from '../../shared/store/credits/orders.ts';
import { loadPools } from '../../shared/store/licenses/pools.ts';
import { commitUser, findUser } from '../../shared/store/licenses/users.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { GRACE_HOURS, START, units } from './accounts.ts';
import { BY_ADA } from './actors.ts';
import { buy, expectBooksToBalance, openOrganization } from './books.ts';
import { FakeGateway, noAlarm } from './fake-gateway.ts';
import { limitsFrom } from './funding-limits.ts';
import { PLAIN_PAPERS } from './papers.ts';
import { aRequest } from './requests.ts';
import { addCaller, report, settle, type UsageBody } from './telephone.ts';

const PLAN = 'CALLING_PLAN_DOMESTIC_120';

export async function openReversalFixture(db: Database, organizationId: string): Promise<ReversalFixture> {
  const fixture = new ReversalFixture(db, organizationId);
  await openOrganization(db, organizationId, START);
  await addCaller(db, organizationId);
  await fixture.buy(1, 50);
  fixture.clock = addSeconds(START, 3600);
  return fixture;
}

export class ReversalFixture {
  clock = START;
  readonly db: Database;
  readonly org: string;

  constructor(db: Database, organizationId: string) {
    this.db = db;
    this.org = organizationId;
  }

  get deps() {
    return {
      db: this.db,
      gateway: new FakeGateway(),
      webhooks: new FakeGateway(),
      limits: limitsFrom(10, 1000),
      graceHours: GRACE_HOURS,
      alarm: noAlarm,
      papers: PLAIN_PAPERS,
      now: () => this.clock,
    };
  }

  /** Like {@link deps}; a run with them dies when it asks for the time once more than this. */
  depsThatDieAfter(looks: number) {
    let left = looks;
    return {
      ...this.deps,
      now: () => {
        if (left === 0) throw new Error('died');
        left -= 1;
        return this.clock;
      },
    };
  }

  async buy(number: number, amount: number): Promise<Order> {
    return buy(this.deps, this.org, number, units(amount));
  }

  /** The last purchase. */
  async order(): Promise<Order> {
    const [order] = (await listOrders(this.db, this.org, { limit: 1 })).items;
    if (!order) throw new Error('no order');
    return order;
  }

  /** The bank takes the last purchase back, or gives it back. */
  async dispute(outcome: DisputeEvent['outcome'] = 'open'): Promise<void> {
    return this.disputeOrder(await this.order(), outcome);
  }

  async disputeOrder(order: Order, outcome: DisputeEvent['outcome']): Promise<void> {
    const origin = { eventId: 'evt_1', organizationId: this.org, orderId: order.id };
    const dispute = {
      disputeId: `dp_${order.id}`,
      reference: 'ch',
      amountMicros: order.amountMicros,
      currency: 'USD',
      outcome,
    };
    await applyDispute(this.deps, order, { kind: 'dispute', ...origin, ...dispute });
  }

  /** A call that starts now, by default to a destination at 1.00 a minute. */
  record(callId: string, minutes: number, to?: string): UsageBody {
    const record = { callId, userId: 'ada', startedAt: this.clock, durationSeconds: minutes * 60 };
    return to === undefined ? record : { ...record, to };
  }

  /** {@link record}, reported and settled. */
  async call(callId: string, minutes: number, to?: string): Promise<void> {
    await report(this.deps, this.org, [this.record(callId, minutes, to)]);
    const failed = await settle(this.deps, this.org, [callId]);
    if (failed.length > 0) throw new Error(`call ${callId} was not settled`);
  }

  request(callId: string, body: object = {}): HttpRequest {
    const path = `/v1/organizations/${this.org}/calls/${callId}`;
    return aRequest({ path, params: { org: this.org, call: callId }, body: JSON.stringify(body) });
  }

  /** As the request does, but without the stored response of its key. */
  void(callId: string, key: string): Promise<HttpResponse> {
    return voidCall(this.deps)(this.request(callId), key);
  }

  correct(callId: string, key: string, durationSeconds: number): Promise<HttpResponse> {
    return correctCall(this.deps)(this.request(callId, { durationSeconds }), key);
  }

  async balance(): Promise<number> {
    return bookBalanceMicros(await loadAccount(this.db, this.org, 1000));
  }

  /** Oldest first, after the books were verified. */
  lots(): Promise<LotRecord[]> {
    return expectBooksToBalance(this.db, this.org);
  }

  async storedCall(callId: string): Promise<Call | undefined> {
    return findCall(this.db, this.org, callId);
  }

  /** Newest first. */
  async entryTypes(): Promise<string[]> {
    return (await listEntries(this.db, this.org, { limit: 100 })).items.map(({ type }) => type);
  }

  /** A plan of 120 domestic minutes for the caller. */
  async giveMinutes(): Promise<void> {
    const before = await findUser(this.db, this.org, 'ada');
    if (!before) throw new Error('no user');
    const licenses = [{ sku: PLAN, assignedAt: START } as const, ...before.user.licenses];
    await commitUser(this.db, this.org, {
      before,
      after: { ...before.user, licenses },
      events: [],
      now: this.clock,
      by: BY_ADA,
    });
  }

  async domesticUse(): Promise<MeterUse> {
    const { pools } = await loadPools(this.db, this.org, START.slice(0, 7));
    return useOf(pools, `US:${PLAN}`, 'domestic');
  }
}
