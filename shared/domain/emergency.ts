/** Emergency numbers by country: always allowed, never charged (domain section 5, step 1). */
import { getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/max';
import { EMERGENCY_NUMBERS } from './emergency-numbers.ts';

const EVERYWHERE = '112';
const SHORT_NUMBER = /^\+?\d{2,10}$/;

const numbersByCountry = new Map<string, RegExp[]>();
for (const [numbers, countries] of Object.entries(EMERGENCY_NUMBERS)) {
  const patterns = numbers.split(' ').map((number) => new RegExp(`^${number.replaceAll('x', '\\d')}$`));
  for (const country of countries.split(' ')) numbersByCountry.set(country, patterns);
}

/**
 * Whether `dialed` is an emergency number of `country`. A dialing rule that made an international number of it
 * (`+911`, `+44999`) is seen through: help must not depend on it. Unknown country: any country's numbers.
 */
export function isEmergencyNumber(dialed: string, country: string | undefined): boolean {
  if (!SHORT_NUMBER.test(dialed)) return false;
  const digits = dialed.replace('+', '');
  if (country === undefined) return isEmergencySomewhere(digits);
  const candidates = [digits];
  if (dialed.startsWith('+') && isSupportedCountry(country)) {
    const code = getCountryCallingCode(country);
    if (digits.startsWith(code)) candidates.push(digits.slice(code.length));
  }
  return candidates.some((candidate) => isOneOf(candidate, numbersByCountry.get(country) ?? []));
}

function isEmergencySomewhere(digits: string): boolean {
  return [[], ...numbersByCountry.values()].some((numbers) => isOneOf(digits, numbers));
}

function isOneOf(digits: string, numbers: readonly RegExp[]): boolean {
  return digits === EVERYWHERE || numbers.some((number) => number.test(digits));
}
