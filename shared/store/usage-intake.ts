/**
 * Accepting usage: each call once, many in a request. A PartiQL INSERT writes only what is not there and answers
 * item by item, 25 to a request; the pages that list the day's calls are written before them, so that no accepted
 * call is ever unlisted.
 */
import { createHash } from 'node:crypto';
import { BatchExecuteStatementCommand, BatchWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { RECORD_FIELDS, type UsageRecord } from '../domain/calls.ts';
import { loadItems } from './batch.ts';
import { type CallRecord, callItem, purgeAtOf, readCall } from './call-item.ts';
import type { Database } from './database.ts';
import { type Key, keys, organizationOfDay } from './keys.ts';

const STATEMENTS_PER_REQUEST = 25;
const PAGES_PER_REQUEST = 25;
const CALLS_PER_PAGE = 100;
const REQUESTS_AT_ONCE = 8;
/** Over how many partitions of the index the pages of one moment are spread. */
export const PAGE_SHARDS = 8;

export const pageWork = (shard: number): string => `settle-stragglers#${shard}`;

/** What became of a record: stored now, or standing in the way of it. */
export type Intake = { readonly kind: 'accepted' } | { readonly kind: 'standing'; readonly call: CallRecord };

export async function acceptUsage(
  db: Database,
  organizationId: string,
  records: readonly UsageRecord[],
  receivedAt: string,
): Promise<Map<string, Intake>> {
  const pages = pagesOf(organizationId, records, receivedAt);
  await writePages(db, pages);
  const pageOf = new Map(pages.flatMap((page) => page.calls.map((callId) => [callId, page.sk] as const)));
  const calls = records.map((record) =>
    toCall(organizationId, record, receivedAt, pageOf.get(record.callId) ?? ''),
  );
  const outcomes = new Map<string, Intake>();
  await inBatches(calls, STATEMENTS_PER_REQUEST, async (batch) => {
    const taken = await insert(db, batch);
    for (const call of batch) if (!taken.has(call.callId)) outcomes.set(call.callId, { kind: 'accepted' });
    if (taken.size > 0)
      await joinStanding(
        db,
        batch.filter((call) => taken.has(call.callId)),
        outcomes,
      );
  });
  return outcomes;
}

interface DayPage {
  readonly pk: string;
  readonly sk: string;
  readonly calls: readonly string[];
  readonly due: string;
  readonly dueAt: string;
}

/** The calls of each day in pages of a hundred, named by their content: the same request names the same pages. */
function pagesOf(organizationId: string, records: readonly UsageRecord[], receivedAt: string): DayPage[] {
  const byDay = Map.groupBy(records, (record) => record.startedAt.slice(0, 10));
  return [...byDay].flatMap(([day, ofDay]) => {
    const pages: DayPage[] = [];
    for (let start = 0; start < ofDay.length; start += CALLS_PER_PAGE) {
      const calls = ofDay.slice(start, start + CALLS_PER_PAGE).map((record) => record.callId);
      const digest = createHash('sha256').update(calls.join('\n')).digest();
      const shard = (digest[0] ?? 0) % PAGE_SHARDS;
      const sk = `PAGE#${receivedAt}#${digest.toString('base64url').slice(0, 16)}`;
      pages.push({ pk: keys.day(organizationId, day), sk, calls, due: pageWork(shard), dueAt: receivedAt });
    }
    return pages;
  });
}

async function writePages(db: Database, pages: readonly DayPage[]): Promise<void> {
  await inBatches(pages, PAGES_PER_REQUEST, async (batch) => {
    let left = batch.map((page) => ({ PutRequest: { Item: { ...page, purgeAt: purgeAtOf(page.dueAt) } } }));
    for (let round = 0; left.length > 0; round += 1) {
      if (round > PAGES_PER_REQUEST) throw new Error('pages left unprocessed');
      const answer = await db.client.send(new BatchWriteCommand({ RequestItems: { [db.callsTable]: left } }));
      left = z.array(z.custom<(typeof left)[number]>()).parse(answer.UnprocessedItems?.[db.callsTable] ?? []);
    }
  });
}

const purgeAtOfReport = ({ receivedAt = '', startedAt = receivedAt }: CallRecord) =>
  purgeAtOf(receivedAt, startedAt);

function toCall(organizationId: string, record: UsageRecord, receivedAt: string, page: string): CallRecord {
  return { ...record, organizationId, status: 'received', receivedAt, page };
}

/** Answers the ids of the calls that exist already. Throws when any write failed for another reason. */
async function insert(db: Database, calls: readonly CallRecord[]): Promise<Set<string>> {
  const statements = calls.map((call) => {
    const item = { ...callItem(call), purgeAt: purgeAtOfReport(call) };
    const attributes = Object.entries(item).filter(([, value]) => value !== undefined);
    return {
      Statement: `INSERT INTO "${db.callsTable}" VALUE {${attributes.map(([name]) => `'${name}': ?`).join(', ')}}`,
      Parameters: attributes.map(([, value]) => value),
    };
  });
  const answer = await db.client.send(new BatchExecuteStatementCommand({ Statements: statements }));
  const taken = new Set<string>();
  for (const [index, call] of calls.entries()) {
    const error = answer.Responses?.[index]?.Error;
    if (error?.Code === 'DuplicateItem') taken.add(call.callId);
    else if (error) throw new Error(`call ${call.callId} not stored: ${error.Code} ${error.Message}`);
  }
  return taken;
}

/** A call that was authorized, released or denied takes the record on; any other stands as it is. */
async function joinStanding(
  db: Database,
  calls: readonly CallRecord[],
  outcomes: Map<string, Intake>,
): Promise<void> {
  const stored = await loadItems(
    db,
    db.callsTable,
    calls.map((call) => keys.call(call.organizationId, call.callId)),
  );
  const standing = new Map(stored.map(readCall).map((call) => [call.callId, call]));
  await Promise.all(
    calls.map(async (call) => {
      const before = standing.get(call.callId);
      if (before && before.startedAt === undefined && (await join(db, call))) {
        outcomes.set(call.callId, { kind: 'accepted' });
        return;
      }
      const now = before?.startedAt === undefined ? await reload(db, call) : before;
      outcomes.set(call.callId, { kind: 'standing', call: now });
    }),
  );
}

const JOINED_FIELDS = [...RECORD_FIELDS, 'receivedAt', 'page'] as const;

/** `authorized | released | denied -> received`. False when another request got there first. */
async function join(db: Database, call: CallRecord): Promise<boolean> {
  const set = JOINED_FIELDS.filter((field) => call[field] !== undefined);
  try {
    await db.client.send(
      new UpdateCommand({
        TableName: db.callsTable,
        Key: keys.call(call.organizationId, call.callId),
        UpdateExpression: `SET #status = :received, purgeAt = :purgeAt, ${set.map((field) => `#${field} = :${field}`).join(', ')} REMOVE outbox, reason`,
        ConditionExpression: '#status IN (:authorized, :released, :denied)',
        ExpressionAttributeNames: {
          '#status': 'status',
          ...Object.fromEntries(set.map((field) => [`#${field}`, field])),
        },
        ExpressionAttributeValues: {
          ':received': 'received',
          ':purgeAt': purgeAtOfReport(call),
          ':authorized': 'authorized',
          ':released': 'released',
          ':denied': 'denied',
          ...Object.fromEntries(set.map((field) => [`:${field}`, call[field]])),
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

async function reload(db: Database, call: CallRecord): Promise<CallRecord> {
  const [item] = await loadItems(db, db.callsTable, [keys.call(call.organizationId, call.callId)]);
  return readCall(item);
}

/** Batches of `size`, a bounded number of them at once. */
async function inBatches<T>(
  items: readonly T[],
  size: number,
  work: (batch: T[]) => Promise<void>,
): Promise<void> {
  const batches: T[][] = [];
  for (let start = 0; start < items.length; start += size) batches.push(items.slice(start, start + size));
  const next = batches.values();
  const lanes = Array.from({ length: Math.min(REQUESTS_AT_ONCE, batches.length) }, async () => {
    for (const batch of next) await work(batch);
  });
  await Promise.all(lanes);
}

const PageItem = z.object({ pk: z.string(), calls: z.array(z.string()) });

/** The calls that pages list, by organization. */
export async function loadCallPages(db: Database, pages: readonly Key[]) {
  const items = await loadItems(
    db,
    db.callsTable,
    pages.map(({ pk, sk }) => ({ pk, sk })),
    { consistent: false },
  );
  return items.map((item) => {
    const { pk, calls } = PageItem.parse(item);
    return { organizationId: organizationOfDay(pk), callIds: calls };
  });
}
