import { describe, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ALL_ROUTES } from '../../shared/contract/routes/all.ts';
import { type Route, routeKeyOf, SCOPES } from '../../shared/contract/routes/route.ts';
import { CreatePurchase, RateQuery } from '../../shared/contract/schemas.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { httpHandler, MAX_DOCUMENT_BYTES, MAX_JSON_BYTES, type Operation } from '../../shared/lambda/http.ts';
import { parseBody, parseQuery, readDocument } from '../../shared/lambda/parse.ts';
import { aContext, anEvent, testOperation } from '../support/requests.ts';

const TEST = 'GET /test';
const done = (route: Partial<Route> = {}): Operation =>
  testOperation(route, async () => ({ status: 200, body: { done: true } }));

/** The middleware stack around a function whose every route returns `done`. */
const gate = httpHandler(Object.fromEntries(ALL_ROUTES.map((route) => [route.id, done(route)])));

function asToken(
  claims: Record<string, unknown> | undefined,
  org = 'contoso',
): Partial<APIGatewayProxyEventV2> {
  const { requestContext } = anEvent(TEST, {});
  const authorizer = claims === undefined ? {} : { authorizer: { jwt: { claims, scopes: null } } };
  return { pathParameters: { org }, requestContext: Object.assign(requestContext, authorizer) };
}

const statusOf = async (route: Route, claims: Record<string, unknown> | undefined, org?: string) => {
  const event = anEvent(routeKeyOf(route), asToken(claims, org));
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
    expect(await statusOf(purchase, { org: 'contoso', scope: ['billing:write'] })).toBe(403);
  });

  /** As the authorizer passes them on: every claim as a text, and the token that it has checked. */
  function asAuthorized(payload: Record<string, unknown>): Partial<APIGatewayProxyEventV2> {
    const textOf = (claim: unknown) => (Array.isArray(claim) ? `[${claim.join(' ')}]` : String(claim));
    const claims = Object.fromEntries(Object.entries(payload).map(([name, claim]) => [name, textOf(claim)]));
    const encoded = [{ alg: 'ES256' }, payload].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    return { ...asToken(claims), headers: { authorization: `Bearer ${encoded.join('.')}.signature` } };
  }

  const statusFor = async (payload: Record<string, unknown>) => {
    const event = anEvent('POST /v1/organizations/{org}/purchases', asAuthorized(payload));
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

  test('row 17: a claim in brackets gives no scope without its token', async () => {
    const event = anEvent('POST /v1/organizations/{org}/purchases', asToken({ scope: '[operator]' }));
    expect((await gate(event, aContext())).statusCode).toBe(403);
  });

  test('another organization and one that does not exist look the same', async () => {
    const [, route] = routes.find(([key]) => key === 'GET /v1/organizations/{org}') ?? [];
    if (!route) throw new Error('no such route');
    const answers = await Promise.all(
      ['fabrikam', 'nowhere'].map(async (org) => {
        const event = anEvent(routeKeyOf(route), asToken({ org: 'contoso', scope: 'billing:read' }, org));
        return gate(event, aContext());
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
  });
});

/** The stack around this one operation. */
async function run(operation: Operation, event: Partial<APIGatewayProxyEventV2> = {}) {
  const handler = httpHandler({ operation });
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
    const handler = httpHandler({ done: done() });
    const event = anEvent('GET /v1/products', asToken({ scope: 'operator' }));
    expect(await handler(event, aContext())).toMatchObject({ statusCode: 404 });
  });
});
