/**
 * Bulk assignments of licenses: a job, with its lines in items of their own. The job has the index of the next line. The
 * transaction that changes the users raises it, so that each line is done once, however many runs of the job there are.
 */
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { DomainEvent } from '../../domain/events.ts';
import type { LicenseJobId, OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import {
  LINE_FAILURE_CODES,
  type LineFailure,
  type ListedName,
  type Step,
} from '../../domain/licenses/license-assignment.ts';
import {
  LICENSE_ACTIONS,
  LICENSE_JOB_STATUSES,
  type LicenseAction,
  type LicenseJobStatus,
  SKUS,
  type Sku,
  type User,
} from '../../domain/licenses/licenses.ts';
import { has } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { cursorOf, type Page, queryPage } from '../table/paging.ts';
import { commit, type Write } from '../table/transaction.ts';
import { put, sendPut, update } from '../table/writes.ts';
import { type LicenseCount, licenseCountWrite } from './license-counts.ts';
import { type UserRecord, usersWrites } from './users.ts';

/** Work name of jobs that are not finished. */
export const RUN_LICENSE_JOBS = 'run-license-jobs';

/** At most 128 characters each: compressed well below the 400 KB that an item may have. */
const LINES_PER_CHUNK = 1000;
const CHUNKS_AT_ONCE = 8;
const KEPT_DAYS = 90;

export interface LicenseJob {
  readonly id: LicenseJobId;
  readonly organizationId: OrganizationId;
  readonly sku: Sku;
  readonly action: LicenseAction;
  readonly status: LicenseJobStatus;
  readonly createdAt: Instant;
  readonly finishedAt?: Instant | undefined;
  /** How many lines there are. */
  readonly total: number;
  /** How many lines are done: the index of the next. */
  readonly done: number;
  /** How many of the lines that are done failed. */
  readonly failed: number;
}

const JobItem = z
  .object({
    pk: z.string(),
    sk: z.string(),
    sku: z.enum(SKUS),
    action: z.enum(LICENSE_ACTIONS),
    status: z.enum(LICENSE_JOB_STATUSES),
    createdAt: z.string(),
    finishedAt: z.string().optional(),
    total: z.number().int(),
    done: z.number().int(),
    failed: z.number().int(),
  })
  .transform(
    ({ pk, sk, ...job }): LicenseJob => ({
      ...job,
      id: keys.licenseJob.idOf(sk),
      organizationId: keys.organization.idOf(pk),
    }),
  );

export const stepOf = ({ action }: Pick<LicenseJob, 'action'>): Step => (action === 'assign' ? 1 : -1);

/** Writes the lines first and the job last, so that a job that exists has all its lines. */
export async function createLicenseJob(
  db: Database,
  job: LicenseJob,
  lines: readonly ListedName[],
): Promise<void> {
  const purgeAt = purgeAtOf(job);
  const { id, organizationId, ...attributes } = job;
  const chunks = Array.from({ length: Math.ceil(lines.length / LINES_PER_CHUNK) }, (_, chunk) => {
    const part = lines.slice(chunk * LINES_PER_CHUNK, (chunk + 1) * LINES_PER_CHUNK);
    const rows = part.map(({ line, userPrincipalName }) => [line, userPrincipalName]);
    return {
      ...keys.licenseJobLines(organizationId, id, chunk),
      rows: gzipSync(JSON.stringify(rows)),
      purgeAt,
    };
  });
  for (let start = 0; start < chunks.length; start += CHUNKS_AT_ONCE) {
    const some = chunks.slice(start, start + CHUNKS_AT_ONCE);
    await Promise.all(some.map((chunk) => sendPut(db, put(db.ledgerTable, chunk))));
  }
  const due = { due: RUN_LICENSE_JOBS, dueAt: job.createdAt };
  const item = { ...keys.licenseJob(organizationId, id), ...attributes, ...due, purgeAt };
  await sendPut(db, put(db.ledgerTable, item));
}

const purgeAtOf = ({ createdAt }: LicenseJob): number =>
  Math.floor(Date.parse(createdAt) / 1000) + KEPT_DAYS * 86_400;

export function findLicenseJob(
  db: Database,
  organizationId: OrganizationId,
  jobId: LicenseJobId,
): Promise<LicenseJob | undefined> {
  return getItem(db, db.ledgerTable, keys.licenseJob(organizationId, jobId), JobItem);
}

const Lines = z.object({ rows: z.instanceof(Uint8Array) });
const Rows = z.array(z.tuple([z.number().int(), z.string()]));

/** The next lines, as many as their chunk still has. */
export async function loadNextLines(db: Database, job: LicenseJob): Promise<ListedName[]> {
  const chunk = Math.floor(job.done / LINES_PER_CHUNK);
  const key = keys.licenseJobLines(job.organizationId, job.id, chunk);
  const lines = await getItem(db, db.ledgerTable, key, Lines);
  if (!lines) throw new Error(`license job ${job.id} has no lines ${chunk}`);
  const rows = Rows.parse(JSON.parse(gunzipSync(lines.rows).toString()));
  return rows
    .slice(job.done - chunk * LINES_PER_CHUNK)
    .map(([line, userPrincipalName]) => ({ line, userPrincipalName }));
}

export interface JobProgress {
  readonly before: LicenseJob;
  readonly after: LicenseJob;
  readonly users: readonly {
    readonly before: UserRecord;
    readonly after: User;
    readonly events: readonly DomainEvent[];
  }[];
  /** The counts that the decision was made with. */
  readonly count: LicenseCount;
  readonly failures: readonly LineFailure[];
  readonly now: Instant;
}

/** Commits users, counter, seats, failures and the job's progress, all or nothing. Throws ConflictError when a condition failed. */
export async function commitProgress(db: Database, progress: JobProgress): Promise<void> {
  const { before, after, users, count, failures, now } = progress;
  const { organizationId } = before;
  const change = stepOf(before) * users.length;
  await commit(db, [
    progressWrite(db, { before, after }),
    ...(change === 0 ? [] : [licenseCountWrite(db, organizationId, count, change)]),
    ...(await usersWrites(db, organizationId, users, now)),
    ...failuresWrites(db, before, failures),
  ]);
}

function progressWrite(
  db: Database,
  { before, after }: { readonly before: LicenseJob; readonly after: LicenseJob },
): Write {
  const { status, done, failed, finishedAt } = after;
  return update(
    db.ledgerTable,
    keys.licenseJob(before.organizationId, before.id),
    { set: { status, done, failed, finishedAt }, remove: status === 'completed' ? ['due', 'dueAt'] : [] },
    has({ status: 'running', done: before.done }),
  );
}

function failuresWrites(db: Database, job: LicenseJob, failures: readonly LineFailure[]): Write[] {
  const [first] = failures;
  if (!first) return [];
  const key = keys.licenseJobErrors(job.organizationId, job.id, first.line);
  return [put(db.ledgerTable, { ...key, failures, purgeAt: purgeAtOf(job) })];
}

// The lines of a job that failed, in their order.

const MAX_FAILURES = 1000;
const ITEMS_PER_READ = 50;

const FailuresItem = z.object({
  sk: z.string(),
  failures: z.array(
    z.object({
      line: z.number().int(),
      userPrincipalName: z.string(),
      code: z.enum(LINE_FAILURE_CODES),
      detail: z.string(),
    }),
  ),
});

/** At most 1,000 at once. All failures of an item are in one page, so that a cursor is the key of an item. */
export async function listFailures(
  db: Database,
  { organizationId, id }: LicenseJob,
  cursor: string | undefined,
): Promise<Page<LineFailure>> {
  const pk = keys.organization(organizationId);
  const prefix = keys.licenseJobErrors.prefixOf(id);
  const items: LineFailure[] = [];
  let next = cursor;
  for (;;) {
    const query = { table: db.ledgerTable, pk, prefix, page: { limit: ITEMS_PER_READ, cursor: next } };
    const page = await queryPage(db, query, (item) => FailuresItem.parse(item));
    for (const { sk, failures } of page.items) {
      if (items.length + failures.length > MAX_FAILURES) return { items, nextCursor: next ?? null };
      items.push(...failures);
      next = cursorOf(sk);
    }
    if (page.nextCursor === null) return { items, nextCursor: null };
  }
}
