/** Numbers with their attributes, and rate decks as plain lists: a price is found by reading the list. */

export interface Destination {
  readonly number: string;
  readonly country: string;
  readonly zoneA: boolean;
  readonly premium?: true;
}

export const DESTINATIONS: readonly Destination[] = [
  { number: '+12125550123', country: 'US', zoneA: true },
  { number: '+17875550123', country: 'PR', zoneA: true },
  { number: '+14165550123', country: 'CA', zoneA: true },
  { number: '+442071838750', country: 'GB', zoneA: true },
  { number: '+447400123456', country: 'GB', zoneA: true },
  { number: '+33142685300', country: 'FR', zoneA: true },
  { number: '+33899123456', country: 'FR', zoneA: true, premium: true },
  { number: '+263242123456', country: 'ZW', zoneA: false },
];
/** In no deck. */
export const UNRATED = '+81312345678';

export function destinationOf(number: string): Destination | undefined {
  if (number === UNRATED) return { number, country: 'JP', zoneA: true };
  return DESTINATIONS.find((each) => each.number === number);
}

/** From when on the first deck and the only one for toll-free calls are in force. */
export const FIRST_DECK = '2027-09-01T00:00:00.000Z';

export const EMERGENCY = '911';
export const OWN_NUMBER = '+12125550199';
export const OWN_TOLL_FREE = '+18005550123';

/** In millionths a minute, a connection fee, and the first and following increments in seconds. */
export interface ModelRate {
  readonly prefix: string;
  readonly name: string;
  readonly type: string;
  readonly country: string;
  readonly perMinute: number;
  readonly fee: number;
  readonly first: number;
  readonly next: number;
}

export interface ModelDeck {
  readonly effectiveFrom: string;
  readonly published: number;
  readonly rows: readonly ModelRate[];
}

type Row = readonly [string, string, string, string, number, number, number, number];

const ROWS: readonly Row[] = [
  ['1', 'USA', 'mixed', 'US', 12_000, 0, 60, 60],
  ['1416', 'Canada', 'mixed', 'CA', 15_000, 0, 60, 60],
  ['1787', 'Puerto Rico', 'mixed', 'PR', 24_000, 5_000, 60, 60],
  ['44', 'United Kingdom', 'landline', 'GB', 18_000, 0, 30, 6],
  ['447', 'United Kingdom mobile', 'mobile', 'GB', 90_000, 50_000, 60, 60],
  ['33', 'France', 'landline', 'FR', 21_000, 0, 60, 60],
  ['33899', 'France premium', 'premium', 'FR', 1_200_000, 100_000, 60, 60],
  ['263', 'Zimbabwe', 'mixed', 'ZW', 360_000, 0, 60, 30],
];

/** Every price rises with the deck's number, so that a charge shows which deck priced it. */
export function rowsOf(number: number): ModelRate[] {
  return ROWS.map(([prefix, name, type, country, perMinute, fee, first, next]) => ({
    prefix,
    name,
    type,
    country,
    perMinute: perMinute * (number + 1),
    fee: fee * (number + 1),
    first,
    next,
  }));
}

export const TOLL_FREE_PER_MINUTE = 24_000;

/** `note` makes the text, and with it the deck's id, one of its own. */
export function outboundCsv(rows: readonly ModelRate[], note: string): string {
  const lines = rows.map(({ prefix, name, type, country, perMinute, fee, first, next }) =>
    [`${name} ${note}`, type, country, prefix, perMinute / 1e6, fee / 1e6, first, next].join(','),
  );
  const head =
    'Destination Name,Destination Type,Country,Prefix,Price / min,Connection Fee,Initial Increment,Increment';
  return [head, ...lines, ''].join('\n');
}

export const tollFreeCsv = (note: string): string =>
  `Destination Name,Country,Price / min\nToll-free ${note},US,${TOLL_FREE_PER_MINUTE / 1e6}\n`;

export function deckAt(decks: readonly ModelDeck[], at: string): ModelDeck | undefined {
  let best: ModelDeck | undefined;
  for (const deck of decks) {
    if (deck.effectiveFrom > at) continue;
    if (!best || deck.effectiveFrom > best.effectiveFrom) best = deck;
    else if (deck.effectiveFrom === best.effectiveFrom && deck.published > best.published) best = deck;
  }
  return best;
}

export function rateFor(deck: ModelDeck, number: string): ModelRate | undefined {
  let best: ModelRate | undefined;
  for (const row of deck.rows) {
    if (number.slice(1).startsWith(row.prefix) && row.prefix.length > (best?.prefix.length ?? 0)) best = row;
  }
  return best;
}

/** Counts block by block. */
export function priceOf(
  rate: Omit<ModelRate, 'prefix' | 'name' | 'type' | 'country'>,
  seconds: number,
  withFee: boolean,
): number {
  if (seconds <= 0) return 0;
  let price = (withFee ? rate.fee : 0) + (rate.perMinute * rate.first) / 60;
  for (let paid = rate.first; paid < seconds; paid += rate.next) price += (rate.perMinute * rate.next) / 60;
  return price;
}
