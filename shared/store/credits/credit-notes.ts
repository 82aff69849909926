/** Credit notes, numbered without gaps by the account that issues them. */
import * as z from 'zod';
import { CREDIT_NOTE_KINDS, type CreditNote } from '../../domain/credits/credit-notes.ts';
import type { CreditNoteId, OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { type Page, type PageRequest, queryPage } from '../table/paging.ts';
import type { Write } from '../table/transaction.ts';
import { putNew } from '../table/writes.ts';
import { TaxItem } from './tax-item.ts';
import { taxReportDue } from './tax-reports.ts';

const CreditNoteItem = z
  .object({
    pk: z.string(),
    id: z.string(),
    number: z.number().int(),
    kind: z.enum(CREDIT_NOTE_KINDS),
    invoiceId: z.string(),
    orderId: z.string().optional(),
    period: z.string().optional(),
    callId: z.string().optional(),
    refundId: z.string().optional(),
    disputeId: z.string().optional(),
    cancels: z.string().optional(),
    amountMicros: z.number().int(),
    taxMicros: z.number().int().optional(),
    tax: TaxItem.optional(),
    currency: z.string(),
    issuedAt: z.string(),
  })
  .transform(({ pk, ...note }): CreditNote => ({ ...note, organizationId: keys.organization.idOf(pk) }));

export const readCreditNote = (item: unknown): CreditNote => CreditNoteItem.parse(item);

/** In an item of a refund or a dispute. */
export const CreditedItem = z.object({
  noteId: z.string(),
  amountMicros: z.number().int(),
  taxMicros: z.number().int(),
});

/** Issues the note. It belongs in one transaction with the account, which numbers it, and with the money. */
export function creditNoteWrites(db: Database, note: CreditNote | undefined): Write[] {
  if (!note) return [];
  const { organizationId, ...rest } = note;
  const item = { ...keys.creditNote(organizationId, note.number), ...rest, ...taxReportDue(note) };
  return [putNew(db.ledgerTable, item)];
}

/** Credit notes newest first. */
export function listCreditNotes(
  db: Database,
  organizationId: OrganizationId,
  page: PageRequest,
): Promise<Page<CreditNote>> {
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, prefix: keys.creditNote.prefix, page, descending: true };
  return queryPage(db, query, readCreditNote);
}

/** The notes that were issued since, newest first: it reads no older ones but those of the last page. */
export async function* creditNotesSince(
  db: Database,
  organizationId: OrganizationId,
  since: Instant,
): AsyncGenerator<CreditNote> {
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await listCreditNotes(db, organizationId, { limit: 100, cursor });
    for (const note of items) {
      if (note.issuedAt < since) return;
      yield note;
    }
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** The note of an id such as `crn_00000007`; `undefined` when there is none. */
export function findCreditNote(
  db: Database,
  organizationId: OrganizationId,
  id: CreditNoteId,
): Promise<CreditNote | undefined> {
  const number = Number(/^crn_(\d{8})$/.exec(id)?.[1] ?? 0);
  return getItem(db, db.ledgerTable, keys.creditNote(organizationId, number), CreditNoteItem);
}
