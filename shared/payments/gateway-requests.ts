/**
 * The requests that have an idempotency key at the gateway. Each is made of what was committed before it is sent, and of
 * nothing else: a gateway refuses a key that comes again with other parameters, and the request would fail each time
 * (trap 9). What the organization, its methods or a repeated request says by then has no place here.
 */
import { customerOf, type Order, orderTotalMicros, type PaymentMethod } from '../domain/credits/orders.ts';
import { type Refund, refundTotalMicros } from '../domain/credits/refunds.ts';
import type { MethodSession } from '../store/credits/sessions.ts';
import type { ChargeRequest, RefundRequest, SessionRequest, TransferRequest } from './port.ts';

const CREDITS = 'Communications credits';

const sumOf = (order: Order) => ({
  orderId: order.id,
  organizationId: order.organizationId,
  amountMicros: orderTotalMicros(order),
  currency: order.currency,
});

/** The charge of an order by its stored method. */
export function chargeRequest(order: Order & { readonly paymentMethod: PaymentMethod }): ChargeRequest {
  const isRecharge = order.kind === 'recharge';
  return {
    ...sumOf(order),
    paymentMethod: order.paymentMethod,
    description: isRecharge ? `${CREDITS}, auto-recharge` : CREDITS,
    presence: isRecharge ? 'off-session' : 'on-session',
    returnUrl: order.sentWith?.returnUrl,
  };
}

/** The account into which an order is transferred. Throws TypeError for an order of another kind. */
export function transferRequest(order: Order): TransferRequest {
  const country = order.sentWith?.country;
  if (country === undefined) throw new TypeError(`order ${order.id} has no account to pay into`);
  return { ...sumOf(order), customer: customerOf(order), country, description: CREDITS };
}

/** The page on which an order is paid. Throws TypeError for an order of another kind. */
export function orderPageRequest(order: Order): SessionRequest {
  const { id, organizationId, waitsUntil, sentWith: { returnUrl, savesMethod = false } = {} } = order;
  if (returnUrl === undefined || waitsUntil === undefined) throw new TypeError(`order ${id} has no page`);
  return {
    key: id,
    organizationId,
    customer: customerOf(order),
    returnUrl,
    expiresAt: waitsUntil,
    purpose: { kind: 'payment', ...sumOf(order), description: CREDITS, savesMethod },
  };
}

/** The page on which a card is entered. Throws TypeError for a page that was opened before its terms were stored. */
export function cardPageRequest(session: MethodSession): SessionRequest {
  const { key, organizationId, customer, returnUrl, expiresAt } = session;
  if (returnUrl === undefined) throw new TypeError(`page ${key} has no terms`);
  return { key, organizationId, customer, returnUrl, expiresAt, purpose: { kind: 'setup' } };
}

export function refundRequest(refund: Refund): RefundRequest {
  const { id: refundId, orderId, organizationId, chargeReference: reference, currency } = refund;
  return { refundId, orderId, organizationId, reference, amountMicros: refundTotalMicros(refund), currency };
}
