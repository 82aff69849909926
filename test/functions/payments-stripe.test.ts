import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Stripe } from 'stripe';
import type { PaymentSecret } from '../../shared/payments/payment-secret.ts';
import type { ChargeRequest, PaymentGateway } from '../../shared/payments/port.ts';
import type { StripeOptions } from '../../shared/payments/stripe/connection.ts';
import { createStripeGateway } from '../../shared/payments/stripe/stripe-gateway.ts';
import { createStripeWebhooks } from '../../shared/payments/stripe/stripe-webhooks.ts';
import type { WebhookReader } from '../../shared/payments/webhook-port.ts';
import { API_KEY, type StripeServer, startStripeServer } from '../support/stripe-server.ts';

const WEBHOOK_SECRET = 'whsec_test';
const PREVIOUS_SECRET = 'whsec_before';
const PAID = { amountMicros: 50_000_000, currency: 'USD' };

let server: StripeServer;
let gateway: PaymentGateway;
let webhooks: WebhookReader;

beforeEach(async () => {
  server = await startStripeServer();
  gateway = openGateway({ timeoutMilliseconds: 2000 });
  webhooks = openWebhooks({ timeoutMilliseconds: 2000 });
});
afterEach(() => server.close());

const optionsOf = (options: Partial<StripeOptions>): StripeOptions => ({
  url: server.url,
  secret: secretOf(API_KEY),
  deployment: '',
  ...options,
});
const openGateway = (options: Partial<StripeOptions> = {}) => createStripeGateway(optionsOf(options));
const openWebhooks = (options: Partial<StripeOptions> = {}) => createStripeWebhooks(optionsOf(options));

function secretOf(...apiKeys: string[]): PaymentSecret {
  let [apiKey = '', ...later] = apiKeys;
  return {
    read: async () => ({ apiKey, webhookSecret: WEBHOOK_SECRET, previousWebhookSecret: PREVIOUS_SECRET }),
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
  presence: 'off-session',
});

const lookup = (orderId: string) => ({
  orderId,
  customer: 'cus_1',
  requestedAt: new Date().toISOString(),
});

const payer = {
  name: 'Contoso',
  email: 'ada@contoso.example',
  billingAddress: { line1: '1 Main St', city: 'Redmond', region: 'WA' },
  country: 'US',
} as const;

const refund = (refundId: string, reference: string, amountMicros: number) => ({
  refundId,
  orderId: 'o1',
  organizationId: 'contoso',
  reference,
  amountMicros,
  currency: 'USD',
});

describe('charges', () => {
  test('a charge is an off-session intent in minor units, with the order id as its key', async () => {
    expect(await gateway.charge(order('o1', 'pm_visa'))).toEqual({
      status: 'succeeded',
      reference: 'pi_1',
      paid: PAID,
    });
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

  test('charging the same order again makes no other intent', async () => {
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

  test('an unknown payment method is declined', async () => {
    expect(await gateway.charge(order('o1', 'pm_missing'))).toMatchObject({
      status: 'declined',
      code: 'invalid-payment-method',
    });
  });

  test('an intent that is processing is pending, with its reference', async () => {
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

  test('a charge without a response is unknown, and found afterwards: one intent, one key', async () => {
    const hasty = openGateway({ timeoutMilliseconds: 150 });
    expect(await hasty.charge(order('o1', 'pm_slow'))).toMatchObject({ status: 'unknown' });
    expect(new Set(server.requests.map(({ idempotencyKey }) => idempotencyKey))).toEqual(new Set(['o1']));
    expect(server.requests.length).toBe(2);
    expect(await gateway.find(lookup('o1'))).toEqual({ status: 'succeeded', reference: 'pi_1', paid: PAID });
    expect(server.intents.size).toBe(1);
  });

  test('a fault of the gateway is unknown, never a decline', async () => {
    expect(await gateway.charge(order('o1', 'pm_broken'))).toMatchObject({ status: 'unknown' });
  });

  test('a missing gateway or secret is unknown, never an exception', async () => {
    const nowhere = openGateway({ url: 'http://127.0.0.1:1' });
    expect(await nowhere.charge(order('o1', 'pm_visa'))).toMatchObject({ status: 'unknown' });
    const read = () => Promise.reject(new Error('throttled'));
    const locked = openGateway({ secret: { read, forget: () => undefined } });
    expect(await locked.charge(order('o1', 'pm_visa'))).toMatchObject({ status: 'unknown' });
    expect(await locked.find(lookup('o1'))).toMatchObject({ status: 'unknown' });
  });

  test('a revoked key is not a decline, and the next charge reads the new key', async () => {
    const rotated = openGateway({ secret: secretOf('sk_test_old', API_KEY) });
    expect(await rotated.charge(order('o1', 'pm_visa'))).toMatchObject({ status: 'unknown' });
    expect(await rotated.charge(order('o1', 'pm_visa'))).toMatchObject({ status: 'succeeded' });
  });
});

test('row 16: the outcome has the amount that was really taken, even if it is less', async () => {
  expect(await gateway.charge(order('o1', 'pm_short'))).toMatchObject({
    status: 'succeeded',
    paid: { amountMicros: 40_000_000, currency: 'USD' },
  });
});

describe('row 16: two deployments on one account', () => {
  test('deployments have keys of their own, and ignore the objects of the other', async () => {
    const [here, there] = [openGateway({ deployment: 'here' }), openGateway({ deployment: 'there' })];
    expect(await here.charge(order('o1', 'pm_visa'))).toMatchObject({ reference: 'pi_1' });
    expect(await there.find(lookup('o1'))).toEqual({ status: 'absent' });
    expect(await there.charge(order('o1', 'pm_visa'))).toMatchObject({ reference: 'pi_2' });
    expect(await there.find(lookup('o1'))).toMatchObject({ reference: 'pi_2' });
    await here.refund(refund('r1', 'pi_1', 20_000_000));
    await here.ensureCustomer({ organizationId: 'contoso', payer });
    // A request that changes an object has a key of the SDK's own.
    const keys = server.requests.map(({ idempotencyKey = '' }) => idempotencyKey);
    const ours = keys.filter((key) => /^(here|there)-/.test(key));
    expect(ours).toEqual(['here-o1', 'there-o1', 'here-refund-r1', 'here-customer-contoso']);
  });
});

describe('lookups', () => {
  test('a charge is found by its order among others, or is absent', async () => {
    for (const orderId of ['o1', 'o2', 'o3']) await gateway.charge(order(orderId, 'pm_visa'));
    expect(await gateway.find(lookup('o2'))).toEqual({ status: 'succeeded', reference: 'pi_2', paid: PAID });
    expect(await gateway.find(lookup('o4'))).toEqual({ status: 'absent' });
  });

  test('a gateway that cannot be reached is unknown, not absent', async () => {
    const nowhere = openGateway({ url: 'http://127.0.0.1:1' });
    expect(await nowhere.find(lookup('o1'))).toMatchObject({ status: 'unknown' });
  });
});

describe('transfers', () => {
  const asked = { ...order('o1', ''), customer: 'cus_1', country: 'US' };

  test('what Stripe has left for the customer is the excess of the order that was paid', async () => {
    server.cash.available = { usd: 1250, eur: 900 };
    const paid = { status: 'succeeded', reference: 'pi_1', paid: PAID, excessMicros: 12_500_000 };
    expect(await gateway.transfer(asked)).toEqual(paid);
    expect(await gateway.find(lookup('o1'))).toEqual(paid);
    server.cash.available = { usd: 0 };
    expect(await gateway.find(lookup('o1'))).toEqual({ status: 'succeeded', reference: 'pi_1', paid: PAID });
  });

  test('what came for an order that is canceled is its excess', async () => {
    await gateway.transfer(asked);
    server.intents.set('pi_1', { ...server.intents.get('pi_1'), status: 'requires_action' });
    server.cash.available = { usd: 2000 };
    expect(await gateway.cancelCharge(lookup('o1'))).toMatchObject({
      status: 'declined',
      code: 'canceled',
      excessMicros: 20_000_000,
    });
  });

  test('a balance that the API key may not read keeps no order from being paid', async () => {
    server.cash.mayBeRead = false;
    expect(await gateway.transfer(asked)).toEqual({ status: 'succeeded', reference: 'pi_1', paid: PAID });
  });

  test('the balance is not read for a card', async () => {
    server.cash.available = { usd: 1250 };
    await gateway.charge(order('o1', 'pm_visa'));
    expect(await gateway.find(lookup('o1'))).toEqual({ status: 'succeeded', reference: 'pi_1', paid: PAID });
    expect(new Set(server.requests.map(({ path }) => path))).toEqual(new Set(['/v1/payment_intents']));
  });
});

describe('refunds', () => {
  test('a refund has a key of its own, is found again, and does not exceed the charge', async () => {
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
  test('an organization has one customer, kept for the next method', async () => {
    const customer = await gateway.ensureCustomer({ organizationId: 'contoso', payer });
    const method = await gateway.attachPaymentMethod({
      organizationId: 'contoso',
      token: 'pm_visa',
      customer,
    });
    expect(method).toEqual({
      token: 'pm_visa',
      customer: 'cus_1',
      label: 'visa ending in 4242',
      card: { brand: 'visa', last4: '4242', expiresMonth: '2031-07' },
    });
    await gateway.ensureCustomer({ organizationId: 'contoso', customer, payer });
    const customers = server.requests.filter(({ path }) => path === '/v1/customers');
    expect(customers).toMatchObject([{ idempotencyKey: 'customer-contoso' }]);
  });

  test('the customer has the details of the payer', async () => {
    await gateway.ensureCustomer({ organizationId: 'contoso', payer });
    expect(server.requests.at(-1)).toMatchObject({
      path: '/v1/customers/cus_1',
      form: {
        name: 'Contoso',
        email: 'ada@contoso.example',
        'address[line1]': '1 Main St',
        'address[state]': 'WA',
        'address[country]': 'US',
      },
    });
  });

  test('details that the payer no longer has are removed from the customer', async () => {
    const { email: _, ...without } = payer;
    await gateway.ensureCustomer({
      organizationId: 'contoso',
      payer: { ...without, billingAddress: { city: 'Bern' }, country: 'CH', taxId: 'CHE-123' },
    });
    expect(server.requests.find(({ path }) => path === '/v1/customers/cus_1')?.form).toMatchObject({
      email: '',
      'address[line1]': '',
      'address[city]': 'Bern',
      'address[country]': 'CH',
    });
    expect(server.requests.find(({ path }) => path.endsWith('/tax_ids'))).toBeDefined();
    const taxIds = server.requests.filter(
      ({ method, path }) => method === 'POST' && path.endsWith('tax_ids'),
    );
    expect(taxIds).toMatchObject([{ form: { type: 'ch_vat', value: 'CHE-123' } }]);
  });

  test('a removed method is detached; one that Stripe does not have needs nothing', async () => {
    await gateway.detachPaymentMethod({ token: 'pm_visa', customer: 'cus_1' });
    expect(server.requests.at(-1)).toMatchObject({ path: '/v1/payment_methods/pm_visa/detach' });
    await gateway.detachPaymentMethod({ token: 'pm_missing' });
    await expect(gateway.detachPaymentMethod({ token: 'pm_broken' })).rejects.toMatchObject({
      name: 'GatewayUnavailable',
    });
  });

  test.each(['pm_missing', 'pm_of_another'])('the method %s is refused', async (token) => {
    await expect(
      gateway.attachPaymentMethod({ organizationId: 'contoso', token, customer: 'cus_1' }),
    ).rejects.toMatchObject({
      code: 'invalid-payment-method',
    });
  });

  test('when the gateway cannot be reached, the method is neither accepted nor refused', async () => {
    const nowhere = openGateway({ url: 'http://127.0.0.1:1' });
    await expect(
      nowhere.attachPaymentMethod({ organizationId: 'contoso', token: 'pm_visa', customer: 'cus_1' }),
    ).rejects.toMatchObject({ name: 'GatewayUnavailable' });
  });
});

describe('webhooks', () => {
  const metadata = { orderId: 'o1', organizationId: 'contoso' };
  const intent = {
    id: 'pi_1',
    status: 'succeeded',
    created: 0,
    amount: 5000,
    amount_received: 5000,
    currency: 'usd',
    metadata,
    last_payment_error: null,
  };

  async function notify(type: string, object: unknown, secret = WEBHOOK_SECRET, ageSeconds = 0) {
    const rawBody = JSON.stringify({ id: 'evt_1', object: 'event', type, created: 0, data: { object } });
    const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
      payload: rawBody,
      secret,
      timestamp: Math.floor(Date.now() / 1000) - ageSeconds,
    });
    return webhooks.readWebhook({ headers: { 'stripe-signature': signature }, rawBody });
  }

  test.each([
    ['payment_intent.succeeded', intent, { status: 'succeeded', reference: 'pi_1', paid: PAID }],
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
  ])('%s is the outcome of the charge', async (type, object, outcome) => {
    expect(await notify(type, object)).toEqual({
      kind: 'charge',
      eventId: 'evt_1',
      organizationId: 'contoso',
      orderId: 'o1',
      outcome,
    });
  });

  test('a card that was entered is reported with the key under which its page was opened', async () => {
    const session = { id: 'cs_done', mode: 'setup', status: 'complete' };
    const completed = (metadata: object) => notify('checkout.session.completed', { ...session, metadata });
    expect(await completed({ organizationId: 'contoso', session: 'ses_1' })).toMatchObject({
      kind: 'setup',
      organizationId: 'contoso',
      key: 'ses_1',
      method: { token: 'pm_visa', customer: 'cus_1' },
    });
    await gateway.openSession({
      key: 'ses_1',
      organizationId: 'contoso',
      customer: 'cus_1',
      returnUrl: 'https://console.example/',
      expiresAt: '2031-01-01T00:00:00.000Z',
      purpose: { kind: 'setup' },
    });
    expect(server.requests.at(-1)?.form).toMatchObject({ 'metadata[session]': 'ses_1' });
  });

  test('money that no order waits for is reported with its organization', async () => {
    const balance = { object: 'cash_balance', customer: 'cus_1', available: { usd: 1250, eur: 0 } };
    expect(await notify('cash_balance.funds_available', balance)).toEqual({
      kind: 'unclaimed-money',
      eventId: 'evt_1',
      organizationId: 'contoso',
      sums: [{ amountMicros: 12_500_000, currency: 'USD' }],
    });
    const ofNobody = { ...balance, customer: 'cus_deleted' };
    expect(await notify('cash_balance.funds_available', ofNobody)).toBeUndefined();
  });

  test.each([
    ['succeeded', { status: 'succeeded', reference: 're_1' }],
    ['failed', { status: 'declined', code: 'gateway-rejected' }],
    ['pending', { status: 'pending', reference: 're_1' }],
  ])('a refund event with the status %s has its outcome', async (status, outcome) => {
    const object = {
      id: 're_1',
      amount: 2000,
      currency: 'usd',
      status,
      metadata: { ...metadata, refundId: 'r1' },
    };
    expect(await notify('refund.updated', object)).toMatchObject({ kind: 'refund', refundId: 'r1', outcome });
  });

  const dispute = {
    id: 'dp_1',
    status: 'needs_response',
    amount: 5000,
    currency: 'usd',
    payment_intent: 'pi_1',
  };

  test.each([
    ['charge.dispute.created', 'needs_response', 'open'],
    ['charge.dispute.funds_withdrawn', 'under_review', 'open'],
    ['charge.dispute.closed', 'lost', 'lost'],
    ['charge.dispute.closed', 'won', 'won'],
    ['charge.dispute.funds_reinstated', 'won', 'won'],
  ])('%s of a dispute that is %s has its order and is %s', async (type, status, outcome) => {
    await gateway.charge(order('o1', 'pm_visa'));
    expect(await notify(type, { ...dispute, status })).toEqual({
      kind: 'dispute',
      eventId: 'evt_1',
      organizationId: 'contoso',
      orderId: 'o1',
      disputeId: 'dp_1',
      reference: 'pi_1',
      amountMicros: 50_000_000,
      currency: 'USD',
      outcome,
    });
  });

  test('a dispute whose charge cannot be read now has to be delivered again', async () => {
    await server.close();
    await expect(notify('charge.dispute.created', dispute)).rejects.toMatchObject({
      name: 'GatewayUnavailable',
    });
  });

  test.each([
    ['an inquiry', 'charge.dispute.created', { ...dispute, status: 'warning_needs_response' }],
    ['a charge that is not ours', 'payment_intent.succeeded', { ...intent, metadata: {} }],
    [
      'a refund of no intent',
      'refund.created',
      { id: 're_1', amount: 1, currency: 'usd', status: 'succeeded', metadata: {}, payment_intent: null },
    ],
    [
      'a charge of another deployment',
      'payment_intent.succeeded',
      { ...intent, metadata: { ...metadata, deployment: 'test' } },
    ],
    ['another event', 'customer.created', { id: 'cus_1' }],
  ])('%s is ignored', async (_, type, object) => {
    expect(await notify(type, object)).toBeUndefined();
  });

  describe('row 16: a refund made in the dashboard', () => {
    const expected = (amount: number, status: string) => ({
      kind: 'gateway-refund',
      eventId: 'evt_1',
      organizationId: 'contoso',
      orderId: 'o1',
      reference: 're_1',
      amountMicros: amount * 10_000,
      currency: 'USD',
      outcome: { status, ...(status === 'declined' ? {} : { reference: 're_1' }) },
    });
    beforeEach(() => gateway.charge(order('o1', 'pm_visa')));

    test.each(['refund.created', 'refund.updated', 'charge.refund.updated'])(
      '%s has its order',
      async (type) => {
        expect(await notify(type, server.refundByHand('pi_1', 2000))).toEqual(expected(2000, 'succeeded'));
      },
    );

    test('charge.refunded, from an endpoint of an older version, is of the latest refund by hand', async () => {
      server.refundByHand('pi_1', 2000);
      const charge = {
        id: 'ch_1',
        object: 'charge',
        amount: 5000,
        amount_refunded: 2000,
        payment_intent: 'pi_1',
      };
      expect(await notify('charge.refunded', charge)).toEqual(expected(2000, 'succeeded'));
    });

    test('charge.refunded that arrives after a later refund by hand is still of its own refund', async () => {
      server.refundByHand('pi_1', 2000);
      server.refundByHand('pi_1', 1000);
      const charge = { id: 'ch_1', object: 'charge', amount: 5000, payment_intent: 'pi_1' };
      expect(await notify('charge.refunded', { ...charge, amount_refunded: 2000 })).toEqual(
        expected(2000, 'succeeded'),
      );
      expect(await notify('charge.refunded', { ...charge, amount_refunded: 3000 })).toMatchObject({
        reference: 're_2',
        amountMicros: 10_000_000,
      });
    });

    test('a dashboard refund has its present status: one that has failed since withdraws nothing', async () => {
      const created = { ...server.refundByHand('pi_1', 2000, 'failed'), status: 'pending' };
      expect(await notify('refund.created', created)).toMatchObject({ outcome: { status: 'declined' } });
    });

    test('a refund that was requested here is the outcome of that refund', async () => {
      await gateway.refund(refund('r1', 'pi_1', 20_000_000));
      const charge = { id: 'ch_1', object: 'charge', payment_intent: 'pi_1' };
      expect(await notify('charge.refunded', charge)).toBeUndefined();
    });
  });

  test('row 16: a dispute of a part has the amount of that part', async () => {
    await gateway.charge(order('o1', 'pm_visa'));
    expect(await notify('charge.dispute.created', { ...dispute, amount: 1200 })).toMatchObject({
      amountMicros: 12_000_000,
      currency: 'USD',
    });
  });

  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['an object that is not an event', '{}'],
    ['an event without an object', '{"id":"evt_1","type":"payment_intent.succeeded","created":1}'],
    [
      'a payment without its attributes',
      JSON.stringify({ id: 'e', created: 1, type: 'payment_intent.succeeded', data: { object: {} } }),
    ],
    [
      'a dispute without an amount',
      JSON.stringify({
        id: 'e',
        created: 1,
        type: 'charge.dispute.created',
        data: { object: { id: 'dp_1', status: 'lost', payment_intent: 'pi_1' } },
      }),
    ],
    [
      'a refund whose amount is a text',
      JSON.stringify({
        id: 'e',
        created: 1,
        type: 'refund.created',
        data: { object: { id: 're_1', amount: '20', currency: 'usd', status: 'succeeded' } },
      }),
    ],
  ])('row 16: a signed body with %s is refused as invalid-request', async (_, rawBody) => {
    const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
      payload: rawBody,
      secret: WEBHOOK_SECRET,
    });
    await expect(
      webhooks.readWebhook({ headers: { 'stripe-signature': signature }, rawBody }),
    ).rejects.toMatchObject({ code: 'invalid-request', members: { field: 'body' } });
  });

  test('while the secret is rotated, the previous one is accepted, too', async () => {
    for (const secret of [WEBHOOK_SECRET, PREVIOUS_SECRET]) {
      expect(await notify('payment_intent.succeeded', intent, secret)).toMatchObject({ orderId: 'o1' });
    }
  });

  test('once the rotation is over, the previous secret is refused', async () => {
    const read = async () => ({ apiKey: API_KEY, webhookSecret: WEBHOOK_SECRET });
    webhooks = openWebhooks({ secret: { read, forget: () => undefined } });
    await expect(notify('payment_intent.succeeded', intent, PREVIOUS_SECRET)).rejects.toMatchObject({
      code: 'invalid-signature',
    });
  });

  test.each([
    ['another secret', 'whsec_guess', 0],
    ['six minutes old', WEBHOOK_SECRET, 360],
    ['the previous secret and six minutes old', PREVIOUS_SECRET, 360],
  ])('a signature with %s is refused as invalid-signature', async (_, secret, ageSeconds) => {
    await expect(notify('payment_intent.succeeded', intent, secret, ageSeconds)).rejects.toMatchObject({
      code: 'invalid-signature',
    });
  });

  test('a changed body and an unsigned body are refused', async () => {
    const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
      payload: '{}',
      secret: WEBHOOK_SECRET,
    });
    for (const headers of [{ 'stripe-signature': signature }, {}]) {
      await expect(webhooks.readWebhook({ headers, rawBody: '{ }' })).rejects.toMatchObject({
        code: 'invalid-signature',
      });
    }
  });
});
