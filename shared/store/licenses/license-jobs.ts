/** Jobs that assign a license to a list of users, or remove it from them. */
import * as z from 'zod';
import type { DomainEvent } from '../../domain/events.ts';
import type { JobId, OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { bySchedule } from '../../domain/journal/actor.ts';
import { type Change, changeOf } from '../../domain/journal/changes.ts';
import {
  LINE_FAILURE_CODES,
  type LineFailure,
  type ListedName,
  type Step,
} from '../../domain/licenses/license-assignment.ts';
import type { User } from '../../domain/licenses/licenses.ts';
import { failuresWrites, listFailures } from '../jobs/job-failures.ts';
import { loadNextRows } from '../jobs/job-rows.ts';
import { createListJob, findJob, JOB_WORK, type LicenseJob, progressWrite } from '../jobs/jobs.ts';
import { commitChange } from '../journal/commit-change.ts';
import type { Database } from '../table/database.ts';
import type { Page } from '../table/paging.ts';
import { type LicenseCount, licenseCountWrite } from './license-counts.ts';
import { type UserRecord, usersWrites } from './users.ts';

export const stepOf = ({ action }: Pick<LicenseJob, 'action'>): Step => (action === 'assign' ? 1 : -1);

export function createLicenseJob(db: Database, job: LicenseJob, lines: readonly ListedName[]): Promise<void> {
  const rows = lines.map(({ line, userPrincipalName }) => [line, userPrincipalName] as const);
  return createListJob(db, job, rows);
}

export async function findLicenseJob(
  db: Database,
  organizationId: OrganizationId,
  jobId: JobId,
): Promise<LicenseJob | undefined> {
  const job = await findJob(db, organizationId, jobId);
  return job?.kind === 'licenses' ? job : undefined;
}

/** The next lines, as many as their chunk still has. */
export async function loadNextLines(db: Database, job: LicenseJob): Promise<ListedName[]> {
  const rows = await loadNextRows(db, job);
  return rows.map(([line, userPrincipalName = '']) => ({ line, userPrincipalName }));
}

export interface LicenseProgress {
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
export async function commitProgress(db: Database, progress: LicenseProgress): Promise<void> {
  const { before, after, users, count, failures, now } = progress;
  const { organizationId } = before;
  const change = stepOf(before) * users.length;
  const by = before.by ?? bySchedule(JOB_WORK.licenses);
  const made = { organizationId, change: changeMade(before, users), by, now };
  await commitChange(db, made, [
    progressWrite(db, { before, after }),
    ...(change === 0 ? [] : [licenseCountWrite(db, organizationId, count, change)]),
    ...(await usersWrites(db, organizationId, users, { now, by })),
    ...failuresWrites(db, before, failures),
  ]);
}

function changeMade(job: LicenseJob, changed: LicenseProgress['users']): Change | undefined {
  if (changed.length === 0) return undefined;
  const values = { sku: job.sku, users: changed.map(({ after }) => after.id) };
  return job.action === 'assign'
    ? changeOf('licenses.assigned', job.id, { after: values })
    : changeOf('licenses.removed', job.id, { before: values });
}

const Failure = z.object({
  line: z.number().int(),
  userPrincipalName: z.string(),
  code: z.enum(LINE_FAILURE_CODES),
  detail: z.string(),
});

/** At most 1,000 at once. */
export const listLicenseFailures = (
  db: Database,
  job: LicenseJob,
  cursor: string | undefined,
): Promise<Page<LineFailure>> => listFailures(db, job, { cursor, failure: Failure });
