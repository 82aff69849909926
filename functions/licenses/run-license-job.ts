/** Runs a bulk assignment: so many lines in one transaction, for as long as there is time. */
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
 * Goes on with the job until it is finished or `mayGoOn` says no; answers how far it came. A fault is logged and
 * ends the run: the job stays due, and goes on from where it is with the next.
 */
export async function runLicenseJob(
  deps: UserDeps,
  job: LicenseJob,
  mayGoOn: () => boolean,
): Promise<{ job: LicenseJob; failed: boolean }> {
  let standing = job;
  let ahead: readonly ListedName[] = [];
  try {
    while (standing.status === 'running' && mayGoOn()) {
      if (ahead.length === 0) ahead = await loadNextLines(deps.db, standing);
      const next = await runLines(deps, standing, ahead.slice(0, LINES_AT_ONCE));
      const moved = next.done - standing.done;
      // Somebody else who runs the same job may have come further.
      ahead = moved < ahead.length ? ahead.slice(moved) : [];
      standing = next;
    }
    return { job: standing, failed: false };
  } catch (error) {
    log.error('license job stopped', { organizationId: job.organizationId, job: job.id, error });
    return { job: standing, failed: true };
  }
}

/** The job after these lines, or as another run left it, when that did them meanwhile. */
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
