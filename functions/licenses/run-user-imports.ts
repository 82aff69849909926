/** Continues the unfinished imports of users. */
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { runDueJobs } from './run-jobs.ts';
import { runUserImport } from './run-user-import.ts';
import type { UserDeps } from './users.ts';

export function runUserImports(deps: UserDeps): Sweep {
  return runDueJobs(deps, 'users', (job, mayContinue) => runUserImport(deps, job, mayContinue));
}
