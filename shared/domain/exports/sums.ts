/** What the rows of an export come to: their number, and sums of money by what it is and by currency. */
import type { Currency } from '../currencies.ts';
import { assertMicros, type Micros } from '../money.ts';

/**
 * Of usage: `charge`, and `ledger`, the part of it that the ledger has, as postpaid calls are charged on a statement. Of
 * the ledger: the type of the entry. Of invoices: their kind.
 */
export interface NamedAmount {
  readonly name: string;
  readonly currency: Currency;
  readonly micros: Micros;
}

export interface ExportSums {
  readonly rows: number;
  /** By name and currency. */
  readonly micros: Readonly<Record<string, Readonly<Record<Currency, Micros>>>>;
}

export const NO_SUMS: ExportSums = { rows: 0, micros: {} };

/** Counts rows as they are written. */
export class Summing {
  #rows: number;
  readonly #micros: Map<string, Map<Currency, Micros>>;

  constructor({ rows, micros }: ExportSums = NO_SUMS) {
    this.#rows = rows;
    this.#micros = new Map(
      Object.entries(micros).map(([name, byCurrency]) => [name, new Map(Object.entries(byCurrency))]),
    );
  }

  add(amounts: readonly NamedAmount[]): void {
    this.#rows += 1;
    for (const { name, currency, micros } of amounts) {
      const byCurrency = this.#micros.get(name) ?? new Map<Currency, Micros>();
      byCurrency.set(currency, assertMicros((byCurrency.get(currency) ?? 0) + micros));
      this.#micros.set(name, byCurrency);
    }
  }

  get sums(): ExportSums {
    const micros = [...this.#micros].map(([name, byCurrency]) => [name, Object.fromEntries(byCurrency)]);
    return { rows: this.#rows, micros: Object.fromEntries(micros) };
  }
}

/** 0 where no row had such an amount. */
export function sumOf(
  { micros }: ExportSums,
  { name, currency }: Pick<NamedAmount, 'name' | 'currency'>,
): Micros {
  return micros[name]?.[currency] ?? 0;
}
