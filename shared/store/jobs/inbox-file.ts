/** A job of the kind `usage`: a file of the inbox, as its item has it. */
import * as z from 'zod';
import type { Instant } from '../../domain/instants.ts';
import { type AnyJob, FILE_JOB_STATUSES } from '../../domain/jobs.ts';

/** Reads a file of calls. It counts the records that are read: as long as it runs, nobody knows how many there are. */
export interface InboxFile extends Omit<AnyJob, 'status'> {
  readonly kind: 'usage';
  readonly status: (typeof FILE_JOB_STATUSES)[number];
  /** The key of its object, and the entity tag of the content that is read. */
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes: number;
  /** Why it was not read to its end. */
  readonly fault?: string | undefined;
  /** The place of the next line in the content, once that is decompressed, and the number of the line. */
  readonly offset: number;
  readonly line: number;
  /** The lines until the end of the header, in a file that has one. */
  readonly header?: string | undefined;
  /** How many of the records are of calls that were known already. */
  readonly duplicates: number;
  /** How many objects there are with rejected lines. */
  readonly parts: number;
  /** Counts the writes: each has the version that was read as its condition. */
  readonly version: number;
  /** From then on a run may go on with it; absent once it has ended. */
  readonly dueAt?: Instant | undefined;
}

/** The records of a file, as the answer of `POST usage` counts them: each is one of the three. */
export function countsOf({ done, duplicates, failed }: Pick<InboxFile, 'done' | 'duplicates' | 'failed'>): {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
} {
  return { accepted: done - duplicates - failed, duplicates, rejected: failed };
}

const whole = z.number().int();

/** What the item has beyond that of any job. */
export const INBOX_ATTRIBUTES = {
  kind: z.literal('usage'),
  status: z.enum(FILE_JOB_STATUSES),
  key: z.string(),
  etag: z.string(),
  sizeBytes: whole,
  fault: z.string().optional(),
  offset: whole,
  line: whole,
  header: z.string().optional(),
  duplicates: whole,
  parts: whole,
  version: whole,
  dueAt: z.string().optional(),
};
