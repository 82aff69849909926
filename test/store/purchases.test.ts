import { beforeEach, describe, expect, test } from '@jest/globals';
import { bookBalanceMicros } from '../../shared/domain/credits/account.ts';
import { listInvoices } from '../../shared/store/credits/invoices.ts';
import { loadLicenseCounts } from '../../shared/store/licenses/license-counts.ts';
import { units } from '../support/accounts.ts';
import { expectBooksToBalance } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';

const database = useDatabase();
let fixture: PaymentFixture;

beforeEach(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('purchases'));
});

/** One charge, one lot, one invoice, one grant of licenses. */
async function expectOnePurchase(): Promise<void> {
  expect(fixture.gateway.chargedMicros).toBe(units(50));
  expect(await expectBooksToBalance(database.db, fixture.org)).toHaveLength(1);
  expect(bookBalanceMicros(await fixture.account())).toBe(units(50));
  expect((await listInvoices(database.db, fixture.org, { limit: 10 })).items).toHaveLength(1);
  const counts = await loadLicenseCounts(database.db, fixture.org);
  expect(counts.find(({ sku }) => sku === 'COMMUNICATIONS_CREDITS')?.quantity).toBe(10_000_000);
}

describe('trap 01: the same purchase sent twice', () => {
  test('a purchase without a key is refused', async () => {
    await expect(fixture.post('')).rejects.toMatchObject({ code: 'idempotency-key-required' });
    expect(fixture.gateway.chargesAsked).toBe(0);
  });

  test('the same purchase in sequence and ten times concurrently charges once', async () => {
    expect(await fixture.post('k')).toMatchObject({ status: 201 });
    expect(await fixture.post('k')).toMatchObject({
      status: 201,
      headers: { 'idempotency-replayed': 'true' },
    });
    await Promise.all(Array.from({ length: 10 }, () => fixture.post('k')));
    await expectOnePurchase();
  });

  test('the same purchase charges once even by ten concurrent runs after its response was purged', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => fixture.purchase('k')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await fixture.purchase('k')).toMatchObject({ status: 201, body: { id: fixture.purchaseId('k') } });
    await expect(fixture.purchase('k', '60.00')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    await expectOnePurchase();
  });
});

describe('trap 08: the gateway’s outcome', () => {
  test('an outcome that is delivered five times, while the schedule asks too, is applied once', async () => {
    fixture.gateway.chargeBehavior = 'pending';
    expect(await fixture.post('k')).toMatchObject({ status: 202, body: { status: 'pending' } });
    const outcome = { status: 'succeeded', reference: 'ch_1' } as const;
    fixture.gateway.decideCharge(fixture.purchaseId('k'), outcome);
    const notify = () => fixture.notify(fixture.purchaseId('k'), outcome);
    await Promise.all([
      ...Array.from({ length: 5 }, notify),
      fixture.reconcileAfter(120),
      fixture.purchase('k'),
    ]);
    await notify();
    await expectOnePurchase();
  });

  test('a declined purchase makes no lot, and the same request has the same response', async () => {
    fixture.gateway.chargeBehavior = 'decline';
    await expect(fixture.post('k')).rejects.toMatchObject({ code: 'payment-declined' });
    await expect(fixture.purchase('k')).rejects.toMatchObject({ code: 'payment-declined' });
    expect(await fixture.account()).toMatchObject({ lots: [], terms: { funded: false } });
    expect(await fixture.eventTypes()).toEqual(['PurchaseFailed']);
  });
});

describe('trap 11: a payment with an unknown outcome', () => {
  test('an unknown payment is credited once, when its outcome is known, from any source', async () => {
    fixture.gateway.chargeBehavior = 'lose-answer';
    expect(await fixture.post('k')).toMatchObject({ status: 202, body: { status: 'pending' } });
    expect(await fixture.account()).toMatchObject({ lots: [], terms: { funded: false } });
    await fixture.reconcileAfter(120);
    await expectOnePurchase();
    await fixture.notify(fixture.purchaseId('k'), { status: 'succeeded', reference: 'ch_1' });
    await fixture.reconcileAfter(3600);
    await expectOnePurchase();
  });

  test('a payment that never reached the gateway fails after the grace; a charge that is found later is credited', async () => {
    fixture.gateway.chargeBehavior = 'lose-request';
    expect(await fixture.post('k')).toMatchObject({ status: 202 });
    await fixture.reconcileAfter(120);
    expect(await fixture.purchase('k')).toMatchObject({ status: 202 });
    await fixture.reconcileAfter(601);
    expect(await fixture.eventTypes()).toEqual(['PurchaseFailed']);
    await fixture.notify(fixture.purchaseId('k'), { status: 'succeeded', reference: 'ch_1' });
    expect(bookBalanceMicros(await fixture.account())).toBe(units(50));
  });
});

test('trap 22: a purchase adds to the balance, and auto-recharge is off until it is switched on', async () => {
  await fixture.post('k1');
  await fixture.post('k2', '70.00');
  expect(bookBalanceMicros(await fixture.account())).toBe(units(120));
  expect((await fixture.account()).recharge).toMatchObject({ enabled: false });
  await fixture.spend(119);
  await fixture.stream(3);
  await fixture.reconcileAfter(3600);
  expect(fixture.gateway.chargesAsked).toBe(2);
  await fixture.post('k3', '60.00');
  expect(bookBalanceMicros(await fixture.account())).toBe(units(61));
});
