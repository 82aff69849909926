import * as z from 'zod';
import { CALL_OF_ADA, Call } from '../answers/calls.answers.ts';
import { listOf } from '../answers/fields.answers.ts';
import { Job, LICENSES_OF_CONTOSO, USAGE_OF_CONTOSO } from '../answers/jobs.answers.ts';
import { CHANGES_OF_CONTOSO, JournalEntry } from '../answers/journal.answers.ts';
import {
  INVOICE_DOCUMENT_OF_CONTOSO,
  INVOICE_OF_CONTOSO,
  Invoice,
  InvoiceDocument,
  LOT_OF_CONTOSO,
  Lot,
} from '../answers/purchases.answers.ts';
import {
  AUDIT_OF_CONTOSO,
  AuditResult,
  BALANCE_OF_CONTOSO,
  Balance,
  CONFERENCING_OF_CONTOSO,
  ENTRIES_OF_CONTOSO,
  Entry,
  Pool,
  USAGE_OF_ADA,
  UsageRow,
} from '../answers/reports.answers.ts';
import { REVENUE_OF_NOVEMBER, Revenue } from '../answers/statements.answers.ts';
import {
  BalanceQuery,
  JournalQuery,
  LotQuery,
  PageQuery,
  PaperQuery,
  PeriodQuery,
  PoolQuery,
  RevenueQuery,
  UsageQuery,
} from '../schemas.ts';
import { OPERATES, ORGANIZATION, READS_BILLING, type Routes, SEES_JOBS } from './route.ts';

export const REPORTS = {
  getAudit: {
    method: 'GET',
    path: `${ORGANIZATION}/audit`,
    access: READS_BILLING,
    summary: 'What the last audit of the books found, rule by rule; they are audited every day',
    answers: () => ({ 200: AuditResult }),
    example: () => ({ params: { org: 'contoso' }, answer: AUDIT_OF_CONTOSO }),
  },
  getCall: {
    method: 'GET',
    path: `${ORGANIZATION}/calls/{call}`,
    access: ['calls:write', ...READS_BILLING],
    summary: 'One call',
    answers: () => ({ 200: Call }),
    /** `invalid-request`: the id cannot be that of a call. */
    problems: ['invalid-request'],
    example: () => ({ params: { org: 'contoso', call: CALL_OF_ADA.callId }, answer: CALL_OF_ADA }),
  },
  getBalance: {
    method: 'GET',
    path: `${ORGANIZATION}/balance`,
    access: READS_BILLING,
    summary: 'Balance, held, available, debt',
    query: BalanceQuery,
    answers: () => ({ 200: Balance }),
    example: () => ({ params: { org: 'contoso' }, answer: BALANCE_OF_CONTOSO }),
  },
  listLots: {
    method: 'GET',
    path: `${ORGANIZATION}/lots`,
    access: READS_BILLING,
    summary: 'Credit lots in the order of spending: bought ones oldest first',
    query: LotQuery,
    answers: () => ({ 200: listOf(Lot) }),
    example: () => ({
      params: { org: 'contoso' },
      query: { status: 'open' },
      answer: { items: [{ ...LOT_OF_CONTOSO, remaining: '96.15', used: '3.85' }], nextCursor: null },
    }),
  },
  listEntries: {
    method: 'GET',
    path: `${ORGANIZATION}/ledger`,
    access: READS_BILLING,
    summary: 'Every movement, newest first',
    query: PeriodQuery,
    answers: () => ({ 200: listOf(Entry) }),
    example: () => ({
      params: { org: 'contoso' },
      query: { from: '2026-11-01', to: '2026-11-30' },
      answer: { items: ENTRIES_OF_CONTOSO, nextCursor: null },
    }),
  },
  getUsage: {
    method: 'GET',
    path: `${ORGANIZATION}/usage`,
    access: READS_BILLING,
    summary: 'Usage report',
    query: UsageQuery,
    answers: () => ({ 200: { 'application/json': listOf(UsageRow), 'text/csv': z.string() } }),
    answerHeaders: { 200: ['Link'] },
    example: () => ({
      params: { org: 'contoso' },
      query: { from: '2026-11-24', to: '2026-11-24', userId: 'ada' },
      answer: { items: [USAGE_OF_ADA], nextCursor: null },
    }),
  },
  listPools: {
    method: 'GET',
    path: `${ORGANIZATION}/pools`,
    access: READS_BILLING,
    summary: 'Minute pools of a month; a user of several plans draws on them by their order',
    query: PoolQuery,
    answers: () => ({ 200: listOf(Pool) }),
    example: () => ({
      params: { org: 'contoso' },
      query: { month: '2026-11' },
      answer: { items: [CONFERENCING_OF_CONTOSO], nextCursor: null },
    }),
  },
  listInvoices: {
    method: 'GET',
    path: `${ORGANIZATION}/invoices`,
    access: READS_BILLING,
    summary: 'List invoices',
    query: PageQuery,
    answers: () => ({ 200: listOf(Invoice) }),
    example: () => ({
      params: { org: 'contoso' },
      query: { limit: '20' },
      answer: { items: [INVOICE_OF_CONTOSO], nextCursor: null },
    }),
  },
  getInvoice: {
    method: 'GET',
    path: `${ORGANIZATION}/invoices/{invoice}`,
    access: READS_BILLING,
    summary: 'One invoice, JSON or printable',
    query: PaperQuery,
    answers: () => ({ 200: { 'application/json': InvoiceDocument, 'text/html': z.string() } }),
    example: () => ({
      params: { org: 'contoso', invoice: INVOICE_OF_CONTOSO.id },
      answer: INVOICE_DOCUMENT_OF_CONTOSO,
    }),
  },
  listJobs: {
    method: 'GET',
    path: `${ORGANIZATION}/jobs`,
    access: SEES_JOBS,
    summary: 'List the jobs of the last 90 days that the scopes of the token may see, newest first',
    query: PageQuery,
    answers: () => ({ 200: listOf(Job) }),
    example: () => ({
      params: { org: 'contoso' },
      query: { limit: '20' },
      answer: { items: [LICENSES_OF_CONTOSO, USAGE_OF_CONTOSO], nextCursor: null },
    }),
  },
  listJournal: {
    method: 'GET',
    path: `${ORGANIZATION}/journal`,
    access: READS_BILLING,
    summary: 'Every change of settings, licenses, members and clients, and of money by hand, newest first',
    query: JournalQuery,
    answers: () => ({ 200: { 'application/json': listOf(JournalEntry), 'text/csv': z.string() } }),
    answerHeaders: { 200: ['Link'] },
    example: () => ({
      params: { org: 'contoso' },
      query: { kind: 'purchase.ordered', from: '2026-11-01' },
      answer: { items: CHANGES_OF_CONTOSO, nextCursor: null },
    }),
  },
  getRevenue: {
    method: 'GET',
    path: '/v1/revenue',
    access: OPERATES,
    summary: 'Deferred revenue, recognized use and breakage of a month, by currency and by organization',
    query: RevenueQuery,
    answers: () => ({ 200: { 'application/json': Revenue, 'text/csv': z.string() } }),
    answerHeaders: { 200: ['Link'] },
    example: () => ({ query: { month: '2026-11' }, answer: REVENUE_OF_NOVEMBER }),
  },
} as const satisfies Routes;
