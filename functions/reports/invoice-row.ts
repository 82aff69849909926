/** One invoice as a row of an export: the fields of its JSON, and whom it names. */
import type { IssuedInvoice } from '../../shared/domain/credits/invoices.ts';
import type { CsvColumns, Row } from '../../shared/lambda/csv.ts';
import { invoiceView } from '../../shared/lambda/views.ts';

/** In the order of the export. */
export const INVOICE_COLUMNS = {
  id: 'text',
  number: 'number',
  kind: 'text',
  orderId: 'text',
  period: 'text',
  description: 'text',
  amount: 'amount',
  currency: 'text',
  issuedAt: 'instant',
  billedTo: 'text',
  purchaseOrder: 'text',
} as const satisfies CsvColumns;

export function invoiceRow(invoice: IssuedInvoice): Row<typeof INVOICE_COLUMNS> {
  const { number, orderId, period, ...view } = invoiceView(invoice);
  return {
    ...view,
    number: String(number),
    orderId: orderId ?? '',
    period: period ?? '',
    billedTo: invoice.billedTo.name,
    purchaseOrder: invoice.billedTo.purchaseOrder ?? '',
  };
}
