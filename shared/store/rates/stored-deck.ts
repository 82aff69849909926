/**
 * How the rows of a published deck are stored: by destination, since most rows differ from their neighbors in the prefix
 * only. The first request of a function instance waits for this, so what is read is checked by hand: a schema takes ten
 * times as long.
 */
import type { RateDeckId } from '../../domain/ids.ts';
import { buildDeckIndex, type DeckIndex } from '../../domain/rates/deck-index.ts';
import { type Destination, indexDestinations } from '../../domain/rates/destinations.ts';
import { DESTINATION_TYPES, type Rate } from '../../domain/rates/rating.ts';
import { type DeckRow, deckRowOf, rateOfDeckRow } from './rate-row.ts';

/** The {@link DeckRow} of each destination, whose prefixes are together in the place of one, separated by blanks. */
export type StoredDeck = readonly DeckRow[];

export interface DeckTerms {
  readonly id: RateDeckId;
  readonly roundingDecimals?: number | undefined;
}

/** Destinations in the order in which the deck first names them. */
export function storedDeckOf(rates: readonly Rate[]): StoredDeck {
  const byDetails = Map.groupBy(rates.map(deckRowOf), ([, ...details]) => JSON.stringify(details));
  return [...byDetails.values()].flatMap((rows) => {
    const [first] = rows;
    if (!first) return [];
    const [, ...details] = first;
    return [[rows.map(([prefix]) => prefix).join(BLANK), ...details]];
  });
}

/** Throws if `stored` is not a {@link StoredDeck}. */
export function indexOfStored(stored: unknown, deck: DeckTerms): DeckIndex {
  return indexDestinations(
    requireRows(stored, deck).map((row): Destination => {
      const { prefix: prefixes, ...details } = rateOfDeckRow(row, deck);
      return { details, prefixes: prefixes.split(BLANK) };
    }),
  );
}

/** The earlier layout has every row with all that its destination says. Throws if `stored` is of neither. */
export function indexOfRows(stored: unknown, deck: DeckTerms): DeckIndex {
  return buildDeckIndex(requireRows(stored, deck).map((row) => rateOfDeckRow(row, deck)));
}

const BLANK = ' ';
const PREFIXES = /^[0-9 ]*$/;
const TYPES: ReadonlySet<unknown> = new Set(DESTINATION_TYPES);
const COLUMNS = 8;

function requireRows(stored: unknown, { id }: DeckTerms): readonly DeckRow[] {
  if (Array.isArray(stored) && stored.every(isRow)) return stored;
  throw new Error(`The rows of deck ${id} are not stored as rows of a deck`);
}

function isRow(row: unknown): row is DeckRow {
  if (!Array.isArray(row) || row.length !== COLUMNS) return false;
  const [prefixes, name, type, country, ...numbers]: readonly unknown[] = row;
  return (
    typeof prefixes === 'string' &&
    PREFIXES.test(prefixes) &&
    typeof name === 'string' &&
    TYPES.has(type) &&
    typeof country === 'string' &&
    numbers.every(Number.isSafeInteger)
  );
}
