/**
 * Credit notes: numbered without gaps, and of each order and each statement what it says that was credited of it. Of an
 * order that is all that went back, and no more than was paid. No more is credited of a statement than was invoiced of it.
 */
import { creditDueMicros } from '../credits/credit-notes.ts';
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

/** What the notes of an order or a statement come to. */
interface Sums {
  /** Of an order with tax, of a statement without. */
  readonly micros: Micros;
  readonly taxMicros: Micros;
}

const NONE: Sums = { micros: 0, taxMicros: 0 };

export class NoteCheck {
  readonly #findings: Findings;
  /** The number of the account's last note. */
  readonly #last: number;
  readonly #credited = new Map<OrderId, Sums>();
  readonly #later = new Set<OrderId>();
  readonly #ofMonths = new Map<Month, Sums>();
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
      const before = this.#credited.get(orderId) ?? NONE;
      const micros = before.micros + amountMicros;
      this.#credited.set(orderId, { micros, taxMicros: before.taxMicros + taxMicros });
    }
    if (period === undefined) return;
    const before = this.#ofMonths.get(period) ?? NONE;
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
    const { id, creditedMicros = 0, creditedTaxMicros, unnotedMicros = 0 } = order;
    const noted = this.#credited.get(id) ?? NONE;
    const isWithin = noted.micros >= 0 && creditedMicros <= orderTotalMicros(order);
    if (noted.micros !== creditedMicros - unnotedMicros || !isWithin) {
      return `order ${id}: ${creditedMicros} credited, ${noted.micros} on its notes`;
    }
    // What went back before there were notes is on none, and an order of that time does not say what it was.
    if (order.creditedMicros === undefined || unnotedMicros > 0) return undefined;
    const dueMicros = creditDueMicros(order);
    if (creditedMicros !== dueMicros) {
      return `order ${id}: ${creditedMicros} credited, ${dueMicros} went back`;
    }
    if (noted.taxMicros === (creditedTaxMicros ?? noted.taxMicros)) return undefined;
    return `order ${id}: a tax of ${creditedTaxMicros} credited, ${noted.taxMicros} on its notes`;
  }

  #requireStatement({ month, micros, creditedMicros = 0, creditedTaxMicros = 0 }: Statement): void {
    const noted = this.#ofMonths.get(month) ?? NONE;
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
