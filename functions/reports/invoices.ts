/** Invoices, for machines and for the printer. */
import { PageQuery } from '../../shared/contract/schemas.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { HttpResponse, Operation } from '../../shared/lambda/http.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { invoiceView } from '../../shared/lambda/views.ts';
import type { Database } from '../../shared/store/database.ts';
import { findInvoice, listInvoices as listPage } from '../../shared/store/invoices.ts';
import { invoicePage, PAGE_POLICY } from './invoice-page.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => string;
}

/** Newest first. */
export function listInvoices({ db }: Deps): Operation {
  return async (request) => {
    const page = parseQuery(request, PageQuery);
    const { items, nextCursor } = await listPage(db, param(request, 'org'), page);
    return { status: 200, body: { items: items.map(invoiceView), nextCursor } };
  };
}

/** JSON, or a page to print for a client that would rather have `text/html`. */
export function getInvoice({ db }: Deps): Operation {
  return async (request) => {
    const organizationId = param(request, 'org');
    const invoice = await findInvoice(db, organizationId, param(request, 'invoice'));
    if (!invoice) throw refusals.notFound('invoice');
    if (!prefersPage(request.headers.accept)) {
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
  };
}

const represented = (body: unknown, headers: Record<string, string> = {}): HttpResponse => ({
  status: 200,
  body,
  headers: { vary: 'accept', ...headers },
});

/** Whether `Accept` gives `text/html` a higher weight than JSON, or names it first at the same weight. */
export function prefersPage(accept = '*/*'): boolean {
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, weight: weight === undefined ? 1 : Number(weight) || 0 };
  });
  const page = ranges.find(({ type }) => type === 'text/html');
  const json = ranges.find(({ type }) => type === 'application/json');
  if (!page || page.weight === 0) return false;
  if (!json) return true;
  return (
    page.weight > json.weight || (page.weight === json.weight && ranges.indexOf(page) < ranges.indexOf(json))
  );
}
