/** What auto-recharge may be set to, and what bounds it a month (spec: Auto-recharge is bounded). */

import type { Currency } from '../currencies.ts';
import { type Change, changeOf } from '../journal/changes.ts';
import { formatAmount, type Micros } from '../money.ts';
import { refusals } from '../refusals.ts';
import type { Account, AutoRecharge, ChosenRecharge } from './account.ts';
import { type AmountLimits, requireFundable, requireWithin } from './funding-limits.ts';

export interface RechargeSettings {
  readonly enabled: boolean;
  readonly amountMicros: Micros;
  readonly thresholdMicros: Micros;
  /** `null` removes the cap; `undefined` leaves it as it is. */
  readonly monthlyCapMicros?: Micros | null | undefined;
}

/** What people have set, without what has become of it. */
export function chosenOf({
  enabled,
  amountMicros,
  thresholdMicros,
  monthlyCapMicros,
  isCapLifted,
}: AutoRecharge): ChosenRecharge {
  return { enabled, amountMicros, thresholdMicros, monthlyCapMicros, isCapLifted };
}

/** Whether `chosen` is what is set now. */
export function isStillChosen(recharge: AutoRecharge, chosen: ChosenRecharge): boolean {
  return (
    recharge.enabled === chosen.enabled &&
    recharge.amountMicros === chosen.amountMicros &&
    recharge.thresholdMicros === chosen.thresholdMicros &&
    recharge.monthlyCapMicros === chosen.monthlyCapMicros &&
    recharge.isCapLifted === chosen.isCapLifted
  );
}

/** The default cap, as a number of recharges. It is not less than the currency's default. */
const RECHARGES_A_MONTH = 10;
/** The largest cap that may be chosen, as a number of largest fundings. */
const FUNDINGS_IN_MAX_CAP = 10;

const times = (micros: Micros, count: number): Micros => Math.min(Number.MAX_SAFE_INTEGER, micros * count);

/** The cap of a calendar month (UTC): chosen, or the default; `undefined` once an operator has removed it. */
export function monthlyCapOf(
  recharge: Pick<AutoRecharge, 'amountMicros' | 'monthlyCapMicros' | 'isCapLifted'>,
  limits: AmountLimits,
): Micros | undefined {
  if (recharge.isCapLifted) return undefined;
  const usual = Math.max(limits.monthlyCapMicros, times(recharge.amountMicros, RECHARGES_A_MONTH));
  return recharge.monthlyCapMicros ?? usual;
}

/** Amount and threshold as the request has them. */
export interface RechargeTerms {
  readonly amountMicros?: Micros | undefined;
  readonly thresholdMicros?: Micros | undefined;
}

/**
 * Requires an amount that can be funded, and a threshold from zero to the largest funding. `prefix` is what the names
 * of the fields begin with. Throws `amount-out-of-range` and `invalid-request`.
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

/** Throws the refusal `amount-out-of-range`, naming `monthlyCap`. Only an operator can remove the cap altogether. */
export function requireCap(monthlyCapMicros: Micros, limits: AmountLimits): void {
  const maximumMicros = times(limits.maximumMicros, FUNDINGS_IN_MAX_CAP);
  requireWithin('monthlyCap', monthlyCapMicros, { minimumMicros: 0, maximumMicros });
}

/** Throws the refusal `invalid-request`, naming the field: a cap below one increment would never allow a recharge. */
export function requireWithinCap(
  field: string,
  { amountMicros, monthlyCapMicros }: { amountMicros: Micros; monthlyCapMicros: Micros | undefined },
): void {
  if (monthlyCapMicros === undefined || amountMicros <= monthlyCapMicros) return;
  const detail = `${formatAmount(amountMicros)} a recharge does not fit a monthly cap of ${formatAmount(monthlyCapMicros)}`;
  throw refusals.invalidRequest([{ field, detail }]);
}

/** How the journal has a change of the settings; `undefined` when none of them changed. */
export function rechargeChange({
  before,
  after,
}: {
  readonly before: Pick<Account, 'organizationId' | 'recharge'>;
  readonly after: Pick<Account, 'recharge'>;
}): Change | undefined {
  return changeOf('auto-recharge.changed', before.organizationId, {
    before: valuesOf(before.recharge),
    after: valuesOf(after.recharge),
  });
}

function valuesOf({ enabled, amountMicros, thresholdMicros, monthlyCapMicros, isCapLifted }: AutoRecharge) {
  const chosen = monthlyCapMicros === undefined ? 'default' : formatAmount(monthlyCapMicros);
  return {
    enabled,
    amount: formatAmount(amountMicros),
    threshold: formatAmount(thresholdMicros),
    monthlyCap: isCapLifted ? null : chosen,
  };
}
