/**
 * Which places count as one country: by numbering plan, for included minutes and for policies
 * (spec: Dial-out policies are a gate of their own).
 */
import type { Country } from '../country-codes.ts';

/** Places that use another country's numbering plan: a call to them is dialed and priced like one to that country. */
const HOME: ReadonlyMap<Country, Country> = new Map(
  Object.entries({
    AX: 'FI',
    BL: 'GP',
    BQ: 'CW',
    CC: 'AU',
    CX: 'AU',
    EH: 'MA',
    GG: 'GB',
    IM: 'GB',
    JE: 'GB',
    MF: 'GP',
    SJ: 'NO',
    TA: 'SH',
    VA: 'IT',
    YT: 'RE',
  }),
);

/** Independent countries share the North American calling code. All of them share its toll-free (8xx) and 900 numbers. */
export const NORTH_AMERICAN_CODE = '1';

/**
 * Calling codes of networks and services that are in no country (ITU-T E.164, list of assigned codes): freephone,
 * shared cost, satellites, universal personal numbers, international networks, disaster relief, trials, premium.
 */
const NETWORK_CODES = ['800', '808', '870', '878', '881', '882', '883', '888', '979', '991'];

/** Whether all numbers that begin with `prefix` are of international networks. */
export function isNetworkPrefix(prefix: string): boolean {
  return NETWORK_CODES.some((code) => prefix.startsWith(code));
}

/** The country whose numbering plan `country` uses: `GG` to `GB`, `FR` to `FR`. */
export function homeOf(country: Country): Country {
  return HOME.get(country) ?? country;
}

/** The country for pools and policies: US and PR are one (spec: Identical plans share a pool). */
export function usageCountry(country: Country): Country {
  return country === 'PR' ? 'US' : homeOf(country);
}

/** Whether a number is in the caller's own country, for policies. CA is not the same country as US. */
export function isSameCountry(location: Country, number: PhoneNumber): boolean {
  if (isSharedNorthAmerican(number)) return isNorthAmerican(location);
  return number.country !== undefined && usageCountry(number.country) === usageCountry(location);
}

/** Whether a call is domestic, for included minutes: in the same country, or between US, PR and CA. */
export function isDomestic(location: Country, number: PhoneNumber): boolean {
  if (isSameCountry(location, number)) return true;
  return number.country !== undefined && isUsOrCanada(number.country) && isUsOrCanada(location);
}

/** Whether a deck row that names a whole calling code and `rowCountry` also prices a number of `country`. */
export function sharesRowOf({
  rowCountry,
  country,
}: {
  readonly rowCountry: Country;
  readonly country: Country;
}): boolean {
  if (usageCountry(rowCountry) === usageCountry(country)) return true;
  return usageCountry(rowCountry) === 'US' && country === 'CA';
}

function isUsOrCanada(country: Country): boolean {
  return country === 'CA' || usageCountry(country) === 'US';
}

function isSharedNorthAmerican(number: PhoneNumber): boolean {
  const shared = number.type === 'toll-free' || number.type === 'premium' || number.type === 'non-geographic';
  if (!shared || number.callingCode !== NORTH_AMERICAN_CODE) return false;
  // The metadata lists the shared numbers under US and CA. The islands' own special numbers are abroad.
  return number.country !== undefined && isUsOrCanada(number.country);
}

const NORTH_AMERICA = new Set(
  'AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT US VC VG VI'.split(' '),
);

export function isNorthAmerican(country: Country): boolean {
  return NORTH_AMERICA.has(country);
}

// Telephone numbers.

export const NUMBER_TYPES = [
  'landline',
  'mobile',
  'mixed',
  'non-geographic',
  'toll-free',
  'premium',
  /** In no range that the metadata knows. Carriers use ranges before the metadata has them, so it still has a price. */
  'unknown',
] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

export interface PhoneNumber {
  readonly e164: string;
  /** Without the `+`. */
  readonly digits: string;
  readonly callingCode: string;
  /** ISO 3166-1 alpha-2; absent for international networks (`+800`, `+870`) and for an unknown range of a shared code. */
  readonly country?: Country | undefined;
  readonly type: NumberType;
}
