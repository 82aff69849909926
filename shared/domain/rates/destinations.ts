/** The rows of a deck by destination: most rows of a published deck differ from their neighbors in the prefix only. */
import { type DeckIndex, type DeckRows, indexPrefixes } from './deck-index.ts';
import type { Rate } from './rating.ts';

export interface Destination {
  readonly details: Omit<Rate, 'prefix'>;
  /** An empty one for a row of a whole country. */
  readonly prefixes: readonly string[];
}

/** Each row is made when it is first looked at: a function instance sees few of the thousands that a deck has. */
class RowsOfDestinations implements DeckRows {
  readonly length: number;
  readonly #destinations: readonly Destination[];
  readonly #prefixes: readonly string[];
  /** By row, the position of its destination. */
  readonly #destinationAt: Int32Array;
  readonly #made: (Rate | undefined)[];

  constructor(destinations: readonly Destination[], prefixes: readonly string[]) {
    this.length = prefixes.length;
    this.#destinations = destinations;
    this.#prefixes = prefixes;
    this.#destinationAt = new Int32Array(prefixes.length);
    this.#made = new Array(prefixes.length);
    let row = 0;
    destinations.forEach((destination, position) => {
      this.#destinationAt.fill(position, row, row + destination.prefixes.length);
      row += destination.prefixes.length;
    });
  }

  at(row: number): Rate | undefined {
    const made = this.#made[row];
    if (made) return made;
    const prefix = this.#prefixes[row];
    const destination = this.#destinations[this.#destinationAt[row] ?? 0];
    if (prefix === undefined || !destination) return undefined;
    const rate = { prefix, ...destination.details };
    this.#made[row] = rate;
    return rate;
  }
}

/** The index of the rows of all destinations, in their order. Prefixes must be distinct digits. */
export function indexDestinations(destinations: readonly Destination[]): DeckIndex {
  const prefixes = destinations.flatMap((destination) => destination.prefixes);
  return indexPrefixes(prefixes, new RowsOfDestinations(destinations, prefixes));
}
