import { beforeEach, describe, expect, test } from '@jest/globals';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { units } from '../support/accounts.ts';
import { expectBooksToBalance, spend } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { openRefundDesk, type RefundDesk } from '../support/refund-fixture.ts';

const database = useDatabase();
let desk: RefundDesk;
let desks = 0;

beforeEach(async () => {
  desks += 1;
  desk = await openRefundDesk(database.db, `at-once-${desks}`);
});

describe('at once', () => {
  test('of two concurrent refunds that are too much together one is made', async () => {
    const outcomes = await Promise.allSettled([desk.refund('k1', '30.00'), desk.refund('k2', '30.00')]);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused).toEqual([
      expect.objectContaining({
        code: 'nothing-to-refund',
        members: expect.objectContaining({ refundable: '20.00' }),
      }),
    ]);
    expect(desk.gateway.refundedMicros).toBe(units(30));
    const [lot] = await expectBooksToBalance(database.db, desk.org);
    expect(lot).toMatchObject({ remainingMicros: units(20), withdrawnMicros: units(30) });
  });

  test('ten concurrent refunds that fit are all made', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, index) => desk.refund(`k${index}`, '5.00')));
    expect(await desk.orderNow()).toMatchObject({ status: 'refunded', refundedMicros: units(50) });
    expect(desk.gateway.refundedMicros).toBe(units(50));
    await expectBooksToBalance(database.db, desk.org);
  });

  test('the same key five times concurrently makes one refund', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => desk.refund('k1', '30.00')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(desk.gateway.refundedMicros).toBe(units(30));
    const [lot] = await expectBooksToBalance(database.db, desk.org);
    expect(lot).toMatchObject({ withdrawnMicros: units(30) });
    expect(await desk.refundEvents()).toHaveLength(1);
  });

  test('trap 08: webhook, reconcile and a repeated request at once make one refund', async () => {
    desk.gateway.refundBehavior = 'pending';
    expect(await desk.refund('k1')).toMatchObject({ status: 202 });
    const outcome = { status: 'succeeded', reference: 're_1' } as const;
    desk.gateway.decideRefund(desk.refundId('k1'), outcome);
    await Promise.all([
      desk.notify('k1', outcome),
      desk.notify('k1', outcome),
      desk.reconcileLater(),
      desk.refund('k1'),
    ]);
    expect(await desk.orderNow()).toMatchObject({ status: 'refunded', refundedMicros: units(50) });
    expect(await desk.refundEvents()).toHaveLength(1);
    expect(desk.gateway.refundsAsked).toBe(1);
    await expectBooksToBalance(database.db, desk.org);
  });

  test('trap 07: of a refund and concurrent calls each micro goes to exactly one', async () => {
    const calls = Array.from({ length: 8 }, () => spend(desk.deps, desk.org, units(5)));
    const [response] = await Promise.all([desk.refund('k1'), ...calls]);
    const [lot] = await expectBooksToBalance(database.db, desk.org);
    const { debtMicros } = await loadAccount(database.db, desk.org);
    const refundedMicros = lot?.withdrawnMicros ?? 0;
    expect(desk.gateway.refundedMicros).toBe(refundedMicros);
    expect(response?.status).toBe(200);
    expect(refundedMicros + units(40) + (lot?.remainingMicros ?? 0) - debtMicros).toBe(units(50));
  });
});
