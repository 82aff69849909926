/** Tax as the rest of the project knows it. Adapters: `none`, `table`. */
import type { Buyer, DecidedTax } from '../domain/credits/tax.ts';
import type { Currency } from '../domain/currencies.ts';
import type { Instant } from '../domain/instants.ts';
import type { Micros } from '../domain/money.ts';

/** What the tax is asked for. */
export interface Sale {
  readonly buyer: Buyer;
  readonly netMicros: Micros;
  readonly currency: Currency;
  readonly at: Instant;
}

export interface TaxPort {
  /** The tax on a sale; `undefined` when this deployment decides no taxes. */
  readonly taxOn: (sale: Sale) => Promise<DecidedTax | undefined>;
}
