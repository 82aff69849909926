import { beforeEach, describe, expect, test } from '@jest/globals';
import { expireLots } from '../../functions/expiry/expire-lots.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import { START, units } from '../support/accounts.ts';
import { buy, expectBooksToBalance, spend } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { openRefundFixture, type RefundFixture } from '../support/refund-fixture.ts';

const database = useDatabase();
let fixture: RefundFixture;
let fixtures = 0;

beforeEach(async () => {
  fixtures += 1;
  fixture = await openRefundFixture(database.db, `refunds-${fixtures}`);
});

describe('a refund', () => {
  test('a refund returns what is unspent, and order and lot show it', async () => {
    await spend(fixture.deps, fixture.org, units(20));
    const response = await fixture.refund('k1');
    expect(response).toMatchObject({
      status: 200,
      body: {
        id: fixture.refundId('k1'),
        purchase: fixture.order.id,
        status: 'succeeded',
        amount: '30.00',
        currency: 'USD',
        lot: { remaining: '0.00', used: '20.00', withdrawn: '30.00', status: 'closed' },
      },
    });
    expect(fixture.gateway.refundedMicros).toBe(units(30));
    expect(await fixture.orderNow()).toMatchObject({ status: 'succeeded', refundedMicros: units(30) });
    expect(await fixture.refundEvents()).toEqual([`${fixture.refundId('k1')}:CreditsRefunded`]);
    await expectBooksToBalance(database.db, fixture.org);
  });

  test('refunds can be made in parts until nothing is left', async () => {
    await fixture.refund('k1', '20.00');
    await fixture.refund('k2', '29.99');
    await fixture.refund('k3');
    expect(await fixture.orderNow()).toMatchObject({ status: 'refunded', refundedMicros: units(50) });
    await expect(fixture.refund('k4')).rejects.toMatchObject({
      code: 'nothing-to-refund',
      members: { refundable: '0.00' },
    });
    await expectBooksToBalance(database.db, fixture.org);
  });

  test('a refund of a lot outside the account’s window is made, too', async () => {
    for (let number = 2; number <= 8; number += 1) await buy(fixture.deps, fixture.org, number, units(50));
    const newest = `pur_${fixture.org}_${String(8).padStart(12, '0')}`;
    fixture.gateway.refundBehavior = 'pending';
    await fixture.refund('k1', undefined, newest);
    let lots = await expectBooksToBalance(database.db, fixture.org);
    expect(lots.map(({ remainingMicros }) => remainingMicros)).toEqual([...Array(7).fill(units(50)), 0]);
    const outcome = { status: 'declined', code: 'not-refundable', detail: '' } as const;
    fixture.gateway.decideRefund(fixture.refundId('k1'), outcome);
    await fixture.reconcileLater();
    lots = await expectBooksToBalance(database.db, fixture.org);
    expect(lots.at(-1)).toMatchObject({ remainingMicros: units(50), withdrawnMicros: 0 });
    await spend(fixture.deps, fixture.org, units(399));
    expect(await fixture.available()).toBe(units(1));
    await expectBooksToBalance(database.db, fixture.org);
  });

  test('a refund of an unknown purchase is not found', async () => {
    await expect(fixture.refund('k1', undefined, 'pur_unknown')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('when the gateway declines', () => {
  beforeEach(() => {
    fixture.gateway.refundBehavior = 'decline';
  });

  test('the money of a declined refund is back in its lot', async () => {
    await expect(fixture.refund('k1')).rejects.toMatchObject({
      code: 'refund-declined',
      members: { reason: 'not-refundable', purchase: fixture.order.id },
    });
    expect(await fixture.available()).toBe(units(50));
    const [lot] = await expectBooksToBalance(database.db, fixture.org);
    expect(lot).toMatchObject({ remainingMicros: units(50), withdrawnMicros: 0 });
    expect(await fixture.refundEvents()).toEqual([`${fixture.refundId('k1')}:RefundFailed`]);
    fixture.gateway.refundBehavior = 'succeed';
    expect(await fixture.refund('k2')).toMatchObject({ status: 200 });
  });

  test('the money of a refund that is declined after its lot was forfeited is forfeited, too', async () => {
    fixture.gateway.refundBehavior = 'pending';
    await fixture.refund('k1', '30.00');
    const sweep = () =>
      expireLots({ db: database.db, graceHours: 48, now: () => fixture.clock })({
        remainingMs: () => 60_000,
      });
    fixture.clock = addMonths(START, 12);
    await sweep();
    fixture.clock = addSeconds(fixture.clock, 49 * 3600);
    await sweep();
    const outcome = { status: 'declined', code: 'canceled', detail: '' } as const;
    fixture.gateway.decideRefund(fixture.refundId('k1'), outcome);
    await fixture.reconcileLater();
    expect(await fixture.available()).toBe(0);
    await sweep();
    const [lot] = await expectBooksToBalance(database.db, fixture.org);
    expect(lot).toMatchObject({ remainingMicros: 0, withdrawnMicros: 0, forfeitedMicros: units(50) });
  });

  test('a webhook event that a paid refund bounced restores the order, once', async () => {
    fixture.gateway.refundBehavior = 'succeed';
    await fixture.refund('k1');
    const bounced = { status: 'declined', code: 'gateway-rejected', detail: '' } as const;
    await Promise.all(Array.from({ length: 12 }, () => fixture.notify('k1', bounced)));
    await fixture.notify('k1', { status: 'succeeded', reference: 're' });
    expect(await fixture.orderNow()).toMatchObject({ status: 'succeeded', refundedMicros: 0 });
    expect(await fixture.available()).toBe(units(50));
    await expectBooksToBalance(database.db, fixture.org);
  });
});

describe('trap 09, trap 11: when the response is lost', () => {
  test.each([
    ['it was paid', 'lose-answer'],
    ['it never arrived', 'lose-request'],
  ] as const)(
    'when the response is lost and %s, the money waits and is refunded once',
    async (_case, behavior) => {
      fixture.gateway.refundBehavior = behavior;
      expect(await fixture.refund('k1')).toMatchObject({ status: 202, body: { status: 'pending' } });
      expect(await fixture.available()).toBe(0);
      fixture.gateway.refundBehavior = 'succeed';
      await fixture.reconcileLater();
      await fixture.reconcileLater();
      expect(await fixture.refund('k1')).toMatchObject({ status: 200, body: { status: 'succeeded' } });
      expect(fixture.gateway.refundedMicros).toBe(units(50));
      expect(fixture.gateway.refunds.size).toBe(1);
      expect(await fixture.orderNow()).toMatchObject({ status: 'refunded' });
      await expectBooksToBalance(database.db, fixture.org);
    },
  );

  test('the same key continues a refund whose function died', async () => {
    fixture.gateway.refundBehavior = 'crash';
    await expect(fixture.refund('k1', '30.00')).rejects.toThrow('died');
    fixture.gateway.refundBehavior = 'succeed';
    expect(await fixture.refund('k1', '30.00')).toMatchObject({ status: 200, body: { amount: '30.00' } });
    expect(fixture.gateway.refundsAsked).toBe(1);
    const [lot] = await expectBooksToBalance(database.db, fixture.org);
    expect(lot).toMatchObject({ withdrawnMicros: units(30), remainingMicros: units(20) });
  });

  test('the key of a refund cannot be used for anything else afterwards', async () => {
    await fixture.refund('k1', '30.00');
    await expect(fixture.refund('k1', '20.00')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    await expect(fixture.refund('k1', '30.00', 'pur_other')).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
  });
});
