/** A refund that somebody made at the gateway, from its notice to the books: once, and back when it fails. */
import { REFUND_NOT_COVERED } from '../contract/alarmed-messages.ts';
import { bookGatewayRefund, gatewayRefundId } from '../domain/credits/gateway-refunds.ts';
import { isPaid, type Order, PAYMENT_DIFFERS } from '../domain/credits/orders.ts';
import { loadAccount } from '../store/credits/accounts.ts';
import { findOrder } from '../store/credits/orders.ts';
import { commitGatewayRefund, findRefund } from '../store/credits/refunds.ts';
import { decideAndCommit } from '../store/table/transaction.ts';
import type { DisputeDeps } from './dispute.ts';
import { type GatewayRefundNotice, GatewayUnavailable } from './port.ts';
import { reconcileOrder } from './purchase.ts';
import { applyRefundNotice } from './refund.ts';

/**
 * Takes the sum out of the lot of the order, as far as it is left, and raises an alarm when it is not. One that fails later gives
 * back what it took. Throws {@link GatewayUnavailable} while the order is not known to be paid.
 */
export async function applyGatewayRefund(
  deps: DisputeDeps,
  known: Order,
  notice: GatewayRefundNotice,
): Promise<void> {
  const { organizationId } = known;
  const refundId = gatewayRefundId(notice.reference);
  const standing = await findRefund(deps.db, organizationId, refundId);
  if (standing) {
    await applyRefundNotice(deps, standing, { ...notice, kind: 'refund', refundId });
    return;
  }
  if (notice.outcome.status === 'declined') return;
  const order = isPaid(known) ? known : await reconcileOrder(deps, known);
  if (order.currency !== notice.currency || order.failure === PAYMENT_DIFFERS) return ring(deps, notice);
  if (!isPaid(order)) throw new GatewayUnavailable(`order ${order.id} is refunded but ${order.status}`);
  await book(deps, order, notice);
}

async function book(deps: DisputeDeps, known: Order, notice: GatewayRefundNotice): Promise<void> {
  const { db, graceHours } = deps;
  const { organizationId, id: orderId } = known;
  const shortMicros = await decideAndCommit(async (lots) => {
    const account = await loadAccount(db, organizationId, lots);
    const [standing, order] = await Promise.all([
      findRefund(db, organizationId, gatewayRefundId(notice.reference)),
      findOrder(db, organizationId, orderId),
    ]);
    if (standing) return 0;
    if (!order) throw new Error(`order ${orderId} of ${organizationId} does not exist`);
    const now = deps.now();
    const booked = bookGatewayRefund(account, order, notice, { now, graceHours });
    if (!booked) return notice.amountMicros;
    await commitGatewayRefund(db, { account, order }, booked, now);
    return notice.amountMicros - booked.refund.amountMicros + (booked.refund.shortMicros ?? 0);
  });
  if (shortMicros > 0) ring(deps, notice, shortMicros);
}

function ring({ alarm }: DisputeDeps, notice: GatewayRefundNotice, shortMicros = notice.amountMicros): void {
  const { organizationId, orderId, reference, amountMicros, currency } = notice;
  alarm(REFUND_NOT_COVERED, { organizationId, orderId, reference, amountMicros, currency, shortMicros });
}
