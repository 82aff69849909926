/**
 * The charge of an order, be it a purchase or a recharge.
 *
 * It stands between two transactions: the intent (the pending order) is committed before the gateway is asked, and the
 * outcome is committed after. The request, the webhook and the reconcile schedule all apply the outcome with the
 * functions below, so it is applied once, by the first of them that learns it (traps 8, 9, 11).
 */

import { isDeepStrictEqual } from 'node:util';
import { CARD_NOT_KEPT, MONEY_UNCLAIMED, PAYMENT_DIFFERS } from '../contract/alarmed-messages.ts';
import type { Account } from '../domain/credits/account.ts';
import {
  abandonRecharge,
  askPayer,
  declineRecharge,
  isAbandonment,
} from '../domain/credits/auto-recharge.ts';
import { fundAccount } from '../domain/credits/funding.ts';
import {
  askedPayer,
  customerOf,
  isLapsed,
  lapseOf,
  moveOrder,
  ORDER_TRANSITIONS,
  type Order,
  orderTotalMicros,
  PAYMENT_DIFFERS_FAILURE,
  type PaymentMethod,
} from '../domain/credits/orders.ts';
import { type DeclinedOrder, declinedEvents, needsPayerEvent } from '../domain/credits/recharge-events.ts';
import { type DomainEvent, domainEvent } from '../domain/events.ts';
import type { OrderId, OrganizationId } from '../domain/ids.ts';
import { addSeconds, type Instant } from '../domain/instants.ts';
import { formatAmount, type Micros } from '../domain/money.ts';
import { isReachable } from '../domain/transitions.ts';
import { loadAccount } from '../store/credits/accounts.ts';
import {
  commitAsked,
  commitFailure,
  commitFunding,
  commitOrderFailure,
  findOrder,
} from '../store/credits/orders.ts';
import { billedToOf, loadProfile, methodsWrite, type Profile } from '../store/credits/organizations.ts';
import type { Database } from '../store/table/database.ts';
import { decideAndCommit } from '../store/table/transaction.ts';
import type { Papers } from '../tax/papers.ts';
import { chargeRequest } from './gateway-requests.ts';
import { enteredFor, type MethodDeps } from './payment-methods.ts';
import {
  ABSENCE_GRACE_SECONDS,
  type Absent,
  type ChargeOutcome,
  type Declined,
  type RequiresAction,
  type Succeeded,
  type Sum,
} from './port.ts';

/** What every use case of payments needs. */
export interface PaymentDeps extends MethodDeps {
  readonly papers: Papers;
}

/** What events of the gateway need besides: they may withdraw money from lots that have expired. */
export interface WebhookDeps extends PaymentDeps {
  readonly graceHours: number;
}

/**
 * Charges a pending order under its own id as the gateway's idempotency key, and applies the outcome. One without a
 * stored method is looked up: it is paid at the gateway.
 */
export async function chargeOrder(deps: PaymentDeps, order: Order): Promise<Order> {
  const { paymentMethod } = order;
  if (!paymentMethod) return reconcileOrder(deps, order);
  const outcome = await deps.gateway.charge(chargeRequest({ ...order, paymentMethod }));
  return applyChargeOutcome(deps, order, outcome);
}

/**
 * Asks the gateway for the outcome of a pending order, and applies it. One whose payer has not come in time, or need not
 * come any more, is canceled.
 */
export async function reconcileOrder(deps: PaymentDeps, order: Order): Promise<Order> {
  const charge = {
    orderId: order.id,
    customer: customerOf(order),
    requestedAt: order.createdAt,
    reference: order.reference,
  };
  const outcome = isLapsed(order, deps.now())
    ? await deps.gateway.cancelCharge(charge)
    : await deps.gateway.find(charge);
  return applyChargeOutcome(deps, order, outcome);
}

/** Cancels a recharge whose place another method or a purchase has taken; the schedule tries again what fails here. */
export async function settleAbandoned(
  deps: PaymentDeps,
  organizationId: OrganizationId,
  orderId: OrderId,
): Promise<void> {
  const order = await loadOrder(deps.db, organizationId, orderId);
  if (order.status === 'pending') await reconcileOrder(deps, order);
}

/** Another link for the payer of a pending order, or the outcome that the order has meanwhile. */
export async function renewAction(deps: PaymentDeps, order: Order, returnUrl?: string): Promise<Order> {
  const outcome = await deps.gateway.renewAction({
    orderId: order.id,
    customer: customerOf(order),
    requestedAt: order.createdAt,
    reference: order.reference,
    returnUrl,
  });
  return applyChargeOutcome(deps, order, outcome);
}

/**
 * Applies what an event reports. A card that was declined on a page was one attempt, and the event may come after the
 * page has ended, perhaps with another card that paid: the gateway says what became of the page.
 */
export async function applyChargeEvent(
  deps: PaymentDeps,
  order: Order,
  outcome: ChargeOutcome,
): Promise<Order> {
  const isAttempt =
    order.pay === 'hosted' && outcome.status === 'declined' && outcome.code !== 'session-expired';
  return isAttempt && order.status === 'pending'
    ? reconcileOrder(deps, order)
    : applyChargeOutcome(deps, order, outcome);
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
      return isOpenPage(order, outcome, deps.now()) ? order : applyFailure(deps, order, outcome);
    case 'requires-action':
      return applyAsked(deps, order, outcome);
    case 'absent':
      return deps.now() > addSeconds(order.waitsUntil ?? order.createdAt, ABSENCE_GRACE_SECONDS)
        ? applyFailure(deps, order, { code: NEVER_REACHED })
        : order;
    default:
      return order;
  }
}

const NEVER_REACHED = 'never-reached-gateway';

/** On a page that is open the payer may try another card. */
const isOpenPage = (order: Order, { code }: Declined, now: Instant): boolean =>
  order.pay === 'hosted' && code !== 'session-expired' && !isLapsed(order, now);

/**
 * What the payer has to do is kept with the order. The first time a recharge waits for its payer, its state says so, and
 * an event reports it; later there is only another link. A page of the gateway shows what it wants itself.
 */
async function applyAsked(
  deps: PaymentDeps,
  { organizationId, id }: Order,
  asked: RequiresAction,
): Promise<Order> {
  return decideAndCommit(async (lots) => {
    const before = await loadAccount(deps.db, organizationId, lots);
    const order = await loadOrder(deps.db, organizationId, id);
    const now = deps.now();
    if (order.status !== 'pending' || order.pay === 'hosted' || isLapsed(order, now)) return order;
    const waiting = askedPayer(order, asked, now);
    const asking = { before: order, after: waiting };
    const after = order.kind === 'recharge' ? askPayer(before, id) : before;
    if (after !== before) {
      await commitAsked(deps.db, { before, after }, asking, [needsPayerEvent(waiting)], now);
    } else if (!isDeepStrictEqual(waiting, order)) {
      await commitAsked(deps.db, undefined, asking, [], now);
    }
    return waiting;
  });
}

/**
 * The paid amount must equal the ordered amount. Otherwise nothing is credited, and the order keeps the reason. A card
 * that was entered to pay is kept by the transaction that books the order, so that it does not come back with a later
 * word about the order once it is removed. What becomes of the card never keeps the order from being booked.
 */
async function applySuccess(
  deps: PaymentDeps,
  { organizationId, id }: Order,
  { reference, paid, method, excessMicros }: Succeeded,
): Promise<Order> {
  const { order: booked, abandoned } = await decideAndCommit(async (lots) => {
    const [account, order, seen] = await Promise.all([
      loadAccount(deps.db, organizationId, lots),
      loadOrder(deps.db, organizationId, id),
      loadProfile(deps.db, organizationId),
    ]);
    if (!isReachable(ORDER_TRANSITIONS, 'charged', order.status)) return { order };
    if (paid && (paid.amountMicros !== orderTotalMicros(order) || paid.currency !== order.currency))
      return { order: await rejectPayment(deps, order, { reference, paid }) };
    const now = deps.now();
    // Methods to which a card is added, or among which there is none, must not be older than the account, whose version
    // is the condition. Where the last one is gone that was seen, the next recharge is suspended.
    const isDecisive = method !== undefined || seen.paymentMethods.length === 0;
    const profile = isDecisive ? await loadProfile(deps.db, organizationId) : seen;
    const card = method && cardOf(deps, order, { profile, method, now });
    const payer = { hasMethod: card?.written !== undefined || profile.paymentMethods.length > 0 };
    const funding = fundAccount(account, { ...order, excessMicros }, reference, now, payer);
    const abandons = order.kind === 'purchase' ? waitingRecharge(account) : undefined;
    const parties = { billedTo: billedToOf(profile), seller: deps.papers.seller };
    await commitFunding(deps.db, { before: account, parties, abandons, card: card?.written }, funding, now);
    if (card?.isLeftOut) deps.alarm(CARD_NOT_KEPT, { organizationId, orderId: id });
    return { order: funding.order, abandoned: abandons };
  });
  if (abandoned !== undefined) await settleAbandoned(deps, organizationId, abandoned);
  return booked;
}

/** The card that was entered to pay the order. An order by a stored method keeps none: that one may be removed by now. */
function cardOf(
  { db }: PaymentDeps,
  order: Order,
  {
    profile,
    method,
    now,
  }: { readonly profile: Profile; readonly method: PaymentMethod; readonly now: Instant },
) {
  if (order.paymentMethod) return undefined;
  const { organizationId } = order;
  const { methodId, methods: after } = enteredFor(order, profile, method, now);
  if (typeof after === 'string') return { isLeftOut: after === 'full' };
  const methods = { before: profile.paymentMethods, after };
  return { isLeftOut: false, written: methodsWrite(db, organizationId, { methods, methodId }) };
}

/** A purchase by hand takes the place of a recharge that waits for its payer. */
const waitingRecharge = ({ recharge }: Account): OrderId | undefined =>
  recharge.status === 'needs-payer' ? recharge.inFlight?.orderId : undefined;

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

async function applyFailure(
  deps: PaymentDeps,
  { organizationId, id }: Order,
  { code, excessMicros }: { readonly code: string; readonly excessMicros?: Micros | undefined },
): Promise<Order> {
  return decideAndCommit(async (lots) => {
    const before = await loadAccount(deps.db, organizationId, lots);
    const order = await loadOrder(deps.db, organizationId, id);
    if (!isReachable(ORDER_TRANSITIONS, 'declined', order.status)) return order;
    const now = deps.now();
    const isNobodys = code === 'canceled' || code === NEVER_REACHED;
    const failure = isNobodys && isLapsed(order, now) ? lapseOf(order) : code;
    const failed: DeclinedOrder = { ...moveOrder(order, 'declined'), finishedAt: now, failure, excessMicros };
    if (order.kind === 'purchase') {
      await commitFailure(deps.db, undefined, failed, [purchaseFailed(failed)], now);
      if (excessMicros !== undefined)
        deps.alarm(MONEY_UNCLAIMED, { organizationId, orderId: id, excessMicros });
      return failed;
    }
    const { paymentMethods } = await loadProfile(deps.db, organizationId);
    const account = isAbandonment(failure)
      ? abandonRecharge(before, { orderId: id, because: failure }, now)
      : declineRecharge(before, { orderId: id, code: failure, methods: paymentMethods.length }, now);
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
