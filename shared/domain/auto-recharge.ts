/**
 * Auto-recharge (domain section 2): a state machine on the account.
 *
 *   idle -> in-flight -> idle          the charge succeeded
 *                     -> backing-off   declined; again at `retryAt` (1 h, then doubling to 24 h)
 *                     -> suspended     the third decline in a row; until a new payment method or a purchase
 *   idle -> backing-off                the monthly cap is reached, again with the next month; or the amount is above
 *                                      the largest funding, again in 24 h
 *   backing-off -> idle                at `retryAt`, when no recharge is needed any more
 *   any  -> suspended                  a chargeback; from in-flight once the charge is decided
 *   any  -> idle                       a new payment method or a purchase, but for what is held back by the cap
 */
import { type Account, type AutoRecharge, netBalanceMicros } from './account.ts';
import { addSeconds, monthOf, startOfNextMonth } from './instants.ts';
import { assertMicros, formatAmount } from './money.ts';
import type { Order } from './orders.ts';
import { refusals } from './refusals.ts';

export const RECHARGE_OFF: AutoRecharge = {
  enabled: false,
  amountMicros: 0,
  thresholdMicros: 0,
  status: 'idle',
  declines: 0,
  month: '',
  monthMicros: 0,
};

export const DECLINES_BEFORE_SUSPENSION = 3;
const FIRST_RETRY_SECONDS = 3600;
const LAST_RETRY_SECONDS = 24 * 3600;
/** Neither another card nor more credits help: only new settings, or time. */
const HELD_BACK: ReadonlySet<string | undefined> = new Set(['monthly-cap-reached', 'amount-above-maximum']);

/** Strictly below the threshold, switched on, and nothing in flight, held back or suspended. */
export function isRechargeDue(account: Account, now: string): boolean {
  const { recharge } = account;
  if (!recharge.enabled || recharge.amountMicros === 0) return false;
  if (account.terms.status !== 'active') return false;
  const ready =
    recharge.status === 'idle' || (recharge.status === 'backing-off' && (recharge.retryAt ?? '') <= now);
  return ready && netBalanceMicros(account, now) < recharge.thresholdMicros;
}

export function rechargedInMonth(recharge: AutoRecharge, month: string): number {
  return recharge.month === month ? recharge.monthMicros : 0;
}

/**
 * Closes the gap in whole increments of `amount` with one charge, as far as the monthly cap and the largest
 * funding allow. Answers the account in flight and the amount; without them, the account held back, or idle after a
 * back-off that nobody needs any more; `undefined` when nothing changes.
 */
export function startRecharge(
  account: Account,
  now: string,
  maximumMicros: number,
):
  | { account: Account; orderId: string; amountMicros: number }
  | { account: Account; orderId?: never }
  | undefined {
  if (!isRechargeDue(account, now)) return endBackOff(account, now);
  const { recharge } = account;
  const month = monthOf(now);
  const already = rechargedInMonth(recharge, month);
  const gapMicros = recharge.thresholdMicros - netBalanceMicros(account, now);
  const wanted = Math.ceil(gapMicros / recharge.amountMicros);
  const capLeft = Math.max(0, (recharge.monthlyCapMicros ?? Number.MAX_SAFE_INTEGER) - already);
  const allowed = Math.floor(Math.min(capLeft, maximumMicros) / recharge.amountMicros);
  const amountMicros = assertMicros(Math.min(wanted, allowed) * recharge.amountMicros);
  if (amountMicros === 0) {
    const why =
      recharge.amountMicros > maximumMicros
        ? { reason: 'amount-above-maximum', retryAt: addSeconds(now, LAST_RETRY_SECONDS) }
        : { reason: 'monthly-cap-reached', retryAt: startOfNextMonth(month) };
    return { account: { ...account, recharge: { ...recharge, status: 'backing-off', ...why } } };
  }
  const orderId = `rch_${account.organizationId}_${account.version}`;
  const { reason: _, retryAt: __, ...rest } = recharge;
  const inFlight = { orderId, amountMicros };
  const next: AutoRecharge = {
    ...rest,
    status: 'in-flight',
    inFlight,
    month,
    monthMicros: already + amountMicros,
  };
  return { account: { ...account, recharge: next }, orderId, amountMicros };
}

/** So that a back-off does not stay due for ever. */
function endBackOff(account: Account, now: string): { account: Account } | undefined {
  const { reason: _, retryAt = '', ...rest } = account.recharge;
  if (rest.status !== 'backing-off' || retryAt > now) return undefined;
  return { account: { ...account, recharge: { ...rest, status: 'idle' } } };
}

/**
 * The charge succeeded. One that was given up as failed before, and so is not in flight, leaves the state alone,
 * but counts to the cap of its month.
 */
export function completeRecharge(
  account: Account,
  { id, amountMicros, createdAt }: Pick<Order, 'id' | 'amountMicros' | 'createdAt'>,
): Account {
  const { inFlight, retryAt: _, ...rest } = account.recharge;
  if (inFlight?.orderId !== id) {
    if (rest.month !== monthOf(createdAt)) return account;
    const monthMicros = assertMicros(rest.monthMicros + amountMicros);
    return { ...account, recharge: { ...account.recharge, monthMicros } };
  }
  const status = rest.reason === undefined ? 'idle' : 'suspended';
  return { ...account, recharge: { ...rest, status, declines: 0 } };
}

/** The charge was declined: back off, or suspend after the third in a row. What failed does not count to the cap. */
export function declineRecharge(account: Account, orderId: string, code: string, now: string): Account {
  const { inFlight, ...rest } = account.recharge;
  if (inFlight?.orderId !== orderId) return account;
  const declines = rest.declines + 1;
  const monthMicros = Math.max(0, rest.monthMicros - inFlight.amountMicros);
  const failed = { ...rest, declines, monthMicros, reason: rest.reason ?? `declined:${code}` };
  if (declines >= DECLINES_BEFORE_SUSPENSION || rest.reason !== undefined)
    return { ...account, recharge: { ...failed, status: 'suspended' } };
  const waitSeconds = Math.min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** (declines - 1));
  return {
    ...account,
    recharge: { ...failed, status: 'backing-off', retryAt: addSeconds(now, waitSeconds) },
  };
}

/** Stops recharging until {@link resumeRecharge}. A charge in flight is let through and the stop comes after it. */
export function suspendRecharge(account: Account, reason: string): Account {
  const { retryAt: _, ...rest } = account.recharge;
  const status = rest.status === 'in-flight' ? 'in-flight' : 'suspended';
  return { ...account, recharge: { ...rest, status, reason } };
}

/** A new payment method, or a purchase that succeeded: earlier declines are forgotten, whatever is under way. */
export function resumeRecharge(account: Account): Account {
  const recharge: AutoRecharge = { ...account.recharge, declines: 0 };
  if (HELD_BACK.has(recharge.reason)) return { ...account, recharge };
  const { reason: _, retryAt: __, ...rest } = recharge;
  return { ...account, recharge: { ...rest, status: rest.status === 'in-flight' ? 'in-flight' : 'idle' } };
}

export interface RechargeSettings {
  enabled: boolean;
  amountMicros: number;
  thresholdMicros: number;
  monthlyCapMicros?: number | undefined;
}

/** Throws the refusal `invalid-request`, naming the field: a cap that one increment exceeds never recharges. */
export function requireWithinCap(
  field: string,
  amountMicros: number,
  monthlyCapMicros: number | undefined,
): void {
  if (monthlyCapMicros === undefined || amountMicros <= monthlyCapMicros) return;
  const detail = `${formatAmount(amountMicros)} a recharge does not fit a monthly cap of ${formatAmount(monthlyCapMicros)}`;
  throw refusals.invalidRequest([{ field, detail }]);
}

/** New settings. A charge in flight keeps its own amount; what was held back is looked at anew. */
export function configureRecharge(account: Account, settings: RechargeSettings): Account {
  const { recharge } = account;
  const { monthlyCapMicros: _, ...kept } = recharge;
  const { monthlyCapMicros, ...chosen } = settings;
  const configured: AutoRecharge = {
    ...kept,
    ...chosen,
    ...(monthlyCapMicros === undefined ? {} : { monthlyCapMicros }),
  };
  if (!HELD_BACK.has(recharge.reason)) return { ...account, recharge: configured };
  const { reason: __, retryAt: ___, ...free } = configured;
  return { ...account, recharge: { ...free, status: 'idle' } };
}
