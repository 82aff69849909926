import * as z from 'zod';
import { ReversedCall } from '../answers/calls.answers.ts';
import { UsageReceipt } from '../answers/usage.answers.ts';
import { Correction, MAX_RECORDS, UsageRecordBody, VoidedCall } from '../usage-schemas.ts';
import { ORGANIZATION, type Routes, WRITES_BILLING, WRITES_CALLS } from './route.ts';

export const USAGE = {
  reportUsage: {
    method: 'POST',
    path: `${ORGANIZATION}/usage`,
    access: WRITES_CALLS,
    requestClass: 'usage',
    summary: 'Report finished calls',
    /** Each record is parsed by itself, so that a wrong one does not refuse the others. */
    body: z.strictObject({ records: z.array(UsageRecordBody).min(1).max(MAX_RECORDS) }),
    document: {
      mediaTypes: ['text/csv'],
      description:
        'JSON, or CSV with a header: callId, type, userId, from, to, conferenceId, startedAt, endedAt and durationSeconds as in JSON, or the columns of the usage export, whose numbers must not be masked. Each line is a record; a line that cannot be read is rejected by its number. Separated by commas, semicolons or tabs; UTF-8, or UTF-16 with a byte order mark; up to 5,000 lines and 6 MB',
      example:
        'callId,type,userId,to,startedAt,durationSeconds\n16fd2706-8baf-433b-82eb-8c7fada847da,user_out,ada,+33123456789,2026-11-24T08:30:00Z,95\n',
    },
    answers: () => ({ 202: UsageReceipt }),
    example: () => ({
      params: { org: 'contoso' },
      body: {
        records: [
          {
            callId: '16fd2706-8baf-433b-82eb-8c7fada847da',
            type: 'user_out',
            userId: 'ada',
            from: '+14255550100',
            to: '+33123456789',
            startedAt: '2026-11-24T08:30:00Z',
            durationSeconds: 95,
          },
          {
            callId: '886313e1-3b8a-5372-9b90-0c9aee199e5d',
            type: 'ucap_out',
            to: '+442079460123',
            startedAt: '2026-11-24T08:31:10Z',
            durationSeconds: 1800,
          },
        ],
      },
      answer: { accepted: 2, duplicates: 0, rejected: [] },
    }),
  },
  voidCall: {
    method: 'POST',
    path: `${ORGANIZATION}/calls/{call}/void`,
    access: WRITES_BILLING,
    idempotent: true,
    summary: 'Void a settled call',
    body: VoidedCall,
    answers: () => ({ 200: ReversedCall }),
    problems: ['call-not-settled', 'call-already-reversed'],
    example: () => ({
      params: { org: 'contoso', call: '16fd2706-8baf-433b-82eb-8c7fada847da' },
      headers: { 'Idempotency-Key': '5b9f6d0e-52a1-4d5c-8f0a-3f3c1f6e2a11' },
      body: { reason: 'The line was bad' },
      answer: {
        callId: '16fd2706-8baf-433b-82eb-8c7fada847da',
        status: 'voided',
        charge: '0.00',
        refunded: '0.85',
        additionalCharge: '0.00',
        forfeited: '0.00',
        currency: 'USD',
        lots: [{ lotId: 'lot_0mvz1asz5_b2168701e4b8', amount: '0.85' }],
      },
    }),
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
    example: () => ({
      params: { org: 'contoso', call: '886313e1-3b8a-5372-9b90-0c9aee199e5d' },
      headers: { 'Idempotency-Key': '0f8fad5b-d9cb-469f-a165-70867728950e' },
      body: { durationSeconds: 900, reason: 'The call hung up late' },
      answer: {
        callId: '886313e1-3b8a-5372-9b90-0c9aee199e5d',
        status: 'settled',
        charge: '1.50',
        refunded: '1.50',
        additionalCharge: '0.00',
        forfeited: '0.00',
        currency: 'USD',
        lots: [{ lotId: 'lot_0mvz1asz5_b2168701e4b8', amount: '1.50' }],
      },
    }),
  },
} as const satisfies Routes;
