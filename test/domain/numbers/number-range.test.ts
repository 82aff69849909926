import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import mobiles from 'libphonenumber-js/mobile/examples';
import { numberOfRange, rangeOf } from '../../../shared/domain/numbers/number-range.ts';
import { NUMBER_TYPES } from '../../../shared/domain/numbers/numbering.ts';
import { parseNumber } from '../../../shared/domain/numbers/phone-numbers.ts';

const CODES = [
  ...new Set(getCountries().map((country) => getCountryCallingCode(country))),
  '800',
  '870',
  '883',
  '979',
  '379',
];

describe('the range of a number', () => {
  test.each([
    ['+442079460123', '44 GB landline'],
    ['+33612345678', '33 FR mobile'],
    ['+14255550100', '1 US mixed'],
    ['+18005551234', '1 US toll-free'],
    ['+80012345678', '800  toll-free'],
    ['+3790123456', '379 VA unknown'],
  ])('%s is of %s', (e164, range) => {
    const number = parseNumber(e164);
    expect(number && rangeOf(number)).toBe(range);
    expect(numberOfRange({ e164, range })).toEqual(number);
  });

  test('a number that is made of its range is the number that was read, for any digits of any calling code', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 4, maxLength: 12 });
    let read = 0;
    fc.assert(
      fc.property(fc.constantFrom(...CODES), digits, (code, rest) => {
        const number = parseNumber(`+${code}${rest}`);
        if (!number) return;
        read += 1;
        expect(numberOfRange({ e164: number.e164, range: rangeOf(number) })).toStrictEqual(number);
      }),
      { numRuns: 3000 },
    );
    expect(read).toBeGreaterThan(1000);
  });

  test('a number that was read is in E.164, and is read as itself', () => {
    for (const country of getCountries()) {
      const number = parseNumber(`+${getCountryCallingCode(country)}${mobiles[country]}`);
      expect(number && parseNumber(number.e164)).toEqual(number);
    }
  });

  test.each([
    ['+442079460123', '33 FR mobile', 'of another calling code'],
    ['+442079460123', '44 GB satellite', 'of an unknown type'],
    ['+442079460123', '44 GB', 'without a type'],
    ['+442079460123', '44 GB mobile x', 'with more'],
    ['+442079460123', ' GB mobile', 'without a calling code'],
    ['+442079460123', '4420 GB mobile', 'with a calling code that is too long'],
    ['112', '112 GB mobile', 'of a short number'],
    ['sip:+442079460123', '44 GB mobile', 'of other text'],
  ])('%s: a range %s (%s) is none of it', (e164, range) => {
    expect(numberOfRange({ e164, range })).toBeUndefined();
  });

  test('every type of number has a range', () => {
    for (const type of NUMBER_TYPES) {
      const number = {
        e164: '+442079460123',
        digits: '442079460123',
        callingCode: '44',
        country: 'GB',
        type,
      };
      expect(numberOfRange({ e164: number.e164, range: rangeOf(number) })).toEqual(number);
    }
  });
});
