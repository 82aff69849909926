/** Reads calls by their ids. */
import type { Call } from '../../domain/calls/call.ts';
import type { CallId, OrganizationId } from '../../domain/ids.ts';
import { loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { type CallName, callOf, keys } from '../table/keys.ts';
import { readCall, tryReadCall } from './call-item.ts';

export async function findCall(
  db: Database,
  organizationId: OrganizationId,
  callId: CallId,
): Promise<Call | undefined> {
  return getItem(db, db.callsTable, keys.call(organizationId, callId), { parse: readCall });
}

export interface LoadedCalls {
  readonly calls: readonly Call[];
  /** Items that are there but do not read as calls. */
  readonly unreadable: readonly CallName[];
}

/** One unreadable item does not hide the others. */
export async function loadCalls(
  db: Database,
  organizationId: OrganizationId,
  ids: Iterable<CallId>,
): Promise<LoadedCalls> {
  const callKeys = [...new Set(ids)].map((id) => keys.call(organizationId, id));
  const items = await loadItems(db, db.callsTable, callKeys);
  const read = items.map((item) => ({ item, call: tryReadCall(item) }));
  return {
    calls: read.flatMap(({ call }) => call ?? []),
    unreadable: read.flatMap(({ item, call }) => (call ? [] : [callOf(String(item.pk))])),
  };
}
