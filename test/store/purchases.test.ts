import { beforeEach, describe, expect, test } from '@jest/globals';
import { bookBalanceMicros } from '../../shared/domain/credits/account.ts';
import { listInvoices } from '../../shared/store/credits/invoices.ts';
import { loadLicenseCounts } from '../../shared/store/licenses/license-counts.ts';
import { units } from '../support/accounts.ts';
import { expectBooksToBalance } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentDesk, type PaymentDesk } from '../support/payment-fixture.ts';

const database = useDatabase();
let desk: PaymentDesk;

beforeEach(async () => {
  desk = await openPaymentDesk(database.db, nextOrganizationId('purchases'));
});

/** One charge, one lot, one invoice, one grant of licenses. */
async function expectOnePurchase(): Promise<void> {
  expect(desk.gateway.chargedMicros).toBe(units(50));
  expect(await expectBooksToBalance(database.db, desk.org)).toHaveLength(1);
  expect(bookBalanceMicros(await desk.account())).toBe(units(50));
  expect((await listInvoices(database.db, desk.org, { limit: 10 })).items).toHaveLength(1);
  const counts = await loadLicenseCounts(database.db, desk.org);
  expect(counts.find(({ sku }) => sku === 'COMMUNICATIONS_CREDITS')?.quantity).toBe(10_000_000);
}

describe('trap 01: the same purchase sent twice', () => {
  test('a purchase without a key is refused', async () => {
    await expect(desk.post('')).rejects.toMatchObject({ code: 'idempotency-key-required' });
    expect(desk.gateway.chargesAsked).toBe(0);
  });

  test('the same purchase in sequence and ten times concurrently charges once', async () => {
    expect(await desk.post('k')).toMatchObject({ status: 201 });
    expect(await desk.post('k')).toMatchObject({ status: 201, headers: { 'idempotency-replayed': 'true' } });
    await Promise.all(Array.from({ length: 10 }, () => desk.post('k')));
    await expectOnePurchase();
  });

  test('the same purchase charges once even by ten concurrent runs after its response was purged', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => desk.purchase('k')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(await desk.purchase('k')).toMatchObject({ status: 201, body: { id: desk.purchaseId('k') } });
    await expect(desk.purchase('k', '60.00')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    await expectOnePurchase();
  });
});

describe('trap 08: the gateway’s outcome', () => {
  test('an outcome that is delivered five times, while the schedule asks too, is applied once', async () => {
    desk.gateway.chargeBehavior = 'pending';
    expect(await desk.post('k')).toMatchObject({ status: 202, body: { status: 'pending' } });
    const outcome = { status: 'succeeded', reference: 'ch_1' } as const;
    desk.gateway.decideCharge(desk.purchaseId('k'), outcome);
    const notify = () => desk.notify(desk.purchaseId('k'), outcome);
    await Promise.all([...Array.from({ length: 5 }, notify), desk.reconcileAfter(120), desk.purchase('k')]);
    await notify();
    await expectOnePurchase();
  });

  test('a declined purchase makes no lot, and the same request has the same response', async () => {
    desk.gateway.chargeBehavior = 'decline';
    await expect(desk.post('k')).rejects.toMatchObject({ code: 'payment-declined' });
    await expect(desk.purchase('k')).rejects.toMatchObject({ code: 'payment-declined' });
    expect(await desk.account()).toMatchObject({ lots: [], terms: { funded: false } });
    expect(await desk.eventTypes()).toEqual(['PurchaseFailed']);
  });
});

describe('trap 11: a payment with an unknown outcome', () => {
  test('an unknown payment is credited once, when its outcome is known, from any source', async () => {
    desk.gateway.chargeBehavior = 'lose-answer';
    expect(await desk.post('k')).toMatchObject({ status: 202, body: { status: 'pending' } });
    expect(await desk.account()).toMatchObject({ lots: [], terms: { funded: false } });
    await desk.reconcileAfter(120);
    await expectOnePurchase();
    await desk.notify(desk.purchaseId('k'), { status: 'succeeded', reference: 'ch_1' });
    await desk.reconcileAfter(3600);
    await expectOnePurchase();
  });

  test('a payment that never reached the gateway fails after the grace; a charge that is found later is credited', async () => {
    desk.gateway.chargeBehavior = 'lose-request';
    expect(await desk.post('k')).toMatchObject({ status: 202 });
    await desk.reconcileAfter(120);
    expect(await desk.purchase('k')).toMatchObject({ status: 202 });
    await desk.reconcileAfter(601);
    expect(await desk.eventTypes()).toEqual(['PurchaseFailed']);
    await desk.notify(desk.purchaseId('k'), { status: 'succeeded', reference: 'ch_1' });
    expect(bookBalanceMicros(await desk.account())).toBe(units(50));
  });
});

test('trap 22: a purchase adds to the balance, and auto-recharge is off until it is switched on', async () => {
  await desk.post('k1');
  await desk.post('k2', '70.00');
  expect(bookBalanceMicros(await desk.account())).toBe(units(120));
  expect((await desk.account()).recharge).toMatchObject({ enabled: false });
  await desk.spend(119);
  await desk.stream(3);
  await desk.reconcileAfter(3600);
  expect(desk.gateway.chargesAsked).toBe(2);
  await desk.post('k3', '60.00');
  expect(bookBalanceMicros(await desk.account())).toBe(units(61));
});
