/**
 * What settlement writes on pages. A page is settled once, under its version, in one transaction with the money of its
 * calls. A call that cannot be settled with its page leaves it first, and is then settled by itself.
 */
import * as z from 'zod';
import type { CallSettlement, ReceivedCall } from '../../domain/calls/call.ts';
import { postpaidMovement } from '../../domain/credits/postpaid.ts';
import type { DomainEvent } from '../../domain/events.ts';
import type { Instant } from '../../domain/instants.ts';
import { chunksOf, loadItems } from '../table/batch.ts';
import { commitDelete, commitPut, commitUpdate } from '../table/commit-alone.ts';
import { all, type Condition, has, isAbsent, isBetween, isPresent } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { keys, type PageName, pageOfKey } from '../table/keys.ts';
import { NOT_STORED, writeOutbox } from '../table/outbox.ts';
import { queryAll } from '../table/queries.ts';
import { commit, type Write } from '../table/transaction.ts';
import { deleteIf, isMade, putIf, sendUpdate, update } from '../table/writes.ts';
import { callApartWrite } from './apart.ts';
import { type CallPage, pageItem, tryReadPage } from './call-page.ts';
import type { PageRow } from './page-rows.ts';
import { type MoneyPlan, moneyWrites, placeOfPage, UNSETTLED } from './settlements.ts';

/** A call of a page, with what it cost and who paid. */
export interface SettledRow extends PageRow {
  readonly settlement: CallSettlement;
}

export interface PagesPlan extends MoneyPlan {
  /** Each page as it was read, with its own calls, in the order in which they started. */
  readonly pages: readonly { readonly page: CallPage; readonly rows: readonly SettledRow[] }[];
  /** Without an entry, the first page carries the events of them all. */
  readonly events: readonly DomainEvent[];
}

/** Nothing has written the page since it was read, and no run has settled it. */
const isAsRead = ({ version }: CallPage): Condition => all(has({ version }), isAbsent('settledAt'));

/**
 * Settles the pages, with the money of their calls: all or nothing. Throws ConflictError when a condition failed,
 * TooManyWrites before anything was written.
 */
export async function commitPages(db: Database, plan: PagesPlan): Promise<void> {
  const { pages, events } = plan;
  const movements = pages.flatMap(({ rows }) =>
    rows.map(({ record, settlement }) => postpaidMovement(record.startedAt, settlement.postpaidMicros)),
  );
  const places = pages.map(({ page }) => placeOfPage(page));
  const money = moneyWrites(db, plan, { movements, pages: places });
  const settled = pages.map((page, index) => settledPageWrite(db, page, plan, index === 0 ? events : []));
  const [alone, ...others] = [...money, ...settled];
  // Pages of calls that move nothing else.
  if (alone && others.length === 0) await commitPut(db, alone);
  else await commit(db, [...money, ...settled]);
}

function settledPageWrite(
  db: Database,
  { page, rows }: PagesPlan['pages'][number],
  { entry, moment }: PagesPlan,
  events: readonly DomainEvent[],
): Write {
  const settled = { at: moment.now, entry: entry?.sequence };
  const { reason: _, ...settledPage } = { ...page, version: page.version + 1, rows, settled };
  return putIf(
    db.callsTable,
    { ...pageItem(db, settledPage), outbox: writeOutbox(events, NOT_STORED) },
    isAsRead(page),
  );
}

/** Leaves room for the page in the transaction. */
const CALLS_APART_AT_ONCE = 90;

export interface Parting {
  /** Why each cannot be settled with its page; absent for a call that is settled by itself at once. */
  readonly calls: readonly { readonly call: ReceivedCall; readonly reason?: string | undefined }[];
  /** When the schedule tries the calls, if they are not settled by then. */
  readonly dueAt: Instant;
}

/**
 * Takes calls out of their page: from then on each call's own item has all there is to know of it, and the page is
 * settled without it. Returns the page as it is then. Throws ConflictError when the page was settled or changed since
 * it was read, or a call does not belong to it.
 */
export async function setApart(db: Database, page: CallPage, { calls, dueAt }: Parting): Promise<CallPage> {
  let left = page;
  for (const some of chunksOf(calls, CALLS_APART_AT_ONCE)) {
    const ids = new Set(some.map(({ call }) => call.callId));
    const key = keys.page(left);
    const changes = { set: { version: left.version + 1 }, add: { apart: ids } };
    await commit(db, [
      update(db.callsTable, key, changes, isAsRead(left)),
      ...some.map(({ call, reason }) =>
        callApartWrite(db, page, { ...call, reason }, { due: UNSETTLED, dueAt }),
      ),
    ]);
    left = { ...left, version: left.version + 1, apart: new Set([...left.apart, ...ids]) };
  }
  return left;
}

/**
 * Takes a call out of its page whose own item does not read as one, so that it does not keep the others from being
 * settled. The item stays as it is, and is due until somebody has corrected it.
 */
export async function setUnreadableApart(
  db: Database,
  page: CallPage,
  callId: string,
  dueAt: Instant,
): Promise<CallPage> {
  const due = { due: UNSETTLED, dueAt, reason: 'unreadable' };
  await commit(db, [
    update(
      db.callsTable,
      keys.page(page),
      { set: { version: page.version + 1 }, add: { apart: new Set([callId]) } },
      isAsRead(page),
    ),
    update(db.callsTable, keys.call(page.organizationId, callId), { set: due }, isPresent('pk')),
  ]);
  return { ...page, version: page.version + 1, apart: new Set([...page.apart, callId]) };
}

/** Marks a page of which no call has a price, so that the schedule tries it again. Throws ConflictError if it changed. */
export async function postponePage(
  db: Database,
  page: CallPage,
  reason: string,
  dueAt: Instant,
): Promise<void> {
  const set = { due: UNSETTLED, dueAt, reason, version: page.version + 1 };
  const write = update(db.callsTable, keys.page(page), { set }, isAsRead(page));
  await commitUpdate(db, write);
}

/**
 * Marks a page that could not be settled, whatever has changed it since it was read: one that does not read as a page,
 * or whose settlement failed, perhaps after calls had left it. The schedule tries it again until it is settled.
 */
export async function markUnsettledPage(
  db: Database,
  page: PageName,
  reason: 'unreadable' | 'not-settled',
  dueAt: Instant,
): Promise<void> {
  const set = { due: UNSETTLED, dueAt, reason };
  const condition = all(isPresent('rows'), isAbsent('settledAt'));
  await isMade(sendUpdate(db, update(db.callsTable, keys.page(page), { set }, condition)));
}

/** Deletes a page to which no call belongs, as another page had all of them first. Throws ConflictError if it changed. */
export async function deletePage(db: Database, page: CallPage): Promise<void> {
  const write = deleteIf(db.callsTable, keys.page(page), isAsRead(page));
  await commitDelete(db, write);
}

export interface LoadedPages {
  /** Those that are there, in the order of their names. */
  readonly pages: readonly CallPage[];
  /** Items that are there but do not read as pages. */
  readonly unreadable: readonly PageName[];
}

/** The pages of these names. One unreadable page does not hide the others. */
export async function loadPages(db: Database, names: readonly PageName[]): Promise<LoadedPages> {
  const items = await loadItems(
    db,
    db.callsTable,
    names.map((name) => keys.page(name)),
  );
  return readPages(items);
}

function readPages(items: readonly Readonly<Record<string, unknown>>[]): LoadedPages {
  const read = items.map((item) => ({ item, page: tryReadPage(item) }));
  return {
    pages: read.flatMap(({ page }) => page ?? []).sort((a, b) => (a.name < b.name ? -1 : 1)),
    unreadable: read.flatMap(({ item, page }) =>
      page ? [] : [pageOfKey({ pk: String(item.pk), sk: String(item.sk) })],
    ),
  };
}

/**
 * The pages of a day that were received from the minute `from` to the minute `to`, both included, and that neither were
 * settled nor wait for a schedule. Eventually consistent: a page that was settled meanwhile is left out later.
 */
export async function loadWaitingPages(
  db: Database,
  { organizationId, day }: Pick<PageName, 'organizationId' | 'day'>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<LoadedPages> {
  const where = isBetween('sk', keys.pageRange({ from, to }));
  const filter = all(isPresent('rows'), isAbsent('settledAt'), isAbsent('due'));
  const pk = keys.day(organizationId, day);
  const asStored = z.record(z.string(), z.unknown());
  return readPages(
    await queryAll(db, { table: db.callsTable, pk, where, filter, consistent: false }, asStored),
  );
}
