import * as z from 'zod';
import { ReversedCall } from '../answers/calls.answers.ts';
import { UsageReceipt } from '../answers/usage.answers.ts';
import { Correction, MAX_RECORDS, UsageRecordBody } from '../call-schemas.ts';
import { ORGANIZATION, type Routes, WRITES_BILLING, WRITES_CALLS } from './route.ts';

export const USAGE = {
  reportUsage: {
    method: 'POST',
    path: `${ORGANIZATION}/usage`,
    access: WRITES_CALLS,
    summary: 'Report finished calls',
    /** Each record is parsed by itself, so that a wrong one does not refuse the others. */
    body: z.strictObject({ records: z.array(UsageRecordBody).min(1).max(MAX_RECORDS) }),
    answers: () => ({ 202: UsageReceipt }),
  },
  voidCall: {
    method: 'POST',
    path: `${ORGANIZATION}/calls/{call}/void`,
    access: WRITES_BILLING,
    idempotent: true,
    summary: 'Void a settled call',
    answers: () => ({ 200: ReversedCall }),
    /** `invalid-request`: the `Idempotency-Key` is too long. */
    problems: ['invalid-request', 'call-not-settled', 'call-already-reversed'],
  },
  correctCall: {
    method: 'POST',
    path: `${ORGANIZATION}/calls/{call}/correction`,
    access: WRITES_BILLING,
    idempotent: true,
    summary: 'Correct the duration of a settled call',
    body: Correction,
    answers: () => ({ 200: ReversedCall }),
    problems: ['call-not-settled', 'call-already-reversed', 'no-rate'],
  },
} as const satisfies Routes;
