/** Importing users: a table of the directory is stored at once and worked on line by line. */
import { LICENSES } from '../../shared/contract/routes/licenses.ts';
import { readUserList } from '../../shared/domain/licenses/user-list.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { type HttpRequest, operation } from '../../shared/lambda/http.ts';
import { jobView } from '../../shared/lambda/job-view.ts';
import { param, readDocument } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { newJobId, type UserJob } from '../../shared/store/jobs/jobs.ts';
import { createUserImport } from '../../shared/store/licenses/user-imports.ts';
import { atOnce } from './run-jobs.ts';
import { runUserImport } from './run-user-import.ts';
import type { UserDeps } from './users.ts';

const MAX_LINES = 100_000;

/** CSV -> 202. Small tables are finished by then; the schedule continues large ones. */
export function importUsers(deps: UserDeps) {
  return operation(LICENSES.importUsers, async (request) => {
    const mayContinue = atOnce(request);
    const organizationId = param(request, 'org');
    const lines = readLines(request);
    await loadAccount(deps.db, organizationId);
    const createdAt = deps.now();
    const job: UserJob = {
      id: newJobId(createdAt),
      organizationId,
      kind: 'users',
      status: 'running',
      createdAt,
      total: lines.length,
      done: 0,
      failed: 0,
      warnings: 0,
      by: byOf(request),
    };
    await createUserImport(deps.db, job, lines);
    const outcome = await runUserImport(deps, job, mayContinue);
    const location = `/v1/organizations/${organizationId}/jobs/${job.id}`;
    return { status: 202, body: jobView(outcome.job), headers: { location } };
  });
}

/** Throws `invalid-request` for a table without users or with too many, and for one without the columns that they need. */
function readLines(request: HttpRequest) {
  const lines = readUserList(readDocument(request, ['text/csv']));
  if ('detail' in lines) throw refusals.invalidDocument(lines);
  if (lines.length === 0) throw refusals.invalidDocument({ detail: 'no user under the header' });
  if (lines.length > MAX_LINES) throw refusals.invalidDocument({ detail: `more than ${MAX_LINES} users` });
  return lines;
}
