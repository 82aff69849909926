/** Jobs as the API shows them, and to whom. */
import type { Job as JobAnswer } from '../contract/answers/jobs.answers.ts';
import { READS_BILLING, READS_LICENSES, WRITES_CALLS } from '../contract/routes/route.ts';
import type { Scope } from '../contract/scopes.ts';
import { JOB_KINDS, type JobKind } from '../domain/jobs.ts';
import type { ExportJob } from '../store/jobs/export-job.ts';
import { countsOf } from '../store/jobs/inbox-file.ts';
import type { ErasureJob, Job } from '../store/jobs/jobs.ts';
import type { HttpRequest } from './http.ts';

/** One of these scopes is enough, as for the routes that create these jobs, or that read what they bring. */
const READERS: Readonly<Record<JobKind, readonly Scope[]>> = {
  licenses: READS_LICENSES,
  users: READS_LICENSES,
  usage: [...WRITES_CALLS, ...READS_BILLING],
  export: READS_BILLING,
  erasure: READS_LICENSES,
};

/** The kinds of jobs that the caller may see; an operator sees all. */
export function visibleKinds({ caller }: Pick<HttpRequest, 'caller'>): readonly JobKind[] {
  const has = (scope: Scope): boolean => caller.scopes.includes(scope);
  return JOB_KINDS.filter((kind) => has('operator') || READERS[kind].some(has));
}

export function jobView(job: Job): JobAnswer {
  const { id, kind, status, createdAt, finishedAt, total, done, failed } = job;
  const state = { status, createdAt, finishedAt: finishedAt ?? null };
  return { id, kind, ...state, total, done, succeeded: done - failed, failed, ...ownMembers(job) };
}

function ownMembers(job: Job): Pick<JobAnswer, 'licenses' | 'users' | 'usage' | 'export' | 'erasure'> {
  switch (job.kind) {
    case 'licenses':
      return { licenses: { sku: job.sku, action: job.action } };
    case 'users':
      return { users: { warnings: job.warnings } };
    case 'usage':
      return { usage: { file: job.key, ...countsOf(job), fault: job.fault ?? null } };
    case 'export':
      return { export: exportView(job) };
    case 'erasure':
      return { erasure: erasureView(job) };
  }
}

const erasureView = ({ userId, unreadable, copiesUntil }: ErasureJob): JobAnswer['erasure'] => ({
  user: userId,
  unreadable,
  copiesUntil: copiesUntil ?? null,
});

const exportView = ({ kinds, format, from, to, month, fault }: ExportJob): JobAnswer['export'] => ({
  kinds: [...kinds],
  format,
  from,
  to,
  month: month ?? null,
  fault: fault ?? null,
});
