/** The pages and calls that an audit reads. */
import type { AuditedItem, ListingPage } from '../../domain/audit/call-tally.ts';
import type { AuditedCall } from '../../domain/audit/calls.ts';
import type { AuditedPage } from '../../domain/audit/entry-calls.ts';
import type { CallId, OrganizationId } from '../../domain/ids.ts';
import { dayAfter } from '../../domain/instants.ts';
import { tryReadAuditedCall } from '../calls/call-item.ts';
import { type CallPage, type PageOfIds, readAnyPage, readPage } from '../calls/call-page.ts';
import { loadItems, mapEach } from '../table/batch.ts';
import { compares } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { keys, type PageName } from '../table/keys.ts';
import { queryOnce } from '../table/queries.ts';
import { hasPages } from './day-slices.ts';

const PAGES_AT_ONCE = 50;

/** How an entry names a page. */
const pathOf = ({ day, name }: Pick<PageName, 'day' | 'name'>): string => `${day}/${name}`;

function nameOf(organizationId: OrganizationId, path: string): PageName {
  const end = path.indexOf('/');
  return { organizationId, day: path.slice(0, end), name: path.slice(end + 1) };
}

/**
 * The pages that entries name, in no particular order. They are read as they lie in their days, which costs a third of
 * reading each, and eventually consistent: an older image is read once more.
 */
export async function* entryPages(
  db: Database,
  organizationId: OrganizationId,
  paths: Iterable<string>,
): AsyncGenerator<AuditedPage> {
  const names = [...new Set(paths)].map((path) => nameOf(organizationId, path));
  const missing: PageName[] = [];
  for (const [day, ofDay] of Map.groupBy(names, (name) => name.day)) {
    const left = new Map(ofDay.map((name) => [name.name, name]));
    for await (const page of pagesOfDay(db, { organizationId, day, names: [...left.keys()].sort() })) {
      if (!page.settled) continue;
      left.delete(page.name);
      yield auditedPage(page);
    }
    missing.push(...left.values());
  }
  const pageKeys = missing.map((name) => keys.page(name));
  for (const item of await loadItems(db, db.callsTable, pageKeys)) yield auditedPage(readPage(item));
}

/** `names` are sorted. Reads on from each name that the last request did not reach. */
async function* pagesOfDay(
  db: Database,
  {
    organizationId,
    day,
    names,
  }: Pick<PageName, 'organizationId' | 'day'> & { readonly names: readonly string[] },
): AsyncGenerator<CallPage> {
  const sought = new Set(names);
  for (let index = 0; index < names.length; ) {
    const query = {
      table: db.callsTable,
      pk: keys.day(organizationId, day),
      where: compares('sk', '>=', names[index] ?? ''),
      consistent: false,
    };
    const limit = Math.min(PAGES_AT_ONCE, names.length - index);
    const { items } = await queryOnce(db, query, { limit });
    const last = String(items.at(-1)?.sk ?? '~');
    for (const item of items) if (sought.has(String(item.sk))) yield readPage(item);
    while (index < names.length && (names[index] ?? '') <= last) index += 1;
  }
}

function auditedPage(page: CallPage): AuditedPage {
  return { name: pathOf(page), entry: page.settled?.entry, calls: callsOf(page) };
}

const callsOf = ({ rows, receivedAt }: CallPage): AuditedCall[] =>
  rows.map(({ record: { callId }, settlement }) => {
    return { callId, status: settlement ? 'settled' : 'received', receivedAt, settlement };
  });

/** Calls as their own items have them. */
export async function loadAuditedCalls(
  db: Database,
  organizationId: OrganizationId,
  callIds: readonly CallId[],
): Promise<AuditedItem[]> {
  const callKeys = callIds.map((callId) => keys.call(organizationId, callId));
  const items = await loadItems(db, db.callsTable, callKeys);
  return items.flatMap((item) => {
    const call = tryReadAuditedCall(item);
    return call ? [auditedItem(call)] : [];
  });
}

function auditedItem(call: NonNullable<ReturnType<typeof tryReadAuditedCall>>): AuditedItem {
  const { day = call.startedAt?.slice(0, 10), page: name } = call;
  const page = day === undefined || name === undefined ? undefined : pathOf({ day, name });
  return { ...call, page, isListed: call.startedAt === undefined && call.status === 'received' };
}

const DAYS_AT_ONCE = 25;

/** All pages of calls that started from the day `first` to the day `last`, each with the items of its calls. */
export async function* listingPages(
  db: Database,
  organizationId: OrganizationId,
  { first, last }: { readonly first: string; readonly last: string },
): AsyncGenerator<ListingPage> {
  for (let from = first; from <= last; from = dayAfter(from, DAYS_AT_ONCE)) {
    const days = Array.from({ length: DAYS_AT_ONCE }, (_, index) => dayAfter(from, index));
    const hasAny = await mapEach(days, (day) => hasPages(db, organizationId, day));
    for (const [index, day] of days.entries()) {
      if (hasAny[index] && day <= last) yield* listingPagesOf(db, organizationId, day);
    }
  }
}

async function* listingPagesOf(
  db: Database,
  organizationId: OrganizationId,
  day: string,
): AsyncGenerator<ListingPage> {
  let after: string | undefined;
  do {
    const step = await queryOnce(db, { table: db.callsTable, pk: keys.day(organizationId, day) }, { after });
    for (const item of step.items) yield await listingPage(db, readAnyPage(item));
    after = step.last;
  } while (after !== undefined);
}

async function listingPage(db: Database, page: CallPage | PageOfIds): Promise<ListingPage> {
  const isOfIds = 'callIds' in page;
  const rows = new Map(isOfIds ? [] : callsOf(page).map((row) => [row.callId, row]));
  const callIds = [...new Set(isOfIds ? page.callIds : [...rows.keys(), ...page.apart])];
  const found = await loadAuditedCalls(db, page.organizationId, callIds);
  const items = new Map(found.map((item) => [item.callId, item]));
  const calls = callIds.map((callId) => ({ callId, row: rows.get(callId), item: items.get(callId) }));
  const settled = isOfIds ? undefined : page.settled;
  const receivedAt = isOfIds ? '' : page.receivedAt;
  return { name: pathOf(page), receivedAt, isSettled: settled !== undefined, entry: settled?.entry, calls };
}
