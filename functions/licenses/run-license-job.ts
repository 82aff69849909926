/** Runs a bulk assignment: a fixed number of lines in each transaction, as long as there is time. */
import { advance } from '../../shared/domain/jobs.ts';
import {
  changeLicenses,
  type ListedName,
  licenseEvent,
} from '../../shared/domain/licenses/license-assignment.ts';
import type { LicenseJob } from '../../shared/store/jobs/jobs.ts';
import { loadLicenseCounts } from '../../shared/store/licenses/license-counts.ts';
import {
  commitProgress,
  findLicenseJob,
  loadNextLines,
  stepOf,
} from '../../shared/store/licenses/license-jobs.ts';
import { loadUsersByName } from '../../shared/store/licenses/users.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { type JobOutcome, type MayContinue, runJob } from './run-jobs.ts';
import type { UserDeps } from './users.ts';

/** Leaves room in the transaction for the counter, the seats, the failures and the job. */
const LINES_AT_ONCE = 90;

export function runLicenseJob(
  deps: UserDeps,
  job: LicenseJob,
  mayContinue: MayContinue,
): Promise<JobOutcome<LicenseJob>> {
  return runJob(job, mayContinue, {
    load: (current) => loadNextLines(deps.db, current),
    run: (current, ahead) => runLines(deps, current, ahead.slice(0, LINES_AT_ONCE)),
  });
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
    const after = advance(before, { lines: lines.length, failed: failures.length, now: at });
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
