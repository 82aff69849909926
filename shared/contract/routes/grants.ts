import {
  MOVED_FROM_CONTOSO,
  MovedCredits,
  OPENING_BALANCES,
  OpeningBalances,
} from '../answers/grants.answers.ts';
import { GRANT_OF_CONTOSO, Lot } from '../answers/purchases.answers.ts';
import { CreateGrant, ExtendLot, MoveCredits, OpeningBalancesQuery, WriteOffLot } from '../grant-schemas.ts';
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
  extendLot: {
    method: 'POST',
    path: `${ORGANIZATION}/lots/{lot}/extend`,
    access: OPERATES,
    idempotent: true,
    summary: 'Put off the expiry of a lot that has not expired',
    body: ExtendLot,
    answers: () => ({ 200: Lot }),
    problems: ['lot-ended'],
    example: () => ({
      params: { org: 'contoso', lot: GRANT_OF_CONTOSO.id },
      headers: { 'Idempotency-Key': 'ticket-4712' },
      body: { expiresAt: '2028-01-31T00:00:00Z', reason: 'Contract prolonged' },
      answer: { ...GRANT_OF_CONTOSO, expiresAt: '2028-01-31T00:00:00.000Z' },
    }),
  },
  writeOffLot: {
    method: 'POST',
    path: `${ORGANIZATION}/lots/{lot}/write-off`,
    access: OPERATES,
    idempotent: true,
    summary: 'Write off what is unspent of a lot, and not held for calls',
    body: WriteOffLot,
    answers: () => ({ 200: Lot }),
    problems: ['lot-ended', 'nothing-to-take'],
    example: () => ({
      params: { org: 'contoso', lot: GRANT_OF_CONTOSO.id },
      headers: { 'Idempotency-Key': 'ticket-4713' },
      body: { reason: 'Given twice' },
      answer: {
        ...GRANT_OF_CONTOSO,
        expiresAt: '2028-01-31T00:00:00.000Z',
        remaining: '0.00',
        withdrawn: '25.00',
        status: 'closed',
      },
    }),
  },
  moveCredits: {
    method: 'POST',
    path: `${ORGANIZATION}/lots/{lot}/move`,
    access: OPERATES,
    idempotent: true,
    summary: 'Move unspent credits to another organization, where they become a grant with the same expiry',
    body: MoveCredits,
    answers: () => ({ 201: MovedCredits }),
    problems: ['lot-ended', 'nothing-to-take', 'currency-mismatch', 'reference-used'],
    example: () => ({
      params: { org: 'contoso', lot: GRANT_OF_CONTOSO.id },
      headers: { 'Idempotency-Key': 'ticket-4714' },
      body: {
        organization: 'fabrikam',
        amount: '10.00',
        reason: 'Divisions merged',
        reference: 'TICKET-4714',
      },
      answer: MOVED_FROM_CONTOSO,
    }),
  },
  sendOpeningBalances: {
    method: 'POST',
    path: '/v1/opening-balances',
    access: OPERATES,
    summary: 'Give the opening balances of a table, each once by its reference',
    query: OpeningBalancesQuery,
    document: {
      mediaTypes: ['text/csv'],
      description:
        'CSV with a header: organization, amount, kind, expiresAt (may be left out), reference, reason; separated by commas, semicolons or tabs; up to 200 lines. Each line is a grant of its own.',
    },
    answers: () => ({ 200: OpeningBalances }),
    example: () => ({
      query: { dryRun: 'true' },
      headers: { 'content-type': 'text/csv' },
      body: [
        'organization,amount,kind,expiresAt,reference,reason',
        'contoso,120.50,migration,2027-06-30T00:00:00Z,OLD-1,Balance of the earlier system',
        'unknown,80.00,migration,,OLD-2,Balance of the earlier system',
        '',
      ].join('\r\n'),
      answer: OPENING_BALANCES,
    }),
  },
} as const satisfies Routes;
