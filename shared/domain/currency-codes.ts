/**
 * The codes of ISO 4217 that are money of some country now (List One of the maintenance agency,
 * https://www.six-group.com/en/products-services/financial-information/data-standards.html, as of 2026): without those
 * of funds, metals and tests, in which nobody pays, and without what was withdrawn (HRK, BGN, ANG).
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

export function isCurrency(code: string): boolean {
  return CURRENT.has(code);
}

const IN_EURO_NOW: ReadonlySet<string> = new Set(
  'ATS BEF BGN CYP DEM EEK ESP FIM FRF GRD HRK IEP ITL LTL LUF LVL MTL NLG PTE SIT SKK'.split(' '),
);
/** What withdrawn codes became, and what is written in their place without being a code. */
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

/** The currency that somebody meant who wrote `usd`, `RMB` or `DEM`; undefined where nobody can tell. */
export function currencyMeantBy(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  if (isCurrency(code)) return code;
  return IN_EURO_NOW.has(code) ? 'EUR' : WRITTEN_FOR[code];
}
