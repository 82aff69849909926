/** Every request that the adapter sends, held against the shapes that Stripe publishes for the pinned version. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ApiVersion } from '../../node_modules/stripe/esm/apiVersion.js';
import type { ChargeRequest, PaymentGateway, SessionRequest } from '../../shared/payments/port.ts';
import { API_VERSION, type StripeOptions } from '../../shared/payments/stripe/connection.ts';
import { createStripeGateway } from '../../shared/payments/stripe/stripe-gateway.ts';
import { createStripeWebhooks } from '../../shared/payments/stripe/stripe-webhooks.ts';
import type { WebhookReader } from '../../shared/payments/webhook-port.ts';
import { API_KEY, type StripeServer, startStripeServer } from '../support/stripe-server.ts';
import { faultsOfRequest } from '../support/stripe-shapes.ts';

let server: StripeServer;
let gateway: PaymentGateway;
let webhooks: WebhookReader;

beforeEach(async () => {
  server = await startStripeServer();
  const secret = {
    read: async () => ({ apiKey: API_KEY, webhookSecret: 'whsec' }),
    forget: () => undefined,
  };
  const options: StripeOptions = { url: server.url, secret, deployment: 'here', timeoutMilliseconds: 2000 };
  gateway = createStripeGateway(options);
  webhooks = createStripeWebhooks(options);
});
afterEach(() => server.close());

const returnUrl = 'https://console.example/';
const order = (orderId: string, more: Partial<ChargeRequest> = {}): ChargeRequest => ({
  orderId,
  organizationId: 'contoso',
  amountMicros: 50_000_000,
  currency: 'USD',
  paymentMethod: { token: 'pm_visa', customer: 'cus_1' },
  description: 'Communications credits',
  presence: 'on-session',
  ...more,
});
const payer = {
  name: 'Contoso',
  email: 'ada@contoso.example',
  billingAddress: { line1: '1 Main St', region: 'BE', postalCode: '10115' },
  country: 'DE',
  taxId: 'DE136695976',
} as const;
const page: Omit<SessionRequest, 'purpose'> = {
  key: 'ses_1',
  organizationId: 'contoso',
  customer: 'cus_1',
  returnUrl,
  expiresAt: '2031-01-01T00:00:00.000Z',
};
const payment = {
  kind: 'payment',
  orderId: 'o1',
  amountMicros: 50_000_000,
  currency: 'USD',
  description: 'Communications credits',
  savesMethod: true,
} as const;
const lookup = { orderId: 'o1', customer: 'cus_1', requestedAt: '2026-01-01T00:00:00.000Z' };
const refund = {
  refundId: 'r1',
  orderId: 'o1',
  organizationId: 'contoso',
  reference: 'pi_1',
  amountMicros: 1_000_000,
  currency: 'USD',
};
const needsPayer = { paymentMethod: { token: 'pm_needs_payer', customer: 'cus_1' } };

test('the pinned version is that of the published shapes', () => {
  expect(API_VERSION).toBe(ApiVersion);
});

const transfers = [
  ['USD', 'US'],
  ['EUR', 'DE'],
  ['EUR', 'AT'],
  ['GBP', 'GB'],
  ['JPY', 'JP'],
  ['MXN', 'MX'],
] as const;

test.each<[string, () => Promise<unknown>]>([
  ['a customer with a tax id', () => gateway.ensureCustomer({ organizationId: 'contoso', payer })],
  [
    'a method',
    () => gateway.attachPaymentMethod({ organizationId: 'c', token: 'pm_visa', customer: 'cus_1' }),
  ],
  ['a method that is detached', () => gateway.detachPaymentMethod({ token: 'pm_visa' })],
  ['a charge on-session', () => gateway.charge(order('o1', { returnUrl }))],
  ['a charge on-session without a way back', () => gateway.charge(order('o1'))],
  ['a charge off-session', () => gateway.charge(order('o1', { presence: 'off-session' }))],
  [
    'a charge off-session that is confirmed later',
    () => gateway.charge(order('o1', { ...needsPayer, presence: 'off-session', returnUrl })),
  ],
  ['a look-up', () => gateway.find(lookup)],
  [
    'a cancellation',
    async () => {
      await gateway.charge(order('o1', needsPayer));
      await gateway.cancelCharge({ ...lookup, reference: 'pi_1' });
    },
  ],
  ['a page for a card', () => gateway.openSession({ ...page, purpose: { kind: 'setup' } })],
  ['a page for a payment', () => gateway.openSession({ ...page, purpose: payment })],
  ['a look at a page', () => gateway.findSession('cs_1')],
  ['a list of disputes', () => webhooks.listDisputes('2026-01-01T00:00:00.000Z')],
  ['a refund', () => gateway.refund(refund)],
  ['a look-up of a refund', () => gateway.findRefund(refund)],
  ...transfers.map(([currency, country]): [string, () => Promise<unknown>] => [
    `a transfer in ${currency} from ${country}`,
    () => gateway.transfer({ ...order('o1', { currency }), country }),
  ]),
])('%s is a request that Stripe takes', async (_case, send) => {
  await send();
  expect(server.requests.flatMap(({ faults }) => faults)).toEqual([]);
  expect(server.requests.length).toBeGreaterThan(0);
  expect(new Set(server.requests.map(({ version }) => version))).toEqual(new Set([API_VERSION]));
});

test.each([
  ['USD', 50_000_000, '5000'],
  ['JPY', 5_000_000_000, '5000'],
  ['KWD', 50_000_000, '50000'],
])('a charge in %s has its minor units', async (currency, amountMicros, amount) => {
  await gateway.charge(order('o1', { currency, amountMicros }));
  expect(server.requests[0]).toMatchObject({
    faults: [],
    form: { amount, currency: currency.toLowerCase() },
  });
  await gateway.openSession({ ...page, purpose: { ...payment, currency, amountMicros } });
  expect(server.requests[1]?.form['line_items[0][price_data][unit_amount]']).toBe(amount);
});

describe('row 16: a payer who has to confirm', () => {
  test('an off-session charge waits, with a link when there is a way back, and is one intent', async () => {
    const asked = { ...needsPayer, presence: 'off-session' } as const;
    expect(await gateway.charge(order('o1', asked))).toEqual({
      status: 'requires-action',
      reference: 'pi_1',
    });
    expect(await gateway.find(lookup)).toMatchObject({ status: 'requires-action', reference: 'pi_1' });
    const link = { kind: 'redirect', url: 'https://hooks.stripe.example/1' };
    expect(await gateway.renewAction({ ...lookup, reference: 'pi_1', returnUrl })).toMatchObject({
      status: 'requires-action',
      nextAction: link,
    });
    expect(await gateway.cancelCharge({ ...lookup, reference: 'pi_1' })).toMatchObject({
      status: 'declined',
      code: 'canceled',
    });
    expect(server.intents.size).toBe(1);
  });

  test('a charge that was paid is not canceled', async () => {
    await gateway.charge(order('o1'));
    expect(await gateway.cancelCharge(lookup)).toMatchObject({ status: 'succeeded', reference: 'pi_1' });
  });
});

test.each([
  [
    'a parameter of another version',
    [['payment_method_types[0]', 'card']],
    'payment_method_types: not a parameter',
  ],
  ['a value that is not in the list', [['capture_method', 'later']], 'capture_method'],
  ['an amount with a fraction', [['amount', '50.5']], 'amount: "50.5" is not a number'],
] as const)('%s is a fault', (_case, form, fault) => {
  const whole = [['amount', '1'], ['currency', 'usd'], ...form] as const;
  expect(faultsOfRequest('POST /v1/payment_intents', whole).join()).toContain(fault);
});
