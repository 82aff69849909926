/**
 * A page: the calls of one day that one request reported, about a hundred to an item, with what became of them. It is
 * settled as a whole, once, under its version. A call belongs to the page that its own item names.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { UsageRecord } from '../../domain/calls/call.ts';
import type { CallId, OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { chunksOf } from '../table/batch.ts';
import { dayOf, type Key, keys } from '../table/keys.ts';
import { purgeAtOf } from './call-item.ts';
import { type PageRow, type PageSettled, packRows, unpackRows } from './page-rows.ts';

const CALLS_PER_PAGE = 100;

export interface CallPage {
  readonly organizationId: OrganizationId;
  readonly day: string;
  /** Its sort key: it begins with the instant at which the request came. */
  readonly name: string;
  readonly receivedAt: Instant;
  /** Of its calls: a report merges pages by them. */
  readonly firstStart: Instant;
  readonly lastStart: Instant;
  /** Counts the writes until it is settled. */
  readonly version: number;
  /** In the order in which the calls started. Once it is settled, only calls that belong to it, each with its settlement. */
  readonly rows: readonly PageRow[];
  /** Absent while it waits. */
  readonly settled?: PageSettled | undefined;
  /** Calls whose own items have all there is to know of them, whatever the row says. */
  readonly apart: ReadonlySet<CallId>;
  /** Why it could not be settled when its time came. */
  readonly reason?: string | undefined;
}

/** A page of an earlier layout: each of its calls has all there is to know of it in its own item. */
export interface PageOfIds
  extends Pick<CallPage, 'organizationId' | 'day' | 'name' | 'firstStart' | 'lastStart'> {
  readonly callIds: readonly CallId[];
}

const Name = z.object({
  pk: z.string(),
  sk: z.string(),
  /** A page without them may have any call of the day. */
  firstStart: z.string().default(''),
  lastStart: z.string().default('9999'),
});

const PageItem = Name.extend({
  version: z.number().int(),
  receivedAt: z.string(),
  rows: z.instanceof(Uint8Array),
  settledAt: z.string().optional(),
  entry: z.number().int().optional(),
  apart: z.set(z.string()).optional(),
  reason: z.string().optional(),
});

const PageOfIdsItem = Name.extend({ calls: z.array(z.string()) });

/** Throws for an item that does not read as a page with rows. */
export function readPage(item: unknown): CallPage {
  const { pk, sk, rows, settledAt, entry, apart, ...page } = PageItem.parse(item);
  const settled = settledAt === undefined ? undefined : { at: settledAt, entry };
  return {
    ...page,
    ...dayOf(pk),
    name: sk,
    rows: unpackRows(rows, settled),
    settled,
    apart: apart ?? new Set(),
  };
}

/** Throws for an item that reads as neither kind of page. */
export function readAnyPage(item: Readonly<Record<string, unknown>>): CallPage | PageOfIds {
  if (item.rows !== undefined) return readPage(item);
  const { pk, sk, firstStart, lastStart, calls } = PageOfIdsItem.parse(item);
  return { ...dayOf(pk), name: sk, firstStart, lastStart, callIds: calls };
}

export function pageItem(page: CallPage): Key & Record<string, unknown> {
  const { organizationId, day, name, rows, settled, apart, ...rest } = page;
  return {
    ...keys.page({ organizationId, day, name }),
    ...rest,
    rows: packRows(rows, settled),
    settledAt: settled?.at,
    entry: settled?.entry,
    apart: apart.size > 0 ? new Set(apart) : undefined,
    purgeAt: purgeAtOf(page.receivedAt),
  };
}

/**
 * The records of each day, in the order in which their calls started, in pages of a hundred. A page is named by its
 * content, so that the same request at the same instant names the same pages.
 */
export function pagesOf(
  organizationId: OrganizationId,
  records: readonly UsageRecord[],
  receivedAt: Instant,
): CallPage[] {
  const started = [...records].sort(byStart);
  const byDay = Map.groupBy(started, (record) => record.startedAt.slice(0, 10));
  return [...byDay].flatMap(([day, ofDay]) =>
    chunksOf(ofDay, CALLS_PER_PAGE).map((ofPage): CallPage => {
      const calls = ofPage.map(({ callId }) => callId);
      const id = createHash('sha256').update(calls.join('\n')).digest('base64url').slice(0, 16);
      return {
        organizationId,
        day,
        name: keys.pageName(receivedAt, id),
        receivedAt,
        firstStart: ofPage[0]?.startedAt ?? '',
        lastStart: ofPage.at(-1)?.startedAt ?? '',
        version: 1,
        rows: ofPage.map((record) => ({ record })),
        apart: new Set(),
      };
    }),
  );
}

const byStart = (a: UsageRecord, b: UsageRecord): number =>
  a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.callId < b.callId) ? -1 : 1;
