/**
 * The pages of a day in slices. Pages are kept in the order in which they came, so calls are put in the order of their
 * starts slice by slice. A slice is small enough to be read again by each request that continues in it.
 */
import type { OrganizationId } from '../../domain/ids.ts';
import { type CallPage, type PageOfIds, readAnyPage } from '../calls/call-page.ts';
import { compares } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { queryOnce } from '../table/queries.ts';
import { BLOCK_BYTES, type Reads } from './reads.ts';

/** About 1,300 calls, in pages of a hundred. */
export const BLOCKS_PER_SLICE = 20;
const BYTES_PER_SLICE = BLOCKS_PER_SLICE * BLOCK_BYTES;
/** A slice of this size is not filled up by a further query. */
const ENOUGH_BYTES = BYTES_PER_SLICE * 0.75;

export type DayPage = CallPage | PageOfIds;

export interface Slice {
  /** In the order in which they came. */
  readonly pages: readonly DayPage[];
  /** The name of its last page, after which the next slice begins. */
  readonly end: string;
  /** Whether the day has no page after it. Not known of a slice that an earlier request has read. */
  readonly isLast: boolean;
}

interface SliceQuery {
  readonly organizationId: OrganizationId;
  readonly day: string;
  /** The name of the page before the slice; empty at the start of the day. */
  readonly after: string;
  /** The name of its last page, where an earlier request has read the slice: it stays the same while pages come. */
  readonly until: string;
}

export async function loadSlice(
  db: Database,
  { organizationId, day, after, until }: SliceQuery,
  reads: Reads,
): Promise<Slice> {
  const isKnown = until !== '';
  const query = {
    table: db.callsTable,
    pk: keys.day(organizationId, day),
    consistent: false,
    ...(isKnown && { where: compares('sk', '<=', until) }),
  };
  const pages: DayPage[] = [];
  let bytes = 0;
  let start = after === '' ? undefined : after;
  do {
    const limit = isKnown ? undefined : reads.pagesOf(BYTES_PER_SLICE - bytes);
    const { items, last } = await queryOnce(db, query, { after: start, limit });
    bytes += reads.pages(items);
    pages.push(...items.map(readAnyPage));
    start = last;
  } while (start !== undefined && (isKnown || bytes < ENOUGH_BYTES));
  const end = isKnown ? until : (pages.at(-1)?.name ?? after);
  return { pages, end, isLast: !isKnown && start === undefined };
}

/** Whether the day has any page. */
export async function hasPages(db: Database, organizationId: OrganizationId, day: string): Promise<boolean> {
  const pk = keys.day(organizationId, day);
  const ofDay = { table: db.callsTable, pk, consistent: false, attributes: ['pk'] };
  return (await queryOnce(db, ofDay, { limit: 1 })).items.length > 0;
}
