/** When the client sends a request again, against a server that loses, delays and refuses. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ClientSettings, createClient, type OrganizationClient } from '../../shared/client/client.ts';
import { ApiProblem, NoAnswer } from '../../shared/client/problem.ts';
import { type Received, type Reply, type Scripted, ScriptedServer } from '../support/scripted-server.ts';

let server: ScriptedServer;
beforeAll(async () => {
  server = await ScriptedServer.start();
});
afterAll(async () => server.close());

const DONE: Reply = { status: 200, body: { done: true } };
const COME_BACK = { 'retry-after': '0' };
const problem = (status: number, code: string, headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
  body: { type: `urn:x:${code}`, title: 'Refused', status, code, detail: `This is ${code}.` },
});

function contoso(settings: Partial<ClientSettings> = {}): OrganizationClient {
  return createClient({ url: server.url, token: 'secret', ...settings }).organization('contoso');
}

const keysOf = (requests: readonly Received[]): unknown[] =>
  requests.map(({ headers }) => headers['idempotency-key']);

const RECORD = {
  callId: 'c1',
  type: 'user_out',
  to: '+12065550142',
  startedAt: '2026-11-01T00:00:00Z',
  durationSeconds: 60,
} as const;

type Sends = (client: OrganizationClient) => Promise<unknown>;

const buy: Sends = (client) => client.post('/purchases', { body: { amount: '50.00' } });
const authorize: Sends = (client) =>
  client.post('/calls/{call}/authorization', { path: { call: 'c1' }, body: { type: 'user_out', to: '+1' } });

/** Sent twice, they do what they do once. */
const REPEATABLE: readonly (readonly [string, Sends])[] = [
  ['GET', (client) => client.get('/balance')],
  ['PUT', (client) => client.put('/users/{user}/licenses/{sku}', { path: { user: 'ada', sku: 'E5' } })],
  ['DELETE', (client) => client.delete('/users/{user}', { path: { user: 'ada' } })],
  ['POST that has a key: a purchase', buy],
  ['POST that has a key: a void', (client) => client.post('/calls/{call}/void', { path: { call: 'c1' } })],
  ['POST of usage', (client) => client.post('/usage', { body: { records: [RECORD] } })],
  ['POST of an authorization', authorize],
  [
    'POST of a renewal',
    (client) =>
      client.post('/calls/{call}/authorization/renewals', { path: { call: 'c1' }, body: { sequence: 2 } }),
  ],
  ['POST of a quote', (client) => client.post('/quotes', { body: { type: 'user_out', to: '+1' } })],
];

/** Sent twice, they may do something twice, or refuse what was done. */
const ONCE: readonly (readonly [string, Sends])[] = [
  ['PATCH', (client) => client.patch('', { body: { name: 'Contoso' } })],
  [
    'POST of a user',
    (client) =>
      client.post('/users', {
        body: { id: 'ada', userPrincipalName: 'ada@contoso.com', displayName: 'Ada', usageLocation: 'US' },
      }),
  ],
  [
    'POST of a list of licenses',
    (client) =>
      client.post('/license-assignments', {
        query: { sku: 'E5', action: 'assign' },
        body: 'ada@contoso.com',
        contentType: 'text/plain',
      }),
  ],
];

const FAST = { attempts: 3, attemptSeconds: 0.2 };
const LOSSES: readonly Scripted[] = [
  'lost',
  'broken',
  { status: 502 },
  { status: 504, body: { message: 'x' } },
];

describe('an answer that is lost', () => {
  test.each(REPEATABLE)('%s is sent again', async (_name, send) => {
    server.reply('lost', DONE);
    expect(await send(contoso())).toEqual({ done: true });
    expect(server.received).toHaveLength(2);
    const [first, second] = server.received;
    expect([second?.method, second?.url, second?.body]).toEqual([first?.method, first?.url, first?.body]);
  });

  test.each(ONCE)('%s is not sent again', async (_name, send) => {
    server.reply('lost', DONE);
    await expect(send(contoso())).rejects.toThrow(NoAnswer);
    expect(server.received).toHaveLength(1);
  });

  test.each(LOSSES)('%j is one', async (loss) => {
    server.reply(loss, DONE);
    expect(await buy(contoso())).toEqual({ done: true });
    server.reply(loss, DONE);
    await expect(contoso().patch('', { body: { name: 'x' } })).rejects.toThrow();
    expect(server.received).toHaveLength(1);
  });

  test('one that does not come in time is one, too', async () => {
    server.reply('silent', DONE);
    expect(await buy(contoso({ limits: FAST }))).toEqual({ done: true });
    expect(server.received).toHaveLength(2);
  });

  test('is given up after some attempts, with the failure of the network as the cause', async () => {
    server.reply('lost');
    const failed = buy(contoso({ limits: { attempts: 3 } }));
    await expect(failed).rejects.toMatchObject({
      name: 'NoAnswer',
      cause: expect.objectContaining({ name: 'TypeError' }),
    });
    expect(server.received).toHaveLength(3);
  });

  test('is given up when the time is over', async () => {
    server.reply('lost');
    await expect(buy(contoso({ limits: { attempts: 100, totalSeconds: 0.5 } }))).rejects.toThrow(NoAnswer);
    expect(server.received.length).toBeGreaterThan(1);
    expect(server.received.length).toBeLessThan(6);
  });
});

describe('keys of requests that move money', () => {
  test('are made by the client, and kept while the request is sent again', async () => {
    server.reply('lost', problem(409, 'request-in-progress', COME_BACK), 'broken', DONE);
    await buy(contoso());
    const [first, ...others] = keysOf(server.received);
    expect(first).toMatch(/^[\da-f-]{36}$/);
    expect(others).toEqual([first, first, first]);
  });

  test('differ from request to request', async () => {
    server.reply(DONE);
    await buy(contoso());
    await buy(contoso());
    const [first, second] = keysOf(server.received);
    expect(second).not.toBe(first);
  });

  test('are those of the caller, if there is one', async () => {
    server.reply('lost', DONE);
    await contoso().post('/purchases', { body: { amount: '50.00' }, idempotencyKey: 'mine' });
    expect(keysOf(server.received)).toEqual(['mine', 'mine']);
  });

  test('are not sent with other requests', async () => {
    server.reply(DONE);
    await contoso().post('/usage', { body: { records: [RECORD] } });
    await contoso().get('/balance');
    expect(keysOf(server.received)).toEqual([undefined, undefined]);
  });

  test('a replayed answer is marked as one', async () => {
    server.reply({ status: 201, headers: { 'idempotency-replayed': 'true' }, body: { id: 'pur_1' } });
    const answer = await contoso().answer('post', '/purchases', { body: { amount: '50.00' } });
    expect(answer).toEqual({ status: 201, body: { id: 'pur_1' }, replayed: true });
  });
});

describe('an answer that says when to come back', () => {
  const everything = [...REPEATABLE, ...ONCE];

  test.each(everything)('%s is sent again after 503 contended', async (_name, send) => {
    server.reply(problem(503, 'contended', COME_BACK), DONE);
    expect(await send(contoso())).toEqual({ done: true });
    expect(server.received).toHaveLength(2);
  });

  test.each(everything)('%s is sent again after 429, which has no code', async (_name, send) => {
    server.reply({ status: 429, body: { message: 'Too Many Requests' } }, DONE);
    expect(await send(contoso())).toEqual({ done: true });
    expect(server.received).toHaveLength(2);
  });

  test('is followed to the second', async () => {
    server.reply(problem(409, 'request-in-progress', { 'retry-after': '1' }), DONE);
    await buy(contoso());
    const [first, second] = server.received;
    const waited = (second?.at ?? 0) - (first?.at ?? 0);
    expect(waited).toBeGreaterThanOrEqual(1000);
    expect(waited).toBeLessThan(3000);
  });

  test('is followed when it is a date, by the clock of who sent it', async () => {
    const headers = { date: 'Mon, 02 Nov 2026 09:00:00 GMT', 'retry-after': 'Mon, 02 Nov 2026 09:00:01 GMT' };
    server.reply(problem(503, 'contended', headers), DONE);
    await buy(contoso());
    const [first, second] = server.received;
    const waited = (second?.at ?? 0) - (first?.at ?? 0);
    expect(waited).toBeGreaterThanOrEqual(1000);
    expect(waited).toBeLessThan(3000);
  });

  test.each([
    ['120', 120],
    [' 7 ', 7],
    ['Mon, 02 Nov 2026 09:02:00 GMT', 120],
    ['Mon, 02 Nov 2026 08:00:00 GMT', 0],
    ['-5', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['Mon, soon', undefined],
  ])('Retry-After: %s is %p seconds', (asked, seconds) => {
    const headers = new Headers({ date: 'Mon, 02 Nov 2026 09:00:00 GMT', 'retry-after': asked });
    expect(new ApiProblem(503, headers, {}).retryAfterSeconds).toBe(seconds);
  });

  test('without a date of its own, it is by the clock of this machine', () => {
    const until = new Date(Date.now() + 60_000).toUTCString();
    const { retryAfterSeconds } = new ApiProblem(503, new Headers({ 'retry-after': until }), {});
    expect(retryAfterSeconds).toBeGreaterThan(50);
    expect(retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  test('is handed on at once when that is too late', async () => {
    server.reply(problem(503, 'contended', { 'retry-after': '120' }));
    const failed = buy(contoso());
    await expect(failed).rejects.toMatchObject({ code: 'contended', retryAfterSeconds: 120 });
    expect(server.received).toHaveLength(1);
  });

  test('is handed on after some attempts', async () => {
    server.reply(problem(503, 'contended', COME_BACK));
    await expect(buy(contoso({ limits: { attempts: 4 } }))).rejects.toThrow(ApiProblem);
    expect(server.received).toHaveLength(4);
  });
});

describe('a final answer', () => {
  test.each([
    problem(500, 'internal-error'),
    problem(503, 'dependency-unavailable'),
    problem(402, 'payment-method-required'),
    problem(402, 'payment-declined'),
    problem(422, 'idempotency-key-reused'),
    problem(400, 'invalid-request', COME_BACK),
    problem(404, 'not-found'),
  ])('%j is not asked for again', async (reply) => {
    server.reply(reply, DONE);
    await expect(buy(contoso())).rejects.toMatchObject({ name: 'ApiProblem', status: reply.status });
    expect(server.received).toHaveLength(1);
  });

  test('is thrown with all that the problem says', async () => {
    const errors = [{ field: 'amount', detail: 'required' }, { line: 3, detail: 'no price' }, 'unreadable'];
    const body = {
      code: 'invalid-request',
      title: 'Not valid',
      detail: 'amount: required',
      field: 'amount',
      errors,
    };
    server.reply({ status: 400, headers: { 'apigw-requestid': 'abc=' }, body });
    const failed = buy(contoso());
    await expect(failed).rejects.toMatchObject({
      message: 'amount: required',
      status: 400,
      code: 'invalid-request',
      title: 'Not valid',
      detail: 'amount: required',
      field: 'amount',
      errors: [
        { field: 'amount', detail: 'required' },
        { line: 3, detail: 'no price' },
      ],
      requestId: 'abc=',
      members: body,
    });
  });

  test('has a code and a sentence, even when it is not a problem document', async () => {
    server.reply({ status: 403, body: 'Forbidden' });
    await expect(contoso().get('/balance')).rejects.toMatchObject({
      code: 'http-403',
      detail: 'The answer was 403.',
    });
  });
});

describe('a success', () => {
  test('that the service cannot have sent is none, and is not asked for again', async () => {
    server.reply({ status: 200, body: '<html>Sign in to this network</html>' }, DONE);
    await expect(buy(contoso())).rejects.toMatchObject({ name: 'NoAnswer', cause: { name: 'SyntaxError' } });
    expect(server.received).toHaveLength(1);
  });

  test('may have no body', async () => {
    server.reply({ status: 202, body: '' });
    expect(await contoso().get('/balance')).toBeUndefined();
  });
});

describe('the token', () => {
  test('is asked for before each attempt', async () => {
    let made = 0;
    server.reply('lost', DONE);
    await contoso({ token: () => `token-${++made}` }).get('/balance');
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer token-1',
      'Bearer token-2',
    ]);
  });

  test('that was renewed after a 401 is used once, for any request', async () => {
    let current = 'old';
    const settings = {
      token: () => current,
      onUnauthorized: async () => {
        current = `after ${current}`;
        return true;
      },
    };
    server.reply({ status: 401 }, DONE);
    await contoso(settings).patch('', { body: { name: 'x' } });
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer old',
      'Bearer after old',
    ]);
    server.reply({ status: 401 });
    await expect(contoso(settings).get('/balance')).rejects.toMatchObject({ status: 401 });
    expect(server.received).toHaveLength(2);
  });

  test('that cannot be renewed ends the request', async () => {
    server.reply({ status: 401, body: { message: 'Unauthorized' } });
    await expect(contoso({ onUnauthorized: () => false }).get('/balance')).rejects.toMatchObject({
      status: 401,
      detail: 'Unauthorized',
    });
    expect(server.received).toHaveLength(1);
  });
});

describe('a request that the caller aborts', () => {
  const abortAfter = (milliseconds: number): AbortSignal => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('not needed')), milliseconds);
    return controller.signal;
  };

  test('ends while it waits for an answer, with the reason of the caller', async () => {
    server.reply('silent');
    await expect(contoso().get('/balance', { signal: abortAfter(100) })).rejects.toThrow('not needed');
    const renaming = contoso().patch('', { body: { name: 'x' }, signal: abortAfter(100) });
    await expect(renaming).rejects.toThrow('not needed');
    expect(server.received).toHaveLength(2);
  });

  test('is not sent when it was aborted before', async () => {
    server.reply(DONE);
    await expect(buy(contoso())).resolves.toBeDefined();
    server.reply(DONE);
    const signal = AbortSignal.abort(new Error('not needed'));
    await expect(contoso().get('/balance', { signal })).rejects.toThrow('not needed');
    expect(server.received).toHaveLength(0);
  });

  test('ends while it waits to be sent again', async () => {
    server.reply(problem(503, 'contended', { 'retry-after': '30' }));
    const startedAt = performance.now();
    await expect(contoso().get('/balance', { signal: abortAfter(200) })).rejects.toThrow('not needed');
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(server.received).toHaveLength(1);
  });
});
