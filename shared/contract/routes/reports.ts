import * as z from 'zod';
import { Call } from '../answers/calls.answers.ts';
import { listOf } from '../answers/fields.answers.ts';
import { Invoice, InvoiceDocument, Lot } from '../answers/purchases.answers.ts';
import { Balance, Entry, Pool, UsageRow } from '../answers/reports.answers.ts';
import { BalanceQuery, LotQuery, PageQuery, PeriodQuery, PoolQuery, UsageQuery } from '../schemas.ts';
import { ORGANIZATION, READS_BILLING, type Routes } from './route.ts';

export const REPORTS = {
  getCall: {
    method: 'GET',
    path: `${ORGANIZATION}/calls/{call}`,
    access: ['calls:write', ...READS_BILLING],
    summary: 'One call',
    answers: () => ({ 200: Call }),
    /** `invalid-request`: the id cannot be that of a call. */
    problems: ['invalid-request'],
  },
  getBalance: {
    method: 'GET',
    path: `${ORGANIZATION}/balance`,
    access: READS_BILLING,
    summary: 'Balance, held, available, debt',
    query: BalanceQuery,
    answers: () => ({ 200: Balance }),
  },
  listLots: {
    method: 'GET',
    path: `${ORGANIZATION}/lots`,
    access: READS_BILLING,
    summary: 'Credit lots, oldest first',
    query: LotQuery,
    answers: () => ({ 200: listOf(Lot) }),
  },
  listEntries: {
    method: 'GET',
    path: `${ORGANIZATION}/ledger`,
    access: READS_BILLING,
    summary: 'Every movement, newest first',
    query: PeriodQuery,
    answers: () => ({ 200: listOf(Entry) }),
  },
  getUsage: {
    method: 'GET',
    path: `${ORGANIZATION}/usage`,
    access: READS_BILLING,
    summary: 'Usage report',
    query: UsageQuery,
    answers: () => ({ 200: { 'application/json': listOf(UsageRow), 'text/csv': z.string() } }),
    answerHeaders: { 200: ['Link'] },
  },
  listPools: {
    method: 'GET',
    path: `${ORGANIZATION}/pools`,
    access: READS_BILLING,
    summary: 'Minute pools of a month; a user of several plans draws on them by their order',
    query: PoolQuery,
    answers: () => ({ 200: listOf(Pool) }),
  },
  listInvoices: {
    method: 'GET',
    path: `${ORGANIZATION}/invoices`,
    access: READS_BILLING,
    summary: 'List invoices',
    query: PageQuery,
    answers: () => ({ 200: listOf(Invoice) }),
  },
  getInvoice: {
    method: 'GET',
    path: `${ORGANIZATION}/invoices/{invoice}`,
    access: READS_BILLING,
    summary: 'One invoice, JSON or printable',
    answers: () => ({ 200: { 'application/json': InvoiceDocument, 'text/html': z.string() } }),
  },
} as const satisfies Routes;
