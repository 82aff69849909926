import { beforeEach, describe, expect, test } from '@jest/globals';
import { auditOrganization } from '../../functions/audit/audit-organization.ts';
import { bookBalanceMicros } from '../../shared/domain/credits/account.ts';
import { declineRecharge } from '../../shared/domain/credits/auto-recharge.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { units } from '../support/accounts.ts';
import { eventsOf, expectBooksToBalance } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';

const HOUR = 3600;
const database = useDatabase();
let fixture: PaymentFixture;
const balance = async () => bookBalanceMicros(await fixture.account());

beforeEach(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('recharges'));
  await fixture.post('first');
  fixture.gateway.chargesAsked = 0;
});

describe('a recharge', () => {
  test('a recharge adds whole increments in one charge, with an invoice, once the balance is below the threshold', async () => {
    await fixture.switchOnRecharge('50.00', '20.00');
    await fixture.spend(30);
    await fixture.stream();
    expect(fixture.gateway.chargesAsked).toBe(0);
    await fixture.spend(100);
    await fixture.stream();
    expect(fixture.gateway.chargesAsked).toBe(1);
    expect(await balance()).toBe(units(50 - 130 + 100));
    expect(await fixture.eventTypes()).toEqual(
      expect.arrayContaining(['RechargeSucceeded', 'InvoiceIssued', 'BalanceLow', 'BalanceExhausted']),
    );
    await expectBooksToBalance(database.db, fixture.org);
  });

  test('a recharge begins at once when it is switched on below the threshold', async () => {
    await fixture.spend(40);
    await fixture.switchOnRecharge('50.00', '20.00');
    await fixture.stream();
    expect(await balance()).toBe(units(60));
  });

  test('a recharge that the stream missed is started by the schedule', async () => {
    await fixture.switchOnRecharge('50.00', '20.00');
    await fixture.spend(40);
    await fixture.reconcileAfter(61);
    expect(await balance()).toBe(units(60));
  });

  test('recharging stops at the monthly cap until the month is over', async () => {
    await fixture.switchOnRecharge('50.00', '20.00', '100.00');
    for (const amount of [40, 50, 50]) {
      await fixture.spend(amount);
      await fixture.stream();
    }
    expect(fixture.gateway.chargesAsked).toBe(2);
    expect((await fixture.account()).recharge).toMatchObject({
      status: 'backing-off',
      reason: 'monthly-cap-reached',
      retryAt: '2026-02-01T00:00:00.000Z',
    });
    const events = await eventsOf(database.db, fixture.org);
    expect(events.find(({ type }) => type === 'RechargeSuspended')?.detail).toMatchObject({
      reason: 'monthly-cap-reached',
      until: '2026-02-01T00:00:00.000Z',
    });
    fixture.clock = '2026-02-01T00:00:00.000Z';
    await fixture.reconcileAfter(0);
    expect(fixture.gateway.chargesAsked).toBe(3);
  });

  test('a recharge that was held back and is not needed any more is idle, and not due', async () => {
    await fixture.switchOnRecharge('50.00', '20.00', '50.00');
    await fixture.spend(40);
    await fixture.stream();
    await fixture.spend(45);
    await fixture.stream();
    await fixture.post('by hand', '500.00');
    expect((await fixture.account()).recharge).toMatchObject({ status: 'backing-off' });
    fixture.clock = '2026-02-01T00:00:00.000Z';
    await fixture.reconcileAfter(0);
    const { version, recharge } = await fixture.account();
    expect(recharge).toMatchObject({ status: 'idle' });
    expect(recharge.reason).toBeUndefined();
    const resumed = (await eventsOf(database.db, fixture.org)).filter(
      ({ type }) => type === 'RechargeResumed',
    );
    expect(resumed).toMatchObject([{ detail: { reason: 'retry-due' } }]);
    await fixture.reconcileAfter(3600);
    expect((await fixture.account()).version).toBe(version);
  });

  test('a recharge that failed and was charged after all counts to the cap, and to the audit', async () => {
    fixture.gateway.chargeBehavior = 'lose-request';
    await fixture.switchOnRecharge('50.00', '20.00', '50.00');
    await fixture.spend(40);
    await fixture.stream();
    const orderId = (await fixture.account()).recharge.inFlight?.orderId ?? '';
    await fixture.reconcileAfter(700);
    await fixture.notify(orderId, { status: 'succeeded', reference: 'ch' });
    const { findings } = await auditOrganization(fixture.deps, fixture.org);
    expect(findings.find(({ rule }) => rule === 'monthly-cap')).toMatchObject({ holds: true });
    fixture.gateway.chargeBehavior = 'succeed';
    await fixture.spend(60);
    await fixture.reconcileAfter(HOUR);
    expect(fixture.gateway.chargedMicros).toBe(units(50));
    expect((await fixture.account()).recharge).toMatchObject({ reason: 'monthly-cap-reached' });
  });
});

test('a suspension by a chargeback emits one event, though the recharge in flight is declined after it', async () => {
  fixture.gateway.chargeBehavior = 'pending';
  await fixture.switchOnRecharge('50.00', '20.00');
  await fixture.spend(40);
  await fixture.stream();
  const orderId = (await fixture.account()).recharge.inFlight?.orderId ?? '';
  await fixture.dispute(fixture.purchaseId('first'));
  await fixture.notify(orderId, { status: 'declined', code: 'card-declined', detail: 'no' });
  const events = await eventsOf(database.db, fixture.org);
  const emitted = events.filter(({ type }) => type === 'RechargeSuspended');
  expect(emitted).toMatchObject([{ detail: { reason: 'chargeback' } }]);
  expect((await fixture.account()).recharge).toMatchObject({ status: 'suspended', reason: 'chargeback' });
});

describe('trap 06: a recharge above the maximum', () => {
  test.each(['49.99', '1000.01'])(
    'an increment of %s above the maximum is refused, with its field',
    async (amount) => {
      await expect(fixture.switchOnRecharge(amount, '20.00')).rejects.toMatchObject({
        code: 'amount-out-of-range',
        members: { field: 'amount' },
      });
    },
  );

  test('a recharge closes as much of the gap as one charge may, and the next closes the rest', async () => {
    await fixture.switchOnRecharge('400.00', '20.00');
    await fixture.spend(50 + 900);
    await fixture.stream();
    expect(await balance()).toBe(units(-900 + 800));
    await fixture.stream();
    expect(await balance()).toBe(units(-900 + 1200));
    expect(fixture.gateway.chargesAsked).toBe(2);
  });
});

describe('trap 03: a card that is declined', () => {
  beforeEach(async () => {
    fixture.gateway.chargeBehavior = 'decline';
    await fixture.switchOnRecharge('50.00', '20.00');
    await fixture.spend(40);
  });

  test('a declined card is charged three times with pauses, and then not until the method changes', async () => {
    await fixture.stream();
    for (let hours = 0; hours < 24 * 10; hours += 6) {
      await fixture.reconcileAfter(6 * HOUR);
      await fixture.stream();
    }
    expect(fixture.gateway.chargesAsked).toBe(3);
    expect((await fixture.account()).recharge).toMatchObject({
      status: 'suspended',
      reason: 'declined:card-declined',
    });
    const events = await fixture.eventTypes();
    expect(events.filter((type) => type === 'RechargeFailed')).toHaveLength(3);
    expect(events.filter((type) => type === 'RechargeSuspended')).toHaveLength(1);
    fixture.gateway.chargeBehavior = 'succeed';
    await fixture.post('by hand');
    expect((await fixture.account()).recharge).toMatchObject({ status: 'idle', declines: 0 });
  });

  test('a failure that throws counts too, once it is known that nothing was charged', async () => {
    fixture.gateway.chargeBehavior = 'lose-request';
    const charge = fixture.gateway.charge.bind(fixture.gateway);
    fixture.gateway.charge = async (request) => {
      await charge(request);
      throw new Error('socket hang up');
    };
    for (let hours = 0; hours < 24 * 10; hours += 6) {
      await fixture.stream();
      await fixture.reconcileAfter(6 * HOUR);
    }
    expect(fixture.gateway.chargesAsked).toBe(3);
    expect((await fixture.account()).recharge).toMatchObject({ status: 'suspended', declines: 3 });
  });
});

describe('trap 04: a recharge that is pending', () => {
  test('no other recharge starts while one is pending, whatever is spent and however often the stream repeats', async () => {
    fixture.gateway.chargeBehavior = 'pending';
    await fixture.switchOnRecharge('50.00', '20.00');
    await fixture.spend(40);
    await fixture.stream(5);
    for (const amount of [5, 5, 30]) {
      await fixture.spend(amount);
      await fixture.stream(3);
    }
    await fixture.reconcileAfter(HOUR);
    expect(fixture.gateway.charges.size).toBe(2);
    const { inFlight } = (await fixture.account()).recharge;
    const orderId = inFlight?.orderId ?? '';
    fixture.gateway.decideCharge(orderId, { status: 'succeeded', reference: 'ch' });
    await Promise.all([
      fixture.notify(orderId, { status: 'succeeded', reference: 'ch' }),
      fixture.reconcileAfter(2 * HOUR),
    ]);
    expect(await balance()).toBe(units(50 - 80 + 50));
    expect(fixture.gateway.charges.size).toBe(2);
    await expectBooksToBalance(database.db, fixture.org);
  });
});

test('trap 05: the outcome of an earlier recharge does not change the one in flight', async () => {
  fixture.gateway.chargeBehavior = 'pending';
  await fixture.switchOnRecharge('50.00', '20.00');
  await fixture.spend(40);
  await fixture.stream();
  const account = await fixture.account();
  expect(account.recharge.status).toBe('in-flight');
  expect(
    declineRecharge(
      account,
      { orderId: 'rch_earlier', code: 'card-declined', methods: 1 },
      addSeconds(fixture.clock, 1),
    ),
  ).toBe(account);
  const { orderId } = account.recharge.inFlight ?? { orderId: '' };
  await fixture.notify(orderId, { status: 'succeeded', reference: 'ch' });
  await fixture.spend(50);
  await fixture.stream();
  const second = await fixture.account();
  await fixture.notify(orderId, { status: 'declined', code: 'canceled', detail: 'late' });
  await fixture.notify(orderId, { status: 'succeeded', reference: 'ch' });
  expect(await fixture.account()).toEqual(second);
  expect(second.recharge).toMatchObject({ status: 'in-flight' });
});
