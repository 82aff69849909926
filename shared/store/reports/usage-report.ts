/** The calls of a period, by the day of their start: read from the pages that intake wrote, without an index. */
import * as z from 'zod';
import type { Call } from '../../domain/calls/call.ts';
import { addSeconds } from '../../domain/instants.ts';
import { refusals } from '../../domain/refusals.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { queryOnce } from '../table/queries.ts';
import { callsOfSlice, loadSlice, orderOf } from './call-slices.ts';

/** More calls than a report reads at once come with the next request; so do those of more days. */
const CALLS_PER_REQUEST = 30_000;
export const DAYS_PER_REQUEST = 400;
const DAYS_AT_ONCE = 25;

export interface Period {
  /** Included. */
  readonly from: string;
  /** Not included. */
  readonly to: string;
}

/** Where a report goes on: a day, the page before the slice of it, and the order of the last call that was told. */
const Position = z.tuple([z.iso.date(), z.string(), z.string()]);
type Position = z.infer<typeof Position>;

/** A call and the cursor of what follows it; without a call, where to go on looking. */
export interface Found {
  readonly call?: Call;
  readonly next: string;
}

/**
 * Calls in the order in which they started. Memory holds a slice of a day at the most, however long the period, and one
 * request reads a bounded number of days and calls, whatever it finds: a longer report ends with the cursor of the rest.
 */
export async function* callsInPeriod(
  db: Database,
  organizationId: string,
  period: Period,
  cursor?: string,
): AsyncGenerator<Found> {
  const start = startOf(period, cursor);
  if (`${start[0]}T00:00:00.000Z` >= period.to) return;
  const last = lastDay(start[0], period.to);
  let read = 0;
  for await (const day of daysWithCalls(db, organizationId, start[0], last)) {
    let [, slice, after] = day === start[0] ? start : [day, '', ''];
    for (let more = true; more; ) {
      if (read >= CALLS_PER_REQUEST) {
        yield { next: writeCursor([day, slice, after]) };
        return;
      }
      const { pages, next } = await loadSlice(db, keys.day(organizationId, day), slice);
      for await (const { call, loaded } of callsOfSlice(db, organizationId, pages, after)) {
        read += loaded;
        if (call && isWithin(call, period)) yield { call, next: writeCursor([day, slice, orderOf(call)]) };
      }
      more = next !== undefined;
      slice = next ?? '';
      after = '';
    }
  }
  const following = dayAfter(last);
  if (`${following}T00:00:00.000Z` < period.to) yield { next: writeCursor([following, '', '']) };
}

function startOf({ from }: Period, cursor: string | undefined): Position {
  const first: Position = [from.slice(0, 10), '', ''];
  const position = cursor === undefined ? first : readCursor(cursor);
  return position[0] < first[0] ? first : position;
}

const isWithin = ({ startedAt }: Call, { from, to }: Period): boolean =>
  startedAt !== undefined && startedAt >= from && startedAt < to;

const dayAfter = (day: string, days = 1): string =>
  addSeconds(`${day}T00:00:00.000Z`, days * 86_400).slice(0, 10);

/** The last day that one request looks at. */
function lastDay(first: string, to: string): string {
  const ofPeriod = addSeconds(to, -0.001).slice(0, 10);
  const ofRequest = dayAfter(first, DAYS_PER_REQUEST - 1);
  return ofPeriod < ofRequest ? ofPeriod : ofRequest;
}

/** Those from `first` to `last` on which calls began, asked for together. */
async function* daysWithCalls(
  db: Database,
  organizationId: string,
  first: string,
  last: string,
): AsyncGenerator<string> {
  for (let day = first; day <= last; day = dayAfter(day, DAYS_AT_ONCE)) {
    const days = Array.from({ length: DAYS_AT_ONCE }, (_, index) => dayAfter(day, index));
    const asked = days.filter((each) => each <= last);
    const found = await Promise.all(asked.map((each) => hasCalls(db, organizationId, each)));
    yield* asked.filter((_, index) => found[index]);
  }
}

async function hasCalls(db: Database, organizationId: string, day: string): Promise<boolean> {
  const pk = keys.day(organizationId, day);
  const query = { table: db.callsTable, pk, attributes: ['pk'], consistent: false };
  const { items } = await queryOnce(db, query, { limit: 1 });
  return items.length > 0;
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
