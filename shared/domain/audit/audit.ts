/**
 * The audit replays an organization's ledger and compares it with everything else that is stored: account, lots,
 * orders, invoices and calls. It takes one item at a time, in the order lots, entries, invoices, orders, calls, and
 * keeps a few figures per lot: its memory does not depend on the number of entries and calls.
 */

import { type Account, heldMicros } from '../credits/account.ts';
import type { Order } from '../credits/orders.ts';
import type { Instant } from '../instants.ts';
import type { Micros } from '../money.ts';
import { type AuditedCall, type CallScope, CallTally } from './calls.ts';
import { DebtReplay } from './debts.ts';
import { type AuditedEntry, type AuditedLot, LedgerReplay } from './ledger.ts';
import { type AuditedInvoice, OrderCheck } from './orders.ts';
import { type AuditReport, Findings } from './report.ts';

export class Audit {
  readonly #account: Account;
  readonly #now: Instant;
  readonly #findings = new Findings();
  readonly #ledger: LedgerReplay;
  readonly #orders: OrderCheck;
  readonly #debts: DebtReplay;
  readonly #calls: CallTally;

  constructor(account: Account, scope: Omit<CallScope, 'lastEntry' | 'holds'>) {
    this.#account = account;
    this.#now = scope.now;
    this.#ledger = new LedgerReplay(this.#findings);
    this.#orders = new OrderCheck(this.#findings, account, scope.now);
    this.#debts = new DebtReplay(this.#findings, scope.isWhole);
    const { entrySequence: lastEntry, holds } = account;
    this.#calls = new CallTally(this.#findings, { ...scope, lastEntry, holds });
  }

  /** By rising id. */
  lot(lot: AuditedLot): void {
    this.#ledger.lot(lot);
    this.#orders.lot(lot);
  }

  /** By rising number. */
  entry(entry: AuditedEntry): void {
    this.#ledger.entry(entry);
    this.#calls.entry(entry);
    this.#debts.entry(entry.sequence, entry.debts ?? {});
  }

  /** By rising number. */
  invoice(invoice: AuditedInvoice): void {
    this.#orders.invoice(invoice);
  }

  order(order: Order): void {
    this.#orders.order(order);
  }

  call(call: AuditedCall): void {
    this.#calls.call(call);
    this.#debts.call(call);
  }

  /** The findings, after the last item. */
  report(): AuditReport {
    const { organizationId, version } = this.#account;
    this.#ledger.end(this.#account);
    this.#debts.end(this.#account);
    this.#orders.end();
    this.#calls.end();
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
  }
}
