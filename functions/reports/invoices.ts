/** Invoices, as JSON and as pages to print. */
import { REPORTS } from '../../shared/contract/routes/reports.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { prefers } from '../../shared/lambda/accept.ts';
import { type AnswerOf, operation } from '../../shared/lambda/http.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { invoiceView } from '../../shared/lambda/views.ts';
import { findInvoice, listInvoices as listPage } from '../../shared/store/credits/invoices.ts';
import { loadProfile } from '../../shared/store/credits/organizations.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { invoicePage, PAGE_POLICY } from './invoice-page.ts';

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

/** Returns JSON, or a page to print for a client that prefers `text/html`. */
export function getInvoice({ db }: Deps) {
  return operation(REPORTS.getInvoice, async (request) => {
    const organizationId = param(request, 'org');
    const invoice = await findInvoice(db, organizationId, param(request, 'invoice'));
    if (!invoice) throw refusals.notFound('invoice');
    if (!prefers('text/html', request.headers.accept)) {
      const view = invoiceView(invoice);
      const lines = [{ description: view.description, amount: view.amount }];
      const { purchaseOrder = null, ...billedTo } = invoice.billedTo;
      return represented({ ...view, lines, total: view.amount, billedTo: { ...billedTo, purchaseOrder } });
    }
    return represented(invoicePage(invoice), {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': PAGE_POLICY,
      'x-content-type-options': 'nosniff',
    });
  });
}

const represented = (
  body: AnswerOf<typeof REPORTS.getInvoice>['body'],
  headers: Record<string, string> = {},
): AnswerOf<typeof REPORTS.getInvoice> => ({
  status: 200,
  body,
  headers: { vary: 'accept', ...headers },
});
