/** Invoices, as JSON and as pages to print. */
import { REPORTS } from '../../shared/contract/routes/reports.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { preferredLanguage } from '../../shared/domain/languages.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { prefers } from '../../shared/lambda/accept.ts';
import { type AnswerOf, operation } from '../../shared/lambda/http.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { invoiceDocumentView, invoiceView } from '../../shared/lambda/views.ts';
import { invoicePaper } from '../../shared/papers/invoice-paper.ts';
import { PAGE_HEADERS, paperPage } from '../../shared/papers/paper-page.ts';
import { findInvoice, listInvoices as listPage } from '../../shared/store/credits/invoices.ts';
import { loadProfile } from '../../shared/store/credits/organizations.ts';
import type { Database } from '../../shared/store/table/database.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
}

/** Newest first. */
export function listInvoices({ db }: Deps) {
  return operation(REPORTS.listInvoices, async (request) => {
    const page = parseQuery(request);
    const organizationId = param(request, 'org');
    await loadProfile(db, organizationId);
    const { items, nextCursor } = await listPage(db, organizationId, page);
    return { status: 200, body: { items: items.map(invoiceView), nextCursor } };
  });
}

/** Returns JSON, or a page to print for a client that prefers `text/html`, in the language that it asks for. */
export function getInvoice({ db }: Deps) {
  return operation(REPORTS.getInvoice, async (request) => {
    const { language = preferredLanguage(request.headers['accept-language']) } = parseQuery(request);
    const invoice = await findInvoice(db, param(request, 'org'), param(request, 'invoice'));
    if (!invoice) throw refusals.notFound('invoice');
    if (!prefers('text/html', request.headers.accept)) return represented(invoiceDocumentView(invoice));
    return represented(paperPage(invoicePaper(invoice, language)), PAGE_HEADERS);
  });
}

const represented = (
  body: AnswerOf<typeof REPORTS.getInvoice>['body'],
  headers: Record<string, string> = {},
): AnswerOf<typeof REPORTS.getInvoice> => ({
  status: 200,
  body,
  headers: { vary: 'accept, accept-language', ...headers },
});
