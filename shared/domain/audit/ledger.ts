/** The replay of the ledger, from the first entry to the account, with every lot. */

import { type Account, bookBalanceMicros } from '../credits/account.ts';
import type { DebtSpans } from '../credits/debts.ts';
import type { LedgerEntry, LotMovement } from '../credits/ledger.ts';
import type { LotId, OrderId } from '../ids.ts';
import { addSeconds, type Instant } from '../instants.ts';
import type { Micros } from '../money.ts';
import type { Findings } from './report.ts';

export interface AuditedLot {
  readonly id: LotId;
  readonly orderId: OrderId;
  readonly amountMicros: Micros;
  /** For a lot that the account embeds, the account's figure. */
  readonly remainingMicros: Micros;
  readonly forfeitedMicros: Micros;
  readonly withdrawnMicros: Micros;
  readonly expiresAt: Instant;
}

export interface AuditedEntry extends Movement {
  readonly debts?: DebtSpans | undefined;
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
>;

interface LotReplay {
  readonly lot: AuditedLot;
  balanceMicros: Micros;
  forfeitedMicros: Micros;
}

/** How far the clock of a call's start may be ahead of the clock of its settlement. */
const CLOCK_SECONDS = 3600;

/** Keeps two figures per lot, whatever the number of entries. */
export class LedgerReplay {
  readonly #findings: Findings;
  readonly #lots = new Map<LotId, LotReplay>();
  #entries = 0;
  #balanceMicros = 0;
  #debtMicros = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  lot(lot: AuditedLot): void {
    const { id, amountMicros, remainingMicros, forfeitedMicros, withdrawnMicros } = lot;
    const usedMicros = amountMicros - remainingMicros - forfeitedMicros - withdrawnMicros;
    const figures = { amountMicros, remainingMicros, usedMicros, forfeitedMicros, withdrawnMicros };
    this.#findings.count('lots-add-up', figures);
    for (const [name, micros] of Object.entries(figures)) {
      const isWithin = micros >= 0 && micros <= amountMicros;
      this.#findings.require(
        'lots-add-up',
        isWithin,
        () => `lot ${id}: ${name} ${micros} of ${amountMicros}`,
      );
    }
    this.#lots.set(id, { lot, balanceMicros: 0, forfeitedMicros: 0 });
  }

  /** By rising number, after all lots. */
  entry(entry: AuditedEntry): void {
    const { sequence, amountMicros, balanceBeforeMicros, balanceAfterMicros, parts, debtMicros } = entry;
    const expected = this.#entries + 1;
    this.#findings.count('entries-numbered', { entries: 1 });
    this.#findings.require('entries-numbered', sequence === expected, () => `${sequence}, not ${expected}`);
    this.#entries = sequence;
    let moved = -debtMicros;
    for (const movement of parts) {
      moved += movement.changeMicros;
      this.#replay(entry, movement);
    }
    const carriesOn =
      balanceBeforeMicros === this.#balanceMicros &&
      balanceAfterMicros - balanceBeforeMicros === amountMicros &&
      amountMicros === moved;
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

  /** The sum of the entries must be what the account and the lots have. */
  end(account: Account): void {
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
    for (const { lot, balanceMicros: replayed, forfeitedMicros } of this.#lots.values()) {
      this.#findings.count('lots-replay', { lots: 1 });
      const isSame = replayed === lot.remainingMicros && forfeitedMicros === lot.forfeitedMicros;
      const what = `lot ${lot.id} has ${lot.remainingMicros}, entries come to ${replayed}`;
      this.#findings.require('lots-replay', isSame, () => what);
    }
  }

  #replay({ sequence, type }: AuditedEntry, { lotId, changeMicros }: LotMovement): void {
    const replay = this.#lots.get(lotId);
    this.#findings.require('lots-replay', replay !== undefined, () => `entry ${sequence}: no lot ${lotId}`);
    if (!replay) return;
    replay.balanceMicros += changeMicros;
    if (type === 'forfeiture') replay.forfeitedMicros -= changeMicros;
    const { amountMicros } = replay.lot;
    const isWithin = replay.balanceMicros >= 0 && replay.balanceMicros <= amountMicros;
    const what = `entry ${sequence}: lot ${lotId} at ${replay.balanceMicros} of ${amountMicros}`;
    this.#findings.require('lots-replay', isWithin, () => what);
  }

  /** No older lot may have money left, unless it may have expired for one of the calls. */
  #requireOldestFirst({ sequence, at, parts }: AuditedEntry): void {
    const drawn = parts.filter(({ changeMicros }) => changeMicros < 0).map(({ lotId }) => lotId);
    const youngest = drawn.reduce((latest, lotId) => (lotId > latest ? lotId : latest), '');
    const horizon = addSeconds(at, CLOCK_SECONDS);
    for (const [lotId, { lot, balanceMicros }] of this.#lots) {
      if (lotId >= youngest) break;
      const skipped = balanceMicros > 0 && lot.expiresAt > horizon;
      this.#findings.require(
        'oldest-lot-first',
        !skipped,
        () => `entry ${sequence}: ${youngest} before ${lotId}`,
      );
    }
  }
}
