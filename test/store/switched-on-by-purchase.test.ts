/** Auto-recharge that a purchase switches on once it is paid (spec: Auto-recharge is bounded), perhaps without a method. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { putAutoRecharge } from '../../functions/organizations/auto-recharge-settings.ts';
import { putPaymentMethod } from '../../functions/organizations/payment-methods.ts';
import { reconcilePayments } from '../../functions/purchases/reconcile-payments.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { units } from '../support/accounts.ts';
import { eventsOf } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
let fixture: PaymentFixture;

beforeEach(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('switched-on'));
});

const WITHOUT_METHOD = { enabled: true, status: 'suspended', reason: 'payment-method-required' };
const recharge = async () => (await fixture.account()).recharge;
const events = async (...types: string[]) =>
  (await eventsOf(database.db, fixture.org)).filter(({ type }) => types.includes(type));
const stops = () => events('RechargeSuspended', 'RechargeResumed');
const put = (body: object) => aRequest({ params: { org: fixture.org }, body: JSON.stringify(body) });

/** A purchase by bank transfer that switches auto-recharge on: 50.00 below `threshold`. */
async function order(key: string, threshold: string): Promise<string> {
  const autoRecharge = { amount: '50.00', threshold };
  const answer = await fixture.send(key, { amount: '50.00', pay: 'bank-transfer', autoRecharge });
  expect(answer.status).toBe(202);
  return fixture.purchaseId(key);
}

const pay = (id: string) => fixture.notify(id, { status: 'succeeded', reference: `ch_${id}` });

async function sweep() {
  fixture.clock = addSeconds(fixture.clock, 3600);
  return reconcilePayments(fixture.deps)({ remainingMs: () => 60_000 });
}

describe('auto-recharge without a payment method', () => {
  test('a purchase that switches it on leaves it suspended, with one event, until there is a method', async () => {
    const id = await order('k1', '100.00');
    await fixture.setMethods();
    await pay(id);
    expect(await recharge()).toMatchObject({ ...WITHOUT_METHOD, thresholdMicros: units(100) });
    expect(await sweep()).toMatchObject({ failed: 0, recharges: 0 });
    expect(await stops()).toMatchObject([
      { type: 'RechargeSuspended', detail: { organization: fixture.org, reason: 'payment-method-required' } },
    ]);

    await putPaymentMethod(fixture.deps)(put({ token: 'tok_new', billingAddress: {} }));
    expect(await recharge()).toMatchObject({ enabled: true, status: 'idle' });
    expect(await events('RechargeResumed')).toMatchObject([{ detail: { reason: 'payment-method-changed' } }]);
    await fixture.stream();
    expect(fixture.gateway.chargesAsked).toBe(1);
    expect((await fixture.account()).lots).toHaveLength(2);
  });

  test('another purchase without a method neither resumes it nor announces it again', async () => {
    const ids = [await order('k1', '100.00'), await order('k2', '100.00')];
    await fixture.setMethods();
    for (const id of ids) await pay(id);
    expect(await recharge()).toMatchObject(WITHOUT_METHOD);
    expect(await stops()).toHaveLength(1);
  });

  test('a recharge that is due is suspended by the sweep, which does not fail', async () => {
    await fixture.switchOnRecharge('50.00', '20.00');
    await fixture.setMethods();
    expect(await sweep()).toMatchObject({ failed: 0, recharges: 0 });
    expect(await recharge()).toMatchObject(WITHOUT_METHOD);
    expect((await recharge()).inFlight).toBeUndefined();
    const { version } = await fixture.account();
    expect(await sweep()).toMatchObject({ failed: 0, recharges: 0 });
    expect((await fixture.account()).version).toBe(version);
    expect(await stops()).toMatchObject([{ detail: { reason: 'payment-method-required' } }]);
    expect(await events('RechargeStarted')).toEqual([]);
  });
});

describe('settings that were made while the purchase waited', () => {
  test('the settings of the purchase apply when nobody has made others', async () => {
    await fixture.switchOnRecharge('60.00', '10.00', '500.00');
    await pay(await order('k1', '20.00'));
    expect(await recharge()).toMatchObject({
      enabled: true,
      amountMicros: units(50),
      thresholdMicros: units(20),
      monthlyCapMicros: units(500),
    });
  });

  test.each([
    ['another amount', { enabled: true, amount: '60.00', threshold: '20.00' }],
    ['another threshold', { enabled: true, amount: '50.00', threshold: '10.00' }],
    ['a cap', { enabled: true, monthlyCap: '100.00' }],
    ['off', { enabled: false }],
  ])('what was set meanwhile stays: %s', async (_case, settings) => {
    await fixture.switchOnRecharge('50.00', '20.00');
    const id = await order('k1', '30.00');
    await putAutoRecharge(fixture.deps)(put(settings));
    const { enabled, amountMicros, thresholdMicros, monthlyCapMicros } = await recharge();
    await pay(id);
    expect((await fixture.account()).lots).toHaveLength(1);
    expect(await recharge()).toMatchObject({ enabled, amountMicros, thresholdMicros });
    expect((await recharge()).monthlyCapMicros).toBe(monthlyCapMicros);
  });

  test('of two purchases that wait together the first that is paid decides', async () => {
    const [first, second] = [await order('k1', '20.00'), await order('k2', '30.00')];
    await pay(second);
    await pay(first);
    expect(await recharge()).toMatchObject({ enabled: true, thresholdMicros: units(30) });
  });
});
