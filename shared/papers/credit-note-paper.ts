/** A credit note as a paper, between the parties of its invoice. */
import type { CreditNote } from '../domain/credits/credit-notes.ts';
import { type IssuedInvoice, netMicros } from '../domain/credits/invoices.ts';
import type { Language } from '../domain/languages.ts';
import { amountText } from './amounts.ts';
import { dateDetail, detailIf, notesOf, partiesOf, totalsOf } from './invoice-paper.ts';
import type { Paper } from './paper.ts';
import { WORDS } from './words.ts';

/** What the note is for, in words. */
export function creditedFor({ kind, cancels = '', period = '' }: CreditNote, language: Language): string {
  return WORDS[language].credited[kind]({ cancelled: cancels, period });
}

export function creditNotePaper(
  { note, invoice }: { readonly note: CreditNote; readonly invoice: IssuedInvoice },
  language: Language,
): Paper {
  const words = WORDS[language];
  const { billedTo } = invoice;
  const net = amountText(language, { micros: netMicros(note), currency: note.currency });
  return {
    language,
    title: `${words.creditNote} ${note.number}`,
    subject: billedTo.name,
    details: [
      { name: words.creditNoteId, value: note.id },
      dateDetail(words, note.issuedAt),
      { name: words.ofInvoice, value: `${invoice.id}, ${invoice.issuedAt.slice(0, 10)}` },
      ...detailIf({ name: words.order, value: note.orderId }),
      ...detailIf({ name: words.period, value: note.period }),
      ...detailIf({ name: words.call, value: note.callId }),
      ...detailIf({ name: words.cancels, value: note.cancels }),
      ...detailIf({ name: words.purchaseOrder, value: billedTo.purchaseOrder }),
    ],
    parties: partiesOf(words, invoice),
    tables: [
      {
        caption: words.creditedCaption,
        columns: [words.description, words.amount],
        rows: [[creditedFor(note, language), net]],
      },
    ],
    totals: totalsOf(language, note),
    notes: notesOf(words, note.tax),
    unprintable: words.unprintable,
    pageOf: ({ number, count }) => words.pageOf(number, count),
  };
}
