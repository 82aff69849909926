/**
 * Where credits may be bought, in which currencies, and how much may be funded at once
 * (spec: One funding has a minimum and a maximum). A deployment sets the limits in US dollars, and they are scaled to
 * each currency's order of magnitude. It may also set the limits of a currency directly.
 */

import { type Currency, requireChargeable, scaledMicros } from '../currencies.ts';
import { CREDITS_NOT_SOLD_IN } from '../licenses/plans.ts';
import { formatAmount, type Micros, parseAmount } from '../money.ts';
import { refusals } from '../refusals.ts';
import type { Terms } from './account.ts';

export interface AmountLimits {
  readonly minimumMicros: Micros;
  readonly maximumMicros: Micros;
  /** The default cap of auto-recharge: see `monthlyCapOf`. */
  readonly monthlyCapMicros: Micros;
}

/** The limits of the deployment. */
export interface FundingLimits extends AmountLimits {
  /** How many charges auto-recharge may begin in any hour. */
  readonly rechargesPerHour: number;
  /** Limits that are set directly, by ISO 4217 code, in place of the scaled ones. */
  readonly currencies?: Readonly<Record<string, AmountLimits>>;
}

/** The limits of one currency. */
export interface CurrencyLimits extends AmountLimits {
  readonly rechargesPerHour: number;
}

/** Amounts are decimal strings: `{ minimum: "5000", maximum: "10000000" }`. */
export interface CurrencySetting {
  readonly minimum: string;
  readonly maximum: string;
  readonly monthlyCap?: string | undefined;
}

export interface FundingSettings {
  readonly MINIMUM_FUNDING: string;
  readonly MAXIMUM_FUNDING: string;
  readonly DEFAULT_MONTHLY_CAP: string;
  readonly RECHARGES_PER_HOUR: number;
  readonly FUNDING_LIMITS: Readonly<Record<string, CurrencySetting>>;
}

/** The default cap of a currency whose limits are set directly, as a number of smallest fundings. */
const FUNDINGS_A_MONTH = 100;

/** Reads the settings. Throws RangeError for a text that is not an amount, and for a minimum above the maximum. */
export function fundingLimits(settings: FundingSettings): FundingLimits {
  const own = Object.entries(settings.FUNDING_LIMITS).map(
    ([currency, setting]) => [currency, amountLimits(setting)] as const,
  );
  const dollars = amountLimits({
    minimum: settings.MINIMUM_FUNDING,
    maximum: settings.MAXIMUM_FUNDING,
    monthlyCap: settings.DEFAULT_MONTHLY_CAP,
  });
  return { ...dollars, rechargesPerHour: settings.RECHARGES_PER_HOUR, currencies: Object.fromEntries(own) };
}

function amountLimits({ minimum, maximum, monthlyCap }: CurrencySetting): AmountLimits {
  const minimumMicros = parseAmount(minimum);
  const maximumMicros = parseAmount(maximum);
  if (minimumMicros === undefined || maximumMicros === undefined || minimumMicros > maximumMicros) {
    throw new RangeError(`funding limits: ${minimum} to ${maximum}`);
  }
  const monthlyCapMicros =
    monthlyCap === undefined ? minimumMicros * FUNDINGS_A_MONTH : parseAmount(monthlyCap);
  if (monthlyCapMicros === undefined) throw new RangeError(`monthly cap: ${monthlyCap}`);
  return { minimumMicros, maximumMicros, monthlyCapMicros };
}

/** The limits of a currency; `undefined` for one that has none and cannot be scaled. */
export function limitsOf(limits: FundingLimits, currency: Currency): CurrencyLimits | undefined {
  const { rechargesPerHour, currencies = {} } = limits;
  const own = Object.hasOwn(currencies, currency) ? currencies[currency] : undefined;
  if (own) return { ...own, rechargesPerHour };
  const minimumMicros = scaledMicros(limits.minimumMicros, currency);
  const maximumMicros = scaledMicros(limits.maximumMicros, currency);
  const monthlyCapMicros = scaledMicros(limits.monthlyCapMicros, currency);
  if (minimumMicros === undefined || maximumMicros === undefined || monthlyCapMicros === undefined)
    return undefined;
  return { minimumMicros, maximumMicros, monthlyCapMicros, rechargesPerHour };
}

/** {@link limitsOf}. Throws the refusal `currency-not-sold`, naming `currency`. */
export function requireLimits(limits: FundingLimits, currency: Currency): CurrencyLimits {
  const found = limitsOf(limits, currency);
  if (!found) throw refusals.currencyNotSold(currency);
  return found;
}

/**
 * Throws the refusal `credits-not-sold-in-country`, for a purchase by hand and for auto-recharge
 * (spec: Credits are not sold in some countries).
 */
export function requireSold({ country }: Terms): void {
  if (CREDITS_NOT_SOLD_IN.has(country)) throw refusals.creditsNotSoldInCountry(country);
}

/**
 * Requires an amount that can be funded. Throws `amount-out-of-range` and `invalid-request`, naming the field. An
 * amount is never adjusted silently.
 */
export function requireFundable(
  field: string,
  micros: Micros,
  currency: Currency,
  limits: AmountLimits,
): void {
  requireWithin(field, micros, limits);
  requireChargeable(field, micros, currency);
}

/** Throws the refusal `amount-out-of-range`, naming the field. */
export function requireWithin(
  field: string,
  micros: Micros,
  { minimumMicros, maximumMicros }: Pick<AmountLimits, 'minimumMicros' | 'maximumMicros'>,
): void {
  if (micros >= minimumMicros && micros <= maximumMicros) return;
  throw refusals.amountOutOfRange(field, formatAmount(minimumMicros), formatAmount(maximumMicros));
}
