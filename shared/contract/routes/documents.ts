import * as z from 'zod';
import { PAPER_OF_CONTOSO, PaperDocument, PaperSummary } from '../answers/documents.answers.ts';
import { listOf } from '../answers/fields.answers.ts';
import { INVOICE_DOCUMENT_OF_CONTOSO } from '../answers/purchases.answers.ts';
import { DocumentQuery, PaperQuery } from '../schemas.ts';
import { ORGANIZATION, READS_BILLING, type Routes } from './route.ts';

export const DOCUMENTS = {
  listDocuments: {
    method: 'GET',
    path: `${ORGANIZATION}/documents`,
    access: READS_BILLING,
    summary: 'List invoices, credit notes or monthly statements, newest first',
    query: DocumentQuery,
    answers: () => ({ 200: listOf(PaperSummary) }),
    example: () => ({
      params: { org: 'contoso' },
      query: { kind: 'invoice', limit: '20' },
      answer: { items: [PAPER_OF_CONTOSO], nextCursor: null },
    }),
  },
  getDocument: {
    method: 'GET',
    path: `${ORGANIZATION}/documents/{document}`,
    access: READS_BILLING,
    summary: 'One invoice, credit note or statement: JSON, a page to print, or PDF; a statement as CSV, too',
    query: PaperQuery,
    answerHeaders: { 200: ['Content-Disposition'] },
    answers: () => ({
      200: {
        'application/json': PaperDocument,
        'text/html': z.string(),
        'application/pdf': z.string().meta({ format: 'binary' }),
        'text/csv': z.string(),
      },
    }),
    example: () => {
      const { lines, net, tax, billedTo, seller } = INVOICE_DOCUMENT_OF_CONTOSO;
      const parts = { lines, net, tax, billedTo, seller };
      return {
        params: { org: 'contoso', document: PAPER_OF_CONTOSO.id },
        answer: { ...PAPER_OF_CONTOSO, cancels: null, callId: null, period: null, ...parts, statement: null },
      };
    },
  },
} as const satisfies Routes;
