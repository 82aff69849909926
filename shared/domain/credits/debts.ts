/**
 * Debts, oldest first (spec: The oldest debt is paid first). Every debt takes a span of one endless queue, as long as
 * it has millionths, from where the one before ended. A payment goes on from where the last one stopped, so that who
 * paid for a call is who paid for its span: a payment of ten thousand debts is as small as that of one. The debt of a
 * call that is reversed before it was paid is cancelled: a hole, which payments leave out.
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

/** Each part goes on where the one before it ends, the first at `fromMicros`; holes in between are not paid for. */
export interface DebtPayment {
  readonly fromMicros: Micros;
  readonly parts: readonly DebtPart[];
}

/** What a movement of money does to debts. */
export interface DebtMoves {
  /** One after the other, from the end of the queue on. */
  readonly made?: readonly CallDebt[];
  readonly paid?: DebtPayment;
  readonly cancelled?: CancelledDebt;
}

export interface CancelledDebt extends DebtSpan {
  readonly callId: CallId;
}

/** The same by spans alone, as an entry keeps it: however many calls the debts are of. */
export interface DebtSpans {
  readonly made?: DebtSpan | undefined;
  readonly paid?: DebtPayment | undefined;
  readonly cancelled?: DebtSpan | undefined;
}

/** The queue of an account; that of one that never was in debt is empty. */
export function debtQueueOf({ debts, debtMicros }: Account): DebtQueue {
  return debts ?? { madeMicros: debtMicros, paidMicros: 0 };
}

/** The debt is made at the end of the queue. Answers where its span begins. */
export function makeDebt(account: Account, micros: Micros): { account: Account; fromMicros: Micros } {
  const queue = debtQueueOf(account);
  const debts = { ...queue, madeMicros: assertMicros(queue.madeMicros + micros) };
  const debtMicros = assertMicros(account.debtMicros + micros);
  return { account: { ...account, debtMicros, debts }, fromMicros: queue.madeMicros };
}

/**
 * Lots pay the oldest debts, in this order. Throws RangeError beyond what is owed, and {@link MoreLotsNeeded} while
 * the cancelled debts are not loaded.
 */
export function payDebts(account: Account, lots: readonly Draw[]): { account: Account; paid?: DebtPayment } {
  const paying = lots.filter(({ micros }) => micros !== 0);
  if (paying.length === 0) return { account };
  const debtMicros = account.debtMicros - sumMicros(paying.map(({ micros }) => micros));
  if (debtMicros < 0) throw new RangeError(`${account.debtMicros} is owed, ${-debtMicros} less than is paid`);
  const queue = debtQueueOf(account);
  const holes = cancelledOf(account);
  let at = queue.paidMicros;
  const parts = paying.map(({ lotId, micros }): DebtPart => {
    at = placeAfter(at, micros, holes);
    return { lotId, micros, toMicros: at };
  });
  return {
    account: withQueue(account, debtMicros, { ...queue, paidMicros: at, cancelled: holes }),
    paid: { fromMicros: queue.paidMicros, parts },
  };
}

/** Where a payment of `micros` ends that begins at `from`. */
function placeAfter(from: number, micros: Micros, holes: readonly DebtSpan[]): Micros {
  let place = from;
  let left = micros;
  for (const hole of holes) {
    if (hole.toMicros <= place) continue;
    const gap = hole.fromMicros - place;
    if (left < gap) break;
    left -= gap;
    place = hole.toMicros;
  }
  return place + left;
}

/** The cancelled debts that payments will come to, oldest first. */
function cancelledOf(account: Account): readonly DebtSpan[] {
  const { madeMicros, paidMicros, cancelled = [] } = debtQueueOf(account);
  const lengths = cancelled.map(({ fromMicros, toMicros }) => toMicros - fromMicros);
  const isLoaded = madeMicros - paidMicros - sumMicros(lengths) === account.debtMicros;
  if (!isLoaded) throw new MoreLotsNeeded();
  return cancelled;
}

/** What is owed of the debt of a call: the end of its span, if any. */
export function owedSpan(account: Account, { fromMicros, micros }: Omit<CallDebt, 'callId'>): DebtSpan {
  const toMicros = fromMicros + micros;
  const { paidMicros } = debtQueueOf(account);
  return { fromMicros: Math.min(toMicros, Math.max(fromMicros, paidMicros)), toMicros };
}

/** Nobody has to pay what is owed of the debt any more. */
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

/** Without a debt nothing is left to come to. */
function withQueue(account: Account, debtMicros: Micros, queue: DebtQueue): Account {
  const { madeMicros, paidMicros, cancelled = [] } = queue;
  const ahead = cancelled.filter(({ toMicros }) => toMicros > paidMicros);
  const debts =
    debtMicros === 0
      ? { madeMicros, paidMicros: madeMicros }
      : { madeMicros, paidMicros, ...(ahead.length > 0 && { cancelled: ahead }) };
  return { ...account, debtMicros, debts };
}

/** Who paid for the span, oldest payment first; `payments` in the order in which they were made. */
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

/** Whose debts a payment paid; `debts` and `cancelled` are those that its span meets, oldest first. */
export function debtsPaidBy(
  payment: DebtPayment,
  debts: readonly CallDebt[],
  cancelled: readonly DebtSpan[],
): PaidDebt[] {
  return debts.flatMap(({ callId, fromMicros, micros }) => {
    const toMicros = fromMicros + micros;
    // Only the end of a debt can be cancelled.
    const hole = cancelled.find((span) => span.toMicros === toMicros);
    const paid = payersOf([payment], { fromMicros, toMicros: hole?.fromMicros ?? toMicros });
    return paid.map((part) => ({ callId, ...part }));
  });
}

/** The change of the debt that the moves come to. */
export function debtChange({ made = [], paid, cancelled }: DebtMoves): Micros {
  const paidMicros = sumMicros((paid?.parts ?? []).map(({ micros }) => micros));
  const cancelledMicros = cancelled ? cancelled.toMicros - cancelled.fromMicros : 0;
  return sumMicros(made.map(({ micros }) => micros)) - paidMicros - cancelledMicros;
}
