import { describe, expect, test } from '@jest/globals';
import { authorizeCall } from '../../functions/calls/authorize-call.ts';
import { fairShare } from '../../shared/contract/fair-share.ts';
import { ALL_ROUTES } from '../../shared/contract/routes/all.ts';
import { requestClassOf } from '../../shared/contract/routes/request-class.ts';
import { type Route, routeKeyOf } from '../../shared/contract/routes/route.ts';
import { connect } from '../../shared/store/table/database.ts';
import { START } from '../support/accounts.ts';
import { aContext, aHandler, anEvent, asCaller, someShares, testOperation } from '../support/requests.ts';
import { LEASES } from '../support/telephone.ts';

/** Two requests, and the next ones after a quarter of an hour. */
const TWO = { perSecond: 0.001, burst: 2 };
const TWO_OF_EACH = { authorizations: TWO, usage: TWO, reads: TWO, writes: TWO };
const OPERATOR = { scope: 'operator' };
const BALANCE = 'GET /v1/organizations/{org}/balance';
const PURCHASE = 'POST /v1/organizations/{org}/purchases';

const done = (route: Route) => testOperation(route, async () => ({ status: 200, body: {} }));

/** A function with every route, each of which returns 200; a test makes one of its own. */
const aService = () =>
  aHandler(Object.fromEntries(ALL_ROUTES.map((route) => [route.id, done(route)])), someShares(TWO_OF_EACH));

type Service = ReturnType<typeof aService>;

function ask(service: Service, routeKey: string, payload: Record<string, unknown>, org = 'contoso') {
  const path = routeKey.includes('{org}') ? { pathParameters: { org } } : {};
  return service(asCaller(anEvent(routeKey, path), payload), aContext());
}

async function statusesOf(
  service: Service,
  routeKey: string,
  payload: Record<string, unknown>,
  org?: string,
) {
  const statuses: (number | undefined)[] = [];
  for (let count = 0; count < 3; count += 1) {
    statuses.push((await ask(service, routeKey, payload, org)).statusCode);
  }
  return statuses;
}

describe('the share of an organization (spec: One organization cannot take the share of others)', () => {
  const routes = ALL_ROUTES.map((route) => [routeKeyOf(route), route] as const);

  test.each(routes)('%s uses up the allowance of its class, if it has one', async (key, route) => {
    const requestClass = requestClassOf(route);
    const last = requestClass === undefined ? 200 : 429;
    expect(await statusesOf(aService(), key, { ...OPERATOR, org: 'contoso' })).toEqual([200, 200, last]);
  });

  test('a call in progress and requests without a token are never held back', () => {
    const never = routes.filter(([, route]) => requestClassOf(route) === undefined);
    const withToken = never.filter(([, { access }]) => !access.includes('none')).map(([key]) => key);
    expect(withToken).toEqual([
      'POST /v1/organizations/{org}/calls/{call}/authorization/renewals',
      'DELETE /v1/organizations/{org}/calls/{call}/authorization',
    ]);
  });

  test('the answer says when to try again, and what was too much', async () => {
    const service = aService();
    await statusesOf(service, BALANCE, OPERATOR);
    const { statusCode, headers = {}, body = '' } = await ask(service, BALANCE, OPERATOR);
    expect(statusCode).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(900);
    expect(JSON.parse(body)).toMatchObject({ code: 'too-many-requests', requestClass: 'reads' });
  });

  test('another organization and another class have allowances of their own', async () => {
    const service = aService();
    const claims = { org: 'contoso', scope: 'billing:write' };
    expect(await statusesOf(service, BALANCE, claims)).toEqual([200, 200, 429]);
    expect(await statusesOf(service, PURCHASE, claims)).toEqual([200, 200, 429]);
    expect(await statusesOf(service, BALANCE, { ...claims, org: 'fabrikam' }, 'fabrikam')).toEqual([
      200, 200, 429,
    ]);
  });

  test('the routes of a class share its allowance, and so do operators and the organization itself', async () => {
    const service = aService();
    const claims = { org: 'contoso', scope: 'billing:read' };
    expect((await ask(service, BALANCE, claims)).statusCode).toBe(200);
    expect((await ask(service, 'GET /v1/organizations/{org}/lots', OPERATOR)).statusCode).toBe(200);
    expect((await ask(service, 'GET /v1/organizations/{org}/ledger', claims)).statusCode).toBe(429);
  });

  test('a route without an organization counts for that of the token', async () => {
    const service = aService();
    const claims = { org: 'contoso', scope: 'billing:read' };
    expect(await statusesOf(service, 'GET /v1/products', claims)).toEqual([200, 200, 429]);
    expect((await ask(service, BALANCE, claims)).statusCode).toBe(429);
    expect(await statusesOf(service, 'GET /v1/products', OPERATOR)).toEqual([200, 200, 200]);
  });

  test('nobody uses up the share of another organization', async () => {
    const service = aService();
    const stranger = { org: 'fabrikam', scope: 'billing:read' };
    expect(await statusesOf(service, BALANCE, stranger)).toEqual([403, 403, 403]);
    const powerless = { org: 'contoso', scope: 'calls:write' };
    expect(await statusesOf(service, BALANCE, powerless)).toEqual([403, 403, 403]);
    expect((await ask(service, BALANCE, { ...stranger, org: 'contoso' })).statusCode).toBe(200);
  });

  test('a call for help passes (spec: Emergency calls are always allowed and free)', async () => {
    const db = connect({ LEDGER_TABLE: 'ledger', CALLS_TABLE: 'calls' });
    const operation = authorizeCall({
      db,
      leases: LEASES,
      graceHours: 48,
      now: () => START,
      shares: someShares(),
    });
    const { route, isUrgent } = operation;
    const answering = Object.assign(async () => ({ status: 200, body: {} }), { route, isUrgent });
    const service = aHandler({ authorizeCall: answering }, someShares(TWO_OF_EACH));
    const call = (body: string) => {
      const event = anEvent(routeKeyOf(route), { body, pathParameters: { org: 'contoso', call: 'c' } });
      return service(asCaller(event, OPERATOR), aContext());
    };
    const statuses = [];
    const ordinary = '{"type":"user_out","userId":"ada","to":"+442079460000"}';
    for (const body of [ordinary, ordinary, ordinary, '{"to":"112"}', '{"to": 911, broken', ordinary]) {
      statuses.push((await call(body)).statusCode);
    }
    expect(statuses).toEqual([200, 200, 429, 200, 200, 429]);
  });

  test('a number of organizations without end does not fill the memory', () => {
    const { take } = someShares(TWO_OF_EACH, () => 0);
    const askFor = (organization: string) => take({ requestClass: 'reads', organization });
    for (let count = 0; count < 3; count += 1) askFor('contoso');
    for (let count = 0; count < 9_000; count += 1) askFor(`first-${count}`);
    expect(askFor('contoso')).toBeGreaterThan(0);
    for (let count = 0; count < 9_999; count += 1) askFor(`second-${count}`);
    expect(askFor('contoso')).toBeGreaterThan(0);
    for (let count = 0; count < 10_000; count += 1) askFor(`third-${count}`);
    expect(askFor('contoso')).toBeUndefined();
  });
});

describe('the setting FAIR_SHARE', () => {
  test('what is left out has its default', () => {
    const { authorizations, reads, writes } = fairShare().parse({ writes: { perSecond: 5, burst: 10 } });
    expect(writes).toEqual({ perSecond: 5, burst: 10 });
    expect(reads).toEqual({ perSecond: 1_000, burst: 2_000 });
    expect(authorizations).toEqual({ perSecond: 500, burst: 1_000 });
  });

  test.each([
    { reads: { perSecond: 0, burst: 10 } },
    { reads: { perSecond: 10, burst: 0 } },
    { reads: { perSecond: 10 } },
    { calls: { perSecond: 10, burst: 10 } },
  ])('%j is refused', (setting) => {
    expect(fairShare().safeParse(setting).success).toBe(false);
  });
});
