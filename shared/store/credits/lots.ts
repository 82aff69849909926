/** Lots as items of their own. While the account embeds a lot, what remains of it is in the account. */

import * as z from 'zod';
import type { Account, OpenLot } from '../../domain/credits/account.ts';
import type { CreditLot } from '../../domain/credits/funding.ts';
import { GRANT_KINDS, LOT_SOURCES } from '../../domain/credits/grant-terms.ts';
import type { DomainEvent } from '../../domain/events.ts';
import type { LotId, OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { bySchedule } from '../../domain/journal/actor.ts';
import type { Micros } from '../../domain/money.ts';
import { loadItems } from '../table/batch.ts';
import { all, compares, exists, has, isAbsent, isBetween, isPresent } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { writeOutbox } from '../table/outbox.ts';
import { type Page, type PageRequest, queryMatching, queryPage } from '../table/paging.ts';
import { queryOnce } from '../table/queries.ts';
import type { Write } from '../table/transaction.ts';
import { isMade, putNew, sendUpdate, update } from '../table/writes.ts';
import { LOT_WINDOW } from './account-item.ts';

/** The name of the work that open lots are due for, at their expiry. */
const EXPIRE_LOTS = 'expire-lots';

const LotItem = z
  .object({
    pk: z.string(),
    sk: z.string(),
    orderId: z.string().optional(),
    source: z.enum(LOT_SOURCES),
    grant: z
      .object({
        kind: z.enum(GRANT_KINDS),
        reason: z.string(),
        reference: z.string(),
        bought: z.literal(true).optional(),
      })
      .optional(),
    amountMicros: z.number().int(),
    remainingMicros: z.number().int(),
    forfeitedMicros: z.number().int(),
    withdrawnMicros: z.number().int(),
    purchasedAt: z.string(),
    expiresAt: z.string(),
    extendedAt: z.string().optional(),
  })
  .transform(
    ({ pk, sk, ...lot }): LotRecord => ({
      ...lot,
      id: keys.lot.idOf(sk),
      organizationId: keys.organization.idOf(pk),
    }),
  );

/** A lot with all its figures: `amount = remaining + used + forfeited + withdrawn`. */
export interface LotRecord extends CreditLot {
  readonly forfeitedMicros: Micros;
  readonly withdrawnMicros: Micros;
}

export const readLot = (item: unknown): LotRecord => LotItem.parse(item);

/** `warnedAt`: when its expiry was warned of, if the write that makes it does so. */
export function newLotWrite(
  db: Database,
  lot: CreditLot,
  { warnedAt }: { readonly warnedAt?: Instant } = {},
): Write {
  const { id, organizationId, ...attributes } = lot;
  const isOpen = lot.remainingMicros > 0;
  const item = {
    ...keys.lot(organizationId, id),
    ...attributes,
    forfeitedMicros: 0,
    withdrawnMicros: 0,
    due: isOpen ? EXPIRE_LOTS : undefined,
    dueAt: isOpen ? lot.expiresAt : undefined,
    warnedAt,
  };
  return putNew(db.ledgerTable, item);
}

/** What happened to a lot other than by calls, for the write that updates it. */
export interface LotBooking {
  readonly lotId: LotId;
  /** Its expiry was put off to the one that the account has. A warning of the earlier expiry counts no more. */
  readonly extension?: { readonly at: Instant; readonly isWarned: boolean };
  /** Added to the figures of the lot, as the next one is. */
  readonly forfeitedMicros?: Micros;
  readonly withdrawnMicros?: Micros;
}

/** A decision's effect on the lots of an account. */
export interface LotsChange {
  readonly before: Account;
  readonly after: Account;
  readonly bookings?: readonly LotBooking[];
  /** A lot that the caller puts. */
  readonly created?: LotId | undefined;
}

/**
 * The lot items that a decision changed: lots that were emptied or reopened, that left the window with a changed balance,
 * or that have a booking. Lots that stay embedded cost no write.
 */
export function lotWrites(db: Database, { before, after, created, ...change }: LotsChange): Write[] {
  const bookings = new Map((change.bookings ?? []).map((booking) => [booking.lotId, booking]));
  const earlier = new Map(before.lots.map((lot, index) => [lot.id, { lot, index }]));
  const remaining = new Map<LotId, OpenLot | undefined>(before.lots.map((lot) => [lot.id, undefined]));
  for (const lot of after.lots) remaining.set(lot.id, lot);
  for (const lotId of bookings.keys()) if (!remaining.has(lotId)) remaining.set(lotId, undefined);
  const embedded = new Set(after.lots.slice(0, LOT_WINDOW).map((lot) => lot.id));
  const changed = [...remaining].filter(([lotId, lot]) => {
    if (lotId === created) return false;
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
  organizationId: OrganizationId,
  lotId: LotId,
  lot: OpenLot | undefined,
  booking: LotBooking | undefined,
): Write {
  const { extension } = booking ?? {};
  return update(
    db.ledgerTable,
    keys.lot(organizationId, lotId),
    {
      set: {
        remainingMicros: lot?.remainingMicros ?? 0,
        due: lot && EXPIRE_LOTS,
        dueAt: lot?.expiresAt,
        ...(extension && { expiresAt: lot?.expiresAt, extendedAt: extension.at }),
        ...(extension?.isWarned && { warnedAt: extension.at }),
      },
      remove: [...(lot ? [] : ['due', 'dueAt']), ...(extension && !extension.isWarned ? ['warnedAt'] : [])],
      add: {
        forfeitedMicros: booking?.forfeitedMicros ?? 0,
        withdrawnMicros: booking?.withdrawnMicros ?? 0,
      },
    },
    exists,
  );
}

/** A page of the query is at most a megabyte: about this number of lots. */
const MAX_LOT_PAGE = 4096;

/**
 * The open lots from `firstId` on, oldest first: the overflow lots of the account. The query also reads closed lots
 * between them. Its pages grow, so that it skips five thousand closed lots in six requests.
 */
export async function loadOverflowLots(
  db: Database,
  organizationId: OrganizationId,
  firstId: LotId,
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
    pageSize = Math.min(MAX_LOT_PAGE, pageSize * 4);
  } while (lots.length < count && after !== undefined);
  return lots.slice(0, count).map(({ id, amountMicros, remainingMicros, purchasedAt, expiresAt }) => ({
    id,
    amountMicros,
    remainingMicros,
    purchasedAt,
    expiresAt,
  }));
}

export async function findLot(db: Database, account: Account, lotId: LotId): Promise<LotRecord | undefined> {
  const key = keys.lot(account.organizationId, lotId);
  const lot = await getItem(db, db.ledgerTable, key, LotItem);
  if (!lot) return undefined;
  const embedded = account.lots.find(({ id }) => id === lotId);
  return { ...lot, remainingMicros: embedded?.remainingMicros ?? lot.remainingMicros };
}

/** The lots that exist, in no particular order. What remains of those that the account embeds, the account says. */
export async function loadLots(
  db: Database,
  organizationId: OrganizationId,
  lotIds: readonly LotId[],
): Promise<LotRecord[]> {
  const lotKeys = lotIds.map((lotId) => keys.lot(organizationId, lotId));
  return (await loadItems(db, db.ledgerTable, lotKeys)).map(readLot);
}

/** Lots in the order of spending, all or those that match, with the account's figures for the lots that it embeds. */
export async function listLots(
  db: Database,
  account: Account,
  page: PageRequest,
  matches?: (lot: LotRecord) => boolean,
): Promise<Page<LotRecord>> {
  const live = new Map(account.lots.map((lot) => [lot.id, lot.remainingMicros]));
  const read = (item: unknown): LotRecord => {
    const lot = readLot(item);
    return { ...lot, remainingMicros: live.get(lot.id) ?? lot.remainingMicros };
  };
  const pk = keys.organization(account.organizationId);
  const query = { table: db.ledgerTable, pk, prefix: keys.lot.prefix, page };
  if (!matches) return queryPage(db, query, read);
  return queryMatching(db, query, (item) => {
    const lot = read(item);
    return matches(lot) ? lot : undefined;
  });
}

// Changes of a lot's item at its expiry, apart from the forfeiture itself.

/** The lot has expired. It is due again when its forfeiture may be booked. */
export function lotLapseWrite(
  db: Database,
  organizationId: OrganizationId,
  lotId: LotId,
  bookableAt: Instant,
): Write {
  const key = keys.lot(organizationId, lotId);
  return update(db.ledgerTable, key, { set: { dueAt: bookableAt } }, isPresent('due'));
}

/** Emits the events of a lot that will expire, once for that expiry. Returns whether this run emitted them. */
export async function warnOfLot(
  db: Database,
  { organizationId, id, expiresAt }: CreditLot,
  events: readonly DomainEvent[],
  now: Instant,
): Promise<boolean> {
  const { actor } = bySchedule('warn-expiring');
  const set = { warnedAt: now, outbox: writeOutbox(events, actor) };
  const isUnwarned = all(isPresent('due'), isAbsent('warnedAt'), has({ expiresAt }));
  return isMade(sendUpdate(db, update(db.ledgerTable, keys.lot(organizationId, id), { set }, isUnwarned)));
}
