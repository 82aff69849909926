/** One license, one user. Asking for what is so already changes nothing. */
import { SkuName } from '../../shared/contract/schemas.ts';
import type { DomainEvent } from '../../shared/domain/ledger.ts';
import {
  isEligibleForCredits,
  type LicenseAssignment,
  type Sku,
  type User,
} from '../../shared/domain/licenses.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { HttpRequest, Operation } from '../../shared/lambda/http.ts';
import { param, parse } from '../../shared/lambda/parse.ts';
import { loadLicenseCounts } from '../../shared/store/license-counts.ts';
import { decideAndCommit } from '../../shared/store/transaction.ts';
import { commitUser } from '../../shared/store/users.ts';
import { requireUser, type UserDeps, userView } from './users.ts';

/** A removed license is remembered for late usage records of calls that began before its removal. */
const REMEMBERED_REMOVALS = 12;

export function assignLicense(deps: UserDeps): Operation {
  return (request) => change(deps, request, 1);
}

export function removeLicense(deps: UserDeps): Operation {
  return (request) => change(deps, request, -1);
}

/** Throws `no-license-available`, and `not-eligible` for a credits license without a service to use it with. */
async function change({ db, now }: UserDeps, request: HttpRequest, step: 1 | -1) {
  const organizationId = param(request, 'org');
  const sku = parse(SkuName, param(request, 'sku'), 'sku');
  return decideAndCommit(async () => {
    const before = await requireUser(db, organizationId, param(request, 'user'));
    const at = now();
    const held = before.user.licenses.some(
      (license) => license.sku === sku && license.removedAt === undefined,
    );
    if (held === (step === 1)) return { status: 200, body: userView(before.user, at) };
    const after = {
      ...before.user,
      licenses: step === 1 ? assigned(before.user, sku, at) : removed(before.user, sku, at),
    };
    const counts = await loadLicenseCounts(db, organizationId);
    const quantity = counts.find((count) => count.sku === sku)?.quantity ?? 0;
    const events = [licenseEvent(organizationId, before.user, before.version, { sku, step })];
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

function assigned(user: User, sku: Sku, at: string): LicenseAssignment[] {
  if (sku === 'COMMUNICATIONS_CREDITS' && !isEligibleForCredits(user, at)) throw refusals.notEligible(sku);
  return [...user.licenses, { sku, assignedAt: at }];
}

function removed(user: User, sku: Sku, at: string): LicenseAssignment[] {
  const licenses = user.licenses.map((license) =>
    license.sku === sku && license.removedAt === undefined ? { ...license, removedAt: at } : license,
  );
  const past = licenses.filter((license) => license.removedAt !== undefined).slice(-REMEMBERED_REMOVALS);
  return licenses.filter((license) => license.removedAt === undefined || past.includes(license));
}

function licenseEvent(
  organization: string,
  user: User,
  version: number,
  { sku, step }: { sku: Sku; step: 1 | -1 },
): DomainEvent {
  const type = step === 1 ? 'LicenseAssigned' : 'LicenseRemoved';
  const detail = { organization, user: user.id, userPrincipalName: user.userPrincipalName, sku };
  return { id: `${organization}:${user.id}:${version + 1}:${type}`, type, detail };
}
