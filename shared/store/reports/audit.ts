/** What an audit reads of the ledger, page by page. */
import * as z from 'zod';
import type { AuditedEntry } from '../../domain/audit/ledger.ts';
import type { Account } from '../../domain/credits/account.ts';
import type { CreditNote } from '../../domain/credits/credit-notes.ts';
import type { IssuedInvoice } from '../../domain/credits/invoices.ts';
import { ORDER_KINDS, type Order } from '../../domain/credits/orders.ts';
import type { Statement } from '../../domain/credits/postpaid.ts';
import type { LotId, OrderId, OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import type { Micros } from '../../domain/money.ts';
import { refusals } from '../../domain/refusals.ts';
import { readAccount } from '../credits/account-item.ts';
import { readCreditNote } from '../credits/credit-notes.ts';
import { type EntryRecord, readEntry } from '../credits/entries.ts';
import { readInvoice } from '../credits/invoices.ts';
import { type LotRecord, readLot } from '../credits/lots.ts';
import { readOrder } from '../credits/orders.ts';
import { readStatement } from '../credits/postpaid.ts';
import { loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { cursorOf, everyItem, type PageRequest, queryPage } from '../table/paging.ts';

/** Absent in an item of the earlier layout. */
const HoldsSum = z.object({ heldMicros: z.number().int().optional() });

export interface StoredAccount {
  readonly account: Account;
  /** The sum of its holds as its item has it. */
  readonly heldMicros?: Micros | undefined;
}

/**
 * The account as it is at one instant: with the lots that it embeds, and no others, which might be of a later one.
 * Throws the refusal `not-found`.
 */
export async function loadAuditedAccount(
  db: Database,
  organizationId: OrganizationId,
): Promise<StoredAccount> {
  const parse = (item: unknown): StoredAccount => ({ account: readAccount(item), ...HoldsSum.parse(item) });
  const stored = await getItem(db, db.ledgerTable, keys.account(organizationId), { parse });
  if (!stored) throw refusals.notFound('organization');
  return stored;
}

interface Listing<T> {
  readonly prefix: string;
  readonly read: (item: Record<string, unknown>) => T;
  /** The sort key after which the list begins. */
  readonly after?: string | undefined;
}

/** The items of the organization whose sort keys begin with the prefix, ascending. */
function everyAscending<T>(
  db: Database,
  organizationId: OrganizationId,
  { prefix, read, after }: Listing<T>,
): AsyncGenerator<T> {
  const query = { table: db.ledgerTable, pk: keys.organization(organizationId), prefix };
  const start = after === undefined ? undefined : cursorOf(after);
  return everyItem((page: PageRequest) =>
    queryPage(db, { ...query, page: { ...page, cursor: page.cursor ?? start } }, read),
  );
}

/** Entries by rising number, after the number `after`, up to `last` if it is given. */
export async function* auditEntries(
  db: Database,
  organizationId: OrganizationId,
  { after, last = Infinity }: { readonly after: number; readonly last?: number },
): AsyncGenerator<EntryRecord> {
  if (after >= last) return;
  const list = { prefix: keys.entry.prefix, read: readEntry, after: keys.entry(organizationId, after).sk };
  for await (const entry of everyAscending(db, organizationId, list)) {
    if (entry.sequence > last) return;
    yield entry;
  }
}

/** An entry with what it names, as the audit takes it. */
export function auditedEntry(entry: EntryRecord): AuditedEntry {
  const { type, reference, callIds } = entry;
  const { order, call, booking } = reference;
  const reversed = typeof call === 'string' && type !== 'usage' ? [call] : undefined;
  return {
    ...entry,
    orderId: typeof order === 'string' ? order : undefined,
    bookingId: booking,
    callIds: callIds ?? reversed,
  };
}

/** Lots by rising id, all or from the lot `from` on, with the account's figures for those that it embeds. */
export async function* auditLots(db: Database, account: Account, from?: LotId): AsyncGenerator<LotRecord> {
  const { organizationId } = account;
  if (from !== undefined) yield* await loadAuditedLots(db, account, [from]);
  const after = from === undefined ? undefined : keys.lot(organizationId, from).sk;
  const read = (item: unknown) => withRemaining(account, readLot(item));
  yield* everyAscending(db, organizationId, { prefix: keys.lot.prefix, read, after });
}

/** The lots that exist, as {@link auditLots} yields them. */
export async function loadAuditedLots(
  db: Database,
  account: Account,
  lotIds: Iterable<LotId>,
): Promise<LotRecord[]> {
  const lotKeys = [...lotIds].map((lotId) => keys.lot(account.organizationId, lotId));
  const items = await loadItems(db, db.ledgerTable, lotKeys);
  return items.map((item) => withRemaining(account, readLot(item)));
}

function withRemaining(account: Account, lot: LotRecord): LotRecord {
  const embedded = account.lots.find(({ id }) => id === lot.id);
  return embedded ? { ...lot, remainingMicros: embedded.remainingMicros } : lot;
}

/** Invoices by rising number, after the number `after`, up to the account's last. */
export async function* auditInvoices(
  db: Database,
  { organizationId, invoiceSequence }: Account,
  after: number,
): AsyncGenerator<IssuedInvoice> {
  if (after >= invoiceSequence) return;
  const start = keys.invoice(organizationId, after).sk;
  const list = { prefix: keys.invoice.prefix, read: readInvoice, after: start };
  for await (const invoice of everyAscending(db, organizationId, list)) {
    if (invoice.number > invoiceSequence) return;
    yield invoice;
  }
}

/** All credit notes, by rising number. */
export function auditCreditNotes(db: Database, { organizationId }: Account): AsyncGenerator<CreditNote> {
  return everyAscending(db, organizationId, { prefix: keys.creditNote.prefix, read: readCreditNote });
}

/** All statements of postpaid usage, by month. */
export function auditStatements(db: Database, { organizationId }: Account): AsyncGenerator<Statement> {
  return everyAscending(db, organizationId, { prefix: keys.statement.prefix, read: readStatement });
}

/** All orders, in no particular order. */
export function auditOrders(db: Database, organizationId: OrganizationId): AsyncGenerator<Order> {
  return everyAscending(db, organizationId, { prefix: keys.order.prefix, read: readOrder });
}

/** The orders that were created since, and those of these ids, each once. */
export async function loadAuditedOrders(
  db: Database,
  organizationId: OrganizationId,
  { since, ids }: { readonly since: Instant; readonly ids: Iterable<OrderId> },
): Promise<Order[]> {
  const sought = new Set(ids);
  for (const kind of ORDER_KINDS) {
    const prefix = keys.orderByTime.prefixOf(kind);
    const read = ({ orderId }: Record<string, unknown>): OrderId => String(orderId);
    const list = { prefix, read, after: `${prefix}${since}` };
    for await (const orderId of everyAscending(db, organizationId, list)) sought.add(orderId);
  }
  const orderKeys = [...sought].map((orderId) => keys.order(organizationId, orderId));
  return (await loadItems(db, db.ledgerTable, orderKeys)).map(readOrder);
}

/** The organizations there are, by id, in pages of the list. */
export async function* organizationIds(db: Database, after?: string): AsyncGenerator<string> {
  const query = { table: db.ledgerTable, pk: keys.organizations(), prefix: keys.organizationListed.prefix };
  const start = after === undefined ? undefined : cursorOf(keys.organizationListed(after).sk);
  const load = (page: PageRequest) =>
    queryPage(db, { ...query, page: { ...page, cursor: page.cursor ?? start } }, ({ sk }) =>
      keys.organizationListed.idOf(String(sk)),
    );
  yield* everyItem(load);
}
