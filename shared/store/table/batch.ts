/** Many items in as few requests as DynamoDB takes. */
import { BatchExecuteStatementCommand, BatchGetCommand, BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { all, type Condition, has, StatementParts } from './conditions.ts';
import type { Database } from './database.ts';
import type { Key } from './keys.ts';
import { pause } from './pause.ts';
import { ConflictError } from './transaction.ts';

const KeySchema = z.object({ pk: z.string(), sk: z.string() });
const KEYS_PER_REQUEST = 100;
const PUTS_PER_REQUEST = 25;
/** How many items one {@link insertItems} or {@link updateItems} takes. */
export const STATEMENTS_PER_REQUEST = 25;
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

export interface TableKeys {
  readonly table: string;
  readonly keys: readonly Key[];
  readonly consistent: boolean;
}

/** The items that exist, for each part, of different tables: all in one request if a hundred keys are enough. */
export async function loadFromTables(
  db: Database,
  parts: readonly TableKeys[],
): Promise<Record<string, unknown>[][]> {
  const load = (table: string, left: readonly Key[], consistent: boolean) =>
    loadItems(db, table, left, { consistent });
  const asked = parts.filter(({ keys }) => keys.length > 0);
  if (asked.reduce((sum, { keys }) => sum + keys.length, 0) > KEYS_PER_REQUEST || asked.length < 2)
    return Promise.all(parts.map(({ table, keys, consistent }) => load(table, keys, consistent)));
  const RequestItems = Object.fromEntries(
    asked.map(({ table, keys, consistent }) => [
      table,
      { Keys: keys.map(({ pk, sk }) => ({ pk, sk })), ConsistentRead: consistent },
    ]),
  );
  const answer = await db.client.send(new BatchGetCommand({ RequestItems }));
  return Promise.all(
    parts.map(async ({ table, consistent }) => {
      const left = z.array(KeySchema).parse(answer.UnprocessedKeys?.[table]?.Keys ?? []);
      return [...(answer.Responses?.[table] ?? []), ...(await load(table, left, consistent))];
    }),
  );
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
export function insertItems(
  db: Database,
  table: string,
  items: readonly (Key & Readonly<Record<string, unknown>>)[],
): Promise<Set<number>> {
  const statements = items.map((item) => insertStatement(table, item));
  return executeEach(db, statements, NOT_MADE);
}

/** {@link insertItems}, where one that meets another write of its key throws: each key has an item afterwards. */
export async function insertMissing(
  db: Database,
  table: string,
  items: readonly (Key & Readonly<Record<string, unknown>>)[],
): Promise<void> {
  const statements = items.map((item) => insertStatement(table, item));
  await executeEach(db, statements, THERE);
}

function insertStatement(table: string, item: Readonly<Record<string, unknown>>): Statement {
  const attributes = Object.entries(item).filter(([, value]) => value !== undefined);
  const members = attributes.map(([name]) => `'${name}': ?`).join(', ');
  return {
    Statement: `INSERT INTO "${table}" VALUE {${members}}`,
    Parameters: attributes.map(([, value]) => value),
  };
}

export interface ItemUpdate {
  readonly key: Key;
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove: readonly string[];
}

/**
 * Changes each item that exists and meets the condition, in one request of PartiQL. Returns the indexes of the others.
 * Throws when an item was not changed for another reason; the rest of them may then be changed.
 */
export function updateItems(
  db: Database,
  table: string,
  updates: readonly ItemUpdate[],
  condition: Condition,
): Promise<Set<number>> {
  const statements = updates.map(({ key: { pk, sk }, set, remove }): Statement => {
    const parts = new StatementParts();
    const sets = Object.entries(set).map(
      ([name, value]) => `SET ${parts.attribute(name)} = ${parts.value(value)}`,
    );
    const removes = remove.map((name) => `REMOVE ${parts.attribute(name)}`);
    const where = all(has({ pk }), has({ sk }), condition)(parts);
    const Statement = [`UPDATE "${table}"`, ...sets, ...removes, `WHERE ${where}`].join(' ');
    return { Statement, Parameters: parts.parameters };
  });
  return executeEach(db, statements, NOT_MADE);
}

interface Statement {
  readonly Statement: string;
  readonly Parameters: unknown[];
}

/** The key is taken, the condition does not hold, or a transaction is writing the item at this moment. */
const NOT_MADE: ReadonlySet<string | undefined> = new Set([
  'DuplicateItem',
  'ConditionalCheckFailed',
  'TransactionConflict',
]);

/** An item has the key. */
const THERE: ReadonlySet<string | undefined> = new Set(['DuplicateItem']);

async function executeEach(
  db: Database,
  statements: readonly Statement[],
  expected: ReadonlySet<string | undefined>,
): Promise<Set<number>> {
  const request = new BatchExecuteStatementCommand({ Statements: [...statements] });
  const { Responses = [] } = await db.client.send(request);
  const notMade = new Set<number>();
  for (const index of statements.keys()) {
    const error = Responses[index]?.Error;
    if (expected.has(error?.Code)) notMade.add(index);
    else if (error) throw new Error(`write ${index} of a batch not made: ${error.Code} ${error.Message}`);
  }
  return notMade;
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
