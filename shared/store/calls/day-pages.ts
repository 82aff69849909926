/** Pages that list the calls of an organization by day, a hundred to an item, and tell the straggler sweep of them. */
import { createHash } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { UsageRecord } from '../../domain/calls/call.ts';
import { inBatches, loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { type Key, keys, organizationOfDay } from '../table/keys.ts';
import { pause } from '../table/pause.ts';
import { purgeAtOf } from './call-item.ts';

const PAGES_PER_REQUEST = 25;
const CALLS_PER_PAGE = 100;
/** Over how many partitions of the index the pages of one moment are spread. */
export const PAGE_SHARDS = 8;

export const pageWork = (shard: number): string => `settle-stragglers#${shard}`;

export interface DayPage {
  readonly pk: string;
  readonly sk: string;
  readonly calls: readonly string[];
  /** Of its calls: a report merges pages by them. */
  readonly firstStart: string;
  readonly lastStart: string;
  readonly due: string;
  readonly dueAt: string;
}

/** The calls of each day, as they started, in pages of a hundred, named by their content: the same request names the same pages. */
export function pagesOf(
  organizationId: string,
  records: readonly UsageRecord[],
  receivedAt: string,
): DayPage[] {
  const started = [...records].sort(byStart);
  const byDay = Map.groupBy(started, (record) => record.startedAt.slice(0, 10));
  return [...byDay].flatMap(([day, ofDay]) => {
    const pages: DayPage[] = [];
    for (let start = 0; start < ofDay.length; start += CALLS_PER_PAGE) {
      const ofPage = ofDay.slice(start, start + CALLS_PER_PAGE);
      const calls = ofPage.map((record) => record.callId);
      const [firstStart = '', lastStart = ''] = [ofPage[0]?.startedAt, ofPage.at(-1)?.startedAt];
      const digest = createHash('sha256').update(calls.join('\n')).digest();
      const shard = (digest[0] ?? 0) % PAGE_SHARDS;
      const sk = `PAGE#${receivedAt}#${digest.toString('base64url').slice(0, 16)}`;
      const pk = keys.day(organizationId, day);
      pages.push({ pk, sk, calls, firstStart, lastStart, due: pageWork(shard), dueAt: receivedAt });
    }
    return pages;
  });
}

const byStart = (a: UsageRecord, b: UsageRecord): number =>
  a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.callId < b.callId) ? -1 : 1;

export async function writePages(db: Database, pages: readonly DayPage[]): Promise<void> {
  await inBatches(pages, PAGES_PER_REQUEST, async (batch) => {
    let left = batch.map((page) => ({ PutRequest: { Item: { ...page, purgeAt: purgeAtOf(page.dueAt) } } }));
    for (let round = 0; left.length > 0; round += 1) {
      if (round > PAGES_PER_REQUEST) throw new Error('pages left unprocessed');
      const answer = await db.client.send(new BatchWriteCommand({ RequestItems: { [db.callsTable]: left } }));
      left = z.array(z.custom<(typeof left)[number]>()).parse(answer.UnprocessedItems?.[db.callsTable] ?? []);
      if (left.length > 0) await pause(20 * 2 ** Math.min(round, 5));
    }
  });
}

const PageItem = z.object({ pk: z.string(), calls: z.array(z.string()) });

export interface ListedCalls {
  readonly pages: readonly { readonly organizationId: string; readonly callIds: readonly string[] }[];
  /** How many items are there but do not read as pages. */
  readonly unreadable: number;
}

/** The calls that pages list, by organization. One unreadable page does not hide the others. */
export async function loadCallPages(db: Database, pages: readonly Key[]): Promise<ListedCalls> {
  const items = await loadItems(
    db,
    db.callsTable,
    pages.map(({ pk, sk }) => ({ pk, sk })),
    { consistent: false },
  );
  const read = items.flatMap((item) => {
    const { success, data } = PageItem.safeParse(item);
    return success ? [{ organizationId: organizationOfDay(data.pk), callIds: data.calls }] : [];
  });
  return { pages: read, unreadable: items.length - read.length };
}
