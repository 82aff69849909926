import { beforeEach, describe, expect, test } from '@jest/globals';
import { PURCHASES } from '../../shared/contract/routes/purchases.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { Refusal, refusals } from '../../shared/domain/refusals.ts';
import type { HttpRequest, HttpResponse } from '../../shared/lambda/http.ts';
import { idempotent } from '../../shared/lambda/idempotency.ts';
import { START } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { aRequest } from '../support/requests.ts';

type Run = (request: HttpRequest) => Promise<HttpResponse>;

const DEADLINE_MS = 30_000;
const database = useDatabase();
let org: string;
let clock: string;

beforeEach(() => {
  org = nextOrganizationId('idempotency');
  clock = START;
});

/** A request of this route and body under the key `k`, handled by `operation`. */
function run(operation: Run, overrides: Partial<HttpRequest> = {}): Promise<HttpResponse> {
  const request = aRequest({
    routeKey: 'POST /v1/organizations/{org}/purchases',
    path: `/v1/organizations/${org}/purchases`,
    params: { org },
    headers: { 'idempotency-key': 'k' },
    body: '{"amount":"50.00"}',
    remainingMs: () => DEADLINE_MS,
    ...overrides,
  });
  const keyed = Object.assign(operation, { route: PURCHASES.createPurchase });
  return idempotent({ db: database.db, now: () => clock }, keyed)(request);
}

const answers = (name: string) => async () => ({ status: 201, body: { name }, headers: { location: name } });
const never: Run = async () => {
  throw new Error('must not run');
};

/** A run that waits until the test ends it. */
function held() {
  const ending = Promise.withResolvers<HttpResponse>();
  const begun = Promise.withResolvers<void>();
  const operation = async () => {
    begun.resolve();
    return ending.promise;
  };
  return { operation, begun: begun.promise, ending };
}

describe('a key', () => {
  test.each([undefined, '', '   '])('a key is required: %p', async (key) => {
    await expect(run(never, { headers: { 'idempotency-key': key } })).rejects.toMatchObject({
      code: 'idempotency-key-required',
      members: { field: 'Idempotency-Key' },
    });
  });

  test('a key that is too long is refused', async () => {
    await expect(run(never, { headers: { 'idempotency-key': 'k'.repeat(256) } })).rejects.toMatchObject({
      code: 'invalid-request',
      members: { field: 'Idempotency-Key' },
    });
  });

  test('a key used again gets the same stored answer, marked as replayed', async () => {
    const body = { zulu: 1, alpha: { second: null, first: ['b', 'a'] } };
    const first = await run(async () => ({ status: 201, body, headers: { location: 'here' } }));
    const again = await run(never);
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(body));
    expect(again).toEqual({ ...first, headers: { ...first.headers, 'idempotency-replayed': 'true' } });
  });

  test.each([
    ['body', { body: '{"amount":"60.00"}' }],
    ['route', { routeKey: 'POST /v1/organizations/{org}/purchases/{purchase}/refund' }],
    ['path', { path: '/v1/organizations/other/purchases/pur_2/refund' }],
  ])('a key used with another %s is refused, and the first answer stays', async (_what, other) => {
    await run(answers('first'));
    await expect(run(never, other)).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    expect(await run(never)).toMatchObject({ body: { name: 'first' } });
  });

  test('a key of another organization is another key', async () => {
    await run(answers('first'));
    const theirs = nextOrganizationId('idempotency');
    expect(await run(answers('theirs'), { params: { org: theirs } })).toMatchObject({
      body: { name: 'theirs' },
    });
  });

  test('a key is forgotten after a day, unlike the business key', async () => {
    await run(answers('first'));
    clock = addSeconds(START, 24 * 3600 + 1);
    expect(await run(answers('second'))).toMatchObject({ body: { name: 'second' } });
  });

  test('a key keeps a refusal, with its status and members', async () => {
    const declined = refusals.paymentDeclined({ purchase: 'pur_1', reason: 'card-declined' });
    await expect(run(() => Promise.reject(declined))).rejects.toBe(declined);
    const again = await run(never);
    expect(again).toMatchObject({ status: 402, headers: { 'idempotency-replayed': 'true' } });
    expect(JSON.parse(String(again.body))).toMatchObject({ code: 'payment-declined', purchase: 'pur_1' });
  });

  test('a key does not keep an answer that is not final, and stays closed to other requests', async () => {
    expect(await run(async () => ({ status: 202, body: { name: 'waits' } }))).toMatchObject({ status: 202 });
    await expect(run(never, { body: '{"amount":"60.00"}' })).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
    expect(await run(answers('last'))).toMatchObject({ status: 201, body: { name: 'last' } });
    expect(await run(never)).toMatchObject({ status: 201, body: { name: 'last' } });
  });

  test.each([
    ['a fault', new Error('no connection')],
    ['too many changes at once', refusals.contended(1)],
    ['a body that can be mended', refusals.invalidRequest([{ field: 'amount', detail: 'required' }])],
  ])('a key is released by %s: the next attempt runs', async (_case, error) => {
    await expect(run(() => Promise.reject(error))).rejects.toBe(error);
    expect(await run(answers('second'))).toMatchObject({ body: { name: 'second' } });
  });
});

describe('while the first run is alive', () => {
  test('the same request has to wait while the first run is alive', async () => {
    const first = held();
    const running = run(first.operation);
    await first.begun;
    const refusal = await run(never).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ code: 'request-in-progress', members: { retryAfterSeconds: 1 } });
    first.ending.resolve({ status: 201, body: { name: 'first' } });
    await running;
    expect(await run(never)).toMatchObject({ body: { name: 'first' } });
  });

  test('of twenty requests at once, one runs', async () => {
    let runs = 0;
    const operation = async () => {
      runs += 1;
      return { status: 201, body: { runs } };
    };
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => run(operation)));
    const refused = all.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(runs).toBe(1);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'request-in-progress' });
  });
});

describe('trap 20: a run that died', () => {
  const beyondDeadline = addSeconds(START, DEADLINE_MS / 1000 + 1);

  beforeEach(async () => {
    const died = held();
    void run(died.operation);
    await died.begun;
  });

  test('a dead run holds the key until its own deadline, and a second more for clocks that differ', async () => {
    clock = addSeconds(beyondDeadline, -0.001);
    await expect(run(never)).rejects.toMatchObject({ code: 'request-in-progress' });
  });

  test('after its deadline a dead run gives way to one run of the same request', async () => {
    clock = beyondDeadline;
    const second = held();
    const running = run(second.operation);
    await Promise.race([second.begun, running]);
    await expect(run(never)).rejects.toMatchObject({ code: 'request-in-progress' });
    second.ending.resolve({ status: 201, body: { name: 'second' } });
    expect(await running).toMatchObject({ body: { name: 'second' } });
  });

  test('a dead run never gives way to another request', async () => {
    clock = beyondDeadline;
    await expect(run(never, { body: '{"amount":"60.00"}' })).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
  });
});

describe('trap 05: a run that lost its claim', () => {
  test.each([
    ['fails late', (end: PromiseWithResolvers<HttpResponse>) => end.reject(new Error('timeout'))],
    [
      'is refused late',
      (end: PromiseWithResolvers<HttpResponse>) => end.reject(refusals.paymentMethodRequired()),
    ],
    [
      'succeeds late',
      (end: PromiseWithResolvers<HttpResponse>) => end.resolve({ status: 201, body: { name: 'first' } }),
    ],
  ])(
    'a run that lost its claim and %s leaves the answer of the run that took over',
    async (_case, finish) => {
      const first = held();
      const running = run(first.operation);
      await first.begun;
      clock = addSeconds(START, DEADLINE_MS / 1000 + 1);
      await run(answers('second'));
      finish(first.ending);
      await running.catch(() => undefined);
      expect(await run(never)).toMatchObject({ body: { name: 'second' } });
    },
  );

  test('a run that lost its claim does not free the key of the run that took over and is still alive', async () => {
    const first = held();
    const running = run(first.operation);
    await first.begun;
    clock = addSeconds(START, DEADLINE_MS / 1000 + 1);
    const second = held();
    const next = run(second.operation);
    await second.begun;
    first.ending.reject(new Error('timeout'));
    await running.catch(() => undefined);
    await expect(run(never)).rejects.toMatchObject({ code: 'request-in-progress' });
    second.ending.resolve({ status: 201, body: { name: 'second' } });
    await next;
    expect(await run(never)).toMatchObject({ body: { name: 'second' } });
  });
});
