/**
 * Entries against the calls for which they moved money. The pages that an entry of usage settled must add up to it, lot
 * by lot and with the debts. Voids, corrections and calls that were settled by themselves must come to what each call
 * says of itself.
 */
import type { DebtSpan } from '../credits/account.ts';
import type { CallId, LotId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import type { Micros } from '../money.ts';
import { type AuditedCall, firstMicros, paidMicros, returnedMicros } from './calls.ts';
import { Spans } from './debts.ts';
import type { AuditedEntry } from './ledger.ts';
import type { Findings } from './report.ts';
import type { CallTallies } from './tallies.ts';

export interface AuditedPage {
  /** `<day>/<sort key>`. */
  readonly name: string;
  /** The number of the entry that settled it; absent while it waits, and where no money moved. */
  readonly entry?: number | undefined;
  /** Its calls as they were settled with it. */
  readonly calls: readonly AuditedCall[];
}

/** What the pages of an entry still have to account for. */
interface Owing {
  readonly pages: Set<string>;
  readonly lots: Map<LotId, Micros>;
  debtMicros: Micros;
  readonly made: DebtSpan | undefined;
  readonly debts: Spans;
}

/** What an entry took for calls that were settled by themselves. */
interface Group {
  readonly sequence: number;
  readonly callIds: readonly CallId[];
  readonly usedMicros: Micros;
}

interface Progress {
  readonly usedMicros?: Micros | undefined;
  readonly returnedMicros: Micros;
  /** As it was read last. */
  readonly call?: AuditedCall | undefined;
}

/** Keeps the entries of one window, and the calls that no entry so far has finished. */
export class EntryCalls {
  readonly #findings: Findings;
  /** Calls of older entries may have aged out. */
  readonly #since: Instant;
  readonly #owing = new Map<number, Owing>();
  readonly #progress: Map<CallId, Progress>;
  #groups: Group[] = [];

  constructor(findings: Findings, since: Instant, kept: readonly CallTallies[] = []) {
    this.#findings = findings;
    this.#since = since;
    this.#progress = new Map(
      kept.map(({ callId, usedMicros, returnedMicros: micros }) => [
        callId,
        { usedMicros, returnedMicros: micros },
      ]),
    );
  }

  entry({ sequence, type, at, amountMicros, pages, callIds = [], ...entry }: AuditedEntry): void {
    if (at < this.#since) return;
    const [callId, ...others] = callIds;
    if (type === 'usage') {
      if (pages) this.#owing.set(sequence, owingOf({ ...entry, pages }));
      else if (callId === undefined) this.#findings.count('calls-match-ledger', { entriesWithoutCalls: 1 });
      else if (others.length > 0) this.#groups.push({ sequence, callIds, usedMicros: -amountMicros });
      else this.#move(callId, { usedMicros: -amountMicros, returnedMicros: 0 });
    }
    if (callId === undefined || (type !== 'void' && type !== 'correction')) return;
    this.#move(callId, { usedMicros: undefined, returnedMicros: amountMicros });
  }

  #move(callId: CallId, by: Progress): void {
    const before = this.#progress.get(callId);
    const usedMicros =
      by.usedMicros === undefined ? before?.usedMicros : (before?.usedMicros ?? 0) + by.usedMicros;
    const micros = (before?.returnedMicros ?? 0) + by.returnedMicros;
    this.#progress.set(callId, { usedMicros, returnedMicros: micros });
  }

  /** The pages that the entries of this window name. */
  get owed(): string[] {
    return [...this.#owing.values()].flatMap(({ pages }) => [...pages]);
  }

  /** One of the {@link owed} pages. */
  page({ name, entry = 0, calls }: AuditedPage): void {
    const owing = this.#owing.get(entry);
    const isOwed = owing?.pages.delete(name) ?? false;
    const what = `page ${name}: settled by entry ${entry}, which does not name it`;
    this.#findings.require('calls-match-ledger', isOwed, () => what);
    if (!owing) return;
    for (const call of calls) this.#pay(owing, { call, entry });
    this.#findings.count('calls-match-ledger', { pages: 1 });
    if (owing.pages.size > 0) return;
    this.#requirePaid(entry, owing);
    this.#owing.delete(entry);
  }

  #pay(owing: Owing, { call, entry }: { readonly call: AuditedCall; readonly entry: number }): void {
    const { callId, settlement } = call;
    this.#findings.count('calls-settled-once', { paged: 1 });
    const what = `call ${callId}: on a settled page, not settled`;
    this.#findings.require('calls-settled-once', settlement !== undefined, () => what);
    if (!settlement) return;
    const { chargeMicros, parts, debtMicros, debtFromMicros, entry: own } = settlement;
    const sum = `call ${callId}: charged ${chargeMicros}, paid ${paidMicros(settlement)}`;
    this.#findings.require('calls-match-ledger', paidMicros(settlement) === chargeMicros, () => sum);
    const moved = parts.length > 0 || debtMicros !== 0;
    const unnamed = `call ${callId}: charged by entry ${own ?? 'none'}, its page by ${entry}`;
    this.#findings.require('calls-match-ledger', !moved || own === entry, () => unnamed);
    for (const [lotId, micros] of parts) owing.lots.set(lotId, (owing.lots.get(lotId) ?? 0) - micros);
    owing.debtMicros -= debtMicros;
    if (debtFromMicros === undefined) return;
    owing.debts.add({ fromMicros: debtFromMicros, toMicros: debtFromMicros + debtMicros });
  }

  #requirePaid(sequence: number, { lots, debtMicros, made, debts }: Owing): void {
    for (const [lotId, micros] of lots) {
      const what = `entry ${sequence}: its calls leave ${micros} of what lot ${lotId} paid`;
      this.#findings.require('calls-match-ledger', micros === 0, () => what);
    }
    const owes = `entry ${sequence}: its calls leave ${debtMicros} of the debt that it made`;
    this.#findings.require('calls-match-ledger', debtMicros === 0, () => owes);
    const spans = new Spans();
    if (made) spans.add(made);
    const gaps = `entry ${sequence}: the debts of its calls do not fill the span that it made`;
    this.#findings.require('debts-in-order', debts.fill(spans), () => gaps);
  }

  /** The calls that must be read: those that entries have named and not finished. */
  get named(): CallId[] {
    return [...new Set([...this.#progress.keys(), ...this.#groups.flatMap(({ callIds }) => callIds)])];
  }

  /** The named calls as they are, after the pages of the window. */
  calls(found: readonly AuditedCall[]): void {
    const byId = new Map(found.map((call) => [call.callId, call]));
    for (const group of this.#groups) this.#requireGroup(group, byId);
    this.#groups = [];
    for (const [callId, progress] of this.#progress) {
      const call = byId.get(callId);
      if (call && isFinished(call) && isSame(call, progress)) this.#progress.delete(callId);
      else this.#progress.set(callId, { ...progress, call });
    }
    for (const [sequence, { pages }] of this.#owing) {
      const what = `entry ${sequence}: page ${[...pages].join(', ')} is not there, or was not settled by it`;
      this.#findings.require('calls-match-ledger', false, () => what);
    }
    this.#owing.clear();
  }

  #requireGroup({ sequence, callIds, usedMicros }: Group, calls: ReadonlyMap<CallId, AuditedCall>): void {
    let micros = 0;
    for (const callId of callIds) {
      const call = calls.get(callId);
      const what = `entry ${sequence}: its call ${callId} is not there`;
      this.#findings.require('calls-match-ledger', call !== undefined, () => what);
      micros += call ? firstMicros(call) : 0;
    }
    const sums = `entry ${sequence} took ${usedMicros}, its calls come to ${micros}`;
    this.#findings.require('calls-match-ledger', micros === usedMicros, () => sums);
  }

  /** `moved` are the calls that an entry has named since the account was read: they may say what is of later. */
  end(moved: ReadonlySet<CallId>): void {
    for (const [callId, progress] of this.#progress) {
      const { usedMicros = 'other entries', returnedMicros: micros, call } = progress;
      const agrees = moved.has(callId) || (call !== undefined && isSame(call, progress));
      const what = `call ${callId}: entries took ${usedMicros} and gave back ${micros}, it says otherwise`;
      this.#findings.require('calls-match-ledger', agrees, () => what);
    }
  }

  /** The calls that entries have not finished. */
  tallies(): CallTallies[] {
    return [...this.#progress].map(([callId, { usedMicros, returnedMicros: micros }]) => ({
      callId,
      usedMicros,
      returnedMicros: micros,
    }));
  }
}

function owingOf({
  pages,
  parts,
  debtMicros,
  debts,
}: Pick<AuditedEntry, 'parts' | 'debtMicros' | 'debts'> & { readonly pages: readonly string[] }): Owing {
  const lots = new Map(parts.map(({ lotId, changeMicros }) => [lotId, -changeMicros]));
  return { pages: new Set(pages), lots, debtMicros, made: debts?.made, debts: new Spans() };
}

const isFinished = ({ charging, reversing }: AuditedCall): boolean => !charging && !reversing;

const isSame = (call: AuditedCall, { usedMicros, returnedMicros: micros }: Progress): boolean =>
  (usedMicros === undefined || usedMicros === firstMicros(call)) && micros === returnedMicros(call);
