/** Pages of a partition. A cursor is opaque to the caller and useless in another list. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { refusals } from '../../domain/refusals.ts';
import type { Database } from './database.ts';

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface PageQuery {
  readonly table: string;
  readonly pk: string;
  readonly prefix: string;
  readonly page: PageRequest;
  readonly descending?: boolean;
}

/** One page of the items of `pk` whose sort key begins with `prefix`, in key order. */
export async function queryPage(db: Database, query: PageQuery): Promise<Page<Record<string, unknown>>> {
  const after = query.page.cursor === undefined ? undefined : sortKeyOf(query.page.cursor, query.prefix);
  const answer = await db.client.send(
    new QueryCommand({
      TableName: query.table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: { ':pk': query.pk, ':prefix': query.prefix },
      ScanIndexForward: !query.descending,
      ConsistentRead: true,
      Limit: query.page.limit,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk: query.pk, sk: after } }),
    }),
  );
  const last = answer.LastEvaluatedKey?.sk;
  return {
    items: answer.Items ?? [],
    nextCursor: last === undefined ? null : cursorOf(last),
  };
}

export const cursorOf = (sortKey: unknown): string => Buffer.from(String(sortKey)).toString('base64url');

/** Throws `invalid-request` for a cursor that did not come from this list. */
function sortKeyOf(cursor: string, prefix: string): string {
  const sortKey = Buffer.from(cursor, 'base64url').toString();
  if (!sortKey.startsWith(prefix)) {
    throw refusals.invalidRequest([{ field: 'cursor', detail: 'not a cursor of this list' }]);
  }
  return sortKey;
}

const LARGEST_PAGE = 200;

/** One page of the items that `read` takes, read on until it is full, however many it leaves out. */
export async function queryMatching<T>(
  db: Database,
  query: PageQuery,
  read: (item: Record<string, unknown>) => T | undefined,
): Promise<Page<T>> {
  const items: T[] = [];
  for (let { cursor } = query.page; ; ) {
    const page = await queryPage(db, { ...query, page: { limit: LARGEST_PAGE, cursor } });
    for (const [index, item] of page.items.entries()) {
      const found = read(item);
      if (found === undefined) continue;
      items.push(found);
      if (items.length < query.page.limit) continue;
      const isLast = page.nextCursor === null && index === page.items.length - 1;
      return { items, nextCursor: isLast ? null : cursorOf(item.sk) };
    }
    if (page.nextCursor === null) return { items, nextCursor: null };
    cursor = page.nextCursor;
  }
}

/** All items of a list, page by page, for as long as the caller takes them. */
export async function* everyItem<T>(load: (page: PageRequest) => Promise<Page<T>>): AsyncGenerator<T> {
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page: Page<T> = await load({ limit: LARGEST_PAGE, cursor });
    yield* page.items;
    cursor = page.nextCursor;
  }
}
