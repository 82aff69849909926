/**
 * Debts, oldest first (spec: The oldest debt is paid first). Every debt is a span of one endless queue: it begins where
 * the debt before it ends, and has the length of its amount in micros. A payment begins where the last payment ended.
 * Who paid for a call is therefore who paid for its span, and a payment of ten thousand debts is stored as small as a
 * payment of one. If a call is reversed before its debt is paid, the debt is cancelled: payments skip its span.
 */

import type { CallId } from '../ids.ts';
import { assertMicros, type Micros, sumMicros } from '../money.ts';
import { type Account, type DebtQueue, type DebtSpan, MoreLotsNeeded } from './account.ts';
import type { Draw } from './lots.ts';

/** The debt of one call. `fromMicros` is where its span begins. */
export interface CallDebt {
  readonly callId: CallId;
  readonly fromMicros: Micros;
  readonly micros: Micros;
}

/** What one lot paid: `micros`, for the span that ends at `toMicros`. */
export interface DebtPart extends Draw {
  readonly toMicros: Micros;
}

/** Each part begins where the one before it ends, the first at `fromMicros`. Cancelled spans in between are skipped. */
export interface DebtPayment {
  readonly fromMicros: Micros;
  readonly parts: readonly DebtPart[];
}

/** The debts that a movement of money makes, pays and cancels. */
export interface DebtMoves {
  /** In a row, from the end of the queue. */
  readonly made?: readonly CallDebt[];
  readonly paid?: DebtPayment;
  readonly cancelled?: CancelledDebt;
}

export interface CancelledDebt extends DebtSpan {
  readonly callId: CallId;
}

/** The same as spans, in the form that an entry stores: its size does not depend on the number of calls. */
export interface DebtSpans {
  readonly made?: DebtSpan | undefined;
  readonly paid?: DebtPayment | undefined;
  readonly cancelled?: DebtSpan | undefined;
}

/** The queue of an account; empty if the account was never in debt. */
export function debtQueueOf({ debts, debtMicros }: Account): DebtQueue {
  return debts ?? { madeMicros: debtMicros, paidMicros: 0 };
}

/** Makes a debt at the end of the queue. `fromMicros` is where its span begins. */
export function makeDebt(account: Account, micros: Micros): { account: Account; fromMicros: Micros } {
  const queue = debtQueueOf(account);
  const debts = { ...queue, madeMicros: assertMicros(queue.madeMicros + micros) };
  const debtMicros = assertMicros(account.debtMicros + micros);
  return { account: { ...account, debtMicros, debts }, fromMicros: queue.madeMicros };
}

/**
 * Pays the oldest debts from the lots, in this order. Throws RangeError for more than is owed, and
 * {@link MoreLotsNeeded} while the cancelled debts are not loaded.
 */
export function payDebts(account: Account, lots: readonly Draw[]): { account: Account; paid?: DebtPayment } {
  const paying = lots.filter(({ micros }) => micros !== 0);
  if (paying.length === 0) return { account };
  const debtMicros = account.debtMicros - sumMicros(paying.map(({ micros }) => micros));
  if (debtMicros < 0) throw new RangeError(`${account.debtMicros} is owed, ${-debtMicros} less than is paid`);
  const queue = debtQueueOf(account);
  const skipped = cancelledOf(account);
  let at = queue.paidMicros;
  const parts = paying.map(({ lotId, micros }): DebtPart => {
    at = placeAfter({ from: at, micros }, skipped);
    return { lotId, micros, toMicros: at };
  });
  return {
    account: withQueue(account, debtMicros, { ...queue, paidMicros: at, cancelled: skipped }),
    paid: { fromMicros: queue.paidMicros, parts },
  };
}

/** Where a payment of `micros` ends that begins at `from`: cancelled spans are skipped. */
function placeAfter(
  { from, micros }: { readonly from: Micros; readonly micros: Micros },
  skipped: readonly DebtSpan[],
): Micros {
  let place = from;
  let left = micros;
  for (const span of skipped) {
    if (span.toMicros <= place) continue;
    const gap = span.fromMicros - place;
    if (left < gap) break;
    left -= gap;
    place = span.toMicros;
  }
  return place + left;
}

/** The cancelled debts that are ahead of the payments, oldest first. */
function cancelledOf(account: Account): readonly DebtSpan[] {
  const { madeMicros, paidMicros, cancelled = [] } = debtQueueOf(account);
  const lengths = cancelled.map(({ fromMicros, toMicros }) => toMicros - fromMicros);
  const isLoaded = madeMicros - paidMicros - sumMicros(lengths) === account.debtMicros;
  if (!isLoaded) throw new MoreLotsNeeded();
  return cancelled;
}

/** What is still owed of the debt of a call: the end of its span, or an empty span. */
export function owedSpan(account: Account, { fromMicros, micros }: Omit<CallDebt, 'callId'>): DebtSpan {
  const toMicros = fromMicros + micros;
  const { paidMicros } = debtQueueOf(account);
  return { fromMicros: Math.min(toMicros, Math.max(fromMicros, paidMicros)), toMicros };
}

/** Cancels what is still owed of the debt. */
export function cancelDebt(
  account: Account,
  debt: CallDebt,
): { account: Account; owedMicros: Micros; cancelled?: CancelledDebt } {
  const span = owedSpan(account, debt);
  const owedMicros = span.toMicros - span.fromMicros;
  if (owedMicros === 0) return { account, owedMicros };
  const queue = debtQueueOf(account);
  const debtMicros = account.debtMicros - owedMicros;
  if (debtMicros < 0) throw new RangeError(`${account.debtMicros} is owed, and ${owedMicros} by one call`);
  const cancelled = [...(queue.cancelled ?? []), span].sort((a, b) => a.fromMicros - b.fromMicros);
  return {
    account: withQueue(account, debtMicros, { ...queue, cancelled }),
    owedMicros,
    cancelled: { ...span, callId: debt.callId },
  };
}

/** Cancelled spans that payments have passed are dropped. Without a debt the payments have reached the end. */
function withQueue(account: Account, debtMicros: Micros, queue: DebtQueue): Account {
  const { madeMicros, paidMicros, cancelled = [] } = queue;
  const ahead = cancelled.filter(({ toMicros }) => toMicros > paidMicros);
  const debts =
    debtMicros === 0
      ? { madeMicros, paidMicros: madeMicros }
      : { madeMicros, paidMicros, cancelled: ahead.length > 0 ? ahead : undefined };
  return { ...account, debtMicros, debts };
}

/** The lots that paid for the span, oldest payment first. `payments` are in the order in which they were made. */
export function payersOf(payments: readonly DebtPayment[], span: DebtSpan): Draw[] {
  return payments.flatMap(({ fromMicros, parts }) => {
    let from = fromMicros;
    return parts.flatMap(({ lotId, toMicros }): Draw[] => {
      const micros = Math.min(toMicros, span.toMicros) - Math.max(from, span.fromMicros);
      from = toMicros;
      return micros > 0 ? [{ lotId, micros }] : [];
    });
  });
}

/** What one lot paid of the debt of one call. */
export interface PaidDebt extends Draw {
  readonly callId: CallId;
}

/** The debts that a payment paid. `debts` and `cancelled` are those that its span meets, oldest first. */
export function debtsPaidBy(
  payment: DebtPayment,
  debts: readonly CallDebt[],
  cancelled: readonly DebtSpan[],
): PaidDebt[] {
  return debts.flatMap(({ callId, fromMicros, micros }) => {
    const toMicros = fromMicros + micros;
    // Only the end of a debt can be cancelled.
    const cancelledEnd = cancelled.find((span) => span.toMicros === toMicros);
    const paid = payersOf([payment], { fromMicros, toMicros: cancelledEnd?.fromMicros ?? toMicros });
    return paid.map((part) => ({ callId, ...part }));
  });
}

/** The signed change of the debt by the moves. */
export function debtChange({ made = [], paid, cancelled }: DebtMoves): Micros {
  const paidMicros = sumMicros((paid?.parts ?? []).map(({ micros }) => micros));
  const cancelledMicros = cancelled ? cancelled.toMicros - cancelled.fromMicros : 0;
  return sumMicros(made.map(({ micros }) => micros)) - paidMicros - cancelledMicros;
}
