/**
 * The calls of a slice in the order of their starts. A settled page has all there is to know of its calls. The items of
 * calls are read only where their page waits, where a call has left its page, and for pages of the earlier layout.
 */
import type { Call } from '../../domain/calls/call.ts';
import type { CallId, OrganizationId, UserId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { isListed, tryReadStoredCall } from '../calls/call-item.ts';
import { type CallPage, isSamePage, type PageOfIds } from '../calls/call-page.ts';
import { callOfRow, pageNameOf } from '../calls/calls.ts';
import type { PageRow } from '../calls/page-rows.ts';
import { chunksOf, loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { callOf, keys } from '../table/keys.ts';
import type { DayPage } from './day-slices.ts';
import type { Reads } from './reads.ts';

const ROWS_AT_ONCE = 50;
const IDS_AT_ONCE = 100;

/** What puts a call in its place: {@link orderOf} it, and the page that it names. */
export interface PlacedCall {
  readonly callId: CallId;
  readonly startedAt?: Instant | undefined;
  readonly userId?: UserId | undefined;
  readonly page?: string | undefined;
}

/** How the items of calls are read. */
export interface CallReading<C extends PlacedCall> {
  readonly consistent: boolean;
  /** Reads an item that speaks for its call; `undefined` leaves it out. */
  readonly read: (item: Readonly<Record<string, unknown>>) => C | undefined;
}

/** Calls that started together are ordered by their ids. */
export const orderOf = ({ startedAt, callId }: Pick<PlacedCall, 'startedAt' | 'callId'>): string =>
  `${startedAt}#${callId}`;

/** The start of the calls in this place. */
export const startOfOrder = (order: string): Instant => order.split('#', 1)[0] ?? '';

interface SliceQuery<C extends PlacedCall> {
  readonly organizationId: OrganizationId;
  /** Of one slice. */
  readonly pages: readonly DayPage[];
  /** The order of the last place of an earlier request; empty for the first. */
  readonly after: string;
  readonly selects: (call: PlacedCall) => boolean;
  readonly reading: CallReading<C>;
}

/** A call in its place. Without a call it only says that all before are done. */
export interface Place<C> {
  readonly order: string;
  readonly call?: C | undefined;
}

/** A call that a page lists: read, or as the row that its page has of it. */
type Listed<C> = { readonly order: string; readonly startedAt: Instant } & (
  | { readonly call: C }
  | { readonly page: CallPage; readonly row: PageRow }
);

/** Yields the selected calls in order, some at a time: all places after those of `after`. */
export async function* callsOfSlice<C extends PlacedCall>(
  db: Database,
  query: SliceQuery<C>,
  reads: Reads,
): AsyncGenerator<readonly Place<Call | C>[]> {
  for await (const { listed, nextStart } of listedInOrder(db, query, reads)) {
    for (const some of chunksOf(listed, ROWS_AT_ONCE)) yield await placesOf(db, query, some, reads);
    if (nextStart !== undefined && nextStart > query.after) yield [{ order: nextStart }];
  }
}

interface Merged<C> {
  readonly listed: readonly Listed<C>[];
  /** All calls that started before it are done; absent at the end of the slice. */
  readonly nextStart?: Instant | undefined;
}

/** Merges the pages by the starts of their calls, with as few of them in memory as overlap. */
async function* listedInOrder<C extends PlacedCall>(
  db: Database,
  query: SliceQuery<C>,
  reads: Reads,
): AsyncGenerator<Merged<C>> {
  const { pages, after } = query;
  const left = pages
    .filter((page) => page.lastStart >= startOfOrder(after))
    .sort((a, b) => (a.firstStart < b.firstStart ? -1 : 1));
  let merged: Listed<C>[] = [];
  for (let index = 0; index < left.length; ) {
    const taken = takeTogether(left.slice(index));
    index += taken.length;
    const listed = await listedBy(db, query, taken, reads);
    merged = [...merged, ...listed.filter(({ order }) => order > after)].sort(byOrder);
    const nextStart = left[index]?.firstStart;
    const done = nextStart === undefined ? merged : merged.filter(({ startedAt }) => startedAt < nextStart);
    yield { listed: done, nextStart };
    merged = merged.slice(done.length);
  }
}

const byOrder = (a: { order: string }, b: { order: string }): number => (a.order < b.order ? -1 : 1);

/** The first of the pages, and those after it as long as one request can load the calls of those without rows. */
function takeTogether(pages: readonly DayPage[]): DayPage[] {
  let ids = 0;
  const end = pages.findIndex((page, index) => {
    ids += 'callIds' in page ? page.callIds.length : 0;
    return index > 0 && ids > IDS_AT_ONCE;
  });
  return end === -1 ? [...pages] : pages.slice(0, end);
}

async function listedBy<C extends PlacedCall>(
  db: Database,
  query: SliceQuery<C>,
  pages: readonly DayPage[],
  reads: Reads,
): Promise<Listed<C>[]> {
  const withRows = pages.flatMap((page) => ('rows' in page ? [page] : []));
  const rows = withRows.flatMap((page) => page.rows.map((row) => ({ page, row })));
  const selected = rows.filter(({ row: { record } }) => query.selects(record));
  const ofRows = selected.map(({ page, row }) => {
    const { startedAt } = row.record;
    return { order: orderOf(row.record), startedAt, page, row };
  });
  const ofIds = pages.flatMap((page) => ('callIds' in page ? [page] : []));
  return [...ofRows, ...(await callsOfIds(db, query, ofIds, reads))];
}

/** A call that is listed by several pages belongs to the one that it names. */
async function callsOfIds<C extends PlacedCall>(
  db: Database,
  { organizationId, reading: { read, consistent }, selects }: SliceQuery<C>,
  pages: readonly PageOfIds[],
  reads: Reads,
): Promise<Listed<C>[]> {
  const names = new Set(pages.map(({ name }) => name));
  const listed = pages.flatMap(({ callIds }) => callIds.map((callId) => keys.call(organizationId, callId)));
  reads.items(listed.length);
  const items = await loadItems(db, db.callsTable, listed, { consistent });
  return items.flatMap((item) => {
    const call = read(item);
    const { startedAt, page = '' } = call ?? {};
    if (!call || startedAt === undefined || !names.has(page) || !selects(call)) return [];
    return [{ order: orderOf(call), startedAt, call }];
  });
}

async function placesOf<C extends PlacedCall>(
  db: Database,
  { organizationId, reading }: SliceQuery<C>,
  listed: readonly Listed<C>[],
  reads: Reads,
): Promise<Place<Call | C>[]> {
  const ids = listed.flatMap((each) =>
    'row' in each && !speaksFor(each.page, each.row) ? [each.row.record.callId] : [],
  );
  const callKeys = ids.map((callId) => keys.call(organizationId, callId));
  reads.items(callKeys.length);
  const loaded = await loadItems(db, db.callsTable, callKeys, { consistent: reading.consistent });
  const items = new Map(loaded.map((item) => [callOf(String(item.pk)).callId, item]));
  return listed.map((each) => {
    if ('call' in each) return { order: each.order, call: each.call };
    const { order, page, row } = each;
    const call = speaksFor(page, row)
      ? callOfRow(page, row)
      : callOfItem(page, row, items.get(row.record.callId), reading);
    return { order, call };
  });
}

/** Only calls that belong to it are on a settled page. */
const speaksFor = ({ settled, apart }: CallPage, { record }: PageRow): boolean =>
  settled !== undefined && !apart.has(record.callId);

/** `undefined` where the call belongs to another page, or to none yet. */
function callOfItem<C extends PlacedCall>(
  page: CallPage,
  row: PageRow,
  item: Readonly<Record<string, unknown>> = {},
  { read }: CallReading<C>,
): Call | C | undefined {
  const stored = tryReadStoredCall(item);
  if (stored && isListed(stored)) {
    return isSamePage(pageNameOf(stored), page) ? callOfRow(page, row, stored) : undefined;
  }
  const call = read(item);
  return call?.page === page.name ? call : undefined;
}
