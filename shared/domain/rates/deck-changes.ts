/** What a deck would change about the one that it takes the place of. */
import type { Rate } from './rating.ts';

export interface RowChange {
  /** Absent where the row is new. */
  readonly before?: Rate;
  /** Absent where the row is gone. */
  readonly after?: Rate;
}

export interface DeckChanges {
  readonly added: readonly RowChange[];
  readonly removed: readonly RowChange[];
  readonly changed: readonly RowChange[];
  /** How many rows stay as they are. */
  readonly unchanged: number;
}

/** Rows are compared by prefix, or by country where they have none. */
export function compareDecks(before: readonly Rate[], after: readonly Rate[]): DeckChanges {
  const earlier = new Map(before.map((row) => [nameOf(row), row]));
  const kept = new Set(after.map(nameOf));
  const changes = after.map((row): RowChange => {
    const standing = earlier.get(nameOf(row));
    return standing ? { before: standing, after: row } : { after: row };
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
