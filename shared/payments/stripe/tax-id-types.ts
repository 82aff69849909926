/** What Stripe calls the tax ids of each country. */
import type { Stripe } from 'stripe';
import { type Country, isInEuropeanUnion } from '../../domain/country-codes.ts';

type TaxIdType = Stripe.CustomerCreateTaxIdParams['type'] &
  Stripe.Tax.CalculationCreateParams.CustomerDetails.TaxId['type'];

const BY_COUNTRY: Readonly<Record<Country, TaxIdType>> = {
  AU: 'au_abn',
  CA: 'ca_bn',
  CH: 'ch_vat',
  GB: 'gb_vat',
  NO: 'no_vat',
  US: 'us_ein',
};

/** Those of the European Union share a type. `undefined` for a country whose ids Stripe does not get from here. */
export function taxIdTypeOf(country: Country): TaxIdType | undefined {
  return isInEuropeanUnion(country) ? 'eu_vat' : BY_COUNTRY[country];
}
