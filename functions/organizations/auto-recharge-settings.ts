/** Auto-recharge as an administrator sees and sets it. */
import type { z } from 'zod';
import { AutoRechargeSettings } from '../../shared/contract/schemas.ts';
import type { Account } from '../../shared/domain/account.ts';
import {
  configureRecharge,
  type RechargeSettings,
  rechargedInMonth,
  requireWithinCap,
} from '../../shared/domain/auto-recharge.ts';
import { type FundingLimits, requireFundable, requireSold } from '../../shared/domain/funding-limits.ts';
import { monthOf } from '../../shared/domain/instants.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { resumedEvents } from '../../shared/domain/recharge-events.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { Operation } from '../../shared/lambda/http.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { requireChargeable } from '../../shared/payments/minor-units.ts';
import { accountWrite, loadAccount } from '../../shared/store/accounts.ts';
import type { Database } from '../../shared/store/database.ts';
import { loadProfile } from '../../shared/store/organizations.ts';
import { commit, decideAndCommit } from '../../shared/store/transaction.ts';

interface Deps {
  readonly db: Database;
  readonly limits: FundingLimits;
  readonly now: () => string;
}

export function getAutoRecharge({ db, now }: Deps): Operation {
  return async (request) => {
    const account = await loadAccount(db, param(request, 'org'));
    return { status: 200, body: autoRechargeView(account, now()) };
  };
}

/** Switching it on while already below the threshold triggers it at once: the write itself marks it as due. */
export function putAutoRecharge({ db, limits, now }: Deps): Operation {
  return async (request) => {
    const organizationId = param(request, 'org');
    const body = parseBody(request, AutoRechargeSettings);
    if (body.enabled && !(await loadProfile(db, organizationId)).paymentMethod)
      throw refusals.paymentMethodRequired();
    return decideAndCommit(async (lots) => {
      const before = await loadAccount(db, organizationId, lots);
      const account = configureRecharge(before, chosenSettings(before, body, limits));
      const at = now();
      const events = resumedEvents(before, account, 'settings-changed');
      await commit(db, [accountWrite(db, account, at, events)]);
      return { status: 200, body: autoRechargeView(account, at) };
    });
  };
}

/** What is left out stays as it was. Throws the refusals of settings that could never recharge. */
function chosenSettings(
  { terms, recharge }: Account,
  { enabled, amount, threshold, monthlyCap }: z.infer<typeof AutoRechargeSettings>,
  limits: FundingLimits,
): RechargeSettings {
  const amountMicros = amount ?? recharge.amountMicros;
  const monthlyCapMicros = monthlyCap === undefined ? recharge.monthlyCapMicros : (monthlyCap ?? undefined);
  if (enabled) {
    requireSold(terms);
    if (amountMicros === 0) throw requiredToSwitchOn('amount');
    const wasOn = recharge.enabled || recharge.thresholdMicros > 0;
    if (threshold === undefined && !wasOn) throw requiredToSwitchOn('threshold');
  }
  if (enabled || amount !== undefined) {
    requireFundable('amount', amountMicros, limits);
    requireChargeable('amount', amountMicros, terms.currency);
  }
  if (enabled) requireWithinCap('monthlyCap', amountMicros, monthlyCapMicros);
  return {
    enabled,
    amountMicros,
    thresholdMicros: threshold ?? recharge.thresholdMicros,
    monthlyCapMicros,
  };
}

const requiredToSwitchOn = (field: string) =>
  refusals.invalidRequest([{ field, detail: 'required to switch auto-recharge on' }]);

/** `status` is `off` while disabled, unless a charge from before is still in flight. */
export function autoRechargeView({ recharge, terms }: Account, now: string) {
  return {
    enabled: recharge.enabled,
    amount: formatAmount(recharge.amountMicros),
    threshold: formatAmount(recharge.thresholdMicros),
    monthlyCap: recharge.monthlyCapMicros === undefined ? null : formatAmount(recharge.monthlyCapMicros),
    currency: terms.currency,
    status: recharge.enabled || recharge.status === 'in-flight' ? recharge.status : 'off',
    reason: recharge.reason ?? null,
    retryAt: recharge.retryAt ?? null,
    consecutiveDeclines: recharge.declines,
    rechargedThisMonth: formatAmount(rechargedInMonth(recharge, monthOf(now))),
  };
}
