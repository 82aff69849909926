/** Runs an import of users: a bounded number of lines in each transaction, as long as there is time. */
import { advance } from '../../shared/domain/jobs.ts';
import { isWarning } from '../../shared/domain/licenses/user-import.ts';
import type { ListedUser } from '../../shared/domain/licenses/user-list.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { findJob, type UserJob } from '../../shared/store/jobs/jobs.ts';
import { commitImport, loadNextUsers } from '../../shared/store/licenses/user-imports.ts';
import { loadUserRecords, loadUsersByName } from '../../shared/store/licenses/users.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { decideUserLines } from './decide-user-lines.ts';
import { type JobOutcome, type MayContinue, runJob } from './run-jobs.ts';
import type { UserDeps } from './users.ts';

/** Each user, and the names that are taken and given up; room is left for seats, notes and the job. */
const USERS_AT_ONCE = 28;

export function runUserImport(
  deps: UserDeps,
  job: UserJob,
  mayContinue: MayContinue,
): Promise<JobOutcome<UserJob>> {
  return runJob(job, mayContinue, {
    load: (current) => loadNextUsers(deps.db, current),
    run: (current, ahead) => runLines(deps, current, ahead.slice(0, USERS_AT_ONCE)),
  });
}

/** The job after the first of these lines, or as another run left it if that has done them meanwhile. */
function runLines({ db, now }: UserDeps, expected: UserJob, lines: readonly ListedUser[]): Promise<UserJob> {
  const { organizationId, id } = expected;
  return decideAndCommit(async () => {
    const before = await findJob(db, organizationId, id);
    if (before?.kind !== 'users') throw new Error(`user import ${id} does not exist`);
    if (before.done !== expected.done) return before;
    const [{ terms }, known, named] = await Promise.all([
      loadAccount(db, organizationId),
      loadUserRecords(
        db,
        organizationId,
        lines.map(({ id: user }) => user).filter((user) => user !== ''),
      ),
      loadUsersByName(
        db,
        organizationId,
        lines.map(({ userPrincipalName }) => userPrincipalName.toLowerCase()),
      ),
    ]);
    const { users, notes, done } = decideUserLines(lines, { known, named, homeCountry: terms.country });
    const at = now();
    const warnings = notes.filter(isWarning).length;
    const progress = advance(before, { lines: done, failed: notes.length - warnings, now: at });
    const after: UserJob = { ...progress, warnings: before.warnings + warnings };
    await commitImport(db, { before, after, users, notes, now: at });
    return after;
  });
}
