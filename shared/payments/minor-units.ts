/**
 * Whole micros to the minor units that gateways count in, and back. Never rounds: an amount that the currency
 * cannot express is `undefined`, and is refused before any charge.
 */

import { type Currency, unitOf } from '../domain/currencies.ts';
import type { Micros } from '../domain/money.ts';
import type { Declined } from './port.ts';

/** The outcome of a charge whose amount has no minor units. */
export const NOT_CHARGEABLE: Declined = {
  status: 'declined',
  code: 'amount-not-chargeable',
  detail: 'not a whole amount of this currency',
};

/** 12500000 USD to 1250; `undefined` for a fraction of the smallest chargeable step, or nothing to charge. */
export function toMinorUnits(amountMicros: Micros, currency: Currency): number | undefined {
  const { minorMicros, stepMicros } = unitOf(currency.toUpperCase());
  if (!Number.isSafeInteger(amountMicros) || amountMicros <= 0) return undefined;
  return amountMicros % stepMicros === 0 ? amountMicros / minorMicros : undefined;
}

/** 1250 USD to 12500000. */
export function fromMinorUnits(minorUnits: number, currency: Currency): number {
  return minorUnits * unitOf(currency.toUpperCase()).minorMicros;
}

/** The step that amounts in this currency must be whole multiples of, in micros. */
export function chargeableStepMicros(currency: Currency): number {
  return unitOf(currency.toUpperCase()).stepMicros;
}
