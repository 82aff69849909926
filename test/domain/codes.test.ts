import { describe, expect, test } from '@jest/globals';
import { getCountries } from 'libphonenumber-js/max';
import { countryMeantBy, isCountry, isDestinationCountry } from '../../shared/domain/country-codes.ts';
import { currencyMeantBy, isCurrency } from '../../shared/domain/currencies.ts';

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const PAIRS = LETTERS.flatMap((first) => LETTERS.map((second) => first + second));

/** Regions that ICU names, and that ISO 3166-1 has not assigned: reserved, withdrawn, or the users' own. */
const NAMED_UNASSIGNED =
  'AC AN BU CP CQ CS DD DG DY EA EU EZ FX HV IC NH QO RH SU TA TP UK UN VD XA XB XK YD YU ZR ZZ'.split(' ');

describe('row 10: countries are the assigned codes of ISO 3166-1', () => {
  test('all regions with a name are countries, except those that are known not to be assigned', () => {
    const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
    const assigned = PAIRS.filter(isCountry);
    expect(assigned).toHaveLength(249);
    const named = PAIRS.filter((code) => names.of(code) !== undefined);
    expect(assigned).toEqual(named.filter((code) => !NAMED_UNASSIGNED.includes(code)));
  });

  test('every country of a telephone number can be dialed', () => {
    expect(getCountries().filter((code) => !isDestinationCountry(code))).toEqual([]);
    expect(
      getCountries()
        .filter((code) => !isCountry(code))
        .sort(),
    ).toEqual(['AC', 'TA', 'XK']);
  });

  test.each([
    ['UK', 'GB'],
    ['EL', 'GR'],
    ['us', 'US'],
    [' De ', 'DE'],
    ['BU', 'MM'],
    ['TP', 'TL'],
    ['840', 'US'],
    ['XK', undefined],
    ['EU', undefined],
    ['ZZ', undefined],
    ['USA', undefined],
    ['', undefined],
    ['__', undefined],
  ])('%j is not a code; what was meant is %j', (text, meant) => {
    expect([isCountry(text), countryMeantBy(text)]).toEqual([false, meant]);
  });
});

describe('row 10: currencies are the codes of ISO 4217 that are legal tender', () => {
  const kept: readonly string[] = Intl.supportedValuesOf('currency');

  test('ICU knows each code, except one that is newer', () => {
    const every = LETTERS.flatMap((first) => PAIRS.map((rest) => first + rest)).filter(isCurrency);
    expect(every.length).toBeGreaterThan(150);
    expect(every.filter((code) => !kept.includes(code))).toEqual(['VED']);
  });

  test('the other codes of ICU are withdrawn, or are not legal tender', () => {
    const left = kept.filter((code) => !isCurrency(code)).join(' ');
    expect(left).toBe('ANG BGN CUC HRK SLL XDR XSU ZWL');
  });

  test.each([
    ['usd', 'USD'],
    ['HRK', 'EUR'],
    ['DEM', 'EUR'],
    ['RMB', 'CNY'],
    ['€', 'EUR'],
    ['XAU', undefined],
    ['XTS', undefined],
    ['ABC', undefined],
    ['US', undefined],
    ['', undefined],
  ])('%j is none; what was meant is %j', (text, meant) => {
    expect([isCurrency(text), currencyMeantBy(text)]).toEqual([false, meant]);
  });
});
