import { describe, expect, jest, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ALL_ROUTES } from '../../shared/contract/routes/all.ts';
import { type Route, routeKeyOf } from '../../shared/contract/routes/route.ts';
import { CreatePurchase, RateQuery } from '../../shared/contract/schemas.ts';
import { SCOPES } from '../../shared/contract/scopes.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { MAX_DOCUMENT_BYTES, MAX_JSON_BYTES, type Operation } from '../../shared/lambda/http.ts';
import { parseBody, parseQuery, readDocument } from '../../shared/lambda/parse.ts';
import { aContext, aHandler, anEvent, asCaller, aToken, testOperation } from '../support/requests.ts';

const TEST = 'GET /test';
const done = (route: Partial<Route> = {}): Operation =>
  testOperation(route, async () => ({ status: 200, body: { done: true } }));

/** The middleware stack around a function whose every route returns `done`. */
const gate = aHandler(Object.fromEntries(ALL_ROUTES.map((route) => [route.id, done(route)])));

const asked = (routeKey: string, payload: Record<string, unknown>, org = 'contoso') =>
  asCaller(anEvent(routeKey, { pathParameters: { org } }), payload);

const statusOf = async (route: Route, claims: Record<string, unknown>, org?: string) => {
  const event = asked(routeKeyOf(route), claims, org);
  if (!route.path.includes('{org}')) delete event.pathParameters;
  return (await gate(event, aContext())).statusCode;
};

describe('access', () => {
  const routes = ALL_ROUTES.map((route) => [routeKeyOf(route), route] as const);

  test.each(routes)('%s accepts exactly its scopes', async (_key, route) => {
    for (const scope of SCOPES) {
      const open = route.access.includes('any') || route.access.includes('none');
      const allowed = open || scope === 'operator' || route.access.includes(scope);
      const claims = { sub: 'client', org: 'contoso', scope: `openid ${scope}` };
      expect(await statusOf(route, claims)).toBe(allowed ? 200 : 403);
    }
    expect(await statusOf(route, { sub: 'client', org: 'contoso', scope: '' })).toBe(
      route.access.includes('any') || route.access.includes('none') ? 200 : 403,
    );
  });

  test.each(routes.filter(([, { path }]) => path.includes('{org}')))(
    '%s is for the organization of the token, and for operators',
    async (_key, route) => {
      const scope = SCOPES.filter((each) => each !== 'operator').join(' ');
      expect(await statusOf(route, { org: 'contoso', scope }, 'fabrikam')).toBe(403);
      expect(await statusOf(route, { scope }, 'fabrikam')).toBe(403);
      expect(await statusOf(route, { scope: 'operator' }, 'fabrikam')).toBe(200);
    },
  );

  test('a scope is a word of its own', async () => {
    const [, purchase] =
      routes.find(([key]) => key.endsWith('{org}/purchases') && key.startsWith('POST')) ?? [];
    if (!purchase) throw new Error('no such route');
    expect(await statusOf(purchase, { org: 'contoso', scope: 'billing:writer xbilling:write' })).toBe(403);
  });

  const statusFor = async (payload: Record<string, unknown>) => {
    const event = asked('POST /v1/organizations/{org}/purchases', payload);
    return (await gate(event, aContext())).statusCode;
  };

  test.each([
    ['a list', { scope: ['openid', 'billing:write'] }, 200],
    ['the name that other issuers give it', { scp: 'openid billing:write' }, 200],
    ['a list under that name', { scp: ['billing:write'] }, 200],
    ['a list without it', { scope: ['openid', 'billing:read'], scp: ['billing:writer'] }, 403],
  ])('scopes come as %s', async (_case, claims, status) => {
    expect(await statusFor({ org: 'contoso', ...claims })).toBe(status);
  });

  test.each([
    ['a text', { scope: '[operator]' }],
    ['a text that ends in one', { scope: '[operator billing:write]' }],
    ['a member of a list', { scope: ['[operator]'] }],
    ['a member with a space', { scp: ['openid operator'] }],
    ['a quoted text', { scope: '"operator"' }],
    ['a list in a list', { scope: [['operator']] }],
  ])('row 17: a scope in brackets is not that scope, as %s', async (_case, claims) => {
    expect(await statusFor({ org: 'contoso', ...claims })).toBe(403);
  });

  test.each([
    ['no token', ''],
    ['two tokens', `Bearer ${aToken({})}, Bearer ${aToken({ scope: 'operator' })}`],
    ['a token of another kind', `Basic ${aToken({ scope: 'operator' })}`],
    ['a word that is not a token', 'Bearer operator'],
  ])(
    'claims are read from the one token that was verified: %s in the header',
    async (_case, authorization) => {
      const event = asked('POST /v1/organizations/{org}/purchases', { scope: 'operator' });
      expect((await gate({ ...event, headers: { authorization } }, aContext())).statusCode).toBe(403);
    },
  );

  test('a token without the word Bearer is read, as the authorizer reads it', async () => {
    const event = asked('POST /v1/organizations/{org}/purchases', {});
    const headers = { authorization: aToken({ scope: 'operator' }) };
    expect((await gate({ ...event, headers }, aContext())).statusCode).toBe(200);
  });

  test('a token that nobody has verified allows nothing', async () => {
    const { requestContext } = anEvent(TEST, {});
    const event = asked('POST /v1/organizations/{org}/purchases', { scope: 'operator' });
    expect((await gate({ ...event, requestContext }, aContext())).statusCode).toBe(403);
  });

  test('a refusal names the scopes that are missing, and is logged with the caller', async () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const claims = { sub: 'ada', azp: 'console', org: 'contoso', scope: 'calls:write' };
    const event = asked('POST /v1/organizations/{org}/purchases', claims);
    const { body = '{}' } = await gate(event, aContext());
    const [line] = write.mock.calls.map(([text]) => JSON.parse(String(text)));
    write.mockRestore();
    const scopes = { requiredScopes: ['billing:write'], tokenScopes: ['calls:write'] };
    expect(JSON.parse(body)).toMatchObject({ code: 'forbidden', ...scopes });
    expect(line).toMatchObject({
      message: 'request not allowed',
      subject: 'ada',
      client: 'console',
      ...scopes,
    });
  });

  test('the refusal of a token of another organization names its own', async () => {
    const event = asked(
      'POST /v1/organizations/{org}/purchases',
      { org: 'contoso', scope: 'billing:write' },
      'fabrikam',
    );
    const { body = '{}' } = await gate(event, aContext());
    expect(JSON.parse(body)).toMatchObject({
      code: 'forbidden',
      detail: 'The token is for contoso.',
      tokenOrganizations: ['contoso'],
    });
  });

  test('another organization and one that does not exist look the same', async () => {
    const [, route] = routes.find(([key]) => key === 'GET /v1/organizations/{org}') ?? [];
    if (!route) throw new Error('no such route');
    const answers = await Promise.all(
      ['fabrikam', 'nowhere'].map(async (org) => {
        const event = asked(routeKeyOf(route), { org: 'contoso', scope: 'billing:read' }, org);
        return gate(event, aContext());
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
  });
});

/** The stack around this one operation. */
async function run(operation: Operation, event: Partial<APIGatewayProxyEventV2> = {}) {
  const handler = aHandler({ operation });
  const response = await handler(anEvent(TEST, event), aContext());
  return { ...response, problem: JSON.parse(response.body ?? '{}') };
}

describe('a body', () => {
  const read = testOperation({ body: CreatePurchase }, async (request) => ({
    status: 200,
    body: parseBody(request),
  }));
  const padded = (bytes: number) => `{"amount":"50.00"}${' '.repeat(bytes - '{"amount":"50.00"}'.length)}`;

  test.each([
    ['at the limit', padded(MAX_JSON_BYTES), 200, undefined],
    ['a byte above', padded(MAX_JSON_BYTES + 1), 413, 'body'],
    ['of 2 MB', padded(2_000_000), 413, 'body'],
    ['above in bytes, not in characters', `{"amount":"${'é'.repeat(600_000)}"}`, 413, 'body'],
    ['that is not JSON', '{"amount":', 400, 'body'],
    ['that is empty', '', 400, 'amount'],
    ['of another kind', '[]', 400, 'body'],
    ['with a malformed amount', '{"amount":"1e3"}', 400, 'amount'],
    ['with a number for an amount', '{"amount":50}', 400, 'amount'],
    ['with a field that is not known', '{"amount":"50.00","amout":"1"}', 400, 'amout'],
    [
      'with a wrong field inside',
      '{"amount":"50.00","autoRecharge":{"amount":"x","threshold":"1"}}',
      400,
      'autoRecharge.amount',
    ],
  ])('%s', async (_case, body, status, field) => {
    const response = await run(read, { body });
    expect(response.statusCode).toBe(status);
    expect(response.problem.field).toBe(field);
  });

  test('in base64 is decoded before it is measured', async () => {
    const body = Buffer.from('{"amount":"50.00"}').toString('base64');
    expect(await run(read, { body, isBase64Encoded: true })).toMatchObject({ statusCode: 200 });
  });

  test.each([
    ['text/csv; charset=utf-8', 10, 200],
    ['TEXT/CSV', 10, 200],
    ['application/json', 10, 415],
    [undefined, 10, 415],
    ['text/csv', MAX_DOCUMENT_BYTES + 1, 413],
  ])('as a document: %s of %d bytes', async (type, bytes, status) => {
    const document = testOperation({}, async (request) => ({
      status: 200,
      body: readDocument(request, ['text/csv']).length,
    }));
    const headers = type === undefined ? {} : { 'content-type': type };
    expect(await run(document, { headers, body: 'x'.repeat(bytes) })).toMatchObject({ statusCode: status });
  });
});

describe('a query', () => {
  const rate = testOperation({ query: RateQuery }, async (request) => ({
    status: 200,
    body: parseQuery(request),
  }));
  const at = '2026-11-22T08:00:00.000Z';

  test.each([
    ['a plus that was not encoded', { to: ' 33123456789', at: '2026-11-22T10:00:00 02:00' }, { at }],
    ['one that was', { to: '+33123456789', at: '2026-11-22T10:00:00+02:00' }, { at }],
    ['a parameter without a value', { to: '+33123456789', at: '' }, {}],
  ])('takes %s', async (_case, queryStringParameters, expected) => {
    const { problem } = await run(rate, { queryStringParameters });
    expect(problem).toEqual({ to: '+33123456789', currency: 'USD', ...expected });
  });
});

describe('an answer', () => {
  test('is not stored by caches, and is JSON by default', async () => {
    expect(await run(done())).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    });
  });

  test('of an operation that refuses is its problem, at the path of the request', async () => {
    const refuse = testOperation({}, async () => {
      throw refusals.contended(1);
    });
    const response = await run(refuse, { rawPath: '/v1/here' });
    expect(response).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(response.problem).toMatchObject({ code: 'contended', instance: '/v1/here' });
  });

  test('to a route that the function does not have is 404', async () => {
    const handler = aHandler({ done: done() });
    const event = asked('GET /v1/products', { scope: 'operator' });
    expect(await handler(event, aContext())).toMatchObject({ statusCode: 404 });
  });
});
