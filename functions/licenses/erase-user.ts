/** Erasing a person's data (spec: A person's data can be erased): names at once, the rest by a job. */
import type { LICENSES } from '../../shared/contract/routes/licenses.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { eraseUser, PARTS_OF_CALLS } from '../../shared/domain/licenses/erasure.ts';
import { licenseRemovedWithUser } from '../../shared/domain/licenses/license-assignment.ts';
import { heldLicenses } from '../../shared/domain/licenses/licenses.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import type { RequestOf } from '../../shared/lambda/http.ts';
import { jobView } from '../../shared/lambda/job-view.ts';
import { param } from '../../shared/lambda/parse.ts';
import { type ErasureJob, newJobId } from '../../shared/store/jobs/jobs.ts';
import { commitErasure } from '../../shared/store/licenses/erasures.ts';
import { findUser } from '../../shared/store/licenses/users.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { requireUser } from './require-user.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
}

/** The parts of the calls, the names in the journal, and the texts that were sent. */
const PARTS = PARTS_OF_CALLS + 2;

/** -> 202 with the job. A user who was removed before, or erased, is found by id. */
export async function startErasure({ db, now }: Deps, request: RequestOf<typeof LICENSES.deleteUser>) {
  const organizationId = param(request, 'org');
  const name = param(request, 'user');
  return decideAndCommit(async () => {
    const before =
      (await findUser(db, organizationId, name)) ?? (await requireUser(db, organizationId, name));
    const at = now();
    const after = eraseUser(organizationId, before.user, at);
    const job: ErasureJob = {
      id: newJobId(at),
      organizationId,
      kind: 'erasure',
      status: 'running',
      createdAt: at,
      total: PARTS,
      done: 0,
      failed: 0,
      userId: after.id,
      names: [before.user.userPrincipalName],
      unreadable: 0,
      steps: 0,
      unreadableInPart: 0,
      isWaiting: false,
      waiting: [],
    };
    const returned = heldLicenses(before.user).map(({ sku }) => sku);
    const events = returned.map((sku) =>
      licenseRemovedWithUser(organizationId, after, before.version + 1, sku),
    );
    await commitErasure(db, organizationId, {
      before,
      after,
      returned,
      events,
      job,
      now: at,
      by: byOf(request),
    });
    const location = `/v1/organizations/${organizationId}/jobs/${job.id}`;
    return { status: 202 as const, body: jobView(job), headers: { location } };
  });
}
