/**
 * Jobs, with their lines in items of their own. The transaction that does lines raises the index of the next, so that
 * each line is done once, however many runs of the job there are.
 */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { JobId, OrganizationId, UserId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { type AnyJob, JOB_STATUSES, type JobKind, type JobProgress } from '../../domain/jobs.ts';
import type { By } from '../../domain/journal/actor.ts';
import { LICENSE_ACTIONS, type LicenseAction, SKUS, type Sku } from '../../domain/licenses/licenses.ts';
import { ByItem } from '../journal/actor-item.ts';
import { has } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { type Key, keys } from '../table/keys.ts';
import { type Page, type PageRequest, queryMatching } from '../table/paging.ts';
import type { Write } from '../table/transaction.ts';
import { put, sendPut, update } from '../table/writes.ts';
import { EXPORT_ATTRIBUTES, type ExportJob } from './export-job.ts';
import { INBOX_ATTRIBUTES, type InboxFile } from './inbox-file.ts';
import { type JobRow, type ListKind, storeRows } from './job-rows.ts';

/** Assigns a license to a list of users, or removes it from them. */
export interface LicenseJob extends AnyJob {
  readonly kind: 'licenses';
  readonly sku: Sku;
  readonly action: LicenseAction;
  /** Who asked for it. Absent from the earlier layout. */
  readonly by?: By | undefined;
}

/** Adds the users of an export of the directory, or changes them. */
export interface UserJob extends AnyJob {
  readonly kind: 'users';
  /** How many of the lines that succeeded have a warning. */
  readonly warnings: number;
  /** Who asked for it. Absent from the earlier layout. */
  readonly by?: By | undefined;
}

/** Erases the personal data of a user: its lines are parts of what is stored. */
export interface ErasureJob extends AnyJob {
  readonly kind: 'erasure';
  readonly userId: UserId;
  /** The user principal names that the user had, as they may stand in lists and in the journal; none once it is completed. */
  readonly names: readonly string[];
  /** The item of the present part after which it goes on. */
  readonly after?: Key | undefined;
  /** How many items did not read as what they should be: it is not known whom they name. */
  readonly unreadable: number;
  /** Counts the steps: each has the number that was read as its condition. */
  readonly steps: number;
  /** How many the present part has so far. */
  readonly unreadableInPart: number;
  /** The present part has a call that is not settled yet. */
  readonly isWaiting: boolean;
  /** Parts of the calls that have to be read again, because a call was not settled. */
  readonly waiting: readonly number[];
  /** Until when files that were written before may have the person's data; absent until it is completed. */
  readonly copiesUntil?: Instant | undefined;
}

export type Job = LicenseJob | UserJob | InboxFile | ExportJob | ErasureJob;

/** The work that a job of each kind waits for until it is completed. */
export const JOB_WORK = {
  licenses: 'run-license-jobs',
  users: 'run-user-imports',
  usage: 'read-inbox',
  export: 'run-exports',
  erasure: 'run-erasures',
} as const satisfies Record<Job['kind'], string>;

const progress = {
  pk: z.string(),
  sk: z.string(),
  status: z.enum(JOB_STATUSES),
  createdAt: z.string(),
  finishedAt: z.string().optional(),
  total: z.number().int(),
  done: z.number().int(),
  failed: z.number().int(),
};

/** In the earlier layout all jobs are of licenses and do not say so. */
const JobItem = z
  .union([
    z.object({
      ...progress,
      kind: z.literal('licenses').default('licenses'),
      sku: z.enum(SKUS),
      action: z.enum(LICENSE_ACTIONS),
      by: ByItem.optional(),
    }),
    z.object({
      ...progress,
      kind: z.literal('users'),
      warnings: z.number().int(),
      by: ByItem.optional(),
    }),
    z.object({ ...progress, ...INBOX_ATTRIBUTES }),
    z.object({ ...progress, ...EXPORT_ATTRIBUTES }),
    z.object({
      ...progress,
      kind: z.literal('erasure'),
      userId: z.string(),
      names: z.array(z.string()).default([]),
      after: z.object({ pk: z.string(), sk: z.string() }).optional(),
      unreadable: z.number().int().default(0),
      steps: z.number().int().default(0),
      unreadableInPart: z.number().int().default(0),
      isWaiting: z.boolean().default(false),
      waiting: z.array(z.number().int()).default([]),
      copiesUntil: z.string().optional(),
    }),
  ])
  .transform(
    ({ pk, sk, ...job }): Job => ({
      ...job,
      id: keys.job.idOf(sk),
      organizationId: keys.organization.idOf(pk),
    }),
  );

/**
 * The id of a job that is created now: `job_` and a UUID of version 7 (RFC 9562 section 5.7), whose first 48 bits are
 * the milliseconds since 1970, so that jobs sort by their creation.
 */
export function newJobId(createdAt: Instant, random = randomBytes(10)): JobId {
  const time = Date.parse(createdAt).toString(16).padStart(12, '0');
  random[0] = 0x70 | ((random[0] ?? 0) & 0x0f);
  random[2] = 0x80 | ((random[2] ?? 0) & 0x3f);
  const digits = time + random.toString('hex');
  return `job_${digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}

/** Writes the rows first and the job last, so that a job that exists has all its rows. */
export async function createListJob(
  db: Database,
  job: Job & { readonly kind: ListKind },
  rows: readonly JobRow[],
): Promise<void> {
  await storeRows(db, { ...job, purgeAt: purgeAtOf(job) }, rows);
  await createJob(db, job);
}

async function createJob(db: Database, job: Job): Promise<void> {
  await sendPut(db, jobWrite(db, job));
}

export function jobWrite(db: Database, job: Job): Write {
  const { id, organizationId, ...attributes } = job;
  const item = {
    ...keys.job(organizationId, id),
    ...attributes,
    due: JOB_WORK[job.kind],
    dueAt: job.createdAt,
    purgeAt: purgeAtOf(job),
  };
  return put(db.ledgerTable, item);
}

const KEPT_DAYS = 90;

export const purgeAtOf = ({ createdAt }: Pick<AnyJob, 'createdAt'>): number =>
  Math.floor(Date.parse(createdAt) / 1000) + KEPT_DAYS * 86_400;

export function findJob(
  db: Database,
  organizationId: OrganizationId,
  jobId: JobId,
): Promise<Job | undefined> {
  return getItem(db, db.ledgerTable, keys.job(organizationId, jobId), JobItem);
}

/** Those of some kinds, newest first; those of the earlier layout, whose ids do not sort, are among them. */
export function listJobs(
  db: Database,
  organizationId: OrganizationId,
  page: PageRequest,
  kinds: readonly JobKind[],
): Promise<Page<Job>> {
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, prefix: keys.job.prefix, page, descending: true };
  return queryMatching(db, query, (item) => {
    const job = JobItem.parse(item);
    return kinds.includes(job.kind) ? job : undefined;
  });
}

/** Writes the progress, if no other run has done these lines. */
export function progressWrite(
  db: Database,
  {
    before,
    after,
  }: { readonly before: AnyJob; readonly after: JobProgress & { readonly warnings?: number } },
): Write {
  const { status, done, failed, finishedAt, warnings } = after;
  return update(
    db.ledgerTable,
    keys.job(before.organizationId, before.id),
    {
      set: { status, done, failed, finishedAt, warnings },
      remove: status === 'completed' ? ['due', 'dueAt'] : [],
    },
    has({ status: 'running', done: before.done }),
  );
}
