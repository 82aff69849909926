/** Papers whose tax is to be reported to its provider. They wait in the index of due work. */
import * as z from 'zod';
import type { CreditNoteKind } from '../../domain/credits/credit-notes.ts';
import { type InvoiceKind, invoiceNumber } from '../../domain/credits/invoices.ts';
import type { TaxTerms } from '../../domain/credits/tax.ts';
import type { InvoiceId, OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { has } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { type Key, keys } from '../table/keys.ts';
import { isMade, sendUpdate, update } from '../table/writes.ts';

/** The name of the work that papers are due for. */
export const REPORT_TAXES = 'report-taxes';

interface TaxedPaper {
  readonly kind: InvoiceKind | CreditNoteKind;
  readonly tax?: TaxTerms | undefined;
  readonly issuedAt: Instant;
}

/** Attributes of the paper's item. None without a provider, and for a cancellation: what the provider has reversed stays reversed. */
export function taxReportDue({ kind, tax, issuedAt }: TaxedPaper) {
  return tax?.calculation === undefined || kind === 'cancellation'
    ? {}
    : { due: REPORT_TAXES, dueAt: issuedAt };
}

const ReportedItem = z.object({ taxReport: z.string().optional() });

/** What the provider calls the report of an invoice; `undefined` until it was made. */
export async function findTaxReport(
  db: Database,
  organizationId: OrganizationId,
  invoiceId: InvoiceId,
): Promise<string | undefined> {
  const key = keys.invoice(organizationId, invoiceNumber(invoiceId));
  return (await getItem(db, db.ledgerTable, key, ReportedItem))?.taxReport;
}

/** Keeps what the provider calls it. The paper waits no more; a second run finds it so. */
export async function keepTaxReport(db: Database, key: Key, taxReport: string): Promise<void> {
  const change = { set: { taxReport }, remove: ['due', 'dueAt'] };
  await isMade(sendUpdate(db, update(db.ledgerTable, key, change, has({ due: REPORT_TAXES }))));
}
