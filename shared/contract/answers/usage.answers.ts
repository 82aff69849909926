/** What is answered to usage records. */
import * as z from 'zod';
import { REJECTION_CODES } from '../../domain/calls/rejections.ts';

const Count = z.int().nonnegative();

const RejectedRecord = z
  .object({
    index: Count.meta({
      description: "The record's place in `records`, or among the lines of a CSV file, from 0.",
    }),
    line: z.int().positive().optional().meta({
      description: 'The line of the CSV file on which the record begins, the first being 1; not of JSON.',
    }),
    callId: z
      .string()
      .nullable()
      .meta({ description: 'As it was sent, at most 128 characters of it; null where it is no text.' }),
    code: z.enum(REJECTION_CODES).meta({ 'x-may-grow': true }),
    detail: z.string().meta({ description: 'The field and what is wrong with it, for a person.' }),
    field: z.string().meta({ description: 'The field that is wrong; `record` for the record as a whole.' }),
  })
  .meta({ id: 'RejectedRecord' });

export const UsageReceipt = z
  .object({
    accepted: Count.meta({ description: 'Records of calls that are charged once each.' }),
    duplicates: Count.meta({ description: 'Records of calls that are known with the same content.' }),
    rejected: z
      .array(RejectedRecord)
      .meta({ description: 'In the order of `records`; the others are not affected.' }),
  })
  .meta({ id: 'UsageReceipt', description: 'Every record is accepted, a duplicate or rejected.' });
