/**
 * The calls of a day in the order of their starts. Pages are kept in the order in which they came, and each tells
 * between which starts its calls are: pages are merged by that, and no more of them are in memory than overlap.
 */
import * as z from 'zod';
import type { Call } from '../../domain/calls/call.ts';
import { loadCalls } from '../calls/settlements.ts';
import type { Database } from '../table/database.ts';
import { queryOnce } from '../table/queries.ts';

/**
 * A day is taken in slices of a fixed number of calls, as they came: whatever their starts are, a slice can be merged in one
 * request. Only a day with more calls than that is not in one order as a whole.
 */
const CALLS_PER_SLICE = 30_000;
/** Of 1 MB each: many small pages make a slice, too. */
const QUERIES_PER_SLICE = 4;
const CALLS_AT_ONCE = 100;

const SlicePage = z.object({
  sk: z.string(),
  calls: z.array(z.string()),
  /** The first and the last start of its calls; a page that does not tell may have any of the day. */
  firstStart: z.string().default(''),
  lastStart: z.string().default('9999'),
});
type SlicePage = z.infer<typeof SlicePage>;

export interface Slice {
  readonly pages: readonly SlicePage[];
  /** The page before the next slice; none when this is the last. */
  readonly next?: string;
}

/** The pages of the day's partition `pk` after the page `after`. */
export async function loadSlice(db: Database, pk: string, after: string): Promise<Slice> {
  const pages: SlicePage[] = [];
  let calls = 0;
  const query = { table: db.callsTable, pk, consistent: false };
  let from = after === '' ? undefined : after;
  for (let queries = 0; queries < QUERIES_PER_SLICE; queries += 1) {
    const step = await queryOnce(db, query, { after: from });
    for (const page of step.items.map((item) => SlicePage.parse(item))) {
      const previous = pages.at(-1)?.sk;
      if (previous !== undefined && calls + page.calls.length > CALLS_PER_SLICE) {
        return { pages, next: previous };
      }
      pages.push(page);
      calls += page.calls.length;
    }
    from = step.last;
    if (from === undefined) return { pages };
  }
  const last = pages.at(-1)?.sk;
  return last === undefined ? { pages } : { pages, next: last };
}

/** Of calls that started together, the name decides. */
export const orderOf = (call: Call): string => `${call.startedAt}#${call.callId}`;

/** Each call after the one of that order, with how many were read to come to it; and what was read in vain. */
export async function* callsOfSlice(
  db: Database,
  organizationId: string,
  pages: readonly SlicePage[],
  after: string,
): AsyncGenerator<{ readonly call?: Call; readonly loaded: number }> {
  const [lastTold = ''] = after.split('#');
  const left = pages
    .filter(({ lastStart }) => lastStart >= lastTold)
    .sort((a, b) => (a.firstStart < b.firstStart ? -1 : 1));
  let merged: Call[] = [];
  for (let index = 0; index < left.length; ) {
    const taken = takeTogether(left, index);
    index += taken.length;
    const calls = await callsOfPages(db, organizationId, taken);
    merged = [...merged, ...calls.filter((call) => orderOf(call) > after)].sort(byOrder);
    yield { loaded: taken.reduce((count, page) => count + page.calls.length, 0) };
    const upTo = left[index]?.firstStart;
    const told = upTo === undefined ? merged : merged.filter(({ startedAt = '' }) => startedAt < upTo);
    for (const call of told) yield { call, loaded: 0 };
    merged = merged.slice(told.length);
  }
}

const byOrder = (a: Call, b: Call): number => (orderOf(a) < orderOf(b) ? -1 : 1);

/** Pages that are read with one request: small ones come many at a time. */
function takeTogether(pages: readonly SlicePage[], from: number): SlicePage[] {
  const taken: SlicePage[] = [];
  let calls = 0;
  for (const page of pages.slice(from, from + CALLS_AT_ONCE)) {
    if (taken.length > 0 && calls + page.calls.length > CALLS_AT_ONCE) break;
    taken.push(page);
    calls += page.calls.length;
  }
  return taken;
}

/** A call that is listed by several pages belongs to the one that it names. */
async function callsOfPages(
  db: Database,
  organizationId: string,
  pages: readonly SlicePage[],
): Promise<Call[]> {
  const names = new Set(pages.map(({ sk }) => sk));
  const { calls } = await loadCalls(
    db,
    organizationId,
    pages.flatMap((page) => page.calls),
  );
  return calls.filter((call) => call.page !== undefined && names.has(call.page));
}
