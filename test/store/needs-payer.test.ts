/** Charges that wait for their payer (spec: A recharge may wait for its payer), and the methods in their order. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  addPaymentMethod,
  listPaymentMethods,
  openMethodSession,
  patchPaymentMethod,
  putPaymentMethod,
  removePaymentMethod,
} from '../../functions/organizations/payment-methods.ts';
import { renewNextAction } from '../../functions/purchases/renew-next-action.ts';
import { receiveWebhook } from '../../functions/webhooks/receive-webhook.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { eventsOf } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
let fixture: PaymentFixture;

const HOUR = 3600;
const DECLINED = { status: 'declined', code: 'authentication-required', detail: 'no' } as const;
const returnUrl = 'http://127.0.0.1:3000/back';

beforeEach(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('payer'));
});

const recharge = async () => (await fixture.account()).recharge;
const lots = async () => (await fixture.account()).lots.length;
const orderOf = async (id: string) => {
  const order = await findOrder(database.db, fixture.org, id);
  if (!order) throw new Error(`no order ${id}`);
  return order;
};
const events = async (...types: string[]) =>
  (await eventsOf(database.db, fixture.org)).filter(({ type }) => types.includes(type));
const send = (body: object, params: Record<string, string> = {}) =>
  aRequest({
    params: { org: fixture.org, ...params },
    headers: { 'idempotency-key': 'key' },
    body: JSON.stringify(body),
  });

/** A recharge that waits for its payer. */
async function waitForPayer(): Promise<string> {
  fixture.gateway.chargeBehavior = 'needs-payer';
  await fixture.switchOnRecharge('50.00', '20.00');
  await fixture.stream();
  const { inFlight } = await recharge();
  if (!inFlight) throw new Error('nothing is in flight');
  return inFlight.orderId;
}

const buy = async (key: string, body: object) => {
  const answer = await fixture.send(key, { amount: '50.00', ...body });
  return { ...answer, id: fixture.purchaseId(key) };
};

describe('row 16: a recharge', () => {
  test('a recharge that the bank wants confirmed is not a decline, and is announced once', async () => {
    const id = await waitForPayer();
    await fixture.reconcileAfter(HOUR);
    await fixture.stream(2);
    const nextAction = { kind: 'redirect', url: `https://bank.example/${id}/0` } as const;
    await fixture.notify(id, { status: 'requires-action', reference: `ch_${id}`, nextAction });
    expect(await recharge()).toMatchObject({ status: 'needs-payer', declines: 0, inFlight: { orderId: id } });
    expect(await events('RechargeNeedsPayer', 'RechargeFailed')).toMatchObject([
      { type: 'RechargeNeedsPayer', detail: { order: id, url: `https://bank.example/${id}/0` } },
    ]);
    expect(fixture.gateway.chargesAsked).toBe(1);
  });

  test('a payer who confirms late has credits once', async () => {
    const id = await waitForPayer();
    const paid = { status: 'succeeded', reference: `ch_${id}` } as const;
    fixture.gateway.decideCharge(id, paid);
    await fixture.reconcileAfter(48 * HOUR);
    await fixture.notify(id, paid);
    expect(await lots()).toBe(1);
    expect(await recharge()).toMatchObject({ status: 'idle', declines: 0 });
  });

  test('a payer who refuses is a decline', async () => {
    const id = await waitForPayer();
    await fixture.notify(id, DECLINED);
    expect(await recharge()).toMatchObject({ status: 'backing-off', declines: 1 });
    expect(await orderOf(id)).toMatchObject({ status: 'failed', failure: 'authentication-required' });
  });

  test('another link is for the same charge, and is not another event', async () => {
    const id = await waitForPayer();
    const answer = await renewNextAction(fixture.deps)(send({ returnUrl }, { purchase: id }));
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'pending', nextAction: { kind: 'redirect', url: `https://bank.example/${id}/1` } },
    });
    // The event was in what the first write of the order left; the second write has none.
    expect(await events('RechargeNeedsPayer')).toEqual([]);
    expect(fixture.gateway.charges.size).toBe(1);
  });

  test('a payer who never comes ends it after 72 hours, and auto-recharge waits a day', async () => {
    const id = await waitForPayer();
    await fixture.reconcileAfter(71 * HOUR);
    expect(await recharge()).toMatchObject({ status: 'needs-payer' });
    await fixture.reconcileAfter(2 * HOUR);
    expect(await orderOf(id)).toMatchObject({ status: 'failed', failure: 'payer-never-came' });
    expect(await recharge()).toMatchObject({ status: 'backing-off', reason: 'needs-payer', declines: 0 });
  });

  test('another first card cancels the charge, and is charged in its place', async () => {
    const id = await waitForPayer();
    fixture.gateway.chargeBehavior = 'succeed';
    await putPaymentMethod(fixture.deps)(send({ token: 'tok_second' }));
    expect(await orderOf(id)).toMatchObject({ status: 'failed', failure: 'taken-over' });
    expect(await recharge()).toMatchObject({ status: 'idle', declines: 0, monthMicros: 0 });
    await fixture.stream();
    expect(await lots()).toBe(1);
    expect(fixture.gateway.chargedMicros).toBe(50_000_000);
  });

  test('a charge whose cancellation has no answer keeps its place until there is one', async () => {
    const id = await waitForPayer();
    fixture.gateway.cancelBehavior = 'lose-request';
    await putPaymentMethod(fixture.deps)(send({ token: 'tok_second' }));
    await fixture.stream();
    expect(await recharge()).toMatchObject({ status: 'needs-payer', inFlight: { orderId: id } });
    expect(fixture.gateway.chargesAsked).toBe(1);
    fixture.gateway.cancelBehavior = 'cancel';
    await fixture.reconcileAfter(HOUR);
    expect(await orderOf(id)).toMatchObject({ status: 'failed', failure: 'taken-over' });
  });

  test('a payer who was quicker than another card has credits once, and the card is not charged', async () => {
    const id = await waitForPayer();
    fixture.gateway.decideCharge(id, { status: 'succeeded', reference: `ch_${id}` });
    await putPaymentMethod(fixture.deps)(send({ token: 'tok_second' }));
    await fixture.stream();
    expect(await lots()).toBe(1);
    expect(fixture.gateway.chargesAsked).toBe(1);
    expect(await recharge()).toMatchObject({ status: 'idle' });
  });

  test('a purchase by hand cancels the charge', async () => {
    const id = await waitForPayer();
    fixture.gateway.chargeBehavior = 'succeed';
    expect(await buy('k1', {})).toMatchObject({ status: 201 });
    expect(await orderOf(id)).toMatchObject({ status: 'failed', failure: 'taken-over' });
    expect(await recharge()).toMatchObject({ status: 'idle' });
    expect(await lots()).toBe(1);
  });
});

describe('the order of methods', () => {
  test('a declined recharge charges the next method at once', async () => {
    await fixture.setMethods({}, {});
    fixture.gateway.chargeBehavior = 'decline';
    await fixture.switchOnRecharge('50.00', '20.00');
    await fixture.stream();
    expect(await recharge()).toMatchObject({ status: 'idle', declines: 0, declinedMethods: 1 });
    fixture.gateway.chargeBehavior = 'succeed';
    await fixture.stream();
    const tokens = [...fixture.gateway.charges.values()].map(
      ({ request }) => 'paymentMethod' in request && request.paymentMethod.token,
    );
    expect(tokens).toEqual(['tok_visa', 'tok_1']);
    const { declinedMethods, ...after } = await recharge();
    expect([declinedMethods, after.status, await lots()]).toEqual([undefined, 'idle', 1]);
  });

  test('a round of all methods counts once, as one charge begun and one decline', async () => {
    await fixture.setMethods({}, {}, {});
    fixture.gateway.chargeBehavior = 'decline';
    await fixture.switchOnRecharge('50.00', '20.00');
    for (let round = 0; round < 3; round += 1) await fixture.stream();
    expect(fixture.gateway.charges.size).toBe(3);
    const { begunAt = [], ...after } = await recharge();
    expect(begunAt).toHaveLength(1);
    expect(after).toMatchObject({ status: 'backing-off', declines: 1, monthMicros: 0 });
  });

  test('methods are added, moved, billed and removed; the last one stays while auto-recharge is on', async () => {
    const { deps } = fixture;
    const list = async () => {
      const { body } = await listPaymentMethods(deps)(send({}));
      return Object(body).items.map((item: { id: string; token: string }) => item);
    };
    await addPaymentMethod(deps)(send({ token: 'tok_b', billingAddress: { city: 'Bern' } }));
    await addPaymentMethod(deps)(send({ token: 'tok_a', position: 1 }));
    await addPaymentMethod(deps)(send({ token: 'tok_b' }));
    const before = await list();
    expect(before.map(({ token }: { token: string }) => token)).toEqual(['tok_a', 'tok_visa', 'tok_b']);
    const b = before[2].id;
    await patchPaymentMethod(deps)(send({ position: 1, billingAddress: { city: 'Biel' } }, { method: b }));
    expect((await list())[0]).toMatchObject({ id: b, position: 1, billingAddress: { city: 'Biel' } });
    await fixture.switchOnRecharge('50.00', '20.00');
    for (const { id } of before.slice(0, 2)) await removePaymentMethod(deps)(send({}, { method: id }));
    const last = removePaymentMethod(deps)(send({}, { method: b }));
    await expect(last).rejects.toMatchObject({ code: 'payment-method-in-use' });
  });
});

describe('pages of the gateway', () => {
  test('a hosted purchase has a link, and one lot by whichever comes first', async () => {
    const { id, ...answer } = await buy('k1', { pay: 'hosted', returnUrl });
    expect(answer).toMatchObject({ status: 202, body: { pay: 'hosted', nextAction: { kind: 'redirect' } } });
    await fixture.reconcileAfter(1800);
    expect(await orderOf(id)).toMatchObject({ status: 'pending' });
    const method = { token: 'tok_page', label: 'visa ending in 4242' };
    const paid = { status: 'succeeded', reference: `ch_${id}`, method } as const;
    fixture.gateway.charged = paid;
    await Promise.all([fixture.notify(id, paid), fixture.reconcileAfter(HOUR)]);
    await fixture.notify(id, paid);
    expect(await lots()).toBe(1);
    expect(await buy('k1', { pay: 'hosted', returnUrl })).toMatchObject({ status: 201 });
  });

  test('on an open page the payer may try another card', async () => {
    const { id } = await buy('k1', { pay: 'hosted', returnUrl });
    await fixture.notify(id, { status: 'declined', code: 'card-declined', detail: 'no' });
    expect(await orderOf(id)).toMatchObject({ status: 'pending' });
    await fixture.notify(id, { status: 'succeeded', reference: `ch_${id}` });
    expect(await lots()).toBe(1);
  });

  test('a word of a declined card that comes after the end of the page does not end what another card paid', async () => {
    const { id } = await buy('k1', { pay: 'hosted', returnUrl });
    fixture.gateway.charged = { status: 'succeeded', reference: `ch_${id}` };
    fixture.clock = addSeconds(fixture.clock, 2 * HOUR);
    await fixture.notify(id, { status: 'declined', code: 'card-declined', detail: 'no' });
    expect(await orderOf(id)).toMatchObject({ status: 'succeeded' });
    expect(await lots()).toBe(1);
  });

  test('a page that nobody used ends the purchase, and no earlier', async () => {
    const { id } = await buy('k1', { pay: 'hosted', returnUrl });
    await fixture.reconcileAfter(HOUR);
    expect(await orderOf(id)).toMatchObject({ status: 'pending' });
    await fixture.reconcileAfter(HOUR);
    expect(await orderOf(id)).toMatchObject({ status: 'failed', failure: 'session-expired' });
  });

  test.each(['https://stranger.example/', 'http://console.example/'])(
    'a page does not lead back to %s',
    async (address) => {
      const asked = buy('k1', { pay: 'hosted', returnUrl: address });
      await expect(asked).rejects.toMatchObject({ code: 'invalid-request', members: { field: 'returnUrl' } });
    },
  );

  test('a card of a page is kept once, by whichever comes first', async () => {
    expect(await openMethodSession(fixture.deps)(send({ returnUrl }), 'key')).toMatchObject({ status: 201 });
    const method = { token: 'tok_page', label: 'visa ending in 4242' };
    fixture.gateway.session = { status: 'complete', method };
    fixture.gateway.event = {
      kind: 'setup',
      eventId: 'evt_1',
      organizationId: fixture.org,
      key: 'key',
      method,
    };
    const notified = () => receiveWebhook(fixture.deps)(aRequest({ params: { gateway: 'sandbox' } }));
    await Promise.all([notified(), fixture.reconcileAfter(120)]);
    await notified();
    const { body } = await listPaymentMethods(fixture.deps)(send({}));
    expect(Object(body).items).toMatchObject([{ token: 'tok_visa' }, { token: 'tok_page', position: 2 }]);
  });

  test('a transfer is pending with an account, and is one lot once all of it has come', async () => {
    const { id, ...answer } = await buy('k1', { pay: 'bank-transfer' });
    expect(answer).toMatchObject({
      status: 202,
      body: { nextAction: { kind: 'transfer', remaining: '50.00', account: { iban: expect.any(String) } } },
    });
    const { nextAction } = await orderOf(id);
    if (nextAction?.kind !== 'transfer') throw new Error('no account');
    const part = { ...nextAction, remainingMicros: 20_000_000 };
    await fixture.notify(id, { status: 'requires-action', reference: `ch_${id}`, nextAction: part });
    expect(await orderOf(id)).toMatchObject({
      status: 'pending',
      nextAction: { remainingMicros: 20_000_000 },
    });
    await fixture.notify(id, { status: 'succeeded', reference: `ch_${id}`, excessMicros: 5_000_000 });
    expect(await orderOf(id)).toMatchObject({ status: 'succeeded', excessMicros: 5_000_000 });
    expect(await lots()).toBe(1);
  });
});
