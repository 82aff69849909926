import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { releaseCall } from '../../functions/calls/release-call.ts';
import { settleChanges } from '../../functions/usage/settle.ts';
import { bookBalanceMicros, heldMicros } from '../../shared/domain/credits/account.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { HttpResponse } from '../../shared/lambda/http.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { GRACE_HOURS, units } from '../support/accounts.ts';
import { expectBooksToBalance } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';
import { addCaller, authorize, changesOf, LEASES, publishDecks, report } from '../support/telephone.ts';

/** The number of responses to transactions that are still to be lost, below the SDK's own retries. */
let toLose = 0;
let tokens: string[] = [];
/** The number of responses to single writes of a table that are still to be lost. */
let loss: { table: 'ledger' | 'calls'; left: number } = { table: 'ledger', left: 0 };

const database = useDatabase(async (db) => {
  await publishDecks(db);
  loseAnswersOf(db);
});
let fixture: PaymentFixture;

beforeEach(async () => {
  toLose = 0;
  loss = { table: 'ledger', left: 0 };
  fixture = await openPaymentFixture(database.db, nextOrganizationId('lost'));
  tokens = [];
});

const Body = z
  .custom<Uint8Array>((body) => ArrayBuffer.isView(body))
  .transform((body) => JSON.parse(new TextDecoder().decode(body)));

/** A put or an update of one item. */
const SentAlone = z.object({
  request: z.object({
    headers: z.object({ 'x-amz-target': z.string().regex(/[.](Put|Update)Item$/) }),
    body: Body.pipe(z.object({ TableName: z.string() })),
  }),
});

/** A request of a transaction, read for its token. */
const Sent = z.object({
  request: z.object({
    body: Body.pipe(z.object({ ClientRequestToken: z.string() })).transform(
      ({ ClientRequestToken }) => ClientRequestToken,
    ),
  }),
});

/** DynamoDB has committed; the connection breaks before the response is read. */
function loseAnswersOf({ client }: Database): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const single = SentAlone.safeParse(args).data?.request.body.TableName;
      if (single?.startsWith(loss.table) && loss.left > 0) {
        loss = { ...loss, left: loss.left - 1 };
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
      }
      const token = Sent.safeParse(args).data?.request.body;
      if (token === undefined) return answer;
      tokens.push(token);
      if (toLose === 0) return answer;
      toLose -= 1;
      throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
    },
    { step: 'finalizeRequest', priority: 'low', name: 'loseAnswers' },
  );
}

/** While `work` runs, no response comes back, however often the SDK sends the request. */
async function inSilence<T>(work: () => Promise<T>): Promise<T> {
  toLose = Number.POSITIVE_INFINITY;
  try {
    return await work();
  } finally {
    toLose = 0;
  }
}

async function expectOnePurchaseIn(answer: HttpResponse): Promise<void> {
  expect(answer).toMatchObject({ status: 201, body: { id: fixture.purchaseId('k') } });
  await fixture.reconcileAfter(3600);
  expect(fixture.gateway.charges.size).toBe(1);
  expect(await expectBooksToBalance(database.db, fixture.org)).toHaveLength(1);
  expect(bookBalanceMicros(await fixture.account())).toBe(units(50));
}

describe('trap 09: committed, but the response was lost', () => {
  test('a response lost once: the SDK sends the request again with the same token, and it is applied once', async () => {
    toLose = 1;
    expect(await fixture.post('k')).toMatchObject({ status: 201 });
    expect(tokens).toHaveLength(3);
    expect(new Set(tokens).size).toBe(2);
    expect(await expectBooksToBalance(database.db, fixture.org)).toHaveLength(1);
    expect(fixture.gateway.chargedMicros).toBe(units(50));
  });

  test('a lost response to the intent to buy: the same key finds it, and charges once', async () => {
    await expect(inSilence(() => fixture.post('k'))).rejects.toThrow('socket hang up');
    expect(fixture.gateway.chargesAsked).toBe(0);
    await expectOnePurchaseIn(await fixture.post('k'));
  });

  test('a lost response to the outcome of the charge: the same key finds it done', async () => {
    const charge = fixture.gateway.charge.bind(fixture.gateway);
    fixture.gateway.charge = async (request) => {
      toLose = Number.POSITIVE_INFINITY;
      return charge(request);
    };
    await expect(fixture.post('k')).rejects.toThrow('socket hang up');
    toLose = 0;
    await expectOnePurchaseIn(await fixture.post('k'));
  });

  test('the function died after the charge: the same key, or the schedule, books it once', async () => {
    fixture.gateway.chargeBehavior = 'crash';
    await expect(fixture.post('k')).rejects.toThrow('died');
    fixture.gateway.chargeBehavior = 'succeed';
    await Promise.all([fixture.post('k'), fixture.reconcileAfter(120)]);
    expect(fixture.gateway.charges.size).toBe(1);
    expect(await expectBooksToBalance(database.db, fixture.org)).toHaveLength(1);
  });

  test.each([
    // The SDK sends the request again.
    ['to the hold of an authorization', 'ledger', 1, 2],
    ['to its lease', 'calls', 1, 1],
    // All three attempts were made, and the request that comes again makes one more.
    ['to every attempt of the hold', 'ledger', 3, 4],
  ] as const)(
    'a lost response %s: the same lease, whose money is held, and what was held beside it ends by the clock',
    async (_case, table, lost, holds) => {
      await fixture.post('k');
      await addCaller(database.db, fixture.org);
      const send = () => authorize(fixture.deps, fixture.org, 'call');
      loss = { table, left: lost };
      await send().catch((error) => expect(error).toMatchObject({ name: 'TimeoutError' }));
      expect(loss.left).toBe(0);
      const lease = { body: { decision: 'allow', sequence: 0, held: '10.00' } };
      expect(await send()).toMatchObject(lease);
      expect(await send()).toMatchObject(lease);
      expect(heldMicros(await fixture.account(), fixture.clock)).toBe(holds * units(10));
      fixture.clock = addSeconds(fixture.clock, 3600);
      expect(heldMicros(await fixture.account(), fixture.clock)).toBe(0);
    },
  );

  test('a lost response to the release of a hold: it is not released twice', async () => {
    await fixture.post('k');
    await addCaller(database.db, fixture.org);
    const both = ['one', 'other'];
    for (const call of both) await authorize(fixture.deps, fixture.org, call);
    loss = { table: 'ledger', left: 1 };
    const released = await releaseCall({ ...fixture.deps, graceHours: GRACE_HOURS, leases: LEASES })(
      aRequest({ params: { org: fixture.org, call: 'one' } }),
    );
    expect(released).toEqual({ status: 204 });
    expect(loss.left).toBe(0);
    expect(heldMicros(await fixture.account(), fixture.clock)).toBe(units(10));
  });

  test('a lost response to a settlement: the batch comes again and charges nothing more', async () => {
    await fixture.post('k');
    await report(fixture.deps, fixture.org, [{ callId: 'a' }, { callId: 'b' }]);
    const batch = await changesOf(database.db, fixture.org, ['a', 'b']);
    expect(await inSilence(() => settleChanges(fixture.deps)(batch))).toEqual(batch);
    expect(await settleChanges(fixture.deps)(batch)).toEqual([]);
    expect(bookBalanceMicros(await fixture.account())).toBe(units(48));
    await expectBooksToBalance(database.db, fixture.org);
  });

  test('a lost response to the start of a recharge: it is in flight, and the schedule charges it once', async () => {
    await fixture.post('k');
    await fixture.switchOnRecharge('50.00', '20.00');
    await fixture.spend(40);
    await inSilence(() => fixture.stream());
    await fixture.stream();
    expect(fixture.gateway.charges.size).toBe(1);
    await fixture.reconcileAfter(120);
    await fixture.reconcileAfter(700);
    expect((await fixture.account()).recharge).toMatchObject({ status: 'backing-off' });
    await fixture.reconcileAfter(3600);
    expect(fixture.gateway.charges.size).toBe(2);
    expect(bookBalanceMicros(await fixture.account())).toBe(units(60));
  });
});
