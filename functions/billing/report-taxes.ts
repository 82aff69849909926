/**
 * Reports the papers with taxes that a provider has calculated to that provider, each once
 * (spec: A provider of taxes gets each paper).
 */
import { type CreditNote, creditNoteId } from '../../shared/domain/credits/credit-notes.ts';
import { type IssuedInvoice, invoiceId } from '../../shared/domain/credits/invoices.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { sweepDue } from '../../shared/lambda/sweep-due.ts';
import { findCreditNote } from '../../shared/store/credits/credit-notes.ts';
import { findInvoice } from '../../shared/store/credits/invoices.ts';
import { findTaxReport, keepTaxReport, REPORT_TAXES } from '../../shared/store/credits/tax-reports.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import type { DueItem } from '../../shared/store/table/schedules.ts';
import type { Papers } from '../../shared/tax/papers.ts';
import type { IssuedTax } from '../../shared/tax/port.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
  readonly papers: Papers;
}

const RESERVE_MS = 15_000;

export function reportTaxes({ db, now, papers }: Deps): Sweep {
  return async ({ remainingMs }) => {
    const { report } = papers.tax;
    let reported = 0;
    if (!report) return { reported, failed: 0 };
    const work = { db, work: REPORT_TAXES, range: { until: now() }, failure: 'tax not reported' };
    const { failed } = await sweepDue({ ...work, remainingMs, reserveMs: RESERVE_MS }, async (item) => {
      await keepTaxReport(db, item, await report(await issuedTaxOf(db, item)));
      reported += 1;
    });
    return { reported, failed };
  };
}

async function issuedTaxOf(db: Database, { pk, sk }: DueItem): Promise<IssuedTax> {
  const organizationId = keys.organization.idOf(pk);
  if (sk.startsWith(keys.invoice.prefix)) {
    const invoice = await findInvoice(db, organizationId, invoiceId(keys.invoice.idOf(sk)));
    if (!invoice) throw new Error(`${sk} of ${organizationId} is not there`);
    return saleOf(invoice);
  }
  const note = await findCreditNote(db, organizationId, creditNoteId(keys.creditNote.idOf(sk)));
  if (!note) throw new Error(`${sk} of ${organizationId} is not there`);
  return reversalOf(db, note);
}

function saleOf({ organizationId, orderId, period, tax }: IssuedInvoice): IssuedTax {
  if (tax?.calculation === undefined)
    throw new Error('the tax of the invoice was not calculated by a provider');
  const reference = orderId ?? `${organizationId}-${period}`;
  return { kind: 'sale', reference, calculation: tax.calculation };
}

/** The invoice has been waiting for longer, so that it is reported before. */
async function reversalOf(db: Database, note: CreditNote): Promise<IssuedTax> {
  const { id, organizationId, invoiceId: ofInvoice, amountMicros, currency } = note;
  const original = await findTaxReport(db, organizationId, ofInvoice);
  if (original === undefined) throw new Error(`the tax of ${ofInvoice} of ${organizationId} is not reported`);
  return { kind: 'reversal', reference: `${organizationId}-${id}`, original, amountMicros, currency };
}
