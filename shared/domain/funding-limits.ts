/** How much may be funded at once: 50.00 at least, and a maximum, both settings of the deployment (domain section 2). */
import { formatAmount, parseAmount } from './money.ts';
import { refusals } from './refusals.ts';

export interface FundingLimits {
  readonly minimumMicros: number;
  readonly maximumMicros: number;
}

/** Reads the two settings. Throws when the deployment was given something that is no amount. */
export function fundingLimits(settings: { MINIMUM_FUNDING: string; MAXIMUM_FUNDING: string }): FundingLimits {
  const minimumMicros = parseAmount(settings.MINIMUM_FUNDING);
  const maximumMicros = parseAmount(settings.MAXIMUM_FUNDING);
  if (minimumMicros === undefined || maximumMicros === undefined || minimumMicros > maximumMicros) {
    throw new RangeError(`funding limits: ${settings.MINIMUM_FUNDING} to ${settings.MAXIMUM_FUNDING}`);
  }
  return { minimumMicros, maximumMicros };
}

/** Throws the refusal `amount-out-of-range`, naming the field; an amount is never adjusted silently. */
export function requireFundable(field: string, micros: number, limits: FundingLimits): void {
  if (micros >= limits.minimumMicros && micros <= limits.maximumMicros) return;
  throw refusals.amountOutOfRange(
    field,
    formatAmount(limits.minimumMicros),
    formatAmount(limits.maximumMicros),
  );
}
