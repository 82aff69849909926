/** Auto-recharge as an administrator sees and sets it. */

import type { z } from 'zod';
import type { AutoRecharge } from '../../shared/contract/answers/organizations.answers.ts';
import { ORGANIZATIONS } from '../../shared/contract/routes/organizations.ts';
import type { AutoRechargeSettings } from '../../shared/contract/schemas.ts';
import type { Account } from '../../shared/domain/credits/account.ts';
import {
  configureRecharge,
  rechargeAt,
  rechargedInMonth,
} from '../../shared/domain/credits/auto-recharge.ts';
import {
  type FundingLimits,
  limitsOf,
  requireLimits,
  requireSold,
} from '../../shared/domain/credits/funding-limits.ts';
import type { Order } from '../../shared/domain/credits/orders.ts';
import { resumedEvents } from '../../shared/domain/credits/recharge-events.ts';
import {
  monthlyCapOf,
  type RechargeSettings,
  rechargeChange,
  requireCap,
  requireRechargeTerms,
  requireWithinCap,
} from '../../shared/domain/credits/recharge-settings.ts';
import { type Instant, monthOf } from '../../shared/domain/instants.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { operation, requireOperator } from '../../shared/lambda/http.ts';
import { nextActionView } from '../../shared/lambda/next-action-view.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { accountWrite, loadAccount } from '../../shared/store/credits/accounts.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { loadProfile } from '../../shared/store/credits/organizations.ts';
import { commitChange } from '../../shared/store/journal/commit-change.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';

interface Deps {
  readonly db: Database;
  readonly limits: FundingLimits;
  readonly now: () => Instant;
}

export function getAutoRecharge({ db, limits, now }: Deps) {
  return operation(ORGANIZATIONS.getAutoRecharge, async (request) => {
    const account = await loadAccount(db, param(request, 'org'));
    const waiting = await findWaiting(db, account);
    return { status: 200, body: autoRechargeView(account, limits, { now: now(), waiting }) };
  });
}

/**
 * Switching it on while already below the threshold triggers it at once, because the written account is marked as due.
 * Omitted settings stay as they are. `monthlyCap: null` removes the cap, which only an operator may do.
 */
export function putAutoRecharge({ db, limits, now }: Deps) {
  return operation(ORGANIZATIONS.putAutoRecharge, async (request) => {
    const organizationId = param(request, 'org');
    const body = parseBody(request);
    requireOperator(request, body.monthlyCap === null ? ['monthlyCap'] : []);
    if (body.enabled && (await loadProfile(db, organizationId)).paymentMethods.length === 0)
      throw refusals.paymentMethodRequired();
    return decideAndCommit(async (lots) => {
      const before = await loadAccount(db, organizationId, lots);
      const account = configureRecharge(before, chosenSettings(before, body, limits));
      const at = now();
      const events = resumedEvents({ before, after: account }, 'settings-changed');
      const by = byOf(request);
      const change = rechargeChange({ before, after: account });
      await commitChange(db, { organizationId, change, by, now: at }, [
        accountWrite(db, { before, after: account, now: at, events, actor: by.actor }),
      ]);
      const waiting = await findWaiting(db, account);
      return { status: 200, body: autoRechargeView(account, limits, { now: at, waiting }) };
    });
  });
}

/** Throws the refusals of settings that could never recharge, or could recharge too much. */
function chosenSettings(
  { terms, recharge }: Account,
  { enabled, amount, threshold, monthlyCap }: z.infer<typeof AutoRechargeSettings>,
  all: FundingLimits,
): RechargeSettings {
  const settings = {
    enabled,
    amountMicros: amount ?? recharge.amountMicros,
    thresholdMicros: threshold ?? recharge.thresholdMicros,
    monthlyCapMicros: monthlyCap,
  };
  // While it is off only new settings are checked: old ones never prevent switching off.
  if (!enabled && amount === undefined && threshold === undefined && !monthlyCap) return settings;
  const limits = requireLimits(all, terms.currency);
  if (!enabled) {
    requireRechargeTerms('', { amountMicros: amount, thresholdMicros: threshold }, terms.currency, limits);
  } else {
    requireSold(terms);
    if (settings.amountMicros === 0) throw requiredToSwitchOn('amount');
    const wasOn = recharge.enabled || recharge.thresholdMicros > 0;
    if (threshold === undefined && !wasOn) throw requiredToSwitchOn('threshold');
    requireRechargeTerms('', settings, terms.currency, limits);
  }
  if (monthlyCap) requireCap(monthlyCap, limits);
  const { recharge: next } = configureRecharge({ recharge }, settings);
  const { amountMicros } = next;
  if (enabled) requireWithinCap('monthlyCap', { amountMicros, monthlyCapMicros: monthlyCapOf(next, limits) });
  return settings;
}

const requiredToSwitchOn = (field: string) =>
  refusals.invalidRequest([{ field, detail: 'required to switch auto-recharge on' }]);

/** The recharge that waits for its payer. */
export async function findWaiting(
  db: Database,
  { organizationId, recharge }: Account,
): Promise<Order | undefined> {
  if (recharge.status !== 'needs-payer' || !recharge.inFlight) return undefined;
  return findOrder(db, organizationId, recharge.inFlight.orderId);
}

export function autoRechargeView(
  { recharge: stored, terms }: Account,
  all: FundingLimits,
  { now, waiting }: { readonly now: Instant; readonly waiting: Order | undefined },
): AutoRecharge {
  const recharge = rechargeAt(stored, now);
  const limits = limitsOf(all, terms.currency);
  const capMicros = limits ? monthlyCapOf(recharge, limits) : recharge.monthlyCapMicros;
  return {
    enabled: recharge.enabled,
    amount: formatAmount(recharge.amountMicros),
    threshold: formatAmount(recharge.thresholdMicros),
    monthlyCap: capMicros === undefined ? null : formatAmount(capMicros),
    monthlyCapIsDefault: recharge.monthlyCapMicros === undefined && !recharge.isCapLifted,
    rechargesPerHour: all.rechargesPerHour,
    currency: terms.currency,
    status: recharge.enabled || recharge.inFlight ? recharge.status : 'off',
    reason: recharge.reason ?? null,
    retryAt: recharge.retryAt ?? null,
    purchase: recharge.inFlight?.orderId ?? null,
    nextAction: waiting ? nextActionView(waiting) : null,
    consecutiveDeclines: recharge.declines,
    rechargedThisMonth: formatAmount(rechargedInMonth(recharge, monthOf(now))),
  };
}
