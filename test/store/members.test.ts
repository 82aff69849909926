/** The members of an organization, with their state after each request (spec: People and machines have roles). */
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { inviteMember, listMembers, patchMember, removeMember } from '../../functions/members/members.ts';
import { join } from '../../shared/domain/members/members.ts';
import { commitMember, findInvited } from '../../shared/store/members/members.ts';
import { chooseOrganization, membershipsOf, openInvitations } from '../../shared/store/members/people.ts';
import { START } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
const Answer = z.looseObject({ id: z.string() });
const LAST_OWNER = { code: 'last-owner' };

let org: string;
beforeAll(async () => {
  org = await anOrganization();
});

async function anOrganization(): Promise<string> {
  const id = nextOrganizationId('members');
  await openOrganization(database.db, id, START);
  return id;
}

const mailed: string[] = [];
const deps = () => ({
  db: database.db,
  now: () => START,
  invite: async ({ email }: { readonly email: string }) => {
    mailed.push(email);
    return 'mailed' as const;
  },
});
const of = (organization: string, parts: Record<string, unknown> = {}) => {
  const { member = '', ...body } = parts;
  return aRequest({ params: { org: organization, member: String(member) }, body: JSON.stringify(body) });
};

async function invite(organization: string, body: { email: string; role: string; name?: string }) {
  const { status: answered, body: answer } = await inviteMember(deps())(of(organization, body));
  return { answered, ...Answer.parse(answer) };
}

async function list(organization: string) {
  const { body } = await listMembers(deps())(aRequest({ params: { org: organization } }));
  return z.object({ items: z.array(Answer) }).parse(body).items;
}

/** The person signs in and accepts the invitation. */
async function accept(organization: string, person: { email: string; subject: string }): Promise<void> {
  const before = await findInvited(database.db, organization, person);
  if (!before) throw new Error('nobody was invited');
  await commitMember(database.db, { before, after: join(before, person, START) }, { now: START, by: BY_ADA });
}

describe('inviting', () => {
  test('one who is invited is listed, and nothing is stored of a person', async () => {
    const { answered, ...grace } = await invite(org, {
      email: 'Grace@contoso.com',
      role: 'billing',
      name: 'Grace',
    });
    expect(answered).toBe(201);
    expect(grace).toEqual({
      id: expect.stringMatching(/^mem_[0-9a-f]{24}$/),
      email: 'Grace@contoso.com',
      name: 'Grace',
      role: 'billing',
      status: 'invited',
      invitedAt: START,
      joinedAt: null,
      invitation: 'mailed',
    });
    expect([{ ...(await list(org))[0], invitation: 'mailed' }]).toEqual([grace]);
    expect(mailed).toEqual(['Grace@contoso.com']);
    expect(await openInvitations(database.db, 'grace@CONTOSO.com')).toEqual([
      { organizationId: org, memberId: grace.id, subject: undefined },
    ]);
  });

  test('a second invitation, in other capitals, is of the same member, with its role', async () => {
    const [first] = await list(org);
    const again = await invite(org, { email: 'grace@contoso.com', role: 'auditor' });
    expect(again).toMatchObject({ answered: 200, id: first?.id, role: 'auditor', invitation: 'mailed' });
    expect(mailed).toEqual(['Grace@contoso.com', 'grace@contoso.com']);
    expect(await list(org)).toHaveLength(1);
  });

  test('one who has joined is not invited again', async () => {
    await accept(org, { email: 'grace@contoso.com', subject: 'sub-grace' });
    await expect(invite(org, { email: 'GRACE@contoso.com', role: 'owner' })).rejects.toMatchObject({
      code: 'member-exists',
    });
    expect(await openInvitations(database.db, 'grace@contoso.com')).toEqual([]);
    expect(await membershipsOf(database.db, 'sub-grace')).toMatchObject({
      memberships: [{ organizationId: org, role: 'auditor' }],
    });
  });

  test('a mail that cannot be sent loses nobody: the answer says so, and the next invitation sends it', async () => {
    const id = await anOrganization();
    const request = of(id, { email: 'hal@contoso.com', role: 'owner' });
    const invite = async () => {
      throw new Error('too many mails today');
    };
    const refused = await inviteMember({ ...deps(), invite })(request);
    expect(refused).toMatchObject({ status: 201, body: { status: 'invited', invitation: 'not-mailed' } });
    expect(await list(id)).toHaveLength(1);
    expect(await inviteMember(deps())(request)).toMatchObject({
      status: 200,
      body: { invitation: 'mailed' },
    });
  });

  test('where another issuer says who may do what, nobody is invited here', async () => {
    const id = await anOrganization();
    const elsewhere = inviteMember({ ...deps(), invite: undefined });
    await expect(elsewhere(of(id, { email: 'ida@contoso.com', role: 'owner' }))).rejects.toMatchObject({
      code: 'members-managed-elsewhere',
    });
    expect(await list(id)).toEqual([]);
  });

  test.each(['platform', 'operator', 'admin'])('nobody gets the role %s', async (role) => {
    await expect(invite(org, { email: 'm@contoso.com', role })).rejects.toMatchObject({
      code: 'invalid-request',
      members: { field: 'role' },
    });
  });

  test('an organization that does not exist has no members', async () => {
    const refused = { code: 'not-found' };
    await expect(invite('nobody', { email: 'a@b.com', role: 'owner' })).rejects.toMatchObject(refused);
    await expect(list('nobody')).rejects.toMatchObject(refused);
    expect(await openInvitations(database.db, 'a@b.com')).toEqual([]);
  });

  test('ten invitations of one person at once make one member', async () => {
    const id = await anOrganization();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => invite(id, { email: 'ada@contoso.com', role: 'owner' })),
    );
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
    expect(answers.filter(({ answered }) => answered === 201)).toHaveLength(1);
    expect(await list(id)).toHaveLength(1);
  });
});

describe('changing and removing', () => {
  test('a new role is in the next token of the person', async () => {
    const id = await anOrganization();
    await invite(id, { email: 'ada@contoso.com', role: 'owner' });
    const { id: member } = await invite(id, { email: 'bea@contoso.com', role: 'billing' });
    await accept(id, { email: 'bea@contoso.com', subject: 'sub-bea' });
    const patched = await patchMember(deps())(of(id, { member, role: 'licenses' }));
    expect(patched).toMatchObject({ status: 200, body: { role: 'licenses', status: 'active' } });
    expect((await membershipsOf(database.db, 'sub-bea')).memberships).toMatchObject([{ role: 'licenses' }]);
  });

  test('who is removed is a member no longer, and can be invited again as somebody else', async () => {
    const id = await anOrganization();
    const { id: member } = await invite(id, { email: 'cora@contoso.com', role: 'billing' });
    await accept(id, { email: 'cora@contoso.com', subject: 'sub-cora' });
    await chooseOrganization(database.db, { subject: 'sub-cora', organization: id });
    expect(await removeMember(deps())(of(id, { member }))).toEqual({ status: 204 });
    expect(await list(id)).toEqual([]);
    expect(await membershipsOf(database.db, 'sub-cora')).toEqual({ memberships: [], chosen: id });
    expect((await invite(id, { email: 'cora@contoso.com', role: 'billing' })).id).not.toBe(member);
  });

  test('the last owner stays, and stays one', async () => {
    const id = await anOrganization();
    const { id: member } = await invite(id, { email: 'dora@contoso.com', role: 'owner' });
    await expect(removeMember(deps())(of(id, { member }))).rejects.toMatchObject(LAST_OWNER);
    await expect(patchMember(deps())(of(id, { member, role: 'billing' }))).rejects.toMatchObject(LAST_OWNER);
    await expect(invite(id, { email: 'dora@contoso.com', role: 'auditor' })).rejects.toMatchObject(
      LAST_OWNER,
    );
    expect(await list(id)).toMatchObject([{ role: 'owner' }]);
  });

  test('of two owners who remove one another at once, one stays', async () => {
    const id = await anOrganization();
    const owners = [
      await invite(id, { email: 'eva@contoso.com', role: 'owner' }),
      await invite(id, { email: 'fay@contoso.com', role: 'owner' }),
    ];
    const removed = await Promise.allSettled(
      owners.map(({ id: member }) => removeMember(deps())(of(id, { member }))),
    );
    expect(removed.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(removed).toContainEqual(
      expect.objectContaining({ reason: expect.objectContaining({ code: 'last-owner' }) }),
    );
    expect(await list(id)).toHaveLength(1);
  });

  test('a member of another organization is not there', async () => {
    const other = await anOrganization();
    const { id: member } = await invite(other, { email: 'gil@contoso.com', role: 'owner' });
    const refused = { code: 'not-found' };
    await expect(patchMember(deps())(of(org, { member, role: 'owner' }))).rejects.toMatchObject(refused);
    await expect(removeMember(deps())(of(org, { member }))).rejects.toMatchObject(refused);
    expect(await list(other)).toHaveLength(1);
  });
});

test('a person chooses only an organization of which the person is a member', async () => {
  const choice = { subject: 'sub-grace', organization: org };
  await chooseOrganization(database.db, choice);
  expect(await membershipsOf(database.db, 'sub-grace')).toMatchObject({ chosen: org });
  const foreign = { subject: 'sub-grace', organization: await anOrganization() };
  await expect(chooseOrganization(database.db, foreign)).rejects.toMatchObject({ code: 'not-found' });
  expect(await membershipsOf(database.db, 'sub-grace')).toMatchObject({ chosen: org });
});
