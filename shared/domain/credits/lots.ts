/**
 * First in, first out (spec: Lots are spent first in, first out): a charge draws on the oldest lot that had not
 * expired when the call started, nor closed since. A lot bought after the call may pay for it; one that was expired
 * at its start never does.
 */

import type { LotId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { assertMicros, type Micros } from '../money.ts';
import { type Account, MoreLotsNeeded, type OpenLot } from './account.ts';

/** Signed change of one lot: negative when drawn, positive when funded or returned. */
export interface LotPart {
  readonly lotId: LotId;
  readonly micros: Micros;
}

export interface BurnDown {
  readonly account: Account;
  readonly parts: readonly LotPart[];
  /** What no lot could pay. */
  readonly shortMicros: Micros;
}

/** Draws `micros` on the lots that expire after `after`. Throws {@link MoreLotsNeeded} before it falls short. */
export function burnDown(account: Account, micros: Micros, after: Instant): BurnDown {
  if (micros < 0) throw new RangeError(`cannot draw ${micros}`);
  if (micros === 0) return { account, parts: [], shortMicros: 0 };
  let due = assertMicros(micros);
  const parts: LotPart[] = [];
  const lots: OpenLot[] = [];
  for (const lot of account.lots) {
    const drawn = lot.expiresAt > after ? Math.min(due, lot.remainingMicros) : 0;
    due -= drawn;
    if (drawn > 0) parts.push({ lotId: lot.id, micros: -drawn });
    if (lot.remainingMicros > drawn) lots.push({ ...lot, remainingMicros: lot.remainingMicros - drawn });
  }
  if (due > 0 && account.overflow) throw new MoreLotsNeeded();
  return { account: { ...account, lots }, parts, shortMicros: due };
}

/** Puts a lot that is new, or open again, in its place by purchase. */
export function insertLot(account: Account, lot: OpenLot): Account {
  if (account.overflow && lot.id > account.overflow.firstId) {
    const { overflow } = account;
    const expiresAt = lot.expiresAt < overflow.expiresAt ? lot.expiresAt : overflow.expiresAt;
    const micros = assertMicros(overflow.micros + lot.remainingMicros);
    return { ...account, overflow: { ...overflow, count: overflow.count + 1, micros, expiresAt } };
  }
  const lots = [...account.lots, lot].sort((a, b) => (a.id < b.id ? -1 : 1));
  return { ...account, lots };
}
