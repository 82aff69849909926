import { beforeEach, describe, expect, test } from '@jest/globals';
import { expireLots } from '../../functions/expiry/expire-lots.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import { START, units } from '../support/accounts.ts';
import { buy, expectBooksToBalance, spend } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { openRefundDesk, type RefundDesk } from '../support/refund-fixture.ts';

const database = useDatabase();
let desk: RefundDesk;
let desks = 0;

beforeEach(async () => {
  desks += 1;
  desk = await openRefundDesk(database.db, `refunds-${desks}`);
});

describe('a refund', () => {
  test('a refund returns what is unspent, and order and lot show it', async () => {
    await spend(desk.deps, desk.org, units(20));
    const response = await desk.refund('k1');
    expect(response).toMatchObject({
      status: 200,
      body: {
        id: desk.refundId('k1'),
        purchase: desk.order.id,
        status: 'succeeded',
        amount: '30.00',
        currency: 'USD',
        lot: { remaining: '0.00', used: '20.00', withdrawn: '30.00', status: 'closed' },
      },
    });
    expect(desk.gateway.refundedMicros).toBe(units(30));
    expect(await desk.orderNow()).toMatchObject({ status: 'succeeded', refundedMicros: units(30) });
    expect(await desk.refundEvents()).toEqual([`${desk.refundId('k1')}:CreditsRefunded`]);
    await expectBooksToBalance(database.db, desk.org);
  });

  test('refunds can be made in parts until nothing is left', async () => {
    await desk.refund('k1', '20.00');
    await desk.refund('k2', '29.99');
    await desk.refund('k3');
    expect(await desk.orderNow()).toMatchObject({ status: 'refunded', refundedMicros: units(50) });
    await expect(desk.refund('k4')).rejects.toMatchObject({
      code: 'nothing-to-refund',
      members: { refundable: '0.00' },
    });
    await expectBooksToBalance(database.db, desk.org);
  });

  test('a refund of a lot outside the account’s window is made, too', async () => {
    for (let number = 2; number <= 8; number += 1) await buy(desk.deps, desk.org, number, units(50));
    const newest = `pur_${desk.org}_${String(8).padStart(12, '0')}`;
    desk.gateway.refundBehavior = 'pending';
    await desk.refund('k1', undefined, newest);
    let lots = await expectBooksToBalance(database.db, desk.org);
    expect(lots.map(({ remainingMicros }) => remainingMicros)).toEqual([...Array(7).fill(units(50)), 0]);
    const outcome = { status: 'declined', code: 'not-refundable', detail: '' } as const;
    desk.gateway.decideRefund(desk.refundId('k1'), outcome);
    await desk.reconcileLater();
    lots = await expectBooksToBalance(database.db, desk.org);
    expect(lots.at(-1)).toMatchObject({ remainingMicros: units(50), withdrawnMicros: 0 });
    await spend(desk.deps, desk.org, units(399));
    expect(await desk.available()).toBe(units(1));
    await expectBooksToBalance(database.db, desk.org);
  });

  test('a refund of an unknown purchase is not found', async () => {
    await expect(desk.refund('k1', undefined, 'pur_unknown')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('when the gateway declines', () => {
  beforeEach(() => {
    desk.gateway.refundBehavior = 'decline';
  });

  test('the money of a declined refund is back in its lot', async () => {
    await expect(desk.refund('k1')).rejects.toMatchObject({
      code: 'refund-declined',
      members: { reason: 'not-refundable', purchase: desk.order.id },
    });
    expect(await desk.available()).toBe(units(50));
    const [lot] = await expectBooksToBalance(database.db, desk.org);
    expect(lot).toMatchObject({ remainingMicros: units(50), withdrawnMicros: 0 });
    expect(await desk.refundEvents()).toEqual([`${desk.refundId('k1')}:RefundFailed`]);
    desk.gateway.refundBehavior = 'succeed';
    expect(await desk.refund('k2')).toMatchObject({ status: 200 });
  });

  test('the money of a refund that is declined after its lot was forfeited is forfeited, too', async () => {
    desk.gateway.refundBehavior = 'pending';
    await desk.refund('k1', '30.00');
    const sweep = () =>
      expireLots({ db: database.db, graceHours: 48, now: () => desk.clock })({ remainingMs: () => 60_000 });
    desk.clock = addMonths(START, 12);
    await sweep();
    desk.clock = addSeconds(desk.clock, 49 * 3600);
    await sweep();
    const outcome = { status: 'declined', code: 'canceled', detail: '' } as const;
    desk.gateway.decideRefund(desk.refundId('k1'), outcome);
    await desk.reconcileLater();
    expect(await desk.available()).toBe(0);
    await sweep();
    const [lot] = await expectBooksToBalance(database.db, desk.org);
    expect(lot).toMatchObject({ remainingMicros: 0, withdrawnMicros: 0, forfeitedMicros: units(50) });
  });

  test('a webhook event that a paid refund bounced restores the order, once', async () => {
    desk.gateway.refundBehavior = 'succeed';
    await desk.refund('k1');
    const bounced = { status: 'declined', code: 'gateway-rejected', detail: '' } as const;
    await Promise.all(Array.from({ length: 12 }, () => desk.notify('k1', bounced)));
    await desk.notify('k1', { status: 'succeeded', reference: 're' });
    expect(await desk.orderNow()).toMatchObject({ status: 'succeeded', refundedMicros: 0 });
    expect(await desk.available()).toBe(units(50));
    await expectBooksToBalance(database.db, desk.org);
  });
});

describe('trap 09, trap 11: when the response is lost', () => {
  test.each([
    ['it was paid', 'lose-answer'],
    ['it never arrived', 'lose-request'],
  ] as const)(
    'when the response is lost and %s, the money waits and is refunded once',
    async (_case, behavior) => {
      desk.gateway.refundBehavior = behavior;
      expect(await desk.refund('k1')).toMatchObject({ status: 202, body: { status: 'pending' } });
      expect(await desk.available()).toBe(0);
      desk.gateway.refundBehavior = 'succeed';
      await desk.reconcileLater();
      await desk.reconcileLater();
      expect(await desk.refund('k1')).toMatchObject({ status: 200, body: { status: 'succeeded' } });
      expect(desk.gateway.refundedMicros).toBe(units(50));
      expect(desk.gateway.refunds.size).toBe(1);
      expect(await desk.orderNow()).toMatchObject({ status: 'refunded' });
      await expectBooksToBalance(database.db, desk.org);
    },
  );

  test('the same key continues a refund whose function died', async () => {
    desk.gateway.refundBehavior = 'crash';
    await expect(desk.refund('k1', '30.00')).rejects.toThrow('died');
    desk.gateway.refundBehavior = 'succeed';
    expect(await desk.refund('k1', '30.00')).toMatchObject({ status: 200, body: { amount: '30.00' } });
    expect(desk.gateway.refundsAsked).toBe(1);
    const [lot] = await expectBooksToBalance(database.db, desk.org);
    expect(lot).toMatchObject({ withdrawnMicros: units(30), remainingMicros: units(20) });
  });

  test('the key of a refund cannot be used for anything else afterwards', async () => {
    await desk.refund('k1', '30.00');
    await expect(desk.refund('k1', '20.00')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    await expect(desk.refund('k1', '30.00', 'pur_other')).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
  });
});
