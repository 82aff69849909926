/** The difference between a deck and the deck that it replaces. */
import type { Rate } from './rating.ts';

export interface RowChange {
  /** Absent for a new row. */
  readonly before?: Rate | undefined;
  /** Absent for a row that was removed. */
  readonly after?: Rate | undefined;
}

export interface DeckChanges {
  readonly added: readonly RowChange[];
  readonly removed: readonly RowChange[];
  readonly changed: readonly RowChange[];
  /** How many rows are the same in both decks. */
  readonly unchanged: number;
}

/** Compares the rows of both decks by prefix, or by country if they have none. */
export function compareDecks({
  before,
  after,
}: {
  readonly before: readonly Rate[];
  readonly after: readonly Rate[];
}): DeckChanges {
  const earlier = new Map(before.map((row) => [nameOf(row), row]));
  const kept = new Set(after.map(nameOf));
  const changes = after.map((row): RowChange => {
    return { before: earlier.get(nameOf(row)), after: row };
  });
  const both = changes.filter((change) => change.before !== undefined);
  const changed = both.filter((change) => !isSame(change));
  return {
    added: changes.filter((change) => change.before === undefined),
    removed: before.filter((row) => !kept.has(nameOf(row))).map((row) => ({ before: row })),
    changed,
    unchanged: both.length - changed.length,
  };
}

function nameOf({ prefix, country }: Rate): string {
  return prefix || country;
}

const COMPARED = [
  'destinationName',
  'type',
  'country',
  'perMinuteMicros',
  'connectionFeeMicros',
  'initialIncrementSeconds',
  'incrementSeconds',
  'roundingDecimals',
] as const satisfies readonly (keyof Rate)[];

function isSame({ before, after }: RowChange): boolean {
  return COMPARED.every((field) => before?.[field] === after?.[field]);
}
