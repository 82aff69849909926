/** Credit notes: numbered without gaps, and of each order what the order says that was credited of it. */
import { type Order, orderTotalMicros } from '../credits/orders.ts';
import type { OrderId } from '../ids.ts';
import type { Micros } from '../money.ts';
import type { Findings } from './report.ts';

export interface AuditedNote {
  readonly number: number;
  readonly orderId: OrderId;
  readonly amountMicros: Micros;
}

export class NoteCheck {
  readonly #findings: Findings;
  /** The number of the account's last note. */
  readonly #last: number;
  readonly #credited = new Map<OrderId, Micros>();
  readonly #later = new Set<OrderId>();
  readonly #orders: Order[] = [];
  #notes = 0;

  constructor(findings: Findings, last: number) {
    this.#findings = findings;
    this.#last = last;
  }

  /** All notes, by rising number, after the orders. Those that came after the account was read are not expected. */
  note({ number, orderId, amountMicros }: AuditedNote): void {
    if (number > this.#last) {
      this.#later.add(orderId);
      return;
    }
    const expected = this.#notes + 1;
    this.#findings.count('credit-notes-add-up', { notes: 1 });
    this.#findings.require('credit-notes-add-up', number === expected, () => `${number}, not ${expected}`);
    this.#notes = number;
    this.#credited.set(orderId, (this.#credited.get(orderId) ?? 0) + amountMicros);
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

  /** `moved` are the orders that an entry has moved since the account was read. */
  end(moved: ReadonlySet<OrderId>): void {
    const last = `${this.#notes} of ${this.#last}`;
    this.#findings.require('credit-notes-add-up', this.#notes === this.#last, () => last);
    for (const order of this.#orders) {
      const difference = this.#differenceOf(order);
      const isRight = difference === undefined || moved.has(order.id) || this.#later.has(order.id);
      this.#findings.require('credit-notes-add-up', isRight, () => difference ?? '');
    }
  }
}
