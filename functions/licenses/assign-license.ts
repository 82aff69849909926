/** Assigning one license to one user, and removing it. A request for the existing state changes nothing. */
import { LICENSES } from '../../shared/contract/routes/licenses.ts';
import { SkuName } from '../../shared/contract/schemas.ts';
import { changeLicense, licenseEvent, type Step } from '../../shared/domain/licenses/license-assignment.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { type AnswerOf, operation, type RequestOf } from '../../shared/lambda/http.ts';
import { param, parse } from '../../shared/lambda/parse.ts';
import { loadLicenseCounts } from '../../shared/store/licenses/license-counts.ts';
import { commitUser } from '../../shared/store/licenses/users.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { requireUser } from './require-user.ts';
import { type UserDeps, userView } from './users.ts';

export function assignLicense(deps: UserDeps) {
  return operation(LICENSES.assignLicense, (request) => change(deps, request, 1));
}

export function removeLicense(deps: UserDeps) {
  return operation(LICENSES.removeLicense, (request) => change(deps, request, -1));
}

type LicenseRequest = RequestOf<typeof LICENSES.assignLicense | typeof LICENSES.removeLicense>;

/** Throws `no-license-available`, and `not-eligible` for a credits license without a service to use it with. */
async function change(
  { db, now }: UserDeps,
  request: LicenseRequest,
  step: Step,
): Promise<AnswerOf<typeof LICENSES.assignLicense>> {
  const organizationId = param(request, 'org');
  const sku = parse(SkuName, param(request, 'sku'), 'sku');
  return decideAndCommit(async () => {
    const before = await requireUser(db, organizationId, param(request, 'user'));
    const at = now();
    const after = changeLicense(before.user, sku, step, at);
    if (after === before.user) return { status: 200, body: userView(after, at) };
    const counts = await loadLicenseCounts(db, organizationId);
    const quantity = counts.find((count) => count.sku === sku)?.quantity ?? 0;
    const events = [licenseEvent(organizationId, after, before.version + 1, { sku, step })];
    await commitUser(db, organizationId, {
      before,
      after,
      license: { sku, change: step, quantity },
      events,
      now: at,
      by: byOf(request),
    });
    return { status: 200, body: userView(after, at) };
  });
}
