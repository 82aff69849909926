/** The calls of a period, by the day of their start: read from the pages that intake wrote, without an index. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { addSeconds } from '../domain/instants.ts';
import { refusals } from '../domain/refusals.ts';
import type { CallRecord } from './call-item.ts';
import type { Database } from './database.ts';
import { keys } from './keys.ts';
import { loadCalls } from './settlements.ts';

const PAGES_PER_QUERY = 10;
const PAGES_PER_REQUEST = 300;
const DAYS_AT_ONCE = 25;
const PageItem = z.object({ sk: z.string(), calls: z.array(z.string()) });

export interface Period {
  /** Included. */
  readonly from: string;
  /** Not included. */
  readonly to: string;
}

/** Where a report goes on: a day, the page before, and how many calls of the next page were told. */
const Position = z.tuple([z.iso.date(), z.string(), z.number().int()]);
type Position = z.infer<typeof Position>;

/** A call and the cursor of what follows it; without a call, where to go on looking. */
export interface Found {
  readonly call?: CallRecord;
  readonly next: string;
}

/**
 * Calls day by day. Memory holds one page, however long the period, and one request looks at so many pages only,
 * whatever is found on them: a longer report ends with the cursor of the rest.
 */
export async function* callsInPeriod(
  db: Database,
  organizationId: string,
  period: Period,
  cursor?: string,
): AsyncGenerator<Found> {
  const start = startOf(period, cursor);
  let [, , toSkip] = start;
  let looked = 0;
  for await (const { day, previous, page } of pagesInPeriod(db, organizationId, period, start)) {
    if (looked === PAGES_PER_REQUEST) {
      yield { next: writeCursor([day, previous, 0]) };
      return;
    }
    looked += 1;
    const { calls } = await loadCalls(db, organizationId, page.calls);
    const own = calls
      .filter((call) => call.page === page.sk)
      .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
    for (const [index, call] of own.entries()) {
      if (index < toSkip || !isWithin(call, period)) continue;
      yield { call, next: writeCursor([day, previous, index + 1]) };
    }
    toSkip = 0;
  }
}

function startOf({ from }: Period, cursor: string | undefined): Position {
  const first: Position = [from.slice(0, 10), '', 0];
  const position = cursor === undefined ? first : readCursor(cursor);
  return position[0] < first[0] ? first : position;
}

/** Each page with its day and the page before. */
async function* pagesInPeriod(
  db: Database,
  organizationId: string,
  { to }: Period,
  [firstDay, afterPage]: Position,
) {
  for (const days of daysBetween(firstDay, to)) {
    for (const day of await daysWithCalls(db, organizationId, days)) {
      let previous = day === firstDay ? afterPage : '';
      for await (const page of pagesOfDay(db, organizationId, day, previous)) {
        yield { day, previous, page };
        previous = page.sk;
      }
    }
  }
}

const orderOf = (call: CallRecord): string => `${call.startedAt}#${call.callId}`;

const isWithin = ({ startedAt }: CallRecord, { from, to }: Period): boolean =>
  startedAt !== undefined && startedAt >= from && startedAt < to;

/** Days from `first` on that begin before `to`, so many at once. */
function* daysBetween(first: string, to: string): Generator<string[]> {
  let days: string[] = [];
  for (let day = `${first}T00:00:00.000Z`; day < to; day = addSeconds(day, 86_400)) {
    days.push(day.slice(0, 10));
    if (days.length < DAYS_AT_ONCE) continue;
    yield days;
    days = [];
  }
  if (days.length > 0) yield days;
}

async function daysWithCalls(
  db: Database,
  organizationId: string,
  days: readonly string[],
): Promise<string[]> {
  const answers = await Promise.all(
    days.map((day) =>
      db.client.send(
        new QueryCommand({
          TableName: db.callsTable,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': keys.day(organizationId, day) },
          ProjectionExpression: 'pk',
          Limit: 1,
        }),
      ),
    ),
  );
  return days.filter((_, index) => (answers[index]?.Items ?? []).length > 0);
}

async function* pagesOfDay(db: Database, organizationId: string, day: string, after: string) {
  const pk = keys.day(organizationId, day);
  let start: Record<string, unknown> | undefined = after === '' ? undefined : { pk, sk: after };
  do {
    const answer = await db.client.send(
      new QueryCommand({
        TableName: db.callsTable,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        Limit: PAGES_PER_QUERY,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    for (const item of answer.Items ?? []) yield PageItem.parse(item);
    start = answer.LastEvaluatedKey;
  } while (start);
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
