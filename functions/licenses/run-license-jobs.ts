/** Continues the unfinished bulk assignments. */
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { runDueJobs } from './run-jobs.ts';
import { runLicenseJob } from './run-license-job.ts';
import type { UserDeps } from './users.ts';

export function runLicenseJobs(deps: UserDeps): Sweep {
  return runDueJobs(deps, 'licenses', (job, mayContinue) => runLicenseJob(deps, job, mayContinue));
}
