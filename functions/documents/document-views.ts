/** Papers as JSON. */
import type { PaperDocument, PaperSummary } from '../../shared/contract/answers/documents.answers.ts';
import type { CreditNote } from '../../shared/domain/credits/credit-notes.ts';
import { type Invoice, type IssuedInvoice, netMicros } from '../../shared/domain/credits/invoices.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { invoiceDocumentView, taxView } from '../../shared/lambda/views.ts';
import { creditedFor } from '../../shared/papers/credit-note-paper.ts';

export function invoiceSummary(invoice: Invoice): PaperSummary {
  return {
    id: invoice.id,
    kind: 'invoice',
    number: invoice.number,
    orderId: invoice.orderId ?? null,
    invoiceId: null,
    description: invoice.description,
    total: formatAmount(invoice.amountMicros),
    currency: invoice.currency,
    issuedAt: invoice.issuedAt,
  };
}

export function creditNoteSummary(note: CreditNote): PaperSummary {
  return {
    id: note.id,
    kind: 'credit-note',
    number: note.number,
    orderId: note.orderId ?? null,
    invoiceId: note.invoiceId,
    description: creditedFor(note, 'en'),
    total: formatAmount(note.amountMicros),
    currency: note.currency,
    issuedAt: note.issuedAt,
  };
}

export function invoiceView(invoice: IssuedInvoice): PaperDocument {
  const { lines, net, tax, billedTo, seller } = invoiceDocumentView(invoice);
  const period = invoice.period ?? null;
  return {
    ...invoiceSummary(invoice),
    cancels: null,
    callId: null,
    period,
    lines,
    net,
    tax,
    billedTo,
    seller,
    statement: null,
  };
}

/** It is between the parties of its invoice. */
export function creditNoteView(note: CreditNote, invoice: IssuedInvoice): PaperDocument {
  const { billedTo, seller } = invoiceDocumentView(invoice);
  const summary = creditNoteSummary(note);
  const net = formatAmount(netMicros(note));
  return {
    ...summary,
    cancels: note.cancels ?? null,
    callId: note.callId ?? null,
    period: note.period ?? null,
    lines: [{ description: summary.description, amount: net }],
    net,
    tax: taxView(note),
    billedTo,
    seller,
    statement: null,
  };
}
