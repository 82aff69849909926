/** The tax of an order (spec: Tax is part of what is charged): how a sum that was paid splits into credits and tax. */
import { assertMicros, type Micros } from '../money.ts';
import { type Order, orderTotalMicros } from './orders.ts';

/** A sum that was paid, claimed or given back. */
export interface PaidParts {
  /** Of the credits. */
  readonly amountMicros: Micros;
  readonly taxMicros: Micros;
}

/** A sum of the payer's money in credits and tax, in the proportion of the order. All that exceeds it counts as credits. */
export function splitPaid(order: Order, paidMicros: Micros): PaidParts {
  const orderedTaxMicros = order.taxMicros ?? 0;
  const totalMicros = orderTotalMicros(order);
  const taxMicros =
    paidMicros >= totalMicros
      ? orderedTaxMicros
      : proportion({ ofMicros: orderedTaxMicros, partMicros: paidMicros, wholeMicros: totalMicros });
  return { amountMicros: paidMicros - taxMicros, taxMicros };
}

/** As {@link splitPaid}, within what is not refunded yet. */
export function splitRefunded(order: Order, paidMicros: Micros): PaidParts {
  const restMicros = order.amountMicros - order.refundedMicros;
  const restTaxMicros = (order.taxMicros ?? 0) - (order.refundedTaxMicros ?? 0);
  if (paidMicros >= restMicros + restTaxMicros) return { amountMicros: restMicros, taxMicros: restTaxMicros };
  const split = splitPaid(order, paidMicros);
  const taxMicros = Math.max(Math.min(split.taxMicros, restTaxMicros), paidMicros - restMicros);
  return { amountMicros: paidMicros - taxMicros, taxMicros };
}

/**
 * The tax that goes back with a refund of `amountMicros`: in proportion and in whole steps, and with the last part
 * whatever is left of it. Refunds that are pending count as if they were paid.
 */
export function taxOfRefund(
  order: Order,
  { amountMicros, stepMicros }: { readonly amountMicros: Micros; readonly stepMicros: Micros },
): Micros {
  const { taxMicros = 0, refundedTaxMicros = 0, refundingMicros = 0, refundingTaxMicros = 0 } = order;
  const restTaxMicros = Math.max(0, taxMicros - refundedTaxMicros - refundingTaxMicros);
  const isLast = order.refundedMicros + refundingMicros + amountMicros === order.amountMicros;
  if (isLast) return restTaxMicros;
  const exact = proportion({
    ofMicros: taxMicros,
    partMicros: amountMicros,
    wholeMicros: order.amountMicros,
  });
  return Math.min(exact - (exact % stepMicros), restTaxMicros);
}

interface Proportion {
  readonly ofMicros: Micros;
  readonly partMicros: Micros;
  readonly wholeMicros: Micros;
}

/** Rounded down to whole micros. The product of two sums may not fit a number. */
export function proportion({ ofMicros, partMicros, wholeMicros }: Proportion): Micros {
  if (ofMicros === 0 || wholeMicros === 0) return 0;
  return assertMicros(Number((BigInt(ofMicros) * BigInt(partMicros)) / BigInt(wholeMicros)));
}
