import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { receiveWebhook } from '../../functions/webhooks/receive-webhook.ts';
import { WRONG_SIGNATURE } from '../../shared/contract/alarmed-messages.ts';
import { SANDBOX_SIGNING_KEY, signSandboxEvent } from '../../shared/contract/sandbox-events.ts';
import { createSandboxWebhooks } from '../../shared/payments/sandbox/sandbox-webhooks.ts';
import type { WebhookEvent } from '../../shared/payments/webhook-port.ts';
import { connect } from '../../shared/store/table/database.ts';
import { GRACE_HOURS, START } from '../support/accounts.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { aContext, aHandler, anEvent, aRequest } from '../support/requests.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const db = connect({ LEDGER_TABLE: 'ledger' });
const now = () => START;
const alarms: string[] = [];
const deps = { db, now, graceHours: GRACE_HOURS, alarm: (message: string) => void alarms.push(message) };
/** Its webhooks have no event. */
const nothing = new FakeGateway();
const toSandbox = aRequest({ params: { gateway: 'sandbox' } });

const origin = { eventId: 'evt_1', organizationId: 'contoso', orderId: 'pur_1' };
const CHARGE: WebhookEvent = {
  kind: 'charge',
  ...origin,
  outcome: { status: 'succeeded', reference: 'ch_1' },
};
const DISPUTE: WebhookEvent = {
  kind: 'dispute',
  ...origin,
  disputeId: 'dp_1',
  reference: 'ch_1',
  amountMicros: 1,
  currency: 'USD',
  outcome: 'open',
};
const EVENTS: readonly WebhookEvent[] = [
  CHARGE,
  DISPUTE,
  { kind: 'refund', ...origin, refundId: 'ref_1', outcome: { status: 'succeeded', reference: 're_1' } },
  {
    kind: 'gateway-refund',
    ...origin,
    reference: 're_9',
    amountMicros: 1,
    currency: 'USD',
    outcome: { status: 'succeeded', reference: 're_9' },
  },
];

/** The event as the sandbox gateway sends it. */
const sent = ({ eventId: noticeId, ...event }: WebhookEvent) => ({ ...event, noticeId });

const PENDING_ORDER = {
  pk: 'ORG#contoso',
  sk: 'ORDER#pur_1',
  kind: 'purchase',
  status: 'pending',
  amountMicros: 50_000_000,
  currency: 'USD',
  paymentMethod: { token: 'tok_pending' },
  createdAt: START,
  refundedMicros: 0,
};

beforeEach(() => {
  dynamodb.reset();
  alarms.length = 0;
});

describe('receiveWebhook', () => {
  test.each([
    ['another gateway than the configured one', 'stripe', 'invalid-signature'],
    ['an unknown gateway', 'paypal', 'not-found'],
    ['a gateway without a name', '', 'not-found'],
  ])('%s is refused, and nothing is read', async (_case, name, code) => {
    const request = aRequest({ params: { gateway: name } });
    const gateway = new FakeGateway();
    gateway.event = CHARGE;
    await expect(receiveWebhook({ ...deps, gateway, webhooks: gateway })(request)).rejects.toMatchObject({
      code,
    });
    expect(dynamodb.calls()).toHaveLength(0);
  });

  test('an event that is not about our money is accepted, so that it is not sent again', async () => {
    const response = await receiveWebhook({ ...deps, gateway: nothing, webhooks: nothing })(toSandbox);
    expect(response).toMatchObject({ status: 200, body: { applied: false } });
  });

  test.each(EVENTS)(
    'a $kind event about an unknown order or refund is accepted, and nothing is written',
    async (event) => {
      dynamodb.on(GetCommand).resolves({});
      const gateway = Object.assign(new FakeGateway(), { event });
      const response = await receiveWebhook({ ...deps, gateway, webhooks: gateway })(toSandbox);
      expect(response).toMatchObject({ status: 200, body: { applied: false } });
      expect(dynamodb.commandCalls(TransactWriteCommand)).toHaveLength(0);
    },
  );

  test.each(EVENTS)('a $kind event that cannot be applied now is not accepted', async (event) => {
    const throttled = new ProvisionedThroughputExceededException({ $metadata: {}, message: 'slow down' });
    dynamodb.on(GetCommand).rejects(throttled);
    const gateway = Object.assign(new FakeGateway(), { event });
    await expect(receiveWebhook({ ...deps, gateway, webhooks: gateway })(toSandbox)).rejects.toBe(throttled);
  });

  test('a dispute of an undecided order is not accepted, so that it is sent again', async () => {
    dynamodb.on(GetCommand).resolves({ Item: PENDING_ORDER });
    const gateway = new FakeGateway();
    gateway.event = DISPUTE;
    gateway.charged = { status: 'pending' };
    await expect(receiveWebhook({ ...deps, gateway, webhooks: gateway })(toSandbox)).rejects.toMatchObject({
      name: 'GatewayUnavailable',
    });
    expect(dynamodb.commandCalls(TransactWriteCommand)).toHaveLength(0);
  });
});

describe('the webhook over HTTP', () => {
  const ROUTE = 'POST /v1/webhooks/{gateway}';
  const webhooks = createSandboxWebhooks({ url: 'http://127.0.0.1:9' });
  const handler = aHandler({
    receiveWebhook: receiveWebhook({ ...deps, gateway: new FakeGateway(), webhooks }),
  });
  const body = JSON.stringify(sent(CHARGE));
  const seconds = () => Math.floor(Date.now() / 1000);
  const genuine = () => signSandboxEvent(body, { epochSeconds: seconds(), key: SANDBOX_SIGNING_KEY });
  const deliver = (signature: string | undefined, received: { body: string; isBase64Encoded: boolean }) => {
    const headers = signature === undefined ? {} : { 'sandbox-signature': signature };
    return handler(
      anEvent(ROUTE, { ...received, headers, pathParameters: { gateway: 'sandbox' } }),
      aContext(),
    );
  };
  const plain = { body, isBase64Encoded: false };
  const encoded = { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };

  test.each([plain, encoded])(
    'the signature is verified over the received bytes: base64 $isBase64Encoded',
    async (received) => {
      dynamodb.on(GetCommand).resolves({});
      expect(await deliver(genuine(), received)).toMatchObject({ statusCode: 200 });
    },
  );

  test.each([
    ['missing', () => undefined],
    [
      'of another body',
      () => signSandboxEvent(`${body} `, { epochSeconds: seconds(), key: SANDBOX_SIGNING_KEY }),
    ],
    ['made with another key', () => signSandboxEvent(body, { epochSeconds: seconds(), key: 'guess' })],
    ['too old', () => signSandboxEvent(body, { epochSeconds: seconds() - 3600, key: SANDBOX_SIGNING_KEY })],
  ])('a signature that is %s is refused before anything is read', async (_case, sign) => {
    const response = await deliver(sign(), plain);
    expect(response.statusCode).toBe(400);
    expect(JSON.parse(response.body ?? '')).toMatchObject({ code: 'invalid-signature', status: 400 });
    expect(dynamodb.calls()).toHaveLength(0);
    // row 16: a wrong signature raises an alarm.
    expect(alarms).toEqual([WRONG_SIGNATURE]);
  });

  test.each([
    ['not JSON', '{'],
    ['not an object', '[]'],
    ['empty', ''],
    ['an event without an id', '{"kind":"charge"}'],
    ['an event without its order', '{"kind":"charge","noticeId":"n"}'],
    ['an event whose amount is not a number', JSON.stringify({ ...sent(DISPUTE), amountMicros: 'all' })],
  ])('row 16: a signed body that is %s is 400, and nothing is read', async (_case, junk) => {
    const signature = signSandboxEvent(junk, { epochSeconds: seconds(), key: SANDBOX_SIGNING_KEY });
    const response = await deliver(signature, { body: junk, isBase64Encoded: false });
    expect(response.statusCode).toBe(400);
    expect(JSON.parse(response.body ?? '')).toMatchObject({ code: 'invalid-request', field: 'body' });
    expect(dynamodb.calls()).toHaveLength(0);
    expect(alarms).toEqual([]);
  });

  test('row 16: an event of an unknown kind is accepted, so that it is not sent again', async () => {
    const unknown = '{"kind":"payout","noticeId":"n","amount":3}';
    const signature = signSandboxEvent(unknown, { epochSeconds: seconds(), key: SANDBOX_SIGNING_KEY });
    const response = await deliver(signature, { body: unknown, isBase64Encoded: false });
    expect(response).toMatchObject({ statusCode: 200 });
  });

  test('a fault is 500, so that the gateway delivers the event again', async () => {
    dynamodb.on(GetCommand).rejects(new Error('no connection'));
    expect(await deliver(genuine(), plain)).toMatchObject({ statusCode: 500 });
  });
});
