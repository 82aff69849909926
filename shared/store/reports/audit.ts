/** What an audit reads, page by page. */
import type { Account } from '../../domain/credits/account.ts';
import type { Invoice } from '../../domain/credits/invoices.ts';
import type { Order } from '../../domain/credits/orders.ts';
import { tryReadAuditedCall } from '../calls/call-item.ts';
import { type EntryRecord, readEntry } from '../credits/entries.ts';
import { readInvoice } from '../credits/invoices.ts';
import { readOrder } from '../credits/orders.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { cursorOf, everyItem, queryPage } from '../table/paging.ts';
import { callsInPeriodAs, type PeriodQuery } from './usage-report.ts';

function everyAscending<T>(
  db: Database,
  { organizationId }: Account,
  prefix: string,
  read: (item: Record<string, unknown>) => T,
): AsyncGenerator<T> {
  const query = { table: db.ledgerTable, pk: keys.organization(organizationId), prefix };
  return everyItem((page) => queryPage(db, { ...query, page }, read));
}

/** Entries by rising number, up to the account's last. */
export async function* auditEntries(db: Database, account: Account): AsyncGenerator<EntryRecord> {
  for await (const entry of everyAscending(db, account, keys.entry.prefix, readEntry)) {
    if (entry.sequence > account.entrySequence) return;
    yield entry;
  }
}

/** Invoices by rising number, up to the account's last. */
export async function* auditInvoices(db: Database, account: Account): AsyncGenerator<Invoice> {
  for await (const invoice of everyAscending(db, account, keys.invoice.prefix, readInvoice)) {
    if (invoice.number > account.invoiceSequence) return;
    yield invoice;
  }
}

/** Orders in no particular order. */
export function auditOrders(db: Database, account: Account): AsyncGenerator<Order> {
  return everyAscending(db, account, keys.order.prefix, readOrder);
}

/** Calls in the order in which they started, as {@link callsInPeriodAs} yields them. */
export const auditCalls = (db: Database, query: PeriodQuery) =>
  callsInPeriodAs(db, query, { read: tryReadAuditedCall, consistent: true });

/** The organizations there are, by id, in pages of the list. */
export async function* organizationIds(db: Database, after?: string): AsyncGenerator<string> {
  const query = { table: db.ledgerTable, pk: keys.organizations(), prefix: keys.organizationListed.prefix };
  const start = after === undefined ? undefined : cursorOf(keys.organizationListed(after).sk);
  const load = (page: { limit: number; cursor?: string | undefined }) =>
    queryPage(db, { ...query, page: { ...page, cursor: page.cursor ?? start } }, ({ sk }) =>
      keys.organizationListed.idOf(String(sk)),
    );
  yield* everyItem(load);
}
