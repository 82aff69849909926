import { describe, expect, test } from '@jest/globals';
import { decideTax, type TaxedSale } from '../../../shared/domain/credits/tax.ts';
import { taxTable } from '../../../shared/tax/table.ts';
import { checkTaxId } from '../../../shared/tax/tax-ids.ts';
import { START, units } from '../../support/accounts.ts';

const RATES = {
  FR: { business: '20', consumer: '20' },
  DE: { business: '19', consumer: '19' },
  CH: { business: '8.1', consumer: '8.1' },
  US: { business: '0', consumer: '6.25' },
};
const GERMAN = 'DE136695976';
const FRENCH = 'FR40303265045';

const taxOf = (country: string, taxId?: string, amount = 100) =>
  taxTable({ rates: RATES, sellerCountry: 'FR' }).taxOn({
    buyer: { country, taxId },
    netMicros: units(amount),
    currency: 'EUR',
    at: START,
  });

describe('the table of rates', () => {
  test.each([
    ['a consumer at home', 'FR', undefined, 'standard', '20', 20, 'consumer'],
    ['a business at home', 'FR', FRENCH, 'standard', '20', 20, 'business'],
    ['a consumer elsewhere in the union', 'DE', undefined, 'standard', '19', 19, 'consumer'],
    ['a business elsewhere in the union', 'DE', GERMAN, 'reverse-charge', '0', 0, 'business'],
    ['a tax id with a wrong check digit', 'DE', 'DE136695977', 'standard', '19', 19, 'consumer'],
    ['a tax id of another country', 'DE', FRENCH, 'standard', '19', 19, 'consumer'],
    ['a business outside the union', 'CH', 'CHE-123.456.788 MWST', 'standard', '8.1', 8.1, 'business'],
    ['a country without a rate', 'JP', undefined, 'not-taxed', '0', 0, 'consumer'],
  ])('%s', async (_, country, taxId, treatment, ratePercent, tax, buyerKind) => {
    expect(await taxOf(country, taxId)).toMatchObject({
      taxMicros: units(tax),
      tax: {
        treatment,
        ratePercent,
        country,
        evidence: { buyerKind, decidedAt: START, sellerCountry: 'FR' },
      },
    });
  });

  test('the evidence has the tax id as it was checked', async () => {
    const decided = await taxOf('DE', 'de 136 695 976');
    expect(decided?.tax.evidence).toMatchObject({ taxId: GERMAN, isTaxIdValid: true });
    expect(checkTaxId('unknown 12')).toMatchObject({ isValid: false });
  });
});

describe('a tax is rounded to what can be paid, half of it up', () => {
  const sale = (overrides: Partial<TaxedSale>): TaxedSale => ({
    sellerCountry: 'US',
    buyer: { country: 'US' },
    netMicros: units(50),
    stepMicros: units(0.01),
    at: START,
    ...overrides,
  });

  test.each([
    ['half a cent', 50.88, 0.01, 3.18],
    ['less than half a cent', 50.87, 0.01, 3.18],
    ['half a cent up', 50.04, 0.01, 3.13],
    ['whole yen', 5008, 1, 313],
    ['hundredths of a dinar', 50.04, 0.01, 3.13],
    ['a sum whose product does not fit a number', 9_000_000_000, 0.01, 562_500_000],
  ])('%s', (_, net, step, tax) => {
    const { taxMicros } = decideTax(RATES, sale({ netMicros: units(net), stepMicros: units(step) }));
    expect(taxMicros).toBe(units(tax));
  });
});
