/**
 * Ledger entries: every movement of an organization's money, numbered without gaps
 * (spec: Every movement is a numbered ledger entry), each carrying on from the balance of the one before. Balances
 * here are the books' (lots not yet booked as forfeited, less debt), beside what of them had expired by then.
 */

import type { Currency } from '../currencies.ts';
import type { DomainEvent } from '../events.ts';
import type { LotId, OrganizationId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { assertMicros, type Micros, sumMicros } from '../money.ts';
import { type Account, type AccountChange, bookBalanceMicros, unbookedMicros } from './account.ts';
import { type DebtMoves, debtChange } from './debts.ts';
import type { Draw } from './lots.ts';

export const ENTRY_TYPES = [
  'purchase',
  'recharge',
  'usage',
  'void',
  'correction',
  'refund',
  'chargeback',
  'forfeiture',
] as const;
export type EntryType = (typeof ENTRY_TYPES)[number];

/** Signed change of one lot by an entry: below zero when money was drawn, above when it was funded or returned. */
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

/** One movement a lot; those that cancel out disappear. */
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
  /** What of `balanceAfter` was in lots that had expired by then, and was not booked as forfeited yet. */
  readonly expiredMicros: Micros;
  readonly parts: readonly LotMovement[];
  /** Signed change of the debt. */
  readonly debtMicros: Micros;
  /** Whose debts were made, paid and cancelled; absent when none were. */
  readonly debts?: DebtMoves | undefined;
  /** What caused it: an order, a call, a lot; for usage how many calls were folded. */
  readonly reference: Readonly<Record<string, string | number>>;
  readonly events: readonly DomainEvent[];
}

export interface Posting {
  readonly type: EntryType;
  readonly at: Instant;
  readonly parts: readonly LotMovement[];
  readonly debts?: DebtMoves | undefined;
  readonly reference: LedgerEntry['reference'];
}

/**
 * Numbers the movement from `before` to `after` and proves it: the books change by exactly the lot parts less
 * the change of debt, and that by exactly the debts that are named. Throws RangeError when they do not, so that
 * nothing that does not add up is written. The account counts as looked at: who posts tells what came of the balance
 * (see balance-warnings), and so adds the events. Throws {@link MoreLotsNeeded} when a lot that is not loaded might have expired.
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
  const sequence = before.entrySequence + 1;
  const { debts, ...movement } = posting;
  const entry = {
    ...movement,
    ...(debts && Object.keys(debts).length > 0 && { debts }),
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
