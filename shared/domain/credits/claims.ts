/**
 * What disputes and refunds claim of an order. A lot gives what it has left; what it did not have is unmet, and is kept
 * on the order for all claims together.
 */
import type { Micros } from '../money.ts';
import type { Order } from './orders.ts';

/** An order as it was read, and as a decision leaves it. */
export interface OrderChange {
  readonly before: Order;
  readonly after: Order;
}

/**
 * What comes back of a call and is withdrawn at once meets the claims, so that it returns when they end. An order of the
 * earlier layout may have no sum of what is unmet, which gives no change, or a sum that lacks earlier claims.
 */
export function meetClaims(before: Order, micros: Micros): OrderChange[] {
  const { unmetMicros } = before;
  if (unmetMicros === undefined) return [];
  return [{ before, after: { ...before, unmetMicros: Math.max(0, unmetMicros - micros) } }];
}

/** A claim that is no more. */
export interface EndedClaim {
  readonly amountMicros: Micros;
  /** What of all claims is unmet, this one included. */
  readonly unmetMicros: Micros;
}

/**
 * What returns to the lot when the bank gives a claim back, or a refund fails. It meets other claims first, so that the
 * result does not depend on the order in which claims come and end.
 */
export function endClaim(
  order: Order,
  { amountMicros, unmetMicros }: EndedClaim,
): { readonly order: Order; readonly returnedMicros: Micros } {
  const keptMicros = Math.min(amountMicros, unmetMicros);
  return {
    order: { ...order, unmetMicros: unmetMicros - keptMicros },
    returnedMicros: amountMicros - keptMicros,
  };
}
