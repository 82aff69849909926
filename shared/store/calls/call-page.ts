/**
 * A page: the calls of one day that one request reported, about a hundred to an item, with what became of them. It is
 * settled as a whole, once, under its version. A call belongs to the page that its own item names.
 */
import * as z from 'zod';
import { type Call, FUTURE_RECORD_DAYS, type UsageRecord } from '../../domain/calls/call.ts';
import type { CallId, OrganizationId } from '../../domain/ids.ts';
import { addSeconds, type Instant } from '../../domain/instants.ts';
import type { PhoneNumber } from '../../domain/numbers/numbering.ts';
import { parseNumber } from '../../domain/numbers/phone-numbers.ts';
import { chunksOf, insertMissing, mapEach, STATEMENTS_PER_REQUEST } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { dayOf, type Key, keys, type PageName } from '../table/keys.ts';
import { purgeAtOf } from './call-item.ts';
import { type PageRow, type PageSettled, packRows, unpackRows } from './page-rows.ts';

const CALLS_PER_PAGE = 100;
/** A page stays until the last of its calls is deleted; one that starts after its report is kept for that longer. */
const KEPT_LONGER_SECONDS = (FUTURE_RECORD_DAYS + 7) * 86_400;

export interface CallPage extends PageName {
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

export const isSamePage = (a: PageName, b: PageName): boolean =>
  a.name === b.name && a.day === b.day && a.organizationId === b.organizationId;

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

/** `undefined` for an item that does not read as a page with rows. */
export function tryReadPage(item: unknown): CallPage | undefined {
  try {
    return readPage(item);
  } catch {
    return undefined;
  }
}

/** Throws for an item that reads as neither kind of page. */
export function readAnyPage(item: Readonly<Record<string, unknown>>): CallPage | PageOfIds {
  return item.rows === undefined ? pageOfIds(PageOfIdsItem.parse(item)) : readPage(item);
}

/** `undefined` for an item that does not read as a page of the earlier layout. */
export function tryReadPageOfIds(item: unknown): PageOfIds | undefined {
  const { success, data } = PageOfIdsItem.safeParse(item);
  return success ? pageOfIds(data) : undefined;
}

function pageOfIds({ pk, sk, firstStart, lastStart, calls }: z.infer<typeof PageOfIdsItem>): PageOfIds {
  return { ...dayOf(pk), name: sk, firstStart, lastStart, callIds: calls };
}

/** The page as it is written, until it may be deleted. */
export const pageItem = (db: Pick<Database, 'retention'>, page: CallPage): Key & Record<string, unknown> => ({
  ...pageAttributes(page),
  purgeAt: purgeAtOf(db, addSeconds(page.receivedAt, KEPT_LONGER_SECONDS)),
});

export function pageAttributes(page: CallPage): Key & Record<string, unknown> {
  const { organizationId, day, name, rows, settled, apart, ...rest } = page;
  return {
    ...keys.page({ organizationId, day, name }),
    ...rest,
    rows: packRows(rows, settled),
    settledAt: settled?.at,
    entry: settled?.entry,
    apart: apart.size > 0 ? new Set(apart) : undefined,
  };
}

/** Puts pages that are not there yet. A page that is there stays as it is: it may be settled since. */
export async function insertPages(db: Database, pages: readonly CallPage[]): Promise<void> {
  const batches = chunksOf(
    pages.map((page) => pageItem(db, page)),
    STATEMENTS_PER_REQUEST,
  );
  await mapEach(batches, (batch) => insertMissing(db, db.callsTable, batch));
}

export interface ReportRequest {
  readonly receivedAt: Instant;
  /** No other request of this instant has it: a call that names a page is of the request that wrote the page. */
  readonly requestId: string;
}

/** Whether a page of a request whose id begins with `requestIdPrefix` brought the call. */
export const isReportedBy = ({ page }: Pick<Call, 'page'>, requestIdPrefix: string): boolean =>
  page !== undefined && keys.requestOfPage(page).startsWith(requestIdPrefix);

/** The records of each day, in the order in which their calls started, in pages of a hundred. */
export function pagesOf(
  organizationId: OrganizationId,
  records: readonly UsageRecord[],
  { receivedAt, requestId }: ReportRequest,
): CallPage[] {
  const started = [...records].sort(byStart);
  const byDay = Map.groupBy(started, (record) => record.startedAt.slice(0, 10));
  return [...byDay].flatMap(([day, ofDay]) =>
    chunksOf(ofDay, CALLS_PER_PAGE).map(
      (ofPage, index): CallPage => ({
        organizationId,
        day,
        name: keys.pageName(receivedAt, `${requestId}${index}`),
        receivedAt,
        firstStart: ofPage[0]?.startedAt ?? '',
        lastStart: ofPage.at(-1)?.startedAt ?? '',
        version: 1,
        rows: ofPage.map((record) => ({ record, number: parseNumber(record.to) })),
        apart: new Set(),
      }),
    ),
  );
}

/** The numbers of the pages as they were read when their records came. */
export function numbersOf(pages: readonly CallPage[]): Map<string, PhoneNumber> {
  const numbers = pages.flatMap(({ rows }) => rows.flatMap(({ number }) => number ?? []));
  return new Map(numbers.map((number) => [number.e164, number]));
}

const byStart = (a: UsageRecord, b: UsageRecord): number =>
  a.startedAt < b.startedAt || (a.startedAt === b.startedAt && a.callId < b.callId) ? -1 : 1;
