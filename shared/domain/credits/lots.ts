/**
 * Lots with money in them: drawing on them, and money that leaves one or comes back to it in another way. A charge
 * draws on the first lot in the order of spending that had not expired when the call started, and has not closed since
 * (spec: Lots are spent first in, first out). A lot bought after the call may pay for it; one that had expired at its
 * start never does.
 */
import type { LotId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { assertMicros, type Micros } from '../money.ts';
import { type Account, MoreLotsNeeded, type OpenLot } from './account.ts';
import { isGrant } from './grant-terms.ts';

/** `open` while new calls may draw on it; `closed` once it is empty or expired. */
export const LOT_STATUSES = ['open', 'closed'] as const;

/** An amount of one lot, above zero: drawn on it, or what comes back to it. A ledger entry has movements instead. */
export interface Draw {
  readonly lotId: LotId;
  readonly micros: Micros;
}

/** Adds up the draws on each lot. */
export function mergeDraws(draws: Iterable<Draw>): Draw[] {
  const byLot = new Map<LotId, Micros>();
  for (const { lotId, micros } of draws) byLot.set(lotId, assertMicros((byLot.get(lotId) ?? 0) + micros));
  return [...byLot].map(([lotId, micros]) => ({ lotId, micros }));
}

export interface BurnDown {
  readonly account: Account;
  readonly draws: readonly Draw[];
  /** What no lot could pay. */
  readonly shortMicros: Micros;
}

/** Draws `micros` on the lots that expire after `after`. Throws {@link MoreLotsNeeded} before it falls short. */
export function burnDown(account: Account, micros: Micros, after: Instant): BurnDown {
  if (micros < 0) throw new RangeError(`cannot draw ${micros}`);
  if (micros === 0) return { account, draws: [], shortMicros: 0 };
  let due = assertMicros(micros);
  const draws: Draw[] = [];
  const lots: OpenLot[] = [];
  for (const lot of account.lots) {
    const drawn = lot.expiresAt > after ? Math.min(due, lot.remainingMicros) : 0;
    due -= drawn;
    if (drawn > 0) draws.push({ lotId: lot.id, micros: drawn });
    if (lot.remainingMicros > drawn) lots.push({ ...lot, remainingMicros: lot.remainingMicros - drawn });
  }
  if (due > 0 && account.overflow) throw new MoreLotsNeeded();
  return { account: { ...account, lots }, draws, shortMicros: due };
}

/** Puts a lot that is new, or open again, in its place in the order of spending. */
export function insertLot(account: Account, lot: OpenLot): Account {
  if (account.overflow && lot.id > account.overflow.firstId) {
    const { overflow } = account;
    const expiresAt = lot.expiresAt < overflow.expiresAt ? lot.expiresAt : overflow.expiresAt;
    const micros = assertMicros(overflow.micros + lot.remainingMicros);
    const grants = isGrant(lot.id) ? (overflow.grants ?? 0) + 1 : overflow.grants;
    return { ...account, overflow: { ...overflow, count: overflow.count + 1, micros, expiresAt, grants } };
  }
  const lots = [...account.lots, lot].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...account, lots };
}

/** The lot, if it is open. Throws {@link MoreLotsNeeded} when it may be among those that are not loaded. */
export function openLotOf(account: Account, lotId: LotId): OpenLot | undefined {
  const lot = account.lots.find(({ id }) => id === lotId);
  if (!lot && account.overflow && account.overflow.firstId <= lotId) throw new MoreLotsNeeded();
  return lot;
}

/** Takes `micros` out of an open lot, which closes when nothing is left. Throws RangeError beyond what is there. */
export function takeFromLot(account: Account, { lotId, micros }: Draw): Account {
  const lot = openLotOf(account, lotId);
  if (!lot || micros <= 0 || micros > lot.remainingMicros) {
    throw new RangeError(`cannot take ${micros} from lot ${lotId}, which has ${lot?.remainingMicros ?? 0}`);
  }
  const lots = account.lots.flatMap((candidate) => {
    if (candidate.id !== lotId) return [candidate];
    const remainingMicros = candidate.remainingMicros - micros;
    return remainingMicros > 0 ? [{ ...candidate, remainingMicros }] : [];
  });
  return { ...account, lots };
}

/** Puts `micros` into the lot, which opens again if it was closed. */
export function addToLot(account: Account, lot: OpenLot, micros: Micros): Account {
  const open = openLotOf(account, lot.id);
  if (micros === 0) return account;
  const { id, amountMicros, purchasedAt, expiresAt } = lot;
  const remainingMicros = assertMicros((open?.remainingMicros ?? 0) + micros);
  if (remainingMicros < 0 || remainingMicros > amountMicros) {
    throw new RangeError(`lot ${id} of ${amountMicros} cannot have ${remainingMicros} left`);
  }
  const others = { ...account, lots: account.lots.filter((other) => other.id !== id) };
  return insertLot(others, { id, amountMicros, remainingMicros, purchasedAt, expiresAt });
}

/** Decides as if the lots that `isAside` selects were not there, and puts them back as they were. */
export function withoutLots<T extends { readonly account: Account }>(
  account: Account,
  isAside: (lot: OpenLot) => boolean,
  decide: (others: Account) => T,
): T {
  const aside = account.lots.filter(isAside);
  const decided = decide({ ...account, lots: account.lots.filter((lot) => !isAside(lot)) });
  return { ...decided, account: aside.reduce(insertLot, decided.account) };
}
