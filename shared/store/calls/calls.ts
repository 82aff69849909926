/** Reads calls by their ids: from their own items, and from the pages that speak for them. */
import type { Call, ReceivedCall, SettledCall } from '../../domain/calls/call.ts';
import type { CallId, OrganizationId } from '../../domain/ids.ts';
import { loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { type CallName, callOf, keys, type PageName } from '../table/keys.ts';
import {
  isListed,
  type ListedCall,
  readCall,
  readStoredCall,
  type StoredCall,
  tryReadCall,
  tryReadStoredCall,
} from './call-item.ts';
import { type CallPage, readPage, tryReadPage } from './call-page.ts';
import type { PageRow } from './page-rows.ts';

/** A call, with the page that speaks for it; without a page, its own item does. */
export interface FoundCall {
  readonly call: Call;
  readonly page?: CallPage | undefined;
}

/** Throws for an item or a page that cannot be read. */
export async function findCall(
  db: Database,
  organizationId: OrganizationId,
  callId: CallId,
): Promise<Call | undefined> {
  return (await findCallWithPage(db, organizationId, callId))?.call;
}

/** {@link findCall}, for a caller that writes the call. */
export async function findCallWithPage(
  db: Database,
  organizationId: OrganizationId,
  callId: CallId,
): Promise<FoundCall | undefined> {
  const key = keys.call(organizationId, callId);
  const stored = await getItem(db, db.callsTable, key, { parse: readStoredCall });
  if (!stored || !isListed(stored)) return stored && { call: stored };
  const page = await getItem(db, db.callsTable, pageKeyOf(stored), { parse: readPage });
  const call = page && composeCall(stored, page);
  if (call) return { call, page };
  const apart = await getItem(db, db.callsTable, key, { parse: readCall });
  return apart && { call: apart };
}

export interface LoadedCalls {
  readonly calls: readonly Call[];
  /** Calls whose items, or whose pages, are there but cannot be read. */
  readonly unreadable: readonly CallName[];
}

/** One unreadable item or page does not hide the others. */
export async function loadCalls(
  db: Database,
  organizationId: OrganizationId,
  ids: Iterable<CallId>,
): Promise<LoadedCalls> {
  const { stored, unreadable } = await loadStoredCalls(db, organizationId, ids);
  const composed = await composeCalls(db, stored);
  return { calls: composed.calls, unreadable: [...unreadable, ...composed.unreadable] };
}

async function loadStoredCalls(
  db: Database,
  organizationId: OrganizationId,
  ids: Iterable<CallId>,
): Promise<{ readonly stored: readonly StoredCall[]; readonly unreadable: readonly CallName[] }> {
  const callKeys = [...new Set(ids)].map((id) => keys.call(organizationId, id));
  const items = await loadItems(db, db.callsTable, callKeys);
  const read = items.map((item) => ({ name: callOf(String(item.pk)), call: tryReadStoredCall(item) }));
  return {
    stored: read.flatMap(({ call }) => call ?? []),
    unreadable: read.flatMap(({ name, call }) => (call ? [] : [name])),
  };
}

/** Those of the calls whose own items speak for them. One unreadable item does not hide the others. */
export async function loadCallsByItem(
  db: Database,
  organizationId: OrganizationId,
  ids: Iterable<CallId>,
): Promise<LoadedCalls> {
  const { stored, unreadable } = await loadStoredCalls(db, organizationId, ids);
  return { calls: stored.flatMap((call) => (isListed(call) ? [] : [call])), unreadable };
}

/** The calls of items that were read, each composed with its page where that speaks for it. */
export async function composeCalls(db: Database, stored: readonly StoredCall[]): Promise<LoadedCalls> {
  const listed = stored.filter(isListed);
  const pages = await loadPagesOf(db, listed);
  const composed = listed.map((call) => {
    const page = pages.get(pathOf(pageNameOf(call)));
    return { name: call, call: page && composeCall(call, page) };
  });
  const others = await loadApart(
    db,
    composed.flatMap(({ name, call }) => (call ? [] : [name])),
  );
  const own = stored.flatMap((call) => (isListed(call) ? [] : [call]));
  const calls = [...own, ...composed.flatMap(({ call }) => call ?? []), ...others.calls];
  return { calls, unreadable: others.unreadable };
}

async function loadPagesOf(db: Database, listed: readonly ListedCall[]): Promise<Map<string, CallPage>> {
  const items = await loadItems(db, db.callsTable, listed.map(pageKeyOf));
  const pages = items.flatMap((item) => tryReadPage(item) ?? []);
  return new Map(pages.map((page) => [pathOf(page), page]));
}

/** Calls that have left their pages since their items were read. */
async function loadApart(db: Database, names: readonly CallName[]): Promise<LoadedCalls> {
  const callKeys = names.map(({ organizationId, callId }) => keys.call(organizationId, callId));
  const items = await loadItems(db, db.callsTable, callKeys);
  const read = items.map((item) => ({ name: callOf(String(item.pk)), call: tryReadCall(item) }));
  return {
    calls: read.flatMap(({ call }) => call ?? []),
    unreadable: read.flatMap(({ name, call }) => (call ? [] : [name])),
  };
}

/** `undefined` when the page does not speak for the call: it has left the page. */
export function composeCall(listed: ListedCall, page: CallPage): ReceivedCall | SettledCall | undefined {
  if (page.apart.has(listed.callId)) return undefined;
  const row = page.rows.find(({ record }) => record.callId === listed.callId);
  return row && callOfRow(page, row, listed);
}

/** The call of a row, with the lease that its item keeps of its authorization. */
export function callOfRow(
  { organizationId, name, receivedAt, reason }: CallPage,
  { record, settlement }: PageRow,
  { lease, authorizedAs }: Pick<ListedCall, 'lease' | 'authorizedAs'> = {},
): ReceivedCall | SettledCall {
  const call = { organizationId, ...record, receivedAt, page: name, lease, authorizedAs, reason };
  return settlement ? { ...call, status: 'settled', settlement } : { ...call, status: 'received' };
}

/** The page that a listed call names. */
export const pageNameOf = ({ organizationId, day, page }: ListedCall): PageName => ({
  organizationId,
  day,
  name: page,
});

const pageKeyOf = (listed: ListedCall) => keys.page(pageNameOf(listed));

const pathOf = ({ day, name }: PageName): string => `${day}/${name}`;
