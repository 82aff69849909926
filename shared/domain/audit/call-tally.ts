/**
 * All calls against the ledger, for a replay of everything: each call is settled or waits, belongs to one page, and all
 * charges come to what the entries took.
 */
import type { Hold } from '../credits/account.ts';
import type { CallId } from '../ids.ts';
import { addSeconds, type Instant } from '../instants.ts';
import { type Micros, sumMicros } from '../money.ts';
import {
  type AuditedCall,
  type AuditedReversal,
  type AuditedSettlement,
  firstMicros,
  paidMicros,
  returnedMicros,
} from './calls.ts';
import { Spans } from './debts.ts';
import type { AuditedEntry } from './ledger.ts';
import type { Findings } from './report.ts';
import type { CallTallies } from './tallies.ts';

/**
 * A call that waits longer than this is counted in the figures. It is not a difference: it may wait for a rate deck.
 */
const STUCK_SECONDS = 24 * 3600;
/** A call that was reported this shortly before the account was read may have come after it, by another clock. */
const CLOCK_SECONDS = 300;

export interface CallScope {
  readonly now: Instant;
  /** No call that was settled since has aged out, so their sum must be the ledger's. */
  readonly since: Instant;
  /** No call has ever aged out, so the sum of voids and corrections must be the ledger's, too. */
  readonly isWhole: boolean;
  /** Number of the account's last entry. Calls may have been settled by later ones since it was read. */
  readonly lastEntry: number;
  /** The holds of the account. */
  readonly holds: readonly Hold[];
}

/** The item of a call. */
export interface AuditedItem extends AuditedCall {
  /** The page that it names, as {@link ListingPage} has its name. */
  readonly page?: string | undefined;
  /** The page speaks for the call. */
  readonly isListed: boolean;
}

/** A page with all the calls that it lists. */
export interface ListingPage {
  /** `<day>/<sort key>`. */
  readonly name: string;
  readonly receivedAt: Instant;
  readonly isSettled: boolean;
  /** The number of the entry that settled it; absent where no money moved. */
  readonly entry?: number | undefined;
  readonly calls: readonly PagedCall[];
}

export interface PagedCall {
  readonly callId: CallId;
  /** What the page says of it; absent where it lists no more than the id. */
  readonly row?: AuditedCall | undefined;
  /** Absent where there is none. */
  readonly item?: AuditedItem | undefined;
}

/** The entries that came after the account was read. */
export interface LaterCalls {
  readonly lastEntry: number;
  /** The calls that they name as settled by themselves. */
  readonly settled: ReadonlySet<CallId>;
}

/** Keeps sums, the holds by their instant, and the calls that later entries have moved. */
export class CallTally {
  readonly #findings: Findings;
  readonly #scope: CallScope;
  readonly #debts = new Spans();
  #usedMicros: Micros = 0;
  #settledMicros: Micros = 0;
  #returnedMicros: Micros = 0;
  #reversedMicros: Micros = 0;
  /** Money of calls that wait for their settlement, by the instant until which it is held. */
  readonly #waiting = new Map<Instant, Micros>();
  /** Calls that a later entry has reversed: whether one has settled them, too, is known in the end. */
  readonly #reversedLater = new Map<CallId, { readonly call: AuditedCall; readonly isCounted: boolean }>();
  readonly #settledLater = new Set<CallId>();
  #latest = { entry: 0, callId: '' };

  constructor(findings: Findings, scope: CallScope) {
    this.#findings = findings;
    this.#scope = scope;
  }

  /** By all calls together: the spans of the queue of debts. */
  get debts(): Spans {
    return this.#debts;
  }

  entry({ type, at, amountMicros }: AuditedEntry): void {
    if (type === 'usage' && at >= this.#scope.since) this.#usedMicros -= amountMicros;
    if (type === 'void' || type === 'correction') this.#returnedMicros += amountMicros;
  }

  /** A call belongs to the page that its item names, so that no two pages can charge it. */
  page({ calls, ...page }: ListingPage): void {
    for (const { callId, row, item } of calls) {
      const isOwn = item?.page === page.name;
      if (isOwn && !item.isListed) this.#call(item, row && page.entry);
      else if (isOwn && row) this.#call({ ...row, lease: item.lease }, page.entry);
      const isLost = isOwn && item.isListed && !row;
      const isKept = item !== undefined || page.receivedAt >= this.#scope.since;
      const isChargedElsewhere = !isOwn && isKept && page.isSettled && row !== undefined;
      const what = `call ${callId} of page ${page.name}: its item names ${item?.page ?? 'none'}`;
      this.#findings.require('calls-settled-once', !isLost && !isChargedElsewhere, () => what);
    }
  }

  /** A call, with the number of the entry that settled its page. */
  #call(call: AuditedCall, pageEntry?: number): void {
    const { callId, status, receivedAt = '', lease, charging, settlement } = call;
    this.#findings.count('calls-settled-once', { [status]: 1 });
    const isStuck = status === 'received' && receivedAt < addSeconds(this.#scope.now, -STUCK_SECONDS);
    if (isStuck) this.#findings.count('calls-settled-once', { waitingOverADay: 1 });
    const isSettled = status === 'settled' || status === 'voided';
    const what = `call ${callId}: ${status}, ${settlement ? 'settled' : 'not settled'}`;
    this.#findings.require('calls-settled-once', isSettled === (settlement !== undefined), () => what);
    if (status === 'received' && receivedAt < addSeconds(this.#scope.now, -CLOCK_SECONDS)) this.#hold(lease);
    if (charging && this.#isLater(callId, charging.entry)) this.#settledLater.add(callId);
    else if (charging) this.#count(call, charging.at);
    if (settlement) this.#settled(call, { settlement, pageEntry });
  }

  #settled(
    call: AuditedCall,
    {
      settlement,
      pageEntry,
    }: { readonly settlement: AuditedSettlement; readonly pageEntry: number | undefined },
  ): void {
    const { callId } = call;
    const { chargeMicros } = settlement;
    const sum = `call ${callId}: charged ${chargeMicros}, paid ${paidMicros(settlement)}`;
    this.#findings.require('calls-match-ledger', paidMicros(settlement) === chargeMicros, () => sum);
    const reversal = call.reversal ?? call.reversing;
    const settledBy = pageEntry ?? (reversal ? undefined : settlement.entry);
    if (this.#isLater(callId, settledBy)) this.#settledLater.add(callId);
    else if (!this.#isLater(callId, reversal?.entry)) this.#countReversed(call, { settlement, reversal });
    else {
      if (pageEntry !== undefined) this.#countFirst(call);
      this.#reversedLater.set(callId, { call, isCounted: pageEntry !== undefined });
    }
  }

  #countReversed(
    call: AuditedCall,
    {
      settlement,
      reversal,
    }: { readonly settlement: AuditedSettlement; readonly reversal: AuditedReversal | undefined },
  ): void {
    const { debtMicros, debtFromMicros } = settlement;
    this.#countFirst(call);
    this.#reversedMicros += returnedMicros(call);
    if (reversal && debtFromMicros !== reversal.original.debtFromMicros) {
      this.#owe({ debtMicros, debtFromMicros });
    }
  }

  /** The call as it was settled at first. */
  #countFirst(call: AuditedCall): void {
    const { settlement, reversing, reversal = reversing } = call;
    if (!settlement) return;
    this.#count(call, reversal?.original.settledAt ?? settlement.at);
    this.#owe(reversal?.original ?? settlement);
  }

  #count(call: AuditedCall, settledAt: Instant): void {
    if (settledAt >= this.#scope.since) this.#settledMicros += firstMicros(call);
  }

  #owe({
    debtMicros = 0,
    debtFromMicros,
  }: {
    readonly debtMicros?: Micros | undefined;
    readonly debtFromMicros?: Micros | undefined;
  }): void {
    if (debtFromMicros === undefined) return;
    this.#debts.add({ fromMicros: debtFromMicros, toMicros: debtFromMicros + debtMicros });
  }

  #isLater(callId: CallId, entry = 0): boolean {
    if (entry > this.#latest.entry) this.#latest = { entry, callId };
    return entry > this.#scope.lastEntry;
  }

  #hold({ holdUntil, heldMicros }: NonNullable<AuditedCall['lease']> = { heldMicros: 0 }): void {
    if (holdUntil === undefined || holdUntil <= this.#scope.now) return;
    this.#waiting.set(holdUntil, (this.#waiting.get(holdUntil) ?? 0) + heldMicros);
  }

  /**
   * The money of a call that waits for its settlement must still be held, until its instant or a later one. Running calls
   * are in no list.
   */
  #endHolds(): void {
    const waiting = [...this.#waiting].map(([until, micros]) => ({ until, micros }));
    const from = (holds: readonly Hold[], instant: Instant): Micros =>
      sumMicros(holds.filter(({ until }) => until >= instant).map(({ micros }) => micros));
    for (const { until } of waiting) {
      const waitingMicros = from(waiting, until);
      const heldMicros = from(this.#scope.holds, until);
      const what = `until ${until} and later calls hold ${waitingMicros}, the account ${heldMicros}`;
      this.#findings.require('holds-within-reason', heldMicros >= waitingMicros, () => what);
    }
    this.#findings.count('holds-within-reason', {
      waitingMicros: sumMicros(waiting.map(({ micros }) => micros)),
    });
  }

  /** `unfinished` is what entries have moved for calls that they have not finished. */
  end({ lastEntry, settled }: LaterCalls, unfinished: readonly CallTallies[]): void {
    this.#endHolds();
    for (const [callId, { call, isCounted }] of this.#reversedLater) {
      if (settled.has(callId)) this.#settledLater.add(callId);
      else if (!isCounted) this.#countFirst(call);
    }
    for (const { callId, usedMicros = 0, returnedMicros: micros } of unfinished) {
      if (this.#settledLater.has(callId)) this.#settledMicros += usedMicros;
      if (this.#reversedLater.has(callId)) this.#reversedMicros += micros;
    }
    const { entry, callId } = this.#latest;
    const numbered = `call ${callId}: settled by entry ${entry} of ${lastEntry}`;
    this.#findings.require('calls-match-ledger', entry <= lastEntry, () => numbered);
    const sums = { ledgerMicros: this.#usedMicros, callsMicros: this.#settledMicros };
    const returns = { returnedMicros: this.#returnedMicros, reversedMicros: this.#reversedMicros };
    this.#findings.count('calls-match-ledger', { ...sums, ...returns });
    const isTaken = this.#usedMicros === this.#settledMicros;
    this.#findings.require('calls-match-ledger', isTaken, () => `the ledger took ${JSON.stringify(sums)}`);
    const isReturned = !this.#scope.isWhole || this.#returnedMicros === this.#reversedMicros;
    this.#findings.require('calls-match-ledger', isReturned, () => `it gave back ${JSON.stringify(returns)}`);
  }
}
