/**
 * Stripe Tax as a provider of taxes. A calculation is asked for when the tax is decided, and has no effect there; it
 * becomes a transaction, which Stripe reports on, once the paper with it is issued, and a credit note reverses a part
 * of that. The goods are those of the account's default tax code.
 */
import { Stripe } from 'stripe';
import type { Country } from '../../domain/country-codes.ts';
import type { DecidedTax, TaxTerms, TaxTreatment } from '../../domain/credits/tax.ts';
import { unitOf } from '../../domain/currencies.ts';
import type { Micros } from '../../domain/money.ts';
import type { IssuedTax, Sale, TaxPort } from '../../tax/port.ts';
import { checkTaxId } from '../../tax/tax-ids.ts';
import { fromMinorUnits } from '../minor-units.ts';
import { GatewayUnavailable } from '../port.ts';
import { type StripeOptions, stripeConnection } from './connection.ts';
import { keyIn } from './deployment.ts';
import { taxIdTypeOf } from './tax-id-types.ts';

export interface StripeTaxOptions extends StripeOptions {
  readonly sellerCountry: Country;
}

/** Both operations throw {@link GatewayUnavailable} without a result. */
export function createStripeTax(options: StripeTaxOptions): TaxPort {
  const connect = stripeConnection(options);
  const attempt = async <T>(work: (stripe: Stripe) => Promise<T>): Promise<T> => {
    try {
      return await work((await connect()).stripe);
    } catch (error) {
      if (error instanceof Stripe.errors.StripeAuthenticationError) options.secret.forget();
      throw new GatewayUnavailable(`no tax from Stripe: ${String(error)}`, { cause: error });
    }
  };
  return {
    taxOn: (sale) => attempt((stripe) => calculate(stripe, sale, options.sellerCountry)),
    report: (issued) => attempt((stripe) => report(stripe, issued, options)),
  };
}

async function calculate(stripe: Stripe, sale: Sale, sellerCountry: Country): Promise<DecidedTax> {
  const { buyer, currency, netMicros, at } = sale;
  const checked = buyer.taxId === undefined ? undefined : checkTaxId(buyer.taxId);
  const type = taxIdTypeOf(buyer.country);
  const isBusiness = checked?.isValid === true && checked.country === buyer.country;
  const calculation = await stripe.tax.calculations.create({
    currency: currency.toLowerCase(),
    line_items: [{ amount: nearestUnits(netMicros, currency), reference: 'sale', tax_behavior: 'exclusive' }],
    customer_details: {
      address: addressOf(buyer),
      address_source: 'billing',
      ...(isBusiness && type !== undefined && { tax_ids: [{ type, value: checked.taxId }] }),
    },
  });
  const taxMicros = fromMinorUnits(calculation.tax_amount_exclusive, currency);
  const tax: TaxTerms = {
    treatment: treatmentOf(calculation),
    ratePercent: rateOf(calculation),
    country: buyer.country,
    calculation: calculation.id ?? undefined,
    evidence: {
      buyerKind: isBusiness ? 'business' : 'consumer',
      buyerCountry: buyer.country,
      sellerCountry,
      taxId: checked?.taxId,
      isTaxIdValid: checked?.isValid,
      decidedAt: at,
    },
  };
  return { tax, taxMicros };
}

function addressOf({ country, address = {} }: Sale['buyer']) {
  const { line1, line2, city, region, postalCode } = address;
  return { country, line1, line2, city, state: region, postal_code: postalCode };
}

/** Usage has fractions of a unit that nobody can pay, and Stripe counts in units. */
function nearestUnits(micros: Micros, currency: string): number {
  return Math.round(micros / unitOf(currency).minorMicros);
}

function treatmentOf({ tax_breakdown, tax_amount_exclusive }: Stripe.Tax.Calculation): TaxTreatment {
  if (tax_amount_exclusive > 0) return 'standard';
  const isReverse = tax_breakdown.some(({ taxability_reason }) => taxability_reason === 'reverse_charge');
  return isReverse ? 'reverse-charge' : 'not-taxed';
}

/** Of several jurisdictions together, in percent, with at most four decimals. */
function rateOf({ tax_breakdown }: Stripe.Tax.Calculation): string {
  const rates = tax_breakdown
    .filter(({ amount }) => amount > 0)
    .map(({ tax_rate_details }) => Number(tax_rate_details.percentage_decimal));
  return String(Number(rates.reduce((sum, rate) => sum + rate, 0).toFixed(4)));
}

/** Its id at Stripe. The same paper is reported once, under its own reference. */
async function report(stripe: Stripe, issued: IssuedTax, { deployment }: StripeOptions): Promise<string> {
  const reference = keyIn(deployment, issued.reference);
  const once = { idempotencyKey: keyIn(deployment, `tax-${issued.reference}`) };
  if (issued.kind === 'sale') {
    const { calculation } = issued;
    return (await stripe.tax.transactions.createFromCalculation({ calculation, reference }, once)).id;
  }
  const { original, amountMicros, currency } = issued;
  const units = nearestUnits(amountMicros, currency);
  // Less than half a unit: Stripe has nothing to reverse.
  if (units === 0) return original;
  const credited = {
    mode: 'partial',
    original_transaction: original,
    reference,
    flat_amount: -units,
  } as const;
  return (await stripe.tax.transactions.createReversal(credited, once)).id;
}
