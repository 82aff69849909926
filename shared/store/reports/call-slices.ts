/**
 * The calls of a day in the order of their starts. Pages are kept in the order in which they came, and each says
 * between which starts its calls are. Pages are merged by that: only those that overlap are in memory together.
 */
import * as z from 'zod';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { queryOnce } from '../table/queries.ts';

/**
 * A day is taken in slices of a fixed number of calls, as they came. A slice is small enough to be merged in one
 * request, whatever the starts of its calls. Only a day with more calls than that is not in one order as a whole.
 */
const CALLS_PER_SLICE = 30_000;
/** Of 1 MB each, in case the pages of a slice are many and small. */
const QUERIES_PER_SLICE = 4;
const CALLS_AT_ONCE = 100;

const SlicePage = z.object({
  sk: z.string(),
  calls: z.array(z.string()),
  /** The first and the last start of its calls. A page without them may have any call of the day. */
  firstStart: z.string().default(''),
  lastStart: z.string().default('9999'),
});
type SlicePage = z.infer<typeof SlicePage>;

export interface Slice {
  readonly pages: readonly SlicePage[];
  /** The page before the next slice; absent when this is the last. */
  readonly next?: string;
}

/** The pages of the partition `day` that come after the page `after`, which is empty for the first slice. */
export async function loadSlice(
  db: Database,
  { day, after }: { readonly day: string; readonly after: string },
): Promise<Slice> {
  const pages: SlicePage[] = [];
  let calls = 0;
  let start = after === '' ? undefined : after;
  for (let query = 0; query < QUERIES_PER_SLICE; query += 1) {
    const ofDay = { table: db.callsTable, pk: day, consistent: false };
    const { items, last } = await queryOnce(db, ofDay, { after: start });
    for (const page of items.map((item) => SlicePage.parse(item))) {
      const previous = pages.at(-1)?.sk;
      if (previous !== undefined && calls + page.calls.length > CALLS_PER_SLICE) {
        return { pages, next: previous };
      }
      pages.push(page);
      calls += page.calls.length;
    }
    start = last;
    if (start === undefined) return { pages };
  }
  return { pages, next: pages.at(-1)?.sk };
}

/** What puts a call in its place: {@link orderOf} it, and the page that it names. */
export interface ListedCall {
  readonly callId: string;
  readonly startedAt?: Instant | undefined;
  readonly page?: string | undefined;
}

/** Reads the item of a call; `undefined` leaves it out. */
export type CallReader<C extends ListedCall> = (item: Record<string, unknown>) => C | undefined;

/** Calls that started together are ordered by their ids. */
export const orderOf = ({ startedAt, callId }: ListedCall): string => `${startedAt}#${callId}`;

interface SliceQuery<C extends ListedCall> {
  readonly organizationId: OrganizationId;
  readonly pages: readonly SlicePage[];
  /** The {@link orderOf} the last call of an earlier request; empty for the first. */
  readonly after: string;
  readonly read: CallReader<C>;
}

/** Yields the next calls in order, and how many were loaded to find them, which may be in vain. */
export async function* callsOfSlice<C extends ListedCall>(
  db: Database,
  { organizationId, pages, after, read }: SliceQuery<C>,
): AsyncGenerator<{ readonly calls: readonly C[]; readonly loaded: number }> {
  const [lastStart = ''] = after.split('#');
  const left = pages
    .filter((page) => page.lastStart >= lastStart)
    .sort((a, b) => (a.firstStart < b.firstStart ? -1 : 1));
  let merged: C[] = [];
  for (let index = 0; index < left.length; ) {
    const taken = takeTogether(left.slice(index, index + CALLS_AT_ONCE));
    index += taken.length;
    const loaded = await callsOfPages(db, organizationId, taken, read);
    merged = [...merged, ...loaded.filter((call) => orderOf(call) > after)].sort(byOrder);
    const nextStart = left[index]?.firstStart;
    const calls =
      nextStart === undefined ? merged : merged.filter(({ startedAt = '' }) => startedAt < nextStart);
    yield { calls, loaded: taken.reduce((count, page) => count + page.calls.length, 0) };
    merged = merged.slice(calls.length);
  }
}

const byOrder = (a: ListedCall, b: ListedCall): number => (orderOf(a) < orderOf(b) ? -1 : 1);

/** The first of the pages, and those after it as long as one request can load the calls of all. */
function takeTogether(pages: readonly SlicePage[]): SlicePage[] {
  const taken: SlicePage[] = [];
  let calls = 0;
  for (const page of pages) {
    if (taken.length > 0 && calls + page.calls.length > CALLS_AT_ONCE) break;
    taken.push(page);
    calls += page.calls.length;
  }
  return taken;
}

/** A call that is listed by several pages belongs to the one that it names. */
async function callsOfPages<C extends ListedCall>(
  db: Database,
  organizationId: OrganizationId,
  pages: readonly SlicePage[],
  read: CallReader<C>,
): Promise<C[]> {
  const names = new Set(pages.map(({ sk }) => sk));
  const listed = pages.flatMap(({ calls }) => calls.map((callId) => keys.call(organizationId, callId)));
  const calls = (await loadItems(db, db.callsTable, listed)).flatMap((item) => read(item) ?? []);
  return calls.filter(({ page }) => page !== undefined && names.has(page));
}
