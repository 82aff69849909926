/** What tokens of the user pool say, for events as Cognito sends them (spec: People and machines have roles). */
import { describe, expect, test } from '@jest/globals';
import type { PreTokenGenerationV2TriggerEvent, PreTokenGenerationV3TriggerEvent } from 'aws-lambda';
import { inviteMember, listMembers, patchMember, removeMember } from '../../functions/members/members.ts';
import { preToken } from '../../functions/members/pre-token.ts';
import { SCOPES_OF_ROLE } from '../../shared/contract/scopes.ts';
import type { Client } from '../../shared/domain/members/clients.ts';
import type { Role } from '../../shared/domain/members/members.ts';
import { commitNewClient, newClientId, removeClient } from '../../shared/store/members/clients.ts';
import { chooseOrganization } from '../../shared/store/members/people.ts';
import { START } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
let now = START;
const deps = () => ({ db: database.db, now: () => now, invite: async () => 'mailed' as const });

const SUBJECT = '3c2f5d6e-70b1-70f7-5e0f-3b1f2a9c8d7e';

interface SignIn {
  readonly sub?: string;
  readonly email?: string;
  readonly verified?: string;
  readonly name?: string;
  readonly groups?: string[];
  readonly scopes?: string[];
}

/** As Cognito sends it at a sign-in on its pages. */
function aSignIn({ sub = SUBJECT, email, verified = 'true', name, groups, scopes }: SignIn) {
  const event: PreTokenGenerationV2TriggerEvent = {
    version: '3',
    triggerSource: 'TokenGeneration_HostedAuth',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_8hX2kQ0aB',
    userName: sub,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
    request: {
      userAttributes: {
        sub,
        email_verified: verified,
        'cognito:user_status': 'CONFIRMED',
        ...(email === undefined ? {} : { email }),
        ...(name === undefined ? {} : { name }),
      },
      groupConfiguration: { groupsToOverride: groups ?? [], iamRolesToOverride: [] },
      scopes: scopes ?? ['openid', 'profile', 'email'],
    },
    response: { claimsAndScopeOverrideDetails: {} },
  };
  return event;
}

/** As Cognito sends it for a client with a secret. */
function aMachine(scopes: string[]): PreTokenGenerationV3TriggerEvent {
  return {
    version: '3',
    triggerSource: 'TokenGeneration_ClientCredentials',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_8hX2kQ0aB',
    userName: 'ClientCredentials',
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '7machine890' },
    request: { userAttributes: {}, groupConfiguration: {}, scopes },
    response: { claimsAndScopeOverrideDetails: {} },
  };
}

async function accessTokenOf(event: PreTokenGenerationV2TriggerEvent | PreTokenGenerationV3TriggerEvent) {
  const { response, ...others } = await preToken(deps())(event);
  expect(others).toEqual({ ...event, response: undefined });
  return response.claimsAndScopeOverrideDetails.accessTokenGeneration;
}
const signIn = (person: SignIn) => accessTokenOf(aSignIn(person));

async function organizationWith(...members: readonly { email: string; role: string; name?: string }[]) {
  const org = nextOrganizationId('tokens');
  await openOrganization(database.db, org, START);
  for (const member of members) await invite(org, member);
  return org;
}

const invite = (org: string, body: { email: string; role: string; name?: string }) =>
  inviteMember(deps())(aRequest({ params: { org }, body: JSON.stringify(body) }));

async function membersOf(org: string): Promise<readonly { id: string }[]> {
  const { body } = await listMembers(deps())(aRequest({ params: { org } }));
  return Object(body).items;
}

let people = 0;
/** A person whom no other test has. */
function aPerson() {
  people += 1;
  return { sub: `sub-${people}`, email: `person-${people}@contoso.com` };
}

describe('a person who was invited', () => {
  test.each(['owner', 'billing', 'licenses', 'auditor'] as const)('gets the scopes of %s', async (role) => {
    const person = aPerson();
    const org = await organizationWith({ email: person.email, role });
    expect(await signIn({ ...person, name: 'Grace Hopper' })).toEqual({
      claimsToAddOrOverride: { kind: 'person', org, role, name: 'Grace Hopper', email: person.email },
      claimsToSuppress: [],
      scopesToAdd: [...SCOPES_OF_ROLE[role]],
      scopesToSuppress: [],
    });
  });

  test('is a member from the first sign-in on, with the name that the issuer gives', async () => {
    const person = aPerson();
    const org = await organizationWith({ email: person.email.toUpperCase(), role: 'billing' });
    now = '2026-03-01T00:00:00.000Z';
    await signIn({ ...person, name: 'Grace' });
    const joined = { status: 'active', joinedAt: now, name: 'Grace', role: 'billing' };
    expect(await membersOf(org)).toMatchObject([joined]);
    now = '2026-03-02T00:00:00.000Z';
    await signIn({ ...person, name: 'Grace Hopper' });
    expect(await membersOf(org)).toMatchObject([{ ...joined, name: 'Grace Hopper' }]);
    await signIn(person);
    expect(await membersOf(org)).toMatchObject([{ ...joined, name: 'Grace Hopper' }]);
    now = START;
  });

  test('is called by the address where there is not a name', async () => {
    const person = aPerson();
    await organizationWith({ email: person.email, role: 'billing' });
    expect((await signIn(person)).claimsToAddOrOverride).toMatchObject({ name: person.email });
  });

  test('signs in several times at once, and joins once', async () => {
    const person = aPerson();
    const org = await organizationWith({ email: person.email, role: 'owner' });
    const tokens = await Promise.all(Array.from({ length: 8 }, () => signIn(person)));
    expect(new Set(tokens.map(({ claimsToAddOrOverride }) => claimsToAddOrOverride.org))).toEqual(
      new Set([org]),
    );
    expect(await membersOf(org)).toMatchObject([{ status: 'active' }]);
  });

  test('has the role that the person has when the token is renewed', async () => {
    const person = aPerson();
    const org = await organizationWith(
      { email: person.email, role: 'owner' },
      { email: 'other@contoso.com', role: 'owner' },
    );
    await signIn({ sub: 'sub-other', email: 'other@contoso.com' });
    await signIn(person);
    const { id = '' } = (await membersOf(org)).find((member) => Object(member).email === person.email) ?? {};
    const params = { org, member: id };
    await patchMember(deps())(aRequest({ params, body: JSON.stringify({ role: 'auditor' }) }));
    const renewal = { ...aSignIn(person), triggerSource: 'TokenGeneration_RefreshTokens' as const };
    expect((await accessTokenOf(renewal)).scopesToAdd).toEqual(['billing:read', 'licenses:read']);
    await removeMember(deps())(aRequest({ params }));
    expect(await accessTokenOf(renewal)).toMatchObject({
      claimsToSuppress: ['org', 'role'],
      scopesToAdd: [],
    });
  });
});

describe('an address admits one person (spec: An invitation is accepted by a verified address)', () => {
  test.each(['false', 'True', ''])('not one whose address is verified as "%s"', async (verified) => {
    const person = aPerson();
    const org = await organizationWith({ email: person.email, role: 'owner' });
    expect(await signIn({ ...person, verified })).toMatchObject({
      claimsToSuppress: ['org', 'role'],
      scopesToAdd: [],
    });
    expect(await membersOf(org)).toMatchObject([{ status: 'invited' }]);
  });

  test('not another account with the address of one who has joined', async () => {
    const person = aPerson();
    const org = await organizationWith({ email: person.email, role: 'owner' });
    await signIn(person);
    expect((await signIn({ ...person, sub: 'sub-thief' })).scopesToAdd).toEqual([]);
    expect((await signIn(person)).claimsToAddOrOverride).toMatchObject({ org });
  });

  test('not both of two accounts that sign in with it at once, nor the name of the other one', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { email, sub } = aPerson();
      const org = await organizationWith({ email, role: 'owner' });
      const accounts = ['a', 'b'].map((id) => ({ email, sub: `${sub}-${id}`, name: `Name ${id}` }));
      const tokens = await Promise.all(accounts.map((account) => signIn(account)));
      const admitted = tokens.filter(({ scopesToAdd }) => scopesToAdd.length > 0);
      expect(admitted).toHaveLength(1);
      const { name } = admitted[0]?.claimsToAddOrOverride ?? {};
      expect(await membersOf(org)).toMatchObject([{ status: 'active', name }]);
    }
  });

  test('and the person stays a member with another address, verified or not', async () => {
    const person = aPerson();
    const org = await organizationWith({ email: person.email, role: 'owner' });
    await signIn(person);
    const moved = await signIn({ ...person, email: 'moved@contoso.com', verified: 'false' });
    expect(moved.claimsToAddOrOverride).toMatchObject({ org, role: 'owner' });
  });

  test('an invitation that was taken back admits nobody', async () => {
    const person = aPerson();
    const org = await organizationWith({ email: person.email, role: 'auditor' });
    const [member] = await membersOf(org);
    await removeMember(deps())(aRequest({ params: { org, member: String(member?.id) } }));
    expect((await signIn(person)).scopesToAdd).toEqual([]);
  });
});

describe('several organizations (spec: A person works for one organization at a time)', () => {
  test('the token is of the one that was joined first, until the person chooses', async () => {
    const person = aPerson();
    const first = await organizationWith({ email: person.email, role: 'auditor' });
    await signIn(person);
    now = '2026-04-01T00:00:00.000Z';
    const second = await organizationWith({ email: person.email, role: 'owner' });
    expect((await signIn(person)).claimsToAddOrOverride).toMatchObject({ org: first, role: 'auditor' });
    await chooseOrganization(database.db, { subject: person.sub, organization: second });
    expect((await signIn(person)).claimsToAddOrOverride).toMatchObject({ org: second, role: 'owner' });
    now = START;
  });
});

describe('an operator', () => {
  test('is a member of the group of operators, with its one scope, and of no organization', async () => {
    const person = aPerson();
    await organizationWith({ email: person.email, role: 'billing' });
    expect(await signIn({ ...person, groups: ['operators'] })).toMatchObject({
      claimsToSuppress: ['org', 'role'],
      scopesToAdd: ['operator'],
    });
  });

  test.each(['Operators', 'operator', 'owners'])('is not who is in the group %s', async (group) => {
    expect((await signIn({ ...aPerson(), groups: [group] })).scopesToAdd).toEqual([]);
  });
});

test('no attribute, and no scope that is asked for, gives a scope of this service', async () => {
  const person = aPerson();
  await organizationWith({ email: person.email, role: 'billing' });
  const asked = ['openid', 'operator', 'calls:write', 'billing:read', 'credits/operator'];
  const token = await signIn({ ...person, scopes: asked });
  expect(token).toMatchObject({
    scopesToAdd: ['billing:read', 'billing:write'],
    scopesToSuppress: ['operator', 'calls:write', 'credits/operator'],
  });
});

describe('a machine with an app client of its own in the pool', () => {
  test('is an operator where Cognito lets it be one', async () => {
    expect(await accessTokenOf(aMachine(['credits/operator']))).toEqual({
      claimsToAddOrOverride: { kind: 'client' },
      claimsToSuppress: ['org', 'role', 'name', 'email'],
      scopesToAdd: ['operator'],
      scopesToSuppress: ['credits/operator'],
    });
  });

  test('gets nothing of an organization', async () => {
    const token = await accessTokenOf(aMachine(['credits/calls:write', 'credits/billing:read']));
    expect(token).toMatchObject({ claimsToAddOrOverride: { kind: 'client' }, scopesToAdd: [] });
  });
});

describe('a program of an organization', () => {
  const secret = { sha256: '00', createdAt: START };

  async function aProgram(parts: { role?: Role; scopes?: readonly string[] }): Promise<Client> {
    const organizationId = await organizationWith();
    const client = {
      id: newClientId(),
      name: 'Calling platform',
      organizationId,
      secret,
      createdAt: START,
      ...parts,
    };
    await commitNewClient(database.db, client, { by: BY_ADA, now: START });
    return client;
  }

  function forProgram({ id, organizationId }: Client, scope: string, scopes = ['credits/clients']) {
    const event = aMachine(scopes);
    const clientMetadata = { client: id, organization: organizationId, scope };
    return accessTokenOf({ ...event, request: { ...event.request, clientMetadata } });
  }

  test('gets the scopes of its role, and says which program it is', async () => {
    const client = await aProgram({ role: 'platform' });
    expect(await forProgram(client, 'calls:write')).toEqual({
      claimsToAddOrOverride: {
        kind: 'client',
        org: client.organizationId,
        client: client.id,
        role: 'platform',
        name: 'Calling platform',
      },
      claimsToSuppress: ['email'],
      scopesToAdd: ['calls:write'],
      scopesToSuppress: ['credits/clients'],
    });
  });

  test('gets those of its scopes that it asked for, and no others', async () => {
    const client = await aProgram({ scopes: ['billing:read', 'calls:write'] });
    const token = await forProgram(client, 'billing:read billing:write operator');
    expect(token).toMatchObject({ scopesToAdd: ['billing:read'] });
    expect(token.claimsToAddOrOverride).not.toHaveProperty('role');
  });

  test('is believed only of the client that this service has for all of them', async () => {
    const client = await aProgram({ role: 'owner' });
    const token = await forProgram(client, 'billing:write', ['credits/billing:write']);
    expect(token).toMatchObject({ claimsToAddOrOverride: { kind: 'client' }, scopesToAdd: [] });
  });

  test('gets no token once it is removed, nor one of another organization', async () => {
    const client = await aProgram({ role: 'platform' });
    const other = await organizationWith();
    await expect(forProgram({ ...client, organizationId: other }, 'calls:write')).rejects.toThrow(
      'no client',
    );
    await removeClient(database.db, client, { by: BY_ADA, now: START });
    await expect(forProgram(client, 'calls:write')).rejects.toThrow('no client');
  });

  test('is none that the request does not name', async () => {
    await expect(accessTokenOf(aMachine(['credits/clients']))).rejects.toThrow();
  });
});

test('a token without a subject is not completed', async () => {
  await expect(signIn({ sub: '', email: 'x@contoso.com' })).rejects.toThrow('sub');
});
