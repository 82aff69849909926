/** One organization with one paid purchase of 50.00, and requests for its refunds. */
import { reconcilePayments } from '../../functions/purchases/reconcile-payments.ts';
import { refundPurchase } from '../../functions/purchases/refund-purchase.ts';
import { availableMicros } from '../../shared/domain/credits/account.ts';
import type { Order } from '../../shared/domain/credits/orders.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { HttpResponse } from '../../shared/lambda/http.ts';
import { businessKey } from '../../shared/lambda/idempotency.ts';
import { applyRefundEvent } from '../../shared/payments/refund.ts';
import type { RefundEvent } from '../../shared/payments/webhook-port.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { findRefund } from '../../shared/store/credits/refunds.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { GRACE_HOURS, START, units } from './accounts.ts';
import { buy, eventsOf, openOrganization } from './books.ts';
import { FakeGateway, noAlarm } from './fake-gateway.ts';
import { limitsFrom } from './funding-limits.ts';
import { aRequest } from './requests.ts';

const LIMITS = limitsFrom(50, 1000);

export async function openRefundFixture(db: Database, organizationId: string): Promise<RefundFixture> {
  const gateway = new FakeGateway();
  await openOrganization(db, organizationId, START);
  const order = await buy({ db, gateway, now: () => START }, organizationId, 1, units(50));
  return new RefundFixture(db, gateway, order);
}

export class RefundFixture {
  clock = addSeconds(START, 3600);
  readonly db: Database;
  readonly gateway: FakeGateway;
  readonly order: Order;
  readonly org: string;

  constructor(db: Database, gateway: FakeGateway, order: Order) {
    this.db = db;
    this.gateway = gateway;
    this.order = order;
    this.org = order.organizationId;
  }

  get deps() {
    return {
      db: this.db,
      gateway: this.gateway,
      webhooks: this.gateway,
      limits: LIMITS,
      graceHours: GRACE_HOURS,
      alarm: noAlarm,
      now: () => this.clock,
    };
  }

  /** As the request does, but without the stored response of its key. */
  refund(key: string, amount?: string, purchase = this.order.id): Promise<HttpResponse> {
    const body = JSON.stringify(amount === undefined ? {} : { amount });
    return refundPurchase(this.deps)(aRequest({ params: { org: this.org, purchase }, body }), key);
  }

  refundId(key: string): string {
    return businessKey('ref', { organizationId: this.org, idempotencyKey: key });
  }

  /** Two minutes later the schedule runs. */
  async reconcileLater(): Promise<void> {
    this.clock = addSeconds(this.clock, 120);
    await reconcilePayments(this.deps)({ remainingMs: () => 60_000 });
  }

  async notify(key: string, outcome: RefundEvent['outcome']): Promise<void> {
    const refund = await findRefund(this.db, this.org, this.refundId(key));
    if (!refund) throw new Error(`no refund of key ${key}`);
    await applyRefundEvent(this.deps, refund, { outcome });
  }

  async orderNow(): Promise<Order | undefined> {
    return findOrder(this.db, this.org, this.order.id);
  }

  async available(): Promise<number> {
    return availableMicros(await loadAccount(this.db, this.org), this.clock);
  }

  /** Ids of the events about refunds. */
  async refundEvents(): Promise<string[]> {
    const events = await eventsOf(this.db, this.org);
    return events.map(({ id }) => id).filter((id) => id.startsWith('ref_'));
  }
}
