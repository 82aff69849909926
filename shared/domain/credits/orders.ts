/** Orders: a purchase by hand or a recharge, from the intent to charge to the gateway's word. */

import type { Currency } from '../currencies.ts';
import type { InvoiceId, LotId, OrderId, OrganizationId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import type { Micros } from '../money.ts';

export const ORDER_KINDS = ['purchase', 'recharge'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

export const ORDER_STATUSES = ['pending', 'succeeded', 'failed', 'refunded'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** What may be stored of a payment method: the gateway's own tokens, never card data. */
export interface PaymentMethod {
  readonly token: string;
  /** The gateway's customer that the token belongs to, where the gateway has customers. */
  readonly customer?: string;
  /** For people: `visa ending in 4242`. */
  readonly label?: string;
}

/** The payment method alone, without what an organization stores beside it. */
export function paymentMethodOf({ token, customer, label }: PaymentMethod): PaymentMethod {
  return { token, customer, label };
}

export interface Order {
  readonly id: OrderId;
  readonly organizationId: OrganizationId;
  readonly kind: OrderKind;
  readonly status: OrderStatus;
  readonly amountMicros: Micros;
  readonly currency: Currency;
  readonly paymentMethod: PaymentMethod;
  readonly createdAt: Instant;
  readonly finishedAt?: Instant;
  /** The gateway's name for the charge. */
  readonly reference?: string;
  /** Why it failed, in the gateway's machine-readable word. */
  readonly failure?: string;
  readonly lotId?: LotId;
  readonly invoiceId?: InvoiceId;
  readonly refundedMicros: Micros;
  /** When a chargeback first took money back: nothing is refunded from then on. */
  readonly disputedAt?: Instant;
  /** What disputes named in all; absent for one of before it was kept, which is of the whole charge. */
  readonly disputedMicros?: Micros;
  /** What was taken back at the gateway, by a dispute or a refund, and was not left of the lot. */
  readonly unmetMicros?: Micros;
  /** Switched on with the purchase once it succeeds. */
  readonly autoRecharge?: { readonly amountMicros: Micros; readonly thresholdMicros: Micros };
}

/** The failure of an order whose payment is of another amount or currency: it is undecided until somebody acts. */
export const PAYMENT_DIFFERS = 'payment-differs';

/**
 * The bank has taken back all of the charge that was not refunded, or all of it was refunded at the gateway, spent or
 * not: what comes back to its lot may not be spent.
 */
export function isTakenBack(order: Order): boolean {
  const { disputedAt, amountMicros, refundedMicros } = order;
  if (refundedMicros >= amountMicros) return true;
  return disputedAt !== undefined && (order.disputedMicros ?? amountMicros) >= amountMicros - refundedMicros;
}

/** Money was taken for it. */
export const isPaid = ({ status }: Order): boolean => status === 'succeeded' || status === 'refunded';

/**
 * What may happen to an order, and from which statuses; the store writes a transition under the condition that names
 * them. A failure is taken back when the gateway charged after all: money that was taken is always credited. A refund
 * that bounces takes the refund back, and credits nothing a second time.
 */
export const ORDER_TRANSITIONS = {
  charged: { from: ['pending', 'failed'], to: 'succeeded' },
  declined: { from: ['pending'], to: 'failed' },
  refunded: { from: ['succeeded'], to: 'refunded' },
  bounced: { from: ['refunded'], to: 'succeeded' },
} as const satisfies Record<string, { from: readonly OrderStatus[]; to: OrderStatus }>;

export type OrderTransition = keyof typeof ORDER_TRANSITIONS;

export function originsOf(transition: OrderTransition): readonly OrderStatus[] {
  return ORDER_TRANSITIONS[transition].from;
}

/** The order after the transition. Throws when it cannot happen to an order of this status. */
export function moveOrder(order: Order, transition: OrderTransition): Order {
  if (!originsOf(transition).includes(order.status)) {
    throw new RangeError(`order ${order.id} is ${order.status}: it cannot be ${transition}`);
  }
  return { ...order, status: ORDER_TRANSITIONS[transition].to };
}
