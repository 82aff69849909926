/**
 * A job: a document of many lines that an organization sent, worked on line by line
 * (spec: A long list is a job).
 */
import type { JobId, OrganizationId } from './ids.ts';
import type { Instant } from './instants.ts';

export const JOB_KINDS = ['licenses', 'users', 'usage', 'export', 'erasure'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const JOB_STATUSES = ['running', 'completed'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A job that reads or writes files may be given up as a whole. */
export const FILE_JOB_STATUSES = [...JOB_STATUSES, 'failed'] as const;

export interface JobProgress {
  readonly status: JobStatus;
  readonly finishedAt?: Instant | undefined;
  /** How many lines are done: the index of the next. */
  readonly done: number;
  /** How many of the lines that are done failed. */
  readonly failed: number;
}

/** What jobs of every kind have. */
export interface AnyJob extends JobProgress {
  readonly id: JobId;
  readonly organizationId: OrganizationId;
  readonly createdAt: Instant;
  /** How many lines there are. */
  readonly total: number;
}

/** The job after its next lines, some of which failed. */
export function advance<J extends AnyJob>(
  job: J,
  { lines, failed, now }: { readonly lines: number; readonly failed: number; readonly now: Instant },
): J {
  const done = job.done + lines;
  const progress = { ...job, done, failed: job.failed + failed };
  return done < job.total ? progress : { ...progress, status: 'completed', finishedAt: now };
}
