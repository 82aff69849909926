/** The tax of an order (spec: Tax is part of what is charged): how a sum that was paid splits into credits and tax. */
import { unitOf } from '../currencies.ts';
import { assertMicros, type Micros } from '../money.ts';
import { type Order, orderTotalMicros } from './orders.ts';

/** A sum that was paid, claimed or given back. */
export interface PaidParts {
  /** Of the credits. */
  readonly amountMicros: Micros;
  readonly taxMicros: Micros;
}

/**
 * A sum of the payer's money in credits and tax, in the proportion of the order. Both are in the smallest amounts that
 * can be paid, if the sum is. All that exceeds the order counts as credits.
 */
export function splitPaid(order: Order, paidMicros: Micros): PaidParts {
  const taxMicros = taxOfPaid(order, paidMicros);
  return { amountMicros: paidMicros - taxMicros, taxMicros };
}

function taxOfPaid(order: Order, paidMicros: Micros): Micros {
  const { taxMicros = 0, currency } = order;
  const wholeMicros = orderTotalMicros(order);
  if (paidMicros >= wholeMicros) return taxMicros;
  const { stepMicros } = unitOf(currency);
  const exact = proportion({ ofMicros: taxMicros, partMicros: paidMicros, wholeMicros });
  return paidMicros % stepMicros === 0 ? exact - (exact % stepMicros) : exact;
}

/** As {@link splitPaid}, within what is not refunded yet. */
export function splitRefunded(order: Order, paidMicros: Micros): PaidParts {
  const { refundedMicros, refundedTaxMicros = 0 } = order;
  const beforeMicros = refundedMicros + refundedTaxMicros;
  const partMicros = Math.min(beforeMicros + paidMicros, orderTotalMicros(order));
  const expectedMicros = refundedMicros + splitPaid(order, paidMicros).amountMicros;
  const amountMicros = creditsOfPart(order, { partMicros, expectedMicros }) - refundedMicros;
  return { amountMicros, taxMicros: partMicros - beforeMicros - amountMicros };
}

/**
 * The credits in a part of the order that was refunded: as many as are expected, if that leaves neither more credits nor
 * more tax than the order has. The last of the credits goes back with the last of the tax, so that an order whose credits
 * were all refunded has no tax left.
 */
export function creditsOfPart(
  order: Order,
  { partMicros, expectedMicros }: { readonly partMicros: Micros; readonly expectedMicros: Micros },
): Micros {
  const { amountMicros, taxMicros = 0, currency } = order;
  const leastMicros = Math.max(0, partMicros - taxMicros);
  if (partMicros === orderTotalMicros(order)) return amountMicros;
  const mostMicros = Math.max(leastMicros, Math.min(partMicros, amountMicros - unitOf(currency).stepMicros));
  return Math.min(mostMicros, Math.max(leastMicros, expectedMicros));
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
