/** Pages of a partition. A cursor is opaque to the caller and useless in another list. */
import { refusals } from '../../domain/refusals.ts';
import { isPrefixed } from './conditions.ts';
import type { Database } from './database.ts';
import { queryOnce } from './queries.ts';

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

/** Reads one item of a list. */
type ReadItem<T> = (item: Record<string, unknown>) => T;

/** One page of the items of `pk` whose sort key begins with `prefix`, in key order. */
export async function queryPage<T>(db: Database, query: PageQuery, read: ReadItem<T>): Promise<Page<T>> {
  const { table, pk, prefix, page, descending } = query;
  const after = page.cursor === undefined ? undefined : sortKeyOf({ cursor: page.cursor, prefix });
  const inList = { table, pk, where: isPrefixed(prefix), descending };
  const { items, last } = await queryOnce(db, inList, { limit: page.limit, after });
  return { items: items.map(read), nextCursor: last === undefined ? null : cursorOf(last) };
}

export const cursorOf = (sortKey: unknown): string => Buffer.from(String(sortKey)).toString('base64url');

/** Throws `invalid-request` for a cursor that did not come from this list. */
function sortKeyOf({ cursor, prefix }: { readonly cursor: string; readonly prefix: string }): string {
  const sortKey = Buffer.from(cursor, 'base64url').toString();
  if (!sortKey.startsWith(prefix)) {
    throw refusals.invalidRequest([{ field: 'cursor', detail: 'not a cursor of this list' }]);
  }
  return sortKey;
}

const MAX_PAGE = 200;

/** One page of the items for which `read` returns a value. Reads on until the page is full or the list ends. */
export async function queryMatching<T>(
  db: Database,
  { readAtOnce = MAX_PAGE, ...query }: PageQuery & { readonly readAtOnce?: number },
  read: ReadItem<T | undefined>,
): Promise<Page<T>> {
  const items: T[] = [];
  for (let { cursor } = query.page; ; ) {
    const asStored: ReadItem<Record<string, unknown>> = (item) => item;
    const page = await queryPage(db, { ...query, page: { limit: readAtOnce, cursor } }, asStored);
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

/** All items of a list. The next page is read when the caller asks for its first item. */
export async function* everyItem<T>(load: (page: PageRequest) => Promise<Page<T>>): AsyncGenerator<T> {
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page: Page<T> = await load({ limit: MAX_PAGE, cursor });
    yield* page.items;
    cursor = page.nextCursor;
  }
}
