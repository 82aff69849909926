/** Tax as the rest of the project knows it. Adapters: `none`, `table`, and `stripe-tax` among the payments. */
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

/** A tax that is on a paper: an invoice, or a part of it that a credit note gives back. */
export type IssuedTax =
  | { readonly kind: 'sale'; readonly reference: string; readonly calculation: string }
  | {
      readonly kind: 'reversal';
      readonly reference: string;
      /** What the report of the invoice is called. */
      readonly original: string;
      /** Tax included. */
      readonly amountMicros: Micros;
      readonly currency: Currency;
    };

export interface TaxPort {
  /**
   * The tax on a sale; `undefined` when this deployment decides no taxes. Nothing is charged or issued without it:
   * throws where it cannot be had now.
   */
  readonly taxOn: (sale: Sale) => Promise<DecidedTax | undefined>;
  /**
   * Reports a paper to the provider that has calculated its tax, once for its reference; returns what the provider calls
   * it. Absent where nothing is reported.
   */
  readonly report?: (issued: IssuedTax) => Promise<string>;
}
