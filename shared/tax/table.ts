/** Tax by a table of rates, which is a setting. */
import type { Country } from '../domain/country-codes.ts';
import { decideTax, type TaxRates } from '../domain/credits/tax.ts';
import { unitOf } from '../domain/currencies.ts';
import type { TaxPort } from './port.ts';
import { checkTaxId } from './tax-ids.ts';

export function taxTable({
  rates,
  sellerCountry,
}: {
  readonly rates: TaxRates;
  readonly sellerCountry: Country;
}): TaxPort {
  return {
    taxOn: async ({ buyer, netMicros, currency, at }) => {
      const checked = buyer.taxId === undefined ? undefined : checkTaxId(buyer.taxId);
      const { stepMicros } = unitOf(currency);
      return decideTax(rates, { sellerCountry, buyer, checked, netMicros, stepMicros, at });
    },
  };
}
