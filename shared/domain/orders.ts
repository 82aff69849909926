/** Orders: a purchase by hand or a recharge, from the intent to charge to the gateway's word. */

export type OrderKind = 'purchase' | 'recharge';

export const ORDER_STATUSES = ['pending', 'succeeded', 'failed', 'refunded'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** The gateway's own tokens, never card data. */
export interface OrderPaymentMethod {
  readonly token: string;
  readonly customer?: string | undefined;
  readonly label?: string | undefined;
}

export interface Order {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: OrderKind;
  readonly status: OrderStatus;
  readonly amountMicros: number;
  readonly currency: string;
  readonly paymentMethod: OrderPaymentMethod;
  readonly createdAt: string;
  readonly finishedAt?: string;
  /** The gateway's name for the charge. */
  readonly reference?: string;
  /** Why it failed, in the gateway's machine-readable word. */
  readonly failure?: string;
  readonly lotId?: string;
  readonly invoiceId?: string;
  readonly refundedMicros: number;
  /** When a chargeback took the money back: what is refunded or returned from then on is nobody's to spend. */
  readonly disputedAt?: string;
  /** Switched on with the purchase once it succeeds. */
  readonly autoRecharge?: { readonly amountMicros: number; readonly thresholdMicros: number };
}

/**
 * Which status may follow which; the store writes a transition under the condition that names its origins. A
 * failure is taken back when the gateway charged after all: money that was taken is always credited.
 */
export const ORDER_TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: ['succeeded', 'failed'],
  succeeded: ['refunded'],
  failed: ['succeeded'],
  refunded: [],
};

export function originsOf(status: OrderStatus): OrderStatus[] {
  return ORDER_STATUSES.filter((origin) => ORDER_TRANSITIONS[origin].includes(status));
}
