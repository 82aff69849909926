/** Calls as their own items and the pages that speak for them say together, and what must be true of every page. */
import type { z } from 'zod';
import type { PaidParts } from '../../../shared/domain/calls/call.ts';
import { type CallPage, readPage } from '../../../shared/store/calls/call-page.ts';
import { callOf, dayOf, keys } from '../../../shared/store/table/keys.ts';
import { CALLS } from '../core/world.ts';
import type { ItemChange, Tables } from '../stand-in/tables.ts';
import type { Item } from '../stand-in/values.ts';
import { CallImage, EntryImage, ListedImage } from './items.ts';
import type { ModelOrganization } from './organization.ts';
import { require, requireSame } from './violation.ts';

/** Items are never changed in place, so each is read once. */
const read = new WeakMap<Item, CallPage>();

export function pageOf(item: Item): CallPage {
  const page = read.get(item) ?? readPage(item);
  read.set(item, page);
  return page;
}

export const isPage = (item: Item | undefined): item is Item => item?.rows !== undefined;

export const placeOf = ({ day, name }: Pick<CallPage, 'day' | 'name'>): string => `${day}/${name}`;

/** The call as one: where its item only names a page, the row of that page is the call. */
export function imageOf(tables: Tables, item: Item): CallImage {
  const listed = listedOf(item);
  if (!listed) return CallImage.parse(item);
  const { organizationId, callId } = callOf(listed.pk);
  const key = keys.page({ organizationId, day: listed.day, name: listed.page });
  const stored = tables.get(CALLS, key);
  const page = stored && pageOf(stored);
  const row = page?.rows.find(({ record }) => record.callId === callId);
  require(row !== undefined, 'a call that names a page has a row in it', { key, callId });
  require(!page?.apart.has(callId), 'a call apart speaks for itself', { key, callId });
  const { lease, authorizedAs, pk, day } = listed;
  return CallImage.parse({
    ...row?.record,
    pk,
    day,
    page: listed.page,
    status: row?.settlement ? 'settled' : 'received',
    lease,
    authorizedAs,
    receivedAt: page?.receivedAt,
    reason: page?.reason,
    settlement: row?.settlement,
  });
}

/** `undefined` for an item that speaks for its call. */
export function listedOf(item: Item | undefined): ListedImage | undefined {
  return item && item.day !== undefined && item.startedAt === undefined ? ListedImage.parse(item) : undefined;
}

/** The calls that a commit touches: by their own items, and by the pages that speak for them. */
export function callsTouched(tables: Tables, changes: readonly ItemChange[]): string[] {
  const ofItems = changes.flatMap(({ key, after }) =>
    after && key.sk === 'CALL' ? [callOf(key.pk).callId] : [],
  );
  const ofPages = changes.flatMap(({ key, before, after }) => {
    if (!isPage(after) || !isRewritten(before, after)) return [];
    const page = pageOf(after);
    const isListed = (callId: string): boolean => {
      const item = tables.get(CALLS, keys.call(page.organizationId, callId));
      const listed = listedOf(item);
      return page.settled !== undefined || (listed?.page === key.sk && listed.day === page.day);
    };
    return page.rows.map(({ record }) => record.callId).filter(isListed);
  });
  return [...new Set([...ofItems, ...ofPages])];
}

/** A page that is there says something else of its calls than before. */
function isRewritten(before: Item | undefined, after: Item): boolean {
  if (!before) return false;
  const said = ({ rows, settledAt, entry, reason }: Item) => [
    Buffer.from(rows as Uint8Array).toString('base64'),
    settledAt,
    entry,
    reason,
  ];
  return JSON.stringify(said(before)) !== JSON.stringify(said(after));
}

/** What a commit does to pages. The model has the calls as they were before. */
export function requirePages(
  organization: ModelOrganization,
  tables: Tables,
  changes: readonly ItemChange[],
): void {
  for (const { key, before, after } of changes) {
    if (isPage(before))
      requireLaterPage(organization, tables, pageOf(before), isPage(after) ? pageOf(after) : undefined);
    if (key.sk === 'CALL') requireLaterCall(tables, changes, { before, after });
  }
}

function requireLaterPage(
  organization: ModelOrganization,
  tables: Tables,
  before: CallPage,
  after: CallPage | undefined,
): void {
  const place = placeOf(before);
  const own = ownCalls(organization, before);
  if (!after) {
    require(before.settled === undefined, 'a settled page is kept', { place });
    requireSame('a page is deleted when no call names it', own, [], { place });
    requireClaimed(tables, before);
    return;
  }
  const recordsOf = ({ rows }: CallPage) => rows.map(({ record }) => record);
  if (before.settled) {
    requireSame('a page is settled once', after.settled, before.settled, { place });
    requireSame('a settled page keeps its rows', after.rows, before.rows, { place });
  } else if (after.settled) {
    const settled = after.rows.map(({ record }) => record.callId);
    requireSame('a page settles the calls that name it', settled.sort(), own, { place });
    const known = new Map(recordsOf(before).map((record) => [record.callId, record]));
    for (const record of recordsOf(after))
      requireSame('a settled call is the call of its record', record, known.get(record.callId), { place });
    requireClaimed(tables, before);
  } else requireSame('a page that waits keeps its records', recordsOf(after), recordsOf(before), { place });
  for (const callId of before.apart)
    require(after.apart.has(callId), 'a call that has left its page stays apart', { place, callId });
}

/** The calls that the page speaks for, by their ids. */
function ownCalls({ calls }: ModelOrganization, { day, name }: CallPage): string[] {
  const own = [...calls].filter(
    ([, { image }]) => image.status === 'received' && image.day === day && image.page === name,
  );
  return own.map(([callId]) => callId).sort();
}

/** Nobody may claim a call for a page that is settled or deleted: all its calls were claimed, for it or for others. */
function requireClaimed(tables: Tables, { organizationId, rows, ...page }: CallPage): void {
  for (const { record } of rows) {
    const item = tables.get(CALLS, keys.call(organizationId, record.callId));
    const isClaimed = item?.page !== undefined;
    require(isClaimed, 'no call of a page is left unclaimed', { page: placeOf(page), callId: record.callId });
  }
}

function requireLaterCall(
  tables: Tables,
  changes: readonly ItemChange[],
  { before, after }: Pick<ItemChange, 'before' | 'after'>,
): void {
  const [was, is] = [listedOf(before), listedOf(after)];
  const isBoth = after?.day !== undefined && after.startedAt !== undefined;
  require(!isBoth, 'a call speaks for itself, or names the page that does', { before, after });
  const named = is ?? was;
  if (!named) return;
  const { organizationId, callId } = callOf(named.pk);
  const key = keys.page({ organizationId, day: named.day, name: named.page });
  const item = tables.get(CALLS, key);
  const page = item && pageOf(item);
  if (is && !was) {
    require(page !== undefined && !page.settled, 'a call is claimed for a page that waits', { key, callId });
    require(before?.startedAt === undefined, 'a call that speaks for itself is claimed by no page', {
      key,
      callId,
    });
  }
  if (is && was)
    requireSame('a call that names a page names no other', [is.day, is.page], [was.day, was.page]);
  if (is || !after) return;
  const image = CallImage.parse(after);
  const isParting = changes.some((change) => change.key.pk === key.pk && change.key.sk === key.sk);
  require(isParting && page?.apart.has(callId) === true, 'a call leaves its page in one commit', {
    key,
    callId,
  });
  requireSame(
    'a reversed call leaves a settled page, any other one that waits',
    page?.settled !== undefined,
    image.settlement !== undefined,
    { key, callId },
  );
}

/** A `usage` entry names the calls that it charges as they are settled, by their pages or by themselves, and is their sum. */
export function requireEntryOfCalls(
  entry: z.infer<typeof EntryImage>,
  number: number,
  settled: readonly CallImage[],
): void {
  if (entry.type !== 'usage') return;
  const { pages = [], callIds = [] } = entry;
  const own = settled.filter(({ settlement }) => settlement?.entry === number);
  const missing = own.filter(({ pk, day = '', page = '' }) =>
    day === '' ? !callIds.includes(callOf(pk).callId) : !pages.includes(placeOf({ day, name: page })),
  );
  requireSame('an entry names its calls', missing, [], { number, pages, callIds });
  const settlements = own.flatMap(({ settlement }) => settlement ?? []);
  requireSum(entry, number, settlements);
}

/** What an audit relies on: the pages that an entry names lead to all of its calls. */
export function requireEntryPages({ id }: ModelOrganization, tables: Tables, items: readonly Item[]): void {
  for (const item of items.filter(({ sk }) => String(sk).startsWith('ENTRY#'))) {
    const entry = EntryImage.parse(item);
    const number = Number(String(item.sk).slice('ENTRY#'.length));
    if (entry.type !== 'usage') continue;
    const pages = (entry.pages ?? []).map((place) => {
      const [day = '', name = ''] = place.split('/');
      const stored = tables.get(CALLS, keys.page({ organizationId: id, day, name }));
      require(stored !== undefined, 'a page that an entry names is kept', { id, number, place });
      return stored;
    });
    const settled = pages
      .filter(isPage)
      .map(pageOf)
      .filter((page) => page.settled?.entry === number);
    if (settled.length === 0) continue;
    const settlements = settled.flatMap(({ rows }) => rows.flatMap(({ settlement }) => settlement ?? []));
    requireSum(
      entry,
      number,
      settlements.filter((settlement) => settlement.entry === number),
    );
  }
}

type Paid = Pick<NonNullable<CallImage['settlement']>, 'debtMicros'> & { readonly parts: PaidParts };

function requireSum(entry: z.infer<typeof EntryImage>, number: number, settlements: readonly Paid[]): void {
  const sums = new Map<string, number>();
  for (const [lotId, micros] of settlements.flatMap(({ parts }) => parts))
    sums.set(lotId, (sums.get(lotId) ?? 0) - micros);
  const byLot = (parts: Iterable<readonly [string, number]>) =>
    [...parts].sort(([a], [b]) => (a < b ? -1 : 1));
  const debt = settlements.reduce((sum, { debtMicros }) => sum + debtMicros, 0);
  const of = { lots: byLot(sums), debt };
  requireSame(
    'the calls of an entry add up to it',
    of,
    { lots: byLot(entry.parts), debt: entry.debtMicros },
    { number },
  );
}

/** Of all pages: each call is in at most one that is settled, and only in the one that its item names. */
export function requireSettledPages({ id }: ModelOrganization, tables: Tables): void {
  const places = new Map<string, string>();
  for (const item of tables.all(CALLS)) {
    if (!isPage(item) || dayOf(String(item.pk)).organizationId !== id) continue;
    const page = pageOf(item);
    const place = placeOf(page);
    require(page.settled !== undefined || item.reason !== undefined, 'a page that waits says why', {
      id,
      place,
    });
    if (!page.settled) continue;
    for (const { record } of page.rows) {
      const other = places.get(record.callId);
      require(other === undefined, 'no call is in two settled pages', {
        id,
        callId: record.callId,
        place,
        other,
      });
      places.set(record.callId, place);
      const call = tables.get(CALLS, keys.call(id, record.callId));
      const isNamed = call?.page === page.name && (call.day ?? page.day) === page.day;
      require(isNamed, 'a row of a settled page is of a call that names the page', { id, place, call });
    }
  }
}
