/** Assigning one license to one user, and removing it. A request for the existing state changes nothing. */
import { SkuName } from '../../shared/contract/schemas.ts';
import { changeLicense, licenseEvent, type Step } from '../../shared/domain/licenses/license-assignment.ts';
import type { HttpRequest, Operation } from '../../shared/lambda/http.ts';
import { param, parse } from '../../shared/lambda/parse.ts';
import { loadLicenseCounts } from '../../shared/store/licenses/license-counts.ts';
import { commitUser } from '../../shared/store/licenses/users.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { requireUser, type UserDeps, userView } from './users.ts';

export function assignLicense(deps: UserDeps): Operation {
  return (request) => change(deps, request, 1);
}

export function removeLicense(deps: UserDeps): Operation {
  return (request) => change(deps, request, -1);
}

/** Throws `no-license-available`, and `not-eligible` for a credits license without a service to use it with. */
async function change({ db, now }: UserDeps, request: HttpRequest, step: Step) {
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
    });
    return { status: 200, body: userView(after, at) };
  });
}
