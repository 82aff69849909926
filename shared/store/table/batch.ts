/** Many items in as few requests as DynamoDB takes. */
import { BatchExecuteStatementCommand, BatchGetCommand, BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Database } from './database.ts';
import type { Key } from './keys.ts';
import { pause } from './pause.ts';
import { ConflictError } from './transaction.ts';

const KEYS_PER_REQUEST = 100;
const PUTS_PER_REQUEST = 25;
/** How many items one {@link insertItems} takes. */
export const INSERTS_PER_REQUEST = 25;
const MAX_ROUNDS = 8;
const REQUESTS_AT_ONCE = 8;

/** The items that exist, in no particular order. Throws when DynamoDB keeps leaving keys unprocessed. */
export async function loadItems(
  db: Database,
  table: string,
  requested: readonly Key[],
  options: { consistent?: boolean } = { consistent: true },
): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  let left: Record<string, unknown>[] = [
    ...new Map(requested.map((key) => [`${key.pk}\n${key.sk}`, { ...key }])).values(),
  ];
  for (let round = 0; left.length > 0; round += 1) {
    if (round > MAX_ROUNDS + requested.length / KEYS_PER_REQUEST) throw new Error('keys left unprocessed');
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

/**
 * The items that exist, by their sort keys, in one request: for a caller that tries again. Throws {@link ConflictError}
 * when DynamoDB left a key unprocessed.
 */
export async function loadAtOnce(
  db: Database,
  table: string,
  requested: readonly Key[],
  { consistent }: { readonly consistent: boolean },
): Promise<Map<string, Record<string, unknown>>> {
  const Keys = requested.map(({ pk, sk }) => ({ pk, sk }));
  const request = { [table]: { Keys, ConsistentRead: consistent } };
  const answer = await db.client.send(new BatchGetCommand({ RequestItems: request }));
  if (answer.UnprocessedKeys?.[table]) throw new ConflictError([]);
  return new Map((answer.Responses?.[table] ?? []).map((item) => [String(item.sk), item]));
}

/** Puts the items, whatever has their keys. Throws when DynamoDB keeps leaving items unprocessed. */
export async function putItems(
  db: Database,
  table: string,
  items: readonly (Key & Readonly<Record<string, unknown>>)[],
): Promise<void> {
  await mapEach(chunksOf(items, PUTS_PER_REQUEST), async (batch) => {
    let left = batch.map((item) => ({ PutRequest: { Item: item } }));
    for (let round = 0; left.length > 0; round += 1) {
      if (round > PUTS_PER_REQUEST) throw new Error('items left unprocessed');
      const answer = await db.client.send(new BatchWriteCommand({ RequestItems: { [table]: left } }));
      left = z.array(z.custom<(typeof left)[number]>()).parse(answer.UnprocessedItems?.[table] ?? []);
      if (left.length > 0) await pause(20 * 2 ** Math.min(round, 5));
    }
  });
}

/**
 * Puts each item whose key is free, in one request of PartiQL, which answers item by item. Returns the indexes of the
 * others. Throws when an item was not put for another reason; the rest of them may then be there.
 */
export async function insertItems(
  db: Database,
  table: string,
  items: readonly (Key & Readonly<Record<string, unknown>>)[],
): Promise<Set<number>> {
  const Statements = items.map((item) => {
    const attributes = Object.entries(item).filter(([, value]) => value !== undefined);
    const members = attributes.map(([name]) => `'${name}': ?`).join(', ');
    return {
      Statement: `INSERT INTO "${table}" VALUE {${members}}`,
      Parameters: attributes.map(([, value]) => value),
    };
  });
  const answer = await db.client.send(new BatchExecuteStatementCommand({ Statements }));
  const taken = new Set<number>();
  for (const [index, { pk }] of items.entries()) {
    const error = answer.Responses?.[index]?.Error;
    if (error?.Code === 'DuplicateItem') taken.add(index);
    else if (error) throw new Error(`${pk} not stored: ${error.Code} ${error.Message}`);
  }
  return taken;
}

/** Parts of at most `size`, in order. */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** Works on each item, on a bounded number of them at once. Returns the results in the order of the items. */
export async function mapEach<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  const next = items.entries();
  const lanes = Array.from({ length: Math.min(REQUESTS_AT_ONCE, items.length) }, async () => {
    for (const [index, item] of next) results[index] = await work(item);
  });
  await Promise.all(lanes);
  return results;
}
