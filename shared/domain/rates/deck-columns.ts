/**
 * The columns of a rate deck by the headers that carriers and spreadsheets use. A column that affects price or time must
 * be understood, or the deck is refused. A column that only describes may stay unread, with a warning.
 */
import type { Currency } from '../currencies.ts';

export const COLUMN_NAMES = {
  name: 'Destination Name',
  type: 'Destination Type',
  country: 'Country',
  prefix: 'Prefix',
  price: 'Price / min',
  fee: 'Connection Fee',
  initial: 'Initial Increment',
  increment: 'Increment',
  /** First and following increments in one cell, such as 60/6. */
  billing: 'Billing Increment',
  currency: 'Currency',
} as const;
export type Column = keyof typeof COLUMN_NAMES;

const STEPS = ['increment', 'interval', 'period', 'block', 'pulse', 'billing increment', 'billing interval'];
const SUMS = ['fee', 'charge', 'cost', 'price', 'rate', 'amount'];

/** Every combination of a word of each list, in their order. */
function combined(...lists: readonly (readonly string[])[]): string[] {
  return lists.reduce<string[]>(
    (begun, words) => begun.flatMap((start) => words.map((word) => `${start} ${word}`.trim())),
    [''],
  );
}

function listed(text: string): string[] {
  return text.split('|');
}

/** The words of headers. Case, and blanks and signs between words, do not matter. */
const SPELLINGS: readonly (readonly [Column, readonly string[]])[] = [
  ['name', listed('destination name|destination|description|name|dest|dest name|destination area|breakout')],
  ['name', listed('destination description|breakout name|route name')],
  ['type', listed('destination type|type|number type|line type')],
  ['country', listed('country|iso|iso2|iso code|iso 3166|iso alpha 2|iso country|iso country code')],
  ['country', listed('country code|country iso|country iso code|country iso2')],
  [
    'prefix',
    listed('prefix|prefixes|code|codes|digits|e164|e164 prefix|called prefix|number prefix|phone prefix'),
  ],
  [
    'prefix',
    combined(['dial', 'dialing', 'dialling', 'destination'], ['code', 'codes', 'prefix', 'prefixes']),
  ],
  ['price', listed('price|rate|cost|tariff|ppm|per min|per minute')],
  [
    'price',
    combined(['price', 'rate', 'cost', 'tariff'], ['min', 'minute', 'per min', 'per minute', 'a minute']),
  ],
  ['price', combined(['call', 'voice', 'minute', 'standard'], ['price', 'rate', 'cost'])],
  // The header of published toll-free prices per country.
  ['price', ['per min toll free inbound']],
  [
    'fee',
    combined(['connection', 'connect', 'setup', 'call connection', 'call connect', 'call setup'], SUMS),
  ],
  ['initial', combined(['initial', 'first'], STEPS)],
  ['initial', listed('interval 1|increment 1|min increment|minimum increment|min interval|minimum interval')],
  ['initial', combined(['min', 'minimum'], ['duration', 'time', 'call duration', 'billing increment'])],
  ['increment', combined(['next', 'following', 'subsequent', 'additional', 'second', 'further'], STEPS)],
  ['increment', listed('increment|interval n|increment n|interval 2|increment 2')],
  [
    'billing',
    combined(['billing', 'charging', 'rate'], ['increment', 'increments', 'interval', 'block', 'terms']),
  ],
  ['billing', listed('billing|increments|interval')],
  ['currency', listed('currency|currency code|ccy')],
];

const BY_SPELLING: ReadonlyMap<string, Column> = new Map(
  SPELLINGS.flatMap(([column, spellings]) =>
    spellings.map((spelling) => [spelling.replaceAll(' ', ''), column] as const),
  ),
);

/** A header with one of these words affects price or time, whatever its other words are. */
const DECIDING = [
  'price|rate|cost|tariff|charge|fee|surcharge|amount|money|currency|tax|vat|discount|markup|margin|credit',
  'connect|connection|setup|flag|fall|ppm|minimum|min|maximum|max|minute|second|sec|free|grace|per|tier|volume',
  'increment|interval|billing|block|pulse|period|duration|rounding|round|step|peak|off|weekend|weekday|evening',
  'night|day|holiday|hour|effective|effect|valid|validity|date|time|start|starting|end|ending|from|until|till|begin',
  'expiry|expire|expiration|active|inactive|activation|status|state|blocked|blocking|enabled|disabled|closed|open',
  'suspended|deleted|action|change|increase|decrease|new|old|current|previous|pending|origin|originating|origination',
  'eff|value|dollar|euro|pound|cent|pence|granularity|minimal|discontinued|closing|removed|card',
].join('|');
/** These words alone, in the plural, or written as one word: `effectivedate`. */
const DECIDING_WORD = new RegExp(`^(?:call|voice|is|in)?(?:(?:${DECIDING})(?:d|s|es)?)+$`);
/** Such words of German, French, Spanish, Italian and Portuguese, without accents, and as parts of longer German words. */
const DECIDING_PART = new RegExp(
  [
    'preis|gebuhr|gebuehr|kosten|entgelt|tarif|(?<!kon)takt|dauer|gultig|gueltig|wirksam|datum|sperr',
    'prix|cout|frais|duree|valable|bloque|precio|coste|costo|cargo|fecha|vigen|desde|hasta|duracion',
    'prezz|durata|bloccat|preco|custo|duracao',
  ].join('|'),
);

const CURRENCIES: ReadonlySet<string> = new Set(
  Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()),
);
const SECONDS = new Set(['s', 'sec', 'secs', 'second', 'seconds', 'in']);
const INCREMENTS: ReadonlySet<Column> = new Set(['initial', 'increment', 'billing']);

export type Heading =
  | { readonly column: Column; readonly currency?: Currency | undefined }
  /** Not understood. `decides` says whether it affects price or time, and so refuses the deck. */
  | { readonly column?: undefined; readonly decides: boolean };

/** The column that a header names. A price may name its currency, and increments may name seconds as their unit. */
export function readHeading(header: string): Heading {
  const words = wordsOf(header);
  const plain = columnOf(words);
  if (plain) return { column: plain };
  const [currency, ...others] = words.filter((word) => CURRENCIES.has(word));
  const priced = columnOf(words.filter((word) => !CURRENCIES.has(word)));
  if (currency && others.length === 0 && (priced === 'price' || priced === 'fee')) {
    return { column: priced, currency: currency.toUpperCase() };
  }
  const timed = columnOf(words.filter((word) => !SECONDS.has(word)));
  if (timed && INCREMENTS.has(timed)) return { column: timed };
  return { decides: words.some(isDeciding) || (words.length === 1 && currency !== undefined) };
}

/** Digits and accents do not matter: `Rate1` is a rate. */
function isDeciding(word: string): boolean {
  const plain = word.normalize('NFD').replace(/[\p{M}\p{N}]/gu, '');
  return DECIDING_WORD.test(plain) || DECIDING_PART.test(plain);
}

function columnOf(words: readonly string[]): Column | undefined {
  return BY_SPELLING.get(words.join(''));
}

/** `ConnectCharge`, `connect_charge` and `Connect-Charge:` have the same words. */
function wordsOf(header: string): string[] {
  return header
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}
