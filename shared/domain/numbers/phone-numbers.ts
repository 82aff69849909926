/** The country and type of telephone numbers, from the metadata of libphonenumber. */

import {
  getCountries,
  getCountryCallingCode,
  type PhoneNumber as Parsed,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
} from 'libphonenumber-js/max';
import type { Country } from '../country-codes.ts';
import { homeOf, NORTH_AMERICAN_CODE, type NumberType, type PhoneNumber } from './numbering.ts';

const E164 = /^\+[1-9]\d{6,14}$/;

/** The ITU assigned it and decks have it, but it is not in use and so not in the metadata. */
const VATICAN_CODE = '379';

/** With fewer digits a number that the metadata calls too short is a mistake. */
const SHORTEST_DIGITS = 8;

const TYPES: Readonly<Record<string, NumberType>> = {
  FIXED_LINE: 'landline',
  MOBILE: 'mobile',
  FIXED_LINE_OR_MOBILE: 'mixed',
  TOLL_FREE: 'toll-free',
  PREMIUM_RATE: 'premium',
  SHARED_COST: 'non-geographic',
  VOIP: 'non-geographic',
  PERSONAL_NUMBER: 'non-geographic',
  PAGER: 'non-geographic',
  UAN: 'non-geographic',
  VOICEMAIL: 'non-geographic',
};

/** Intake and settlement of every call to a number read it again, and what it is does not change. */
const REMEMBERED_NUMBERS = 4096;
const remembered = new Map<string, PhoneNumber | undefined>();

/**
 * Reads an E.164 number with its `+`. A trunk zero in it (`+4407911…`) is removed, so that type and price are those of
 * one number. `undefined` for other text, for an unknown calling code and for a number that is too short to be dialed.
 * Numbers of an unknown range or length are read, too: carriers use ranges before the metadata has them, and late
 * records use ranges that it has no more. A number that is too long has the type of the digits that a switch would use.
 */
export function parseNumber(text: string): PhoneNumber | undefined {
  const known = remembered.get(text);
  if (known || remembered.has(text)) return known;
  if (!E164.test(text)) return undefined;
  const number = readNumber(text);
  const [oldest] = remembered.size < REMEMBERED_NUMBERS ? [] : remembered.keys();
  if (oldest !== undefined) remembered.delete(oldest);
  remembered.set(text, number);
  return number;
}

function readNumber(text: string): PhoneNumber | undefined {
  const digits = text.slice(1);
  const parsed = parsePhoneNumberFromString(text);
  if (!parsed) {
    return digits.startsWith(VATICAN_CODE)
      ? { e164: text, digits, callingCode: VATICAN_CODE, country: 'VA', type: 'unknown' }
      : undefined;
  }
  const number = knownNumber(text);
  return number ? describe(number, number.number) : describeUnknown(parsed, text);
}

function describe(parsed: Parsed, e164: string): PhoneNumber | undefined {
  if (!E164.test(e164)) return undefined;
  const { countryCallingCode: callingCode } = parsed;
  const digits = e164.slice(1);
  let type = TYPES[parsed.getType() ?? ''];
  if (!type && !parsed.isPossible()) {
    const length = validatePhoneNumberLength(e164);
    const fixedLength = callingCode === NORTH_AMERICAN_CODE;
    if (length === 'TOO_SHORT' && (fixedLength || digits.length < SHORTEST_DIGITS)) return undefined;
    if (length === 'TOO_LONG') type = typeOfWhatFits(e164);
  }
  const country = parsed.country ?? onlyHome(callingCode);
  return { e164, digits, callingCode, country, type: type ?? 'unknown' };
}

/** Calling codes whose numbers may begin with a zero, from the metadata: there an unknown range with a zero may be new. */
export const CODES_WITH_LEADING_ZERO: ReadonlySet<string> = new Set(
  '39 47 62 66 81 82 91 225 226 227 229 241 242 247 250 267 268 359 378 501 507 598 676 679 687 853 974 992'.split(
    ' ',
  ),
);

/**
 * The number, if the metadata knows it, or knows it without its leading zeros. People type a zero also in countries
 * without a trunk prefix, and libphonenumber removes only the country's own trunk prefix. `undefined` otherwise.
 */
export function knownNumber(e164: string): Parsed | undefined {
  const parsed = parsePhoneNumberFromString(e164);
  if (!parsed || parsed.isValid()) return parsed;
  const { countryCallingCode, nationalNumber } = parsed;
  for (let rest = nationalNumber; rest.startsWith('0'); ) {
    rest = rest.slice(1);
    const stripped = parsePhoneNumberFromString(`+${countryCallingCode}${rest}`);
    if (stripped?.isValid()) return stripped;
  }
  return undefined;
}

/**
 * A number of a range that the metadata does not know, which may be new. Only a trunk zero is removed: another digit that
 * libphonenumber reads as a trunk prefix (the 8 of Russia) may belong to the number. `undefined` if an international
 * prefix follows the calling code, or a zero follows the North American one.
 */
function describeUnknown(parsed: Parsed, text: string): PhoneNumber | undefined {
  const { countryCallingCode: code, nationalNumber } = parsed;
  const mistaken = code === NORTH_AMERICAN_CODE ? '0' : '00';
  if (nationalNumber.startsWith(mistaken) && !CODES_WITH_LEADING_ZERO.has(code)) return undefined;
  const trunk = text.slice(1 + code.length, text.length - nationalNumber.length);
  return describe(parsed, trunk === '0' ? parsed.number : text);
}

/** Every call to a premium number needs the answer, for the few rows that such numbers match. */
const premiumRanges = new Map<string, boolean>();

/** Whether all numbers that begin with `prefix` are premium, judged by samples of every length. */
export function isPremiumRange(prefix: string): boolean {
  const known = premiumRanges.get(prefix) ?? hasOnlyPremium(prefix);
  premiumRanges.set(prefix, known);
  return known;
}

function hasOnlyPremium(prefix: string): boolean {
  let found = false;
  for (const sample of samplesOf(prefix)) {
    const type = parsePhoneNumberFromString(`+${sample}`)?.getType();
    if (type !== undefined && type !== 'PREMIUM_RATE') return false;
    found ||= type !== undefined;
  }
  return found;
}

const MAX_DIGITS = 15;
const FILLS = ['0000', '1111', '2345', '5678', '9999'].map((fill) => fill.repeat(4));

/** Numbers of every length that begin with `prefix`, with any two digits after it. */
function* samplesOf(prefix: string): Generator<string> {
  for (let length = MAX_DIGITS; length >= prefix.length; length -= 1) {
    const samples = new Set<string>();
    for (let next = 0; next < 100; next += 1) {
      const start = prefix + String(next).padStart(2, '0');
      for (const fill of FILLS) samples.add((start + fill).slice(0, length));
    }
    yield* samples;
  }
}

function typeOfWhatFits(text: string): NumberType | undefined {
  for (let length = text.length - 1; length > 7; length -= 1) {
    const type = TYPES[parsePhoneNumberFromString(text.slice(0, length))?.getType() ?? ''];
    if (type) return type;
  }
  return undefined;
}

/** The only country of a calling code, for ranges that the metadata does not know; `undefined` for `1` and `7`. */
function onlyHome(callingCode: string): Country | undefined {
  homesByCode ??= Map.groupBy(getCountries(), (country) => getCountryCallingCode(country));
  const homes = new Set(homesByCode.get(callingCode)?.map(homeOf));
  return homes.size === 1 ? [...homes][0] : undefined;
}

/** Made when it is needed for the first time, as that is seldom. */
let homesByCode: ReadonlyMap<string, readonly Country[]> | undefined;
