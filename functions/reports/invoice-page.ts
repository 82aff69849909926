/** An invoice as an HTML page: readable by screen readers, and made to be printed. It has no scripts and fetches nothing. */
import { createHash } from 'node:crypto';
import type { BilledTo, IssuedInvoice } from '../../shared/domain/credits/invoices.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { INVOICE_STYLE } from '../../shared/lambda/invoice-style.ts';

const digest = createHash('sha256').update(INVOICE_STYLE).digest('base64');

/** `Content-Security-Policy` of the page: its own style and nothing else. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function invoicePage(invoice: IssuedInvoice): string {
  const { billedTo } = invoice;
  const title = `Invoice ${invoice.number}`;
  const amount = `${formatAmount(invoice.amountMicros)} ${escaped(invoice.currency)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}, ${escaped(billedTo.name)}</title>
<style>${INVOICE_STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<dl>
${term({ name: 'Invoice id', value: escaped(invoice.id) })}
${term({ name: 'Date', value: `<time datetime="${escaped(invoice.issuedAt)}">${escaped(invoice.issuedAt.slice(0, 10))}</time>` })}
${invoice.orderId === undefined ? '' : term({ name: 'Order', value: escaped(invoice.orderId) })}
${invoice.period === undefined ? '' : term({ name: 'Period', value: escaped(invoice.period) })}
${billedTo.purchaseOrder === undefined ? '' : term({ name: 'Purchase order', value: escaped(billedTo.purchaseOrder) })}
</dl>
<h2>Billed to</h2>
<address>${addressLines(billedTo).map(escaped).join('<br>\n')}</address>
<table>
<caption>What is charged</caption>
<thead><tr><th scope="col">Description</th><th scope="col" class="amount">Amount</th></tr></thead>
<tbody><tr><td>${escaped(invoice.description)}</td><td class="amount">${amount}</td></tr></tbody>
<tfoot><tr><th scope="row">Total</th><td class="amount">${amount}</td></tr></tfoot>
</table>
</main>
</body>
</html>
`;
}

const term = ({ name, value }: { readonly name: string; readonly value: string }): string =>
  `<dt>${name}</dt><dd>${value}</dd>`;

const addressLines = ({ name, billingAddress }: BilledTo): string[] => [
  name,
  ...Object.values(billingAddress).filter((line) => line.trim() !== ''),
];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
