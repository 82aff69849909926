/**
 * The audit replays an organization's ledger and compares it with everything else that is stored: account, lots, orders,
 * invoices, pages and calls. It begins with the first entry, or with the tallies that an audit without a difference has
 * kept, and takes one item at a time: lots, entries with their pages and named calls, invoices, orders, all calls if it
 * is a replay of everything, and last the entries that came since the account was read. What those have moved is no
 * difference. It keeps a few figures per lot: its memory does not depend on the number of entries and calls.
 */

import { type Account, heldMicros } from '../credits/account.ts';
import { storedHoldsMicros } from '../credits/holds.ts';
import type { Order } from '../credits/orders.ts';
import type { Statement } from '../credits/postpaid.ts';
import type { CallId, LotId, OrderId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import type { Micros } from '../money.ts';
import { CallTally, type ListingPage } from './call-tally.ts';
import type { AuditedCall } from './calls.ts';
import { type AuditedNote, NoteCheck } from './credit-notes.ts';
import { DebtReplay } from './debts.ts';
import { type AuditedPage, EntryCalls } from './entry-calls.ts';
import { type AuditedEntry, type AuditedLot, LedgerReplay } from './ledger.ts';
import { type AuditedMove, MoveCheck, type NamedMove } from './moves.ts';
import { type AuditedInvoice, OrderCheck } from './orders.ts';
import { type AuditReport, Findings } from './report.ts';
import type { AuditTallies } from './tallies.ts';

export interface AuditScope {
  /** When the account was read. */
  readonly now: Instant;
  /** No call that was settled since has aged out. */
  readonly since: Instant;
  /** The sum of the account's holds as it is stored; absent where it is not. */
  readonly storedHeldMicros?: Micros | undefined;
  /** Where the replay begins; with the first entry without them. */
  readonly kept?: AuditTallies | undefined;
  /** A replay of everything takes all calls, and knows whether none has ever aged out. */
  readonly calls?: { readonly isWhole: boolean } | undefined;
}

/** What entries have moved since the account was read. */
class Later {
  lastEntry: number;
  readonly lots = new Set<LotId>();
  readonly orders = new Set<OrderId>();
  readonly calls = new Set<CallId>();
  readonly settled = new Set<CallId>();

  constructor(lastEntry: number) {
    this.lastEntry = lastEntry;
  }

  entry({ sequence, type, parts, orderId, callIds = [] }: AuditedEntry): void {
    this.lastEntry = sequence;
    for (const { lotId } of parts) this.lots.add(lotId);
    if (orderId !== undefined) this.orders.add(orderId);
    for (const callId of callIds) {
      this.calls.add(callId);
      if (type === 'usage') this.settled.add(callId);
    }
  }
}

export class Audit {
  readonly #account: Account;
  readonly #now: Instant;
  readonly #storedHeldMicros: Micros | undefined;
  readonly #isWhole: boolean;
  readonly #findings = new Findings();
  readonly #ledger: LedgerReplay;
  readonly #orders: OrderCheck;
  readonly #notes: NoteCheck;
  readonly #moves: MoveCheck;
  readonly #debts: DebtReplay;
  readonly #entryCalls: EntryCalls;
  readonly #calls: CallTally | undefined;
  readonly #later: Later;

  constructor(account: Account, { now, since, storedHeldMicros, kept, calls }: AuditScope) {
    this.#account = account;
    this.#storedHeldMicros = storedHeldMicros;
    this.#now = now;
    this.#isWhole = calls?.isWhole ?? false;
    this.#ledger = new LedgerReplay(this.#findings, kept?.ledger);
    this.#orders = new OrderCheck(this.#findings, { account, now, kept: kept?.orders });
    this.#notes = new NoteCheck(this.#findings, account.creditNoteSequence ?? 0);
    this.#moves = new MoveCheck(this.#findings, account.organizationId);
    this.#debts = new DebtReplay(this.#findings, kept?.debts);
    this.#entryCalls = new EntryCalls(this.#findings, since, kept?.calls);
    const { entrySequence: lastEntry, holds } = account;
    this.#calls = calls && new CallTally(this.#findings, { ...calls, now, since, lastEntry, holds });
    this.#later = new Later(lastEntry);
  }

  /** Each once, before what names it. */
  lot(lot: AuditedLot): void {
    this.#ledger.lot(lot);
    this.#orders.lot(lot);
  }

  hasLot(lotId: LotId): boolean {
    return this.#ledger.hasRead(lotId);
  }

  /** By rising number. */
  entry(entry: AuditedEntry): void {
    this.#ledger.entry(entry);
    this.#orders.entry(entry);
    this.#moves.entry(entry);
    this.#entryCalls.entry(entry);
    this.#calls?.entry(entry);
    this.#debts.entry(entry.sequence, entry.debts ?? {});
  }

  /** The pages that the last entries name and that {@link page} has to get. */
  get owed(): readonly string[] {
    return this.#entryCalls.owed;
  }

  page(page: AuditedPage): void {
    this.#entryCalls.page(page);
  }

  /** The calls that entries name and that {@link namedCalls} has to get. */
  get named(): readonly CallId[] {
    return this.#entryCalls.named;
  }

  /** The {@link named} calls, after the last entries and their pages. */
  namedCalls(calls: readonly AuditedCall[]): void {
    this.#entryCalls.calls(calls);
  }

  /** The moves that entries name and that {@link moves} has to get. */
  get movesNamed(): readonly NamedMove[] {
    return this.#moves.named;
  }

  /** The moves that {@link movesNamed} has, as they are stored, after the entries. */
  moves(moves: readonly AuditedMove[]): void {
    this.#moves.moves(moves);
  }

  /** By rising number. */
  invoice(invoice: AuditedInvoice): void {
    this.#orders.invoice(invoice);
  }

  /** The orders that entries have credited. */
  get credited(): ReadonlySet<OrderId> {
    return this.#orders.credited;
  }

  /** All of them, by rising number, after the orders. */
  creditNote(note: AuditedNote): void {
    this.#notes.note(note);
  }

  /** Each statement of postpaid usage, before the credit notes. */
  statement(statement: Statement): void {
    this.#notes.statement(statement);
  }

  order(order: Order): void {
    this.#orders.order(order);
    this.#notes.order(order);
  }

  /** Of a replay of everything: each page there is. */
  listing(page: ListingPage): void {
    this.#calls?.page(page);
  }

  /** An entry that came after the account was read. */
  laterEntry(entry: AuditedEntry): void {
    this.#later.entry(entry);
  }

  /** The findings, after the last item. */
  report(): AuditReport {
    const { organizationId, version } = this.#account;
    this.#ledger.end(this.#account, this.#later.lots);
    this.#debts.end(this.#account);
    this.#orders.end(this.#later.orders);
    this.#notes.end(this.#later.orders);
    this.#entryCalls.end(this.#later.calls);
    this.#calls?.end(this.#later, this.#entryCalls.tallies());
    if (this.#calls && this.#isWhole) this.#debts.requireFilled(this.#calls.debts);
    this.#endHolds();
    return { organizationId, asOf: this.#now, version, findings: this.#findings.list() };
  }

  /** A hold may be below zero for what later ones hold more. */
  #endHolds(): void {
    const held = (at: Instant): Micros => heldMicros(this.#account, at);
    this.#findings.count('holds-within-reason', { heldMicros: held(this.#now) });
    const ends = this.#account.holds.map(({ until }) => until).filter((until) => until > this.#now);
    for (const at of [this.#now, ...ends]) {
      const what = `${held(at)} is held at ${at}`;
      this.#findings.require('holds-within-reason', held(at) >= 0, () => what);
    }
    const sumMicros = storedHoldsMicros(this.#account);
    const isSum = (this.#storedHeldMicros ?? sumMicros) === sumMicros;
    const sums = `holds come to ${sumMicros}, their sum is kept as ${this.#storedHeldMicros}`;
    this.#findings.require('holds-within-reason', isSum, () => sums);
  }

  /** Where the next audit begins, after a report without a difference. */
  tallies(): AuditTallies {
    return {
      asOf: this.#now,
      ledger: this.#ledger.tallies(),
      debts: this.#debts.tallies(),
      orders: this.#orders.tallies(),
      calls: this.#entryCalls.tallies(),
    };
  }
}
