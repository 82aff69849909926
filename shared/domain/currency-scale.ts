/**
 * How much of each currency is about as much as one US dollar, to one or two digits: for limits, which need the right
 * order of magnitude and no exchange rate. The currencies are those that card gateways charge; AUD, CAD, CHF, EUR, GBP
 * and their like count one to one.
 */
import { MICROS_PER_UNIT } from './money.ts';

const CURRENCIES_BY_SCALE: readonly (readonly [number, string])[] = [
  [0.3, 'KWD'],
  [0.4, 'BHD OMR'],
  [0.7, 'JOD'],
  [1, 'AUD BMD BND BSD CAD CHF EUR FKP GBP GIP KYD NZD PAB SGD SHP USD'],
  [2, 'ANG AWG AZN BAM BBD BGN BZD FJD TOP XCG'],
  [3, 'BYN GEL TND WST XCD'],
  [4, 'AED ILS MYR PEN PGK PLN QAR RON SAR'],
  [5, 'BRL'],
  [7, 'BOB CNY DKK TTD'],
  [8, 'GTQ HKD MOP SBD'],
  [10, 'GHS MAD NOK SEK TJS'],
  [15, 'BWP MDL MVR SCR'],
  [20, 'CZK LSL MXN NAD SLE STN SZL ZAR ZMW'],
  [25, 'HNL'],
  [30, 'THB TWD'],
  [40, 'NIO SRD TRY UAH UYU'],
  [50, 'EGP MKD MUR'],
  [60, 'AFN DOP MZN PHP'],
  [70, 'GMD'],
  [80, 'INR RUB'],
  [90, 'KGS'],
  [100, 'ALL BDT CVE JPY RSD VUV XPF'],
  [120, 'ISK'],
  [130, 'DZD HTG KES'],
  [150, 'ETB JMD NPR'],
  [200, 'DJF GYD LRD'],
  [250, 'YER'],
  [300, 'LKR PKR'],
  [400, 'AMD HUF KMF'],
  [500, 'CRC KZT'],
  [600, 'SOS XAF XOF'],
  [1000, 'AOA ARS CLP KRW'],
  [1500, 'MWK NGN RWF'],
  [2000, 'MMK'],
  [2500, 'CDF TZS'],
  [3000, 'BIF'],
  [3500, 'MNT UGX'],
  [4000, 'COP KHR'],
  [4500, 'MGA'],
  [7000, 'PYG'],
  [10_000, 'GNF'],
  [12_000, 'UZS'],
  [15_000, 'IDR'],
  [20_000, 'LAK'],
  [25_000, 'VND'],
  [90_000, 'LBP'],
];

const SCALES: ReadonlyMap<string, number> = new Map(
  CURRENCIES_BY_SCALE.flatMap(([scale, currencies]) =>
    currencies.split(' ').map((currency) => [currency, scale] as const),
  ),
);

/**
 * A figure in US dollars as one of about the same worth in `currency`, up to its next whole unit unless it counts one
 * to one; `undefined` for a currency that is not in the table.
 */
export function scaledMicros(dollarMicros: number, currency: string): number | undefined {
  const scale = SCALES.get(currency);
  if (scale === undefined || scale === 1) return scale && dollarMicros;
  // Tenths first: 0.3 is no binary fraction.
  const tenths = Math.round(scale * 10);
  return Math.ceil(((dollarMicros / MICROS_PER_UNIT) * tenths) / 10) * MICROS_PER_UNIT;
}

/** The currencies of the table. */
export const SCALED_CURRENCIES: readonly string[] = [...SCALES.keys()].sort();

const LOW_BALANCE_MICROS = 10 * MICROS_PER_UNIT;

/** A balance that is low where nobody has chosen a level: a fifth of the usual smallest funding, 10.00 US dollars. */
export function lowBalanceMicros(currency: string): number {
  return scaledMicros(LOW_BALANCE_MICROS, currency) ?? LOW_BALANCE_MICROS;
}
