/**
 * The calls of a slice in the order of their starts. A settled page has all there is to know of its calls. The items of
 * calls are read only where their page waits, where a call has left its page, and for pages of the earlier layout.
 */
import type { ReportedCall, UsageRecord } from '../../domain/calls/call.ts';
import type { CallId, OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { isListed, tryReadCall, tryReadStoredCall } from '../calls/call-item.ts';
import { type CallPage, isSamePage } from '../calls/call-page.ts';
import { callOfRow, pageNameOf } from '../calls/calls.ts';
import type { PageRow } from '../calls/page-rows.ts';
import { chunksOf, loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { callOf, keys } from '../table/keys.ts';
import type { DayPage } from './day-slices.ts';
import type { Reads } from './reads.ts';

const ROWS_AT_ONCE = 50;
const IDS_AT_ONCE = 100;

/** Calls that started together are ordered by their ids. */
const orderOf = ({ startedAt, callId }: UsageRecord): string => `${startedAt}#${callId}`;

/** The start of the calls in this place. */
export const startOfOrder = (order: string): Instant => order.split('#', 1)[0] ?? '';

interface SliceQuery {
  readonly organizationId: OrganizationId;
  /** Of one slice. */
  readonly pages: readonly DayPage[];
  /** The order of the last place of an earlier request; empty for the first. */
  readonly after: string;
  readonly selects: (record: UsageRecord) => boolean;
}

/** A call in its place. Without a call it only says that all before are done. */
export interface Place {
  readonly order: string;
  readonly call?: ReportedCall | undefined;
}

/** A call that a page lists: read, or as the row that its page has of it. */
type Listed = { readonly order: string; readonly startedAt: Instant } & (
  | { readonly call: ReportedCall }
  | { readonly page: CallPage; readonly row: PageRow }
);

/** Yields the selected calls in order, some at a time: all places after those of `after`. */
export async function* callsOfSlice(
  db: Database,
  query: SliceQuery,
  reads: Reads,
): AsyncGenerator<readonly Place[]> {
  for await (const { listed, nextStart } of listedInOrder(db, query, reads)) {
    for (const some of chunksOf(listed, ROWS_AT_ONCE)) yield await placesOf(db, query, some, reads);
    if (nextStart !== undefined && nextStart > query.after) yield [{ order: nextStart }];
  }
}

interface Merged {
  readonly listed: readonly Listed[];
  /** All calls that started before it are done; absent at the end of the slice. */
  readonly nextStart?: Instant | undefined;
}

/** Merges the pages by the starts of their calls, with as few of them in memory as overlap. */
async function* listedInOrder(db: Database, query: SliceQuery, reads: Reads): AsyncGenerator<Merged> {
  const { pages, after } = query;
  const left = pages
    .filter((page) => page.lastStart >= startOfOrder(after))
    .sort((a, b) => (a.firstStart < b.firstStart ? -1 : 1));
  let merged: Listed[] = [];
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

/** The first of the pages, and those after it as long as one request can load the calls that have no row. */
function takeTogether(pages: readonly DayPage[]): DayPage[] {
  let ids = 0;
  const end = pages.findIndex((page, index) => {
    ids += withoutRow(page).length;
    return index > 0 && ids > IDS_AT_ONCE;
  });
  return end === -1 ? [...pages] : pages.slice(0, end);
}

async function listedBy(
  db: Database,
  query: SliceQuery,
  pages: readonly DayPage[],
  reads: Reads,
): Promise<Listed[]> {
  const withRows = pages.flatMap((page) => ('rows' in page ? [page] : []));
  const rows = withRows.flatMap((page) => page.rows.map((row) => ({ page, row })));
  const selected = rows.filter(({ row: { record } }) => query.selects(record));
  const ofRows = selected.map(({ page, row }) => {
    const { startedAt } = row.record;
    return { order: orderOf(row.record), startedAt, page, row };
  });
  return [...ofRows, ...(await callsOfIds(db, query, pages, reads))];
}

/** The calls that a page lists by their ids alone: a call that left its page before it was settled has no row since. */
function withoutRow(page: DayPage): readonly CallId[] {
  if ('callIds' in page) return page.callIds;
  if (page.apart.size === 0) return [];
  const ids = new Set(page.rows.map(({ record }) => record.callId));
  return [...page.apart].filter((callId) => !ids.has(callId));
}

/** A call that is listed by several pages belongs to the one that it names. */
async function callsOfIds(
  db: Database,
  { organizationId, selects }: SliceQuery,
  pages: readonly DayPage[],
  reads: Reads,
): Promise<Listed[]> {
  const names = new Set(pages.map(({ name }) => name));
  const listed = pages.flatMap(withoutRow).map((callId) => keys.call(organizationId, callId));
  reads.items(listed.length);
  const items = await loadItems(db, db.callsTable, listed, { consistent: false });
  return items.flatMap((item) => {
    const call = tryReadCall(item);
    if (call?.startedAt === undefined || !names.has(call.page) || !selects(call)) return [];
    return [{ order: orderOf(call), startedAt: call.startedAt, call }];
  });
}

async function placesOf(
  db: Database,
  { organizationId }: SliceQuery,
  listed: readonly Listed[],
  reads: Reads,
): Promise<Place[]> {
  const ids = listed.flatMap((each) =>
    'row' in each && !speaksFor(each.page, each.row) ? [each.row.record.callId] : [],
  );
  const callKeys = ids.map((callId) => keys.call(organizationId, callId));
  reads.items(callKeys.length);
  const loaded = await loadItems(db, db.callsTable, callKeys, { consistent: false });
  const items = new Map(loaded.map((item) => [callOf(String(item.pk)).callId, item]));
  return listed.map((each) => {
    if ('call' in each) return { order: each.order, call: each.call };
    const { order, page, row } = each;
    const call = speaksFor(page, row)
      ? callOfRow(page, row)
      : callOfItem(page, row, items.get(row.record.callId));
    return { order, call };
  });
}

/** Only calls that belong to it are on a settled page. */
const speaksFor = ({ settled, apart }: CallPage, { record }: PageRow): boolean =>
  settled !== undefined && !apart.has(record.callId);

/** `undefined` where the call belongs to another page, or to none yet. */
function callOfItem(
  page: CallPage,
  row: PageRow,
  item: Readonly<Record<string, unknown>> = {},
): ReportedCall | undefined {
  const stored = tryReadStoredCall(item);
  if (stored === undefined || stored.page === undefined) return undefined;
  if (!isListed(stored)) return stored.page === page.name ? stored : undefined;
  return isSamePage(pageNameOf(stored), page) ? callOfRow(page, row, stored) : undefined;
}
