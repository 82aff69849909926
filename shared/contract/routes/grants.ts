import { GRANT_OF_CONTOSO, Lot } from '../answers/purchases.answers.ts';
import { CreateGrant } from '../grant-schemas.ts';
import { OPERATES, ORGANIZATION, type Routes } from './route.ts';

export const GRANTS = {
  createGrant: {
    method: 'POST',
    path: `${ORGANIZATION}/grants`,
    access: OPERATES,
    idempotent: true,
    summary: 'Grant credits that nobody pays for',
    body: CreateGrant,
    answers: () => ({ 201: Lot }),
    problems: ['reference-used', 'amount-out-of-range', 'currency-not-sold'],
    example: () => ({
      params: { org: 'contoso' },
      headers: { 'Idempotency-Key': 'ticket-4711' },
      body: {
        amount: '25.00',
        kind: 'goodwill',
        expiresAt: '2027-12-31T00:00:00Z',
        reason: 'Outage of 20 November',
        reference: 'TICKET-4711',
      },
      answer: GRANT_OF_CONTOSO,
    }),
  },
} as const satisfies Routes;
