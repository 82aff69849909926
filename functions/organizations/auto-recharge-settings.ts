/** Auto-recharge as an administrator sees and sets it. */
import { AutoRechargeSettings } from '../../shared/contract/schemas.ts';
import type { Account } from '../../shared/domain/account.ts';
import { configureRecharge, rechargedInMonth } from '../../shared/domain/auto-recharge.ts';
import { type FundingLimits, requireFundable, requireSold } from '../../shared/domain/funding-limits.ts';
import { monthOf } from '../../shared/domain/instants.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { resumedEvents } from '../../shared/domain/recharge-events.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { Operation } from '../../shared/lambda/http.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
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
    const { enabled, amount, threshold, monthlyCap } = parseBody(request, AutoRechargeSettings);
    if (amount !== undefined) requireFundable('amount', amount, limits);
    if (enabled && !(await loadProfile(db, organizationId)).paymentMethod)
      throw refusals.paymentMethodRequired();
    return decideAndCommit(async (lots) => {
      const before = await loadAccount(db, organizationId, lots);
      if (enabled) requireSold(before.terms);
      const amountMicros = amount ?? before.recharge.amountMicros;
      if (enabled && amountMicros === 0) {
        throw refusals.invalidRequest([{ field: 'amount', detail: 'required to switch auto-recharge on' }]);
      }
      const account = configureRecharge(before, {
        enabled,
        amountMicros,
        thresholdMicros: threshold ?? before.recharge.thresholdMicros,
        monthlyCapMicros:
          monthlyCap === undefined ? before.recharge.monthlyCapMicros : (monthlyCap ?? undefined),
      });
      const at = now();
      const events = resumedEvents(before, account, 'settings-changed');
      await commit(db, [accountWrite(db, account, at, events)]);
      return { status: 200, body: autoRechargeView(account, at) };
    });
  };
}

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
