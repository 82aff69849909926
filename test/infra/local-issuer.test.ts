/** The local issuer, asked by a client that keeps to the specifications: oauth4webapi. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import { json } from '../../infra/local/http/problem.ts';
import { CookieBrowser } from '../support/cookies.ts';
import { ADA, startTestIssuer, type TestIssuer } from '../support/issuer.ts';

const INSECURE = { [oauth.allowInsecureRequests]: true };

let server: TestIssuer;
let issuer: oauth.AuthorizationServer;
/** What the pre-token function returns; without it, the function throws. */
let accessTokenGeneration: object | undefined;

beforeAll(async () => {
  server = await startTestIssuer({
    generate: () => {
      if (accessTokenGeneration === undefined) throw new Error('no record');
      return accessTokenGeneration;
    },
    handle: async () => json({}),
  });
  const address = new URL(server.issuer);
  issuer = await oauth.processDiscoveryResponse(address, await oauth.discoveryRequest(address, INSECURE));
});
afterAll(() => server.close());

interface Begun {
  readonly client: oauth.Client;
  readonly redirectUri: string;
  readonly verifier: string;
  readonly state: string;
  readonly url: string;
}

async function begin(
  clientId: string,
  redirectUri: string,
  more: Record<string, string> = {},
): Promise<Begun> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid email profile',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...more,
  });
  const url = `${issuer.authorization_endpoint}?${query}`;
  return { client: { client_id: clientId }, redirectUri, verifier, state, url };
}

/** Chooses the person on the page, and returns where the browser is sent back to. */
async function choose(browser: CookieBrowser, { url, redirectUri }: Begun, email: string): Promise<string> {
  const page = await browser.visit(url);
  const action = /action="([^"]+)"/.exec(page.html)?.[1] ?? '';
  const form = new URLSearchParams({ email });
  return (await browser.visit(new URL(action, page.url).href, { form, stopAt: `${redirectUri}?` })).url;
}

async function redeem({ client, redirectUri, verifier, state }: Begun, callback: string) {
  const answer = oauth.validateAuthResponse(issuer, client, new URL(callback), state);
  const response = await oauth.authorizationCodeGrantRequest(
    issuer,
    client,
    oauth.None(),
    answer,
    redirectUri,
    verifier,
    INSECURE,
  );
  return oauth.processAuthorizationCodeResponse(issuer, client, response);
}

async function signIn(email = ADA.email, browser = new CookieBrowser()) {
  const begun = await begin('console', `${server.url}/`);
  return redeem(begun, await choose(browser, begun, email));
}

const refresh = async (clientId: string, token: string) => {
  const client = { client_id: clientId };
  const response = await oauth.refreshTokenGrantRequest(issuer, client, oauth.None(), token, INSECURE);
  return oauth.processRefreshTokenResponse(issuer, client, response);
};

const claimsOf = async (token: string) => {
  const keys = createRemoteJWKSet(new URL(String(issuer.jwks_uri)));
  return (await jwtVerify(token, keys, { issuer: issuer.issuer, algorithms: ['RS256'] })).payload;
};

describe('a person', () => {
  test('signs in with a code and PKCE; the token says what the pre-token function made of it', async () => {
    accessTokenGeneration = {
      claimsToAddOrOverride: { org: 'contoso', role: 'owner', sub: 'somebody else' },
      scopesToAdd: ['billing:read'],
      scopesToSuppress: ['openid', 'email', 'profile'],
    };
    const { access_token: token, refresh_token, expires_in } = await signIn();
    const claims = await claimsOf(token);
    expect(claims).toMatchObject({
      client_id: 'console',
      aud: 'console',
      token_use: 'access',
      org: 'contoso',
      role: 'owner',
      scope: 'billing:read',
    });
    expect(claims.sub).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
    expect(expires_in).toBe(900);
    expect(refresh_token).toEqual(expect.any(String));
    expect(server.events.at(-1)).toMatchObject({
      version: '2',
      triggerSource: 'TokenGeneration_HostedAuth',
      userName: claims.sub,
      callerContext: { clientId: 'console' },
      request: {
        userAttributes: { sub: claims.sub, email: ADA.email, email_verified: 'true', name: 'Ada King' },
        groupConfiguration: { groupsToOverride: [] },
        scopes: ['openid', 'email', 'profile'],
      },
    });
  });

  test('has a token that the HTTP API accepts from this issuer for this client alone', async () => {
    const header = `Bearer ${(await signIn()).access_token}`;
    const authorizer = { issuer: issuer.issuer, audiences: ['console', 'cli'] };
    expect(await server.tokens.verify(header, authorizer)).toMatchObject({ org: 'contoso' });
    expect(await server.tokens.verify(header, { ...authorizer, audiences: ['cli'] })).toBeUndefined();
    expect(
      await server.tokens.verify(header, { ...authorizer, issuer: 'https://other.example' }),
    ).toBeUndefined();
  });

  test('gets a token of another organization by refreshing, and each refresh token works once', async () => {
    const { refresh_token: first = '' } = await signIn();
    accessTokenGeneration = { claimsToAddOrOverride: { org: 'fabrikam' } };
    const second = await refresh('console', first);
    expect(await claimsOf(second.access_token)).toMatchObject({ org: 'fabrikam' });
    expect(server.events.at(-1)).toMatchObject({ triggerSource: 'TokenGeneration_RefreshTokens' });
    expect(second.refresh_token).not.toBe(first);
    await expect(refresh('console', first)).rejects.toMatchObject({ error: 'invalid_grant' });
    // A token that is used twice may be stolen: every token of its sign-in ends.
    await expect(refresh('console', second.refresh_token ?? '')).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('is the same person in any capitals, and is who was invited under that address', async () => {
    accessTokenGeneration = {};
    const first = await claimsOf((await signIn('New@Contoso.example')).access_token);
    const body = { Username: 'new@contoso.example', UserAttributes: [{ Name: 'name', Value: 'Nell' }] };
    const invite = () =>
      fetch(`${server.url}/pool`, {
        method: 'POST',
        headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.AdminCreateUser' },
        body: JSON.stringify(body),
      });
    expect((await invite()).status).toBe(200);
    const second = await claimsOf((await signIn('new@contoso.example')).access_token);
    expect(second.sub).toBe(first.sub);
    expect(server.events.at(-1)).toMatchObject({ request: { userAttributes: { name: 'Nell' } } });
    expect(await (await invite()).json()).toMatchObject({ __type: 'UsernameExistsException' });
  });

  test('of a group of the pool has it in the event', async () => {
    await signIn('Root@contoso.example');
    const groupConfiguration = { groupsToOverride: ['operators'] };
    expect(server.events.at(-1)).toMatchObject({ request: { groupConfiguration } });
  });

  test('who is signed in is not asked again; a hint of another person signs that one in', async () => {
    const browser = new CookieBrowser();
    const ada = await claimsOf((await signIn(ADA.email, browser)).access_token);
    const again = await begin('console', `${server.url}/`);
    const back = await browser.visit(again.url, { stopAt: `${server.url}/?` });
    expect((await claimsOf((await redeem(again, back.url)).access_token)).sub).toBe(ada.sub);
    const hinted = await begin('cli', 'http://127.0.0.1:50123/callback', {
      login_hint: 'bob@contoso.example',
    });
    const asBob = await new CookieBrowser().visit(hinted.url, { stopAt: `${hinted.redirectUri}?` });
    expect(asBob.url).toContain('code=');
    expect(server.events.length).toBeGreaterThan(0);
  });

  test('gets no token when the function fails', async () => {
    accessTokenGeneration = undefined;
    await expect(signIn()).rejects.toMatchObject({ error: 'invalid_request' });
    expect(server.failures.splice(0)).toEqual([new Error('no record')]);
    accessTokenGeneration = {};
  });

  test('signs out, and is asked again from then on', async () => {
    const browser = new CookieBrowser();
    await signIn(ADA.email, browser);
    const query = new URLSearchParams({ client_id: 'console', post_logout_redirect_uri: `${server.url}/` });
    const page = await browser.visit(`${issuer.end_session_endpoint}?${query}`);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
    const action = /action="([^"]+)"/.exec(page.html)?.[1] ?? '';
    const form = new URLSearchParams({ xsrf, logout: 'yes' });
    expect((await browser.visit(action, { form, stopAt: `${server.url}/` })).url).toBe(`${server.url}/`);
    const { html } = await browser.visit((await begin('console', `${server.url}/`)).url);
    expect(html).toContain('Ada King');
  });
});

describe('what is refused', () => {
  test('a request without PKCE', async () => {
    const { url } = await begin('console', `${server.url}/`);
    const plain = new URL(url);
    for (const name of ['code_challenge', 'code_challenge_method']) plain.searchParams.delete(name);
    const back = await new CookieBrowser().visit(plain.href, { stopAt: `${server.url}/?` });
    expect(back.url).toContain('error=invalid_request');
  });

  test.each([
    ['console', 'https://evil.example/'],
    ['console', 'http://127.0.0.1:9/'],
    ['cli', 'https://evil.example/callback'],
    ['cli', 'http://127.0.0.1:8976/other'],
    ['machine', 'http://127.0.0.1:8976/callback'],
  ])('%s with the redirect to %s: nobody is sent there', async (client, redirectUri) => {
    const { url } = await begin(client, redirectUri);
    const page = await new CookieBrowser().visit(url, { stopAt: `${redirectUri}?` });
    expect(page).toMatchObject({ status: 400, html: expect.stringContaining('That did not work') });
  });

  test('a code with another verifier, and a code that was used', async () => {
    const begun = await begin('console', `${server.url}/`);
    const callback = await choose(new CookieBrowser(), begun, ADA.email);
    const other = { ...begun, verifier: oauth.generateRandomCodeVerifier() };
    await expect(redeem(other, callback)).rejects.toMatchObject({ error: 'invalid_grant' });
    await redeem(begun, callback);
    await expect(redeem(begun, callback)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  test('a text that is not an e-mail address, and a form of another browser', async () => {
    const begun = await begin('console', `${server.url}/`);
    const browser = new CookieBrowser();
    const page = await browser.visit(begun.url);
    const action = new URL(/action="([^"]+)"/.exec(page.html)?.[1] ?? '', page.url).href;
    const form = new URLSearchParams({ email: '<b>' });
    const again = await browser.visit(action, { form });
    expect(again).toMatchObject({ status: 400, html: expect.stringContaining('value="&lt;b&gt;"') });
    const elsewhere = await new CookieBrowser().visit(action, {
      form: new URLSearchParams({ email: ADA.email }),
    });
    expect(elsewhere).toMatchObject({ status: 400, html: expect.stringContaining('This sign-in has ended') });
  });

  test('a page of another origin may not redeem a code', async () => {
    const response = await fetch(String(issuer.token_endpoint), {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: new URLSearchParams({ grant_type: 'refresh_token', client_id: 'console', refresh_token: 'x' }),
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('a machine', () => {
  const ask = async (secret: string, parameters: Record<string, string>) => {
    const client = { client_id: 'machine' };
    const auth = oauth.ClientSecretBasic(secret);
    const response = await oauth.clientCredentialsGrantRequest(issuer, client, auth, parameters, INSECURE);
    return oauth.processClientCredentialsResponse(issuer, client, response);
  };
  const secretOf = async (id: string): Promise<string> => {
    const response = await fetch(`${server.url}/pool`, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.DescribeUserPoolClient' },
      body: JSON.stringify({ ClientId: id, UserPoolId: 'pool' }),
    });
    const { UserPoolClient: found } = Object(await response.json());
    return String(found.ClientSecret);
  };

  test('gets a token for the secret of the pool, and the function sees the metadata', async () => {
    accessTokenGeneration = {
      claimsToAddOrOverride: { org: 'contoso', kind: 'client' },
      scopesToAdd: ['calls:write'],
    };
    const metadata = { client: 'cli_1', organization: 'contoso' };
    const { access_token, refresh_token } = await ask(await secretOf('machine'), {
      scope: 'credits/clients',
      aws_client_metadata: JSON.stringify(metadata),
    });
    expect(await claimsOf(access_token)).toMatchObject({
      sub: 'machine',
      client_id: 'machine',
      org: 'contoso',
      scope: 'credits/clients calls:write',
    });
    expect(refresh_token).toBeUndefined();
    expect(server.events.at(-1)).toMatchObject({
      version: '3',
      triggerSource: 'TokenGeneration_ClientCredentials',
      request: { scopes: ['credits/clients'], clientMetadata: metadata, userAttributes: {} },
    });
  });

  test('is refused with another secret, and for another scope', async () => {
    await expect(ask('wrong', {})).rejects.toThrow();
    const secret = await secretOf('machine');
    await expect(ask(secret, { scope: 'credits/operator' })).rejects.toMatchObject({
      error: 'invalid_scope',
    });
  });
});

test('keys have an id, and their private parts are not shown', async () => {
  const { keys } = Object(await (await fetch(String(issuer.jwks_uri))).json());
  expect(keys).toHaveLength(1);
  expect(Object.keys(keys[0])).not.toContain('d');
  const signed = await server.tokens.sign({ scopes: [] }, { issuer: issuer.issuer, audiences: ['console'] });
  expect(decodeProtectedHeader(signed).kid).toBe(keys[0].kid);
  await expect(claimsOf(signed)).resolves.toMatchObject({ sub: 'local' });
});
