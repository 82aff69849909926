/** The calls of a period, by the day of their start: read from the pages that intake wrote, without an index. */
import * as z from 'zod';
import type { ReportedCall, UsageRecord } from '../../domain/calls/call.ts';
import type { OrganizationId, UserId } from '../../domain/ids.ts';
import { addSeconds, dayAfter, type Instant, startOfDay } from '../../domain/instants.ts';
import { refusals } from '../../domain/refusals.ts';
import type { Database } from '../table/database.ts';
import { callsOfSlice, startOfOrder } from './call-slices.ts';
import { BLOCKS_PER_SLICE, hasPages, loadSlice, type Slice } from './day-slices.ts';
import { Reads } from './reads.ts';

/** Days beyond this bound come with the next request. */
export const DAYS_PER_REQUEST = 400;
const DAYS_AT_ONCE = 8;
const BLOCKS_PER_REQUEST = 2_000;

export interface Period {
  /** Included. */
  readonly from: Instant;
  /** Not included. */
  readonly to: Instant;
}

export interface PeriodQuery {
  readonly organizationId: OrganizationId;
  readonly period: Period;
  /** Only calls of this user. */
  readonly userId?: UserId | undefined;
  /** Of an earlier request; absent for the first. */
  readonly cursor?: string | undefined;
  /** How much one request reads, in blocks of 4 KB: at least a slice. */
  readonly maxBlocks?: number | undefined;
}

const Name = z.string().max(512);
/**
 * Where a report continues: a day; the page before what is left of a slice, and the last page of that slice; and the
 * place of the last call that was found in it. The last two are empty where the slice is not read yet.
 */
const Position = z.tuple([z.iso.date(), Name, Name, Name]);
type Position = z.infer<typeof Position>;

/** A call with the cursor of what follows it; without a call, only where to continue. */
export interface Found {
  readonly call?: ReportedCall;
  readonly next: string;
}

/**
 * Yields the calls of a period in the order in which they started; the calls of a day of several slices, slice by
 * slice. However long the period, memory holds at most a slice, and one request reads a bounded number of days and
 * pages. A longer report ends with the cursor of the rest. Throws `invalid-request` for a cursor of another list.
 */
export async function* callsInPeriod(db: Database, query: PeriodQuery): AsyncGenerator<Found> {
  const { organizationId, period, cursor, maxBlocks = BLOCKS_PER_REQUEST } = query;
  const start = startOf(period, cursor);
  const [first] = start;
  if (startOfDay(first) >= period.to) return;
  const last = lastDay({ first, to: period.to });
  const reads = new Reads(maxBlocks);
  for (let day: string | undefined = first; day !== undefined; ) {
    const position: Position = day === first ? start : [day, '', '', ''];
    const outcome: DayOutcome = yield* callsOfDay(db, { ...query, position }, reads);
    if (outcome === 'stopped') return;
    if (outcome === 'empty') reads.emptyDays(1);
    const left: Days = { first: dayAfter(day), last };
    if (outcome === 'read' && left.first <= last) day = left.first;
    else day = await nextDayWithPages(db, organizationId, left, reads);
  }
  const following = dayAfter(last);
  if (startOfDay(following) < period.to) yield { next: writeCursor([following, '', '', '']) };
}

interface DayQuery extends PeriodQuery {
  readonly position: Position;
}

/** `read`: there were pages; `stopped`: the request has read as much as it may. */
type DayOutcome = 'empty' | 'read' | 'stopped';

async function* callsOfDay(
  db: Database,
  { organizationId, period, userId, position }: DayQuery,
  reads: Reads,
): AsyncGenerator<Found, DayOutcome> {
  const selects = (record: UsageRecord): boolean =>
    isWithin(record, period) && (userId === undefined || record.userId === userId);
  let outcome: 'empty' | 'read' = 'empty';
  let [day, after, until, order] = position;
  for (let isLast = false; !isLast; ) {
    if (!reads.hasLeft(BLOCKS_PER_SLICE)) {
      yield { next: writeCursor([day, after, until, order]) };
      return 'stopped';
    }
    const slice = await loadSlice(db, { organizationId, day, after, until }, reads);
    if (slice.pages.length > 0) outcome = 'read';
    const cursorAt = cursorsOf(slice, { day, after });
    const query = { organizationId, pages: slice.pages, after: order, selects };
    for await (const places of callsOfSlice(db, query, reads)) {
      for (const { call, order: place } of places) if (call) yield { call, next: cursorAt(place) };
      if (reads.hasLeft(0)) continue;
      yield { next: cursorAt(places.at(-1)?.order ?? order) };
      return 'stopped';
    }
    [after, until, order] = [slice.end, '', ''];
    ({ isLast } = slice);
  }
  return outcome;
}

/** The cursor of what follows a place of the slice, for rising places: without the first pages, once they are done. */
function cursorsOf({ pages, end }: Slice, { day, after }: { readonly day: string; readonly after: string }) {
  let done = after;
  let index = 0;
  return (order: string): string => {
    for (let page = pages[index]; page && page.lastStart < startOfOrder(order); page = pages[index]) {
      done = page.name;
      index += 1;
    }
    return writeCursor([day, done, end, order]);
  };
}

function startOf({ from }: Period, cursor: string | undefined): Position {
  const first: Position = [from.slice(0, 10), '', '', ''];
  const position = cursor === undefined ? first : readCursor(cursor);
  return position[0] < first[0] ? first : position;
}

const isWithin = ({ startedAt }: UsageRecord, { from, to }: Period): boolean =>
  startedAt >= from && startedAt < to;

interface Days {
  readonly first: string;
  readonly last: string;
}

/** The last day that one request reads. */
function lastDay({ first, to }: { readonly first: string; readonly to: Instant }): string {
  const ofPeriod = addSeconds(to, -0.001).slice(0, 10);
  const ofRequest = dayAfter(first, DAYS_PER_REQUEST - 1);
  return ofPeriod < ofRequest ? ofPeriod : ofRequest;
}

/** The first day that has pages. Looks at more days at once the longer it finds none. */
async function nextDayWithPages(
  db: Database,
  organizationId: OrganizationId,
  { first, last }: Days,
  reads: Reads,
): Promise<string | undefined> {
  let day = first;
  for (let atOnce = 1; day <= last; atOnce = Math.min(2 * atOnce, DAYS_AT_ONCE)) {
    const days = Array.from({ length: atOnce }, (_, index) => dayAfter(day, index));
    const asked = days.filter((each) => each <= last);
    const found = await Promise.all(asked.map((each) => hasPages(db, organizationId, each)));
    const index = found.indexOf(true);
    const empty = index === -1 ? asked.length : index;
    reads.emptyDays(empty);
    reads.items(asked.length - empty);
    if (index !== -1) return asked[index];
    day = dayAfter(day, atOnce);
  }
  return undefined;
}

const writeCursor = (position: Position): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

function readCursor(cursor: string): Position {
  try {
    return Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw refusals.invalidRequest([{ field: 'cursor', detail: 'not a cursor of this list' }]);
  }
}
