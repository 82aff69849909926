/** Invoices, numbered without gaps by the account that issues them (spec: Invoices are numbered without gaps). */

import * as z from 'zod';
import {
  INVOICE_KINDS,
  type Invoice,
  type IssuedInvoice,
  invoiceNumber,
  type Parties,
} from '../../domain/credits/invoices.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { type Page, type PageRequest, queryPage } from '../table/paging.ts';
import type { Write } from '../table/transaction.ts';
import { putNew } from '../table/writes.ts';
import { TaxItem } from './tax-item.ts';
import { taxReportDue } from './tax-reports.ts';

/** A billing address in an item: pairs of name and line, because a map does not keep the order of its members. */
const Pairs = z.array(z.tuple([z.string(), z.string()]));

export const AddressItem = Pairs.transform(
  (lines): Readonly<Record<string, string>> => Object.fromEntries(lines),
);

export function addressItem(address: Readonly<Record<string, string>>): z.input<typeof AddressItem> {
  return Object.entries(address);
}

export const SellerItem = z.object({
  name: z.string(),
  country: z.string(),
  address: AddressItem,
  taxId: z.string().optional(),
});

const InvoiceItem = z
  .object({
    pk: z.string(),
    id: z.string(),
    number: z.number().int(),
    kind: z.enum(INVOICE_KINDS),
    orderId: z.string().optional(),
    period: z.string().optional(),
    amountMicros: z.number().int(),
    taxMicros: z.number().int().optional(),
    tax: TaxItem.optional(),
    currency: z.string(),
    issuedAt: z.string(),
    description: z.string(),
    billedTo: z.object({
      name: z.string(),
      billingAddress: AddressItem,
      purchaseOrder: z.string().optional(),
      taxId: z.string().optional(),
    }),
    seller: SellerItem.optional(),
  })
  .transform(
    ({ pk, ...invoice }): IssuedInvoice => ({ ...invoice, organizationId: keys.organization.idOf(pk) }),
  );

export const readInvoice = (item: unknown): IssuedInvoice => InvoiceItem.parse(item);

/** Issues the invoice. An issued invoice never changes, nor do the parties that it names. */
export function invoiceWrite(db: Database, invoice: Invoice, { billedTo, seller }: Parties): Write {
  const { organizationId, ...rest } = invoice;
  const item = {
    ...keys.invoice(organizationId, invoice.number),
    ...rest,
    billedTo: { ...billedTo, billingAddress: addressItem(billedTo.billingAddress) },
    seller: seller && { ...seller, address: addressItem(seller.address) },
    ...taxReportDue(invoice),
  };
  return putNew(db.ledgerTable, item);
}

/** Invoices newest first. */
export async function listInvoices(
  db: Database,
  organizationId: OrganizationId,
  page: PageRequest,
): Promise<Page<IssuedInvoice>> {
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, prefix: keys.invoice.prefix, page };
  return queryPage(db, { ...query, descending: true }, readInvoice);
}

/** The invoice of an id such as `inv_00000007`; `undefined` when there is none. */
export async function findInvoice(
  db: Database,
  organizationId: OrganizationId,
  id: string,
): Promise<IssuedInvoice | undefined> {
  return getItem(db, db.ledgerTable, keys.invoice(organizationId, invoiceNumber(id)), InvoiceItem);
}
