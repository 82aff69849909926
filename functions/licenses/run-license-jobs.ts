/** Continues the unfinished bulk assignments in turns, so that a large one does not delay the others. */
import { log } from '../../shared/lambda/log.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import {
  findLicenseJob,
  type LicenseJob,
  RUN_LICENSE_JOBS,
} from '../../shared/store/licenses/license-jobs.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { duePages } from '../../shared/store/table/schedules.ts';
import { runLicenseJob } from './run-license-job.ts';
import type { UserDeps } from './users.ts';

const RESERVE_MS = 8_000;
/** How long a job runs before the next one has its turn. */
const TURN_MS = 4_000;
const MAX_JOBS = 200;

export function runLicenseJobs(deps: UserDeps): Sweep {
  return async ({ remainingMs }) => {
    const counts = { completed: 0, running: 0, failed: 0 };
    let waiting = await loadDueJobs(deps);
    while (waiting.length > 0) {
      const left: LicenseJob[] = [];
      for (const job of waiting) {
        const until = Math.max(RESERVE_MS, remainingMs() - TURN_MS);
        const outcome = await runLicenseJob(deps, job, () => remainingMs() > until);
        if (outcome.failed) counts.failed += 1;
        else if (outcome.job.status === 'completed') counts.completed += 1;
        else left.push(outcome.job);
      }
      waiting = remainingMs() > RESERVE_MS ? left : [];
      counts.running = left.length;
    }
    return counts;
  };
}

async function loadDueJobs({ db, now }: UserDeps): Promise<LicenseJob[]> {
  const jobs: LicenseJob[] = [];
  const due = { table: db.ledgerTable, work: RUN_LICENSE_JOBS, until: now() };
  for await (const page of duePages(db, due)) {
    for (const { pk, sk } of page) {
      const job = await findLicenseJob(db, keys.organization.idOf(pk), keys.licenseJob.idOf(sk));
      if (job?.status === 'running') jobs.push(job);
      if (jobs.length >= MAX_JOBS) {
        log.warn('more license jobs than one run takes', { jobs: jobs.length });
        return jobs;
      }
    }
  }
  return jobs;
}
