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
const PageItem = z.object({ sk: z.string(), calls: z.array(z.string()) });

export interface Period {
  /** Included. */
  readonly from: string;
  /** Not included. */
  readonly to: string;
}

/** Where a report goes on: a day, the page before, and how many calls of the next page were told. */
const Position = z.tuple([z.string(), z.string(), z.number().int()]);
type Position = z.infer<typeof Position>;

/** Calls day by day, each with the cursor of what follows it. Memory holds one page, however long the period. */
export async function* callsInPeriod(
  db: Database,
  organizationId: string,
  period: Period,
  cursor?: string,
): AsyncGenerator<{ call: CallRecord; next: string }> {
  const [firstDay, afterPage, skip] =
    cursor === undefined ? [period.from.slice(0, 10), '', 0] : readCursor(cursor);
  let after = afterPage;
  let toSkip = skip;
  for (let day = firstDay; `${day}T00:00:00.000Z` < period.to; day = dayAfter(day)) {
    let previous = after;
    for await (const page of pagesOfDay(db, organizationId, day, after)) {
      const { calls } = await loadCalls(db, organizationId, page.calls);
      const own = calls
        .filter((call) => call.page === page.sk)
        .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
      for (const [index, call] of own.entries()) {
        if (index < toSkip || !isWithin(call, period)) continue;
        yield { call, next: writeCursor([day, previous, index + 1]) };
      }
      toSkip = 0;
      previous = page.sk;
    }
    after = '';
    toSkip = 0;
  }
}

const orderOf = (call: CallRecord): string => `${call.startedAt}#${call.callId}`;

const isWithin = ({ startedAt }: CallRecord, { from, to }: Period): boolean =>
  startedAt !== undefined && startedAt >= from && startedAt < to;

const dayAfter = (day: string): string => addSeconds(`${day}T00:00:00.000Z`, 86_400).slice(0, 10);

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
