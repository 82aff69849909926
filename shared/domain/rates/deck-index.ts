/**
 * Longest-prefix lookup over a rate deck: a trie of digits in flat typed arrays, built once per deck version.
 * A lookup reads one array element per digit and allocates nothing.
 */

import { isSupportedCountry } from 'libphonenumber-js/max';
import type { Country } from '../country-codes.ts';
import { isNorthAmerican, NORTH_AMERICAN_CODE, type PhoneNumber, sharesRowOf } from '../numbers/numbering.ts';
import { isPremiumRange } from '../numbers/phone-numbers.ts';
import type { Rate } from './rating.ts';

/** The rows of a deck by position: a list, or rows that are made when they are looked at. */
export interface DeckRows {
  readonly length: number;
  at(row: number): Rate | undefined;
}

export interface DeckIndex {
  readonly rows: DeckRows;
  /** Ten children per node; 0 is none. Node 0 is the root. */
  readonly children: Positions;
  /** Per node, the row that ends there, counted from 1; 0 is none. */
  readonly rowAt: Positions;
  /** Rows without a prefix, in a toll-free deck. */
  readonly byCountry: ReadonlyMap<string, Rate>;
}

/** Two bytes each if that is enough: a lookup then reads half as much memory. */
type Positions = Uint16Array | Int32Array;
const MAX_UINT16 = 0xffff;

const DIGITS = 10;
const ZERO = '0'.charCodeAt(0);

/** Rows must have distinct prefixes of digits, which `parseRateDeck` ensures. */
export function buildDeckIndex(rows: readonly Rate[]): DeckIndex {
  return indexPrefixes(
    rows.map(({ prefix }) => prefix),
    rows,
  );
}

/** `prefixes` are those of `rows`, in their order. */
export function indexPrefixes(prefixes: readonly string[], rows: DeckRows): DeckIndex {
  const nodesAtMost = prefixes.reduce((sum, prefix) => sum + prefix.length, 1);
  const hasManyPositions = Math.max(nodesAtMost, rows.length) > MAX_UINT16;
  const Positions = hasManyPositions ? Int32Array : Uint16Array;
  const children = new Positions(nodesAtMost * DIGITS);
  const rowAt = new Positions(nodesAtMost);
  const byCountry = new Map<string, Rate>();
  let nodes = 1;
  prefixes.forEach((prefix, position) => {
    if (prefix === '') {
      const row = rows.at(position);
      if (row) byCountry.set(row.country, row);
      return;
    }
    let node = 0;
    for (let index = 0; index < prefix.length; index += 1) {
      const slot = node * DIGITS + prefix.charCodeAt(index) - ZERO;
      node = children[slot] ?? 0;
      if (node === 0) {
        node = nodes;
        children[slot] = nodes;
        nodes += 1;
      }
    }
    rowAt[node] = position + 1;
  });
  const isPacked = hasManyPositions && Math.max(nodes, rows.length) <= MAX_UINT16;
  const pack = (positions: Positions): Positions =>
    isPacked ? Uint16Array.from(positions) : positions.slice();
  return {
    rows,
    children: pack(children.subarray(0, nodes * DIGITS)),
    rowAt: pack(rowAt.subarray(0, nodes)),
    byCountry,
  };
}

export function rowsOf({ rows }: DeckIndex): Rate[] {
  return Array.from({ length: rows.length }, (_, row) => rows.at(row) ?? []).flat();
}

/** The row with the longest prefix of `digits` (spec: The longest prefix in force decides). */
export function longestMatch(index: DeckIndex, digits: string): Rate | undefined {
  const { children, rowAt } = index;
  let found = 0;
  let node = 0;
  for (let position = 0; position < digits.length; position += 1) {
    node = children[node * DIGITS + digits.charCodeAt(position) - ZERO] ?? 0;
    if (node === 0) break;
    const row = rowAt[node] ?? 0;
    if (row !== 0) found = row;
  }
  return found === 0 ? undefined : index.rows.at(found - 1);
}

/**
 * The published rate for a call to `number`. `undefined` means that there is none: a refusal, never a price of zero
 * (spec: Credits pay only at published rates).
 * - A premium number takes a premium row, or a row for its own premium range alone. It never takes the row of the
 *   ordinary numbers around it (spec: A premium number needs a premium rate).
 * - A row for a whole calling code prices its own country only, with the places that share its numbering plan: a row
 *   `1` for US does not price Barbados. For a longer prefix the deck decides the country, and so it does if its country
 *   no longer exists (`599` for AN).
 * - Toll-free and other special numbers, and numbers that the metadata does not know, take the longest match.
 */
export function findRate(index: DeckIndex, number: PhoneNumber): Rate | undefined {
  const row = longestMatch(index, number.digits);
  if (!row) return undefined;
  if (number.type === 'premium' && row.type !== 'premium') {
    return isPremiumRange(row.prefix) ? row : longestPremiumMatch(index, row.prefix);
  }
  return covers(row, number) ? row : undefined;
}

/**
 * The published rate of an inbound call on the toll-free `number`: by its prefix, otherwise by its country. North
 * American toll-free codes belong to no single country, so the organization's own country comes first there.
 */
export function findTollFreeRate(
  index: DeckIndex,
  number: PhoneNumber,
  homeCountry: Country,
): Rate | undefined {
  const row = longestMatch(index, number.digits);
  if (row && covers(row, number)) return row;
  const home = number.callingCode === NORTH_AMERICAN_CODE ? index.byCountry.get(homeCountry) : undefined;
  if (home && isNorthAmerican(homeCountry)) return home;
  return number.country === undefined ? undefined : index.byCountry.get(number.country);
}

function longestPremiumMatch(index: DeckIndex, prefix: string): Rate | undefined {
  for (let length = prefix.length - 1; length > 0; length -= 1) {
    const row = longestMatch(index, prefix.slice(0, length));
    if (!row) return undefined;
    if (row.type === 'premium') return row;
    length = row.prefix.length;
  }
  return undefined;
}

function covers(row: Rate, number: PhoneNumber): boolean {
  if (row.prefix.length > number.callingCode.length) return true;
  if (number.country === undefined || !isSupportedCountry(row.country)) return true;
  return sharesRowOf({ rowCountry: row.country, country: number.country });
}
