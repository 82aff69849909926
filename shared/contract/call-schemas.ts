/**
 * The requests about running calls. Those about quotes and usage have modules of their own, because every schema that a
 * module builds lengthens a cold start.
 */
import * as z from 'zod';
import { attempt, INTEGER_OR_NULL, Seconds, TEXT_OR_NULL } from './call-fields.ts';
import { DialedNumber } from './fields.ts';

const LeaseSeconds = Seconds.meta({
  description: 'How long the next lease should be; without it as long as leases are by default.',
});

export const Authorization = z
  .strictObject({
    ...attempt,
    to: DialedNumber.optional().meta(TEXT_OR_NULL),
    seconds: LeaseSeconds.optional().meta(INTEGER_OR_NULL),
  })
  .meta({
    if: { properties: { type: { pattern: '_in$' } } },
    else: { properties: { to: { type: 'string' } }, required: ['to'] },
  });
export const Renewal = z.strictObject({
  sequence: z.number().int().positive().meta({
    description: 'That of the last answer plus one. The last sequence again gets the same answer.',
  }),
  seconds: LeaseSeconds.optional(),
});
export const EmergencyLease = z.object({
  sequence: z.number().int().nonnegative().optional().catch(undefined),
  seconds: Seconds.optional().catch(undefined),
});
