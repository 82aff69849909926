import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Stripe } from 'stripe';
import type { ChargeRequest, PaymentGateway } from '../../shared/payments/gateway.ts';
import type { PaymentSecret } from '../../shared/payments/payment-secret.ts';
import { createStripeGateway } from '../../shared/payments/stripe.ts';
import { API_KEY, type StripeServer, startStripeServer } from '../support/stripe-server.ts';

const WEBHOOK_SECRET = 'whsec_test';

let server: StripeServer;
let gateway: PaymentGateway;

beforeEach(async () => {
  server = await startStripeServer();
  gateway = createStripeGateway({ url: server.url, secret: secretOf(API_KEY), timeoutMilliseconds: 2000 });
});
afterEach(() => server.close());

function secretOf(...apiKeys: string[]): PaymentSecret {
  let [apiKey = '', ...later] = apiKeys;
  return {
    read: async () => ({ apiKey, webhookSecret: WEBHOOK_SECRET }),
    forget: () => {
      [apiKey = apiKey, ...later] = later;
    },
  };
}

const order = (orderId: string, token: string, amountMicros = 50_000_000): ChargeRequest => ({
  orderId,
  organizationId: 'contoso',
  amountMicros,
  currency: 'USD',
  paymentMethod: { token, customer: 'cus_1' },
  description: 'Communications credits',
});

const lookup = (orderId: string) => ({
  orderId,
  paymentMethod: { token: 'pm_visa', customer: 'cus_1' },
  requestedAt: new Date().toISOString(),
});

const refund = (refundId: string, reference: string, amountMicros: number) => ({
  refundId,
  orderId: 'o1',
  organizationId: 'contoso',
  reference,
  amountMicros,
  currency: 'USD',
});

describe('charges', () => {
  test('an off-session intent in minor units, under the order id', async () => {
    expect(await gateway.charge(order('o1', 'pm_visa'))).toEqual({ status: 'succeeded', reference: 'pi_1' });
    expect(server.requests[0]).toMatchObject({
      idempotencyKey: 'o1',
      form: {
        amount: '5000',
        currency: 'usd',
        customer: 'cus_1',
        payment_method: 'pm_visa',
        confirm: 'true',
        off_session: 'true',
        'metadata[orderId]': 'o1',
        'metadata[organizationId]': 'contoso',
      },
    });
  });

  test('the same order is one intent', async () => {
    const first = await gateway.charge(order('o1', 'pm_visa'));
    expect(await gateway.charge(order('o1', 'pm_visa'))).toEqual(first);
    expect(server.intents.size).toBe(1);
  });

  test.each([
    ['insufficient_funds', 'insufficient-funds'],
    ['expired_card', 'card-expired'],
    ['stolen_card', 'card-lost-or-stolen'],
    ['authentication_required', 'authentication-required'],
    ['fraudulent', 'fraud-suspected'],
    ['processing_error', 'processing-error'],
    ['generic_decline', 'card-declined'],
    ['a_code_of_tomorrow', 'card-declined'],
  ])('decline code %s is %s', async (declineCode, code) => {
    expect(await gateway.charge(order('o1', `pm_declined_${declineCode}`))).toMatchObject({
      status: 'declined',
      code,
    });
  });

  test('a method that Stripe does not know is declined', async () => {
    expect(await gateway.charge(order('o1', 'pm_missing'))).toMatchObject({
      status: 'declined',
      code: 'invalid-payment-method',
    });
  });

  test('processing is pending, with its reference', async () => {
    expect(await gateway.charge(order('o1', 'pm_processing'))).toEqual({
      status: 'pending',
      reference: 'pi_1',
    });
    expect(await gateway.find(lookup('o1'))).toEqual({ status: 'pending', reference: 'pi_1' });
  });

  test('a fraction of a cent is refused before any request', async () => {
    expect(await gateway.charge(order('o1', 'pm_visa', 50_000_001))).toMatchObject({
      status: 'declined',
      code: 'amount-not-chargeable',
    });
    expect(server.requests).toEqual([]);
  });

  test('a charge without an answer is unknown, and found afterwards: one intent, one key', async () => {
    const hasty = createStripeGateway({
      url: server.url,
      secret: secretOf(API_KEY),
      timeoutMilliseconds: 150,
    });
    expect(await hasty.charge(order('o1', 'pm_slow'))).toMatchObject({ status: 'unknown' });
    expect(new Set(server.requests.map(({ idempotencyKey }) => idempotencyKey))).toEqual(new Set(['o1']));
    expect(server.requests.length).toBe(2);
    expect(await gateway.find(lookup('o1'))).toEqual({ status: 'succeeded', reference: 'pi_1' });
    expect(server.intents.size).toBe(1);
  });

  test('a fault of the gateway is unknown, never a decline', async () => {
    expect(await gateway.charge(order('o1', 'pm_broken'))).toMatchObject({ status: 'unknown' });
  });

  test('no gateway and no secret are unknown, never an exception', async () => {
    const nowhere = createStripeGateway({ url: 'http://127.0.0.1:1', secret: secretOf(API_KEY) });
    expect(await nowhere.charge(order('o1', 'pm_visa'))).toMatchObject({ status: 'unknown' });
    const read = () => Promise.reject(new Error('throttled'));
    const locked = createStripeGateway({ url: server.url, secret: { read, forget: () => undefined } });
    expect(await locked.charge(order('o1', 'pm_visa'))).toMatchObject({ status: 'unknown' });
    expect(await locked.find(lookup('o1'))).toMatchObject({ status: 'unknown' });
  });

  test('a key that was revoked is no decline, and the next charge reads the new one', async () => {
    const rotated = createStripeGateway({ url: server.url, secret: secretOf('sk_test_old', API_KEY) });
    expect(await rotated.charge(order('o1', 'pm_visa'))).toMatchObject({ status: 'unknown' });
    expect(await rotated.charge(order('o1', 'pm_visa'))).toMatchObject({ status: 'succeeded' });
  });
});

describe('lookups', () => {
  test('by order among others, and absent', async () => {
    for (const orderId of ['o1', 'o2', 'o3']) await gateway.charge(order(orderId, 'pm_visa'));
    expect(await gateway.find(lookup('o2'))).toEqual({ status: 'succeeded', reference: 'pi_2' });
    expect(await gateway.find(lookup('o4'))).toEqual({ status: 'absent' });
  });

  test('a gateway that cannot be asked is unknown, not absent', async () => {
    const nowhere = createStripeGateway({ url: 'http://127.0.0.1:1', secret: secretOf(API_KEY) });
    expect(await nowhere.find(lookup('o1'))).toMatchObject({ status: 'unknown' });
  });
});

describe('refunds', () => {
  test('under a key of their own, found again, and not beyond the charge', async () => {
    await gateway.charge(order('o1', 'pm_visa'));
    const made = await gateway.refund(refund('r1', 'pi_1', 20_000_000));
    expect(made).toEqual({ status: 'succeeded', reference: 're_1' });
    expect(await gateway.refund(refund('r1', 'pi_1', 20_000_000))).toEqual(made);
    expect(server.requests.at(-1)).toMatchObject({ idempotencyKey: 'refund-r1', form: { amount: '2000' } });
    expect(await gateway.findRefund({ refundId: 'r1', orderId: 'o1', reference: 'pi_1' })).toEqual(made);
    expect(await gateway.findRefund({ refundId: 'r2', orderId: 'o1', reference: 'pi_1' })).toEqual({
      status: 'absent',
    });
    expect(await gateway.refund(refund('r2', 'pi_1', 60_000_000))).toMatchObject({
      status: 'declined',
      code: 'not-refundable',
    });
  });
});

describe('payment methods', () => {
  test('a customer for the organization, kept for the next method', async () => {
    const method = await gateway.attachPaymentMethod({ organizationId: 'contoso', token: 'pm_visa' });
    expect(method).toEqual({ token: 'pm_visa', customer: 'cus_1', label: 'visa ending in 4242' });
    await gateway.attachPaymentMethod({ organizationId: 'contoso', token: 'pm_new', current: method });
    const customers = server.requests.filter(({ path }) => path === '/v1/customers');
    expect(customers).toMatchObject([{ idempotencyKey: 'customer-contoso' }]);
  });

  test.each(['pm_missing', 'pm_of_another'])('%s is refused', async (token) => {
    await expect(gateway.attachPaymentMethod({ organizationId: 'contoso', token })).rejects.toMatchObject({
      code: 'invalid-payment-method',
    });
  });

  test('a gateway that is not there says nothing about the method', async () => {
    const nowhere = createStripeGateway({ url: 'http://127.0.0.1:1', secret: secretOf(API_KEY) });
    await expect(
      nowhere.attachPaymentMethod({ organizationId: 'contoso', token: 'pm_visa' }),
    ).rejects.toMatchObject({ name: 'GatewayUnavailable' });
  });
});

describe('notices', () => {
  const metadata = { orderId: 'o1', organizationId: 'contoso' };
  const intent = { id: 'pi_1', status: 'succeeded', created: 0, metadata, last_payment_error: null };

  async function notify(type: string, object: unknown, secret = WEBHOOK_SECRET, ageSeconds = 0) {
    const rawBody = JSON.stringify({ id: 'evt_1', object: 'event', type, created: 0, data: { object } });
    const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
      payload: rawBody,
      secret,
      timestamp: Math.floor(Date.now() / 1000) - ageSeconds,
    });
    return gateway.readNotice({ headers: { 'stripe-signature': signature }, rawBody });
  }

  test.each([
    ['payment_intent.succeeded', intent, { status: 'succeeded', reference: 'pi_1' }],
    [
      'payment_intent.processing',
      { ...intent, status: 'processing' },
      { status: 'pending', reference: 'pi_1' },
    ],
    [
      'payment_intent.payment_failed',
      {
        ...intent,
        status: 'requires_payment_method',
        last_payment_error: {
          code: 'card_declined',
          decline_code: 'insufficient_funds',
          message: 'No funds.',
        },
      },
      { status: 'declined', code: 'insufficient-funds', detail: 'No funds.' },
    ],
  ])('%s is word of the charge', async (type, object, outcome) => {
    expect(await notify(type, object)).toEqual({
      kind: 'charge',
      noticeId: 'evt_1',
      organizationId: 'contoso',
      orderId: 'o1',
      outcome,
    });
  });

  test.each([
    ['succeeded', { status: 'succeeded', reference: 're_1' }],
    ['failed', { status: 'declined', code: 'gateway-rejected' }],
    ['pending', { status: 'pending', reference: 're_1' }],
  ])('a refund that %s', async (status, outcome) => {
    const object = { id: 're_1', status, metadata: { ...metadata, refundId: 'r1' } };
    expect(await notify('refund.updated', object)).toMatchObject({ kind: 'refund', refundId: 'r1', outcome });
  });

  const dispute = {
    id: 'dp_1',
    status: 'needs_response',
    amount: 5000,
    currency: 'usd',
    payment_intent: 'pi_1',
  };

  test.each(['charge.dispute.created', 'charge.dispute.funds_withdrawn'])(
    '%s names its order',
    async (type) => {
      await gateway.charge(order('o1', 'pm_visa'));
      expect(await notify(type, dispute)).toEqual({
        kind: 'dispute',
        noticeId: 'evt_1',
        organizationId: 'contoso',
        orderId: 'o1',
        disputeId: 'dp_1',
        reference: 'pi_1',
        amountMicros: 50_000_000,
      });
    },
  );

  test('a dispute whose charge cannot be read now is to be delivered again', async () => {
    await server.close();
    await expect(notify('charge.dispute.created', dispute)).rejects.toMatchObject({
      name: 'GatewayUnavailable',
    });
  });

  test.each([
    ['an inquiry', 'charge.dispute.created', { ...dispute, status: 'warning_needs_response' }],
    ['a charge of someone else', 'payment_intent.succeeded', { ...intent, metadata: {} }],
    ['a refund made by hand', 'refund.created', { id: 're_1', status: 'succeeded', metadata: {} }],
    ['another event', 'customer.created', { id: 'cus_1' }],
  ])('%s is not for us', async (_, type, object) => {
    expect(await notify(type, object)).toBeUndefined();
  });

  test.each([
    ['another secret', 'whsec_guess', 0],
    ['six minutes old', WEBHOOK_SECRET, 360],
  ])('%s is refused as invalid-signature', async (_, secret, ageSeconds) => {
    await expect(notify('payment_intent.succeeded', intent, secret, ageSeconds)).rejects.toMatchObject({
      code: 'invalid-signature',
    });
  });

  test('a body that was changed, and one that was not signed, are refused', async () => {
    const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
      payload: '{}',
      secret: WEBHOOK_SECRET,
    });
    for (const headers of [{ 'stripe-signature': signature }, {}]) {
      await expect(gateway.readNotice({ headers, rawBody: '{ }' })).rejects.toMatchObject({
        code: 'invalid-signature',
      });
    }
  });
});
