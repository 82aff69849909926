/** Auto-recharge as it is documented: one charge at a time, a monthly cap, a bound on charges within an hour, and a back-off after declines. */

import type { Chosen } from './items.ts';

export interface ModelRecharge {
  enabled: boolean;
  amount: number;
  threshold: number;
  /** `null` once an operator has lifted it. */
  cap: number | null | undefined;
  status: string;
  reason: string | undefined;
  retryAt: string | undefined;
  declines: number;
  /** How many methods have declined in this round. */
  passed: number;
  flight: { orderId: string; amount: number } | undefined;
  month: string;
  monthTotal: number;
  /** When the charges of the last hour were begun. */
  begun: string[];
}

export const newRecharge = (): ModelRecharge => ({
  enabled: false,
  amount: 0,
  threshold: 0,
  cap: undefined,
  status: 'idle',
  reason: undefined,
  retryAt: undefined,
  declines: 0,
  passed: 0,
  flight: undefined,
  month: '',
  monthTotal: 0,
  begun: [],
});

const hour = 3600_000;
const CAP_REACHED = 'monthly-cap-reached';
const NEVER_CAME = 'needs-payer';
const HOUR_FULL = 'hourly-limit-reached';
const MAX_AN_HOUR = 4;

/** The default cap: ten recharges, and at least 5,000.00. */
export const capOf = ({ cap, amount }: ModelRecharge): number =>
  cap === null ? Infinity : (cap ?? Math.max(5_000_000_000, 10 * amount));

/** When the next charge may begin, if the hour before `at` has the allowed number already. All methods count as one. */
export function hourFullUntil({ begun, passed }: ModelRecharge, at: string): string | undefined {
  if (passed > 0) return undefined;
  const recent = begun.filter((each) => Date.parse(at) - Date.parse(each) < hour);
  if (recent.length < MAX_AN_HOUR) return undefined;
  const oldest = recent.at(-MAX_AN_HOUR) ?? at;
  return new Date(Date.parse(oldest) + hour).toISOString();
}

export const spentIn = (recharge: ModelRecharge, month: string): number =>
  recharge.month === month ? recharge.monthTotal : 0;

/** What a recharge would charge at `at`, with `balance` net of debt; `undefined` when none is due. */
export function dueAmount(
  recharge: ModelRecharge,
  { balance, active, at, most }: { balance: number; active: boolean; at: string; most: number },
): number | undefined {
  const ready =
    recharge.status === 'idle' || (recharge.status === 'backing-off' && (recharge.retryAt ?? '') <= at);
  if (!recharge.enabled || recharge.amount === 0 || !active || !ready) return undefined;
  if (balance >= recharge.threshold) return undefined;
  const left = Math.min(most, capOf(recharge) - spentIn(recharge, at.slice(0, 7)));
  let amount = 0;
  while (balance + amount < recharge.threshold && amount + recharge.amount <= left) amount += recharge.amount;
  return amount;
}

export function begin(recharge: ModelRecharge, orderId: string, amount: number, at: string): void {
  recharge.monthTotal = spentIn(recharge, at.slice(0, 7)) + amount;
  recharge.month = at.slice(0, 7);
  recharge.status = 'in-flight';
  recharge.reason = undefined;
  recharge.retryAt = undefined;
  recharge.flight = { orderId, amount };
  const recent = recharge.begun.filter((each) => Date.parse(at) - Date.parse(each) < hour);
  recharge.begun = recharge.passed > 0 ? recent : [...recent, at];
}

export function waitForNextMonth(recharge: ModelRecharge, at: string): void {
  const [year = 0, month = 0] = at.split('-').map(Number);
  recharge.status = 'backing-off';
  recharge.reason = CAP_REACHED;
  recharge.retryAt = new Date(Date.UTC(year, month, 1)).toISOString();
}

export function waitForHour(recharge: ModelRecharge, retryAt: string): void {
  recharge.status = 'backing-off';
  recharge.reason = HOUR_FULL;
  recharge.retryAt = retryAt;
}

/** The back-off has ended, and no recharge is due. */
export function stopWaiting(recharge: ModelRecharge): void {
  recharge.status = 'idle';
  recharge.reason = undefined;
  recharge.retryAt = undefined;
}

/** The bank wants the payer: nothing is declined, and nothing else is charged meanwhile. */
export function ask(recharge: ModelRecharge, orderId: string): void {
  if (recharge.flight?.orderId === orderId) recharge.status = 'needs-payer';
}

/** An order that is not in flight was given up; the bank charged it later, and it counts towards its month. */
export function succeed(recharge: ModelRecharge, orderId: string, amount: number, orderedAt: string): void {
  if (recharge.flight?.orderId !== orderId) {
    if (recharge.month === orderedAt.slice(0, 7)) recharge.monthTotal += amount;
    return;
  }
  recharge.status = recharge.reason === undefined ? 'idle' : 'suspended';
  recharge.flight = undefined;
  recharge.retryAt = undefined;
  recharge.declines = 0;
  recharge.passed = 0;
}

/** What was in flight has not been paid, and does not count. */
function land(recharge: ModelRecharge, orderId: string): boolean {
  if (recharge.flight?.orderId !== orderId) return false;
  recharge.monthTotal = Math.max(0, recharge.monthTotal - recharge.flight.amount);
  recharge.flight = undefined;
  return true;
}

/** The next of the methods is charged at once; when all of them have declined, that is one decline. */
export function decline(
  recharge: ModelRecharge,
  orderId: string,
  { code, methods, at }: { readonly code: string; readonly methods: number; readonly at: string },
): void {
  if (!land(recharge, orderId)) return;
  recharge.passed += 1;
  if (recharge.passed < methods && recharge.reason === undefined) {
    recharge.status = 'idle';
    return;
  }
  recharge.passed = 0;
  recharge.declines += 1;
  const stopped = recharge.reason !== undefined || recharge.declines >= 3;
  recharge.reason ??= `declined:${code}`;
  recharge.status = stopped ? 'suspended' : 'backing-off';
  const wait = recharge.declines === 1 ? hour : 2 * hour;
  recharge.retryAt = stopped ? undefined : new Date(Date.parse(at) + wait).toISOString();
}

/** A charge that waited for its payer was canceled. That is not a decline. */
export function abandon(
  recharge: ModelRecharge,
  orderId: string,
  { isTakenOver, at }: { readonly isTakenOver: boolean; readonly at: string },
): void {
  if (!land(recharge, orderId)) return;
  recharge.passed = 0;
  recharge.status = isTakenOver ? 'idle' : 'backing-off';
  if (recharge.reason !== undefined) recharge.status = 'suspended';
  else if (!isTakenOver) {
    recharge.reason = NEVER_CAME;
    recharge.retryAt = new Date(Date.parse(at) + 24 * hour).toISOString();
  }
}

const isUndecided = ({ status }: ModelRecharge): boolean =>
  status === 'in-flight' || status === 'needs-payer';

export function suspend(recharge: ModelRecharge, reason: string): void {
  if (!isUndecided(recharge)) recharge.status = 'suspended';
  recharge.reason = reason;
  recharge.retryAt = undefined;
  recharge.passed = 0;
}

/** A new payment method, or a purchase that went through. */
export function resume(recharge: ModelRecharge): void {
  recharge.declines = 0;
  recharge.passed = 0;
  if (recharge.reason === CAP_REACHED || recharge.reason === HOUR_FULL) return;
  recharge.reason = undefined;
  recharge.retryAt = undefined;
  if (!isUndecided(recharge)) recharge.status = 'idle';
}

/** Whether these are the settings. */
export function isSet({ enabled, amount, threshold, cap }: ModelRecharge, chosen: Chosen): boolean {
  const { amountMicros, thresholdMicros, monthlyCapMicros, isCapLifted } = chosen;
  const isSameCap = cap === (isCapLifted ? null : monthlyCapMicros);
  return isSameCap && enabled === chosen.enabled && amount === amountMicros && threshold === thresholdMicros;
}

export interface RechargeIntent {
  readonly enabled: boolean;
  readonly amount?: number;
  readonly threshold?: number;
  readonly cap?: number | null;
}

export function configure(recharge: ModelRecharge, intent: RechargeIntent): void {
  recharge.enabled = intent.enabled;
  recharge.amount = intent.amount ?? recharge.amount;
  recharge.threshold = intent.threshold ?? recharge.threshold;
  if (intent.cap !== undefined) recharge.cap = intent.cap;
  if (recharge.reason !== CAP_REACHED && recharge.reason !== HOUR_FULL) return;
  recharge.reason = undefined;
  recharge.retryAt = undefined;
  recharge.status = 'idle';
}
