/** Many items in as few requests as DynamoDB takes. */
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import type { Database } from './database.ts';
import type { Key } from './keys.ts';
import { pause } from './pause.ts';

const KEYS_PER_REQUEST = 100;
const MAX_ROUNDS = 8;
const REQUESTS_AT_ONCE = 8;

/** The items that exist, in no particular order. Throws when DynamoDB keeps leaving keys unanswered. */
export async function loadItems(
  db: Database,
  table: string,
  wanted: readonly Key[],
  options: { consistent?: boolean } = { consistent: true },
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let left: Record<string, unknown>[] = [
    ...new Map(wanted.map((key) => [`${key.pk}\n${key.sk}`, { ...key }])).values(),
  ];
  for (let round = 0; left.length > 0; round += 1) {
    if (round > MAX_ROUNDS + wanted.length / KEYS_PER_REQUEST) throw new Error('keys left unprocessed');
    const Keys = left.slice(0, KEYS_PER_REQUEST);
    const request = { [table]: { Keys, ConsistentRead: options.consistent ?? false } };
    const answer = await db.client.send(new BatchGetCommand({ RequestItems: request }));
    found.push(...(answer.Responses?.[table] ?? []));
    const unprocessed = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    left = [...unprocessed, ...left.slice(KEYS_PER_REQUEST)];
    if (unprocessed.length > 0) await pause(20 * 2 ** Math.min(round, 5));
  }
  return found;
}

/** Batches of `size`, a bounded number of them at once. */
export function inBatches<T>(
  items: readonly T[],
  size: number,
  work: (batch: T[]) => Promise<void>,
): Promise<void> {
  const batches: T[][] = [];
  for (let start = 0; start < items.length; start += size) batches.push(items.slice(start, start + size));
  return forEach(batches, work);
}

/** Each item, a bounded number of them at once. */
export async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const next = items.values();
  const lanes = Array.from({ length: Math.min(REQUESTS_AT_ONCE, items.length) }, async () => {
    for (const item of next) await work(item);
  });
  await Promise.all(lanes);
}
