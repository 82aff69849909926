/** `credits login` with a browser, at an issuer that keeps to the specifications. */

import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import type { GatewayRequest } from '../../infra/local/http/gateway-event.ts';
import { json } from '../../infra/local/http/problem.ts';
import { CommandLine } from '../support/command-line.ts';
import { CookieBrowser } from '../support/cookies.ts';
import { ADA, startTestIssuer, type TestIssuer } from '../support/issuer.ts';

let server: TestIssuer;
let credits: CommandLine;
/** What a service that has Cognito for its issuer says of the command line. */
let redirectUris: readonly string[] = [];
let chosen = 'contoso';
const asked: { readonly operation: string; readonly organization: unknown }[] = [];

const organizations = ['contoso', 'fabrikam'].map((id) => ({ id, name: id, role: 'owner' }));

async function handle({ method, path, headers, body }: GatewayRequest, { issuer }: TestIssuer) {
  const settings = { issuer, clientId: 'console', cliClientId: 'cli', cliRedirectUris: redirectUris };
  if (path === '/v1/sign-in') return json({ ...settings, scopes: ['openid', 'email', 'profile'] });
  const { org } = decodeJwt(String(headers.authorization).slice('Bearer '.length));
  asked.push({ operation: `${method} ${path}`, organization: org });
  if (path === '/v1/me/organization') {
    chosen = String(JSON.parse(body.toString()).organization);
    return { status: 204, headers: {}, body: '' };
  }
  const me = { subject: '1', name: 'Ada King', email: ADA.email, kind: 'person', operator: false };
  return json({
    ...me,
    organization: org,
    organizations,
    scopes: ['billing:read'],
    items: [],
    nextCursor: null,
  });
}

beforeAll(async () => {
  const generate = () => ({ claimsToAddOrOverride: { org: chosen }, scopesToAdd: ['billing:read'] });
  server = await startTestIssuer({ generate, handle });
});
afterAll(() => server.close());
beforeEach(() => {
  credits = new CommandLine();
  redirectUris = [];
  chosen = 'contoso';
  asked.length = 0;
});

const loginFile = () => join(credits.configFolder, 'login.json');
const kept = async () => JSON.parse(await readFile(loginFile(), 'utf8'));
const now = () => new Date().toISOString();

/** Chooses Ada on the sign-in page, as far as the page of the command line. */
async function chooseAda(url: string): Promise<string> {
  const browser = new CookieBrowser();
  const page = await browser.visit(url);
  const action = new URL(/action="([^"]+)"/.exec(page.html)?.[1] ?? '', page.url).href;
  return (await browser.visit(action, { form: new URLSearchParams({ email: ADA.email }) })).html;
}

const login = (...more: readonly string[]) =>
  credits.run(['login', '--url', server.url, ...more], { browse: (url) => void chooseAda(url), now: now() });

describe('credits login', () => {
  test('signs in with the browser, types no token, and keeps what renews it', async () => {
    const { code, out, err } = await login();
    expect([code, err]).toEqual([0, expect.stringMatching(/^Sign in in the browser\. .*\nhttp:\/\/.*\n$/)]);
    expect(out).toMatch(/^Who +Ada King, ada@contoso\.example$/m);
    expect(out).toMatch(/^Also in +fabrikam$/m);
    expect(await kept()).toMatchObject({
      url: server.url,
      organization: 'contoso',
      renewal: { issuer: server.issuer, clientId: 'cli', refreshToken: expect.any(String) },
    });
    expect((await stat(loginFile())).mode & 0o777).toBe(0o600);
  });

  test('prints the address where there is no browser, and waits for a sign-in elsewhere', async () => {
    const running = credits.run(['login', '--url', server.url], { now: now() });
    const printed = await credits.printed(/^http:.*$/m);
    expect(await chooseAda(printed)).toContain('Back to the terminal');
    const { code, err } = await running;
    expect([code, err]).toEqual([0, `To sign in, open:\n${printed}\n`]);
  });

  test('takes the first of the ports that the service names and that is free', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    const free = createServer().listen(0, '127.0.0.1');
    await Promise.all([once(busy, 'listening'), once(free, 'listening')]);
    const portOf = (of: typeof busy) => Number(Object(of.address()).port);
    redirectUris = [portOf(busy), portOf(free)].map((port) => `http://127.0.0.1:${port}/callback`);
    free.close();
    await once(free, 'close');
    const { code, err } = await login();
    expect([code, decodeURIComponent(err)]).toEqual([0, expect.stringContaining(String(redirectUris[1]))]);
    redirectUris = redirectUris.slice(0, 1);
    expect((await login()).err).toContain('The ports for signing in are taken by other programs');
    busy.close();
  });

  test('ignores a callback that it did not ask for, and reports a refusal', async () => {
    const refuse = async (url: string): Promise<void> => {
      const { searchParams } = new URL(url);
      const callback = new URL(searchParams.get('redirect_uri') ?? '');
      const forged = await fetch(`${callback.href}?code=stolen&state=other`);
      expect(forged.status).toBe(404);
      const iss = server.issuer;
      const state = searchParams.get('state') ?? '';
      await fetch(`${callback.href}?${new URLSearchParams({ error: 'access_denied', state, iss })}`);
    };
    const { code, err } = await credits.run(['login', '--url', server.url], { browse: refuse, now: now() });
    expect([code, err]).toEqual([1, expect.stringContaining('credits: access_denied')]);
    await expect(stat(loginFile())).rejects.toThrow('ENOENT');
  });
});

describe('who is signed in', () => {
  /** Access tokens of the issuer live for 15 minutes. */
  const later = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

  test('stays signed in: a token that is about to expire is renewed once, and kept', async () => {
    await login();
    const before = await kept();
    expect((await credits.run(['lots'], { now: later(5) })).code).toBe(0);
    expect((await kept()).token).toBe(before.token);
    expect((await credits.run(['lots'], { now: later(14.5) })).code).toBe(0);
    const after = await kept();
    expect(after.token).not.toBe(before.token);
    expect(after.renewal.refreshToken).not.toBe(before.renewal.refreshToken);
    expect(after).toMatchObject({ url: before.url, organization: 'contoso' });
  });

  test('works for another organization with credits use', async () => {
    await login();
    expect((await credits.run(['use', 'fabrikam'], { now: now() })).out).toBe('You work for fabrikam.\n');
    await credits.run(['lots'], { now: now() });
    expect(asked.slice(-2)).toEqual([
      { operation: 'PUT /v1/me/organization', organization: 'contoso' },
      { operation: 'GET /v1/organizations/fabrikam/lots', organization: 'fabrikam' },
    ]);
  });

  test('signs out: the issuer forgets the refresh token, and nothing is kept', async () => {
    await login();
    const { renewal } = await kept();
    expect((await credits.run(['logout'])).out).toBe('You are signed out.\n');
    await expect(stat(loginFile())).rejects.toThrow('ENOENT');
    const form = { grant_type: 'refresh_token', client_id: 'cli', refresh_token: renewal.refreshToken };
    const response = await fetch(`${server.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    expect([response.status, Object(await response.json()).error]).toEqual([400, 'invalid_grant']);
  });

  test('whose session the issuer has ended is asked to sign in again', async () => {
    await login();
    const { renewal } = await kept();
    const form = { client_id: 'cli', token: renewal.refreshToken };
    await fetch(`${server.issuer}/token/revocation`, { method: 'POST', body: new URLSearchParams(form) });
    const { code, err } = await credits.run(['lots'], { now: later(20) });
    expect([code, err]).toEqual([1, 'credits: Your sign-in has ended. Sign in again with credits login.\n']);
  });
});
