/** Lots as items of their own. Where the account embeds a lot, the account has the live figure. */
import * as z from 'zod';
import type { Account, OpenLot } from '../../domain/credits/account.ts';
import type { CreditLot } from '../../domain/credits/funding.ts';
import { ORDER_KINDS } from '../../domain/credits/orders.ts';
import type { DomainEvent } from '../../domain/events.ts';
import { all, compares, exists, isAbsent, isBetween, isPresent } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { writeOutbox } from '../table/outbox.ts';
import { type Page, type PageRequest, queryMatching, queryPage } from '../table/paging.ts';
import { queryOnce } from '../table/queries.ts';
import type { Write } from '../table/transaction.ts';
import { putNew, sendIf, update } from '../table/writes.ts';
import { LOT_WINDOW } from './account-item.ts';

const LotItem = z.object({
  pk: z.string(),
  sk: z.string(),
  orderId: z.string(),
  source: z.enum(ORDER_KINDS),
  amountMicros: z.number().int(),
  remainingMicros: z.number().int(),
  forfeitedMicros: z.number().int(),
  withdrawnMicros: z.number().int(),
  purchasedAt: z.string(),
  expiresAt: z.string(),
});

/** A lot with its whole story: `amount = remaining + used + forfeited + withdrawn`. */
export interface LotRecord extends CreditLot {
  readonly forfeitedMicros: number;
  readonly withdrawnMicros: number;
}

export function readLot(item: unknown): LotRecord {
  const { pk, sk, ...lot } = LotItem.parse(item);
  return { ...lot, id: keys.lot.idOf(sk), organizationId: keys.organization.idOf(pk) };
}

export function newLotWrite(db: Database, lot: CreditLot): Write {
  const { id, organizationId, ...attributes } = lot;
  const due = lot.remainingMicros > 0 ? dueForExpiry(lot.expiresAt) : {};
  const item = {
    ...keys.lot(organizationId, id),
    ...attributes,
    forfeitedMicros: 0,
    withdrawnMicros: 0,
    ...due,
  };
  return putNew(db.ledgerTable, item);
}

const dueForExpiry = (at: string) => ({ due: 'expire-lots', dueAt: at });

/** Money that left a lot other than by calls; booked in the same write as the lot's new figure. */
export interface LotBooking {
  readonly lotId: string;
  readonly forfeitedMicros?: number;
  readonly withdrawnMicros?: number;
}

/**
 * The lot items that differ after a decision: those that were emptied, reopened, pushed out of the window while
 * changed, or booked against. Lots that stay embedded cost no write; `created` is put by the caller.
 */
export function lotWrites(
  db: Database,
  before: Account,
  after: Account,
  options: { bookings?: readonly LotBooking[]; created?: string } = {},
): Write[] {
  const bookings = new Map((options.bookings ?? []).map((booking) => [booking.lotId, booking]));
  const earlier = new Map(before.lots.map((lot, index) => [lot.id, { lot, index }]));
  const remaining = new Map<string, OpenLot | undefined>(before.lots.map((lot) => [lot.id, undefined]));
  for (const lot of after.lots) remaining.set(lot.id, lot);
  for (const lotId of bookings.keys()) if (!remaining.has(lotId)) remaining.set(lotId, undefined);
  const embedded = new Set(after.lots.slice(0, LOT_WINDOW).map((lot) => lot.id));
  const changed = [...remaining].filter(([lotId, lot]) => {
    if (lotId === options.created) return false;
    const was = earlier.get(lotId);
    if (!lot || !was || bookings.has(lotId)) return true;
    return (
      !embedded.has(lotId) && (was.index < LOT_WINDOW || was.lot.remainingMicros !== lot.remainingMicros)
    );
  });
  return changed.map(([lotId, lot]) => lotUpdate(db, before.organizationId, lotId, lot, bookings.get(lotId)));
}

function lotUpdate(
  db: Database,
  organizationId: string,
  lotId: string,
  lot: OpenLot | undefined,
  booking: LotBooking | undefined,
): Write {
  return update(
    db.ledgerTable,
    keys.lot(organizationId, lotId),
    {
      set: { remainingMicros: lot?.remainingMicros ?? 0, ...(lot && dueForExpiry(lot.expiresAt)) },
      remove: lot ? [] : ['due', 'dueAt'],
      add: {
        forfeitedMicros: booking?.forfeitedMicros ?? 0,
        withdrawnMicros: booking?.withdrawnMicros ?? 0,
      },
    },
    exists,
  );
}

/** A page of the query is at most a megabyte; this many lots come near it. */
const LARGEST_LOT_PAGE = 4096;

/**
 * Open lots from `firstId` on, oldest first: those that wait outside the account's window. Lots between them that were
 * refunded, charged back or spent are read past in pages that grow, so that five thousand take six requests.
 */
export async function loadOverflowLots(
  db: Database,
  organizationId: string,
  firstId: string,
  count: number,
): Promise<OpenLot[]> {
  const from = keys.lot(organizationId, firstId).sk;
  const query = {
    table: db.ledgerTable,
    pk: keys.organization(organizationId),
    where: isBetween('sk', { from, to: keys.lot(organizationId, '~').sk }),
    filter: compares('remainingMicros', '>', 0),
  };
  const lots: OpenLot[] = [];
  let after: string | undefined;
  let pageSize = count;
  do {
    const step = await queryOnce(db, query, { limit: pageSize, after });
    lots.push(...step.items.map(readLot));
    after = step.last;
    pageSize = Math.min(LARGEST_LOT_PAGE, pageSize * 4);
  } while (lots.length < count && after !== undefined);
  return lots.slice(0, count).map(({ id, amountMicros, remainingMicros, purchasedAt, expiresAt }) => ({
    id,
    amountMicros,
    remainingMicros,
    purchasedAt,
    expiresAt,
  }));
}

export async function findLot(db: Database, account: Account, lotId: string): Promise<LotRecord | undefined> {
  const key = keys.lot(account.organizationId, lotId);
  const lot = await getItem(db, db.ledgerTable, key, { parse: readLot });
  if (!lot) return undefined;
  const embedded = account.lots.find(({ id }) => id === lotId);
  return { ...lot, remainingMicros: embedded?.remainingMicros ?? lot.remainingMicros };
}

/** Lots oldest first, all or those that `wanted` takes, with the account's live figures where it embeds them. */
export async function listLots(
  db: Database,
  account: Account,
  page: PageRequest,
  wanted?: (lot: LotRecord) => boolean,
): Promise<Page<LotRecord>> {
  const live = new Map(account.lots.map((lot) => [lot.id, lot.remainingMicros]));
  const read = (item: unknown): LotRecord => {
    const lot = readLot(item);
    return { ...lot, remainingMicros: live.get(lot.id) ?? lot.remainingMicros };
  };
  const pk = keys.organization(account.organizationId);
  const query = { table: db.ledgerTable, pk, prefix: keys.lot.prefix, page };
  if (!wanted) {
    const { items, nextCursor } = await queryPage(db, query);
    return { items: items.map(read), nextCursor };
  }
  return queryMatching(db, query, (item) => {
    const lot = read(item);
    return wanted(lot) ? lot : undefined;
  });
}

// What happens to a lot's item about its expiry, apart from the forfeiture itself.

/** The lot has expired; what is left of it comes up again when it may be booked as forfeited. */
export function lotLapseWrite(
  db: Database,
  organizationId: string,
  lotId: string,
  bookableAt: string,
): Write {
  const key = keys.lot(organizationId, lotId);
  return update(db.ledgerTable, key, { set: { dueAt: bookableAt } }, isPresent('due'));
}

/** Tells of a lot that will expire, unless that was done before: answers whether it was done now. */
export async function warnOfLot(
  db: Database,
  { organizationId, id }: CreditLot,
  events: readonly DomainEvent[],
  now: string,
): Promise<boolean> {
  const set = { warnedAt: now, outbox: writeOutbox(events) };
  const isUnwarned = all(isPresent('due'), isAbsent('warnedAt'));
  return sendIf(db, update(db.ledgerTable, keys.lot(organizationId, id), { set }, isUnwarned));
}
