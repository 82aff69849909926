/** What a deployment puts on its papers: who sells, and which tax is due when. */
import type { TAX_DUE } from '../contract/papers.ts';
import type { Country } from '../domain/country-codes.ts';
import type { Seller } from '../domain/credits/invoices.ts';
import { billedCountry } from '../domain/credits/payment-methods.ts';
import type { DecidedTax } from '../domain/credits/tax.ts';
import type { Currency } from '../domain/currencies.ts';
import type { Instant } from '../domain/instants.ts';
import type { Micros } from '../domain/money.ts';
import type { TaxPort } from './port.ts';

/**
 * When tax on credits is due: when they are bought, or when they are used. Credits that pay for several services are
 * multi-purpose vouchers, whose tax is due at use (Directive 2006/112/EC, article 30b).
 */
export type TaxDue = (typeof TAX_DUE)[number];

export interface Papers {
  readonly seller?: Seller | undefined;
  readonly tax: TaxPort;
  readonly taxDue: TaxDue;
}

/** Who pays, as the organization says in its terms and its billing details. */
export interface Payer {
  readonly country: Country;
  readonly billing?:
    | { readonly billingAddress: Readonly<Record<string, string>>; readonly taxId?: string | undefined }
    | undefined;
}

interface Sold {
  readonly amountMicros: Micros;
  readonly currency: Currency;
  readonly at: Instant;
}

/** The tax that is charged with credits: none where it is due at use. */
export async function taxAtPurchase(
  { tax, taxDue }: Papers,
  payer: Payer,
  sold: Sold,
): Promise<Partial<DecidedTax>> {
  return taxDue === 'purchase' ? ((await taxOnSale(tax, payer, sold)) ?? {}) : {};
}

/** The tax on what was used. */
export async function taxAtUse({ tax }: Papers, payer: Payer, sold: Sold): Promise<Partial<DecidedTax>> {
  return (await taxOnSale(tax, payer, sold)) ?? {};
}

function taxOnSale(tax: TaxPort, { country, billing }: Payer, { amountMicros, currency, at }: Sold) {
  const address = billing?.billingAddress;
  const buyer = { country: billedCountry(address ?? {}, country), taxId: billing?.taxId, address };
  return tax.taxOn({ buyer, netMicros: amountMicros, currency, at });
}
