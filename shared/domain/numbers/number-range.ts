/**
 * What a number was read as, in a few bytes: who has it need not read the number again, which takes longer than to price
 * a call.
 */
import { NUMBER_TYPES, type NumberType, type PhoneNumber } from './numbering.ts';

/** Calling code, country and type, such as `44 GB mobile`; the country is empty where the number has none. */
export type NumberRange = string;

const E164 = /^\+[1-9]\d{6,14}$/;
const TYPES: ReadonlyMap<string, NumberType> = new Map(NUMBER_TYPES.map((type) => [type, type]));

export function rangeOf({ callingCode, country = '', type }: PhoneNumber): NumberRange {
  return `${callingCode} ${country} ${type}`;
}

/** The number that was read as of `range`; `undefined` if that cannot be, and the number is to be read. */
export function numberOfRange({
  e164,
  range,
}: {
  readonly e164: string;
  readonly range: NumberRange;
}): PhoneNumber | undefined {
  const [callingCode = '', country, type = '', ...rest] = range.split(' ');
  const known = TYPES.get(type);
  if (!known || rest.length > 0 || !/^\d{1,3}$/.test(callingCode) || !E164.test(e164)) return undefined;
  if (!e164.startsWith(callingCode, 1)) return undefined;
  return { e164, digits: e164.slice(1), callingCode, country: country || undefined, type: known };
}
