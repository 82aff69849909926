/**
 * Word from the payment gateway. It is answered with 2xx only once it is applied, or when it is about nothing of
 * ours; anything else lets the gateway deliver it again. Applying is harmless however often and late it comes.
 */
import { WRONG_SIGNATURE } from '../../shared/contract/alarmed-messages.ts';
import { PAYMENT_GATEWAYS } from '../../shared/contract/environment.ts';
import { Refusal, refusals } from '../../shared/domain/refusals.ts';
import type { Operation } from '../../shared/lambda/http.ts';
import { log } from '../../shared/lambda/log.ts';
import { param } from '../../shared/lambda/parse.ts';
import { applyDispute, type DisputeDeps } from '../../shared/payments/dispute.ts';
import { applyGatewayRefund } from '../../shared/payments/gateway-refund.ts';
import type { IncomingNotice, PaymentNotice } from '../../shared/payments/port.ts';
import { applyOutcome } from '../../shared/payments/purchase.ts';
import { applyRefundNotice } from '../../shared/payments/refund.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { findRefund } from '../../shared/store/credits/refunds.ts';

/**
 * 404 for a gateway that nobody knows, 400 `invalid-signature`, and 400 `invalid-request` for what is signed and is no
 * notice. There is no signature that is right for a gateway that is not configured.
 */
export function receiveWebhook(deps: DisputeDeps): Operation {
  return async (request) => {
    const name = param(request, 'gateway');
    if (!PAYMENT_GATEWAYS.some((known) => known === name)) throw refusals.notFound('gateway');
    const notice = await read(deps, name, { headers: request.headers, rawBody: request.body });
    const applied = notice !== undefined && (await apply(deps, notice));
    if (notice && !applied) log.warn('notice about nothing of ours', { notice });
    return { status: 200, body: { received: true, applied } };
  };
}

/** A wrong secret here loses every payment that settles late, and every chargeback: it raises an alarm. */
async function read(deps: DisputeDeps, name: string, incoming: IncomingNotice) {
  try {
    if (name !== deps.gateway.name) throw refusals.invalidSignature();
    return await deps.gateway.readNotice(incoming);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid-signature') {
      deps.alarm(WRONG_SIGNATURE, { gateway: name, configured: deps.gateway.name });
    }
    throw error;
  }
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
  if (order && notice.kind === 'gateway-refund') await applyGatewayRefund(deps, order, notice);
  if (order && notice.kind === 'dispute') await applyDispute(deps, order, notice);
  return order !== undefined;
}
