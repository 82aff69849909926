/**
 * Refunds: those requested here, and those made at the gateway, as in its dashboard.
 *
 * A refund requested here stands between two transactions, as a charge does: the money leaves its lot before the
 * gateway is asked, and the gateway's outcome is committed after. The request, a repeated request, the webhook and the
 * reconcile schedule all use these functions, so the outcome is applied once (traps 8, 9, 10).
 */
import { REFUND_NOT_COVERED } from '../contract/alarmed-messages.ts';
import { withCredited } from '../domain/credits/credit-notes.ts';
import { bookGatewayRefund, gatewayRefundId } from '../domain/credits/gateway-refunds.ts';
import { cancelRefundNote, noteRefund } from '../domain/credits/noted-refunds.ts';
import { isPaid, type Order, PAYMENT_DIFFERS_FAILURE } from '../domain/credits/orders.ts';
import {
  completeRefund,
  failRefund,
  REFUND_TRANSITIONS,
  type Refund,
  type RefundStep,
  refundTotalMicros,
} from '../domain/credits/refunds.ts';
import { isReachable } from '../domain/transitions.ts';
import { loadAccount } from '../store/credits/accounts.ts';
import { findLot } from '../store/credits/lots.ts';
import { findOrder } from '../store/credits/orders.ts';
import {
  commitGatewayRefund,
  commitRefundFailure,
  commitRefundSuccess,
  findRefund,
  findRefundWithOrder,
  type RefundWithOrder,
} from '../store/credits/refunds.ts';
import type { Database } from '../store/table/database.ts';
import { decideAndCommit } from '../store/table/transaction.ts';
import { refundRequest } from './gateway-requests.ts';
import { GatewayUnavailable, type RefundOutcome } from './port.ts';
import { type PaymentDeps, reconcileOrder, type WebhookDeps } from './purchase.ts';
import type { GatewayRefundEvent, RefundEvent } from './webhook-port.ts';

/** Sends a refund to the gateway under its own id as the idempotency key, and applies the outcome. */
export async function sendRefund(deps: PaymentDeps, refund: Refund): Promise<Refund> {
  const outcome = await deps.gateway.refund(refundRequest(refund));
  return applyOutcome(deps, refund, outcome, ['declined']);
}

/**
 * Asks the gateway for the outcome of a pending refund. A refund that the gateway does not have, as when the run that
 * began it died, is sent: within the gateway's idempotency window the key prevents a second payment, after it the
 * lookup does.
 */
export async function reconcileRefund(deps: PaymentDeps, refund: Refund): Promise<Refund> {
  if (refund.status !== 'pending') return refund;
  const { id: refundId, orderId, chargeReference: reference } = refund;
  const outcome = await deps.gateway.findRefund({ refundId, orderId, reference });
  return outcome.status === 'absent'
    ? sendRefund(deps, refund)
    : applyOutcome(deps, refund, outcome, ['declined']);
}

/** Applies a webhook event. It may also revoke a success: the payer's bank did not accept the money. */
export async function applyRefundEvent(
  deps: PaymentDeps,
  refund: Refund,
  { outcome }: Pick<RefundEvent, 'outcome'>,
): Promise<Refund> {
  return applyOutcome(deps, refund, outcome, ['declined', 'bounced']);
}

/**
 * Pending and unknown change nothing: a refund waits until the gateway has paid or declined. `failures` are the steps
 * that a declined outcome may mean.
 */
async function applyOutcome(
  deps: PaymentDeps,
  refund: Refund,
  outcome: RefundOutcome,
  failures: readonly RefundStep[],
): Promise<Refund> {
  if (outcome.status === 'succeeded') return applySuccess(deps, refund, outcome.reference);
  if (outcome.status === 'declined') return applyFailure(deps, refund, outcome.code, failures);
  return refund;
}

async function applySuccess({ db, now }: PaymentDeps, known: Refund, reference: string): Promise<Refund> {
  return decideAndCommit(async (lots) => {
    const account = await loadAccount(db, known.organizationId, lots);
    const { order, refund } = await loadRefundWithOrder(db, known);
    if (!isReachable(REFUND_TRANSITIONS, 'paid', refund.status)) return refund;
    const at = now();
    const completed = completeRefund(withCredited(order), refund, reference, at);
    const noted = noteRefund(account, completed, at);
    await commitRefundSuccess(db, { account, order }, noted, at);
    return noted.refund;
  });
}

async function applyFailure(
  { db, now }: PaymentDeps,
  known: Refund,
  code: string,
  failures: readonly RefundStep[],
): Promise<Refund> {
  return decideAndCommit(async (lots) => {
    const account = await loadAccount(db, known.organizationId, lots);
    const { order, refund } = await loadRefundWithOrder(db, known);
    if (!failures.some((step) => isReachable(REFUND_TRANSITIONS, step, refund.status))) return refund;
    const lot = await findLot(db, account, refund.lotId);
    if (!lot) throw new Error(`lot ${refund.lotId} of ${refund.organizationId} does not exist`);
    const at = now();
    const failed = failRefund(account, order, lot, refund, code, at);
    await commitRefundFailure(db, { account, order }, cancelRefundNote(failed, at), at);
    return failed.refund;
  });
}

async function loadRefundWithOrder(db: Database, known: Refund): Promise<RefundWithOrder> {
  const { order, refund } = await findRefundWithOrder(db, known);
  if (!order || !refund) {
    throw new Error(`refund ${known.id} of ${known.organizationId} or its order does not exist`);
  }
  return { order, refund };
}

/**
 * Books a refund that was made at the gateway, once: withdraws its amount from the lot of the order, as far as the lot
 * has it left, and raises an alarm about the rest. A refund that fails later returns to the lot what it withdrew.
 * Throws {@link GatewayUnavailable} while the order is not known to be paid.
 */
export async function applyGatewayRefund(
  deps: WebhookDeps,
  known: Order,
  event: GatewayRefundEvent,
): Promise<void> {
  const booked = await findRefund(deps.db, known.organizationId, gatewayRefundId(event.reference));
  if (booked) {
    await applyRefundEvent(deps, booked, event);
    return;
  }
  if (event.outcome.status === 'declined') return;
  const order = isPaid(known) ? known : await reconcileOrder(deps, known);
  if (order.currency !== event.currency || order.failure === PAYMENT_DIFFERS_FAILURE)
    return reportNotCovered(deps, event);
  if (!isPaid(order)) throw new GatewayUnavailable(`order ${order.id} is refunded but ${order.status}`);
  await book(deps, order, event);
}

async function book(deps: WebhookDeps, known: Order, event: GatewayRefundEvent): Promise<void> {
  const { db, graceHours } = deps;
  const { organizationId, id: orderId } = known;
  const shortMicros = await decideAndCommit(async (lots) => {
    const account = await loadAccount(db, organizationId, lots);
    const [existing, order] = await Promise.all([
      findRefund(db, organizationId, gatewayRefundId(event.reference)),
      findOrder(db, organizationId, orderId),
    ]);
    if (existing) return 0;
    if (!order) throw new Error(`order ${orderId} of ${organizationId} does not exist`);
    const now = deps.now();
    const booked = bookGatewayRefund(account, withCredited(order), event, { now, graceHours });
    if (!booked) return event.amountMicros;
    await commitGatewayRefund(db, { account, order }, noteRefund(booked.account, booked, now), now);
    return event.amountMicros - refundTotalMicros(booked.refund) + (booked.refund.shortMicros ?? 0);
  });
  if (shortMicros > 0) reportNotCovered(deps, event, shortMicros);
}

function reportNotCovered(
  { alarm }: WebhookDeps,
  event: GatewayRefundEvent,
  shortMicros = event.amountMicros,
): void {
  const { organizationId, orderId, reference, amountMicros, currency } = event;
  alarm(REFUND_NOT_COVERED, { organizationId, orderId, reference, amountMicros, currency, shortMicros });
}
