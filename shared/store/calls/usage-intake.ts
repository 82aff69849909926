/**
 * Accepts usage: each call once, many in a request (spec: Each call is accepted and settled once). A PartiQL INSERT writes only an item that does not exist, and
 * returns a result for each item, 25 to a request. The pages that list the day's calls are written first, so that every
 * accepted call is listed.
 */
import { CALL_TRANSITIONS, type Call, type UsageRecord } from '../../domain/calls/call.ts';
import type { CallId, OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { chunksOf, insertItems, loadItems, mapEach, STATEMENTS_PER_REQUEST } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { type Key, keys } from '../table/keys.ts';
import { decideAndCommit, meaningOf } from '../table/transaction.ts';
import { whenReachableFromExisting } from '../table/transitions.ts';
import { isMade, sendUpdate, update } from '../table/writes.ts';
import { purgeAtOf, readCall } from './call-item.ts';
import { pagesOf, writePages } from './day-pages.ts';

/** What became of a record: its call is received, or a call of this id exists that does not take it. */
export type Intake =
  | { readonly kind: 'accepted'; readonly callId: CallId }
  | { readonly kind: 'existing'; readonly callId: CallId; readonly call: Call };

/** Stores the records, of calls that differ. Returns what became of each, in their order. */
export async function acceptUsage(
  db: Database,
  organizationId: OrganizationId,
  records: readonly UsageRecord[],
  receivedAt: Instant,
): Promise<Intake[]> {
  const pages = pagesOf(organizationId, records, receivedAt);
  await writePages(db, pages);
  const pageOf = new Map(pages.flatMap((page) => page.calls.map((callId) => [callId, page.sk] as const)));
  const calls = records.map(({ callId, ...record }) => ({
    key: keys.call(organizationId, callId),
    callId,
    attributes: {
      ...record,
      status: 'received',
      receivedAt,
      page: pageOf.get(callId) ?? '',
      purgeAt: purgeAtOf(receivedAt, record.startedAt),
    },
  }));
  const batches = chunksOf(calls, STATEMENTS_PER_REQUEST);
  return (await mapEach(batches, (batch) => acceptBatch(db, batch))).flat();
}

/** A call as its record makes it. */
interface ReportedCall {
  readonly key: Key;
  readonly callId: CallId;
  readonly attributes: Readonly<Record<string, unknown>>;
}

async function acceptBatch(db: Database, calls: readonly ReportedCall[]): Promise<Intake[]> {
  const items = calls.map(({ key, attributes }) => ({ ...key, ...attributes }));
  const taken = await insertItems(db, db.callsTable, items);
  const existing = await loadExisting(
    db,
    calls.filter((_, index) => taken.has(index)),
  );
  return Promise.all(
    calls.map((call, index) =>
      taken.has(index) ? joinExisting(db, call, existing.get(call.callId)) : accepted(call),
    ),
  );
}

const accepted = ({ callId }: ReportedCall): Intake => ({ kind: 'accepted', callId });

async function loadExisting(db: Database, calls: readonly ReportedCall[]): Promise<Map<CallId, Call>> {
  const items = await loadItems(
    db,
    db.callsTable,
    calls.map(({ key }) => key),
  );
  return new Map(items.map(readCall).map((call) => [call.callId, call]));
}

/** A call that was authorized, released or denied takes the record. Any other call stays as it is. */
async function joinExisting(db: Database, call: ReportedCall, before: Call | undefined): Promise<Intake> {
  const { callId, key } = call;
  if (before?.startedAt !== undefined) return { kind: 'existing', callId, call: before };
  if (before && (await decideAndCommit(() => join(db, call)))) return accepted(call);
  const [item] = await loadItems(db, db.callsTable, [key]);
  return { kind: 'existing', callId, call: readCall(item) };
}

/** Returns false when another request was first. */
async function join(db: Database, { key, attributes }: ReportedCall): Promise<boolean> {
  const condition = whenReachableFromExisting(CALL_TRANSITIONS, 'received');
  const write = update(db.callsTable, key, { set: attributes, remove: ['outbox', 'reason'] }, condition);
  try {
    return await isMade(sendUpdate(db, write));
  } catch (error) {
    throw meaningOf(error, []);
  }
}
