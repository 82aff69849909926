/**
 * Word from the payment gateway. It is answered with 2xx only once it is applied, or when it is about nothing of
 * ours; anything else lets the gateway deliver it again. Applying is harmless however often and late it comes.
 */
import { PAYMENT_GATEWAYS } from '../../shared/contract/environment.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { Operation } from '../../shared/lambda/http.ts';
import { log } from '../../shared/lambda/log.ts';
import { param } from '../../shared/lambda/parse.ts';
import { applyDispute, type DisputeDeps } from '../../shared/payments/charge-back.ts';
import { applyOutcome } from '../../shared/payments/charge-order.ts';
import type { PaymentNotice } from '../../shared/payments/gateway.ts';
import { applyRefundNotice } from '../../shared/payments/refund-order.ts';
import { findOrder } from '../../shared/store/orders.ts';
import { findRefund } from '../../shared/store/refunds.ts';

/**
 * 404 for a gateway that nobody knows, 400 `invalid-signature`; never reads a sum from a notice. There is no
 * signature that is right for a gateway that is not configured.
 */
export function receiveNotice(deps: DisputeDeps): Operation {
  return async (request) => {
    const name = param(request, 'gateway');
    if (!PAYMENT_GATEWAYS.some((known) => known === name)) throw refusals.notFound('gateway');
    if (name !== deps.gateway.name) throw refusals.invalidSignature();
    const notice = await deps.gateway.readNotice({ headers: request.headers, rawBody: request.body });
    const applied = notice !== undefined && (await apply(deps, notice));
    if (notice && !applied) log.warn('notice about nothing of ours', { notice });
    return { status: 200, body: { received: true, applied } };
  };
}

/** Answers whether the notice is about an order or refund of ours. */
async function apply(deps: DisputeDeps, notice: PaymentNotice): Promise<boolean> {
  const { organizationId, orderId } = notice;
  if (notice.kind === 'refund') {
    const refund = await findRefund(deps.db, organizationId, notice.refundId);
    if (refund) await applyRefundNotice(deps, refund, notice);
    return refund !== undefined;
  }
  const order = await findOrder(deps.db, organizationId, orderId);
  if (order && notice.kind === 'charge') await applyOutcome(deps, order, notice.outcome);
  if (order && notice.kind === 'dispute') await applyDispute(deps, order, notice);
  return order !== undefined;
}
