/** The jobs of an organization, of every kind, and the lines that failed (spec: A long list is a job). */
import type { Job as JobAnswer } from '../../shared/contract/answers/jobs.answers.ts';
import { REPORTS } from '../../shared/contract/routes/reports.ts';
import type { JobId, OrganizationId } from '../../shared/domain/ids.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { type CsvColumns, writeCsv } from '../../shared/lambda/csv.ts';
import { operation } from '../../shared/lambda/http.ts';
import { linkToNext } from '../../shared/lambda/list-page.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { findJob, type Job, listJobs as listPage } from '../../shared/store/jobs/jobs.ts';
import { listLicenseFailures } from '../../shared/store/licenses/license-jobs.ts';
import type { Database } from '../../shared/store/table/database.ts';

interface Deps {
  readonly db: Database;
}

export function listJobs({ db }: Deps) {
  return operation(REPORTS.listJobs, async (request) => {
    const organizationId = param(request, 'org');
    const page = parseQuery(request);
    await loadAccount(db, organizationId);
    const { items, nextCursor } = await listPage(db, organizationId, page);
    return { status: 200, body: { items: items.map(jobView), nextCursor } };
  });
}

export function getJob({ db }: Deps) {
  return operation(REPORTS.getJob, async (request) => {
    const job = await requireJob(db, param(request, 'org'), param(request, 'job'));
    return { status: 200, body: jobView(job) };
  });
}

/** With the names as they were sent, so that the rows can be corrected and sent again. */
const COLUMNS = {
  line: 'number',
  userPrincipalName: 'text',
  code: 'text',
  detail: 'text',
} as const satisfies CsvColumns;

/** A thousand lines have a few hundred KB. */
const MAX_CSV_BYTES = 5_000_000;

/** CSV of the lines that failed so far. `Link` leads to more; while the job runs, more may follow the last page. */
export function getJobFailures({ db }: Deps) {
  return operation(REPORTS.getJobFailures, async (request) => {
    const { cursor } = parseQuery(request);
    const job = await requireJob(db, param(request, 'org'), param(request, 'job'));
    const { items, nextCursor } = await listLicenseFailures(db, job, cursor);
    const rows = items.map((failure) => ({ ...failure, line: String(failure.line) }));
    const { text } = writeCsv(COLUMNS, rows, MAX_CSV_BYTES);
    const headers = { 'content-type': 'text/csv; charset=utf-8', ...linkToNext(request, nextCursor) };
    return { status: 200, headers, body: text };
  });
}

async function requireJob(db: Database, organizationId: OrganizationId, jobId: JobId): Promise<Job> {
  const job = await findJob(db, organizationId, jobId);
  if (!job) throw refusals.notFound('job');
  return job;
}

function jobView({ id, kind, status, createdAt, finishedAt, ...job }: Job): JobAnswer {
  const { total, done, failed, sku, action } = job;
  const progress = { total, done, succeeded: done - failed, failed };
  return {
    id,
    kind,
    status,
    createdAt,
    finishedAt: finishedAt ?? null,
    ...progress,
    licenses: { sku, action },
  };
}
