/**
 * Emergency numbers by country: always allowed, never charged (spec: Emergency calls are always allowed and free).
 */
import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import type { Country } from '../country-codes.ts';
import { dialedDigits } from './dialed-digits.ts';
import { EMERGENCY_NUMBERS } from './emergency-numbers.ts';

const EVERYWHERE = '112';
const SHORT_NUMBER = /^\+?\d{2,12}$/;
/** RFC 5031: the emergency service itself, without a number. */
const SERVICE = /^urn:service:sos(\.[a-z.-]+)?$/i;
const SIP_USER = /^\s*sips?:([^@;?]+)/i;

const numbersByCountry = new Map<string, Set<string>>();
for (const [numbers, countries] of Object.entries(EMERGENCY_NUMBERS)) {
  const own = new Set(numbers.split(' ').flatMap(expand));
  for (const country of countries.split(' ')) numbersByCountry.set(country, own);
}

/** `13xx` is 1300 to 1399. */
function expand(number: string): string[] {
  if (!number.includes('x')) return [number];
  return Array.from({ length: 10 }, (_, digit) => number.replace('x', String(digit))).flatMap(expand);
}

/** The emergency numbers of all countries, each with and without its calling code. */
const numbersAnywhere = new Map<string, string>();
for (const own of numbersByCountry.values()) for (const number of own) numbersAnywhere.set(number, number);
for (const country of getCountries()) {
  const code = getCountryCallingCode(country);
  for (const number of numbersByCountry.get(country) ?? []) {
    const international = `+${code}${number}`;
    numbersAnywhere.set(international, numbersAnywhere.get(international) ?? number);
  }
}

/** Nearly all dialed numbers are longer, so that most are dismissed at once. */
const MAX_INTERNATIONAL = Math.max(...[...numbersAnywhere.keys()].map((each) => each.length));
const INTERNATIONAL = /^\+\d+$/;

/**
 * The emergency number of `country` that was dialed, as its own digits; `undefined` for any other number. It is
 * recognized in every notation (`tel:112`, ` 1 1 2`) and behind what dialing rules add (`+911`, `+44999`, `0044999`, and
 * the digit for an outside line, `0112` or `9911`), because help must not depend on them. If the country is unknown, or
 * not a country (`UK`), the numbers of every country count.
 */
export function emergencyNumberOf(dialed: string, country: Country | undefined): string | undefined {
  if (dialed.length > MAX_INTERNATIONAL && INTERNATIONAL.test(dialed)) return undefined;
  if (SERVICE.test(dialed.trim())) return EVERYWHERE;
  const digits = dialedDigits(SIP_USER.exec(dialed)?.[1] ?? dialed);
  if (digits === undefined || !SHORT_NUMBER.test(digits)) return undefined;
  const own = country === undefined ? undefined : numbersByCountry.get(country);
  for (const candidate of readingsOf(digits)) {
    const number = own ? ownNumber(candidate, own, country) : anyNumber(candidate);
    if (number !== undefined)
      return candidate !== digits && isSubscriber(digits, country) ? undefined : number;
  }
  return undefined;
}

/** Whether the digits, as dialed, are a subscriber's number: `011381112` is one of Belgrade, not `112` abroad. */
function isSubscriber(digits: string, country: Country | undefined): boolean {
  if (country === undefined || !isSupportedCountry(country)) return false;
  return parsePhoneNumberFromString(digits, country)?.isValid() === true;
}

/** The digits as they were dialed come first: `000` is an emergency number itself. */
function* readingsOf(digits: string): Generator<string> {
  yield digits;
  const international = /^(?:00|011)(\d+)$/.exec(digits)?.[1];
  if (international !== undefined) yield `+${international}`;
  const outside = /^[09](\d{3,5})$/.exec(digits)?.[1];
  if (outside !== undefined) yield outside;
}

function ownNumber(dialed: string, own: ReadonlySet<string>, country = ''): string | undefined {
  const digits = dialed.replace('+', '');
  if (own.has(digits)) return digits;
  if (!dialed.startsWith('+') || !isSupportedCountry(country)) return undefined;
  const code = getCountryCallingCode(country);
  const national = digits.startsWith(code) ? digits.slice(code.length) : '';
  return own.has(national) ? national : undefined;
}

function anyNumber(dialed: string): string | undefined {
  return numbersAnywhere.get(dialed.replace('+', '')) ?? numbersAnywhere.get(dialed);
}

/** Whether `dialed` is an emergency number of `country`: {@link emergencyNumberOf}. */
export function isEmergencyNumber(dialed: string, country: Country | undefined): boolean {
  return emergencyNumberOf(dialed, country) !== undefined;
}
