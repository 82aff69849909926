import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { type SandboxGateway, startSandboxGateway } from '../../infra/local/sandbox/sandbox-gateway.ts';
import {
  SANDBOX_SIGNATURE_HEADER,
  SANDBOX_SIGNING_KEY,
  signSandboxEvent,
} from '../../shared/contract/sandbox-events.ts';
import { choosePaymentGateway } from '../../shared/lambda/choose-gateway.ts';
import { type ChargeRequest, GatewayUnavailable, type PaymentGateway } from '../../shared/payments/port.ts';
import { createSandboxGateway } from '../../shared/payments/sandbox/sandbox-gateway.ts';
import { createSandboxWebhooks } from '../../shared/payments/sandbox/sandbox-webhooks.ts';
import type { WebhookReader, WebhookRequest } from '../../shared/payments/webhook-port.ts';

const received: WebhookRequest[] = [];
let refusedEvents = 0;
let clockShiftMilliseconds = 0;
let server: SandboxGateway;
let gateway: PaymentGateway;
let webhooks: WebhookReader;
let closeWebhook: () => Promise<void>;

beforeEach(async () => {
  received.length = 0;
  refusedEvents = 0;
  clockShiftMilliseconds = 0;
  const webhook = createServer((request, response) => {
    void text(request).then((rawBody) => {
      const signature = request.headers[SANDBOX_SIGNATURE_HEADER];
      received.push({ headers: { 'Sandbox-Signature': String(signature) }, rawBody });
      refusedEvents -= 1;
      response.writeHead(refusedEvents >= 0 ? 503 : 204).end();
    });
  });
  await new Promise<void>((resolve) => webhook.listen(0, '127.0.0.1', () => resolve()));
  const address = webhook.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  closeWebhook = () =>
    new Promise((resolve) => {
      webhook.close(() => resolve());
      webhook.closeAllConnections();
    });
  server = await startSandboxGateway({
    webhookUrl: `http://127.0.0.1:${port}/v1/webhooks/sandbox`,
    pagesUrl: 'http://127.0.0.1:3000/_local/pay',
    settleMilliseconds: 50,
    now: () => Date.now() + clockShiftMilliseconds,
  });
  const options = { url: server.url, timeoutMilliseconds: 1000 };
  gateway = createSandboxGateway(options);
  webhooks = createSandboxWebhooks(options);
});

afterEach(async () => {
  await server.close();
  await closeWebhook();
});

const order = (orderId: string, token: string, amountMicros = 50_000_000): ChargeRequest => ({
  orderId,
  organizationId: 'contoso',
  amountMicros,
  currency: 'USD',
  paymentMethod: { token },
  description: 'Communications credits',
  presence: 'off-session',
});

const lookup = (orderId: string) => ({
  orderId,
  requestedAt: '2026-11-22T10:00:00.000Z',
});

const refund = (refundId: string, orderId: string, amountMicros: number) => ({
  refundId,
  orderId,
  organizationId: 'contoso',
  reference: 'whatever',
  amountMicros,
  currency: 'USD',
});

const post = (path: string, body: unknown) =>
  fetch(new URL(path, server.url), { method: 'POST', body: JSON.stringify(body) });

const totals = async () => (await fetch(new URL('/totals', server.url))).json();

async function nextWebhook(count = 1): Promise<WebhookRequest> {
  for (let waits = 0; waits < 200; waits += 1) {
    const event = received[count - 1];
    if (event) return event;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('no event came');
}

describe('charges', () => {
  test('tok_visa succeeds, once per order however often it is sent', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => gateway.charge(order('o1', 'tok_visa'))),
    );
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(outcomes[0]).toMatchObject({ status: 'succeeded' });
    expect(await gateway.find(lookup('o1'))).toEqual(outcomes[0]);
    expect(await totals()).toMatchObject({ charges: 1, chargedMicros: 50_000_000 });
  });

  test('the same order with another amount charges nothing, and its outcome is unknown', async () => {
    await gateway.charge(order('o1', 'tok_visa'));
    expect(await gateway.charge(order('o1', 'tok_visa', 60_000_000))).toMatchObject({ status: 'unknown' });
    expect(await totals()).toMatchObject({ charges: 1, chargedMicros: 50_000_000 });
  });

  test.each([
    ['tok_declined', 'card-declined'],
    ['tok_nonsense', 'invalid-payment-method'],
  ])('%s is declined as %s', async (token, code) => {
    const outcome = await gateway.charge(order('o1', token));
    expect(outcome).toMatchObject({ status: 'declined', code });
    expect(await gateway.find(lookup('o1'))).toEqual(outcome);
  });

  test('an amount the currency cannot express never reaches the gateway', async () => {
    expect(await gateway.charge(order('o1', 'tok_visa', 50_000_001))).toMatchObject({
      status: 'declined',
      code: 'amount-not-chargeable',
    });
    expect(await gateway.find(lookup('o1'))).toEqual({ status: 'absent' });
  });

  test('tok_timeout charges without a response: unknown at first, succeeded when looked up', async () => {
    const hasty = createSandboxGateway({ url: server.url, timeoutMilliseconds: 100 });
    expect(await hasty.charge(order('o1', 'tok_timeout'))).toMatchObject({ status: 'unknown' });
    expect(await gateway.find(lookup('o1'))).toMatchObject({ status: 'succeeded' });
    expect(await hasty.charge(order('o1', 'tok_timeout'))).toMatchObject({ status: 'unknown' });
    expect(await totals()).toMatchObject({ charges: 1 });
    expect(server.pendingEvents()).toBe(0);
  });

  test('tok_decline_after_2 counts per organization, and a repeated key does not count', async () => {
    const statuses: string[] = [];
    for (const orderId of ['o1', 'o1', 'o2', 'o3', 'o4']) {
      statuses.push((await gateway.charge(order(orderId, 'tok_decline_after_2'))).status);
    }
    expect(statuses).toEqual(['succeeded', 'succeeded', 'succeeded', 'declined', 'declined']);
    const other = { ...order('o5', 'tok_decline_after_2'), organizationId: 'fabrikam' };
    expect(await gateway.charge(other)).toMatchObject({ status: 'succeeded' });
  });

  test('a gateway that cannot be reached is unknown, never an exception', async () => {
    const nowhere = createSandboxGateway({ url: 'http://127.0.0.1:1', timeoutMilliseconds: 500 });
    expect(await nowhere.charge(order('o1', 'tok_visa'))).toMatchObject({ status: 'unknown' });
    expect(await nowhere.find(lookup('o1'))).toMatchObject({ status: 'unknown' });
    expect(await nowhere.refund(refund('r1', 'o1', 1))).toMatchObject({ status: 'unknown' });
    expect(await nowhere.findRefund({ refundId: 'r1', orderId: 'o1', reference: 'x' })).toMatchObject({
      status: 'unknown',
    });
  });
});

describe('refunds', () => {
  test('a refund never exceeds the charge, and is made once per refund id', async () => {
    await gateway.charge(order('o1', 'tok_visa'));
    const first = await gateway.refund(refund('r1', 'o1', 30_000_000));
    expect(first).toMatchObject({ status: 'succeeded' });
    expect(await gateway.refund(refund('r1', 'o1', 30_000_000))).toEqual(first);
    expect(await gateway.refund(refund('r2', 'o1', 30_000_000))).toMatchObject({
      status: 'declined',
      code: 'not-refundable',
    });
    expect(await gateway.refund(refund('r3', 'o1', 20_000_000))).toMatchObject({ status: 'succeeded' });
    expect(await totals()).toMatchObject({ refundedMicros: 50_000_000 });
    expect(await gateway.findRefund({ refundId: 'r1', orderId: 'o1', reference: 'x' })).toEqual(first);
    expect(await gateway.findRefund({ refundId: 'r9', orderId: 'o1', reference: 'x' })).toEqual({
      status: 'absent',
    });
  });

  test.each([
    ['JPY', 1_000_000],
    ['USD', 10_000],
    ['KWD', 10_000],
  ])(
    'a refund in %s is of whole amounts of %i millionths, as with a real gateway',
    async (currency, step) => {
      expect(await gateway.refundStepMicros(currency)).toBe(step);
    },
  );

  test('an order that was never charged cannot be refunded', async () => {
    await gateway.charge(order('o1', 'tok_declined'));
    expect(await gateway.refund(refund('r1', 'o1', 10_000))).toMatchObject({ status: 'declined' });
    expect(await gateway.refund(refund('r2', 'o2', 10_000))).toMatchObject({ status: 'declined' });
  });
});

describe('webhooks', () => {
  test('tok_pending is decided by a signed event, sent again until it is accepted', async () => {
    refusedEvents = 2;
    expect(await gateway.charge(order('o1', 'tok_pending'))).toMatchObject({ status: 'pending' });
    const third = await nextWebhook(3);
    expect(await webhooks.readWebhook(third)).toEqual({
      kind: 'charge',
      eventId: expect.any(String),
      organizationId: 'contoso',
      orderId: 'o1',
      outcome: {
        status: 'succeeded',
        reference: expect.any(String),
        paid: { amountMicros: 50_000_000, currency: 'USD' },
      },
    });
    expect(third.rawBody).toBe(received[0]?.rawBody);
    expect(await gateway.find(lookup('o1'))).toMatchObject({ status: 'succeeded' });
  });

  test('a dispute is of the whole charge, and keeps its id when its event is sent again', async () => {
    await gateway.charge(order('o1', 'tok_visa'));
    await post('/disputes', { orderId: 'o1' });
    await post('/disputes', { orderId: 'o1' });
    const events = [
      await webhooks.readWebhook(await nextWebhook(1)),
      await webhooks.readWebhook(await nextWebhook(2)),
    ];
    const dispute = { kind: 'dispute', orderId: 'o1', organizationId: 'contoso', amountMicros: 50_000_000 };
    expect(events).toEqual([expect.objectContaining(dispute), expect.objectContaining(dispute)]);
    expect(new Set(events.map((event) => event?.kind === 'dispute' && event.disputeId)).size).toBe(1);
    expect((await post('/disputes', { orderId: 'o9' })).status).toBe(404);
  });

  test('the event of any charge can be sent again', async () => {
    await gateway.charge(order('o1', 'tok_visa'));
    await post('/webhook-events', { orderId: 'o1' });
    expect(await webhooks.readWebhook(await nextWebhook())).toMatchObject({ kind: 'charge', orderId: 'o1' });
  });

  const body = JSON.stringify({ kind: 'charge', noticeId: 'n', organizationId: 'contoso', orderId: 'o1' });
  const nowSeconds = () => Math.floor(Date.now() / 1000);
  test.each([
    ['no signature', () => ({})],
    [
      'another key',
      () => ({
        [SANDBOX_SIGNATURE_HEADER]: signSandboxEvent(body, { epochSeconds: nowSeconds(), key: 'guess' }),
      }),
    ],
    [
      'another body',
      () => ({
        [SANDBOX_SIGNATURE_HEADER]: signSandboxEvent(`${body} `, {
          epochSeconds: nowSeconds(),
          key: SANDBOX_SIGNING_KEY,
        }),
      }),
    ],
    [
      'six minutes old',
      () => ({
        [SANDBOX_SIGNATURE_HEADER]: signSandboxEvent(body, {
          epochSeconds: nowSeconds() - 360,
          key: SANDBOX_SIGNING_KEY,
        }),
      }),
    ],
    [
      'another instant inserted',
      () => ({
        [SANDBOX_SIGNATURE_HEADER]: signSandboxEvent(body, {
          epochSeconds: nowSeconds() - 360,
          key: SANDBOX_SIGNING_KEY,
        }).replace(/t=\d+/, `t=${nowSeconds()}`),
      }),
    ],
    ['nonsense', () => ({ [SANDBOX_SIGNATURE_HEADER]: 't=,v1=' })],
  ])('a webhook with %s is refused as invalid-signature', async (_, headers) => {
    await expect(webhooks.readWebhook({ headers: headers(), rawBody: body })).rejects.toMatchObject({
      code: 'invalid-signature',
    });
  });

  test('a signature has the instant of the receiver’s clock', async () => {
    clockShiftMilliseconds = -3_600_000;
    await gateway.charge(order('o1', 'tok_pending'));
    await expect(webhooks.readWebhook(await nextWebhook())).rejects.toMatchObject({
      code: 'invalid-signature',
    });
  });

  test('closing drops events that wait for delivery', async () => {
    refusedEvents = 100;
    await gateway.charge(order('o1', 'tok_pending'));
    await nextWebhook();
    await server.close();
    expect(server.pendingEvents()).toBe(0);
  });
});

describe('what needs the payer', () => {
  const PAYER = { name: 'Contoso', billingAddress: { city: 'Redmond' }, country: 'US' };
  const returnUrl = 'http://127.0.0.1:3000/?back=1';
  /** What a person does on the page at this address. */
  const submit = async (address: string, form: Record<string, string>) => {
    const [, kind = '', id = ''] = /\/(\w+)\/([^/]+)$/.exec(new URL(address).pathname) ?? [];
    return server.pages[`POST /_local/pay/${kind}/{id}`]?.(decodeURIComponent(id), new URLSearchParams(form));
  };
  const linkOf = (outcome: unknown) =>
    z.object({ nextAction: z.object({ url: z.url() }) }).parse(outcome).nextAction.url;

  test.each(['on-session', 'off-session'] as const)(
    '%s, a charge waits, and is made once',
    async (presence) => {
      const request = { ...order('o1', 'tok_needs_payer'), presence, returnUrl };
      const outcome = await gateway.charge(request);
      expect(outcome).toMatchObject({ status: 'requires-action', nextAction: { kind: 'redirect' } });
      expect(await gateway.charge(request)).toEqual(outcome);
      const renewed = await gateway.renewAction({ ...lookup('o1'), returnUrl });
      expect(linkOf(renewed)).not.toBe(linkOf(outcome));
      await submit(linkOf(renewed), { answer: 'approve' });
      expect(await gateway.find(lookup('o1'))).toMatchObject({ status: 'succeeded' });
      expect(await gateway.cancelCharge(lookup('o1'))).toMatchObject({ status: 'succeeded' });
      expect(await gateway.renewAction(lookup('o1'))).toMatchObject({ status: 'succeeded' });
      expect(await totals()).toMatchObject({ charges: 1 });
    },
  );

  test('a charge that is canceled stays so', async () => {
    const outcome = await gateway.charge(order('o1', 'tok_needs_payer'));
    expect(await gateway.cancelCharge(lookup('o1'))).toMatchObject({ status: 'declined', code: 'canceled' });
    await submit(linkOf(outcome), { answer: 'approve' });
    expect(await gateway.find(lookup('o1'))).toMatchObject({ status: 'declined', code: 'canceled' });
    expect(await gateway.cancelCharge(lookup('o9'))).toEqual({ status: 'absent' });
  });

  test('a hosted page is opened once a key, and has the card that was kept', async () => {
    const customer = await gateway.ensureCustomer({ organizationId: 'contoso', payer: PAYER });
    const session = {
      key: 'page-1',
      organizationId: 'contoso',
      customer,
      payer: PAYER,
      returnUrl,
      expiresAt: new Date(Date.now() + 60_000).toISOString(),
      purpose: { kind: 'setup' },
    } as const;
    const page = await gateway.openSession(session);
    expect(await gateway.openSession(session)).toEqual(page);
    expect(await gateway.findSession(page.reference)).toEqual({ status: 'open' });
    await submit(page.url, { token: 'tok_mastercard' });
    const method = {
      token: 'tok_mastercard',
      customer: 'cus_contoso',
      label: 'mastercard ending in 4444',
      card: { brand: 'mastercard', last4: '4444', expiresMonth: '2034-12' },
    };
    expect(await gateway.findSession(page.reference)).toEqual({ status: 'complete', method });
    expect(await webhooks.readWebhook(await nextWebhook())).toEqual({
      kind: 'setup',
      eventId: expect.any(String),
      organizationId: 'contoso',
      key: 'page-1',
      method,
    });
    await expect(gateway.findSession('cs_none')).rejects.toThrow(GatewayUnavailable);
  });

  test('a transfer in two parts', async () => {
    const request = { ...order('o1', ''), country: 'DE', currency: 'EUR' };
    const outcome = await gateway.transfer(request);
    expect(outcome).toMatchObject({ nextAction: { kind: 'transfer', remainingMicros: 50_000_000 } });
    const page = 'http://127.0.0.1:3000/_local/pay/transfers/o1';
    await submit(page, { send: 'part' });
    expect(await webhooks.readWebhook(await nextWebhook(1))).toMatchObject({
      outcome: { status: 'requires-action', nextAction: { remainingMicros: 25_000_000 } },
    });
    await submit(page, { send: 'more' });
    expect(await gateway.find(lookup('o1'))).toMatchObject({ status: 'succeeded', excessMicros: 10_000_000 });
  });

  test('disputes are listed as they are now, though their events were lost', async () => {
    await gateway.charge(order('o1', 'tok_visa'));
    const since = new Date(Date.now() - 1000).toISOString();
    await post('/disputes', { orderId: 'o1', losesEvent: true });
    expect(await webhooks.listDisputes(since)).toMatchObject([
      { kind: 'dispute', orderId: 'o1', outcome: 'open' },
    ]);
    const ended = await post('/disputes', { orderId: 'o1', outcome: 'won', losesEvent: true });
    expect(await ended.json()).toMatchObject({ ended: 1 });
    expect(await webhooks.listDisputes(since)).toMatchObject([{ outcome: 'won' }]);
    expect(received).toEqual([]);
  });

  test('an outcome without an open dispute opens one first, and comes again when it is asked for again', async () => {
    await gateway.charge(order('o1', 'tok_visa'));
    for (const _ of [1, 2]) await post('/disputes', { orderId: 'o1', outcome: 'lost' });
    const events = await Promise.all(received.map((each) => webhooks.readWebhook(each)));
    expect(events.map((event) => event?.kind === 'dispute' && event.outcome)).toEqual([
      'open',
      'lost',
      'lost',
    ]);
    expect(new Set(events.map((event) => event?.kind === 'dispute' && event.disputeId)).size).toBe(1);
  });
});

describe('payment methods and choice', () => {
  test('a known token is accepted, and any other is refused', async () => {
    const method = await gateway.attachPaymentMethod({ organizationId: 'contoso', token: 'tok_visa' });
    expect(method).toEqual({
      token: 'tok_visa',
      label: 'visa ending in 4242',
      card: { brand: 'visa', last4: '4242', expiresMonth: '2034-12' },
    });
    await expect(
      gateway.attachPaymentMethod({ organizationId: 'contoso', token: '4242424242424242' }),
    ).rejects.toMatchObject({ code: 'invalid-payment-method' });
  });

  test('the environment selects the adapter', async () => {
    const chosen = choosePaymentGateway({
      PAYMENT_GATEWAY: 'sandbox',
      PAYMENT_GATEWAY_URL: server.url,
      PAYMENT_SECRET_ARN: '',
      DEPLOYMENT_NAME: '',
    });
    expect(chosen.name).toBe('sandbox');
    expect(await chosen.charge(order('o1', 'tok_visa'))).toMatchObject({ status: 'succeeded' });
  });

  test.each([
    [
      { PAYMENT_GATEWAY: 'sandbox', PAYMENT_GATEWAY_URL: '', PAYMENT_SECRET_ARN: '', DEPLOYMENT_NAME: '' },
      /PAYMENT_GATEWAY_URL/,
    ],
    [
      { PAYMENT_GATEWAY: 'stripe', PAYMENT_GATEWAY_URL: '', PAYMENT_SECRET_ARN: '', DEPLOYMENT_NAME: '' },
      /PAYMENT_SECRET_ARN/,
    ],
  ] as const)(
    'an incomplete environment is an error that names what is missing: %j',
    async (environment, message) => {
      await expect(choosePaymentGateway(environment).find(lookup('o1'))).rejects.toThrow(message);
    },
  );
});
