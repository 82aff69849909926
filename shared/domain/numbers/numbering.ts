/**
 * Which places count as one country: by numbering plan, for included minutes and for policies
 * (spec: Dial-out policies are a gate of their own).
 */
import type { Country } from '../country-codes.ts';

/** Places whose numbers belong to another country's numbering plan: a call there is dialed and priced as at home. */
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

/** The North American plan's code is shared by independent countries; toll-free (8xx) and 900 numbers by all of them. */
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

/** The country that pools and policies go by: US and PR are one (spec: Identical plans share a pool). */
export function usageCountry(country: Country): Country {
  return country === 'PR' ? 'US' : homeOf(country);
}

/** For policies: whether a number is in the caller's own country. US to CA is not. */
export function isSameCountry(location: Country, number: PhoneNumber): boolean {
  if (isSharedNorthAmerican(number)) return isNorthAmerican(location);
  return number.country !== undefined && usageCountry(number.country) === usageCountry(location);
}

/** For included minutes: as for policies, and US, PR and CA are domestic to each other. */
export function isDomestic(location: Country, number: PhoneNumber): boolean {
  if (isSameCountry(location, number)) return true;
  return number.country !== undefined && isUsOrCanada(number.country) && isUsOrCanada(location);
}

/** Whether a deck row that names a whole calling code and `rowCountry` also prices a number of `country`. */
export function sharesRowOf(rowCountry: Country, country: Country): boolean {
  if (usageCountry(rowCountry) === usageCountry(country)) return true;
  return usageCountry(rowCountry) === 'US' && country === 'CA';
}

function isUsOrCanada(country: Country): boolean {
  return country === 'CA' || usageCountry(country) === 'US';
}

function isSharedNorthAmerican(number: PhoneNumber): boolean {
  const shared = number.type === 'toll-free' || number.type === 'premium' || number.type === 'non-geographic';
  if (!shared || number.callingCode !== NORTH_AMERICAN_CODE) return false;
  // The metadata lists what all of them share under US and CA; the islands' own special numbers are abroad.
  return number.country !== undefined && isUsOrCanada(number.country);
}

const NORTH_AMERICA = new Set(
  'AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT US VC VG VI'.split(' '),
);

export function isNorthAmerican(country: Country): boolean {
  return NORTH_AMERICA.has(country);
}

// What a telephone number is taken for.

export type NumberType =
  | 'landline'
  | 'mobile'
  | 'mixed'
  | 'non-geographic'
  | 'toll-free'
  | 'premium'
  /** In no range that the metadata knows. Carriers' plans run ahead of it, so such a number is still rated. */
  | 'unknown';

export interface PhoneNumber {
  readonly e164: string;
  /** Without the `+`. */
  readonly digits: string;
  readonly callingCode: string;
  /** ISO 3166-1 alpha-2; absent for international networks (`+800`, `+870`) and where a shared code leaves it open. */
  readonly country?: Country;
  readonly type: NumberType;
}
