import { beforeEach, describe, expect, test } from '@jest/globals';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { units } from '../support/accounts.ts';
import { expectBooksToBalance, spend } from '../support/books.ts';
import { useDatabase } from '../support/database.ts';
import { openRefundFixture, type RefundFixture } from '../support/refund-fixture.ts';

const database = useDatabase();
let fixture: RefundFixture;
let organizations = 0;

beforeEach(async () => {
  organizations += 1;
  fixture = await openRefundFixture(database.db, `at-once-${organizations}`);
});

describe('at once', () => {
  test('of two concurrent refunds that are too much together one is made', async () => {
    const outcomes = await Promise.allSettled([fixture.refund('k1', '30.00'), fixture.refund('k2', '30.00')]);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused).toEqual([
      expect.objectContaining({
        code: 'nothing-to-refund',
        members: expect.objectContaining({ refundable: '20.00' }),
      }),
    ]);
    expect(fixture.gateway.refundedMicros).toBe(units(30));
    const [lot] = await expectBooksToBalance(database.db, fixture.org);
    expect(lot).toMatchObject({ remainingMicros: units(20), withdrawnMicros: units(30) });
  });

  test('ten concurrent refunds that fit are all made', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, index) => fixture.refund(`k${index}`, '5.00')));
    expect(await fixture.orderNow()).toMatchObject({ status: 'refunded', refundedMicros: units(50) });
    expect(fixture.gateway.refundedMicros).toBe(units(50));
    await expectBooksToBalance(database.db, fixture.org);
  });

  test('the same key five times concurrently makes one refund', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => fixture.refund('k1', '30.00')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(fixture.gateway.refundedMicros).toBe(units(30));
    const [lot] = await expectBooksToBalance(database.db, fixture.org);
    expect(lot).toMatchObject({ withdrawnMicros: units(30) });
    expect(await fixture.refundEvents()).toHaveLength(1);
  });

  test('trap 08: webhook, reconcile and a repeated request at once make one refund', async () => {
    fixture.gateway.refundBehavior = 'pending';
    expect(await fixture.refund('k1')).toMatchObject({ status: 202 });
    const outcome = { status: 'succeeded', reference: 're_1' } as const;
    fixture.gateway.decideRefund(fixture.refundId('k1'), outcome);
    await Promise.all([
      fixture.notify('k1', outcome),
      fixture.notify('k1', outcome),
      fixture.reconcileLater(),
      fixture.refund('k1'),
    ]);
    expect(await fixture.orderNow()).toMatchObject({ status: 'refunded', refundedMicros: units(50) });
    expect(await fixture.refundEvents()).toHaveLength(1);
    expect(fixture.gateway.refundsAsked).toBe(1);
    await expectBooksToBalance(database.db, fixture.org);
  });

  test('trap 07: of a refund and concurrent calls each micro goes to exactly one', async () => {
    const calls = Array.from({ length: 8 }, () => spend(fixture.deps, fixture.org, units(5)));
    const [response] = await Promise.all([fixture.refund('k1'), ...calls]);
    const [lot] = await expectBooksToBalance(database.db, fixture.org);
    const { debtMicros } = await loadAccount(database.db, fixture.org);
    const refundedMicros = lot?.withdrawnMicros ?? 0;
    expect(fixture.gateway.refundedMicros).toBe(refundedMicros);
    expect(response?.status).toBe(200);
    expect(refundedMicros + units(40) + (lot?.remainingMicros ?? 0) - debtMicros).toBe(units(50));
  });
});
