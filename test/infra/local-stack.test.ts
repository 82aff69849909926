import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { expectBody, type LocalStack, request, settle, startTestStack } from '../support/local-stack.ts';

const START_MILLISECONDS = 120_000;
const Purchase = z.object({ id: z.string(), lot: z.object({ expiresAt: z.iso.datetime() }) });
const Balance = z.object({ balance: z.string(), asOf: z.iso.datetime() });

/** An organization with a card. Returns a token for it. */
async function onboard(stack: LocalStack, id: string): Promise<string> {
  const token = await stack.token(['operator']);
  const organization = { id, name: id, country: 'US', currency: 'USD', agreement: 'MOSA' };
  await expectBody(z.unknown(), request(stack, 'POST /v1/organizations', { token, body: organization }));
  const billingAddress = { name: id, line1: '1 Main St', city: 'Reno', postalCode: '89501', country: 'US' };
  const method = { token: 'tok_visa', billingAddress };
  const path = `PUT /v1/organizations/${id}/payment-method`;
  await expectBody(z.unknown(), request(stack, path, { token, body: method }));
  return token;
}

const fund = (stack: LocalStack, token: string, id: string, key: string) =>
  expectBody(
    Purchase,
    request(stack, `POST /v1/organizations/${id}/purchases`, {
      token,
      body: { amount: '50.00' },
      idempotencyKey: key,
    }),
  );

const balanceOf = (stack: LocalStack, token: string, id: string) =>
  expectBody(Balance, request(stack, `GET /v1/organizations/${id}/balance`, { token }));

describe('The local stack', () => {
  let stack: LocalStack;
  let token: string;
  beforeAll(async () => {
    stack = await startTestStack();
    token = await onboard(stack, 'contoso');
  }, START_MILLISECONDS);
  afterAll(() => stack.close());

  test.each([
    ['an unknown route', 'GET /nowhere', {}, 404, 'not-found'],
    ['no token', 'GET /v1/products', {}, 401, 'unauthorized'],
    ['a bad token', 'GET /v1/products', { token: 'bad' }, 401, 'unauthorized'],
    ['a body of 11 MB', 'POST /v1/organizations', { body: 'x'.repeat(11_000_000) }, 413, 'payload-too-large'],
    ['scopes that are none', 'POST /_local/tokens', { body: { scopes: 'all' } }, 400, 'invalid-request'],
    [
      'a duration that is none',
      'POST /_local/clock',
      { body: { advance: '1 year' } },
      400,
      'invalid-request',
    ],
    ['a schedule that is none', 'POST /_local/schedules/never/run', {}, 404, 'not-found'],
  ])('responds to %s with a problem', async (_name, operation, options, status, code) => {
    const response = await request(stack, operation, options);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.body).toMatchObject({
      status,
      code,
      type: expect.any(String),
      title: expect.any(String),
      detail: expect.any(String),
      instance: operation.split(' ')[1],
    });
    expect(response.status).toBe(status);
  });

  test('the local stack signs tokens that the HTTP API accepts', async () => {
    const body = { org: 'contoso', scopes: ['billing:read'] };
    const signed = await expectBody(
      z.object({ token: z.string() }),
      request(stack, 'POST /_local/tokens', { body }),
    );
    await balanceOf(stack, signed.token, 'contoso');
  });

  test('the local stack is not idle before an earlier write has had all its effects', async () => {
    for (let round = 1; round <= 10; round += 1) {
      await fund(stack, token, 'contoso', `idle-${round}`);
      await settle(stack);
      expect(stack.events('CreditsPurchased')).toHaveLength(round);
    }
  }, 60_000);

  test('the local stack moves the time of every function at once, on the calendar, and back', async () => {
    const before = (await balanceOf(stack, token, 'contoso')).asOf;
    const clock = await request(stack, 'POST /_local/clock', { body: { advance: 'P13M' } });
    const after = (await balanceOf(stack, token, 'contoso')).asOf;
    const expected = new Date(before);
    expected.setUTCMonth(expected.getUTCMonth() + 13, 1);
    expect(after.slice(0, 7)).toBe(expected.toISOString().slice(0, 7));
    expect(clock.body).toEqual({ now: expect.stringMatching(after.slice(0, 10)) });

    const bought = await fund(stack, token, 'contoso', 'in-13-months');
    expect(bought.lot.expiresAt.slice(0, 4)).toBe(String(Number(after.slice(0, 4)) + 1));
    await request(stack, 'DELETE /_local/clock');
    expect((await balanceOf(stack, token, 'contoso')).asOf.slice(0, 10)).toBe(
      new Date().toISOString().slice(0, 10),
    );
  });

  test.each(['P99999999Y', 'P7974Y', 'P999999999999D'])(
    'row 14: does not move the clock beyond the years that an instant may have: %s',
    async (advance) => {
      const response = await request(stack, 'POST /_local/clock', { body: { advance } });
      expect(response).toMatchObject({ status: 400, body: { errors: [{ field: 'advance' }] } });
      expect((await request(stack, 'GET /_local/clock')).status).toBe(200);
    },
  );

  test('the local stack runs a schedule on request and returns the result of its function', async () => {
    const response = await request(stack, 'POST /_local/schedules/expire-lots/run');
    expect(response).toMatchObject({ status: 200, body: { failed: 0 } });
  });

  test('the local stack lists the events of one type', async () => {
    const response = await request(stack, 'GET /_local/events?type=InvoiceIssued');
    const Events = z.object({ items: z.array(z.object({ detailType: z.literal('InvoiceIssued') })).min(1) });
    expect(Events.safeParse(response.body).success).toBe(true);
    expect(await request(stack, 'GET /_local/failures')).toMatchObject({
      body: { items: [], nextCursor: null },
    });
  });
});

describe('The local stack with a data folder', () => {
  test(
    'keeps data, tokens and what was handled across a restart, whatever the number of shards',
    async () => {
      const dataFolder = await mkdtemp(join(tmpdir(), 'local-stack-'));
      const first = await startTestStack({ dataFolder });
      const token = await onboard(first, 'fabrikam');
      await fund(first, token, 'fabrikam', 'kept');
      await settle(first);
      await first.close();

      // The issuer of tokens has the port in its address.
      const second = await startTestStack({ dataFolder, shards: 7, port: Number(new URL(first.url).port) });
      try {
        expect((await balanceOf(second, token, 'fabrikam')).balance).toBe('50.00');
        await settle(second);
        expect(second.events()).toEqual([]);
        await fund(second, token, 'fabrikam', 'more');
        await settle(second);
        expect(second.events('CreditsPurchased')).toHaveLength(1);
      } finally {
        await second.close();
        await rm(dataFolder, { recursive: true });
      }
    },
    START_MILLISECONDS,
  );
});
