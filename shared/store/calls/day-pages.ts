/** Pages list the calls of an organization by day, a hundred to an item. `settle-stragglers` finds unsettled calls by them. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { UsageRecord } from '../../domain/calls/call.ts';
import type { CallId, OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { chunksOf, loadItems, putItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { type Key, keys, organizationOfDay } from '../table/keys.ts';
import { purgeAtOf } from './call-item.ts';

const CALLS_PER_PAGE = 100;
/** The number of partitions of the index over which the pages of one moment are spread. */
export const PAGE_SHARDS = 8;

export const pageWork = (shard: number): string => `settle-stragglers#${shard}`;

export interface DayPage {
  readonly pk: string;
  readonly sk: string;
  readonly calls: readonly CallId[];
  /** Of its calls: a report merges pages by them. */
  readonly firstStart: Instant;
  readonly lastStart: Instant;
  readonly due: string;
  readonly dueAt: Instant;
}

/**
 * The calls of each day, in the order in which they started, in pages of a hundred. A page is named by its content, so
 * that the same request names the same pages.
 */
export function pagesOf(
  organizationId: OrganizationId,
  records: readonly UsageRecord[],
  receivedAt: Instant,
): DayPage[] {
  const started = [...records].sort(byStart);
  const byDay = Map.groupBy(started, (record) => record.startedAt.slice(0, 10));
  return [...byDay].flatMap(([day, ofDay]) =>
    chunksOf(ofDay, CALLS_PER_PAGE).map((ofPage) => {
      const calls = ofPage.map((record) => record.callId);
      const [firstStart = '', lastStart = ''] = [ofPage[0]?.startedAt, ofPage.at(-1)?.startedAt];
      const digest = createHash('sha256').update(calls.join('\n')).digest();
      const shard = (digest[0] ?? 0) % PAGE_SHARDS;
      const id = digest.toString('base64url').slice(0, 16);
      const key = keys.dayPage({ organizationId, day, receivedAt, id });
      return { ...key, calls, firstStart, lastStart, due: pageWork(shard), dueAt: receivedAt };
    }),
  );
}

const byStart = (a: UsageRecord, b: UsageRecord): number =>
  a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.callId < b.callId) ? -1 : 1;

export function writePages(db: Database, pages: readonly DayPage[]): Promise<void> {
  const items = pages.map((page) => ({ ...page, purgeAt: purgeAtOf(page.dueAt) }));
  return putItems(db, db.callsTable, items);
}

const PageItem = z.object({ pk: z.string(), calls: z.array(z.string()) });

export interface ListedCalls {
  readonly pages: readonly { readonly organizationId: OrganizationId; readonly callIds: readonly CallId[] }[];
  /** The number of items that do not read as pages. */
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
