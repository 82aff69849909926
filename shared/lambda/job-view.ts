/** A job as the API shows it. */
import type { Job as JobAnswer } from '../contract/answers/jobs.answers.ts';
import type { Job } from '../store/jobs/jobs.ts';

export function jobView(job: Job): JobAnswer {
  const { id, kind, status, createdAt, finishedAt, total, done, failed } = job;
  const state = { status, createdAt, finishedAt: finishedAt ?? null };
  return { id, kind, ...state, total, done, succeeded: done - failed, failed, ...ownMembers(job) };
}

function ownMembers(job: Job): Pick<JobAnswer, 'licenses' | 'users'> {
  switch (job.kind) {
    case 'licenses':
      return { licenses: { sku: job.sku, action: job.action } };
    case 'users':
      return { users: { warnings: job.warnings } };
  }
}
