/**
 * Ledger entries: every movement of an organization's money, numbered without gaps
 * (spec: Every movement is a numbered ledger entry). The balance before an entry is the balance after the last one.
 * Balances are those of the books: the money in lots whose forfeiture is not booked, less the debt.
 */

import type { Currency } from '../currencies.ts';
import type { DomainEvent } from '../events.ts';
import type { BookingId, CallId, DisputeId, LotId, OrderId, OrganizationId, RefundId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { assertMicros, type Micros, sumMicros } from '../money.ts';
import { type Account, type AccountChange, bookBalanceMicros, unbookedMicros } from './account.ts';
import { type DebtMoves, debtChange } from './debts.ts';
import type { Draw } from './lots.ts';
import { type UseByKind, usedMicros } from './use-kinds.ts';

export const ENTRY_TYPES = [
  'purchase',
  'recharge',
  'usage',
  'void',
  'correction',
  'refund',
  'chargeback',
  'chargeback-reversal',
  'forfeiture',
  'grant',
  'extension',
  'write-off',
  'transfer-out',
  'transfer-in',
] as const;
export type EntryType = (typeof ENTRY_TYPES)[number];

/** What caused a movement: which members it has depends on the type of its entry. */
export interface EntryReference {
  /** Of a purchase, recharge, refund, chargeback or its reversal. */
  readonly order?: OrderId | undefined;
  /** Of a refund. */
  readonly refund?: RefundId | undefined;
  /** Of a chargeback or its reversal. */
  readonly dispute?: DisputeId | undefined;
  /** Of a forfeiture, and of what an operator did with a lot. */
  readonly lot?: LotId | undefined;
  /** Of what an operator did: both organizations of a move have the same. */
  readonly booking?: BookingId | undefined;
  /**
   * Of a void or a correction, of what ends with a lot that either of them gave money back to, and of usage that is an
   * instalment.
   */
  readonly call?: CallId | undefined;
  /** Of usage: how many calls. 1 for an instalment, which a correction may be, too. */
  readonly calls?: number | undefined;
}

/**
 * Signed change of one lot by an entry: below zero for money that was drawn, above zero for funded or returned money.
 */
export interface LotMovement {
  readonly lotId: LotId;
  readonly changeMicros: Micros;
}

/** The movements of an entry that draws on lots. */
export function outOfLots(draws: readonly Draw[]): LotMovement[] {
  return draws.map(({ lotId, micros }) => ({ lotId, changeMicros: -micros }));
}

/** The movements of an entry that funds lots, or gives back what was drawn on them. */
export function intoLots(draws: readonly Draw[]): LotMovement[] {
  return draws.map(({ lotId, micros }) => ({ lotId, changeMicros: micros }));
}

/** Adds up the movements of each lot. A lot whose movements cancel out is left out. */
export function mergeMovements(movements: Iterable<LotMovement>): LotMovement[] {
  const byLot = new Map<LotId, Micros>();
  for (const { lotId, changeMicros } of movements)
    byLot.set(lotId, assertMicros((byLot.get(lotId) ?? 0) + changeMicros));
  return [...byLot]
    .filter(([, changeMicros]) => changeMicros !== 0)
    .map(([lotId, changeMicros]) => ({ lotId, changeMicros }));
}

export interface LedgerEntry {
  readonly organizationId: OrganizationId;
  readonly sequence: number;
  readonly type: EntryType;
  readonly at: Instant;
  readonly currency: Currency;
  /** Signed change of the books: `balanceAfter - balanceBefore`. */
  readonly amountMicros: Micros;
  readonly balanceBeforeMicros: Micros;
  readonly balanceAfterMicros: Micros;
  /** The part of `balanceAfter` in lots that had expired, and whose forfeiture was not booked yet. */
  readonly expiredMicros: Micros;
  readonly parts: readonly LotMovement[];
  /** Signed change of the debt. */
  readonly debtMicros: Micros;
  /** The debts that were made, paid and cancelled. Absent when none were. */
  readonly debts?: DebtMoves | undefined;
  readonly reference: EntryReference;
  /** Of usage, whose amount they come to. */
  readonly use?: UseByKind | undefined;
  readonly events: readonly DomainEvent[];
}

interface Caused<T extends EntryType, Member extends keyof EntryReference> {
  readonly type: T;
  readonly reference: { readonly [M in Member]: NonNullable<EntryReference[M]> };
}

/** What each type of entry refers to. */
type Cause =
  | Caused<'purchase' | 'recharge', 'order'>
  | Caused<'usage', 'calls'>
  | Caused<'void' | 'correction', 'call'>
  | Caused<'refund', 'order' | 'refund'>
  | Caused<'chargeback' | 'chargeback-reversal', 'order' | 'dispute'>
  | Caused<'forfeiture', 'lot'>
  /** An extension moves no money. */
  | Caused<'grant' | 'extension' | 'write-off' | 'transfer-out' | 'transfer-in', 'lot' | 'booking'>
  /** An instalment of the charge of one call. */
  | Caused<'usage' | 'correction', 'calls' | 'call'>
  /** Of what such an entry gave back to a lot that had ended. */
  | Caused<'chargeback', 'order' | 'call'>
  | Caused<'forfeiture', 'lot' | 'call'>;

/** An entry before it is numbered. */
export type Posting = Cause & {
  readonly at: Instant;
  readonly parts: readonly LotMovement[];
  readonly debts?: DebtMoves | undefined;
  readonly use?: UseByKind | undefined;
};

/** Of a void or a correction as a whole. */
export type ReversalPosting = Extract<Posting, { readonly type: 'void' | 'correction' }>;

/**
 * Numbers the movement from `before` to `after` and verifies it: the books must change by the sum of the lot movements
 * less the change of the debt, the debt must change by the debts that are named, and the use by kind must add up to the
 * amount. Throws RangeError otherwise, so that an entry that does not add up is never written. The balance counts as
 * checked: the caller adds the events of its fall (see balance-warnings). Throws {@link MoreLotsNeeded} when a lot that is not loaded might have expired.
 */
export function post(
  { before, after }: AccountChange,
  posting: Posting,
): { account: Account; entry: Omit<LedgerEntry, 'events'> } {
  const balanceBeforeMicros = bookBalanceMicros(before);
  const balanceAfterMicros = bookBalanceMicros(after);
  const debtMicros = after.debtMicros - before.debtMicros;
  const moved = sumMicros([...posting.parts.map((part) => part.changeMicros), -debtMicros]);
  const amountMicros = assertMicros(balanceAfterMicros - balanceBeforeMicros);
  if (moved !== amountMicros) {
    throw new RangeError(`${posting.type} moves ${moved} but the books move ${amountMicros}`);
  }
  const named = debtChange(posting.debts ?? {});
  if (named !== debtMicros) {
    throw new RangeError(`${posting.type} names debts of ${named} but the debt changes by ${debtMicros}`);
  }
  const { use } = posting;
  if (use && usedMicros(use) !== -amountMicros) {
    throw new RangeError(`${posting.type} names a use of ${usedMicros(use)} but moves ${amountMicros}`);
  }
  const sequence = before.entrySequence + 1;
  const { made, paid, cancelled } = posting.debts ?? {};
  const entry = {
    ...posting,
    debts: made || paid || cancelled ? posting.debts : undefined,
    organizationId: before.organizationId,
    sequence,
    currency: before.terms.currency,
    amountMicros,
    balanceBeforeMicros,
    balanceAfterMicros,
    expiredMicros: unbookedMicros(after, posting.at),
    debtMicros,
  };
  return { account: { ...after, entrySequence: sequence, balanceSeenAt: posting.at }, entry };
}
