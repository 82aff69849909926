/** The journal of an organization. */
import * as z from 'zod';
import { CHANGE_KINDS } from '../../domain/journal/change-kinds.ts';
import { Actor, ADA, UtcInstant } from './fields.answers.ts';

const Values = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]),
);

export const JournalEntry = z
  .object({
    sequence: z.int().min(1).meta({ description: 'Counts from 1 within the organization, without gaps.' }),
    at: UtcInstant,
    actor: Actor,
    kind: z.string().meta({ description: `What changed: one of ${CHANGE_KINDS.join(', ')}.` }),
    subject: z.string().meta({ description: 'The id of what changed.' }),
    before: Values.nullable().meta({
      description: 'The changed fields as they were; null for what came about.',
    }),
    after: Values.nullable().meta({ description: 'The same fields as they are; null for what is gone.' }),
    reason: z.string().optional().meta({ description: 'Why, as the request said; absent if it did not.' }),
    requestId: z.string().nullable().meta({
      description: "API Gateway's id of the request; null for what no request did.",
    }),
    sourceAddress: z.string().nullable().meta({
      description: 'The IP address that the request came from; null for what no request did.',
    }),
  })
  .meta({ id: 'JournalEntry', description: 'One change: what, by whom, why, and by which request.' });
export type JournalEntry = z.input<typeof JournalEntry>;

export const CHANGES_OF_CONTOSO: readonly JournalEntry[] = [
  {
    sequence: 2,
    at: '2026-11-02T09:06:01.250Z',
    actor: ADA,
    kind: 'purchase.ordered',
    subject: 'pur_64f0c4bc3e8db2168701e4b8',
    before: null,
    after: { amount: '100.00', currency: 'USD' },
    requestId: 'JKJaXmPLvHcESHA=',
    sourceAddress: '192.0.2.17',
  },
];
