import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import * as z from 'zod';
import { readAndroidCodes } from '../../../infra/emergency/android-codes.ts';
import {
  makeEmergencyNumbers,
  NUMBERS_FILE,
  readSupplement,
  withAndroidCodes,
} from '../../../infra/emergency/make-emergency-numbers.ts';
import { emergencyNumberOf, isEmergencyNumber } from '../../../shared/domain/numbers/emergency.ts';
import { EMERGENCY_NUMBERS } from '../../../shared/domain/numbers/emergency-numbers.ts';
import { parseNumber } from '../../../shared/domain/numbers/phone-numbers.ts';

describe('emergency numbers', () => {
  test.each([
    ['911', 'US', true],
    ['+911', 'US', true],
    ['+1911', 'US', true],
    ['112', 'US', true],
    ['+112', 'JP', true],
    ['112', undefined, true],
    ['999', 'GB', true],
    ['+44999', 'GB', true],
    ['999', 'US', false],
    ['999', undefined, true],
    ['555', undefined, true],
    ['1999', undefined, false],
    ['1377', 'GA', true],
    ['9110', 'US', false],
    ['+919112345678', 'US', false],
    ['anonymous', undefined, false],
    ['', 'US', false],
  ])('%j in %s: %s', (dialed, country, expected) => {
    expect(isEmergencyNumber(dialed, country)).toBe(expected);
  });

  test.each([
    ['ES', '061 062 080 091 092'],
    ['JP', '118'],
    ['FR', '114'],
    ['CN', '122'],
    ['TR', '156'],
    ['SA', '998'],
    ['PE', '106'],
    ['BW', '111'],
    ['RU', '104'],
    ['KR', '122'],
    ['AT', '140'],
    ['PL', '985'],
    ['CH', '1414'],
  ])('row 01: %s has %s too', (country, numbers) => {
    const found = numbers.split(' ').filter((number) => isEmergencyNumber(number, country));
    expect(found.join(' ')).toBe(numbers);
  });

  test.each([
    ['tel:112', 'US', '112'],
    [' 112', 'US', '112'],
    ['1-1-2', 'DE', '112'],
    ['\u200e911\u202c', 'US', '911'],
    ['tel:911;phone-context=+1', 'US', '911'],
    ['0044999', 'GB', '999'],
    ['00112', 'FR', '112'],
    ['0112', 'FR', '112'],
    ['9911', 'US', '911'],
    ['112#', 'FR', '112'],
    ['١١٢', 'EG', '112'],
    ['urn:service:sos.police', 'GB', '112'],
    ['+44999', undefined, '999'],
    ['+34061', 'ES', '061'],
    ['000', 'AU', '000'],
    ['000', undefined, '000'],
    ['999', 'UK', '999'],
    ['911', 'ZZ', '911'],
    ['sip:112@example.com', 'US', '112'],
    ['sip:ann112@example.com', 'US', undefined],
    ['+4479111', 'GB', undefined],
  ])('row 01: %j in %s is recognized as %s', (dialed, country, number) => {
    expect(emergencyNumberOf(dialed, country)).toBe(number);
  });

  test('row 01: the committed table is the output of the command for the metadata and the supplement', () => {
    expect(makeEmergencyNumbers()).toBe(readFileSync(NUMBERS_FILE, 'utf8'));
  });

  test('row 01: every emergency number of the installed metadata is an emergency number here', () => {
    const missing = emergencyPatterns().flatMap(([country, pattern]) =>
      matches(pattern).filter((number) => !isEmergencyNumber(number, country)),
    );
    expect(missing).toEqual([]);
  });

  test('row 01: a newer list of Android replaces the older one and leaves the other sources', () => {
    const text = `revision: 9
countries {
  iso_code: "FR"
  eccs { phone_number: "112" }
  eccs { phone_number: "777" }
  eccs { phone_number: "0800117117" }
}`;
    const rows = readSupplement(withAndroidCodes(readSupplement(), { text, date: '2027-01-02' }));
    const android = rows.filter(({ Source }) => Source.includes('revision'));
    expect(android).toMatchObject([{ Country: 'FR', Numbers: '777', Date: '2027-01-02' }]);
    expect(rows).toContainEqual(expect.objectContaining({ Country: 'CN', Numbers: '122' }));
    expect(() => readAndroidCodes('countries {}')).toThrow('revision');
  });

  test('emergency numbers are not subscriber numbers, with any prefix that a dialing rule adds', () => {
    for (const [numbers, countries] of Object.entries(EMERGENCY_NUMBERS)) {
      for (const country of countries.split(' ').filter((each) => isSupportedCountry(each))) {
        for (const short of [...expand(numbers), '112']) {
          const type = parseNumber(`+${getCountryCallingCode(country)}${short}`)?.type ?? 'unknown';
          expect([country, short, type]).toEqual([country, short, 'unknown']);
        }
      }
    }
  });

  test('row 01: a subscriber number is not an emergency number of its country, alone or behind the digit for an outside line', () => {
    const taken: string[] = [];
    for (const [numbers, countries] of Object.entries(EMERGENCY_NUMBERS)) {
      for (const country of countries.split(' ').filter((each) => isSupportedCountry(each))) {
        for (const short of expand(numbers).flatMap((each) => [each, `0${each}`, `9${each}`])) {
          const valid = parsePhoneNumberFromString(short, country)?.isValid();
          if (valid && isEmergencyNumber(short, country)) taken.push(`${country} ${short}`);
        }
      }
    }
    expect(taken).toEqual([]);
  });

  test.each([
    ['011381112', 'RS'],
    ['01146112', 'SE'],
    ['01139113', 'IT'],
    ['011353999', 'IE'],
  ])(
    'row 01: %s is a subscriber number of %s, even if it is an emergency number in North America',
    (dialed, country) => {
      expect(isEmergencyNumber(dialed, country)).toBe(false);
      expect(isEmergencyNumber(dialed, 'US')).toBe(false);
    },
  );

  test('nearly every country has emergency numbers', () => {
    const listed = new Set(Object.values(EMERGENCY_NUMBERS).flatMap((countries) => countries.split(' ')));
    expect(getCountries().filter((country) => listed.has(country)).length).toBeGreaterThan(220);
  });
});

function expand(numbers: string): string[] {
  return numbers.split(' ').flatMap((each) => {
    const wild = each.split('x').length - 1;
    return Array.from({ length: 10 ** wild }, (_, fill) => {
      const digits = [...String(fill).padStart(wild, '0')];
      return each.replaceAll('x', () => digits.shift() ?? '');
    });
  });
}

const SourceMetadata = z.object({
  shortnumbermetadata: z.object({ countryToMetadata: z.record(z.string(), z.array(z.unknown())) }),
});

/** Field 27 of libphonenumber's region metadata is the emergency description, its field 2 the pattern. */
function emergencyPatterns(): [string, RegExp][] {
  const source: unknown = createRequire(import.meta.url)('google-libphonenumber');
  const { countryToMetadata } = SourceMetadata.parse(source).shortnumbermetadata;
  return Object.entries(countryToMetadata).map(([country, fields]) => {
    const [, , pattern] = z.array(z.unknown()).parse(fields[27] ?? []);
    return [country, typeof pattern === 'string' ? new RegExp(`^(?:${pattern})$`) : /^112$/];
  });
}

const SHORT_NUMBERS = [2, 3, 4, 5].flatMap((length) =>
  Array.from({ length: 10 ** length }, (_, value) => String(value).padStart(length, '0')),
);
/** Six digits are too many to try in every country. */
const SIX_DIGITS = Object.keys(EMERGENCY_NUMBERS)
  .flatMap(expand)
  .filter((each) => each.length > 5);

function matches(pattern: RegExp): string[] {
  return [...SHORT_NUMBERS, ...SIX_DIGITS].filter((each) => pattern.test(each));
}
