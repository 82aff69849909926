/**
 * The difference between a deck and the deck that it replaces. A row is dearer or cheaper by what a call of one minute
 * costs that is paid from its start, connecting included.
 */
import type { Micros } from '../money.ts';
import { priceOf, type Rate, SHORTEST_PAID_SECONDS } from './rating.ts';

/** `other`: a call of one minute costs the same, and something else of the row differs. */
export const ROW_EFFECTS = ['dearer', 'cheaper', 'other', 'added', 'removed'] as const;
export type RowEffect = (typeof ROW_EFFECTS)[number];

export interface RowChange {
  readonly effect: RowEffect;
  /** Absent for a row that is added. */
  readonly before?: Rate | undefined;
  /** Absent for a row that is removed. */
  readonly after?: Rate | undefined;
  /** What a call of one minute costs after it, less what it cost before: 0 where there is no row. */
  readonly differenceMicros: Micros;
}

/** By effect, the greatest difference first. */
export type DeckChanges = Readonly<Record<RowEffect, readonly RowChange[]>> & {
  /** How many rows are the same in both decks. */
  readonly unchanged: number;
};

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
  const ofRows = after.flatMap((row) => changeOf({ before: earlier.get(nameOf(row)), after: row }) ?? []);
  const removed = before.flatMap((row) => (kept.has(nameOf(row)) ? [] : [removalOf(row)]));
  const changes = [...ofRows, ...removed].sort(byDifference);
  const having = (effect: RowEffect) => changes.filter((change) => change.effect === effect);
  return {
    dearer: having('dearer'),
    cheaper: having('cheaper'),
    other: having('other'),
    added: having('added'),
    removed: having('removed'),
    unchanged: after.length - ofRows.length,
  };
}

function nameOf({ prefix, country }: Rate): string {
  return prefix || country;
}

interface RowInBoth {
  /** Absent if it is in the later deck only. */
  readonly before: Rate | undefined;
  readonly after: Rate;
}

/** `undefined` if nothing changed. */
function changeOf({ before, after }: RowInBoth): RowChange | undefined {
  if (!before) return { effect: 'added', after, differenceMicros: minuteOf(after) };
  if (COMPARED.every((field) => before[field] === after[field])) return undefined;
  const differenceMicros = minuteOf(after) - minuteOf(before);
  const effect = differenceMicros === 0 ? 'other' : differenceMicros > 0 ? 'dearer' : 'cheaper';
  return { effect, before, after, differenceMicros };
}

function removalOf(before: Rate): RowChange {
  return { effect: 'removed', before, differenceMicros: 0 - minuteOf(before) };
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

const minuteOf = (rate: Rate): Micros => priceOf(rate, SHORTEST_PAID_SECONDS, { connectionFee: true });

const byDifference = (a: RowChange, b: RowChange): number =>
  Math.abs(b.differenceMicros) - Math.abs(a.differenceMicros);
