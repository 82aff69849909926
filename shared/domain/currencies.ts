/**
 * How much of each currency is worth about one US dollar, to one or two digits. Limits need the right order of
 * magnitude, not an exchange rate. The currencies are those that card gateways charge. AUD, CAD, CHF, EUR, GBP and
 * similar ones count one to one.
 */
import type { Flavored } from './flavored.ts';
import { formatAmount, MICROS_PER_UNIT, type Micros } from './money.ts';
import { refusals } from './refusals.ts';

/** A code of ISO 4217, in upper case. */
export type Currency = Flavored<string, 'Currency'>;

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

const SCALES: ReadonlyMap<Currency, number> = new Map(
  CURRENCIES_BY_SCALE.flatMap(([scale, currencies]) =>
    currencies.split(' ').map((currency) => [currency, scale] as const),
  ),
);

/**
 * An amount in US dollars as an amount of about the same value in `currency`. It is rounded up to a whole unit, unless
 * the currency counts one to one. `undefined` for a currency that is not in the table.
 */
export function scaledMicros(dollarMicros: Micros, currency: Currency): Micros | undefined {
  const scale = SCALES.get(currency);
  if (scale === undefined || scale === 1) return scale && dollarMicros;
  // In tenths, because 0.3 is not an exact binary fraction.
  const tenths = Math.round(scale * 10);
  return Math.ceil(((dollarMicros / MICROS_PER_UNIT) * tenths) / 10) * MICROS_PER_UNIT;
}

/** The currencies of the table. */
export const SCALED_CURRENCIES: readonly Currency[] = [...SCALES.keys()].sort();

const LOW_BALANCE_MICROS = 10 * MICROS_PER_UNIT;

/** The default level of a low balance: a fifth of the usual smallest funding, 10.00 US dollars. */
export function lowBalanceMicros(currency: Currency): Micros {
  return scaledMicros(LOW_BALANCE_MICROS, currency) ?? LOW_BALANCE_MICROS;
}

/**
 * The codes of ISO 4217 that are legal tender of a country (List One of the maintenance agency,
 * https://www.six-group.com/en/products-services/financial-information/data-standards.html, as of 2026), without the
 * codes of funds, metals and tests, and without withdrawn codes (HRK, BGN, ANG).
 */
const CURRENT: ReadonlySet<string> = new Set(
  (
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF ' +
    'CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ ' +
    'GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP ' +
    'LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR ' +
    'PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC ' +
    'SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF ' +
    'XPF YER ZAR ZMW ZWG'
  ).split(' '),
);

export function isCurrency(code: Currency): boolean {
  return CURRENT.has(code);
}

const IN_EURO_NOW: ReadonlySet<string> = new Set(
  'ATS BEF BGN CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK'.split(' '),
);
/** The successors of withdrawn codes, and the codes for other spellings. */
const WRITTEN_FOR: Readonly<Record<string, string>> = {
  ANG: 'XCG',
  BYR: 'BYN',
  CUC: 'CUP',
  MRO: 'MRU',
  NTD: 'TWD',
  RMB: 'CNY',
  SLL: 'SLE',
  STD: 'STN',
  VEF: 'VES',
  ZMK: 'ZMW',
  ZWL: 'ZWG',
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
};

/** The currency that `usd`, `RMB` or `DEM` most likely means; `undefined` if that is not clear. */
export function currencyMeantBy(text: string): Currency | undefined {
  const code = text.trim().toUpperCase();
  if (isCurrency(code)) return code;
  return IN_EURO_NOW.has(code) ? 'EUR' : WRITTEN_FOR[code];
}

// The amounts that can be charged: whole minor units, as card networks accept them. Nothing is rounded.

/** Currencies without decimals. */
const WHOLE = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** Currencies without decimals that are written with two, which must be zero. */
const WHOLE_WRITTEN_WITH_TWO = new Set(['ISK', 'UGX']);
/** Currencies with three decimals. Card networks require the last one to be zero. */
const THOUSANDTHS = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

export interface CurrencyUnit {
  /** Micros of one minor unit. */
  readonly minorMicros: Micros;
  /** The smallest step that can be charged. */
  readonly stepMicros: Micros;
}

export function unitOf(currency: Currency): CurrencyUnit {
  if (WHOLE.has(currency)) return { minorMicros: 1_000_000, stepMicros: 1_000_000 };
  if (WHOLE_WRITTEN_WITH_TWO.has(currency)) return { minorMicros: 10_000, stepMicros: 1_000_000 };
  if (THOUSANDTHS.has(currency)) return { minorMicros: 1_000, stepMicros: 10_000 };
  return { minorMicros: 10_000, stepMicros: 10_000 };
}

/** Throws the refusal `invalid-request`, naming the field, for an amount that no gateway can charge. */
export function requireChargeable(field: string, amountMicros: Micros, currency: Currency): void {
  const { stepMicros } = unitOf(currency);
  if (amountMicros % stepMicros === 0) return;
  const detail = `a whole multiple of ${formatAmount(stepMicros)} ${currency}`;
  throw refusals.invalidRequest([{ field, detail }]);
}
