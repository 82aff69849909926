/**
 * Credit notes: numbered without gaps, and of each order and each statement what it says that was credited of it. No more
 * is credited of a statement than was invoiced of it.
 */
import { type Order, orderTotalMicros } from '../credits/orders.ts';
import type { Statement } from '../credits/postpaid.ts';
import type { OrderId } from '../ids.ts';
import type { Month } from '../instants.ts';
import type { Micros } from '../money.ts';
import type { Findings } from './report.ts';

export interface AuditedNote {
  readonly number: number;
  /** Absent for postpaid usage, which has a period. */
  readonly orderId?: OrderId | undefined;
  readonly period?: Month | undefined;
  readonly amountMicros: Micros;
  readonly taxMicros?: Micros | undefined;
}

export class NoteCheck {
  readonly #findings: Findings;
  /** The number of the account's last note. */
  readonly #last: number;
  readonly #credited = new Map<OrderId, Micros>();
  readonly #later = new Set<OrderId>();
  readonly #ofMonths = new Map<Month, { readonly micros: Micros; readonly taxMicros: Micros }>();
  readonly #laterMonths = new Set<Month>();
  readonly #statements: Statement[] = [];
  readonly #orders: Order[] = [];
  #notes = 0;

  constructor(findings: Findings, last: number) {
    this.#findings = findings;
    this.#last = last;
  }

  /** All notes, by rising number, after the orders. Those that came after the account was read are not expected. */
  note(note: AuditedNote): void {
    const { number, orderId, period } = note;
    if (number > this.#last) {
      if (orderId !== undefined) this.#later.add(orderId);
      if (period !== undefined) this.#laterMonths.add(period);
      return;
    }
    const expected = this.#notes + 1;
    this.#findings.count('credit-notes-add-up', { notes: 1 });
    this.#findings.require('credit-notes-add-up', number === expected, () => `${number}, not ${expected}`);
    this.#notes = number;
    this.#count(note);
  }

  #count({ orderId, period, amountMicros, taxMicros = 0 }: AuditedNote): void {
    if (orderId !== undefined) {
      this.#credited.set(orderId, (this.#credited.get(orderId) ?? 0) + amountMicros);
    }
    if (period === undefined) return;
    const before = this.#ofMonths.get(period) ?? { micros: 0, taxMicros: 0 };
    const micros = before.micros + amountMicros - taxMicros;
    this.#ofMonths.set(period, { micros, taxMicros: before.taxMicros + taxMicros });
  }

  /** Each, before the notes. */
  statement(statement: Statement): void {
    this.#statements.push(statement);
  }

  order(order: Order): void {
    this.#orders.push(order);
  }

  #differenceOf(order: Order): string | undefined {
    const { id, creditedMicros = 0, unnotedMicros = 0 } = order;
    const notedMicros = this.#credited.get(id) ?? 0;
    const isWithin = notedMicros >= 0 && creditedMicros <= orderTotalMicros(order);
    if (notedMicros === creditedMicros - unnotedMicros && isWithin) return undefined;
    return `order ${id}: ${creditedMicros} credited, ${notedMicros} on its notes`;
  }

  #requireStatement({ month, micros, creditedMicros = 0, creditedTaxMicros = 0 }: Statement): void {
    const noted = this.#ofMonths.get(month) ?? { micros: 0, taxMicros: 0 };
    const isSame = noted.micros === creditedMicros && noted.taxMicros === creditedTaxMicros;
    const isRight = isSame && creditedMicros <= Math.max(0, micros);
    const what = `statement ${month} of ${micros}: ${creditedMicros} credited, ${noted.micros} on its notes`;
    this.#findings.require('credit-notes-add-up', isRight || this.#laterMonths.has(month), () => what);
    this.#ofMonths.delete(month);
  }

  /** `moved` are the orders that an entry has moved since the account was read. */
  end(moved: ReadonlySet<OrderId>): void {
    const last = `${this.#notes} of ${this.#last}`;
    this.#findings.require('credit-notes-add-up', this.#notes === this.#last, () => last);
    for (const order of this.#orders) {
      const difference = this.#differenceOf(order);
      const isRight = difference === undefined || moved.has(order.id) || this.#later.has(order.id);
      this.#findings.require('credit-notes-add-up', isRight, () => difference ?? '');
    }
    for (const statement of this.#statements) this.#requireStatement(statement);
    for (const month of this.#ofMonths.keys()) {
      const what = () => `notes of ${month}, which has no statement`;
      this.#findings.require('credit-notes-add-up', false, what);
    }
  }
}
