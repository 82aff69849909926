/**
 * Lots that keep nothing of the money that comes back to them (spec: The settlement grace closes a lot): what comes
 * back to a lot that the clock has closed is forfeited at once, and what comes back to one whose charge the bank has
 * taken back goes with it.
 */

import type { LotId, OrderId } from '../ids.ts';
import { type Micros, sumMicros } from '../money.ts';
import type { Account, OpenLot } from './account.ts';
import { forfeitLot } from './forfeiture.ts';
import { type EntryType, type LedgerEntry, type Posting, post } from './ledger.ts';
import { openLotOf, takeFromLot } from './lot-moves.ts';
import type { LotPart } from './lots.ts';
import { isClosed, type Moment } from './settlement-grace.ts';

/** A lot that money may come back to, open or not. */
export interface ReturnLot extends OpenLot {
  readonly orderId: OrderId;
  /** The bank has taken back the charge that funded it. */
  readonly disputed: boolean;
}

/** What a lot lost other than to calls. */
export interface LotChange {
  readonly lotId: LotId;
  readonly forfeitedMicros: Micros;
  readonly withdrawnMicros: Micros;
}

/** A lot that keeps nothing of what comes back to it, and why. */
export interface Ending {
  readonly lot: ReturnLot;
  readonly type: Extract<EntryType, 'forfeiture' | 'chargeback'>;
}

/** What was booked of some lots. */
export interface Booked {
  readonly account: Account;
  readonly entries: readonly LedgerEntry[];
  readonly changes: readonly LotChange[];
}

const NOTHING_LOST = { forfeitedMicros: 0, withdrawnMicros: 0 } as const;

/** Those of the lots that keep nothing. */
export function endingsOf(lots: readonly ReturnLot[], moment: Moment): Ending[] {
  return lots.flatMap((lot): Ending[] => {
    if (lot.disputed) return [{ lot, type: 'chargeback' }];
    return isClosed(lot, moment) ? [{ lot, type: 'forfeiture' }] : [];
  });
}

/** Books what is due of the lots that money comes back to, so that nothing depends on when the sweep came by. */
export function forfeitClosed(before: Account, parts: readonly LotPart[], moment: Moment): Booked {
  let account = before;
  const entries: LedgerEntry[] = [];
  const changes: LotChange[] = [];
  for (const { lotId } of parts) {
    const lot = openLotOf(account, lotId);
    const forfeiture = lot && isClosed(lot, moment) ? forfeitLot(account, lotId, moment.now) : undefined;
    if (!forfeiture) continue;
    account = forfeiture.account;
    entries.push(forfeiture.entry);
    changes.push({ ...NOTHING_LOST, lotId, forfeitedMicros: forfeiture.forfeitedMicros });
  }
  return { account, entries, changes };
}

/** Takes what is left out of the lots that are ending, by an entry each. */
export function closeLots(
  before: Account,
  endings: readonly Ending[],
  { at, reference }: Pick<Posting, 'at' | 'reference'>,
): Booked {
  let account = before;
  const entries: LedgerEntry[] = [];
  const changes: LotChange[] = [];
  for (const { lot, type } of endings) {
    const micros = openLotOf(account, lot.id)?.remainingMicros ?? 0;
    if (micros === 0) continue;
    const forfeited = type === 'forfeiture';
    const posted = post(account, takeFromLot(account, lot.id, micros), {
      type,
      at,
      parts: [{ lotId: lot.id, micros: -micros }],
      reference: { ...reference, ...(forfeited ? { lot: lot.id } : { order: lot.orderId }) },
    });
    account = posted.account;
    // The new balance is an event of the movement that brought the money back.
    entries.push({ ...posted.entry, events: [] });
    const lost = forfeited ? { forfeitedMicros: micros } : { withdrawnMicros: micros };
    changes.push({ ...NOTHING_LOST, lotId: lot.id, ...lost });
  }
  return { account, entries, changes };
}

/** One change a lot. */
export function mergeChanges(changes: readonly LotChange[]): LotChange[] {
  return [...Map.groupBy(changes, ({ lotId }) => lotId)].map(([lotId, ofLot]) => ({
    lotId,
    forfeitedMicros: sumMicros(ofLot.map((change) => change.forfeitedMicros)),
    withdrawnMicros: sumMicros(ofLot.map((change) => change.withdrawnMicros)),
  }));
}
