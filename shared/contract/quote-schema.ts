import * as z from 'zod';
import { attempt, INTEGER_OR_NULL, Seconds, TEXT_OR_NULL } from './call-fields.ts';
import { DATE_OR_INSTANT, DateOrInstant, DialedNumber } from './fields.ts';

export const Quote = z.strictObject({
  ...attempt,
  to: DialedNumber,
  seconds: Seconds.meta({ description: 'How long the call would take.' }).optional().meta(INTEGER_OR_NULL),
  at: DateOrInstant.optional().meta({ ...TEXT_OR_NULL, anyOf: [...DATE_OR_INSTANT, { type: 'null' }] }),
});
