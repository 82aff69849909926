/** Write request units by the documented formula, from items before and after. */
import { DUE_INDEX, KEY } from '../../shared/contract/tables.ts';
import { itemBytes } from '../support/item-size.ts';

export type Item = Readonly<Record<string, unknown>>;

const BYTES_PER_UNIT = 1024;
const INDEX_KEY = [DUE_INDEX.partition, DUE_INDEX.sort] as const;

/** A unit per started KB of the larger of the two, and what the index takes. In a transaction each counts twice. */
export function writeUnits(before: Item | undefined, after: Item | undefined): number {
  const larger = Math.max(before ? itemBytes(before) : 0, after ? itemBytes(after) : 0);
  return Math.max(1, Math.ceil(larger / BYTES_PER_UNIT)) + indexUnits(before, after);
}

/** The index has keys only: an entry put or removed is a unit, one that moves is both. */
function indexUnits(before: Item | undefined, after: Item | undefined): number {
  const from = indexEntry(before);
  const to = indexEntry(after);
  if (JSON.stringify(from) === JSON.stringify(to)) return 0;
  return (from ? 1 : 0) + (to ? 1 : 0);
}

function indexEntry(item: Item | undefined): readonly unknown[] | undefined {
  if (!item || INDEX_KEY.some((name) => item[name] === undefined)) return undefined;
  return [...INDEX_KEY, KEY.partition, KEY.sort].map((name) => item[name]);
}
