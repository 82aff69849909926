/** `GET jobs/{job}/failures`: the lines that failed (spec: A long list is a job). */
import { EXPORTS } from '../../shared/contract/routes/exports.ts';
import { isWarning } from '../../shared/domain/licenses/user-import.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { FileBucket } from '../../shared/files/bucket.ts';
import { type CsvColumns, type Row, writeCsv } from '../../shared/lambda/csv.ts';
import { operation } from '../../shared/lambda/http.ts';
import { visibleKinds } from '../../shared/lambda/job-view.ts';
import { linkToNext } from '../../shared/lambda/list-page.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { findJob, type Job } from '../../shared/store/jobs/jobs.ts';
import { listLicenseFailures } from '../../shared/store/licenses/license-jobs.ts';
import { listUserNotes } from '../../shared/store/licenses/user-imports.ts';
import type { Database } from '../../shared/store/table/database.ts';
import type { Page } from '../../shared/store/table/paging.ts';
import { listRejectedLines } from './rejected-lines.ts';

interface Deps {
  readonly db: Database;
  readonly bucket: FileBucket;
}

/** CSV of the lines that failed or have a warning so far. `Link` leads to more; while the job runs, more may follow the last page. */
export function getJobFailures(deps: Deps) {
  return operation(EXPORTS.getJobFailures, async (request) => {
    const { cursor } = parseQuery(request);
    const job = await findJob(deps.db, param(request, 'org'), param(request, 'job'));
    if (!job || !visibleKinds(request).includes(job.kind)) throw refusals.notFound('job');
    const { text, nextCursor } = await failuresPage(deps, job, cursor);
    const headers = { 'content-type': 'text/csv; charset=utf-8', ...linkToNext(request, nextCursor) };
    return { status: 200, headers, body: text };
  });
}

/** With the names as they were sent, so that the rows can be corrected and sent again. */
const USER_COLUMNS = {
  line: 'number',
  userPrincipalName: 'text',
  severity: 'text',
  code: 'text',
  detail: 'text',
} as const satisfies CsvColumns;

const CALL_COLUMNS = {
  line: 'number',
  callId: 'text',
  code: 'text',
  detail: 'text',
} as const satisfies CsvColumns;

interface FailuresPage {
  readonly text: string;
  readonly nextCursor: string | null;
}

async function failuresPage(
  { db, bucket }: Deps,
  job: Job,
  cursor: string | undefined,
): Promise<FailuresPage> {
  switch (job.kind) {
    case 'licenses':
      return page(USER_COLUMNS, await listLicenseFailures(db, job, cursor), (failure) => ({
        ...failure,
        line: String(failure.line),
        severity: 'error',
      }));
    case 'users':
      return page(USER_COLUMNS, await listUserNotes(db, job, cursor), (note) => ({
        ...note,
        line: String(note.line),
        severity: isWarning(note) ? 'warning' : 'error',
      }));
    case 'usage':
      return page(CALL_COLUMNS, await listRejectedLines(bucket, job, cursor), (rejected) => ({
        ...rejected,
        line: String(rejected.line),
        callId: rejected.callId ?? '',
      }));
    case 'export':
    case 'erasure':
      return page(USER_COLUMNS, { items: [], nextCursor: null }, (none) => none);
  }
}

/** A thousand lines have a few hundred KB. */
const MAX_CSV_BYTES = 5_000_000;

function page<T, C extends CsvColumns>(
  columns: C,
  { items, nextCursor }: Page<T>,
  rowOf: (item: T) => Row<C>,
): FailuresPage {
  return { text: writeCsv(columns, items.map(rowOf), MAX_CSV_BYTES).text, nextCursor };
}
