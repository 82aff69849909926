/** Auto-recharge (spec: Auto-recharge adds an amount below a threshold): a state machine on the account. */

import type { OrderId } from '../ids.ts';
import { addSeconds, type Instant, type Month, monthOf, startOfNextMonth } from '../instants.ts';
import { assertMicros, type Micros } from '../money.ts';
import { isReachable, type Transitions } from '../transitions.ts';
import { type Account, type AutoRecharge, netBalanceMicros, type RechargeStatus } from './account.ts';
import type { CurrencyLimits } from './funding-limits.ts';
import type { Order } from './orders.ts';
import { monthlyCapOf, type RechargeSettings } from './recharge-settings.ts';

/** What happens to auto-recharge, and the status that it has then. */
const STATUS_AFTER = {
  started: 'in-flight',
  'asked-payer': 'needs-payer',
  charged: 'idle',
  'passed-on': 'idle',
  released: 'idle',
  declined: 'backing-off',
  'gave-up': 'backing-off',
  'held-back': 'backing-off',
  'backed-off': 'idle',
  suspended: 'suspended',
  resumed: 'idle',
} as const satisfies Record<string, RechargeStatus>;

type RechargeStep = keyof typeof STATUS_AFTER;

/**
 * The life of auto-recharge: the statuses from which it takes each step. No condition of a write repeats the table,
 * since every step writes the account at its next version.
 */
export const RECHARGE_TRANSITIONS: Transitions<RechargeStatus, RechargeStep> = {
  started: ['idle', 'backing-off'],
  /** The bank wants the payer to authenticate the charge. */
  'asked-payer': ['in-flight'],
  charged: ['in-flight', 'needs-payer'],
  /** The method declined, and the next one is charged at once. */
  'passed-on': ['in-flight', 'needs-payer'],
  /** The charge was canceled for another method, or for a purchase. */
  released: ['needs-payer'],
  /** All methods declined. Retried at `retryAt`: 1 h later, then doubling to 24 h. */
  declined: ['in-flight', 'needs-payer'],
  /** The payer never came. Retried 24 h later. */
  'gave-up': ['needs-payer'],
  /**
   * A limit leaves no room. Retried with the next month after the monthly cap, when the hour is over after the hourly
   * limit of charges, and in 24 h when the amount is above the largest funding or the currency is not sold.
   */
  'held-back': ['idle', 'backing-off'],
  /** `retryAt` has passed, and no recharge is needed any more. */
  'backed-off': ['backing-off'],
  /** The third decline in a row, a chargeback, or no payment method. A charge in flight is decided first. */
  suspended: ['idle', 'in-flight', 'needs-payer', 'backing-off', 'suspended'],
  /** A new payment method or a purchase, except from a limit; new settings, from a limit. */
  resumed: ['idle', 'backing-off', 'suspended'],
};

/** Throws RangeError when auto-recharge of this status cannot take the step. */
function moveRecharge(recharge: AutoRecharge, step: RechargeStep): AutoRecharge {
  if (!isReachable(RECHARGE_TRANSITIONS, step, recharge.status)) {
    throw new RangeError(`auto-recharge is ${recharge.status}: it cannot be ${step}`);
  }
  return { ...recharge, status: STATUS_AFTER[step] };
}

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
/** The reason of a back-off after a payer who never came. */
const NEEDS_PAYER = 'needs-payer';
const FIRST_RETRY_SECONDS = 3600;
const LAST_RETRY_SECONDS = 24 * 3600;
/** Neither another card nor a purchase lifts these limits: only new settings do, or time. */
export const LIMIT_REASONS: ReadonlySet<string | undefined> = new Set([
  'monthly-cap-reached',
  'hourly-limit-reached',
  'amount-above-maximum',
  'currency-not-sold',
]);
const HOUR_SECONDS = 3600;

/**
 * Due when the balance is below the threshold, and recharging is on, and nothing is in flight, held back or suspended.
 */
export function isRechargeDue(account: Account, now: Instant): boolean {
  const { recharge } = account;
  if (!recharge.enabled || recharge.amountMicros === 0) return false;
  if (account.terms.status !== 'active') return false;
  if (!isReachable(RECHARGE_TRANSITIONS, 'started', recharge.status)) return false;
  const isBackingOff = recharge.status === 'backing-off' && (recharge.retryAt ?? '') > now;
  return !isBackingOff && netBalanceMicros(account, now) < recharge.thresholdMicros;
}

export function rechargedInMonth(recharge: AutoRecharge, month: Month): Micros {
  return recharge.month === countedMonth(recharge, month) ? recharge.monthMicros : 0;
}

/**
 * The month that charges count to. A clock that is behind does not move it back to the month before: that would give
 * both months their whole cap again.
 */
function countedMonth(recharge: Pick<AutoRecharge, 'month'>, month: Month): Month {
  const next = monthOf(startOfNextMonth(month));
  return recharge.month === next ? next : month;
}

export type RechargeStart =
  | { readonly account: Account; readonly orderId: OrderId; readonly amountMicros: Micros }
  | { readonly account: Account; readonly orderId?: never };

/**
 * Starts one charge that fills the gap to the threshold in whole increments, as far as the monthly cap and the largest
 * funding allow. Returns the account in flight with the order and its amount; without an order, the account held back,
 * or idle after a back-off that has become needless; `undefined` when nothing changes. A threshold above the largest
 * funding is lowered to it. `limits` are those of the currency; a currency without limits is not sold.
 */
export function startRecharge(
  before: Account,
  now: Instant,
  limits: CurrencyLimits | undefined,
): RechargeStart | undefined {
  if (!isRechargeDue(before, now)) return endBackOff(before, now);
  if (!limits) return heldBack(before, 'currency-not-sold', addSeconds(now, LAST_RETRY_SECONDS));
  if (before.recharge.amountMicros > limits.maximumMicros)
    return heldBack(before, 'amount-above-maximum', addSeconds(now, LAST_RETRY_SECONDS));
  const account = withThresholdOfAtMost(before, limits.maximumMicros);
  if (!isRechargeDue(account, now)) return endBackOff(account, now) ?? { account };
  const { recharge } = account;
  const month = monthOf(now);
  const amountMicros = chargeableMicros(account, now, limits);
  if (amountMicros === 0) return heldBack(account, 'monthly-cap-reached', startOfNextMonth(month));
  const recentAt = begunWithinHour(recharge, now);
  const isFirstOfRound = recharge.declinedMethods === undefined;
  const firstOfFullHour = recentAt.at(-limits.rechargesPerHour);
  if (isFirstOfRound && firstOfFullHour !== undefined)
    return heldBack(account, 'hourly-limit-reached', addSeconds(firstOfFullHour, HOUR_SECONDS));
  const orderId = `rch_${account.organizationId}_${account.version}`;
  const { reason: _, retryAt: __, ...rest } = recharge;
  const next: AutoRecharge = {
    ...moveRecharge(rest, 'started'),
    inFlight: { orderId, amountMicros },
    month: countedMonth(recharge, month),
    monthMicros: rechargedInMonth(recharge, month) + amountMicros,
    begunAt: isFirstOfRound ? [...recentAt, now] : recentAt,
  };
  return { account: { ...account, recharge: next }, orderId, amountMicros };
}

function withThresholdOfAtMost(account: Account, maximumMicros: Micros): Account {
  const { recharge } = account;
  if (recharge.thresholdMicros <= maximumMicros) return account;
  return { ...account, recharge: { ...recharge, thresholdMicros: maximumMicros } };
}

/** The amount that fills the gap, or as much of it as may be charged now. */
function chargeableMicros(account: Account, now: Instant, limits: CurrencyLimits): Micros {
  const { recharge } = account;
  const { amountMicros, thresholdMicros } = recharge;
  const needed = Math.ceil((thresholdMicros - netBalanceMicros(account, now)) / amountMicros);
  const capMicros = monthlyCapOf(recharge, limits) ?? Number.MAX_SAFE_INTEGER;
  const capLeft = Math.max(0, capMicros - rechargedInMonth(recharge, monthOf(now)));
  const allowed = Math.floor(Math.min(capLeft, limits.maximumMicros) / amountMicros);
  return assertMicros(Math.min(needed, allowed) * amountMicros);
}

/** A charge that was begun exactly an hour ago does not count. */
function begunWithinHour({ begunAt = [] }: AutoRecharge, now: Instant): Instant[] {
  return begunAt.filter((at) => Math.abs(Date.parse(now) - Date.parse(at)) < HOUR_SECONDS * 1000);
}

function heldBack(account: Account, reason: string, retryAt: Instant): RechargeStart {
  return {
    account: { ...account, recharge: { ...moveRecharge(account.recharge, 'held-back'), reason, retryAt } },
  };
}

/** Ends a back-off that is over, which would otherwise stay due permanently. */
function endBackOff(account: Account, now: Instant): { account: Account } | undefined {
  const recharge = rechargeAt(account.recharge, now);
  return recharge === account.recharge ? undefined : { account: { ...account, recharge } };
}

/** The state by the clock: a back-off is over at `retryAt`, whether or not a schedule has run since. */
export function rechargeAt(recharge: AutoRecharge, now: Instant): AutoRecharge {
  const { reason: _, retryAt = '', ...rest } = recharge;
  const isOver = rest.status === 'backing-off' && retryAt <= now;
  return isOver ? moveRecharge(rest, 'backed-off') : recharge;
}

/**
 * The charge succeeded. A charge that is not in flight, because it had been given up as failed, only counts to the cap
 * of its month.
 */
export function completeRecharge(
  account: Account,
  { id, amountMicros, createdAt }: Pick<Order, 'id' | 'amountMicros' | 'createdAt'>,
): Account {
  const { inFlight, retryAt: _, declinedMethods: __, ...rest } = account.recharge;
  if (inFlight?.orderId !== id) {
    if (rest.month !== monthOf(createdAt)) return account;
    const monthMicros = assertMicros(rest.monthMicros + amountMicros);
    return { ...account, recharge: { ...account.recharge, monthMicros } };
  }
  const step = rest.reason === undefined ? 'charged' : 'suspended';
  return { ...account, recharge: { ...moveRecharge(rest, step), declines: 0 } };
}

/**
 * The bank wants the payer, who is not there (spec: A recharge may wait for its payer). It is not a decline.
 * Returns the account as it is when another charge is in flight, or the payer was asked before.
 */
export function askPayer(account: Account, orderId: OrderId): Account {
  const { recharge } = account;
  if (recharge.inFlight?.orderId !== orderId || recharge.status !== 'in-flight') return account;
  return { ...account, recharge: moveRecharge(recharge, 'asked-payer') };
}

/** What was charged does not count to the cap. */
function withoutFlight({ inFlight, ...rest }: AutoRecharge): AutoRecharge {
  return { ...rest, monthMicros: Math.max(0, rest.monthMicros - (inFlight?.amountMicros ?? 0)) };
}

/** A declined charge, and the number of the organization's payment methods. */
export interface DeclinedRecharge {
  readonly orderId: OrderId;
  readonly code: string;
  readonly methods: number;
}

/**
 * The charge was declined: the next method is charged at once. When all of them have declined, backs off, or suspends
 * after the third time in a row (spec: Declined recharges back off, then suspend). A declined charge does not count to
 * the cap.
 */
export function declineRecharge(
  account: Account,
  { orderId, code, methods }: DeclinedRecharge,
  now: Instant,
): Account {
  const { recharge } = account;
  if (recharge.inFlight?.orderId !== orderId) return account;
  const { declinedMethods = 0, ...landed } = withoutFlight(recharge);
  if (declinedMethods + 1 < methods && landed.reason === undefined) {
    const passedOn = { ...moveRecharge(landed, 'passed-on'), declinedMethods: declinedMethods + 1 };
    return { ...account, recharge: passedOn };
  }
  const declines = landed.declines + 1;
  const failed = { ...landed, declines, reason: landed.reason ?? `declined:${code}` };
  if (declines >= DECLINES_BEFORE_SUSPENSION || landed.reason !== undefined)
    return { ...account, recharge: moveRecharge(failed, 'suspended') };
  const waitSeconds = Math.min(LAST_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** (declines - 1));
  return {
    ...account,
    recharge: { ...moveRecharge(failed, 'declined'), retryAt: addSeconds(now, waitSeconds) },
  };
}

/** Why the gateway canceled a charge that waited for its payer. */
export type Abandonment = 'taken-over' | 'payer-never-came';

export const isAbandonment = (failure: string): failure is Abandonment =>
  failure === 'taken-over' || failure === 'payer-never-came';

/** The gateway has canceled the charge: for good, so that another may begin in its place. It is not a decline. */
export function abandonRecharge(
  account: Account,
  { orderId, because }: { readonly orderId: OrderId; readonly because: Abandonment },
  now: Instant,
): Account {
  const { recharge } = account;
  if (recharge.inFlight?.orderId !== orderId) return account;
  const { declinedMethods: _, ...landed } = withoutFlight(recharge);
  if (landed.reason !== undefined) return { ...account, recharge: moveRecharge(landed, 'suspended') };
  if (because === 'taken-over') return { ...account, recharge: moveRecharge(landed, 'released') };
  const retryAt = addSeconds(now, LAST_RETRY_SECONDS);
  return { ...account, recharge: { ...moveRecharge(landed, 'gave-up'), reason: NEEDS_PAYER, retryAt } };
}

/** A charge has begun that is not decided: nothing else begins or ends in its place. */
const isUndecided = ({ status }: Pick<AutoRecharge, 'status'>): boolean =>
  status === 'in-flight' || status === 'needs-payer';

/** Stops recharging until {@link resumeRecharge}. A charge in flight is completed first. */
export function suspendRecharge(account: Account, reason: string): Account {
  const { retryAt: _, declinedMethods: __, ...rest } = account.recharge;
  const suspended = isUndecided(rest) ? rest : moveRecharge(rest, 'suspended');
  return { ...account, recharge: { ...suspended, reason } };
}

/** There is no payment method to charge: a new one resumes it. */
export const suspendWithoutMethod = (account: Account): Account =>
  suspendRecharge(account, 'payment-method-required');

/** After a new payment method or a purchase that succeeded: earlier declines do not count. */
export function resumeRecharge(account: Account): Account {
  const { declinedMethods: _, ...begun } = account.recharge;
  const recharge: AutoRecharge = { ...begun, declines: 0 };
  if (LIMIT_REASONS.has(recharge.reason)) return { ...account, recharge };
  const { reason: __, retryAt: ___, ...rest } = recharge;
  return { ...account, recharge: isUndecided(rest) ? rest : moveRecharge(rest, 'resumed') };
}

/** Applies new settings. A charge in flight keeps its amount. What a limit held back is checked again. */
export function configureRecharge<A extends Pick<Account, 'recharge'>>(
  account: A,
  { monthlyCapMicros, ...chosen }: RechargeSettings,
): A {
  const { recharge } = account;
  const configured: AutoRecharge = { ...withCap(recharge, monthlyCapMicros), ...chosen };
  if (!LIMIT_REASONS.has(recharge.reason)) return { ...account, recharge: configured };
  const { reason: _, retryAt: __, ...free } = configured;
  return { ...account, recharge: moveRecharge(free, 'resumed') };
}

function withCap(recharge: AutoRecharge, chosen: RechargeSettings['monthlyCapMicros']): AutoRecharge {
  if (chosen === undefined) return recharge;
  const { monthlyCapMicros: _, isCapLifted: __, ...rest } = recharge;
  return chosen === null ? { ...rest, isCapLifted: true } : { ...rest, monthlyCapMicros: chosen };
}
