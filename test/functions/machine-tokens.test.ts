/** Tokens of the issuer for programs, against an issuer that replies by a script. */
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { IssuerUnavailable } from '../../shared/identity/issuer-unavailable.ts';
import { machineSecret } from '../../shared/identity/machine-secret.ts';
import { machineTokens } from '../../shared/identity/machine-tokens.ts';
import { problemOf } from '../../shared/lambda/problem.ts';
import { type Reply, type Scripted, ScriptedServer } from '../support/scripted-server.ts';

const TOKEN: Reply = { status: 200, body: { access_token: 'a.b.c', token_type: 'Bearer', expires_in: 3600 } };
const ORDER = { client: { id: 'cli_1', organizationId: 'contoso' }, scopes: ['calls:write', 'billing:read'] };

let server: ScriptedServer;
beforeAll(async () => {
  server = await ScriptedServer.start();
});
afterAll(() => server.close());

const discovery = (): Reply => ({ status: 200, body: { token_endpoint: `${server.url}/oauth2/token` } });
const anIssuer = () =>
  machineTokens({ issuer: server.url, clientId: 'shared', secret: async () => 's:cret' });

describe('a token for a program', () => {
  test('is asked for with the shared client, and says which program it is for', async () => {
    server.reply(discovery(), TOKEN);
    expect(await anIssuer().issue(ORDER)).toEqual({ accessToken: 'a.b.c', expiresInSeconds: 3600 });
    const [found, asked] = server.received;
    expect(found).toMatchObject({ method: 'GET', url: '/.well-known/openid-configuration' });
    expect(asked).toMatchObject({
      method: 'POST',
      url: '/oauth2/token',
      headers: {
        authorization: `Basic ${Buffer.from('shared:s%3Acret').toString('base64')}`,
        'content-type': expect.stringMatching(/^application\/x-www-form-urlencoded/),
      },
    });
    const { aws_client_metadata: metadata = '', ...fields } = Object.fromEntries(
      new URLSearchParams(asked?.body),
    );
    expect(fields).toEqual({ grant_type: 'client_credentials', scope: 'credits/clients' });
    expect(JSON.parse(metadata)).toEqual({
      client: 'cli_1',
      organization: 'contoso',
      scope: 'calls:write billing:read',
    });
  });

  test('is asked for where the issuer said the first time', async () => {
    server.reply(discovery(), TOKEN);
    const issuer = anIssuer();
    await issuer.issue(ORDER);
    await issuer.issue(ORDER);
    expect(server.received.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST']);
  });

  test.each<[string, (endpoint: Reply) => Scripted[]]>([
    ['is not there', () => ['lost']],
    ['has no configuration', () => [{ status: 404 }]],
    ['names no endpoint', () => [{ status: 200, body: {} }]],
    ['breaks off', (endpoint) => [endpoint, 'broken']],
    [
      'refuses the shared client',
      (endpoint) => [endpoint, { status: 400, body: { error: 'invalid_client' } }],
    ],
    ['sends the secret on elsewhere', (endpoint) => [endpoint, { status: 307, headers: { location: '/x' } }]],
    ['gives no token', (endpoint) => [endpoint, { status: 200, body: {} }]],
    ['gives none but a page', (endpoint) => [endpoint, { status: 200, body: '<html>' }]],
  ])('is unavailable while the issuer %s', async (_what, script) => {
    server.reply(...script(discovery()));
    const failed = anIssuer().issue(ORDER);
    await expect(failed).rejects.toBeInstanceOf(IssuerUnavailable);
  });

  test('that is unavailable is a problem that passes', () => {
    const { statusCode, headers, body } = problemOf(new IssuerUnavailable('down'), '/v1/oauth/token');
    expect(statusCode).toBe(503);
    expect(headers['retry-after']).toBe('5');
    expect(JSON.parse(body)).toMatchObject({ code: 'issuer-unavailable' });
  });
});

describe('the secret of the shared client', () => {
  const pool = mockClient(CognitoIdentityProviderClient);
  beforeEach(() => {
    pool.reset();
  });

  test('is read from the user pool, once', async () => {
    pool.on(DescribeUserPoolClientCommand).resolves({ UserPoolClient: { ClientSecret: 'secret' } });
    const secret = machineSecret({ userPoolId: 'pool', clientId: 'shared' });
    expect(await Promise.all([secret(), secret()])).toEqual(['secret', 'secret']);
    expect(pool.commandCalls(DescribeUserPoolClientCommand).map(({ args }) => args[0].input)).toEqual([
      { UserPoolId: 'pool', ClientId: 'shared' },
    ]);
  });

  test('is asked for again after a failure', async () => {
    pool
      .on(DescribeUserPoolClientCommand)
      .rejectsOnce(new Error('throttled'))
      .resolves({ UserPoolClient: {} });
    const secret = machineSecret({ userPoolId: 'pool', clientId: 'shared' });
    await expect(secret()).rejects.toThrow('throttled');
    await expect(secret()).rejects.toThrow('has no secret');
    pool.on(DescribeUserPoolClientCommand).resolves({ UserPoolClient: { ClientSecret: 'secret' } });
    expect(await secret()).toBe('secret');
  });
});
