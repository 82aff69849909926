/**
 * The charge of an order, be it a purchase or a recharge.
 *
 * It stands between two transactions: the intent (the pending order) is committed before the gateway is asked, and the
 * outcome is committed after. The request, the webhook and the reconcile schedule all apply the outcome with the
 * functions below, so it is applied once, by the first of them that learns it (traps 8, 9, 11).
 */

import { PAYMENT_DIFFERS } from '../contract/alarmed-messages.ts';
import { declineRecharge } from '../domain/credits/auto-recharge.ts';
import { fundAccount } from '../domain/credits/funding.ts';
import {
  customerOf,
  moveOrder,
  ORDER_TRANSITIONS,
  type Order,
  orderTotalMicros,
  PAYMENT_DIFFERS_FAILURE,
} from '../domain/credits/orders.ts';
import { type DeclinedOrder, declinedEvents } from '../domain/credits/recharge-events.ts';
import { type DomainEvent, domainEvent } from '../domain/events.ts';
import type { OrderId, OrganizationId } from '../domain/ids.ts';
import { addSeconds, type Instant } from '../domain/instants.ts';
import { formatAmount } from '../domain/money.ts';
import { isReachable } from '../domain/transitions.ts';
import { loadAccount } from '../store/credits/accounts.ts';
import { commitFailure, commitFunding, commitOrderFailure, findOrder } from '../store/credits/orders.ts';
import { loadBilledTo } from '../store/credits/organizations.ts';
import type { Database } from '../store/table/database.ts';
import { decideAndCommit } from '../store/table/transaction.ts';
import type { Papers } from '../tax/papers.ts';
import {
  ABSENCE_GRACE_SECONDS,
  type Absent,
  type ChargeOutcome,
  type PaymentGateway,
  type Succeeded,
  type Sum,
} from './port.ts';

/** What every use case of payments needs. */
export interface PaymentDeps {
  readonly db: Database;
  readonly gateway: PaymentGateway;
  readonly now: () => Instant;
  /** Raises an alarm; the messages are those of `contract/alarmed-messages`. */
  readonly alarm: Alarm;
  /** {@link PLAIN_PAPERS} by default. */
  readonly papers?: Papers | undefined;
}

/** What events of the gateway need besides: they may withdraw money from lots that have expired. */
export interface WebhookDeps extends PaymentDeps {
  readonly graceHours: number;
}

export type Alarm = (message: string, details: Readonly<Record<string, unknown>>) => void;

/** Charges a pending order under its own id as the gateway's idempotency key, and applies the outcome. */
export async function chargeOrder(deps: PaymentDeps, order: Order): Promise<Order> {
  const description =
    order.kind === 'recharge' ? 'Communications credits, auto-recharge' : 'Communications credits';
  const { organizationId, currency, paymentMethod } = order;
  if (!paymentMethod) return reconcileOrder(deps, order);
  const outcome = await deps.gateway.charge({
    orderId: order.id,
    organizationId,
    amountMicros: orderTotalMicros(order),
    currency,
    paymentMethod,
    description,
    presence: order.kind === 'recharge' ? 'off-session' : 'on-session',
  });
  return applyChargeOutcome(deps, order, outcome);
}

/** Asks the gateway for the outcome of a pending order, and applies it. */
export async function reconcileOrder(deps: PaymentDeps, order: Order): Promise<Order> {
  const outcome = await deps.gateway.find({
    orderId: order.id,
    customer: customerOf(order),
    requestedAt: order.createdAt,
  });
  return applyChargeOutcome(deps, order, outcome);
}

/** Pending and unknown change nothing: an order waits until the gateway has charged or declined. */
export async function applyChargeOutcome(
  deps: PaymentDeps,
  order: Order,
  outcome: ChargeOutcome | Absent,
): Promise<Order> {
  switch (outcome.status) {
    case 'succeeded':
      return applySuccess(deps, order, outcome);
    case 'declined':
      return applyFailure(deps, order, outcome.code);
    case 'absent':
      return deps.now() > addSeconds(order.createdAt, ABSENCE_GRACE_SECONDS)
        ? applyFailure(deps, order, 'never-reached-gateway')
        : order;
    default:
      return order;
  }
}

/** The paid amount must equal the ordered amount. Otherwise nothing is credited, and the order keeps the reason. */
async function applySuccess(
  deps: PaymentDeps,
  { organizationId, id }: Order,
  { reference, paid }: Succeeded,
): Promise<Order> {
  return decideAndCommit(async (lots) => {
    const [account, order, billedTo] = await Promise.all([
      loadAccount(deps.db, organizationId, lots),
      loadOrder(deps.db, organizationId, id),
      loadBilledTo(deps.db, organizationId),
    ]);
    if (!isReachable(ORDER_TRANSITIONS, 'charged', order.status)) return order;
    if (paid && (paid.amountMicros !== orderTotalMicros(order) || paid.currency !== order.currency))
      return rejectPayment(deps, order, { reference, paid });
    const now = deps.now();
    const funding = fundAccount(account, order, reference, now);
    await commitFunding(deps.db, account, funding, { billedTo, seller: deps.papers?.seller }, now);
    return funding.order;
  });
}

async function rejectPayment(
  { db, alarm }: PaymentDeps,
  order: Order,
  { reference, paid }: { reference: string; paid: Sum },
): Promise<Order> {
  const { organizationId, id: orderId, currency } = order;
  alarm(PAYMENT_DIFFERS, {
    organizationId,
    orderId,
    reference,
    ordered: { amountMicros: orderTotalMicros(order), currency },
    paid,
  });
  if (order.failure === PAYMENT_DIFFERS_FAILURE) return order;
  await commitOrderFailure(db, order, PAYMENT_DIFFERS_FAILURE);
  return { ...order, failure: PAYMENT_DIFFERS_FAILURE };
}

async function applyFailure(deps: PaymentDeps, { organizationId, id }: Order, code: string): Promise<Order> {
  return decideAndCommit(async (lots) => {
    const order = await loadOrder(deps.db, organizationId, id);
    if (!isReachable(ORDER_TRANSITIONS, 'declined', order.status)) return order;
    const now = deps.now();
    const failed: DeclinedOrder = { ...moveOrder(order, 'declined'), finishedAt: now, failure: code };
    if (order.kind === 'purchase') {
      await commitFailure(deps.db, undefined, failed, [purchaseFailed(failed)], now);
      return failed;
    }
    const before = await loadAccount(deps.db, organizationId, lots);
    const account = declineRecharge(before, id, code, now);
    const change = { before, after: account };
    await commitFailure(deps.db, change, failed, declinedEvents(change, failed), now);
    return failed;
  });
}

function purchaseFailed(order: DeclinedOrder): DomainEvent {
  return domainEvent('PurchaseFailed', `${order.id}:PurchaseFailed`, {
    organization: order.organizationId,
    order: order.id,
    amount: formatAmount(order.amountMicros),
    currency: order.currency,
    reason: order.failure,
  });
}

async function loadOrder(db: Database, organizationId: OrganizationId, orderId: OrderId): Promise<Order> {
  const order = await findOrder(db, organizationId, orderId);
  if (!order) throw new Error(`order ${orderId} of ${organizationId} does not exist`);
  return order;
}
