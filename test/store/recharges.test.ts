import { beforeEach, describe, expect, test } from '@jest/globals';
import { auditOrganization } from '../../functions/audit/audit-organization.ts';
import { bookBalanceMicros } from '../../shared/domain/credits/account.ts';
import { declineRecharge } from '../../shared/domain/credits/auto-recharge.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { units } from '../support/accounts.ts';
import { eventsOf, expectBooksToBalance } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentDesk, type PaymentDesk } from '../support/payment-fixture.ts';

const HOUR = 3600;
const database = useDatabase();
let desk: PaymentDesk;
const balance = async () => bookBalanceMicros(await desk.account());

beforeEach(async () => {
  desk = await openPaymentDesk(database.db, nextOrganizationId('recharges'));
  await desk.post('first');
  desk.gateway.chargesAsked = 0;
});

describe('a recharge', () => {
  test('a recharge adds whole increments in one charge, with an invoice, once the balance is below the threshold', async () => {
    await desk.switchOnRecharge('50.00', '20.00');
    await desk.spend(30);
    await desk.stream();
    expect(desk.gateway.chargesAsked).toBe(0);
    await desk.spend(100);
    await desk.stream();
    expect(desk.gateway.chargesAsked).toBe(1);
    expect(await balance()).toBe(units(50 - 130 + 100));
    expect(await desk.eventTypes()).toEqual(
      expect.arrayContaining(['RechargeSucceeded', 'InvoiceIssued', 'BalanceLow', 'BalanceExhausted']),
    );
    await expectBooksToBalance(database.db, desk.org);
  });

  test('a recharge begins at once when it is switched on below the threshold', async () => {
    await desk.spend(40);
    await desk.switchOnRecharge('50.00', '20.00');
    await desk.stream();
    expect(await balance()).toBe(units(60));
  });

  test('a recharge that the stream missed is started by the schedule', async () => {
    await desk.switchOnRecharge('50.00', '20.00');
    await desk.spend(40);
    await desk.reconcileAfter(61);
    expect(await balance()).toBe(units(60));
  });

  test('recharging stops at the monthly cap until the month is over', async () => {
    await desk.switchOnRecharge('50.00', '20.00', '100.00');
    for (const amount of [40, 50, 50]) {
      await desk.spend(amount);
      await desk.stream();
    }
    expect(desk.gateway.chargesAsked).toBe(2);
    expect((await desk.account()).recharge).toMatchObject({
      status: 'backing-off',
      reason: 'monthly-cap-reached',
      retryAt: '2026-02-01T00:00:00.000Z',
    });
    const events = await eventsOf(database.db, desk.org);
    expect(events.find(({ type }) => type === 'RechargeSuspended')?.detail).toMatchObject({
      reason: 'monthly-cap-reached',
      until: '2026-02-01T00:00:00.000Z',
    });
    desk.clock = '2026-02-01T00:00:00.000Z';
    await desk.reconcileAfter(0);
    expect(desk.gateway.chargesAsked).toBe(3);
  });

  test('a recharge that was held back and is not needed any more is idle, and not due', async () => {
    await desk.switchOnRecharge('50.00', '20.00', '50.00');
    await desk.spend(40);
    await desk.stream();
    await desk.spend(45);
    await desk.stream();
    await desk.post('by hand', '500.00');
    expect((await desk.account()).recharge).toMatchObject({ status: 'backing-off' });
    desk.clock = '2026-02-01T00:00:00.000Z';
    await desk.reconcileAfter(0);
    const { version, recharge } = await desk.account();
    expect(recharge).toMatchObject({ status: 'idle' });
    expect(recharge.reason).toBeUndefined();
    const resumed = (await eventsOf(database.db, desk.org)).filter(({ type }) => type === 'RechargeResumed');
    expect(resumed).toMatchObject([{ detail: { reason: 'retry-due' } }]);
    await desk.reconcileAfter(3600);
    expect((await desk.account()).version).toBe(version);
  });

  test('a recharge that failed and was charged after all counts to the cap, and to the audit', async () => {
    desk.gateway.chargeBehavior = 'lose-request';
    await desk.switchOnRecharge('50.00', '20.00', '50.00');
    await desk.spend(40);
    await desk.stream();
    const orderId = (await desk.account()).recharge.inFlight?.orderId ?? '';
    await desk.reconcileAfter(700);
    await desk.notify(orderId, { status: 'succeeded', reference: 'ch' });
    const { findings } = await auditOrganization(desk.deps, desk.org);
    expect(findings.find(({ rule }) => rule === 'monthly-cap')).toMatchObject({ holds: true });
    desk.gateway.chargeBehavior = 'succeed';
    await desk.spend(60);
    await desk.reconcileAfter(HOUR);
    expect(desk.gateway.chargedMicros).toBe(units(50));
    expect((await desk.account()).recharge).toMatchObject({ reason: 'monthly-cap-reached' });
  });
});

test('a suspension by a chargeback emits one event, though the recharge in flight is declined after it', async () => {
  desk.gateway.chargeBehavior = 'pending';
  await desk.switchOnRecharge('50.00', '20.00');
  await desk.spend(40);
  await desk.stream();
  const orderId = (await desk.account()).recharge.inFlight?.orderId ?? '';
  await desk.dispute(desk.purchaseId('first'));
  await desk.notify(orderId, { status: 'declined', code: 'card-declined', detail: 'no' });
  const events = await eventsOf(database.db, desk.org);
  const emitted = events.filter(({ type }) => type === 'RechargeSuspended');
  expect(emitted).toMatchObject([{ detail: { reason: 'chargeback' } }]);
  expect((await desk.account()).recharge).toMatchObject({ status: 'suspended', reason: 'chargeback' });
});

describe('trap 06: a recharge above the maximum', () => {
  test.each(['49.99', '1000.01'])(
    'an increment of %s above the maximum is refused, with its field',
    async (amount) => {
      await expect(desk.switchOnRecharge(amount, '20.00')).rejects.toMatchObject({
        code: 'amount-out-of-range',
        members: { field: 'amount' },
      });
    },
  );

  test('a recharge closes as much of the gap as one charge may, and the next closes the rest', async () => {
    await desk.switchOnRecharge('400.00', '20.00');
    await desk.spend(50 + 900);
    await desk.stream();
    expect(await balance()).toBe(units(-900 + 800));
    await desk.stream();
    expect(await balance()).toBe(units(-900 + 1200));
    expect(desk.gateway.chargesAsked).toBe(2);
  });
});

describe('trap 03: a card that is declined', () => {
  beforeEach(async () => {
    desk.gateway.chargeBehavior = 'decline';
    await desk.switchOnRecharge('50.00', '20.00');
    await desk.spend(40);
  });

  test('a declined card is charged three times with pauses, and then not until the method changes', async () => {
    await desk.stream();
    for (let hours = 0; hours < 24 * 10; hours += 6) {
      await desk.reconcileAfter(6 * HOUR);
      await desk.stream();
    }
    expect(desk.gateway.chargesAsked).toBe(3);
    expect((await desk.account()).recharge).toMatchObject({
      status: 'suspended',
      reason: 'declined:card-declined',
    });
    const events = await desk.eventTypes();
    expect(events.filter((type) => type === 'RechargeFailed')).toHaveLength(3);
    expect(events.filter((type) => type === 'RechargeSuspended')).toHaveLength(1);
    desk.gateway.chargeBehavior = 'succeed';
    await desk.post('by hand');
    expect((await desk.account()).recharge).toMatchObject({ status: 'idle', declines: 0 });
  });

  test('a failure that throws counts too, once it is known that nothing was charged', async () => {
    desk.gateway.chargeBehavior = 'lose-request';
    const charge = desk.gateway.charge.bind(desk.gateway);
    desk.gateway.charge = async (request) => {
      await charge(request);
      throw new Error('socket hang up');
    };
    for (let hours = 0; hours < 24 * 10; hours += 6) {
      await desk.stream();
      await desk.reconcileAfter(6 * HOUR);
    }
    expect(desk.gateway.chargesAsked).toBe(3);
    expect((await desk.account()).recharge).toMatchObject({ status: 'suspended', declines: 3 });
  });
});

describe('trap 04: a recharge that is pending', () => {
  test('no other recharge starts while one is pending, whatever is spent and however often the stream repeats', async () => {
    desk.gateway.chargeBehavior = 'pending';
    await desk.switchOnRecharge('50.00', '20.00');
    await desk.spend(40);
    await desk.stream(5);
    for (const amount of [5, 5, 30]) {
      await desk.spend(amount);
      await desk.stream(3);
    }
    await desk.reconcileAfter(HOUR);
    expect(desk.gateway.charges.size).toBe(2);
    const { inFlight } = (await desk.account()).recharge;
    const orderId = inFlight?.orderId ?? '';
    desk.gateway.decideCharge(orderId, { status: 'succeeded', reference: 'ch' });
    await Promise.all([
      desk.notify(orderId, { status: 'succeeded', reference: 'ch' }),
      desk.reconcileAfter(2 * HOUR),
    ]);
    expect(await balance()).toBe(units(50 - 80 + 50));
    expect(desk.gateway.charges.size).toBe(2);
    await expectBooksToBalance(database.db, desk.org);
  });
});

test('trap 05: the outcome of an earlier recharge does not change the one in flight', async () => {
  desk.gateway.chargeBehavior = 'pending';
  await desk.switchOnRecharge('50.00', '20.00');
  await desk.spend(40);
  await desk.stream();
  const account = await desk.account();
  expect(account.recharge.status).toBe('in-flight');
  expect(declineRecharge(account, 'rch_earlier', 'card-declined', addSeconds(desk.clock, 1))).toBe(account);
  const { orderId } = account.recharge.inFlight ?? { orderId: '' };
  await desk.notify(orderId, { status: 'succeeded', reference: 'ch' });
  await desk.spend(50);
  await desk.stream();
  const second = await desk.account();
  await desk.notify(orderId, { status: 'declined', code: 'canceled', detail: 'late' });
  await desk.notify(orderId, { status: 'succeeded', reference: 'ch' });
  expect(await desk.account()).toEqual(second);
  expect(second.recharge).toMatchObject({ status: 'in-flight' });
});
