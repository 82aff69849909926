/** Bulk assignment: a list of users is stored at once and worked on line by line. */

import type { LicenseJob as JobAnswer } from '../../shared/contract/answers/licenses.answers.ts';
import { LICENSES } from '../../shared/contract/routes/licenses.ts';
import { readPrincipalNames } from '../../shared/domain/licenses/principal-names.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { type HttpRequest, operation } from '../../shared/lambda/http.ts';
import { param, parseQuery, readDocument } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { type LicenseJob, newJobId } from '../../shared/store/jobs/jobs.ts';
import {
  createLicenseJob,
  findLicenseJob,
  listLicenseFailures,
} from '../../shared/store/licenses/license-jobs.ts';
import { atOnce } from './run-jobs.ts';
import { runLicenseJob } from './run-license-job.ts';
import type { UserDeps } from './users.ts';

const MAX_LINES = 100_000;

/** One user principal name a line, or CSV -> 202. Small lists are finished by then; the schedule continues large ones. */
export function assignMany(deps: UserDeps) {
  return operation(LICENSES.assignMany, async (request) => {
    const mayContinue = atOnce(request);
    const organizationId = param(request, 'org');
    const { sku, action } = parseQuery(request);
    const lines = readLines(request);
    await loadAccount(deps.db, organizationId);
    const createdAt = deps.now();
    const job: LicenseJob = {
      id: newJobId(createdAt),
      organizationId,
      kind: 'licenses',
      sku,
      action,
      status: 'running',
      createdAt,
      total: lines.length,
      done: 0,
      failed: 0,
      by: byOf(request),
    };
    await createLicenseJob(deps.db, job, lines);
    const outcome = await runLicenseJob(deps, job, mayContinue);
    return {
      status: 202,
      body: jobView(outcome.job),
      headers: { location: `/v1/organizations/${organizationId}/license-assignments/${job.id}` },
    };
  });
}

/** Throws `invalid-request` for a list without names or with too many, and for a table without a column of names. */
function readLines(request: HttpRequest) {
  const text = readDocument(request, ['text/csv', 'text/plain']);
  const csv = request.headers['content-type']?.trim().toLowerCase().startsWith('text/csv') === true;
  const lines = readPrincipalNames(text, csv ? 'csv' : 'plain');
  if (!Array.isArray(lines)) throw refusals.invalidDocument(lines);
  if (lines.length === 0) throw refusals.invalidDocument({ detail: 'no user principal name' });
  if (lines.length > MAX_LINES)
    throw refusals.invalidDocument({ detail: `more than ${MAX_LINES} user principal names` });
  return lines;
}

/** The job with the errors of the lines that are done, at most 1,000 at once; `cursor` leads to more. */
export function getAssignments({ db }: UserDeps) {
  return operation(LICENSES.getAssignments, async (request) => {
    const { cursor } = parseQuery(request);
    const job = await findLicenseJob(db, param(request, 'org'), param(request, 'job'));
    if (!job) throw refusals.notFound('license assignment');
    const { items: errors, nextCursor } = await listLicenseFailures(db, job, cursor);
    return { status: 200, body: { ...jobView(job), errors, nextCursor } };
  });
}

function jobView({
  organizationId: _,
  kind: _kind,
  by: _by,
  createdAt,
  finishedAt,
  ...job
}: LicenseJob): JobAnswer {
  return { ...job, succeeded: job.done - job.failed, createdAt, finishedAt: finishedAt ?? null };
}
