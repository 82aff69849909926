import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { settleChanges } from '../../functions/usage/settle.ts';
import { bookBalanceMicros, heldMicros } from '../../shared/domain/credits/account.ts';
import type { HttpResponse } from '../../shared/lambda/http.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { units } from '../support/accounts.ts';
import { expectBooksToBalance } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { addCaller, authorize, changesOf, publishDecks, report } from '../support/telephone.ts';

/** The number of responses to transactions that are still to be lost, below the SDK's own retries. */
let toLose = 0;
let tokens: string[] = [];

const database = useDatabase(async (db) => {
  await publishDecks(db);
  loseAnswersOf(db);
});
let fixture: PaymentFixture;

beforeEach(async () => {
  toLose = 0;
  fixture = await openPaymentFixture(database.db, nextOrganizationId('lost'));
  tokens = [];
});

/** A request of a transaction, read for its token. */
const Sent = z.object({
  request: z.object({
    body: z
      .custom<Uint8Array>((body) => ArrayBuffer.isView(body))
      .transform((body) => JSON.parse(new TextDecoder().decode(body)))
      .pipe(z.object({ ClientRequestToken: z.string() }))
      .transform(({ ClientRequestToken }) => ClientRequestToken),
  }),
});

/** DynamoDB has committed; the connection breaks before the response is read. */
function loseAnswersOf({ client }: Database): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
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

  test('a lost response to an authorization: the repeated request returns the same lease, and holds its money once', async () => {
    await fixture.post('k');
    await addCaller(database.db, fixture.org);
    await expect(inSilence(() => authorize(fixture.deps, fixture.org, 'call'))).rejects.toThrow(
      'socket hang up',
    );
    const again = await authorize(fixture.deps, fixture.org, 'call');
    expect(again).toMatchObject({ body: { decision: 'allow', sequence: 0, held: '10.00' } });
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
