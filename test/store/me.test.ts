/** Who asks, and for which organization a person works. */
import { expect, test } from '@jest/globals';
import { acceptInvitations } from '../../functions/members/accept-invitations.ts';
import { chooseOrganization, getMe } from '../../functions/members/me.ts';
import { inviteMember } from '../../functions/members/members.ts';
import { Me } from '../../shared/contract/answers/sign-in.answers.ts';
import { type Identity, NOBODY } from '../../shared/lambda/identity.ts';
import { membershipsOf } from '../../shared/store/members/people.ts';
import { START } from '../support/accounts.ts';
import { openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
const deps = () => ({ db: database.db, now: () => START, invite: async () => 'mailed' as const });

const ADA: Identity = { ...NOBODY, subject: 'ada-of-me', name: 'Ada', email: 'ada@me.example' };

/** An organization that Ada has joined with the role. */
async function joined(role: string): Promise<string> {
  const org = nextOrganizationId('me');
  await openOrganization(database.db, org, START);
  const body = JSON.stringify({ email: ADA.email, role });
  await inviteMember(deps())(aRequest({ params: { org }, body }));
  await acceptInvitations(deps(), { subject: 'ada-of-me', name: 'Ada' }, 'ada@me.example');
  return org;
}

const meAs = async (caller: Identity) => Me.parse((await getMe(deps())(aRequest({ caller }))).body);
const choose = (caller: Identity, organization: string) =>
  chooseOrganization(deps())(aRequest({ caller, body: JSON.stringify({ organization }) }));

test('a person sees who they are, and their organizations with names and roles', async () => {
  const [first, second] = [await joined('owner'), await joined('auditor')];
  const caller = { ...ADA, organizations: [second], scopes: ['openid', 'licenses:read', 'billing:read'] };
  const me = await meAs(caller);
  expect(me).toMatchObject({
    subject: 'ada-of-me',
    name: 'Ada',
    email: 'ada@me.example',
    kind: 'person',
    operator: false,
    organization: second,
    scopes: ['billing:read', 'licenses:read'],
  });
  const names = [first, second].map((id) => expect.objectContaining({ id, name: expect.any(String) }));
  expect(me.organizations).toEqual(expect.arrayContaining(names));
  expect(me.organizations.map(({ role }) => role).sort()).toEqual(['auditor', 'owner']);
});

test("a choice is stored for the next token; of an organization that is not the person's there is none", async () => {
  const org = await joined('billing');
  expect(await choose(ADA, org)).toEqual({ status: 204 });
  expect((await membershipsOf(database.db, 'ada-of-me')).chosen).toBe(org);
  const other = nextOrganizationId('other');
  await openOrganization(database.db, other, START);
  for (const [caller, organization] of [
    [ADA, other],
    [ADA, 'nowhere'],
    [{ ...ADA, subject: 'bob' }, org],
    [{ ...ADA, subject: undefined }, org],
  ] as const) {
    await expect(choose(caller, organization)).rejects.toMatchObject({ code: 'not-found' });
  }
  expect((await membershipsOf(database.db, 'ada-of-me')).chosen).toBe(org);
});

test('an operator works for none until one is named; a token of another issuer brings its own organization', async () => {
  const operator = { ...NOBODY, subject: 'omar-of-me', organizations: ['x'], scopes: ['operator'] };
  expect(await meAs(operator)).toMatchObject({ operator: true, organization: null, scopes: ['operator'] });
  expect(await meAs({ ...NOBODY, kind: 'client', organizations: ['x'] })).toEqual({
    subject: null,
    name: null,
    email: null,
    kind: 'client',
    operator: false,
    organization: 'x',
    organizations: [{ id: 'x', name: 'x', role: null }],
    scopes: [],
  });
});
