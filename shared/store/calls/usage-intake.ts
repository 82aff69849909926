/**
 * Accepting usage: each call once, many in a request (spec: Each call is accepted and settled once). A PartiQL INSERT
 * writes only what is not there and answers item by item, 25 to a request; the pages that list the day's calls are
 * written before them, so that no accepted call is ever unlisted.
 */
import { BatchExecuteStatementCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { RECORD_FIELDS, type UsageRecord } from '../../domain/calls/call.ts';
import { inBatches, loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { decideAndCommit, meaningOf } from '../table/transaction.ts';
import { type CallRecord, callItem, purgeAtOf, readCall } from './call-item.ts';
import { pagesOf, writePages } from './day-pages.ts';

const STATEMENTS_PER_REQUEST = 25;
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
      if (before && before.startedAt === undefined && (await decideAndCommit(() => join(db, call)))) {
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
    throw meaningOf(error, []);
  }
}

async function reload(db: Database, call: CallRecord): Promise<CallRecord> {
  const [item] = await loadItems(db, db.callsTable, [keys.call(call.organizationId, call.callId)]);
  return readCall(item);
}
