/** What requests about calls have in common. */
import * as z from 'zod';
import { CALL_TYPES } from '../domain/calls/call.ts';
import { CallerId, ConferenceId, UserId } from './fields.ts';

export const MAX_SECONDS = 7 * 24 * 3600;
export const Seconds = z.number().int().positive().max(MAX_SECONDS);

/** A member that may be left out, or be null instead. */
export const TEXT_OR_NULL = { type: ['string', 'null'] };
export const INTEGER_OR_NULL = { type: ['integer', 'null'] };

export const attempt = {
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
