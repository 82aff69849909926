/** Users of an organization. */
import type { User } from '../../shared/contract/answers/licenses.answers.ts';
import { LICENSES } from '../../shared/contract/routes/licenses.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import {
  licenseRemovedWithUser,
  readdUser,
  removeUser,
} from '../../shared/domain/licenses/license-assignment.ts';
import {
  heldLicenses,
  maySpendCredits,
  OPEN_POLICY,
  type PresentUser,
} from '../../shared/domain/licenses/licenses.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { operation } from '../../shared/lambda/http.ts';
import { param, parseBody, parseQuery } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import {
  commitUser,
  createUser as create,
  findUser,
  listUsers as list,
} from '../../shared/store/licenses/users.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { startErasure } from './erase-user.ts';
import { requireUser } from './require-user.ts';

export interface UserDeps {
  readonly db: Database;
  readonly now: () => Instant;
}

/** A user who is added under the id of a removed user continues that user's history. */
export function createUser({ db, now }: UserDeps) {
  return operation(LICENSES.createUser, async (request) => {
    const organizationId = param(request, 'org');
    const { dialOutPolicy, ...body } = parseBody(request);
    const user: PresentUser = {
      ...body,
      dialOutPolicy: { ...OPEN_POLICY, ...dialOutPolicy },
      licenses: [],
      status: 'active',
    };
    await decideAndCommit(async () => {
      const before = await findUser(db, organizationId, user.id);
      const made = { now: now(), by: byOf(request) };
      if (before?.user.status === 'removed')
        await create(db, organizationId, readdUser({ removed: before.user, added: user }), {
          before,
          ...made,
        });
      else await create(db, organizationId, user, made);
    });
    return { status: 201, body: userView(user, now()) };
  });
}

export function getUser({ db, now }: UserDeps) {
  return operation(LICENSES.getUser, async (request) => {
    const { user } = await requireUser(db, param(request, 'org'), param(request, 'user'));
    return { status: 200, body: userView(user, now()) };
  });
}

export function listUsers({ db, now }: UserDeps) {
  return operation(LICENSES.listUsers, async (request) => {
    const organizationId = param(request, 'org');
    const { search, ...page } = parseQuery(request);
    await loadAccount(db, organizationId);
    const { items, nextCursor } = await list(db, organizationId, page, search);
    const at = now();
    return { status: 200, body: { items: items.map((user) => userView(user, at)), nextCursor } };
  });
}

/**
 * With a new user principal name the old one is free for other users. A new usage location moves the user's minutes to
 * the pools of that country.
 */
export function patchUser({ db, now }: UserDeps) {
  return operation(LICENSES.patchUser, async (request) => {
    const organizationId = param(request, 'org');
    const { dialOutPolicy, ...changes } = parseBody(request);
    return decideAndCommit(async () => {
      const before = await requireUser(db, organizationId, param(request, 'user'));
      const after = {
        ...before.user,
        ...changes,
        dialOutPolicy: { ...before.user.dialOutPolicy, ...dialOutPolicy },
      };
      const at = now();
      await commitUser(db, organizationId, { before, after, events: [], now: at, by: byOf(request) });
      return { status: 200, body: userView(after, at) };
    });
  });
}

/** The user returns the licenses and frees the name. Reports of past calls still show the name. */
export function deleteUser({ db, now }: UserDeps) {
  return operation(LICENSES.deleteUser, async (request) => {
    const { erase } = parseQuery(request);
    if (erase) return startErasure({ db, now }, request);
    const organizationId = param(request, 'org');
    return decideAndCommit(async () => {
      const before = await requireUser(db, organizationId, param(request, 'user'));
      const at = now();
      const after = removeUser(before.user, at);
      const returned = heldLicenses(before.user).map(({ sku }) => sku);
      const events = returned.map((sku) =>
        licenseRemovedWithUser(organizationId, after, before.version + 1, sku),
      );
      await commitUser(db, organizationId, { before, after, returned, events, now: at, by: byOf(request) });
      return { status: 204 as const };
    });
  });
}

/**
 * `creditsLicenseEffective` is false for a credits license without the service license that it needs
 * (spec: The credits license needs a service license).
 */
export function userView(user: PresentUser, now: Instant): User {
  return {
    ...user,
    licenses: heldLicenses(user).map(({ sku, assignedAt }) => ({ sku, assignedAt })),
    creditsLicenseEffective: maySpendCredits(user, now),
  };
}
