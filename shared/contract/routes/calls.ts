import { CallDecision } from '../answers/calls.answers.ts';
import { Authorization, Renewal } from '../call-schemas.ts';
import { ORGANIZATION, type Routes, WRITES_CALLS } from './route.ts';

export const CALLS = {
  authorizeCall: {
    method: 'POST',
    path: `${ORGANIZATION}/calls/{call}/authorization`,
    access: WRITES_CALLS,
    summary: 'May this call start, and for how long',
    body: Authorization,
    answers: () => ({ 200: CallDecision }),
    problems: ['conflicting-record', 'call-finished'],
  },
  renewLease: {
    method: 'POST',
    path: `${ORGANIZATION}/calls/{call}/authorization/renewals`,
    access: WRITES_CALLS,
    summary: 'Extend the lease',
    body: Renewal,
    answers: () => ({ 200: CallDecision }),
    problems: ['call-finished', 'stale-sequence'],
  },
  releaseCall: {
    method: 'DELETE',
    path: `${ORGANIZATION}/calls/{call}/authorization`,
    access: WRITES_CALLS,
    summary: 'Release the lease of a call that never connected',
    answers: () => ({ 204: null }),
    problems: ['invalid-request', 'call-finished'],
  },
} as const satisfies Routes;
