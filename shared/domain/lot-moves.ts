/** Money that leaves a lot, or comes back to it, other than by calls. */
import { type Account, MoreLotsNeeded, type OpenLot } from './account.ts';
import { insertLot, type LotPart } from './burn-down.ts';
import { assertMicros } from './money.ts';

/** The lot, if it is open. Throws {@link MoreLotsNeeded} when it may be among those that are not loaded. */
export function openLotOf(account: Account, lotId: string): OpenLot | undefined {
  const lot = account.lots.find(({ id }) => id === lotId);
  if (!lot && account.waiting && account.waiting.firstId <= lotId) throw new MoreLotsNeeded();
  return lot;
}

/** Takes `micros` out of an open lot, which closes when nothing is left. Throws RangeError beyond what is there. */
export function takeFromLot(account: Account, lotId: string, micros: number): Account {
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

/**
 * Puts `micros` back into the lot they came from, which opens again if it was closed. A debt is paid from them
 * first, unless the lot has expired: then they can pay for nothing new, and are forfeited with it by the sweep.
 */
export function returnToLot(
  account: Account,
  lot: OpenLot,
  micros: number,
  now: string,
): { account: Account; parts: LotPart[] } {
  const open = openLotOf(account, lot.id);
  const repaidMicros = lot.expiresAt > now ? Math.min(account.debtMicros, micros) : 0;
  const remainingMicros = assertMicros((open?.remainingMicros ?? 0) + micros - repaidMicros);
  const others: Account = {
    ...account,
    lots: account.lots.filter(({ id }) => id !== lot.id),
    debtMicros: account.debtMicros - repaidMicros,
  };
  const { id, amountMicros, purchasedAt, expiresAt } = lot;
  const reopened = { id, amountMicros, remainingMicros, purchasedAt, expiresAt };
  const parts = [{ lotId: id, micros }, ...(repaidMicros > 0 ? [{ lotId: id, micros: -repaidMicros }] : [])];
  return { account: remainingMicros > 0 ? insertLot(others, reopened) : others, parts };
}
