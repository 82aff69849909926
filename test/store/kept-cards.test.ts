/** Cards that their payers enter at the gateway, and what the gateway has of the payer. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  addPaymentMethod,
  openMethodSession,
  patchPaymentMethod,
  putPaymentMethod,
  removePaymentMethod,
} from '../../functions/organizations/payment-methods.ts';
import { patchOrganization } from '../../functions/organizations/settings.ts';
import { receiveWebhook } from '../../functions/webhooks/receive-webhook.ts';
import { CARD_NOT_KEPT, MONEY_UNCLAIMED } from '../../shared/contract/alarmed-messages.ts';
import { MAX_METHODS } from '../../shared/domain/credits/payment-methods.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { keepCustomer, loadProfile } from '../../shared/store/credits/organizations.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
let fixture: PaymentFixture;
let alarms: string[];

const returnUrl = 'http://127.0.0.1:3000/back';
const method = { token: 'tok_page', label: 'visa ending in 4242' };

beforeEach(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('kept'));
  alarms = [];
});

const deps = () => ({ ...fixture.deps, alarm: (message: string) => void alarms.push(message) });
const methods = async () => (await loadProfile(database.db, fixture.org)).paymentMethods;
const tokens = async () => (await methods()).map(({ token }) => token);
const send = (body: object, params: Record<string, string> = {}) =>
  aRequest({ params: { org: fixture.org, ...params }, body: JSON.stringify(body) });
const remove = async (token: string) => {
  const found = (await methods()).find((each) => each.token === token);
  await removePaymentMethod(deps())(send({}, { method: found?.id ?? '' }));
};
const fill = () => fixture.setMethods(...Array.from({ length: MAX_METHODS }, () => ({})));
const deliver = () => receiveWebhook(deps())(aRequest({ params: { gateway: 'sandbox' } }));

/** A purchase on a page, whose card is to be kept. */
async function buyOnPage(): Promise<string> {
  await fixture.send('k1', { amount: '50.00', pay: 'hosted', returnUrl, keepsCard: true });
  const orderId = fixture.purchaseId('k1');
  const outcome = { status: 'succeeded', reference: 'ch_1', method } as const;
  fixture.gateway.event = { kind: 'charge', eventId: 'evt_1', organizationId: fixture.org, orderId, outcome };
  fixture.gateway.charged = outcome;
  return orderId;
}

/** A page on which a card is entered. */
async function enterCard(): Promise<void> {
  await openMethodSession(deps())(send({ returnUrl }), 'key');
  const [key = ''] = fixture.gateway.sent.keys();
  fixture.gateway.session = { status: 'complete', method };
  fixture.gateway.event = { kind: 'setup', eventId: 'evt_1', organizationId: fixture.org, key, method };
}

describe('a card that was entered to pay', () => {
  test('the card is kept with the order, as the last, and the journal has both', async () => {
    await buyOnPage();
    await deliver();
    expect(await tokens()).toEqual(['tok_visa', 'tok_page']);
    expect((await fixture.account()).lots).toHaveLength(1);
  });

  test('a purchase is credited when there is no room for its card', async () => {
    const id = await buyOnPage();
    await fill();
    expect(await deliver()).toMatchObject({ status: 200, body: { applied: true } });
    expect(await findOrder(database.db, fixture.org, id)).toMatchObject({ status: 'succeeded' });
    expect((await fixture.account()).lots).toHaveLength(1);
    expect(await tokens()).not.toContain('tok_page');
    expect(alarms).toEqual([CARD_NOT_KEPT]);
    await deliver();
    expect(alarms).toHaveLength(1);
  });

  test('a card that was removed stays removed when its payment is reported again', async () => {
    await buyOnPage();
    await deliver();
    await remove('tok_page');
    await deliver();
    expect(await tokens()).toEqual(['tok_visa']);
  });

  test('the card of an order by a stored method does not come back with its outcome', async () => {
    await fixture.setMethods({}, {});
    fixture.gateway.chargeBehavior = 'pending';
    const orderId = fixture.purchaseId('k1');
    await fixture.post('k1');
    await remove('tok_visa');
    const stored = { token: 'tok_visa', label: 'visa ending in 4242' };
    await fixture.notify(orderId, { status: 'succeeded', reference: 'ch_1', method: stored });
    expect(await tokens()).toEqual(['tok_1']);
    expect((await fixture.account()).lots).toHaveLength(1);
  });

  test.each([{ keepsCard: true }, { autoRecharge: { amount: '50.00', threshold: '10.00' } }])(
    'at the limit a page that would keep its card is refused before it opens: %j',
    async (body) => {
      await fill();
      const [field] = Object.keys(body);
      const asked = fixture.send('k1', { amount: '50.00', pay: 'hosted', returnUrl, ...body });
      await expect(asked).rejects.toMatchObject({ code: 'invalid-request', members: { field } });
      expect(fixture.gateway.sent.size).toBe(0);
      const unkept = { amount: '50.00', pay: 'hosted', returnUrl };
      expect(await fixture.send('k2', unkept)).toMatchObject({ status: 202 });
    },
  );
});

describe('a card that was entered on a page of its own', () => {
  test('a card that was removed stays removed when its page is reported again', async () => {
    await enterCard();
    await deliver();
    await remove('tok_page');
    expect(await deliver()).toMatchObject({ status: 200 });
    await fixture.reconcileAfter(120);
    expect(await tokens()).toEqual(['tok_visa']);
  });

  test('a page that no event reported is found by the schedule, once', async () => {
    await enterCard();
    await fixture.reconcileAfter(120);
    expect(await tokens()).toEqual(['tok_visa', 'tok_page']);
    await remove('tok_page');
    await fixture.reconcileAfter(120);
    expect(await tokens()).toEqual(['tok_visa']);
  });

  test('a card without room ends its page, and raises an alarm once', async () => {
    await enterCard();
    await fill();
    expect(await deliver()).toMatchObject({ status: 200 });
    await deliver();
    await fixture.reconcileAfter(120);
    expect(alarms).toEqual([CARD_NOT_KEPT]);
    expect(await methods()).toHaveLength(MAX_METHODS);
  });

  test('at the limit no page is opened', async () => {
    await fill();
    const asked = openMethodSession(deps())(send({ returnUrl }), 'key');
    await expect(asked).rejects.toMatchObject({ code: 'invalid-request' });
    expect(fixture.gateway.sent.size).toBe(0);
  });

  test('an event that names no page of ours keeps nothing', async () => {
    fixture.gateway.event = {
      kind: 'setup',
      eventId: 'e',
      organizationId: fixture.org,
      key: 'another',
      method,
    };
    expect(await deliver()).toMatchObject({ body: { applied: false } });
    expect(await tokens()).toEqual(['tok_visa']);
  });
});

describe('money that was transferred and not taken', () => {
  const unclaimed = (organizationId: string): void => {
    const sums = [{ amountMicros: 5_000_000, currency: 'USD' }];
    fixture.gateway.event = { kind: 'unclaimed-money', eventId: 'evt_1', organizationId, sums };
  };

  test('it raises an alarm, and books nothing', async () => {
    unclaimed(fixture.org);
    expect(await deliver()).toMatchObject({ body: { applied: true } });
    expect(alarms).toEqual([MONEY_UNCLAIMED]);
    expect((await fixture.account()).lots).toEqual([]);
    unclaimed('nobody');
    expect(await deliver()).toMatchObject({ body: { applied: false } });
  });

  test('what came for a purchase that lapsed is its excess, with one alarm', async () => {
    await fixture.send('k1', { amount: '50.00', pay: 'bank-transfer' });
    const orderId = fixture.purchaseId('k1');
    const outcome = { status: 'declined', code: 'canceled', detail: 'no', excessMicros: 20_000_000 } as const;
    fixture.gateway.event = {
      kind: 'charge',
      eventId: 'evt_1',
      organizationId: fixture.org,
      orderId,
      outcome,
    };
    await deliver();
    await deliver();
    expect(await findOrder(database.db, fixture.org, orderId)).toMatchObject({
      status: 'failed',
      excessMicros: 20_000_000,
    });
    expect(alarms).toEqual([MONEY_UNCLAIMED]);
  });
});

describe('a method with the id of an earlier layout', () => {
  const EARLIER = `pm_${'0'.repeat(24)}`;

  test.each([
    ['added', addPaymentMethod],
    ['set as the first', putPaymentMethod],
  ])('is the same method when its token is %s again', async (_case, operation) => {
    await fixture.setMethods({ id: EARLIER }, {});
    await operation(deps())(send({ token: 'tok_visa' }));
    expect(await tokens()).toEqual(['tok_visa', 'tok_1']);
    expect(fixture.gateway.detached).toEqual([]);
  });

  test('is the same method when its card is entered on a page', async () => {
    await enterCard();
    await fixture.setMethods({ id: EARLIER, token: 'tok_page' });
    await deliver();
    expect(await tokens()).toEqual(['tok_page']);
  });
});

describe('what the gateway has of the payer', () => {
  const bern = { billingAddress: { city: 'Bern', country: 'CH' }, taxId: 'CHE123' };

  test('it follows the first method when methods are added, moved and removed', async () => {
    const { gateway } = fixture;
    await putPaymentMethod(deps())(send({ token: 'tok_visa', billingAddress: { city: 'Redmond' } }));
    expect(gateway.payer).toMatchObject({ billingAddress: { city: 'Redmond' }, country: 'US' });
    await addPaymentMethod(deps())(send({ token: 'tok_b', ...bern }));
    expect(gateway.payer).toMatchObject({ billingAddress: { city: 'Redmond' } });
    const b = (await methods())[1]?.id ?? '';
    await patchPaymentMethod(deps())(send({ position: 1 }, { method: b }));
    expect(gateway.payer).toMatchObject({ ...bern, country: 'CH' });
    await remove('tok_b');
    expect(gateway.payer).toMatchObject({ billingAddress: { city: 'Redmond' }, country: 'US' });
    expect(gateway.payer?.taxId).toBeUndefined();
    expect(gateway.detached).toEqual(['tok_b']);
    await addPaymentMethod(deps())(send({ token: 'tok_c', position: 1, ...bern }));
    expect(gateway.payer).toMatchObject(bern);
  });

  test('its address for mail is that of the first method', async () => {
    await fixture.setMethods({ email: 'ada@contoso.example' }, {});
    await openMethodSession(deps())(send({ returnUrl }), 'key');
    expect(fixture.gateway.payer).toMatchObject({ email: 'ada@contoso.example' });
  });

  test('it follows the name of an organization that has a customer', async () => {
    const rename = (name: string) => patchOrganization(deps())(send({ name }));
    await rename('Fabrikam');
    expect(fixture.gateway.payer).toBeUndefined();
    await keepCustomer(database.db, fixture.org, 'cus_1');
    await rename('Contoso');
    expect(fixture.gateway.payer).toMatchObject({ name: 'Contoso' });
  });

  test('a gateway that cannot be reached after the change fails no request', async () => {
    await fixture.setMethods({}, {});
    await keepCustomer(database.db, fixture.org, 'cus_1');
    fixture.gateway.customerBehavior = 'fail';
    fixture.gateway.detachBehavior = 'fail';
    await remove('tok_visa');
    expect(await tokens()).toEqual(['tok_1']);
    expect(await patchOrganization(deps())(send({ name: 'Contoso' }))).toMatchObject({ status: 200 });
    const [first] = await methods();
    const moved = patchPaymentMethod(deps())(
      send({ billingAddress: { city: 'Bern' } }, { method: first?.id ?? '' }),
    );
    expect(await moved).toMatchObject({ status: 200 });
  });

  test('the first method that another replaces is detached', async () => {
    await putPaymentMethod(deps())(send({ token: 'tok_b' }));
    expect(fixture.gateway.detached).toEqual(['tok_visa']);
  });
});
