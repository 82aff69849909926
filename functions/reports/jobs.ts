/** The jobs of an organization, of every kind, and the lines that failed (spec: A long list is a job). */
import { REPORTS } from '../../shared/contract/routes/reports.ts';
import { isWarning } from '../../shared/domain/licenses/user-import.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { type CsvColumns, writeCsv } from '../../shared/lambda/csv.ts';
import { operation } from '../../shared/lambda/http.ts';
import { jobView, visibleKinds } from '../../shared/lambda/job-view.ts';
import { linkToNext } from '../../shared/lambda/list-page.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { findJob, type Job, listJobs as listPage } from '../../shared/store/jobs/jobs.ts';
import { listLicenseFailures } from '../../shared/store/licenses/license-jobs.ts';
import { listUserNotes } from '../../shared/store/licenses/user-imports.ts';
import type { Database } from '../../shared/store/table/database.ts';
import type { Page } from '../../shared/store/table/paging.ts';

interface Deps {
  readonly db: Database;
}

export function listJobs({ db }: Deps) {
  return operation(REPORTS.listJobs, async (request) => {
    const organizationId = param(request, 'org');
    const page = parseQuery(request);
    await loadAccount(db, organizationId);
    const { items, nextCursor } = await listPage(db, organizationId, page, visibleKinds(request));
    return { status: 200, body: { items: items.map(jobView), nextCursor } };
  });
}

/** With the names as they were sent, so that the rows can be corrected and sent again. */
const COLUMNS = {
  line: 'number',
  userPrincipalName: 'text',
  severity: 'text',
  code: 'text',
  detail: 'text',
} as const satisfies CsvColumns;

/** A thousand lines have a few hundred KB. */
const MAX_CSV_BYTES = 5_000_000;

/** CSV of the lines that failed or have a warning so far. `Link` leads to more; while the job runs, more may follow the last page. */
export function getJobFailures({ db }: Deps) {
  return operation(REPORTS.getJobFailures, async (request) => {
    const { cursor } = parseQuery(request);
    const job = await findJob(db, param(request, 'org'), param(request, 'job'));
    if (!job || !visibleKinds(request).includes(job.kind)) throw refusals.notFound('job');
    const { items, nextCursor } = await listNotes(db, job, cursor);
    const rows = items.map((note) => ({ ...note, line: String(note.line) }));
    const { text } = writeCsv(COLUMNS, rows, MAX_CSV_BYTES);
    const headers = { 'content-type': 'text/csv; charset=utf-8', ...linkToNext(request, nextCursor) };
    return { status: 200, headers, body: text };
  });
}

interface Note {
  readonly line: number;
  readonly userPrincipalName: string;
  /** A line with a warning did what it asks for. */
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly detail: string;
}

async function listNotes(db: Database, job: Job, cursor: string | undefined): Promise<Page<Note>> {
  switch (job.kind) {
    case 'licenses': {
      const { items, nextCursor } = await listLicenseFailures(db, job, cursor);
      return { items: items.map((each) => ({ ...each, severity: 'error' })), nextCursor };
    }
    case 'users': {
      const { items, nextCursor } = await listUserNotes(db, job, cursor);
      const severityOf = (each: (typeof items)[number]) => (isWarning(each) ? 'warning' : 'error');
      return { items: items.map((each) => ({ ...each, severity: severityOf(each) })), nextCursor };
    }
    case 'export':
      return { items: [], nextCursor: null };
  }
}
