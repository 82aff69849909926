import type { Flavored } from './flavored.ts';

/** A code of ISO 3166-1 alpha-2, or of a territory with numbers of its own: {@link isDestinationCountry}. */
export type Country = Flavored<string, 'Country'>;

/**
 * The officially assigned codes of ISO 3166-1 alpha-2 (https://www.iso.org/obp/ui/#search/code): 249. Reserved codes
 * (UK, EU), codes of former states (YU) and codes that users may assign themselves (XK) are not among them.
 */
const ASSIGNED: ReadonlySet<string> = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT ' +
    'BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ' +
    'ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT ' +
    'HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS ' +
    'LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI ' +
    'NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG ' +
    'SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG ' +
    'UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
  ).split(' '),
);

/** Territories with telephone numbers and without an assigned code: Ascension, Tristan da Cunha, Kosovo (`+383`). */
const WITH_NUMBERS_OF_THEIR_OWN: ReadonlySet<string> = new Set(['AC', 'TA', 'XK']);

/** The member states of the European Union, as ISO 3166-1 names them (https://european-union.europa.eu). */
const EUROPEAN_UNION: ReadonlySet<string> = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
);

export function isInEuropeanUnion(code: Country): boolean {
  return EUROPEAN_UNION.has(code);
}

export function isCountry(code: Country): boolean {
  return ASSIGNED.has(code);
}

/** Whether a call may go there: to a country, or to a territory with numbers and without an assigned code. */
export function isDestinationCountry(code: Country): boolean {
  return isCountry(code) || WITH_NUMBERS_OF_THEIR_OWN.has(code);
}

/** Only the European Commission writes it (https://publications.europa.eu/code/en/en-5000600.htm). */
const GREECE_IN_EU_TEXTS = 'EL';

/** The country that `us`, `UK`, `EL`, `BU` or `840` most likely means; `undefined` if that is not clear. */
export function countryMeantBy(text: string): Country | undefined {
  const code = text.trim().toUpperCase();
  if (isCountry(code)) return code;
  if (code === GREECE_IN_EU_TEXTS) return 'GR';
  if (!/^([A-Z]{2}|\d{3})$/.test(code)) return undefined;
  const { region } = new Intl.Locale(Intl.getCanonicalLocales(`und-${code}`)[0] ?? 'und');
  return region !== undefined && isCountry(region) ? region : undefined;
}
