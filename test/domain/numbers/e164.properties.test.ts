import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import mobiles from 'libphonenumber-js/mobile/examples';
import * as z from 'zod';
import { SAMPLE_DECK_FILE } from '../../../infra/local/sample/make-sample-deck.ts';
import { howToWrite, readDialedNumber } from '../../../shared/domain/numbers/e164.ts';
import { isNorthAmerican } from '../../../shared/domain/numbers/numbering.ts';
import { parseNumber } from '../../../shared/domain/numbers/phone-numbers.ts';
import { buildDeckIndex, findRate } from '../../../shared/domain/rates/deck-index.ts';
import { parseRateDeck } from '../../../shared/domain/rates/rate-deck.ts';

interface Example {
  readonly e164: string;
  readonly country: string;
  readonly code: string;
  readonly national: string;
}

/** The original library has an example for every type of number. */
interface PhoneNumberUtil {
  getExampleNumberForType(region: string, type: number): unknown;
  format(number: unknown, format: number): string;
}
const Google = z.object({
  PhoneNumberUtil: z.custom<{ getInstance(): PhoneNumberUtil }>(),
  PhoneNumberFormat: z.object({ E164: z.number() }),
  PhoneNumberType: z.record(z.string(), z.number()),
});
const google = Google.parse(createRequire(import.meta.url)('google-libphonenumber'));
const util = google.PhoneNumberUtil.getInstance();

/** Numbers that both libraries know and that can be dialed from abroad: a few examples are in former ranges, or too short. */
const EXAMPLES: readonly Example[] = getCountries().flatMap((country) => {
  const code = getCountryCallingCode(country);
  const byType = Object.values(google.PhoneNumberType).flatMap((type) => {
    const number = type < 0 ? null : util.getExampleNumberForType(country, type);
    return number ? [util.format(number, google.PhoneNumberFormat.E164)] : [];
  });
  const numbers = new Set([...byType, `+${code}${mobiles[country]}`]);
  const known = [...numbers].filter(
    (e164) => parsePhoneNumberFromString(e164)?.isValid() && parseNumber(e164),
  );
  return known.map((e164) => ({ e164, country, code, national: e164.slice(code.length + 1) }));
});

/** E.164 has room for 15 digits, with a trunk zero as well. */
const LONGEST = 16;

const deck = readDeck();

function readDeck() {
  const parsed = parseRateDeck(readFileSync(SAMPLE_DECK_FILE, 'utf8'));
  if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors));
  return buildDeckIndex(parsed.rows);
}

const inPairs = (digits: string, separator: string): string => digits.replace(/(..)(?=.)/g, `$1${separator}`);

/** The number itself, if a zero after the code makes it a valid number of another country: that is not a mistake. */
const takesTrunkZero = ({ code, national }: Example): boolean =>
  !parsePhoneNumberFromString(`+${code}0${national}`)?.isValid() ||
  parsePhoneNumberFromString(`+${code}0${national}`)?.number === `+${code}${national}`;

const nationalForm = ({ e164 }: Example): string =>
  parsePhoneNumberFromString(e164)?.formatNational() ?? e164;

/** How people write numbers. `where` is the caller's location, or that of the number if the name says so. */
const SPELLINGS: Readonly<Record<string, (number: Example) => string>> = {
  'as it is': ({ e164 }) => e164,
  'with a trunk zero': (number) =>
    takesTrunkZero(number) ? `+${number.code}0${number.national}` : number.e164,
  'with a trunk zero in brackets': (number) =>
    takesTrunkZero(number) ? `+${number.code} (0) ${inPairs(number.national, ' ')}` : number.e164,
  'with spaces': ({ code, national }) => `+${code} ${inPairs(national, ' ')}`,
  'with dashes': ({ code, national }) => `+${code}-${inPairs(national, '-')}`,
  'with dots': ({ code, national }) => `+${code}.${inPairs(national, '.')}`,
  'with brackets': ({ code, national }) => `+${code} (${national.slice(0, 2)}) ${national.slice(2)}`,
  'as a link': ({ e164 }) => `tel:${e164}`,
  'with 00': ({ code, national }) => `00${code}${national}`,
  'with 00 and a trunk zero': (number) =>
    takesTrunkZero(number) ? `00${number.code}0${number.national}` : number.e164,
  'with 011': ({ code, national }) => `011 ${code} ${national}`,
  'without a plus': ({ code, national }) => `${code}${national}`,
  'without a plus, with spaces': ({ code, national }) => `${code} ${inPairs(national, ' ')}`,
};

const LOCATIONS = [undefined, 'US', 'GB', 'DE', 'FR', 'IT', 'ES', 'AU', 'BR', 'RU', 'JP', 'SG', 'KE', 'UK'];

function priceOf(e164: string) {
  const number = parseNumber(e164);
  return number && findRate(deck, number);
}

/** Expects the right number, or a refusal that says how to write it. */
function requireRightPrice(number: Example, written: string, location: string | undefined): void {
  const read = readDialedNumber(written, location);
  if (!read) {
    expect(howToWrite(written)).toMatch(/^write the number in international form, .* such as \+\d+$/);
    return;
  }
  expect({ written, location, rate: findRate(deck, read) }).toEqual({
    written,
    location,
    rate: priceOf(number.e164),
  });
}

describe('row 04: an example number of every country and type, written in the usual wrong ways', () => {
  test('every country has example numbers', () => {
    expect(new Set(EXAMPLES.map(({ country }) => country)).size).toBe(getCountries().length);
    expect(EXAMPLES.length).toBeGreaterThan(1000);
  });

  test.each(Object.entries(SPELLINGS))(
    '%s: the price of the right number, or a refusal with a hint',
    (_name, write) => {
      fc.assert(
        fc.property(fc.constantFrom(...EXAMPLES), fc.constantFrom(...LOCATIONS), (number, location) =>
          requireRightPrice(number, write(number), location),
        ),
        { numRuns: 3000, seed: 4, examples: EXAMPLES.map((number): [Example, string] => [number, 'US']) },
      );
    },
  );

  test.each(['with 00', 'with dashes', 'with spaces', 'as a link', 'with a trunk zero'])(
    '%s: is read, not refused, wherever the caller is whose prefix that is',
    (name) => {
      const unread = EXAMPLES.filter((number) => {
        const written = SPELLINGS[name]?.(number) ?? '';
        const fits = number.e164.length + 1 <= LONGEST;
        return fits && readDialedNumber(written, 'GB')?.e164 !== number.e164;
      });
      expect(unread.map(({ e164 }) => e164)).toEqual([]);
    },
  );

  test('with 011: is read in North America', () => {
    const unread = EXAMPLES.filter(
      (number) => readDialedNumber(SPELLINGS['with 011']?.(number) ?? '', 'US')?.e164 !== number.e164,
    );
    expect(unread.map(({ e164 }) => e164)).toEqual([]);
  });

  test('in national form: is read in its country, and never as another number elsewhere', () => {
    const atHome = EXAMPLES.filter(({ country }) => isSupportedCountry(country));
    const unread = atHome.filter((number) => {
      const read = readDialedNumber(nationalForm(number), number.country);
      if (read) requireRightPrice(number, nationalForm(number), number.country);
      return read?.e164 !== number.e164;
    });
    // In countries without a trunk prefix a few could also be another country's numbers without their plus.
    expect(unread.filter(({ code, national }) => !parseNumber(`+${national}`) && code !== '1')).toEqual([]);
    expect(unread.length).toBeLessThan(atHome.length / 100);
    for (const number of EXAMPLES.filter(({ country }) => isNorthAmerican(country))) {
      requireRightPrice(number, nationalForm(number), 'US');
    }
  });
});
