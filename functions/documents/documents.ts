/**
 * The papers of an organization: invoices, credit notes and monthly statements, as JSON, as pages to print and as PDF
 * (spec: Papers are data, pages and PDF).
 */
import type { PaperDocument, PaperSummary } from '../../shared/contract/answers/documents.answers.ts';
import { DOCUMENTS } from '../../shared/contract/routes/documents.ts';
import type { CreditNote } from '../../shared/domain/credits/credit-notes.ts';
import type { IssuedInvoice } from '../../shared/domain/credits/invoices.ts';
import type { MonthlyStatement } from '../../shared/domain/credits/monthly-statements.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { type Language, preferredLanguage } from '../../shared/domain/languages.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { prefers } from '../../shared/lambda/accept.ts';
import { type AnswerOf, operation } from '../../shared/lambda/http.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { creditNotePaper } from '../../shared/papers/credit-note-paper.ts';
import { invoicePaper } from '../../shared/papers/invoice-paper.ts';
import type { Paper } from '../../shared/papers/paper.ts';
import { PAGE_HEADERS, paperPage } from '../../shared/papers/paper-page.ts';
import { statementPaper } from '../../shared/papers/statement-paper.ts';
import { findCreditNote, listCreditNotes } from '../../shared/store/credits/credit-notes.ts';
import { findInvoice, listInvoices } from '../../shared/store/credits/invoices.ts';
import { findMonthlyStatement, listMonthlyStatements } from '../../shared/store/credits/months.ts';
import { loadProfile } from '../../shared/store/credits/organizations.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { creditNoteSummary, creditNoteView, invoiceSummary, invoiceView } from './document-views.ts';
import type { PaperFonts } from './letters.ts';
import { paperPdf } from './pdf.ts';
import { statementCsv, statementSummary, statementView } from './statements.ts';

interface Deps {
  readonly db: Database;
  readonly fonts: PaperFonts;
}

/** Of one kind, newest first. */
export function listDocuments({ db }: Pick<Deps, 'db'>) {
  return operation(DOCUMENTS.listDocuments, async (request) => {
    const { kind, ...page } = parseQuery(request);
    const organizationId = param(request, 'org');
    await loadProfile(db, organizationId);
    if (kind === 'credit-note') {
      const notes = await listCreditNotes(db, organizationId, page);
      return listed(notes.items.map(creditNoteSummary), notes.nextCursor);
    }
    if (kind === 'statement') {
      const statements = await listMonthlyStatements(db, organizationId, page);
      return listed(statements.items.map(statementSummary), statements.nextCursor);
    }
    const invoices = await listInvoices(db, organizationId, page);
    return listed(invoices.items.map(invoiceSummary), invoices.nextCursor);
  });
}

const listed = (items: readonly PaperSummary[], nextCursor: string | null) => ({
  status: 200 as const,
  body: { items, nextCursor },
});

/** In the form that `Accept` prefers, in the language of the query or of `Accept-Language`. */
export function getDocument({ db, fonts }: Deps) {
  return operation(DOCUMENTS.getDocument, async (request) => {
    const { language = preferredLanguage(request.headers['accept-language']) } = parseQuery(request);
    const found = await find(db, param(request, 'org'), param(request, 'document'));
    if (!found) throw refusals.notFound('document');
    const { accept } = request.headers;
    if (prefers('application/pdf', accept)) {
      const pdf = await paperPdf(found.paper(language), fonts, found.issuedAt);
      return represented(pdf.toString('base64'), pdfHeaders(found.view.id), true);
    }
    if (found.csv && prefers('text/csv', accept)) return represented(found.csv(), csvHeaders(found.view.id));
    if (prefers('text/html', accept)) return represented(paperPage(found.paper(language)), PAGE_HEADERS);
    return represented(found.view);
  });
}

const pdfHeaders = (id: string): Record<string, string> => ({
  'content-type': 'application/pdf',
  'content-disposition': `inline; filename="${id}.pdf"`,
  'x-content-type-options': 'nosniff',
});

const csvHeaders = (id: string): Record<string, string> => ({
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': `attachment; filename="${id}.csv"`,
  'x-content-type-options': 'nosniff',
});

type DocumentAnswer = AnswerOf<typeof DOCUMENTS.getDocument>;

const represented = (
  body: DocumentAnswer['body'],
  headers: Record<string, string> = {},
  isBase64Encoded = false,
): DocumentAnswer => ({
  status: 200,
  body,
  isBase64Encoded,
  headers: { vary: 'accept, accept-language', ...headers },
});

interface Found {
  readonly view: PaperDocument;
  readonly issuedAt: Instant;
  readonly paper: (language: Language) => Paper;
  /** Only of a statement. */
  readonly csv?: () => string;
}

async function find(db: Database, organizationId: OrganizationId, id: string): Promise<Found | undefined> {
  if (id.startsWith('inv_')) {
    const invoice = await findInvoice(db, organizationId, id);
    return invoice && foundInvoice(invoice);
  }
  if (id.startsWith('stm_')) {
    const statement = await findMonthlyStatement(db, organizationId, id);
    return statement && foundStatement(statement);
  }
  const note = await findCreditNote(db, organizationId, id);
  if (!note) return undefined;
  const invoice = await findInvoice(db, organizationId, note.invoiceId);
  if (!invoice) throw new Error(`credit note ${note.id} names ${note.invoiceId}, which is not there`);
  return foundNote(note, invoice);
}

const foundInvoice = (invoice: IssuedInvoice): Found => ({
  view: invoiceView(invoice),
  issuedAt: invoice.issuedAt,
  paper: (language) => invoicePaper(invoice, language),
});

const foundNote = (note: CreditNote, invoice: IssuedInvoice): Found => ({
  view: creditNoteView(note, invoice),
  issuedAt: note.issuedAt,
  paper: (language) => creditNotePaper({ note, invoice }, language),
});

const foundStatement = (statement: MonthlyStatement): Found => ({
  view: statementView(statement),
  issuedAt: statement.issuedAt,
  paper: (language) => statementPaper(statement, language),
  csv: () => statementCsv(statement),
});
