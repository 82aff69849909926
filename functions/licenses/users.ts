/** Users of an organization. */
import { CreateUser, PatchUser, UserQuery } from '../../shared/contract/schemas.ts';
import { maySpendCredits, type User } from '../../shared/domain/licenses.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { Operation } from '../../shared/lambda/http.ts';
import { param, parseBody, parseQuery } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/accounts.ts';
import type { Database } from '../../shared/store/database.ts';
import { decideAndCommit } from '../../shared/store/transaction.ts';
import {
  commitUser,
  createUser as create,
  findUser,
  listUsers as list,
  type UserRecord,
} from '../../shared/store/users.ts';

export interface UserDeps {
  readonly db: Database;
  readonly now: () => string;
}

/** Anywhere, unless the organization says otherwise: what Microsoft's own default policy allows. */
const OPEN_POLICY = { conferencing: 'any', pstn: 'international' } as const;

export function createUser({ db, now }: UserDeps): Operation {
  return async (request) => {
    const { dialOutPolicy, ...body } = parseBody(request, CreateUser);
    const user: User = {
      ...body,
      dialOutPolicy: { ...OPEN_POLICY, ...dialOutPolicy },
      licenses: [],
      status: 'active',
    };
    await decideAndCommit(() => create(db, param(request, 'org'), user));
    return { status: 201, body: userView(user, now()) };
  };
}

export function getUser({ db, now }: UserDeps): Operation {
  return async (request) => {
    const { user } = await requireUser(db, param(request, 'org'), param(request, 'user'));
    return { status: 200, body: userView(user, now()) };
  };
}

export function listUsers({ db, now }: UserDeps): Operation {
  return async (request) => {
    const organizationId = param(request, 'org');
    const { search, ...page } = parseQuery(request, UserQuery);
    await loadAccount(db, organizationId);
    const { items, nextCursor } = await list(db, organizationId, page, search);
    const at = now();
    return { status: 200, body: { items: items.map((user) => userView(user, at)), nextCursor } };
  };
}

/** A new usage location moves the user's minutes to the pools of that country. */
export function patchUser({ db, now }: UserDeps): Operation {
  return async (request) => {
    const organizationId = param(request, 'org');
    const { dialOutPolicy, ...changes } = parseBody(request, PatchUser);
    return decideAndCommit(async () => {
      const before = await requireUser(db, organizationId, param(request, 'user'));
      const after = {
        ...before.user,
        ...changes,
        dialOutPolicy: { ...before.user.dialOutPolicy, ...dialOutPolicy },
      };
      const at = now();
      await commitUser(db, organizationId, { before, after, events: [], now: at });
      return { status: 200, body: userView(after, at) };
    });
  };
}

/** Throws the refusal `not-found`. */
export async function requireUser(db: Database, organizationId: string, userId: string): Promise<UserRecord> {
  const user = await findUser(db, organizationId, userId);
  if (!user) throw refusals.notFound('user');
  return user;
}

/** `creditsLicenseEffective` is false for a credits license that lost its ground (domain section 4). */
export function userView(user: User, now: string) {
  const { licenses, ...rest } = user;
  const held = licenses.filter((license) => license.removedAt === undefined);
  return {
    ...rest,
    licenses: held.map(({ sku, assignedAt }) => ({ sku, assignedAt })),
    creditsLicenseEffective: maySpendCredits(user, now),
  };
}
