import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { toEvent, toResponse } from '../../infra/local/http/gateway-event.ts';
import { Router } from '../../infra/local/http/router.ts';
import { Tokens } from '../../infra/local/http/tokens.ts';

describe('Routes', () => {
  const keys = ['GET /', 'GET /a/{b}', 'GET /a/fixed', 'GET /a/{b}/c', 'ANY /any/{rest+}', 'POST /a/{b}'];
  const router = new Router(keys.map((key) => [key, key] as const));

  test.each([
    ['GET', '/', 'GET /', {}],
    ['GET', '/a/1', 'GET /a/{b}', { b: '1' }],
    ['GET', '/a/fixed', 'GET /a/fixed', {}],
    ['GET', '/a/x%2Fy%20z', 'GET /a/{b}', { b: 'x/y z' }],
    ['POST', '/a/+33', 'POST /a/{b}', { b: '+33' }],
    ['GET', '/a/1/c', 'GET /a/{b}/c', { b: '1' }],
    ['PUT', '/any/1/2', 'ANY /any/{rest+}', { rest: '1/2' }],
  ])('%s %s', (method, path, target, parameters) => {
    expect(router.find(method, path)).toEqual({ target, parameters });
  });

  test.each([
    ['GET', '/a'],
    ['GET', '/a/'],
    ['GET', '/a/1/c/d'],
    ['DELETE', '/a/1'],
    ['GET', '/a/%zz'],
  ])('%s %s leads nowhere', (method, path) => {
    expect(router.find(method, path)).toBeUndefined();
  });

  test('$default takes what no route takes', () => {
    const withDefault = new Router([
      ['GET /a', 'a'],
      ['$default', 'rest'],
    ] as const);
    expect(withDefault.find('GET', '/b')).toEqual({ target: 'rest', parameters: {} });
    expect(withDefault.find('GET', '/a')).toEqual({ target: 'a', parameters: {} });
  });
});

describe('Events and responses', () => {
  const request = {
    method: 'POST',
    path: '/a/1',
    query: 'x=1&x=2&y=%2B33',
    headers: { 'content-type': 'application/json', 'x-two': ['a', 'b'] as unknown as string },
    body: Buffer.from('{"a":1}'),
    sourceIp: '127.0.0.1',
  };
  const now = new Date('2026-11-22T10:00:00.000Z');

  test('a JSON request becomes an event of version 2.0', () => {
    const event = toEvent(request, 'POST /a/{b}', { b: '1' }, now, { sub: 'me' });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /a/{b}',
      rawPath: '/a/1',
      rawQueryString: 'x=1&x=2&y=%2B33',
      queryStringParameters: { x: '1,2', y: '+33' },
      pathParameters: { b: '1' },
      headers: { 'x-two': 'a,b' },
      body: '{"a":1}',
      isBase64Encoded: false,
      requestContext: {
        authorizer: { jwt: { claims: { sub: 'me' }, scopes: null } },
        timeEpoch: now.getTime(),
      },
    });
  });

  test.each([
    ['text/csv; charset=utf-8', false],
    ['application/json; charset=UTF-8; x=y', false],
    ['text/plain; header=present', false],
    ['application/problem+json', true],
    ['application/octet-stream', true],
    ['application/x-www-form-urlencoded', true],
    ['text/csv; charset=utf-16', true],
    ['text/plain;charset=iso-8859-1', true],
    [undefined, true],
  ])('a body of %s: base64 %s', (type, isBase64Encoded) => {
    const event = toEvent({ ...request, headers: type ? { 'content-type': type } : {} }, 'k', {}, now);
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(event.body).toBe(isBase64Encoded ? request.body.toString('base64') : '{"a":1}');
  });

  test('row 06: a body that is not UTF-8 keeps its bytes, whatever its type', () => {
    const body = Buffer.from('\uFEFFname', 'utf16le');
    const event = toEvent({ ...request, headers: { 'content-type': 'text/csv' }, body }, 'k', {}, now);
    expect(event).toMatchObject({ isBase64Encoded: true, body: body.toString('base64') });
  });

  test('a result becomes a response with status, headers, cookies and a binary body', () => {
    const result = {
      statusCode: 201,
      headers: { a: 'b' },
      cookies: ['c=1'],
      body: 'AQI=',
      isBase64Encoded: true,
    };
    expect(toResponse(JSON.stringify(result))).toEqual({
      status: 201,
      headers: { a: 'b', 'set-cookie': ['c=1'] },
      body: Buffer.from([1, 2]),
    });
  });

  test('a result without a status is itself the body of the response', () => {
    expect(toResponse('{"a":1}')).toMatchObject({ status: 200, body: '{"a":1}' });
  });
});

describe('Tokens', () => {
  const authorizer = { issuer: 'https://issuer.example/', audiences: ['credits'] };

  test('a token is accepted with the claims that it was signed with', async () => {
    const tokens = await Tokens.open();
    const token = await tokens.sign({ org: 'contoso', scopes: ['a', 'b'] }, authorizer);
    expect(await tokens.verify(`Bearer ${token}`, authorizer)).toMatchObject({
      org: 'contoso',
      scope: 'a b',
      sub: 'local',
    });
  });

  test.each([
    ['no token', () => undefined],
    ['another scheme', (token: string) => `Basic ${token}`],
    ['a changed token', (token: string) => `Bearer ${token.slice(0, -6)}AAAAAA`],
    ['nonsense', () => 'Bearer abc'],
  ])('%s is refused', async (_name, headerOf) => {
    const tokens = await Tokens.open();
    const token = await tokens.sign({ scopes: ['a'] }, authorizer);
    expect(await tokens.verify(headerOf(token), authorizer)).toBeUndefined();
  });

  test('tokens of another issuer, audience or key are refused', async () => {
    const tokens = await Tokens.open();
    const others = await Tokens.open();
    const header = `Bearer ${await tokens.sign({ scopes: ['a'] }, authorizer)}`;
    expect(await tokens.verify(header, { ...authorizer, issuer: 'https://other.example/' })).toBeUndefined();
    expect(await tokens.verify(header, { ...authorizer, audiences: ['other'] })).toBeUndefined();
    expect(await others.verify(header, authorizer)).toBeUndefined();
  });

  const NOW_SECONDS = Math.floor(Date.now() / 1000);
  const GOOD = { iss: authorizer.issuer, aud: 'credits', exp: NOW_SECONDS + 600, iat: NOW_SECONDS };

  async function signed(tokens: Tokens, payload: JWTPayload, header: object = {}): Promise<string> {
    const [key] = tokens.keys.keys;
    if (!key) throw new Error('no key');
    const protectedHeader = { alg: 'RS256', kid: key.kid, ...header };
    return new SignJWT(payload).setProtectedHeader(protectedHeader).sign(key);
  }

  test.each<[string, JWTPayload, object, boolean]>([
    ['as it should be', GOOD, {}, true],
    ['for several audiences', { ...GOOD, aud: ['other', 'credits'] }, {}, true],
    ['of a client, without an audience', { ...GOOD, aud: undefined, client_id: 'credits' }, {}, true],
    ['of the client, for another audience', { ...GOOD, aud: 'other', client_id: 'credits' }, {}, false],
    ['of another client', { ...GOOD, aud: undefined, client_id: 'other' }, {}, false],
    ['for nobody', { ...GOOD, aud: undefined }, {}, false],
    ['that has expired', { ...GOOD, exp: NOW_SECONDS - 1 }, {}, false],
    ['without an end', { ...GOOD, exp: undefined }, {}, false],
    ['that is not valid yet', { ...GOOD, nbf: NOW_SECONDS + 60 }, {}, false],
    ['that was issued in the future', { ...GOOD, iat: NOW_SECONDS + 60 }, {}, false],
    ['without the id of its key', GOOD, { kid: undefined }, false],
    ['with the id of another key', GOOD, { kid: 'other' }, false],
  ])(
    'a token %s is accepted as by API Gateway: see the last column',
    async (_name, payload, header, accepted) => {
      const tokens = await Tokens.open();
      const token = await signed(tokens, payload, header);
      expect((await tokens.verify(`Bearer ${token}`, authorizer)) !== undefined).toBe(accepted);
      expect((await tokens.verify(token, authorizer)) !== undefined).toBe(accepted);
    },
  );

  test('a token without a signature is refused', async () => {
    const tokens = await Tokens.open();
    const token = new UnsecuredJWT(GOOD).encode();
    expect(await tokens.verify(`Bearer ${token}`, authorizer)).toBeUndefined();
  });

  test('keys in a folder stay, so that tokens do; only their owner can read them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keys-'));
    const file = join(folder, 'issuer-keys.json');
    const before = await Tokens.open(folder);
    const token = await before.sign({ scopes: ['a'] }, authorizer);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const kept = await readFile(file, 'utf8');
    expect(await (await Tokens.open(folder)).verify(token, authorizer)).toMatchObject({ scope: 'a' });
    expect(await readFile(file, 'utf8')).toBe(kept);
    await rm(folder, { recursive: true });
  });
});
