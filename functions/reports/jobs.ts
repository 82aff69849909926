/** `GET jobs`: the jobs of an organization, of every kind (spec: A long list is a job). */
import { REPORTS } from '../../shared/contract/routes/reports.ts';
import { operation } from '../../shared/lambda/http.ts';
import { jobView, visibleKinds } from '../../shared/lambda/job-view.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { listJobs as listPage } from '../../shared/store/jobs/jobs.ts';
import type { Database } from '../../shared/store/table/database.ts';

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
