/** Papers: invoices, credit notes and monthly statements. */
import * as z from 'zod';
import { PAPER_KINDS } from '../schemas.ts';
import { CurrencyCode, Money, Month, UtcInstant } from './fields.answers.ts';
import { INVOICE_OF_CONTOSO, InvoiceDocument } from './purchases.answers.ts';
import { StatementFigures } from './statements.answers.ts';

export const PaperSummary = z
  .object({
    id: z.string().meta({
      description: '`inv_…` or `crn_…`, and its number in eight digits; `stm_…` and its month.',
    }),
    kind: z.enum(PAPER_KINDS).meta({ 'x-may-grow': true }),
    number: z.int().min(1).meta({
      description: 'Counts from 1 within the organization and the kind, without gaps.',
    }),
    orderId: z.string().nullable().meta({
      description: 'The purchase or recharge that it is for; null on a postpaid invoice and on a statement.',
    }),
    invoiceId: z.string().nullable().meta({
      description: 'The invoice that a credit note is of; null on others.',
    }),
    description: z.string(),
    total: Money.meta({
      description:
        'Tax included; below zero where a credit note is cancelled. Of a statement, its closing balance.',
    }),
    currency: CurrencyCode,
    issuedAt: UtcInstant,
  })
  .meta({ id: 'PaperSummary', description: 'A paper, as the list shows it.' });
export type PaperSummary = z.input<typeof PaperSummary>;

const { lines, net, tax, billedTo, seller } = InvoiceDocument.shape;

export const PaperDocument = PaperSummary.extend({
  cancels: z.string().nullable().meta({
    description: 'The credit note whose payment came back, as of a refund that bounced; null otherwise.',
  }),
  callId: z.string().nullable().meta({
    description:
      'The postpaid call that was voided or corrected, of whose invoice this is a note; null otherwise.',
  }),
  period: Month.nullable().meta({
    description: 'The month of a statement or a postpaid invoice; null on others.',
  }),
  lines: lines.meta({
    description: 'What is invoiced, before tax. Of a statement, what moved its balance.',
  }),
  net: net.meta({ description: 'Before tax. Of a statement, its closing balance.' }),
  tax,
  billedTo,
  seller,
  statement: StatementFigures.nullable().meta({ description: 'What only a statement has; null on others.' }),
}).meta({ id: 'PaperDocument', description: 'A whole paper.' });
export type PaperDocument = z.input<typeof PaperDocument>;

export const PAPER_OF_CONTOSO: PaperSummary = {
  id: INVOICE_OF_CONTOSO.id,
  kind: 'invoice',
  number: 1,
  orderId: INVOICE_OF_CONTOSO.orderId,
  invoiceId: null,
  description: INVOICE_OF_CONTOSO.description,
  total: INVOICE_OF_CONTOSO.amount,
  currency: 'USD',
  issuedAt: INVOICE_OF_CONTOSO.issuedAt,
};
