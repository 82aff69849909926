/** The replay of the ledger, from the first entry or from kept tallies to the account, with the lots that it moves. */

import { type Account, bookBalanceMicros } from '../credits/account.ts';
import type { DebtSpans } from '../credits/debts.ts';
import type { LotSource } from '../credits/grant-terms.ts';
import type { LedgerEntry, LotMovement } from '../credits/ledger.ts';
import { usedMicros } from '../credits/use-kinds.ts';
import type { BookingId, CallId, LotId, OrderId } from '../ids.ts';
import { addSeconds, type Instant } from '../instants.ts';
import type { Micros } from '../money.ts';
import type { Findings } from './report.ts';
import type { LedgerTallies } from './tallies.ts';

export interface AuditedLot {
  readonly id: LotId;
  /** Absent from a grant. */
  readonly orderId?: OrderId | undefined;
  readonly source: LotSource;
  readonly amountMicros: Micros;
  /** For a lot that the account embeds, the account's figure. */
  readonly remainingMicros: Micros;
  readonly forfeitedMicros: Micros;
  readonly withdrawnMicros: Micros;
  readonly expiresAt: Instant;
}

export interface AuditedEntry extends Movement {
  readonly debts?: DebtSpans | undefined;
  /** The order that it credits, or takes back. */
  readonly orderId?: OrderId | undefined;
  /** What an operator did, which both ends of a move name. */
  readonly bookingId?: BookingId | undefined;
  /** Of usage: the pages that it settled, as {@link AuditedPage} names them. */
  readonly pages?: readonly string[] | undefined;
  /** The calls that it names: of a void or correction, or settled by themselves. */
  readonly callIds?: readonly CallId[] | undefined;
}

type Movement = Pick<
  LedgerEntry,
  | 'sequence'
  | 'type'
  | 'at'
  | 'amountMicros'
  | 'balanceBeforeMicros'
  | 'balanceAfterMicros'
  | 'parts'
  | 'debtMicros'
  | 'use'
>;

interface LotReplay {
  readonly lotId: LotId;
  /** Absent until it is read. */
  lot?: AuditedLot;
  balanceMicros: Micros;
  /** Absent where what it forfeited before is not known. */
  forfeitedMicros: Micros | undefined;
  /** No entry has moved it, as far as is known. */
  isNew: boolean;
}

function isGranting({ type }: Pick<AuditedEntry, 'type'>): boolean {
  return type === 'grant' || type === 'transfer-in';
}

/** How far the clock of a call's start may be ahead of the clock of its settlement. */
const CLOCK_SECONDS = 3600;

/** Keeps two figures per lot, whatever the number of entries. */
export class LedgerReplay {
  readonly #findings: Findings;
  /** Every lot begins with nothing; otherwise one that is not kept may have been finished before. */
  readonly #isFromStart: boolean;
  readonly #lots = new Map<LotId, LotReplay>();
  /** By rising id; absent while it is not in order. */
  #inOrder: readonly LotReplay[] | undefined;
  #entries = 0;
  #balanceMicros = 0;
  #debtMicros = 0;

  constructor(findings: Findings, kept?: LedgerTallies) {
    this.#findings = findings;
    this.#isFromStart = kept === undefined;
    if (!kept) return;
    this.#entries = kept.entries;
    this.#balanceMicros = kept.balanceMicros;
    this.#debtMicros = kept.debtMicros;
    for (const { lotId, balanceMicros, forfeitedMicros } of kept.lots) {
      this.#lots.set(lotId, { lotId, balanceMicros, forfeitedMicros, isNew: false });
    }
  }

  /** Before the entries that move it. */
  lot(lot: AuditedLot): void {
    const { id: lotId } = lot;
    const kept = this.#lots.get(lotId);
    const forfeitedMicros = this.#isFromStart ? 0 : undefined;
    this.#lots.set(lotId, { ...(kept ?? { lotId, balanceMicros: 0, forfeitedMicros, isNew: true }), lot });
    this.#inOrder = undefined;
  }

  hasRead(lotId: LotId): boolean {
    return this.#lots.get(lotId)?.lot !== undefined;
  }

  /** By rising number, after its lots. */
  entry(entry: AuditedEntry): void {
    const { sequence, amountMicros, balanceBeforeMicros, balanceAfterMicros, parts, debtMicros } = entry;
    const expected = this.#entries + 1;
    this.#findings.count('entries-numbered', { entries: 1 });
    this.#findings.require('entries-numbered', sequence === expected, () => `${sequence}, not ${expected}`);
    this.#entries = sequence;
    let moved = -debtMicros;
    if (isGranting(entry)) this.#requireGivenOnce(entry);
    for (const movement of parts) {
      moved += movement.changeMicros;
      this.#replay(entry, movement);
    }
    const carriesOn =
      balanceBeforeMicros === this.#balanceMicros &&
      balanceAfterMicros - balanceBeforeMicros === amountMicros &&
      amountMicros === moved &&
      (entry.use === undefined || usedMicros(entry.use) === -amountMicros);
    const stated = `${balanceBeforeMicros} to ${balanceAfterMicros}`;
    this.#findings.require(
      'entries-carry-on',
      carriesOn,
      () => `entry ${sequence}: ${stated} by ${moved}, after ${this.#balanceMicros}`,
    );
    this.#balanceMicros = balanceAfterMicros;
    this.#debtMicros += debtMicros;
    if (entry.type === 'usage') this.#requireOldestFirst(entry);
  }

  /**
   * The sum of the entries must be what the account and the lots have. `moved` are the lots that an entry has moved
   * since the account was read: their items may have been read before that, or after.
   */
  end(account: Account, moved: ReadonlySet<LotId>): void {
    const { entrySequence, debtMicros } = account;
    const balanceMicros = bookBalanceMicros(account);
    const last = `${this.#entries} of ${entrySequence}`;
    this.#findings.require('entries-numbered', this.#entries === entrySequence, () => last);
    this.#findings.count('ledger-replays-to-account', { balanceMicros, debtMicros });
    this.#findings.require(
      'ledger-replays-to-account',
      this.#balanceMicros === balanceMicros && this.#debtMicros === debtMicros,
      () => `entries come to ${this.#balanceMicros}, debt ${this.#debtMicros}`,
    );
    const embedded = new Set(account.lots.map(({ id }) => id));
    for (const { id, remainingMicros } of account.lots) this.#requireReplayed(id, remainingMicros);
    for (const replay of this.#lots.values()) {
      if (!moved.has(replay.lotId)) this.#endLot(replay, embedded.has(replay.lotId));
    }
  }

  tallies(): LedgerTallies {
    const open = this.#sorted().filter(({ balanceMicros }) => balanceMicros !== 0);
    return {
      entries: this.#entries,
      balanceMicros: this.#balanceMicros,
      debtMicros: this.#debtMicros,
      lots: open.map(({ lotId, balanceMicros, forfeitedMicros }) => ({
        lotId,
        balanceMicros,
        forfeitedMicros,
      })),
    };
  }

  #endLot({ lotId, lot, forfeitedMicros }: LotReplay, isEmbedded: boolean): void {
    this.#findings.require('lots-replay', lot !== undefined, () => `lot ${lotId} is not there`);
    if (!lot) return;
    this.#findings.count('lots-replay', { lots: 1 });
    if (!isEmbedded) this.#requireReplayed(lotId, lot.remainingMicros);
    const isSame = forfeitedMicros === undefined || forfeitedMicros === lot.forfeitedMicros;
    const what = `lot ${lotId} has forfeited ${lot.forfeitedMicros}, by its entries ${forfeitedMicros}`;
    this.#findings.require('lots-replay', isSame, () => what);
    this.#requireBounds(lot);
  }

  #requireReplayed(lotId: LotId, remainingMicros: Micros): void {
    const replayed = this.#lots.get(lotId)?.balanceMicros ?? 0;
    const what = `lot ${lotId} has ${remainingMicros}, entries come to ${replayed}`;
    this.#findings.require('lots-replay', replayed === remainingMicros, () => what);
  }

  #requireBounds({ id, amountMicros, remainingMicros, forfeitedMicros, withdrawnMicros }: AuditedLot): void {
    const usedMicros = amountMicros - remainingMicros - forfeitedMicros - withdrawnMicros;
    const figures = { amountMicros, remainingMicros, usedMicros, forfeitedMicros, withdrawnMicros };
    this.#findings.count('lots-add-up', figures);
    for (const [name, micros] of Object.entries(figures)) {
      const isWithin = micros >= 0 && micros <= amountMicros;
      const what = `lot ${id}: ${name} ${micros} of ${amountMicros}`;
      this.#findings.require('lots-add-up', isWithin, () => what);
    }
  }

  #replay({ sequence, type, orderId }: AuditedEntry, { lotId, changeMicros }: LotMovement): void {
    const replay = this.#lots.get(lotId);
    const { lot } = replay ?? {};
    this.#findings.require('lots-replay', lot !== undefined, () => `entry ${sequence}: no lot ${lotId}`);
    if (!replay || !lot) return;
    const isFunding = (type === 'purchase' || type === 'recharge') && orderId === lot.orderId;
    // It is the lot's first entry.
    if (isFunding || isGranting({ type })) replay.forfeitedMicros ??= 0;
    replay.balanceMicros += changeMicros;
    replay.isNew = false;
    if (type === 'forfeiture' && replay.forfeitedMicros !== undefined) replay.forfeitedMicros -= changeMicros;
    const isWithin = replay.balanceMicros >= 0 && replay.balanceMicros <= lot.amountMicros;
    const what = `entry ${sequence}: lot ${lotId} at ${replay.balanceMicros} of ${lot.amountMicros}`;
    this.#findings.require('lots-replay', isWithin, () => what);
  }

  /** A grant gives one lot its whole amount, in the first entry that moves it. */
  #requireGivenOnce({ sequence, parts }: AuditedEntry): void {
    const [first] = parts;
    const replay = this.#lots.get(first?.lotId ?? '');
    const isOfOneLot = parts.every(({ lotId }) => lotId === replay?.lotId);
    const isWhole = replay?.lot?.source === 'grant' && first?.changeMicros === replay.lot.amountMicros;
    const isOnce = replay?.isNew === true && isOfOneLot && isWhole;
    this.#findings.count('grants-given-once', { grants: 1, givenMicros: first?.changeMicros ?? 0 });
    this.#findings.require('grants-given-once', isOnce, () => `entry ${sequence}: lot ${first?.lotId}`);
  }

  /** No lot that is spent earlier may have money left, unless it may have expired for one of the calls. */
  #requireOldestFirst({ sequence, at, parts }: AuditedEntry): void {
    const drawn = parts.filter(({ changeMicros }) => changeMicros < 0).map(({ lotId }) => lotId);
    const youngest = drawn.reduce((latest, lotId) => (lotId > latest ? lotId : latest), '');
    const horizon = addSeconds(at, CLOCK_SECONDS);
    for (const { lotId, lot, balanceMicros } of this.#sorted()) {
      if (lotId >= youngest) break;
      const skipped = balanceMicros > 0 && lot !== undefined && lot.expiresAt > horizon;
      this.#findings.require(
        'oldest-lot-first',
        !skipped,
        () => `entry ${sequence}: ${youngest} before ${lotId}`,
      );
    }
  }

  #sorted(): readonly LotReplay[] {
    this.#inOrder ??= [...this.#lots.values()].sort((a, b) => (a.lotId < b.lotId ? -1 : 1));
    return this.#inOrder;
  }
}
