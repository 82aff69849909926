/**
 * The requests about calls. They have a module of their own because every schema that a module builds lengthens a cold
 * start.
 */
import * as z from 'zod';
import { CALL_TYPES } from '../domain/calls/call.ts';
import {
  CallerId,
  CallId,
  ConferenceId,
  DATE_OR_INSTANT,
  DateOrInstant,
  DialedNumber,
  Instant,
  Reason,
  UserId,
} from './fields.ts';

const MAX_SECONDS = 7 * 24 * 3600;
const Seconds = z.number().int().positive().max(MAX_SECONDS);
const LeaseSeconds = Seconds.meta({
  description: 'How long the next lease should be; without it as long as leases are by default.',
});
const Duration = z.number().int().nonnegative().max(MAX_SECONDS).meta({
  description:
    'From the answer to the end of the call, rounded up to a second; 0 for a call that was not answered.',
});

/** A member that may be left out, or be null instead. */
const TEXT_OR_NULL = { type: ['string', 'null'] };
const INTEGER_OR_NULL = { type: ['integer', 'null'] };

const attempt = {
  type: z.enum(CALL_TYPES).meta({
    description: 'The kind of call as the usage report names it; `ucap` stands for resource accounts.',
  }),
  userId: UserId.meta({
    description:
      "The caller; for `conf_*` the meeting's organizer; left out for `ucap_*` and `unassigned_in`.",
  })
    .optional()
    .meta(TEXT_OR_NULL),
  from: CallerId.optional().meta(TEXT_OR_NULL),
  conferenceId: ConferenceId.optional().meta(TEXT_OR_NULL),
};

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
export const Quote = z.strictObject({
  ...attempt,
  to: DialedNumber,
  seconds: Seconds.meta({ description: 'How long the call would take.' }).optional().meta(INTEGER_OR_NULL),
  at: DateOrInstant.optional().meta({ ...TEXT_OR_NULL, anyOf: [...DATE_OR_INSTANT, { type: 'null' }] }),
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

/**
 * What can be read of an emergency call (spec: Emergency calls are always allowed and free). A field that is missing or
 * malformed counts as left out, so that it never refuses the call.
 */
export const EmergencyAttempt = z.object({
  type: z.enum(CALL_TYPES).catch('user_out'),
  to: z
    .union([z.string(), z.number().transform(String)])
    .optional()
    .catch(undefined),
  userId: UserId.optional().catch(undefined),
  from: CallerId.optional().catch(undefined),
  conferenceId: attempt.conferenceId.catch(undefined),
});
/** The usage record of an emergency call; without a readable start the call starts when the record arrives. */
export const EmergencyRecord = EmergencyAttempt.extend({
  callId: CallId.optional().catch(undefined),
  startedAt: Instant.optional().catch(undefined),
  durationSeconds: z.number().nonnegative().max(MAX_SECONDS).transform(Math.ceil).catch(0),
});
export const EmergencyLease = z.object({
  sequence: z.number().int().nonnegative().optional().catch(undefined),
  seconds: Seconds.optional().catch(undefined),
});

export const MAX_RECORDS = 1000;
/** Of a CSV file. */
export const MAX_LINES = 5000;
/** Records are parsed one by one, so that a bad record does not refuse the others. */
export const UsageBatch = z.strictObject({ records: z.array(z.unknown()).min(1).max(MAX_RECORDS) });

export const Correction = z.strictObject({ durationSeconds: Duration, reason: Reason.optional() });

export const VoidedCall = z.strictObject({ reason: Reason.optional() });
