/** An invoice as a page of its own: plain, readable aloud, and made to be printed. No scripts, nothing fetched. */
import { createHash } from 'node:crypto';
import type { Invoice } from '../../shared/domain/funding.ts';
import { formatAmount } from '../../shared/domain/money.ts';

/** From the organization's profile, as it is today. */
export interface BilledTo {
  readonly name: string;
  readonly billingAddress: Readonly<Record<string, string>>;
  readonly purchaseOrder: string | null;
}

const STYLE = `
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.75rem; margin: 0 0 1rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 0.25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 0; }
dt { color: #595959; }
dd { margin: 0; overflow-wrap: anywhere; }
address { font-style: normal; }
table { width: 100%; border-collapse: collapse; margin-top: 2rem; }
caption { text-align: left; font-weight: 600; padding-bottom: 0.5rem; }
th, td { text-align: left; padding: 0.5rem 0; border-bottom: 1px solid #767676; }
.amount { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tfoot th, tfoot td { font-weight: 600; border-bottom: 3px double #1b1b1b; }
@page { margin: 2cm; }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 11pt; } tr { break-inside: avoid; } }
`;

const digest = createHash('sha256').update(STYLE).digest('base64');

/** `Content-Security-Policy` of the page: its own style and nothing else. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export function invoicePage(invoice: Invoice, billedTo: BilledTo): string {
  const title = `Invoice ${invoice.number}`;
  const amount = `${formatAmount(invoice.amountMicros)} ${escaped(invoice.currency)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}, ${escaped(billedTo.name)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<dl>
${term('Invoice id', escaped(invoice.id))}
${term('Date', `<time datetime="${escaped(invoice.issuedAt)}">${escaped(invoice.issuedAt.slice(0, 10))}</time>`)}
${invoice.orderId === undefined ? '' : term('Order', escaped(invoice.orderId))}
${invoice.period === undefined ? '' : term('Period', escaped(invoice.period))}
${billedTo.purchaseOrder === null ? '' : term('Purchase order', escaped(billedTo.purchaseOrder))}
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

const term = (name: string, value: string): string => `<dt>${name}</dt><dd>${value}</dd>`;

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
