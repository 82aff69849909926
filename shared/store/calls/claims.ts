/**
 * Claims calls for their pages. A call belongs to the one page that its own item names, however many pages list it
 * (spec: Each call is accepted and settled once). Intake claims the calls of the pages that it writes; settlement claims
 * what a request left that died before all its calls were claimed.
 */
import {
  CALL_TRANSITIONS,
  isReceived,
  type ReceivedCall,
  type UsageRecord,
} from '../../domain/calls/call.ts';
import type { CallId, OrganizationId } from '../../domain/ids.ts';
import { isReachable } from '../../domain/transitions.ts';
import {
  chunksOf,
  insertItems,
  loadItems,
  mapEach,
  STATEMENTS_PER_REQUEST,
  updateItems,
} from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { callOf, keys } from '../table/keys.ts';
import { decideAndCommit, meaningOf } from '../table/transaction.ts';
import { whenReachable, whenReachableFromExisting } from '../table/transitions.ts';
import { update, updateOrFind } from '../table/writes.ts';
import {
  isListed,
  type ListedCall,
  purgeAtOf,
  readStoredCall,
  type StoredCall,
  tryReadStoredCall,
} from './call-item.ts';
import { type CallPage, isSamePage } from './call-page.ts';
import { callOfRow, pageNameOf } from './calls.ts';
import type { PageRow } from './page-rows.ts';

/** A call of a page that is to belong to it. */
export interface Claim {
  readonly page: Pick<CallPage, 'organizationId' | 'day' | 'name' | 'receivedAt'>;
  readonly record: Pick<UsageRecord, 'callId' | 'startedAt'>;
}

/** Whether the call belongs to the page of its claim; if not, what its item says instead. */
export type Claimed =
  | { readonly kind: 'own'; readonly callId: CallId }
  | { readonly kind: 'existing'; readonly callId: CallId; readonly call: StoredCall };

/** Of the calls that have not left the page. */
export const claimsOf = (page: CallPage): (Claim & PageRow)[] =>
  page.rows.filter(({ record }) => !page.apart.has(record.callId)).map(({ record }) => ({ page, record }));

/**
 * Organizations that had authorized most of the calls of their last request: an item is there before the record. A
 * function instance remembers them, by its connection.
 */
const authorizing = new WeakMap<Database['client'], Set<OrganizationId>>();
const AUTHORIZING_IN_MEMORY = 10_000;

/**
 * Claims calls that differ, of one organization; a call that is claimed already for the same page counts as claimed.
 * Returns what became of each, in their order. If it throws, some may be claimed.
 */
export async function claimCalls(db: Database, claims: readonly Claim[]): Promise<Claimed[]> {
  const [first] = claims;
  if (!first) return [];
  if (claims.length === 1) return [await claimAlone(db, first)];
  const { organizationId } = first.page;
  const unjoined = authorizing.get(db.client)?.has(organizationId) ? await joinCalls(db, claims) : claims;
  const uninserted = await insertCalls(db, unjoined);
  const stored = await loadStored(db, uninserted);
  const joinable = uninserted.filter(({ record }) => isClaimable(stored.get(record.callId)));
  const contended = await joinCalls(db, joinable);
  const alone = await mapEach(contended, (claim) => claimAlone(db, claim));
  const joined = claims.length - unjoined.length + joinable.length;
  rememberAuthorizing(db, organizationId, joined > claims.length / 2);
  const outcomes = new Map(alone.map((outcome) => [outcome.callId, outcome]));
  for (const claim of uninserted) {
    const call = stored.get(claim.record.callId);
    if (call && !isClaimable(call)) outcomes.set(claim.record.callId, outcomeOf(claim, call));
  }
  return claims.map(({ record: { callId } }) => outcomes.get(callId) ?? { kind: 'own', callId });
}

function rememberAuthorizing(db: Database, organizationId: OrganizationId, isAuthorizing: boolean): void {
  const known = authorizing.get(db.client) ?? new Set();
  authorizing.set(db.client, known);
  if (!isAuthorizing || known.size >= AUTHORIZING_IN_MEMORY) known.delete(organizationId);
  else known.add(organizationId);
}

/** Writes the calls that have no item. Returns the other claims. */
function insertCalls(db: Database, claims: readonly Claim[]): Promise<Claim[]> {
  return inBatches(claims, (batch) =>
    insertItems(
      db,
      db.callsTable,
      batch.map((claim) => ({ ...keyOf(claim), ...listedAttributes(db, claim) })),
    ),
  );
}

/** What was authorized or denied stands in `authorizedAs`, and what took place on the page. */
const FORGOTTEN = ['outbox', 'reason', 'type', 'userId', 'from', 'to', 'conferenceId'];

/** Writes the calls that were authorized, released or denied. Returns the other claims. */
function joinCalls(db: Database, claims: readonly Claim[]): Promise<Claim[]> {
  const condition = whenReachableFromExisting(CALL_TRANSITIONS, 'received');
  return inBatches(claims, (batch) =>
    updateItems(
      db,
      db.callsTable,
      batch.map((claim) => ({ key: keyOf(claim), set: listedAttributes(db, claim), remove: FORGOTTEN })),
      condition,
    ),
  );
}

/** Returns the claims that `write` returns the indexes of. */
async function inBatches(
  claims: readonly Claim[],
  write: (batch: readonly Claim[]) => Promise<ReadonlySet<number>>,
): Promise<Claim[]> {
  const left = await mapEach(chunksOf(claims, STATEMENTS_PER_REQUEST), async (batch) => {
    const notMade = await write(batch);
    return batch.filter((_, index) => notMade.has(index));
  });
  return left.flat();
}

/** One request, whether the call has an item or not. */
async function claimAlone(db: Database, claim: Claim): Promise<Claimed> {
  const changes = { set: listedAttributes(db, claim), remove: FORGOTTEN };
  const condition = whenReachable(CALL_TRANSITIONS, 'received');
  const write = update(db.callsTable, keyOf(claim), changes, condition);
  const inTheWay = await decideAndCommit(async () => {
    try {
      return await updateOrFind(db, write, { parse: readStoredCall });
    } catch (error) {
      throw meaningOf(error, []);
    }
  });
  return inTheWay ? outcomeOf(claim, inTheWay) : { kind: 'own', callId: claim.record.callId };
}

const keyOf = ({ page, record }: Claim) => keys.call(page.organizationId, record.callId);

function listedAttributes(db: Database, { page: { day, name, receivedAt }, record: { startedAt } }: Claim) {
  const status: ListedCall['status'] = 'received';
  return { status, day, page: name, purgeAt: purgeAtOf(db, receivedAt, startedAt) };
}

function outcomeOf({ page, record: { callId } }: Claim, call: StoredCall): Claimed {
  return isListedBy(call, page) ? { kind: 'own', callId } : { kind: 'existing', callId, call };
}

function isListedBy(call: StoredCall, page: Claim['page']): call is ListedCall {
  return isListed(call) && isSamePage(pageNameOf(call), page);
}

const isClaimable = (call: StoredCall | undefined): boolean =>
  call === undefined || isReachable(CALL_TRANSITIONS, 'received', call.status);

async function loadStored(db: Database, claims: readonly Claim[]): Promise<Map<CallId, StoredCall>> {
  const items = await loadItems(db, db.callsTable, claims.map(keyOf));
  return new Map(items.map(readStoredCall).map((call) => [call.callId, call]));
}

export interface OwnCalls {
  readonly page: CallPage;
  /** In the order of its rows. */
  readonly calls: readonly ReceivedCall[];
  /** Calls whose items cannot be read: it is not known whether they belong to the page. */
  readonly unreadable: readonly CallId[];
}

/**
 * The calls of unsettled pages of one organization that belong to them, with the leases of their authorizations. Calls
 * that nobody has claimed are claimed. `items` are those of the calls, and may be old: a call that names a page never
 * names another one again.
 */
export async function ownCallsOf(
  db: Database,
  pages: readonly CallPage[],
  items: readonly StoredItem[],
): Promise<OwnCalls[]> {
  const early = readItems(items);
  const unclaimed = distinct(
    pages
      .flatMap(claimsOf)
      .filter(
        ({ record: { callId } }) => !early.unreadable.has(callId) && isClaimable(early.calls.get(callId)),
      ),
  );
  const claimed = await claimCalls(db, unclaimed);
  const owned = new Set(claimed.flatMap(({ kind, callId }) => (kind === 'own' ? [callId] : [])));
  const claims = unclaimed.filter(({ record }) => owned.has(record.callId));
  const late = readItems(await loadItems(db, db.callsTable, claims.map(keyOf)));
  const stored = new Map([...early.calls, ...late.calls]);
  const unreadable = new Set([...early.unreadable, ...late.unreadable]);
  return pages.map((page) => ({
    page,
    calls: claimsOf(page).flatMap((row) => ownCallOf(page, row, stored.get(row.record.callId)) ?? []),
    unreadable: claimsOf(page).flatMap(({ record: { callId } }) => (unreadable.has(callId) ? [callId] : [])),
  }));
}

function ownCallOf(page: CallPage, row: PageRow, stored: StoredCall | undefined): ReceivedCall | undefined {
  if (!stored || !isListedBy(stored, page)) return undefined;
  const call = callOfRow(page, row, stored);
  return isReceived(call) ? call : undefined;
}

type StoredItem = Readonly<Record<string, unknown>>;

function readItems(items: readonly StoredItem[]): {
  readonly calls: ReadonlyMap<CallId, StoredCall>;
  readonly unreadable: ReadonlySet<CallId>;
} {
  const read = items.map((item) => ({
    callId: callOf(String(item.pk)).callId,
    call: tryReadStoredCall(item),
  }));
  return {
    calls: new Map(read.flatMap(({ callId, call }) => (call ? [[callId, call] as const] : []))),
    unreadable: new Set(read.flatMap(({ callId, call }) => (call ? [] : [callId]))),
  };
}

/** Of several pages with one call, the first claims it. */
const distinct = (claims: readonly Claim[]): Claim[] => [
  ...new Map(claims.toReversed().map((claim) => [claim.record.callId, claim])).values(),
];
