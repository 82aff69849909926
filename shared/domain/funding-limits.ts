/** Where credits may be bought, and how much may be funded at once: 50.00 at least, and a maximum, both settings of the deployment (domain section 2). */
import type { Terms } from './account.ts';
import { formatAmount, parseAmount } from './money.ts';
import { CREDITS_NOT_SOLD_IN } from './plans.ts';
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

/** Throws the refusal `credits-not-sold-in-country`: neither bought by hand nor by auto-recharge (domain section 5). */
export function requireSold({ country }: Terms): void {
  if (CREDITS_NOT_SOLD_IN.has(country)) throw refusals.creditsNotSoldInCountry(country);
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
