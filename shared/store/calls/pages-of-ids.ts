/**
 * Pages of the earlier layout list the ids of calls whose own items speak for them. `settle-stragglers` finds unsettled
 * calls by them.
 */
import { loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import type { Key } from '../table/keys.ts';
import { type PageOfIds, tryReadPageOfIds } from './call-page.ts';

/** The number of partitions of the index over which the pages of one moment are spread. */
export const PAGE_SHARDS = 8;

export const pageWork = (shard: number): string => `settle-stragglers#${shard}`;

export interface LoadedPagesOfIds {
  readonly pages: readonly PageOfIds[];
  /** The number of items that do not read as such pages. */
  readonly unreadable: number;
}

/** One unreadable page does not hide the others. */
export async function loadPagesOfIds(db: Database, pageKeys: readonly Key[]): Promise<LoadedPagesOfIds> {
  const keysOnly = pageKeys.map(({ pk, sk }) => ({ pk, sk }));
  const items = await loadItems(db, db.callsTable, keysOnly, { consistent: false });
  const pages = items.flatMap((item) => tryReadPageOfIds(item) ?? []);
  return { pages, unreadable: items.length - pages.length };
}
