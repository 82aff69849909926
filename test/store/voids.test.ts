import { beforeEach, describe, expect, test } from '@jest/globals';
import { expireLots } from '../../functions/expiry/expire-lots.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import { applyGatewayRefund } from '../../shared/payments/refund.ts';
import { listOrders } from '../../shared/store/credits/orders.ts';
import { START, units } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { authorize, publishDecks, report, settle } from '../support/telephone.ts';

const DAY_SECONDS = 86_400;
const database = useDatabase(publishDecks);
let fixture: ReversalFixture;

beforeEach(async () => {
  fixture = await openReversalFixture(database.db, nextOrganizationId('voids'));
});

describe('a void', () => {
  test('a void gives the money back once, and the call stays voided', async () => {
    await fixture.call('c1', 20);
    const [before] = await fixture.lots();
    expect(await fixture.void('c1', 'k1')).toEqual({
      status: 200,
      body: {
        callId: 'c1',
        status: 'voided',
        charge: '0.00',
        refunded: '20.00',
        additionalCharge: '0.00',
        forfeited: '0.00',
        currency: 'USD',
        lots: [{ lotId: before?.id, amount: '20.00' }],
      },
    });
    expect(await fixture.balance()).toBe(units(50));
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: units(50) }]);
    expect(await fixture.storedCall('c1')).toMatchObject({
      status: 'voided',
      settlement: { chargeMicros: units(20) },
      reversal: { kind: 'void', entry: 3, original: { durationSeconds: 1200, chargeMicros: units(20) } },
    });
    await expect(fixture.void('c1', 'k2')).rejects.toMatchObject({ code: 'call-already-reversed' });
    await expect(fixture.correct('c1', 'k3', 60)).rejects.toMatchObject({ code: 'call-already-reversed' });
    expect(await fixture.entryTypes()).toEqual(['void', 'usage', 'purchase']);
  });

  test('of many voids at once of a call that took a whole lot, one gives it back', async () => {
    await fixture.call('c1', 50);
    const answers = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => fixture.void('c1', `k${index}`)),
    );
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []));
    expect(refused).toEqual(Array(11).fill('call-already-reversed'));
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: units(50) }]);
  });

  test('a late duplicate of the record of a voided call is a duplicate', async () => {
    const startedAt = fixture.clock;
    await fixture.call('c1', 20);
    await fixture.void('c1', 'k1');
    const record = { callId: 'c1', userId: 'ada', startedAt, durationSeconds: 1200 };
    expect(await report(fixture.deps, fixture.org, [record])).toMatchObject({
      body: { accepted: 0, duplicates: 1 },
    });
    await settle(fixture.deps, fixture.org, ['c1']);
    expect(await fixture.balance()).toBe(units(50));
  });

  test('the void of a call that was not answered writes no entry', async () => {
    await fixture.call('c1', 0);
    expect(await fixture.void('c1', 'k1')).toMatchObject({
      status: 200,
      body: { refunded: '0.00', lots: [] },
    });
    expect(await fixture.entryTypes()).toEqual(['purchase']);
  });

  test('a void gives minutes back to the pool of the month of the call', async () => {
    await fixture.giveMinutes();
    await fixture.call('c1', 5, '+14255550100');
    expect((await fixture.domesticUse()).minutes).toBe(5);
    fixture.clock = addMonths(fixture.clock, 2);
    expect(await fixture.void('c1', 'k1')).toMatchObject({ body: { charge: '0.00', refunded: '0.00' } });
    expect(await fixture.domesticUse()).toEqual({ minutes: 0, creditsMicros: 0 });
    expect(await fixture.entryTypes()).toEqual(['purchase']);
  });

  test('a void reopens overflow lots of the account', async () => {
    for (let number = 2; number <= 9; number += 1) await fixture.buy(number, 50);
    await fixture.call('c1', 270);
    await fixture.call('c2', 150);
    expect((await fixture.lots()).filter(({ remainingMicros }) => remainingMicros > 0)).toHaveLength(1);
    await fixture.void('c1', 'k1');
    await fixture.void('c2', 'k2');
    expect((await fixture.lots()).map(({ remainingMicros }) => remainingMicros)).toEqual(
      Array(9).fill(units(50)),
    );
    await fixture.call('c3', 449);
    expect(await fixture.balance()).toBe(units(1));
    await fixture.lots();
  });

  test('the void of a call whose debt was repaid gives the money back to the lot that repaid it', async () => {
    await fixture.call('c1', 70);
    expect(await fixture.balance()).toBe(units(-20));
    await fixture.buy(2, 50);
    expect(await fixture.void('c1', 'k1')).toMatchObject({ body: { refunded: '70.00' } });
    expect(await fixture.lots()).toMatchObject([
      { remainingMicros: units(50) },
      { remainingMicros: units(50) },
    ]);
  });

  test('after the lot was forfeited, a void forfeits the money, too', async () => {
    await fixture.call('c1', 20);
    const sweep = () => expireLots({ ...fixture.deps, graceHours: 48 })({ remainingMs: () => 60_000 });
    fixture.clock = addMonths(START, 12);
    await sweep();
    fixture.clock = addSeconds(fixture.clock, 3 * DAY_SECONDS);
    await sweep();
    expect(await fixture.void('c1', 'k1')).toMatchObject({ body: { refunded: '20.00', forfeited: '20.00' } });
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: 0, forfeitedMicros: units(50) }]);
    expect(await fixture.entryTypes()).toEqual(['forfeiture', 'void', 'forfeiture', 'usage', 'purchase']);
  });

  test('row 20: after the grace a void forfeits the money with the lot, though no sweep has run', async () => {
    await fixture.call('c1', 20);
    fixture.clock = addSeconds(addMonths(START, 12), 3 * DAY_SECONDS);
    expect(await fixture.void('c1', 'k1')).toMatchObject({ body: { refunded: '20.00', forfeited: '20.00' } });
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: 0, forfeitedMicros: units(50) }]);
    expect(await fixture.entryTypes()).toEqual(['forfeiture', 'void', 'forfeiture', 'usage', 'purchase']);
    expect(await fixture.storedCall('c1')).toMatchObject({ reversal: { entry: 4, lostMicros: units(20) } });
  });

  test('trap 10: after a chargeback of the purchase a void withdraws the money, too', async () => {
    await fixture.call('c1', 20);
    await fixture.dispute();
    expect(await fixture.void('c1', 'k1')).toMatchObject({ body: { refunded: '20.00', forfeited: '20.00' } });
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: 0, withdrawnMicros: units(50) }]);
    expect(await fixture.entryTypes()).toEqual(['chargeback', 'void', 'chargeback', 'usage', 'purchase']);
  });

  test('row 16: after a full refund at the gateway a void withdraws the money, too', async () => {
    await fixture.call('c1', 20);
    const [order] = (await listOrders(database.db, fixture.org, { limit: 1 })).items;
    if (!order) throw new Error('no order');
    const origin = { eventId: 'evt_1', organizationId: fixture.org, orderId: order.id, reference: 're_1' };
    const sum = { amountMicros: units(50), currency: 'USD' };
    const outcome = { status: 'succeeded', reference: 're_1' } as const;
    await applyGatewayRefund(fixture.deps, order, { kind: 'gateway-refund', ...origin, ...sum, outcome });
    expect(await fixture.void('c1', 'k1')).toMatchObject({ body: { refunded: '20.00', forfeited: '20.00' } });
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: 0, withdrawnMicros: units(50) }]);
  });

  test('after the lot has expired a void leaves the money to the sweep, while late records may come', async () => {
    await fixture.call('c1', 50);
    fixture.clock = addSeconds(addMonths(START, 12), 3600);
    expect(await fixture.void('c1', 'k1')).toMatchObject({ body: { refunded: '50.00', forfeited: '0.00' } });
    fixture.clock = addSeconds(addMonths(START, 12), 3 * DAY_SECONDS);
    const counts = await expireLots({ ...fixture.deps, graceHours: 48 })({ remainingMs: () => 60_000 });
    expect(counts).toMatchObject({ failed: 0 });
    expect(await fixture.lots()).toMatchObject([{ remainingMicros: 0, forfeitedMicros: units(50) }]);
  });
});

test('an unknown call is not found, one that is not settled is refused', async () => {
  await expect(fixture.void('nothing', 'k1')).rejects.toMatchObject({ code: 'not-found' });
  await authorize(fixture.deps, fixture.org, 'c1');
  await expect(fixture.void('c1', 'k2')).rejects.toMatchObject({
    code: 'call-not-settled',
    members: { callStatus: 'authorized' },
  });
  await report(fixture.deps, fixture.org, [{ callId: 'c2', userId: 'ada' }]);
  await expect(fixture.correct('c2', 'k3', 60)).rejects.toMatchObject({
    members: { callStatus: 'received' },
  });
});
