/**
 * Tax on a sale (spec: Tax is decided when it is due). The decision is fixed with the order or the invoice, with what it
 * was decided from.
 */
import { type Country, isInEuropeanUnion } from '../country-codes.ts';
import type { Instant } from '../instants.ts';
import { assertMicros, type Micros } from '../money.ts';

export const TAX_TREATMENTS = ['standard', 'reverse-charge', 'not-taxed'] as const;
export type TaxTreatment = (typeof TAX_TREATMENTS)[number];

export const BUYER_KINDS = ['business', 'consumer'] as const;
export type BuyerKind = (typeof BUYER_KINDS)[number];

/** Whom something is sold to, as far as tax depends on it. */
export interface Buyer {
  readonly country: Country;
  /** As it was given, in the buyer's own spelling. */
  readonly taxId?: string | undefined;
  /** As it was given: `line1`, `city`, `region`, `postalCode`. */
  readonly address?: Readonly<Record<string, string>> | undefined;
}

/** What a decision was made from. */
export interface TaxEvidence {
  readonly buyerKind: BuyerKind;
  readonly buyerCountry: Country;
  readonly sellerCountry: Country;
  /** The tax id as it was checked, without spaces, and what the check found. Absent without a tax id. */
  readonly taxId?: string | undefined;
  readonly isTaxIdValid?: boolean | undefined;
  readonly decidedAt: Instant;
}

/** What a tax is, without its sum. */
export interface TaxTerms {
  readonly treatment: TaxTreatment;
  /** Of the country whose tax it is, in percent: `20` or `5.5`. */
  readonly ratePercent: string;
  readonly country: Country;
  /** What the provider of taxes calls it, for the report of a paper with it. Absent without a provider. */
  readonly calculation?: string | undefined;
  readonly evidence: TaxEvidence;
}

/** A tax that was decided. */
export interface DecidedTax {
  readonly tax: TaxTerms;
  readonly taxMicros: Micros;
}

/** The rates in percent by country of the buyer and kind of buyer. A country that is left out has no tax. */
export type TaxRates = Readonly<Record<Country, { readonly [K in BuyerKind]: string }>>;

/** What is sold, and what is known of the buyer's tax id. */
export interface TaxedSale {
  readonly sellerCountry: Country;
  readonly buyer: Buyer;
  /** What the check of the tax id found. Absent without a tax id. */
  readonly checked?:
    | { readonly taxId: string; readonly isValid: boolean; readonly country?: Country | undefined }
    | undefined;
  readonly netMicros: Micros;
  /** A tax is a whole multiple of it: the smallest unit that can be paid. */
  readonly stepMicros: Micros;
  readonly at: Instant;
}

/**
 * The tax on a sale by a table of rates. A buyer with a valid tax id of its own country is a business, any other is a
 * consumer. Between two countries of the European Union a business owes the tax itself (Directive 2006/112/EC, articles 44
 * and 196).
 */
export function decideTax(rates: TaxRates, sale: TaxedSale): DecidedTax {
  const { sellerCountry, buyer, checked, netMicros, stepMicros, at } = sale;
  const isBusiness = checked?.isValid === true && checked.country === buyer.country;
  const buyerKind: BuyerKind = isBusiness ? 'business' : 'consumer';
  const evidence: TaxEvidence = {
    buyerKind,
    buyerCountry: buyer.country,
    sellerCountry,
    taxId: checked?.taxId,
    isTaxIdValid: checked?.isValid,
    decidedAt: at,
  };
  const { country } = buyer;
  const isWithinUnion =
    country !== sellerCountry && isInEuropeanUnion(country) && isInEuropeanUnion(sellerCountry);
  if (isBusiness && isWithinUnion) {
    return { tax: { treatment: 'reverse-charge', ratePercent: '0', country, evidence }, taxMicros: 0 };
  }
  const ratePercent = rates[country]?.[buyerKind];
  if (ratePercent === undefined) {
    return { tax: { treatment: 'not-taxed', ratePercent: '0', country, evidence }, taxMicros: 0 };
  }
  const taxMicros = taxAt({ ratePercent, netMicros, stepMicros });
  return { tax: { treatment: 'standard', ratePercent, country, evidence }, taxMicros };
}

/** Of a rate in percent with at most four decimals, rounded to the nearest step, half of a step up. */
function taxAt({
  ratePercent,
  netMicros,
  stepMicros,
}: {
  readonly ratePercent: string;
  readonly netMicros: Micros;
  readonly stepMicros: Micros;
}): Micros {
  const rateMillionths = BigInt(Math.round(Number(ratePercent) * 10_000));
  const whole = BigInt(stepMicros) * 1_000_000n;
  const steps = (BigInt(netMicros) * rateMillionths * 2n + whole) / (2n * whole);
  return assertMicros(Number(steps) * stepMicros);
}
