import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { getCountries } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import * as z from 'zod';
import { prefixesOf } from '../../../infra/local/sample/digit-prefixes.ts';
import {
  makeSampleDeck,
  makeSampleTollFreeDeck,
  SAMPLE_DECK_FILE,
  SAMPLE_TOLL_FREE_DECK_FILE,
} from '../../../infra/local/sample/make-sample-deck.ts';
import { usageCountry } from '../../../shared/domain/numbers/numbering.ts';
import { parseNumber } from '../../../shared/domain/numbers/phone-numbers.ts';
import { buildDeckIndex, findRate } from '../../../shared/domain/rates/deck-index.ts';
import { parseRateDeck } from '../../../shared/domain/rates/rate-deck.ts';
import type { Rate } from '../../../shared/domain/rates/rating.ts';

const csv = readFileSync(SAMPLE_DECK_FILE, 'utf8');
const rows = readRows();
const deck = buildDeckIndex(rows);

/** The examples of the original library, for every type of number. */
interface PhoneNumberUtil {
  getExampleNumberForType(region: string, type: number): { getNationalNumberOrDefault(): number } | null;
  format(number: unknown, format: number): string;
}
const Google = z.object({
  PhoneNumberUtil: z.custom<{ getInstance(): PhoneNumberUtil }>(),
  PhoneNumberFormat: z.object({ E164: z.number() }),
  PhoneNumberType: z.object({ FIXED_LINE: z.number(), PREMIUM_RATE: z.number() }),
});
const google = Google.parse(createRequire(import.meta.url)('google-libphonenumber'));
const util = google.PhoneNumberUtil.getInstance();

function readRows(): readonly Rate[] {
  const parsed = parseRateDeck(csv);
  if ('errors' in parsed) throw new Error(JSON.stringify(parsed.errors));
  return parsed.rows;
}

function example(country: string, type: number): string | undefined {
  const number = util.getExampleNumberForType(country, type);
  return number ? util.format(number, google.PhoneNumberFormat.E164) : undefined;
}

function rateOf(e164: string): Rate | undefined {
  const number = parseNumber(e164);
  return number && findRate(deck, number);
}

/** No prefix distinguishes their premium numbers from others, which are shorter or longer. */
const DISTINGUISHED_BY_LENGTH = new Set(['MV', 'MY', 'PM']);

describe('the sample rate deck', () => {
  test('the sample deck is the output of its generator', () => expect(makeSampleDeck()).toBe(csv));

  test('the sample deck is read without a warning', () =>
    expect(parseRateDeck(csv)).toMatchObject({ warnings: [] }));

  test('every row of the sample deck says that it is a sample', () => {
    expect(rows.filter(({ destinationName }) => !destinationName.startsWith('Sample - '))).toEqual([]);
  });

  test('the sample deck has a row for every country that libphonenumber knows', () => {
    const priced = new Set(rows.map(({ country }) => country));
    expect(getCountries().filter((country) => !priced.has(country))).toEqual([]);
  });

  test.each(getCountries())('the sample deck prices landlines and mobiles of %s', (country) => {
    const mobile = examples[country] && parseNumber(`+${callingCodeOf(country)}${examples[country]}`)?.e164;
    const landline = example(country, google.PhoneNumberType.FIXED_LINE);
    expect(landline).toBeDefined();
    for (const number of [landline, mobile]) {
      const rate = rateOf(number ?? '');
      expect(rate?.type).not.toBe('premium');
      expect(usageCountry(rate?.country ?? '')).toBe(usageCountry(country));
    }
  });

  test('premium numbers are priced by premium rows or not at all', () => {
    const sold = getCountries().flatMap((country) => {
      const number = example(country, google.PhoneNumberType.PREMIUM_RATE) ?? '';
      const rate = parseNumber(number)?.type === 'premium' ? rateOf(number) : undefined;
      return rate && !DISTINGUISHED_BY_LENGTH.has(country) ? [rate] : [];
    });
    expect(sold.length).toBeGreaterThan(100);
    expect(sold.filter(({ type }) => type !== 'premium')).toEqual([]);
    expect(sold.filter(({ connectionFeeMicros }) => connectionFeeMicros !== 250_000)).toEqual([]);
  });

  test('the sample deck has rows with increments below a minute', () => {
    const finer = rows.filter((row) => row.initialIncrementSeconds === 30 && row.incrementSeconds === 6);
    expect(finer.length).toBeGreaterThan(100);
  });
});

describe('the sample toll-free deck', () => {
  const tollFree = readFileSync(SAMPLE_TOLL_FREE_DECK_FILE, 'utf8');

  test('the sample toll-free deck is the output of its generator', () =>
    expect(makeSampleTollFreeDeck()).toBe(tollFree));

  test('the sample toll-free deck has a row for every country', () => {
    const parsed = parseRateDeck(tollFree, 'toll-free');
    const priced = 'rows' in parsed ? parsed.rows.map(({ country }) => country) : [];
    expect(new Set(priced)).toEqual(new Set(getCountries()));
  });
});

function callingCodeOf(country: string): string {
  const number = example(country, google.PhoneNumberType.FIXED_LINE);
  return parseNumber(number ?? '')?.callingCode ?? '';
}

describe('prefixesOf', () => {
  test.each([
    ['[68]00\\d{5}', 2, ['60', '80']],
    [
      '(?:1[2-4]|5\\d?)6',
      3,
      ['126', '136', '146', '506', '516', '526', '536', '546', '556', '56', '566', '576', '586', '596'],
    ],
    ['2{2,3}9?', 4, ['22', '222', '2229', '229']],
    ['', 3, []],
  ])('%s, %i digits', (pattern, length, prefixes) => {
    expect([...prefixesOf(pattern, length)].sort()).toEqual(prefixes);
  });

  test.each(['(12', '1+', '(?=1)2', '1)'])('refuses %s', (pattern) => {
    expect(() => prefixesOf(pattern, 2)).toThrow(SyntaxError);
  });
});
