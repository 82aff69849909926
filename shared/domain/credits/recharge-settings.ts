/** What auto-recharge may be set to, and what bounds it a month (spec: Auto-recharge is bounded). */

import type { Currency } from '../currencies.ts';
import { formatAmount, type Micros } from '../money.ts';
import { refusals } from '../refusals.ts';
import type { AutoRecharge } from './account.ts';
import { type AmountLimits, requireFundable, requireWithin } from './funding-limits.ts';

export interface RechargeSettings {
  readonly enabled: boolean;
  readonly amountMicros: Micros;
  readonly thresholdMicros: Micros;
  /** `null` lifts the cap; without a word it stays as it was. */
  readonly monthlyCapMicros?: Micros | null | undefined;
}

/** The cap where none was chosen, in recharges; not less than the figure of the currency. */
const RECHARGES_A_MONTH = 10;
/** The largest cap that may be chosen: in largest fundings. A larger one would be no cap. */
const LARGEST_FUNDINGS_A_MONTH = 10;

const times = (micros: Micros, count: number): Micros => Math.min(Number.MAX_SAFE_INTEGER, micros * count);

/** What may be recharged in a calendar month (UTC): chosen, or the default; `undefined` once an operator has lifted it. */
export function monthlyCapOf(
  recharge: Pick<AutoRecharge, 'amountMicros' | 'monthlyCapMicros' | 'isCapLifted'>,
  limits: AmountLimits,
): Micros | undefined {
  if (recharge.isCapLifted) return undefined;
  const usual = Math.max(limits.monthlyCapMicros, times(recharge.amountMicros, RECHARGES_A_MONTH));
  return recharge.monthlyCapMicros ?? usual;
}

/** Amount and threshold as they are given, by the names of their fields. */
export interface RechargeTerms {
  readonly amountMicros?: Micros | undefined;
  readonly thresholdMicros?: Micros | undefined;
}

/**
 * Both within what one funding may be; a threshold may be zero. `prefix` is what stands before the names of the
 * fields. Throws `amount-out-of-range` and `invalid-request`.
 */
export function requireRechargeTerms(
  prefix: string,
  { amountMicros, thresholdMicros }: RechargeTerms,
  currency: Currency,
  limits: AmountLimits,
): void {
  if (amountMicros !== undefined) requireFundable(`${prefix}amount`, amountMicros, currency, limits);
  if (thresholdMicros !== undefined) {
    requireWithin(`${prefix}threshold`, thresholdMicros, { ...limits, minimumMicros: 0 });
  }
}

/** Throws the refusal `amount-out-of-range`, naming `monthlyCap`: beyond that only an operator takes the cap away. */
export function requireCap(monthlyCapMicros: Micros, limits: AmountLimits): void {
  const maximumMicros = times(limits.maximumMicros, LARGEST_FUNDINGS_A_MONTH);
  requireWithin('monthlyCap', monthlyCapMicros, { minimumMicros: 0, maximumMicros });
}

/** Throws the refusal `invalid-request`, naming the field: a cap that one increment exceeds never recharges. */
export function requireWithinCap(
  field: string,
  { amountMicros, monthlyCapMicros }: { amountMicros: Micros; monthlyCapMicros: Micros | undefined },
): void {
  if (monthlyCapMicros === undefined || amountMicros <= monthlyCapMicros) return;
  const detail = `${formatAmount(amountMicros)} a recharge does not fit a monthly cap of ${formatAmount(monthlyCapMicros)}`;
  throw refusals.invalidRequest([{ field, detail }]);
}
