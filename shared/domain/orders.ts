/** Orders: a purchase by hand or a recharge, from the intent to charge to the gateway's word. */

export type OrderKind = 'purchase' | 'recharge';

export type OrderStatus = 'pending' | 'succeeded' | 'failed' | 'refunded';

export interface Order {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: OrderKind;
  readonly status: OrderStatus;
  readonly amountMicros: number;
  readonly currency: string;
  readonly paymentToken: string;
  readonly createdAt: string;
  readonly finishedAt?: string;
  /** The gateway's name for the charge. */
  readonly reference?: string;
  /** Why it failed, in the gateway's machine-readable word. */
  readonly failure?: string;
  readonly lotId?: string;
  readonly invoiceId?: string;
  readonly refundedMicros: number;
  /** Switched on with the purchase once it succeeds. */
  readonly autoRecharge?: { readonly amountMicros: number; readonly thresholdMicros: number };
}

/** Which status may follow which. The store writes a transition under the condition that names its origin. */
export const ORDER_TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: ['succeeded', 'failed'],
  succeeded: ['refunded'],
  failed: [],
  refunded: [],
};
