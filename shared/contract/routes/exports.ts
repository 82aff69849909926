import * as z from 'zod';
import { EXPORT_OF_CONTOSO, Job, LICENSES_OF_CONTOSO } from '../answers/jobs.answers.ts';
import { CreateExport, JobQuery } from '../schemas.ts';
import { ORGANIZATION, READS_BILLING, type Routes, SEES_JOBS } from './route.ts';

const FailedLines = z.string().meta({
  description:
    'Columns of jobs of the kind `usage`: `line`, `callId`, `code`, `detail`; of others: `line`, `userPrincipalName`, `severity`, `code`, `detail`.',
});

export const EXPORTS = {
  createExport: {
    method: 'POST',
    path: `${ORGANIZATION}/exports`,
    access: READS_BILLING,
    summary: 'Export usage, ledger or invoices of a period as files',
    body: CreateExport,
    answers: () => ({ 202: Job }),
    answerHeaders: { 202: ['Location'] },
    example: () => ({
      params: { org: 'contoso' },
      body: { kind: 'usage', from: '2026-11-01', to: '2026-11-30', format: 'csv' },
      answer: EXPORT_OF_CONTOSO,
    }),
  },
  getJob: {
    method: 'GET',
    path: `${ORGANIZATION}/jobs/{job}`,
    access: SEES_JOBS,
    summary: 'Get the progress of a job, and links to the files of an export',
    answers: () => ({ 200: Job }),
    example: () => ({
      params: { org: 'contoso', job: LICENSES_OF_CONTOSO.id },
      answer: LICENSES_OF_CONTOSO,
    }),
  },
  getJobFailures: {
    method: 'GET',
    path: `${ORGANIZATION}/jobs/{job}/failures`,
    access: SEES_JOBS,
    summary: 'Get the lines of a job that failed or have a warning so far, as CSV, at most 1,000 at once',
    query: JobQuery,
    answers: () => ({ 200: { 'text/csv': FailedLines } }),
    answerHeaders: { 200: ['Link'] },
    example: () => ({
      params: { org: 'contoso', job: LICENSES_OF_CONTOSO.id },
      answer:
        'line,userPrincipalName,severity,code,detail\r\n3,grace@contoso.org,error,unknown-user,No user has this user principal name.\r\n',
    }),
  },
} as const satisfies Routes;
