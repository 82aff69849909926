/** The calls of a period, by the day of their start: read from the pages that intake wrote, without an index. */
import * as z from 'zod';
import type { Call } from '../../domain/calls/call.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { addSeconds, type Instant } from '../../domain/instants.ts';
import { refusals } from '../../domain/refusals.ts';
import { tryReadCall } from '../calls/call-item.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { queryOnce } from '../table/queries.ts';
import { type CallReader, callsOfSlice, type ListedCall, loadSlice, orderOf } from './call-slices.ts';

/** Calls and days beyond these bounds come with the next request. */
const CALLS_PER_REQUEST = 30_000;
export const DAYS_PER_REQUEST = 400;
const DAYS_AT_ONCE = 25;

export interface Period {
  /** Included. */
  readonly from: Instant;
  /** Not included. */
  readonly to: Instant;
}

export interface PeriodQuery {
  readonly organizationId: OrganizationId;
  readonly period: Period;
  /** Of an earlier request; absent for the first. */
  readonly cursor?: string | undefined;
}

/** Where a report continues: a day, the page before its slice, and the order of the last call that was found. */
const Position = z.tuple([z.iso.date(), z.string(), z.string()]);
type Position = z.infer<typeof Position>;

/** A call with the cursor of what follows it; without a call, only where to continue. */
export interface Found<C extends ListedCall> {
  readonly call?: C;
  readonly next: string;
}

/** Yields the calls of a period as {@link callsInPeriodAs} does. */
export const callsInPeriod = (db: Database, query: PeriodQuery): AsyncGenerator<Found<Call>> =>
  callsInPeriodAs(db, query, tryReadCall);

/**
 * Yields the calls that `read` reads, in the order in which they started. However long the period, memory holds at most
 * a slice of a day, and one request reads a bounded number of days and calls. A longer report ends with the cursor of
 * the rest. Throws `invalid-request` for a cursor of another list.
 */
export async function* callsInPeriodAs<C extends ListedCall>(
  db: Database,
  { organizationId, period, cursor }: PeriodQuery,
  read: CallReader<C>,
): AsyncGenerator<Found<C>> {
  const start = startOf(period, cursor);
  const [first] = start;
  if (startOfDay(first) >= period.to) return;
  const last = lastDay({ first, to: period.to });
  let loadedCalls = 0;
  for await (const day of daysWithCalls(db, organizationId, { first, last })) {
    let [, slice, after] = day === first ? start : [day, '', ''];
    for (let more = true; more; ) {
      if (loadedCalls >= CALLS_PER_REQUEST) {
        yield { next: writeCursor([day, slice, after]) };
        return;
      }
      const { pages, next } = await loadSlice(db, { day: keys.day(organizationId, day), after: slice });
      for await (const { calls, loaded } of callsOfSlice(db, { organizationId, pages, after, read })) {
        loadedCalls += loaded;
        for (const call of calls) {
          if (isWithin(call, period)) yield { call, next: writeCursor([day, slice, orderOf(call)]) };
        }
      }
      more = next !== undefined;
      slice = next ?? '';
      after = '';
    }
  }
  const following = dayAfter(last);
  if (startOfDay(following) < period.to) yield { next: writeCursor([following, '', '']) };
}

function startOf({ from }: Period, cursor: string | undefined): Position {
  const first: Position = [from.slice(0, 10), '', ''];
  const position = cursor === undefined ? first : readCursor(cursor);
  return position[0] < first[0] ? first : position;
}

const isWithin = ({ startedAt }: ListedCall, { from, to }: Period): boolean =>
  startedAt !== undefined && startedAt >= from && startedAt < to;

const startOfDay = (day: string): Instant => `${day}T00:00:00.000Z`;

const dayAfter = (day: string, days = 1): string => addSeconds(startOfDay(day), days * 86_400).slice(0, 10);

/** The last day that one request reads. */
function lastDay({ first, to }: { readonly first: string; readonly to: Instant }): string {
  const ofPeriod = addSeconds(to, -0.001).slice(0, 10);
  const ofRequest = dayAfter(first, DAYS_PER_REQUEST - 1);
  return ofPeriod < ofRequest ? ofPeriod : ofRequest;
}

/** Yields the days from `first` to `last` on which calls started. */
async function* daysWithCalls(
  db: Database,
  organizationId: OrganizationId,
  { first, last }: { readonly first: string; readonly last: string },
): AsyncGenerator<string> {
  for (let day = first; day <= last; day = dayAfter(day, DAYS_AT_ONCE)) {
    const days = Array.from({ length: DAYS_AT_ONCE }, (_, index) => dayAfter(day, index));
    const asked = days.filter((each) => each <= last);
    const found = await Promise.all(asked.map((each) => hasCalls(db, organizationId, each)));
    yield* asked.filter((_, index) => found[index]);
  }
}

async function hasCalls(db: Database, organizationId: OrganizationId, day: string): Promise<boolean> {
  const ofDay = {
    table: db.callsTable,
    pk: keys.day(organizationId, day),
    consistent: false,
    attributes: ['pk'],
  };
  return (await queryOnce(db, ofDay, { limit: 1 })).items.length > 0;
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
