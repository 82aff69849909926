/** The people of an organization (spec: People and machines have roles). */
import { describe, expect, test } from '@jest/globals';
import { SCOPES_OF_ROLE } from '../../../shared/contract/scopes.ts';
import {
  changeRoster,
  chosenMembership,
  join,
  MEMBER_ROLES,
  type Member,
  type MemberRole,
  NO_MEMBERS,
  ROLES,
} from '../../../shared/domain/members/members.ts';

function aMember(role: MemberRole, status: Member['status'] = 'active'): Member {
  const invited: Member = {
    id: `mem_${role}`,
    organizationId: 'contoso',
    email: 'grace@contoso.com',
    role,
    status: 'invited',
    invitedAt: '2026-01-05T00:00:00.000Z',
  };
  return status === 'invited' ? invited : join(invited, { subject: 'sub-1' }, '2026-01-06T00:00:00.000Z');
}

const LAST_OWNER = expect.objectContaining({ code: 'last-owner' });
const rosterOf = (...members: readonly Member[]) =>
  members.reduce((roster, after) => changeRoster(roster, { after }), NO_MEMBERS);

describe('an organization keeps an owner (spec: The last owner stays)', () => {
  test('members, owners and owners who have signed in are counted', () => {
    const roster = rosterOf(aMember('owner'), aMember('owner', 'invited'), aMember('auditor'));
    expect(roster).toEqual({ members: 3, owners: 2, activeOwners: 1 });
    const left = changeRoster(roster, { before: aMember('auditor') });
    expect(left).toEqual({ members: 2, owners: 2, activeOwners: 1 });
  });

  test.each(['active', 'invited'] as const)(
    'the last owner, who is %s, is neither removed nor demoted',
    (status) => {
      const owner = aMember('owner', status);
      const roster = rosterOf(owner, aMember('billing'));
      expect(() => changeRoster(roster, { before: owner })).toThrow(LAST_OWNER);
      expect(() => changeRoster(roster, { before: owner, after: { ...owner, role: 'billing' } })).toThrow(
        LAST_OWNER,
      );
      expect(changeRoster(roster, { before: owner, after: owner })).toEqual(roster);
    },
  );

  test('an owner who has never signed in does not stand in for the last one who has', () => {
    const roster = rosterOf(aMember('owner'), aMember('owner', 'invited'));
    expect(() => changeRoster(roster, { before: aMember('owner') })).toThrow(LAST_OWNER);
    expect(changeRoster(roster, { before: aMember('owner', 'invited') })).toMatchObject({ owners: 1 });
  });

  test('one of two owners may leave', () => {
    const roster = rosterOf(aMember('owner'), aMember('owner'));
    expect(changeRoster(roster, { before: aMember('owner') })).toMatchObject({ owners: 1, activeOwners: 1 });
  });

  test('an organization without owners takes any member', () => {
    expect(rosterOf(aMember('auditor'))).toEqual({ members: 1, owners: 0, activeOwners: 0 });
  });
});

describe('a member joins (spec: An invitation is accepted by a verified address)', () => {
  test('once, as the person who signs in, and with the name of the latest sign-in', () => {
    const joined = join(aMember('billing', 'invited'), { subject: 'sub-1' }, '2026-01-06T00:00:00.000Z');
    expect(joined).toMatchObject({
      status: 'active',
      subject: 'sub-1',
      joinedAt: '2026-01-06T00:00:00.000Z',
    });
    const again = join(joined, { subject: 'sub-2', name: 'Grace' }, '2026-02-01T00:00:00.000Z');
    expect(again).toEqual({ ...joined, name: 'Grace' });
  });

  test('and keeps the name of the invitation where the sign-in has none', () => {
    const invited = { ...aMember('billing', 'invited'), name: 'Grace Hopper' };
    expect(join(invited, { subject: 'sub-1' }, '2026-01-06T00:00:00.000Z').name).toBe('Grace Hopper');
  });
});

describe('the organization of a token (spec: A person works for one organization at a time)', () => {
  const memberships = [
    { organizationId: 'fabrikam', member: 'mem_2', role: 'owner', joinedAt: '2026-02-01' },
    { organizationId: 'contoso', member: 'mem_1', role: 'auditor', joinedAt: '2026-01-01' },
  ] as const;

  test.each([
    ['the one that is chosen', 'fabrikam', 'fabrikam'],
    ['the one joined first, without a choice', undefined, 'contoso'],
    ['the one joined first, where the chosen one has removed the person', 'adatum', 'contoso'],
  ])('%s', (_title, chosen, organizationId) => {
    expect(chosenMembership(memberships, chosen)).toMatchObject({ organizationId });
  });

  test('none without a membership', () => {
    expect(chosenMembership([], 'contoso')).toBeUndefined();
  });
});

describe('roles have scopes', () => {
  test('people have every role but that of machines', () => {
    expect([...MEMBER_ROLES, 'platform']).toEqual(ROLES);
  });

  test('only an owner invites and removes people, and no role is an operator', () => {
    const having = (scope: string) =>
      ROLES.filter((role) => SCOPES_OF_ROLE[role].some((each) => each === scope));
    expect(having('members:write')).toEqual(['owner']);
    expect(having('operator')).toEqual([]);
    expect(having('calls:write')).toEqual(['owner', 'platform']);
  });

  test('an auditor has every scope that reads, and none that writes', () => {
    expect(SCOPES_OF_ROLE.auditor).toEqual(SCOPES_OF_ROLE.owner.filter((scope) => scope.endsWith(':read')));
  });
});
