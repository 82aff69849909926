/** Runs a bulk assignment: a fixed number of lines in each transaction, as long as there is time. */
import {
  changeLicenses,
  type ListedName,
  licenseEvent,
} from '../../shared/domain/licenses/license-assignment.ts';
import { log } from '../../shared/lambda/log.ts';
import { loadLicenseCounts } from '../../shared/store/licenses/license-counts.ts';
import {
  commitProgress,
  findLicenseJob,
  type LicenseJob,
  loadNextLines,
  stepOf,
} from '../../shared/store/licenses/license-jobs.ts';
import { loadUsersByName } from '../../shared/store/licenses/users.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import type { UserDeps } from './users.ts';

/** Leaves room in the transaction for the counter, the seats, the failures and the job. */
const LINES_AT_ONCE = 90;

/**
 * Continues the job until it is finished or `mayContinue` returns false. Returns the job as it then is. A fault is
 * logged and ends the run: the job stays due, and the next run continues it.
 */
export async function runLicenseJob(
  deps: UserDeps,
  job: LicenseJob,
  mayContinue: () => boolean,
): Promise<{ job: LicenseJob; failed: boolean }> {
  let current = job;
  let ahead: readonly ListedName[] = [];
  try {
    while (current.status === 'running' && mayContinue()) {
      if (ahead.length === 0) ahead = await loadNextLines(deps.db, current);
      const next = await runLines(deps, current, ahead.slice(0, LINES_AT_ONCE));
      const moved = next.done - current.done;
      // Another run of the same job may have done more lines.
      ahead = moved < ahead.length ? ahead.slice(moved) : [];
      current = next;
    }
    return { job: current, failed: false };
  } catch (error) {
    log.error('license job stopped', { organizationId: job.organizationId, job: job.id, error });
    return { job: current, failed: true };
  }
}

/** The job after these lines, or as another run left it if that has done them meanwhile. */
async function runLines(
  { db, now }: UserDeps,
  expected: LicenseJob,
  lines: readonly ListedName[],
): Promise<LicenseJob> {
  const { organizationId, id, sku } = expected;
  const step = stepOf(expected);
  return decideAndCommit(async () => {
    const before = await findLicenseJob(db, organizationId, id);
    if (!before) throw new Error(`license job ${id} does not exist`);
    if (before.done !== expected.done) return before;
    const names = lines.map(({ userPrincipalName }) => userPrincipalName.toLowerCase());
    const [records, counts] = await Promise.all([
      loadUsersByName(db, organizationId, names),
      loadLicenseCounts(db, organizationId),
    ]);
    const count = counts.find((each) => each.sku === sku) ?? { sku, quantity: 0, assigned: 0 };
    const users = new Map([...records].map(([name, { user }]) => [name, user]));
    const at = now();
    const { changed, failures } = changeLicenses(lines, users, { ...count, step }, at);
    const done = before.done + lines.length;
    const failed = before.failed + failures.length;
    const after: LicenseJob =
      done < before.total
        ? { ...before, done, failed }
        : { ...before, done, failed, status: 'completed', finishedAt: at };
    await commitProgress(db, {
      before,
      after,
      users: [...records.values()].flatMap((record) => {
        const user = changed.get(record.user.id);
        if (!user) return [];
        const events = [licenseEvent(organizationId, user, record.version + 1, { sku, step })];
        return [{ before: record, after: user, events }];
      }),
      count,
      failures,
      now: at,
    });
    return after;
  });
}
