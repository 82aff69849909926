/** Reading the items of one partition in the order of their sort keys. Lists for callers have cursors: `paging.ts`. */
import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { all, type Condition, has, Placeholders } from './conditions.ts';
import type { Database } from './database.ts';
import type { ItemSchema } from './items.ts';
import type { Key } from './keys.ts';

export interface ItemQuery {
  readonly table: string;
  readonly pk: string;
  /** Which sort keys; all without it. */
  readonly where?: Condition;
  /** Applied by DynamoDB after it has read, and counted, an item. */
  readonly filter?: Condition;
  readonly descending?: boolean | undefined;
  /** Consistent, unless this is `false`. */
  readonly consistent?: boolean;
  /** The attributes to read; all without it. */
  readonly attributes?: readonly string[];
}

export interface QueryStep {
  readonly items: readonly Record<string, unknown>[];
  /** The sort key to go on after; absent at the end of the partition. */
  readonly last?: string | undefined;
}

/** One request: at most a megabyte, and at most `limit` items before the filter, after the sort key `after`. */
export async function queryOnce(
  db: Database,
  query: ItemQuery,
  { limit, after }: { readonly limit?: number | undefined; readonly after?: string | undefined } = {},
): Promise<QueryStep> {
  const { table, pk, where, filter, descending = false, consistent = true, attributes } = query;
  const placeholders = new Placeholders();
  const inPartition = has({ pk });
  const answer = await db.client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: (where ? all(inPartition, where) : inPartition)(placeholders),
      FilterExpression: filter?.(placeholders),
      ProjectionExpression: attributes?.map((name) => placeholders.attribute(name)).join(', '),
      ...placeholders.definitions,
      ScanIndexForward: !descending,
      ConsistentRead: consistent,
      Limit: limit,
      ExclusiveStartKey: after === undefined ? undefined : { pk, sk: after },
    }),
  );
  const last = answer.LastEvaluatedKey?.sk;
  return { items: answer.Items ?? [], last: last === undefined ? undefined : String(last) };
}

export interface ScanStep {
  readonly items: readonly Record<string, unknown>[];
  /** The key to go on after; absent at the end of the part. */
  readonly last?: Key | undefined;
}

export interface TablePart {
  readonly table: string;
  /** Its place among all the parts of the table, from 0 on. */
  readonly part: number;
  readonly parts: number;
  /** Applied by DynamoDB after it has read, and counted, an item. */
  readonly filter: Condition;
}

/** One request for items of any partition: at most a megabyte before the filter. It costs what it reads, not what it returns. */
export async function scanOnce(
  db: Database,
  { table, part, parts, filter }: TablePart,
  after: Key | undefined,
): Promise<ScanStep> {
  const placeholders = new Placeholders();
  const answer = await db.client.send(
    new ScanCommand({
      TableName: table,
      Segment: part,
      TotalSegments: parts,
      FilterExpression: filter(placeholders),
      ...placeholders.definitions,
      ConsistentRead: true,
      ExclusiveStartKey: after && { pk: after.pk, sk: after.sk },
    }),
  );
  const last = answer.LastEvaluatedKey;
  return { items: answer.Items ?? [], last: last && { pk: String(last.pk), sk: String(last.sk) } };
}

/** All items, or the first `limit`, in as many requests as that takes. */
export async function queryAll<T>(
  db: Database,
  { limit, ...query }: ItemQuery & { readonly limit?: number | undefined },
  schema: ItemSchema<T>,
): Promise<T[]> {
  const items: T[] = [];
  let after: string | undefined;
  do {
    const left = limit === undefined ? undefined : limit - items.length;
    const step = await queryOnce(db, query, { limit: left, after });
    items.push(...step.items.map((item) => schema.parse(item)));
    after = step.last;
  } while (after !== undefined && (limit === undefined || items.length < limit));
  return items;
}
