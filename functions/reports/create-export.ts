/** `POST exports`: the job is stored, and the schedule runs it (spec: An export is files and their manifest). */
import { EXPORTS } from '../../shared/contract/routes/exports.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { operation } from '../../shared/lambda/http.ts';
import { jobView } from '../../shared/lambda/job-view.ts';
import { param, parseBody } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { createExportJob } from '../../shared/store/jobs/export-jobs.ts';
import { newJobId } from '../../shared/store/jobs/jobs.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { newExport } from './new-export.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
}

/** `to` given as a date is included. */
export function createExport({ db, now }: Deps) {
  return operation(EXPORTS.createExport, async (request) => {
    const organizationId = param(request, 'org');
    const { kind, from, to, format } = parseBody(request);
    if (to < from) throw refusals.invalidRequest([{ field: 'to', detail: 'before from' }]);
    await loadAccount(db, organizationId);
    const createdAt = now();
    const id = newJobId(createdAt);
    const job = newExport({ organizationId, kinds: [kind], format, from, to }, { id, createdAt });
    await createExportJob(db, job);
    return {
      status: 202,
      body: jobView(job),
      headers: { location: `/v1/organizations/${organizationId}/jobs/${id}` },
    };
  });
}
