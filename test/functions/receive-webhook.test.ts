import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { receiveWebhook } from '../../functions/webhooks/receive-webhook.ts';
import { WRONG_SIGNATURE } from '../../shared/contract/alarmed-messages.ts';
import { SANDBOX_SIGNING_KEY, signSandboxNotice } from '../../shared/contract/sandbox.ts';
import { httpHandler } from '../../shared/lambda/http.ts';
import type { PaymentNotice } from '../../shared/payments/port.ts';
import { createSandboxGateway } from '../../shared/payments/sandbox/sandbox-gateway.ts';
import { connect } from '../../shared/store/table/database.ts';
import { GRACE_HOURS, START } from '../support/accounts.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { aContext, anEvent, aRequest } from '../support/requests.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const db = connect({ LEDGER_TABLE: 'ledger' });
const now = () => START;
const rung: string[] = [];
const duty = { db, now, graceHours: GRACE_HOURS, alarm: (message: string) => void rung.push(message) };
const toSandbox = aRequest({ params: { gateway: 'sandbox' } });

const origin = { noticeId: 'n1', organizationId: 'contoso', orderId: 'pur_1' };
const NOTICES: readonly PaymentNotice[] = [
  { kind: 'charge', ...origin, outcome: { status: 'succeeded', reference: 'ch_1' } },
  { kind: 'refund', ...origin, refundId: 'ref_1', outcome: { status: 'succeeded', reference: 're_1' } },
  { kind: 'dispute', ...origin, disputeId: 'dp_1', reference: 'ch_1', amountMicros: 1, currency: 'USD' },
  {
    kind: 'gateway-refund',
    ...origin,
    reference: 're_9',
    amountMicros: 1,
    currency: 'USD',
    outcome: { status: 'succeeded', reference: 're_9' },
  },
];

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
  rung.length = 0;
});

describe('receiveWebhook', () => {
  test.each([
    ['another gateway than the configured one', 'stripe', 'invalid-signature'],
    ['a gateway that nobody knows', 'paypal', 'not-found'],
    ['a gateway without a name', '', 'not-found'],
  ])('%s is refused, and nothing is read', async (_case, name, code) => {
    const request = aRequest({ params: { gateway: name } });
    const gateway = new FakeGateway();
    gateway.notice = NOTICES[0];
    await expect(receiveWebhook({ ...duty, gateway })(request)).rejects.toMatchObject({ code });
    expect(dynamodb.calls()).toHaveLength(0);
  });

  test('a notice that is not about money of ours is taken, so that it is not sent again', async () => {
    const response = await receiveWebhook({ ...duty, gateway: new FakeGateway() })(toSandbox);
    expect(response).toMatchObject({ status: 200, body: { applied: false } });
  });

  test.each(NOTICES)(
    'a $kind notice about nothing that is known is taken, and nothing is written',
    async (notice) => {
      dynamodb.on(GetCommand).resolves({});
      const gateway = Object.assign(new FakeGateway(), { notice });
      const response = await receiveWebhook({ ...duty, gateway })(toSandbox);
      expect(response).toMatchObject({ status: 200, body: { applied: false } });
      expect(dynamodb.commandCalls(TransactWriteCommand)).toHaveLength(0);
    },
  );

  test.each(NOTICES)('a $kind notice that cannot be applied now is not taken', async (notice) => {
    const throttled = new ProvisionedThroughputExceededException({ $metadata: {}, message: 'slow down' });
    dynamodb.on(GetCommand).rejects(throttled);
    const gateway = Object.assign(new FakeGateway(), { notice });
    await expect(receiveWebhook({ ...duty, gateway })(toSandbox)).rejects.toBe(throttled);
  });

  test('a dispute of an order that is still undecided is not taken: it must come again', async () => {
    dynamodb.on(GetCommand).resolves({ Item: PENDING_ORDER });
    const gateway = new FakeGateway();
    gateway.notice = NOTICES.find(({ kind }) => kind === 'dispute');
    gateway.charged = { status: 'pending' };
    await expect(receiveWebhook({ ...duty, gateway })(toSandbox)).rejects.toMatchObject({
      name: 'GatewayUnavailable',
    });
    expect(dynamodb.commandCalls(TransactWriteCommand)).toHaveLength(0);
  });
});

describe('the webhook over HTTP', () => {
  const ROUTE = 'POST /v1/webhooks/{gateway}';
  const gateway = createSandboxGateway({ url: 'http://127.0.0.1:9' });
  const handler = httpHandler('webhooks', {
    [ROUTE]: receiveWebhook({ ...duty, gateway }),
  });
  const body = JSON.stringify(NOTICES[0]);
  const seconds = () => Math.floor(Date.now() / 1000);
  const genuine = () => signSandboxNotice(body, seconds(), SANDBOX_SIGNING_KEY);
  const deliver = (signature: string | undefined, sent: { body: string; isBase64Encoded: boolean }) => {
    const headers = signature === undefined ? {} : { 'sandbox-signature': signature };
    return handler(anEvent(ROUTE, { ...sent, headers, pathParameters: { gateway: 'sandbox' } }), aContext());
  };
  const plain = { body, isBase64Encoded: false };
  const encoded = { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };

  test.each([plain, encoded])(
    'the signature is that of the body as it came: $isBase64Encoded',
    async (sent) => {
      dynamodb.on(GetCommand).resolves({});
      expect(await deliver(genuine(), sent)).toMatchObject({ statusCode: 200 });
    },
  );

  test.each([
    ['missing', () => undefined],
    ['of another body', () => signSandboxNotice(`${body} `, seconds(), SANDBOX_SIGNING_KEY)],
    ['made with another key', () => signSandboxNotice(body, seconds(), 'guess')],
    ['too old', () => signSandboxNotice(body, seconds() - 3600, SANDBOX_SIGNING_KEY)],
  ])('a signature that is %s is refused before anything is read', async (_case, sign) => {
    const response = await deliver(sign(), plain);
    expect(response.statusCode).toBe(400);
    expect(JSON.parse(response.body ?? '')).toMatchObject({ code: 'invalid-signature', status: 400 });
    expect(dynamodb.calls()).toHaveLength(0);
    // row 16: a wrong signature rings.
    expect(rung).toEqual([WRONG_SIGNATURE]);
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['nothing', ''],
    ['a notice without a name', '{"kind":"charge"}'],
    ['a notice without what it is about', '{"kind":"charge","noticeId":"n"}'],
    ['a sum that is none', JSON.stringify({ ...NOTICES[2], amountMicros: 'all' })],
  ])('row 16: %s, rightly signed, is 400, and nothing is read', async (_case, junk) => {
    const signature = signSandboxNotice(junk, seconds(), SANDBOX_SIGNING_KEY);
    const response = await deliver(signature, { body: junk, isBase64Encoded: false });
    expect(response.statusCode).toBe(400);
    expect(JSON.parse(response.body ?? '')).toMatchObject({ code: 'invalid-request', field: 'body' });
    expect(dynamodb.calls()).toHaveLength(0);
    expect(rung).toEqual([]);
  });

  test('row 16: a notice of a kind that nobody knows is taken, so that it is not sent again', async () => {
    const unknown = '{"kind":"payout","noticeId":"n","amount":3}';
    const signature = signSandboxNotice(unknown, seconds(), SANDBOX_SIGNING_KEY);
    const response = await deliver(signature, { body: unknown, isBase64Encoded: false });
    expect(response).toMatchObject({ statusCode: 200 });
  });

  test('a fault answers 500, so that the gateway delivers again', async () => {
    dynamodb.on(GetCommand).rejects(new Error('no connection'));
    expect(await deliver(genuine(), plain)).toMatchObject({ statusCode: 500 });
  });
});
