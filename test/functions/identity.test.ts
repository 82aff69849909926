/** Tokens as issuers make them, with the settings that fit each. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type TokenClaims, tokenClaims } from '../../shared/contract/token-claims.ts';
import { identityOf } from '../../shared/lambda/identity.ts';
import { aToken } from '../support/requests.ts';

const identityBy = (settings: object, payload: Readonly<Record<string, unknown>>) => {
  const claims: TokenClaims = tokenClaims().parse(settings);
  return identityOf({ authorization: `Bearer ${aToken(payload)}` }, claims);
};

const COGNITO = { scopePrefix: 'credits/' };
const ENTRA = {
  organizations: ['tid'],
  roles: ['roles'],
  roleMap: { 'Credits.Billing': 'billing', 'Credits.Platform': 'platform', 'Credits.Operator': 'operator' },
};
const AUTH0 = { organizations: ['https://credits.example/org'], permissions: ['permissions'] };
const OKTA = { roles: ['groups'], roleMap: { 'Credits auditors': 'auditor' } };
const KEYCLOAK = {
  organizations: ['organization'],
  roles: ['resource_access.credits.roles', 'realm_access.roles'],
  roleMap: { 'license-admin': 'licenses', auditor: 'auditor' },
};

/** Issuer, kind of token, settings, payload; then who it is, and what it allows. */
const TOKENS = [
  [
    'Cognito: a person, with claims of the pre-token function',
    COGNITO,
    {
      sub: '0a1b',
      client_id: 'console',
      token_use: 'access',
      scope: 'openid email credits/billing:read credits/billing:write',
      username: 'ada',
      'cognito:groups': ['admins'],
      org: 'contoso',
      name: 'Ada',
    },
    { subject: '0a1b', client: 'console', kind: 'person', name: 'Ada', organizations: ['contoso'] },
    ['billing:read', 'billing:write'],
  ],
  [
    'Cognito: a machine',
    COGNITO,
    { sub: 'm1', client_id: 'm1', token_use: 'access', scope: 'credits/calls:write', org: 'contoso' },
    { subject: 'm1', client: 'm1', kind: 'client', name: undefined, organizations: ['contoso'] },
    ['calls:write'],
  ],
  [
    'Cognito: a scope without the prefix is of another resource server',
    COGNITO,
    { sub: '0a1b', client_id: 'console', scope: 'operator other/operator xcredits/operator', org: 'contoso' },
    { subject: '0a1b', client: 'console', kind: 'person', name: undefined, organizations: ['contoso'] },
    [],
  ],
  [
    'Entra: a person with delegated scopes and an app role',
    ENTRA,
    {
      aud: 'api://credits',
      azp: 'console-app',
      name: 'Ada Lovelace',
      oid: 'oid-1',
      preferred_username: 'ada@contoso.org',
      roles: ['Credits.Billing', 'Other.Role'],
      scp: 'licenses:read',
      sub: 'pairwise',
      tid: 'contoso',
      ver: '2.0',
    },
    {
      subject: 'pairwise',
      client: 'console-app',
      kind: 'person',
      name: 'Ada Lovelace',
      organizations: ['contoso'],
    },
    ['licenses:read', 'billing:read', 'billing:write'],
  ],
  [
    'Entra: a machine with an app role, in a token of version 1',
    ENTRA,
    {
      aud: 'api://credits',
      appid: 'switch',
      oid: 'oid-2',
      roles: ['Credits.Platform'],
      sub: 'oid-2',
      tid: 'contoso',
    },
    { subject: 'oid-2', client: 'switch', kind: 'client', name: undefined, organizations: ['contoso'] },
    ['calls:write'],
  ],
  [
    'Auth0: a person whose permissions RBAC adds, with a claim of its own namespace',
    AUTH0,
    {
      iss: 'https://contoso.eu.auth0.com/',
      sub: 'auth0|5f',
      aud: ['https://api.credits.example', 'https://contoso.eu.auth0.com/userinfo'],
      azp: 'spa',
      scope: 'openid profile',
      permissions: ['billing:read', 'licenses:write'],
      'https://credits.example/org': 'contoso',
    },
    { subject: 'auth0|5f', client: 'spa', kind: 'person', name: undefined, organizations: ['contoso'] },
    ['openid', 'profile', 'billing:read', 'licenses:write'],
  ],
  [
    'Auth0: a machine',
    AUTH0,
    {
      sub: 'm2m@clients',
      azp: 'm2m',
      gty: 'client-credentials',
      scope: 'calls:write',
      permissions: ['calls:write'],
      'https://credits.example/org': 'contoso',
    },
    { subject: 'm2m@clients', client: 'm2m', kind: 'client', name: undefined, organizations: ['contoso'] },
    ['calls:write'],
  ],
  [
    'Okta: a person in a group',
    OKTA,
    {
      cid: '0oa',
      uid: '00u',
      scp: ['openid', 'billing:write'],
      sub: 'ada@contoso.org',
      groups: ['Everyone', 'Credits auditors'],
      org: 'contoso',
    },
    {
      subject: 'ada@contoso.org',
      client: '0oa',
      kind: 'person',
      name: undefined,
      organizations: ['contoso'],
    },
    ['openid', 'billing:write', 'billing:read', 'licenses:read'],
  ],
  [
    'Okta: a machine',
    OKTA,
    { cid: '0ob', scp: ['calls:write'], sub: '0ob', org: 'contoso' },
    { subject: '0ob', client: '0ob', kind: 'client', name: undefined, organizations: ['contoso'] },
    ['calls:write'],
  ],
  [
    'Keycloak: a person with roles of the client and the realm, in two organizations',
    KEYCLOAK,
    {
      sub: 'f3c1',
      azp: 'console',
      scope: 'profile email',
      name: 'Ada Lovelace',
      preferred_username: 'ada',
      realm_access: { roles: ['offline_access', 'auditor'] },
      resource_access: { credits: { roles: ['license-admin'] }, account: { roles: ['view-profile'] } },
      organization: { contoso: { id: '1' }, fabrikam: { id: '2' } },
    },
    {
      subject: 'f3c1',
      client: 'console',
      kind: 'person',
      name: 'Ada Lovelace',
      organizations: ['contoso', 'fabrikam'],
    },
    ['profile', 'email', 'licenses:read', 'licenses:write', 'billing:read'],
  ],
  [
    'Keycloak: a service account',
    KEYCLOAK,
    {
      sub: 's1',
      azp: 'switch',
      client_id: 'switch',
      scope: 'profile calls:write',
      preferred_username: 'service-account-switch',
      organization: ['contoso'],
    },
    {
      subject: 's1',
      client: 'switch',
      kind: 'client',
      name: 'service-account-switch',
      organizations: ['contoso'],
    },
    ['profile', 'calls:write'],
  ],
] as const;

describe('Tokens of the issuers', () => {
  test('infra/issuers.md has the settings that these tokens are read by', () => {
    const blocks = readFileSync('infra/issuers.md', 'utf8').matchAll(/^```json\n(.+?)^```/gms);
    expect([...blocks].map(([, json = '']) => JSON.parse(json))).toEqual([ENTRA, AUTH0, OKTA, KEYCLOAK]);
  });

  test.each(TOKENS)('%s', (_token, settings, payload, who, scopes) => {
    expect(identityBy(settings, payload)).toEqual({ ...who, scopes });
  });

  test.each([
    ['its own claim before anything else', { sub: 'c1', client_id: 'c1', kind: 'person' }, 'person'],
    ['its own claim of a client', { sub: 'shared', kind: 'client', client: 'cli_1' }, 'client'],
    ['an own claim of another word says nothing', { sub: 'ada', kind: 'operator' }, 'person'],
    ['an Entra token of a client of another version', { sub: 'x', idtyp: 'app' }, 'client'],
    ['a person whose name only has the mark within', { sub: 'ada@clients.example' }, 'person'],
    ['a token without a subject', { scope: 'calls:write' }, 'person'],
  ])('a person or a client: %s', (_case, payload, kind) => {
    expect(identityBy({}, payload).kind).toBe(kind);
  });

  test('no role of an issuer gives anything unless the settings say so', () => {
    const payload = { sub: 'x', org: 'contoso', roles: ['owner', 'operator'], groups: ['owner'] };
    expect(identityBy({}, payload).scopes).toEqual([]);
    expect(identityBy({ roles: ['roles', 'groups'] }, payload).scopes).toEqual([]);
  });

  test.each(['__proto__', 'constructor', 'toString'])(
    '%s is not a role, a claim or an organization',
    (name) => {
      const settings = { roles: ['roles'], organizations: [name, `a.${name}`], roleMap: { admin: 'owner' } };
      expect(identityBy(settings, { sub: 'x', roles: [name], a: {} })).toMatchObject({
        organizations: [],
        scopes: [],
      });
    },
  );

  test.each([
    ['a role that is none', { roleMap: { admin: 'root' } }, 'roleMap.admin'],
    ['a setting that is none', { rolemap: {} }, ''],
    ['a claim without a name', { scopes: [''] }, 'scopes.0'],
  ])('the settings refuse %s', (_case, settings, place) => {
    const { error } = tokenClaims().safeParse(settings);
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([place]);
  });
});
