import { EXPORT_OF_CONTOSO, Job, LICENSES_OF_CONTOSO } from '../answers/jobs.answers.ts';
import { CreateExport } from '../schemas.ts';
import { ORGANIZATION, READS_BILLING, type Routes, WRITES_LICENSES } from './route.ts';

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
    access: [...WRITES_LICENSES, ...READS_BILLING],
    summary: 'Get the progress of a job, and links to the files of an export',
    answers: () => ({ 200: Job }),
    example: () => ({
      params: { org: 'contoso', job: LICENSES_OF_CONTOSO.id },
      answer: LICENSES_OF_CONTOSO,
    }),
  },
} as const satisfies Routes;
