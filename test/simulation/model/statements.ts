/** Invoices of postpaid usage, and what credit notes of voided and corrected calls credit of them. */
import { GRACE_HOURS } from './books.ts';
import { require } from './violation.ts';

interface ReversedCall {
  readonly id: string;
  readonly startedAt: string;
  readonly settledAt: string;
  /** What postpaid usage has less of it. */
  readonly less: number;
}

export class Statements {
  /** By month that was invoiced: what its invoice has that no note has credited. */
  readonly #left = new Map<string, number>();
  /** By call: the month of the invoice, and what its note credits. */
  readonly notes = new Map<string, readonly [string, number]>();

  invoiced(month: string, amount: number): void {
    require(!this.#left.has(month), 'a month is invoiced once', { month });
    this.#left.set(month, amount);
  }

  /** Returns whether the call has a note. One of a month without an invoice is only taken off a statement. */
  reverse({ id, startedAt, settledAt, less }: ReversedCall): boolean {
    const month = endOf(startedAt) <= settledAt ? settledAt.slice(0, 7) : startedAt.slice(0, 7);
    const left = this.#left.get(month) ?? 0;
    const credited = Math.min(less, left);
    if (credited <= 0) return false;
    this.#left.set(month, left - credited);
    this.notes.set(id, [month, credited]);
    return true;
  }
}

/** The instant from which no call is put on the statement of this month. */
function endOf(at: string): string {
  const date = new Date(at);
  const hours = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1) / 3600_000;
  return new Date((hours + GRACE_HOURS) * 3600_000).toISOString();
}
