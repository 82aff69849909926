/** The requests about usage. */
import * as z from 'zod';
import { attempt, EmergencyAttempt, MAX_SECONDS, TEXT_OR_NULL } from './call-fields.ts';
import { CallId, DialedNumber, Instant, Reason } from './fields.ts';

const Duration = z.number().int().nonnegative().max(MAX_SECONDS).meta({
  description:
    'From the answer to the end of the call, rounded up to a second; 0 for a call that was not answered.',
});

/**
 * A switch rounds start and end to a second and rounds the duration up, so they may differ by this much. A call may be
 * shorter than the time from its start to its end, which includes the ringing.
 */
const ROUNDING_SECONDS = 1;

export const UsageRecordBody = z
  .strictObject({
    ...attempt,
    callId: CallId,
    to: DialedNumber,
    startedAt: Instant,
    endedAt: Instant.optional().meta({
      ...TEXT_OR_NULL,
      description:
        'When it ended: not before `startedAt`, and so that the duration fits in between, to a second.',
    }),
    durationSeconds: Duration,
  })
  .superRefine((record, context) => {
    if (record.endedAt === undefined) return;
    const seconds = (Date.parse(record.endedAt) - Date.parse(record.startedAt)) / 1000;
    if (seconds < -ROUNDING_SECONDS)
      context.addIssue({ code: 'custom', path: ['endedAt'], message: 'before startedAt' });
    else if (Math.ceil(Math.max(0, seconds)) + ROUNDING_SECONDS < record.durationSeconds) {
      context.addIssue({
        code: 'custom',
        path: ['durationSeconds'],
        message: 'longer than from startedAt to endedAt',
      });
    }
  });

/** The usage record of an emergency call; without a readable start the call starts when the record arrives. */
export const EmergencyRecord = EmergencyAttempt.extend({
  callId: CallId.optional().catch(undefined),
  startedAt: Instant.optional().catch(undefined),
  durationSeconds: z.number().nonnegative().max(MAX_SECONDS).transform(Math.ceil).catch(0),
});
export const MAX_RECORDS = 1000;
/** Of a CSV file. */
export const MAX_LINES = 5000;
/** Records are parsed one by one, so that a bad record does not refuse the others. */
export const UsageBatch = z.strictObject({ records: z.array(z.unknown()).min(1).max(MAX_RECORDS) });

export const Correction = z.strictObject({ durationSeconds: Duration, reason: Reason.optional() });

export const VoidedCall = z.strictObject({ reason: Reason.optional() });
