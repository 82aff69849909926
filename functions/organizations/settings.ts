/** Onboarding and settings of an organization. */
import type { Organization } from '../../shared/contract/answers/organizations.answers.ts';
import { ORGANIZATIONS } from '../../shared/contract/routes/organizations.ts';
import type { Account } from '../../shared/domain/credits/account.ts';
import { RECHARGE_OFF } from '../../shared/domain/credits/auto-recharge.ts';
import { type FundingLimits, requireLimits } from '../../shared/domain/credits/funding-limits.ts';
import { organizationChange } from '../../shared/domain/credits/organization-changes.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { operation, requireOperator } from '../../shared/lambda/http.ts';
import { param, parseBody, parseQuery } from '../../shared/lambda/parse.ts';
import type { PaymentDeps } from '../../shared/payments/purchase.ts';
import { accountWrite, loadAccount } from '../../shared/store/credits/accounts.ts';
import {
  createOrganization as create,
  listedWrite,
  listOrganizations as loadOrganizations,
  loadProfile,
  type Profile,
  profileWrite,
} from '../../shared/store/credits/organizations.ts';
import { commitChange } from '../../shared/store/journal/commit-change.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { followPayer } from './follow-at-gateway.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
}

type PatchDeps = Deps & Pick<PaymentDeps, 'gateway'>;

interface OnboardingDeps {
  readonly db: Database;
  readonly limits: FundingLimits;
  readonly now: () => Instant;
}

/**
 * `{ id, name, country, currency, agreement }` -> 201. Auto-recharge is off at first. A currency without funding limits
 * is refused, because nothing could be funded in it.
 */
export function createOrganization({ db, limits, now }: OnboardingDeps) {
  return operation(ORGANIZATIONS.createOrganization, async (request) => {
    const { id, name, ...terms } = parseBody(request);
    requireLimits(limits, terms.currency);
    const at = now();
    const account: Account = {
      organizationId: id,
      version: 0,
      terms: {
        ...terms,
        status: 'active',
        creditsLicenseRequiredFor: 'every-call',
        payAsYouGo: false,
        funded: false,
      },
      lots: [],
      holds: [],
      debtMicros: 0,
      entrySequence: 0,
      invoiceSequence: 0,
      recharge: RECHARGE_OFF,
    };
    const profile = { name, createdAt: at };
    await decideAndCommit(() => create(db, account, profile, { now: at, by: byOf(request) }));
    return { status: 201, body: view(account, profile) };
  });
}

/** By id, in the order of their characters: capital letters come before small ones. */
export function listOrganizations({ db }: Pick<Deps, 'db'>) {
  return operation(ORGANIZATIONS.listOrganizations, async (request) => {
    const { prefix, search, status, ...page } = parseQuery(request);
    const { items, nextCursor } = await loadOrganizations(db, { prefix, search, status, page });
    return {
      status: 200,
      body: { items: items.map(({ account, profile }) => view(account, profile)), nextCursor },
    };
  });
}

export function getOrganization({ db }: Deps) {
  return operation(ORGANIZATIONS.getOrganization, async (request) => {
    const organizationId = param(request, 'org');
    const [account, profile] = await Promise.all([
      loadAccount(db, organizationId),
      loadProfile(db, organizationId),
    ]);
    return { status: 200, body: view(account, profile) };
  });
}

/**
 * The fields that only an operator may change. An organization itself changes its name and who needs the credits
 * license: otherwise it could lift its own suspension, or let itself be billed after use.
 */
const OPERATORS_FIELDS = ['status', 'reason', 'payAsYouGo', 'agreement', 'country'] as const;

/** Throws `forbidden`, and applies nothing of the patch, when a member sends one of {@link OPERATORS_FIELDS}. */
export function patchOrganization(deps: PatchDeps) {
  const { db, now } = deps;
  return operation(ORGANIZATIONS.patchOrganization, async (request) => {
    const organizationId = param(request, 'org');
    const { name, reason, ...terms } = parseBody(request);
    const sent = { ...terms, reason };
    requireOperator(
      request,
      OPERATORS_FIELDS.filter((field) => sent[field] !== undefined),
    );
    const { status } = terms;
    const { answer, isRenamed } = await decideAndCommit(async (lots) => {
      const before = await loadAccount(db, organizationId, lots);
      const profile = await loadProfile(db, organizationId);
      const account = { ...before, terms: { ...before.terms, ...terms } };
      const statusReason = status === undefined ? profile.statusReason : reason;
      const after = { ...profile, name: name ?? profile.name, statusReason };
      const changed = after.name !== profile.name || after.statusReason !== profile.statusReason;
      const shown = { name: after.name, status: account.terms.status };
      const isListed = shown.name === profile.name && shown.status === before.terms.status;
      const profiles = [
        ...(changed ? [profileWrite(db, organizationId, after)] : []),
        ...(isListed ? [] : [listedWrite(db, organizationId, shown)]),
      ];
      const at = now();
      const change = organizationChange({
        before: { account: before, profile },
        after: { account, profile: after },
      });
      await commitChange(db, { organizationId, change, by: byOf(request, reason), now: at }, [
        accountWrite(db, { before, after: account, now: at }),
        ...profiles,
      ]);
      const isRenamed = after.name !== profile.name && profile.customer !== undefined;
      return { answer: { status: 200, body: view(account, after) } as const, isRenamed };
    });
    if (isRenamed) await followPayer(deps, organizationId);
    return answer;
  });
}

function view(
  account: Account,
  { name, statusReason, createdAt }: Pick<Profile, 'name' | 'statusReason' | 'createdAt'>,
): Organization {
  const { funded, ...terms } = account.terms;
  return {
    id: account.organizationId,
    name,
    ...terms,
    statusReason: statusReason ?? null,
    funded,
    createdAt,
  };
}
