import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { listOf } from '../../shared/contract/answers/fields.answers.ts';
import { ALL_ROUTES } from '../../shared/contract/routes/all.ts';
import { SKUS } from '../../shared/domain/licenses/licenses.ts';
import { request, settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

let org: Tenant;
let neighbor: Tenant;
const stack = useLocalStack(async (started) => {
  await publishDeck(started);
  org = await onboard(started, 'contoso');
  neighbor = await onboard(started, 'fabrikam');
});

const FORBIDDEN = { status: 403, body: { status: 403, code: 'forbidden' } };
describe('who may do what, beyond test/contract/access-matrix.test.ts', () => {
  test('an organization that is not yours and one that does not exist look the same', async () => {
    const [theirs, missing] = await Promise.all(
      ['fabrikam', 'no-such-organization'].map((id) =>
        request(stack(), `GET /v1/organizations/${id}/balance`, { token: org.token }),
      ),
    );
    const members = z.record(z.string(), z.unknown());
    expect({ ...members.parse(theirs?.body), instance: '' }).toEqual({
      ...members.parse(missing?.body),
      instance: '',
    });
    expect(theirs?.status).toBe(403);
  });

  test('an operator may act for any organization, and gets 404 for one that does not exist', async () => {
    expect((await neighbor.send('GET /balance', { token: org.operator })).status).toBe(200);
    const reads = ALL_ROUTES.filter(({ method, path }) => method === 'GET' && path.includes('{org}'));
    for (const { path: template } of reads) {
      const path = template.replace('{org}', 'nobody').replace(/\{\w+\}/g, 'none');
      const unknown = await request(stack(), `GET ${path}`, { token: org.operator });
      expect([path, unknown.status, Object(unknown.body).code]).toEqual([path, 404, 'not-found']);
    }
  });

  test('row 17: a scope in brackets opens nothing', async () => {
    for (const scopes of [
      ['[operator]'],
      ['[operator', 'billing:read'],
      ['[', 'operator]'],
      ['[operator', 'x]'],
    ]) {
      const token = await stack().token(scopes, 'nobody');
      expect(await org.send('GET /balance', { token })).toMatchObject(FORBIDDEN);
      expect(await request(stack(), 'POST /v1/organizations', { token, body: {} })).toMatchObject(FORBIDDEN);
    }
  });

  test.each([
    { status: 'suspended' },
    { status: 'active' },
    { status: 'active', reason: 'paid' },
    { payAsYouGo: true },
    { agreement: 'MCA' },
    { country: 'GB' },
  ])("row 17: %j is the operator's to change, and nothing beside it is stored", async (terms) => {
    const mine = await onboard(stack(), `terms-${randomUUID()}`, { token: null });
    const before = await mine.must('GET ');
    const refused = await mine.send('PATCH ', { body: { name: 'Renamed', ...terms } });
    expect(refused).toMatchObject({
      status: 403,
      body: {
        code: 'forbidden',
        field: Object.keys(terms)[0],
        requiredScopes: ['operator'],
        tokenScopes: expect.arrayContaining(['billing:write']),
      },
    });
    expect(await mine.must('GET ')).toEqual(before);
    const body = { name: 'Renamed', ...terms };
    const after = await mine.must('PATCH ', { token: mine.operator, body });
    const { reason: statusReason = null, ...shown }: Record<string, unknown> = body;
    expect(after).toMatchObject({ ...shown, statusReason });
  });

  test('row 17: a suspension keeps its reason, and an organization does not lift it', async () => {
    const mine = await onboard(stack(), 'unpaid', { token: null });
    const body = { status: 'suspended', reason: 'The card was stolen.' };
    await mine.must('PATCH ', { token: mine.operator, body });
    expect(await mine.send('PATCH ', { body: { status: 'active' } })).toMatchObject(FORBIDDEN);
    await mine.must('PATCH ', { body: { name: 'Unpaid Ltd' } });
    expect(await mine.must('GET ')).toMatchObject({
      name: 'Unpaid Ltd',
      status: 'suspended',
      statusReason: 'The card was stolen.',
    });
    const orphan = await mine.send('PATCH ', { token: mine.operator, body: { reason: 'Why not' } });
    expect(orphan).toMatchObject({ status: 400, body: { field: 'reason' } });
  });

  test.each(['GET /users/', 'GET /purchases/', 'GET /license-assignments/', 'GET /jobs/', 'GET /invoices/'])(
    '%s a name longer than any can be is not found',
    async (path) => {
      expect(await org.send(`${path}${'x'.repeat(3000)}`)).toMatchObject({
        status: 404,
        body: { code: 'not-found' },
      });
    },
  );

  test('the document and the health of the service are for everybody', async () => {
    expect(await request(stack(), 'GET /health')).toMatchObject({ status: 200 });
    const { status, body } = await request(stack(), 'GET /v1/openapi.json');
    expect(status).toBe(200);
    expect(body).toMatchObject({ openapi: expect.stringMatching(/^3\./), paths: expect.any(Object) });
  });

  test('row 18: the deep form of the health asks tables and gateway, for the operator', async () => {
    const deep = 'GET /health?deep=true';
    expect(await request(stack(), deep)).toMatchObject({ status: 401 });
    expect(await request(stack(), deep, { token: org.token })).toMatchObject(FORBIDDEN);
    expect(await request(stack(), deep, { token: org.operator })).toMatchObject({
      status: 200,
      body: { status: 'ok', dependencies: { ledger: 'ok', calls: 'ok', gateway: 'ok' } },
    });
  });

  test('an id that is taken stays with its owner', async () => {
    const body = { id: 'contoso', name: 'Another', country: 'US', currency: 'USD', agreement: 'MOSA' };
    expect(await request(stack(), 'POST /v1/organizations', { token: org.operator, body })).toMatchObject({
      status: 409,
      body: { code: 'organization-exists', field: 'id' },
    });
  });
});

describe('lists come in pages', () => {
  beforeAll(async () => {
    for (const name of ['ann', 'bob', 'carol', 'dave', 'erin']) await neighbor.user(name);
    for (const amount of ['50.00', '51.00', '52.00', '53.00', '54.00']) await neighbor.fund(amount);
    const startedAt = stack().now().toISOString();
    const calls = [1, 2, 3, 4, 5].map((each) => ({ callId: `c-${each}`, startedAt, durationSeconds: 60 }));
    await neighbor.report(...calls);
    await settle(stack());
  });

  /** Every page of a list, two items at a time. */
  async function pages(path: string): Promise<Record<string, unknown>[][]> {
    const Page = listOf(z.record(z.string(), z.unknown()));
    const found: Record<string, unknown>[][] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: z.output<typeof Page> = await neighbor.read(Page, `${path}?limit=2${query}`);
      found.push(page.items);
      cursor = page.nextCursor;
    }
    return found;
  }

  test.each([
    ['/users', 'id', ['ann', 'bob', 'carol', 'dave', 'erin']],
    ['/lots', 'amount', ['50.00', '51.00', '52.00', '53.00', '54.00']],
    ['/purchases', 'amount', ['54.00', '53.00', '52.00', '51.00', '50.00']],
    ['/invoices', 'number', [5, 4, 3, 2, 1]],
    ['/ledger', 'sequence', [6, 5, 4, 3, 2, 1]],
    ['/usage', 'callId', ['c-1', 'c-2', 'c-3', 'c-4', 'c-5']],
    ['/licenses', 'sku', [...SKUS]],
  ])('%s', async (path, field, expected) => {
    const found = await pages(path);
    for (const page of found) expect(page.length).toBeLessThanOrEqual(2);
    const values = found.flat().map((item) => item[field]);
    expect(path === '/usage' ? values.sort() : values).toEqual(expected);
  });

  test.each([
    ['/lots?limit=0', 'limit'],
    ['/lots?limit=201', 'limit'],
    ['/lots?limit=many', 'limit'],
    ['/lots?cursor=bm90IGEgbG90', 'cursor'],
    ['/pools?limit=201', 'limit'],
    ['/licenses?cursor=bm90IGEgc2t1', 'cursor'],
    ['/usage?cursor=WyJ4IiwiIiwwXQ', 'cursor'],
    ['/lots?status=lost', 'status'],
    ['/balance?at=soon', 'at'],
    ['/ledger?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'to'],
    ['/pools?month=2026-13', 'month'],
  ])('%s names the field', async (path, field) => {
    expect(await neighbor.send(`GET ${path}`)).toMatchObject({ status: 400, body: { field } });
  });

  test('what is searched for fills its pages and never more, however far apart it is', async () => {
    const Ids = listOf(z.object({ id: z.string() }));
    const first = await neighbor.read(Ids, '/users?search=n&limit=1');
    expect(first.items).toEqual([{ id: 'ann' }]);
    const second = await neighbor.read(Ids, `/users?search=n&limit=1&cursor=${first.nextCursor}`);
    expect(second).toEqual({ items: [{ id: 'erin' }], nextCursor: null });
    expect(await neighbor.read(Ids, '/lots?status=closed&limit=2')).toEqual({ items: [], nextCursor: null });
    expect((await neighbor.read(Ids, '/lots?status=open&limit=3')).items).toHaveLength(3);
  });

  test('users are found by the beginning of their name', async () => {
    const { items } = await neighbor.read(listOf(z.object({ id: z.string() })), '/users?search=car');
    expect(items.map(({ id }) => id)).toEqual(['carol']);
  });

  test('a report of many years is found page by page, empty ones among them', async () => {
    const Calls = listOf(z.object({ callId: z.string() }));
    const found: string[] = [];
    let cursor = '';
    for (let page = 0; page < 50; page += 1) {
      const query = `from=2022-01-01T00:00:00Z&to=2028-01-01T00:00:00Z${cursor}`;
      const { items, nextCursor } = await neighbor.read(Calls, `/usage?${query}`);
      found.push(...items.map(({ callId }) => callId));
      if (nextCursor === null) break;
      cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
    }
    expect(found.sort()).toEqual(['c-1', 'c-2', 'c-3', 'c-4', 'c-5']);
    const last = '/usage?from=9999-12-01T00:00:00Z&to=9999-12-31T23:59:59Z';
    expect(await neighbor.read(Calls, last)).toEqual({ items: [], nextCursor: null });
  });

  test('the usage report is CSV for whom asks for it', async () => {
    const answer = await neighbor.send('GET /usage', { headers: { accept: 'text/csv' } });
    expect(answer.headers.get('content-type')).toContain('text/csv');
    const lines = z.string().parse(answer.body).trimEnd().split('\r\n');
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatch(/^UsageId,Call ID,Conference ID,User Location,/);
    expect(lines[1]).toContain('0.50,USD,COMMUNICATIONS_CREDITS');
  });
});
