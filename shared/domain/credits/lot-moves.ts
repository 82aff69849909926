/** Money that leaves a lot, or comes back to it, other than by calls. */

import type { LotId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { assertMicros, type Micros } from '../money.ts';
import { type Account, MoreLotsNeeded, type OpenLot } from './account.ts';
import { type DebtMoves, payDebts } from './debts.ts';
import { insertLot, type LotPart } from './lots.ts';

/** The lot, if it is open. Throws {@link MoreLotsNeeded} when it may be among those that are not loaded. */
export function openLotOf(account: Account, lotId: LotId): OpenLot | undefined {
  const lot = account.lots.find(({ id }) => id === lotId);
  if (!lot && account.overflow && account.overflow.firstId <= lotId) throw new MoreLotsNeeded();
  return lot;
}

/** Takes `micros` out of an open lot, which closes when nothing is left. Throws RangeError beyond what is there. */
export function takeFromLot(account: Account, lotId: LotId, micros: Micros): Account {
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

/**
 * Puts `micros` back into the lot they came from. A debt is paid from them first, unless the lot has expired:
 * then they can pay for nothing new, and are forfeited with it by the sweep.
 */
export function returnToLot(
  account: Account,
  lot: OpenLot,
  micros: Micros,
  now: Instant,
): { account: Account; parts: LotPart[]; debts: DebtMoves } {
  const repaidMicros = lot.expiresAt > now ? Math.min(account.debtMicros, micros) : 0;
  const { account: relieved, paid } = payDebts(account, [{ lotId: lot.id, micros: repaidMicros }]);
  const parts = [
    { lotId: lot.id, micros },
    ...(repaidMicros > 0 ? [{ lotId: lot.id, micros: -repaidMicros }] : []),
  ];
  return { account: addToLot(relieved, lot, micros - repaidMicros), parts, debts: paid ? { paid } : {} };
}

/** Decides as if the lots that `isAside` takes were not there, and puts them back as they were. */
export function withoutLots<T extends { readonly account: Account }>(
  account: Account,
  isAside: (lot: OpenLot) => boolean,
  decide: (others: Account) => T,
): T {
  const aside = account.lots.filter(isAside);
  const decided = decide({ ...account, lots: account.lots.filter((lot) => !isAside(lot)) });
  return { ...decided, account: aside.reduce(insertLot, decided.account) };
}
