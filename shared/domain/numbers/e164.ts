/** Numbers as they are dialed, brought to E.164 once, at the boundary (spec: A number is brought to E.164 once). */
import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  Metadata,
  type PhoneNumber as Parsed,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import type { Country } from '../country-codes.ts';
import { dialedDigits } from './dialed-digits.ts';
import type { PhoneNumber } from './numbering.ts';
import { knownNumber, parseNumber } from './phone-numbers.ts';

/**
 * The number that was dialed at `location`: in international form with a `+`, with `00` or with the prefix of the country
 * (`011`), or in national form; with spaces, brackets, dashes or `tel:`. Without a `+` the number must be known to the
 * metadata, and there must be only one way to read it, because a wrong guess would be another price. Returns `undefined`
 * otherwise.
 */
export function readDialedNumber(text: string, location?: Country): PhoneNumber | undefined {
  const digits = dialedDigits(text);
  if (digits === undefined) return undefined;
  if (digits.startsWith('+')) return parseNumber(digits);
  const plan = location !== undefined && isSupportedCountry(location) ? planOf(location) : undefined;
  const general = afterPrefix(digits, /^00/);
  const local = plan && knownAfter(digits, plan.internationalPrefix);
  const national = plan && nationalReading({ text, digits }, plan.country);
  if (general === undefined || !isPossible(general)) return onlyOf([local, national]);
  const read = knownNumber(general);
  return read && onlyOf([read, local, national]);
}

/** The number, if all readings give the same one. */
function onlyOf(readings: readonly (Parsed | undefined)[]): PhoneNumber | undefined {
  const [only, ...others] = new Set(readings.flatMap((parsed) => parsed?.number ?? []));
  return only === undefined || others.length > 0 ? undefined : parseNumber(only);
}

/** No prefixes that choose a carrier (`0021`): their digits could also be `00` and a calling code. */
const PLAIN_PREFIX = /^\d+$|0011$/;

function planOf(country: CountryCode): { country: CountryCode; internationalPrefix: RegExp } {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  const [plain = '00'] = PLAIN_PREFIX.exec(metadata.numberingPlan?.IDDPrefix() ?? '') ?? [];
  return { country, internationalPrefix: new RegExp(`^${plain}`) };
}

const afterPrefix = (digits: string, prefix: RegExp): string | undefined =>
  prefix.test(digits) ? digits.replace(prefix, '+') : undefined;

const isPossible = (e164: string): boolean =>
  knownNumber(e164) !== undefined || parsePhoneNumberFromString(e164)?.isPossible() === true;

function knownAfter(digits: string, prefix: RegExp): Parsed | undefined {
  const e164 = afterPrefix(digits, prefix);
  return e164 === undefined ? undefined : knownNumber(e164);
}

/** The number in E.164 if it can be read, otherwise as it was dialed. */
export function toE164(text: string, location?: Country): string {
  return readDialedNumber(text, location)?.e164 ?? text;
}

const EXAMPLE = '+447911123456';

/** Advice on how to write a number that cannot be read. */
export function howToWrite(text = ''): string {
  const digits = dialedDigits(text)?.replace(/^\+?0*/, '') ?? '';
  const guess = knownNumber(`+${digits}`) ?? knownNumber(`+${digits.replace(/^11/, '')}`);
  return `write the number in international form, with a plus and the country code, such as ${guess?.number ?? EXAMPLE}`;
}

/**
 * The number, if it is in national form: written as libphonenumber writes it there, or after the trunk prefix or the
 * code of the country. Digits that could also be another number, without its plus or after the `011` of North America,
 * are not read as national, unless the text has the area code in brackets as the country writes it.
 */
function nationalReading(
  { text, digits }: { readonly text: string; readonly digits: string },
  country: CountryCode,
): Parsed | undefined {
  const parsed = parsePhoneNumberFromString(digits, country);
  if (!parsed?.isValid() || parsed.countryCallingCode !== getCountryCallingCode(country)) return undefined;
  const national = groupsOf(parsed.formatNational());
  if (digits !== national.join('') && digits === parsed.nationalNumber) return undefined;
  const others = [`+${digits}`, afterPrefix(digits, /^011/) ?? ''].map((other) => knownNumber(other));
  const isAmbiguous = others.some((other) => other !== undefined && other.number !== parsed.number);
  const isBracketed = text.includes('(') && groupsOf(text).join(' ') === national.join(' ');
  return isAmbiguous && !isBracketed ? undefined : parsed;
}

const groupsOf = (text: string): string[] => text.match(/\d+/g) ?? [];
