import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { getCountries, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max';
import * as z from 'zod';
import { isEmergencyNumber } from '../../shared/domain/emergency.ts';
import { EMERGENCY_NUMBERS } from '../../shared/domain/emergency-numbers.ts';
import { isDomestic, isSameCountry } from '../../shared/domain/numbering.ts';
import { parseNumber } from '../../shared/domain/numbers.ts';
import type { PhoneNumber } from '../../shared/domain/phone-number.ts';

function number(text: string): PhoneNumber {
  const parsed = parseNumber(text);
  if (!parsed) throw new Error(`not a number: ${text}`);
  return parsed;
}

describe('numbers', () => {
  test.each([
    ['+14255550100', 'US', 'mixed'],
    ['+14165550123', 'CA', 'mixed'],
    ['+17872345678', 'PR', 'mixed'],
    ['+12462345678', 'BB', 'mobile'],
    ['+18005551234', 'US', 'toll-free'],
    ['+19002345678', 'US', 'premium'],
    ['+442071838750', 'GB', 'landline'],
    ['+441534456789', 'JE', 'landline'],
    ['+448712345678', 'GB', 'premium'],
    ['+443301234567', 'GB', 'non-geographic'],
    ['+33612345678', 'FR', 'mobile'],
    ['+390669812345', 'VA', 'landline'],
    ['+77012345678', 'KZ', 'mobile'],
    ['+73652123456', 'RU', 'landline'],
    ['+80012345678', undefined, 'toll-free'],
    ['+881612345678', undefined, 'mobile'],
    ['+870773111632', undefined, 'mobile'],
    // beyond the metadata, yet callable
    ['+4479112345', 'GB', 'unknown'],
    ['+22961234567', 'BJ', 'unknown'],
    ['+37912345678', 'VA', 'unknown'],
    // digits dialed past the end do not hide a premium number
    ['+44871234567899', 'GB', 'premium'],
  ])('%s is of %s, %s', (text, country, type) => {
    expect(number(text)).toMatchObject({ e164: text, digits: text.slice(1), type });
    expect(number(text).country).toBe(country);
  });

  test.each([
    '',
    '911',
    '14255550100',
    '+0425555010',
    '+1425',
    '+1425555010',
    '+99912345678',
    '+1 4255550100',
    '+1425555010012345',
    '+1425555010a',
    'anonymous',
  ])('%j is no number to call', (text) => expect(parseNumber(text)).toBeUndefined());
});

describe('what counts as one country', () => {
  test.each([
    // location, number, same country (policy), domestic (plan)
    ['US', '+17872345678', true, true],
    ['PR', '+14255550100', true, true],
    ['US', '+14165550123', false, true],
    ['CA', '+17872345678', false, true],
    ['US', '+12462345678', false, false],
    ['GB', '+441534456789', true, true],
    ['JE', '+442071838750', true, true],
    ['IT', '+390669812345', true, true],
    ['RU', '+77012345678', false, false],
    ['CA', '+18005551234', true, true],
    ['BB', '+18005551234', true, true],
    ['GB', '+18005551234', false, false],
    ['US', '+80012345678', false, false],
  ])('from %s to %s: same country %s, domestic %s', (location, text, same, domestic) => {
    expect(isSameCountry(location, number(text))).toBe(same);
    expect(isDomestic(location, number(text))).toBe(domestic);
  });
});

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

  test('are those of the installed metadata, for every country', () => {
    const found: Record<string, string[]> = {};
    for (const [numbers, countries] of Object.entries(EMERGENCY_NUMBERS)) {
      for (const country of countries.split(' ')) found[country] = ['112', ...expand(numbers)].sort();
    }
    for (const [country, pattern] of emergencyPatterns()) {
      const expected = matches(pattern);
      expect([country, found[country] ?? ['112']]).toEqual([
        country,
        [...new Set(['112', ...expected])].sort(),
      ]);
    }
  });

  test('are no subscriber numbers, whatever prefix a dialing rule puts before them', () => {
    for (const [numbers, countries] of Object.entries(EMERGENCY_NUMBERS)) {
      for (const country of countries.split(' ').filter((each) => isSupportedCountry(each))) {
        for (const short of [...expand(numbers), '112']) {
          const type = parseNumber(`+${getCountryCallingCode(country)}${short}`)?.type ?? 'unknown';
          expect([country, short, type]).toEqual([country, short, 'unknown']);
        }
      }
    }
  });

  test('there are some for nearly every country', () => {
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
