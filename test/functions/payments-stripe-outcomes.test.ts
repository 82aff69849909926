/** Every result that Stripe may give of a charge, a refund or a lookup, and the outcome that it becomes. */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Stripe } from 'stripe';
import { ABSENCE_GRACE_SECONDS, type PaymentGateway } from '../../shared/payments/port.ts';
import { chargeOutcomeOf } from '../../shared/payments/stripe/outcomes.ts';
import { createStripeGateway } from '../../shared/payments/stripe/stripe-gateway.ts';

let server: Server;
let gateway: PaymentGateway;
let answer: { status: number; error: object };

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'No.', ...answer.error } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const secret = { read: async () => ({ apiKey: 'sk', webhookSecret: 'whsec' }), forget: () => undefined };
  gateway = createStripeGateway({
    url: `http://127.0.0.1:${port}`,
    deployment: '',
    maximumRetries: 0,
    secret,
  });
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const paymentMethod = { token: 'pm_visa', customer: 'cus_1' };
const sum = { organizationId: 'contoso', amountMicros: 50_000_000, currency: 'USD' };
const charge = () =>
  gateway.charge({ ...sum, orderId: 'o1', paymentMethod, description: 'Credits', presence: 'off-session' });
const refund = () => gateway.refund({ ...sum, refundId: 'r1', orderId: 'o1', reference: 'pi_1' });
const lookup = { orderId: 'o1', paymentMethod, requestedAt: new Date().toISOString() };

describe('an error after which the money may have moved', () => {
  test.each([
    [429, { type: 'invalid_request_error', code: 'rate_limit' }],
    [429, { type: 'invalid_request_error', code: 'lock_timeout' }],
    [409, { type: 'invalid_request_error', code: 'idempotency_key_in_use' }],
    [409, { type: 'idempotency_error', code: 'idempotency_key_in_use' }],
    [400, { type: 'idempotency_error' }],
    [401, { type: 'invalid_request_error' }],
    [403, { type: 'invalid_request_error' }],
    [424, { type: 'api_error' }],
    [500, { type: 'api_error' }],
    [503, { type: 'api_error' }],
  ])('the error %d %o is unknown', async (status, error) => {
    answer = { status, error };
    expect(await charge()).toMatchObject({ status: 'unknown' });
    expect(await refund()).toMatchObject({ status: 'unknown' });
    expect(await gateway.find(lookup)).toMatchObject({ status: 'unknown' });
    expect(await gateway.findRefund({ refundId: 'r1', orderId: 'o1', reference: 'pi_1' })).toMatchObject({
      status: 'unknown',
    });
  });
});

describe('an error that is a definite refusal', () => {
  test.each([
    [402, { type: 'card_error', code: 'card_declined' }, 'card-declined', 'card-declined'],
    [
      402,
      { type: 'card_error', code: 'authentication_required' },
      'authentication-required',
      'authentication-required',
    ],
    [
      400,
      { type: 'invalid_request_error', code: 'amount_too_small' },
      'amount-not-chargeable',
      'not-refundable',
    ],
    [400, { type: 'invalid_request_error', param: 'amount' }, 'amount-not-chargeable', 'not-refundable'],
    [400, { type: 'invalid_request_error', code: 'charge_disputed' }, 'not-refundable', 'not-refundable'],
    [
      400,
      { type: 'invalid_request_error', code: 'parameter_unknown' },
      'gateway-rejected',
      'gateway-rejected',
    ],
  ])('the error %d %o declines', async (status, error, ofCharge, ofRefund) => {
    answer = { status, error };
    expect(await charge()).toMatchObject({ status: 'declined', code: ofCharge });
    expect(await refund()).toMatchObject({ status: 'declined', code: ofRefund });
  });
});

test('a lookup in a missing customer or charge is unknown', async () => {
  answer = {
    status: 404,
    error: { type: 'invalid_request_error', code: 'resource_missing', param: 'customer' },
  };
  expect(await gateway.find(lookup)).toMatchObject({ status: 'unknown' });
  expect(await gateway.findRefund({ refundId: 'r1', orderId: 'o1', reference: 'pi_1' })).toMatchObject({
    status: 'unknown',
  });
});

describe('the status of an intent', () => {
  const NOW = 1_800_000_000;
  const recent = NOW - ABSENCE_GRACE_SECONDS;
  const declined = (code: string) => ({ status: 'declined', code });

  test.each([
    ['succeeded', {}, { status: 'succeeded', reference: 'pi_1' }],
    ['processing', {}, { status: 'pending', reference: 'pi_1' }],
    ['requires_capture', {}, { status: 'pending', reference: 'pi_1' }],
    ['requires_action', {}, { status: 'requires-action', reference: 'pi_1' }],
    ['canceled', { cancellation_reason: 'fraudulent' }, declined('canceled')],
    ['requires_payment_method', { last_payment_error: { code: 'expired_card' } }, declined('card-expired')],
    ['requires_payment_method', { created: recent }, { status: 'unknown' }],
    ['requires_confirmation', { created: recent }, { status: 'unknown' }],
    ['requires_payment_method', { created: recent - 1 }, declined('canceled')],
    ['requires_confirmation', { created: recent - 1 }, declined('canceled')],
  ])('an intent that is %s, with %o, has its outcome', (status, details, expected) => {
    const intent: Stripe.PaymentIntent = Object({
      id: 'pi_1',
      created: NOW,
      amount_received: 5000,
      currency: 'usd',
      last_payment_error: null,
      status,
      ...details,
    });
    expect(chargeOutcomeOf(intent, NOW)).toMatchObject(expected);
  });
});
