/** Who asks, and for which organization a person works (spec: People and machines have roles). */
import { MEMBERS } from '../../shared/contract/routes/members.ts';
import { SCOPES } from '../../shared/contract/scopes.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { operation } from '../../shared/lambda/http.ts';
import { parseBody } from '../../shared/lambda/parse.ts';
import { findProfile } from '../../shared/store/credits/organizations.ts';
import { chooseOrganization as choose, membershipsOf } from '../../shared/store/members/people.ts';
import type { Database } from '../../shared/store/table/database.ts';

interface Deps {
  readonly db: Database;
}

export function getMe({ db }: Deps) {
  return operation(MEMBERS.getMe, async ({ caller }) => {
    const { subject, name, email, kind, organizations: named, scopes } = caller;
    const { memberships } = subject === undefined ? { memberships: [] } : await membershipsOf(db, subject);
    const roles = new Map(memberships.map(({ organizationId, role }) => [organizationId, role]));
    const operator = scopes.includes('operator');
    return {
      status: 200,
      body: {
        subject: subject ?? null,
        name: name ?? null,
        email: email ?? null,
        kind,
        operator,
        organization: operator ? null : (named[0] ?? null),
        organizations: await withNames(db, [...new Set([...roles.keys(), ...named])], roles),
        scopes: SCOPES.filter((scope) => scopes.includes(scope)),
      },
    };
  });
}

/** The next token of the person is for that organization. Throws `not-found` where the person is not a member. */
export function chooseOrganization({ db }: Deps) {
  return operation(MEMBERS.chooseOrganization, async (request) => {
    const { subject } = request.caller;
    const { organization } = parseBody(request);
    if (subject === undefined) throw refusals.notFound('organization');
    await choose(db, { subject, organization });
    return { status: 204 };
  });
}

/** A person is a member of a few; a token may name one that does not exist. */
async function withNames<R>(
  db: Database,
  ids: readonly OrganizationId[],
  roles: ReadonlyMap<OrganizationId, R>,
) {
  const shown: { id: OrganizationId; name: string; role: R | null }[] = [];
  for (const id of ids) {
    const profile = await findProfile(db, id);
    shown.push({ id, name: profile?.name ?? id, role: roles.get(id) ?? null });
  }
  return shown;
}
