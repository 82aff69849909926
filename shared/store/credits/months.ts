/**
 * Months of organizations: each is opened once it is over, its entries are added up, in as many runs as that takes, and it
 * is closed once, with its statement and its part of the revenue.
 */
import * as z from 'zod';
import { ENTRY_TYPES } from '../../domain/credits/ledger.ts';
import type { MonthBooks } from '../../domain/credits/month-books.ts';
import { FLOWS } from '../../domain/credits/month-books.ts';
import type { MonthlyStatement, OpenMonth } from '../../domain/credits/monthly-statements.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { type Month, startOfNextMonth } from '../../domain/instants.ts';
import { commitUpdate } from '../table/commit-alone.ts';
import { all, has, isPrefixed, isStill } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { type Page, type PageRequest, queryMatching } from '../table/paging.ts';
import { queryOnce } from '../table/queries.ts';
import { commit } from '../table/transaction.ts';
import { putNew, update } from '../table/writes.ts';
import { useRow } from './entry-writes.ts';
import { AddressItem, addressItem, SellerItem } from './invoices.ts';
import { revenueWrites } from './revenue.ts';
import { UseRow } from './use-row.ts';

/** The name of the work that months are due for, from their end on. */
export const CLOSE_BOOKS = 'close-books';

/**
 * The name of the progress with which months are opened: a month that every organization has, or a month and the last
 * organization that has it: `2026-01#contoso`.
 */
export const OPEN_MONTHS = 'open-months';

const micros = z.int();
const flows = z.record(z.enum([...FLOWS, 'opening', 'closing']), micros);

const BooksItem = z.object({
  first: z.int(),
  last: z.int(),
  openingMicros: micros,
  closingMicros: micros,
  lines: z.partialRecord(z.enum(ENTRY_TYPES), z.object({ entries: z.int(), micros })),
  use: UseRow,
  bought: flows,
  granted: flows,
  debt: z.object({ opening: micros, made: micros, paid: micros, cancelled: micros, closing: micros }),
});

const booksItem = ({ use, ...books }: MonthBooks) => ({ ...books, use: useRow(use) });

const named = { pk: z.string(), sk: z.string(), number: z.int() };

const OpenItem = z.object({ ...named, status: z.literal('open'), books: BooksItem.optional() });

const ClosedItem = z.object({
  ...named,
  status: z.literal('closed'),
  books: BooksItem,
  currency: z.string(),
  issuedAt: z.string(),
  postpaidMicros: micros,
  billedTo: z.object({
    name: z.string(),
    billingAddress: AddressItem,
    purchaseOrder: z.string().optional(),
    taxId: z.string().optional(),
  }),
  seller: SellerItem.optional(),
});

const MonthItem = z
  .discriminatedUnion('status', [OpenItem, ClosedItem])
  .transform(({ pk, sk, ...month }): OpenMonth | MonthlyStatement => ({
    ...month,
    organizationId: keys.organization.idOf(pk),
    month: keys.month.idOf(sk),
  }));

export function findMonth(
  db: Database,
  organizationId: OrganizationId,
  month: Month,
): Promise<OpenMonth | MonthlyStatement | undefined> {
  return getItem(db, db.ledgerTable, keys.month(organizationId, month), MonthItem);
}

/** The statement of an id such as `stm_2026-11`; `undefined` when there is none. */
export async function findMonthlyStatement(
  db: Database,
  organizationId: OrganizationId,
  id: string,
): Promise<MonthlyStatement | undefined> {
  const month = /^stm_(\d{4}-\d\d)$/.exec(id)?.[1];
  if (month === undefined) return undefined;
  const found = await findMonth(db, organizationId, month);
  return found?.status === 'closed' ? found : undefined;
}

/** Newest first. */
export function listMonthlyStatements(
  db: Database,
  organizationId: OrganizationId,
  page: PageRequest,
): Promise<Page<MonthlyStatement>> {
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, prefix: keys.month.prefix, page, descending: true };
  return queryMatching(db, { ...query, readAtOnce: page.limit }, (item) => {
    const month = MonthItem.parse(item);
    return month.status === 'closed' ? month : undefined;
  });
}

/** The last month that was opened. */
export async function lastMonth(
  db: Database,
  organizationId: OrganizationId,
): Promise<OpenMonth | MonthlyStatement | undefined> {
  const where = isPrefixed(keys.month.prefix);
  const query = { table: db.ledgerTable, pk: keys.organization(organizationId), where, descending: true };
  const { items } = await queryOnce(db, query, { limit: 1 });
  return items[0] && MonthItem.parse(items[0]);
}

/** Opens a month that is over. Throws ConflictError when it was opened before. */
export async function openMonth(
  db: Database,
  organizationId: OrganizationId,
  { month, number }: Pick<OpenMonth, 'month' | 'number'>,
): Promise<void> {
  const due = { due: CLOSE_BOOKS, dueAt: startOfNextMonth(month) };
  await commit(db, [
    putNew(db.ledgerTable, { ...keys.month(organizationId, month), status: 'open', number, ...due }),
    update(db.ledgerTable, keys.revenueOpened(month), { add: { organizations: 1 } }),
  ]);
}

/** Nobody has added entries since it was read. */
const isAsRead = ({ books }: OpenMonth) => all(has({ status: 'open' }), isStill('books.last', books?.last));

/** Keeps how far its entries were read. Throws ConflictError when another run did. */
export async function saveBooks(db: Database, read: OpenMonth, books: MonthBooks): Promise<void> {
  const key = keys.month(read.organizationId, read.month);
  await commitUpdate(db, update(db.ledgerTable, key, { set: { books: booksItem(books) } }, isAsRead(read)));
}

/** The statement, and what its month adds to the revenue: all or nothing, once. Throws ConflictError otherwise. */
export async function keepMonth(db: Database, read: OpenMonth, statement: MonthlyStatement): Promise<void> {
  const { organizationId, month, number: _, books, billedTo, seller, ...rest } = statement;
  const set = {
    ...rest,
    books: booksItem(books),
    billedTo: { ...billedTo, billingAddress: addressItem(billedTo.billingAddress) },
    seller: seller && { ...seller, address: addressItem(seller.address) },
  };
  const key = keys.month(organizationId, month);
  await commit(db, [
    update(db.ledgerTable, key, { set, remove: ['due', 'dueAt'] }, isAsRead(read)),
    ...revenueWrites(db, statement),
  ]);
}
