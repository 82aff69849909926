/**
 * Webhooks of the payment gateway. The response is 2xx once the event is applied, or when it is about nothing of ours;
 * anything else makes the gateway deliver it again. An event that is applied again, or late, changes nothing.
 */

import { MONEY_UNCLAIMED, WRONG_SIGNATURE } from '../../shared/contract/alarmed-messages.ts';
import { PAYMENT_GATEWAYS } from '../../shared/contract/environment.ts';
import { WEBHOOKS } from '../../shared/contract/routes/webhooks.ts';
import { Refusal, refusals } from '../../shared/domain/refusals.ts';
import { operation } from '../../shared/lambda/http.ts';
import { log } from '../../shared/lambda/log.ts';
import { param } from '../../shared/lambda/parse.ts';
import { applyDispute } from '../../shared/payments/dispute.ts';
import { keepSessionCard } from '../../shared/payments/payment-methods.ts';
import { applyChargeEvent, type WebhookDeps } from '../../shared/payments/purchase.ts';
import { applyGatewayRefund, applyRefundEvent } from '../../shared/payments/refund.ts';
import type {
  SetupEvent,
  UnclaimedMoneyEvent,
  WebhookEvent,
  WebhookReader,
  WebhookRequest,
} from '../../shared/payments/webhook-port.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { findProfile } from '../../shared/store/credits/organizations.ts';
import { findRefund } from '../../shared/store/credits/refunds.ts';

interface ReceivingDeps extends WebhookDeps {
  readonly webhooks: Pick<WebhookReader, 'name' | 'readWebhook'>;
}

/**
 * 404 for an unknown gateway, 400 `invalid-signature`, and 400 `invalid-request` for a signed body that is not an
 * event. No signature is right for a gateway that is not configured.
 */
export function receiveWebhook(deps: ReceivingDeps) {
  return operation(WEBHOOKS.receiveWebhook, async (request) => {
    const name = param(request, 'gateway');
    if (!PAYMENT_GATEWAYS.some((known) => known === name)) throw refusals.notFound('gateway');
    const event = await read(deps, name, { headers: request.headers, rawBody: request.body });
    const applied = event !== undefined && (await apply(deps, event));
    if (event && !applied) log.warn('webhook event about nothing of ours', { event });
    return { status: 200, body: { received: true, applied } };
  });
}

/** Raises an alarm for a wrong signature: a wrong secret here loses every late payment and every dispute. */
async function read({ webhooks, alarm }: ReceivingDeps, name: string, webhook: WebhookRequest) {
  try {
    if (name !== webhooks.name) throw refusals.invalidSignature();
    return await webhooks.readWebhook(webhook);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'invalid-signature') {
      alarm(WRONG_SIGNATURE, { gateway: name, configured: webhooks.name });
    }
    throw error;
  }
}

/** The card that was entered becomes a method, once. A page without a key of ours is left to the schedule. */
async function applySetup(deps: WebhookDeps, event: SetupEvent): Promise<boolean> {
  const { organizationId, key, method } = event;
  if (key === undefined || !(await findProfile(deps.db, organizationId))) return false;
  return keepSessionCard(deps, { organizationId, key }, method);
}

/** Nothing is booked: the gateway pays the next transfer of the organization with it, and a person may pay it back. */
async function reportMoney(
  { db, alarm }: WebhookDeps,
  { organizationId, sums }: UnclaimedMoneyEvent,
): Promise<boolean> {
  if (!(await findProfile(db, organizationId))) return false;
  alarm(MONEY_UNCLAIMED, { organizationId, sums });
  return true;
}

/** Returns whether the event is about an order or refund of ours. */
async function apply(deps: WebhookDeps, event: WebhookEvent): Promise<boolean> {
  if (event.kind === 'setup') return applySetup(deps, event);
  if (event.kind === 'unclaimed-money') return reportMoney(deps, event);
  const { organizationId, orderId } = event;
  if (event.kind === 'refund') {
    const refund = await findRefund(deps.db, organizationId, event.refundId);
    if (refund) await applyRefundEvent(deps, refund, event);
    return refund !== undefined;
  }
  const order = await findOrder(deps.db, organizationId, orderId);
  if (order && event.kind === 'charge') await applyChargeEvent(deps, order, event.outcome);
  if (order && event.kind === 'gateway-refund') await applyGatewayRefund(deps, order, event);
  if (order && event.kind === 'dispute') await applyDispute(deps, order, event);
  return order !== undefined;
}
