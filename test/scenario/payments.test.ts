import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { listOf } from '../../shared/contract/answers/fields.answers.ts';
import { Invoice, PurchaseDetails } from '../../shared/contract/answers/purchases.answers.ts';
import { eventually, expectBody, newKey, request, settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const stack = useLocalStack((started) => publishDeck(started));

const purchaseId = (body: unknown): string => z.object({ id: z.string() }).parse(body).id;

async function expectFunded(org: Tenant, amount: string): Promise<void> {
  expect((await org.lots()).map((lot) => lot.amount)).toEqual([amount]);
  expect((await org.ledger()).map(({ type }) => type)).toEqual(['purchase']);
  expect((await org.read(listOf(Invoice), '/invoices')).items).toHaveLength(1);
  expect((await org.balance()).balance).toBe(amount);
}

/** Makes the sandbox gateway send an event: of the charge again, or of a dispute. */
async function notify(hook: 'webhook-events' | 'disputes', orderId: string): Promise<void> {
  const gateway = stack().environmentOf('purchases').PAYMENT_GATEWAY_URL;
  const answer = await fetch(`${gateway}/${hook}`, { method: 'POST', body: JSON.stringify({ orderId }) });
  expect(answer.status).toBe(202);
}

describe('the same purchase key', () => {
  test('the same key twice makes one lot, and the second response is the first, marked as replayed', async () => {
    const org = await onboard(stack(), 'twice');
    const first = await org.buy('75.00', 'key-1');
    const second = await org.buy('75.00', 'key-1');
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(await org.buy('80.00', 'key-1')).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    await expectFunded(org, '75.00');
  });

  test('the same key ten times concurrently makes one lot, whatever each response is', async () => {
    const org = await onboard(stack(), 'ten-times');
    const answers = await Promise.all(Array.from({ length: 10 }, () => org.buy('75.00', 'key-1')));
    for (const { status, body } of answers) {
      if (status !== 201) expect(body).toMatchObject({ status: 409, code: 'request-in-progress' });
    }
    expect((await org.buy('75.00', 'key-1')).status).toBe(201);
    await expectFunded(org, '75.00');
  });

  test('the same key weeks after the stored response was purged still makes one lot', async () => {
    const org = await onboard(stack(), 'weeks-later');
    const first = await org.buy('75.00', 'key-1');
    stack().advance('P30D');
    const later = await org.buy('75.00', 'key-1');
    expect(purchaseId(later.body)).toBe(purchaseId(first.body));
    await expectFunded(org, '75.00');
  });

  test('a purchase key is required', async () => {
    const org = await onboard(stack(), 'without-key');
    expect(await org.send('POST /purchases', { body: { amount: '75.00' } })).toMatchObject({
      status: 400,
      body: { code: 'idempotency-key-required', field: 'Idempotency-Key' },
    });
  });
});

describe('the outcomes of the gateway', () => {
  test('a declined purchase is 402 without a lot, and again 402 for the same key', async () => {
    const org = await onboard(stack(), 'declined', { token: 'tok_declined' });
    const answer = await org.buy('75.00', 'key-1');
    expect(answer).toMatchObject({
      status: 402,
      body: { code: 'payment-declined', reason: 'card-declined' },
    });
    expect(await org.buy('75.00', 'key-1')).toMatchObject({ status: 402, body: answer.body });
    expect(await org.lots()).toEqual([]);
    expect(await org.must('GET /purchases')).toMatchObject({ items: [{ status: 'failed' }] });
    await settle(stack());
    expect(stack().events('PurchaseFailed')).toMatchObject([{ detail: { organization: 'declined' } }]);
  });

  test('a charge without a response is pending, then one lot by reconciliation and never two', async () => {
    const org = await onboard(stack(), 'timeout', { token: 'tok_timeout' });
    const answer = await org.buy('75.00', 'key-1');
    expect(answer).toMatchObject({ status: 202, body: { status: 'pending' } });
    expect(await org.lots()).toEqual([]);
    expect((await org.buy('75.00', 'key-1')).status).toBe(202);

    stack().advance('PT5M');
    const id = purchaseId(answer.body);
    await Promise.all([stack().runSchedule('reconcile-payments'), notify('webhook-events', id)]);
    await stack().runSchedule('reconcile-payments');
    await notify('webhook-events', id);
    await settle(stack());
    await expectFunded(org, '75.00');
    expect(await org.must(`GET /purchases/${id}`)).toMatchObject({
      status: 'succeeded',
      lot: { amount: '75.00' },
      invoice: { amount: '75.00' },
    });
  });

  test('a charge that is decided later is pending, then one lot by webhook', async () => {
    const org = await onboard(stack(), 'pending', { token: 'tok_pending' });
    expect(await org.buy('75.00')).toMatchObject({ status: 202, body: { status: 'pending' } });
    await eventually(async () => expect(await org.lots()).toHaveLength(1));
    await stack().runSchedule('reconcile-payments');
    await expectFunded(org, '75.00');
  });

  test('a webhook without a valid signature changes nothing', async () => {
    const answer = await fetch(`${stack().url}/v1/webhooks/sandbox`, {
      method: 'POST',
      headers: { 'sandbox-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` },
      body: '{"kind":"charge"}',
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid-signature' });
  });
});

describe('refunds and disputes', () => {
  async function spent(id: string, minutes: number) {
    const org = await onboard(stack(), id);
    const purchase = await expectBody(PurchaseDetails, org.buy('50.00', 'key-1'));
    const startedAt = stack().now().toISOString();
    await org.report({ callId: 'spent', startedAt, durationSeconds: minutes * 60 });
    await settle(stack());
    return { org, path: `POST /purchases/${purchase.id}/refund`, purchase };
  }

  test('refunds return what is unspent, in parts, once per key and never more', async () => {
    const { org, path } = await spent('refunded', 60);
    const part = { idempotencyKey: 'part', body: { amount: '5.00' } };
    expect(await org.send(path, part)).toMatchObject({ status: 200, body: { amount: '5.00' } });
    expect(await org.send(path, part)).toMatchObject({ status: 200, body: { amount: '5.00' } });
    expect(await org.send(path, { idempotencyKey: 'much', body: { amount: '15.01' } })).toMatchObject({
      status: 409,
      body: { code: 'nothing-to-refund', refundable: '15.00' },
    });
    const rest = await Promise.all(
      [1, 2, 3].map((each) => org.send(path, { idempotencyKey: `rest-${each}`, body: {} })),
    );
    expect(rest.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await org.lots()).toMatchObject([{ used: '30.00', withdrawn: '20.00', remaining: '0.00' }]);
    expect((await org.balance()).balance).toBe('0.00');
    expect((await org.send(path, { body: {} })).body).toMatchObject({ code: 'idempotency-key-required' });
  });

  const play = (what: 'disputes' | 'refunds', body: object) =>
    request(stack(), `POST /_local/pay/${what}`, { body });

  test('row 16: a dispute of a part withdraws that part, and losing it withdraws no more', async () => {
    const { org, purchase } = await spent('disputed-in-part', 60);
    expect(await play('disputes', { purchase: purchase.id, amount: '15.00' })).toMatchObject({ status: 200 });
    expect(await play('disputes', { purchase: purchase.id, amount: '15.00' })).toMatchObject({ status: 200 });
    expect((await org.balance()).balance).toBe('5.00');
    expect(await play('disputes', { purchase: purchase.id, outcome: 'lost' })).toMatchObject({
      status: 200,
      body: { ended: 1 },
    });
    expect(await org.lots()).toMatchObject([{ used: '30.00', withdrawn: '15.00', remaining: '5.00' }]);
    expect((await play('disputes', { purchase: 'pur_none' })).status).toBe(404);
  });

  test('row 16: a refund made in the dashboard is booked, even if it is more than is left', async () => {
    const { org, purchase } = await spent('refunded-by-hand', 60);
    expect(await play('refunds', { purchase: purchase.id, amount: '15.00' })).toMatchObject({ status: 200 });
    expect((await org.balance()).balance).toBe('5.00');
    expect((await org.ledger()).map(({ type }) => type)).toEqual(['refund', 'usage', 'purchase']);
    expect(await org.must(`GET /purchases/${purchase.id}`)).toMatchObject({ refunded: '15.00' });
    expect(await play('refunds', { purchase: purchase.id })).toMatchObject({ status: 200 });
    expect(await org.balance()).toMatchObject({ balance: '0.00', debt: '0.00' });
    expect(await org.must(`GET /purchases/${purchase.id}`)).toMatchObject({
      status: 'refunded',
      refunded: '50.00',
    });
    expect((await play('refunds', { purchase: purchase.id, amount: '1.00' })).status).toBe(400);
  });

  test('a chargeback withdraws the rest of the lot, once, and stops auto-recharge until a purchase', async () => {
    const { org, purchase } = await spent('charged-back', 60);
    await org.fund('100.00');
    await org.must('PUT /auto-recharge', { body: { enabled: true, amount: '50.00', threshold: '10.00' } });
    await notify('disputes', purchase.id);
    await notify('disputes', purchase.id);
    await eventually(async () => expect((await org.balance()).balance).toBe('100.00'));
    await settle(stack());
    expect(await org.lots()).toMatchObject([
      { used: '30.00', withdrawn: '20.00', remaining: '0.00' },
      { withdrawn: '0.00', remaining: '100.00' },
    ]);
    expect((await org.ledger()).map(({ type }) => type)).toEqual([
      'chargeback',
      'purchase',
      'usage',
      'purchase',
    ]);
    const state = { enabled: true, status: 'suspended', reason: 'chargeback' };
    expect(await org.must('GET /auto-recharge')).toMatchObject(state);
    const emitted = stack()
      .events('ChargebackReceived')
      .map(({ detail }) => JSON.stringify(detail));
    expect(emitted.filter((detail) => detail.includes(purchase.id))).toHaveLength(1);

    expect(
      await org.send(`POST /purchases/${purchase.id}/refund`, { idempotencyKey: newKey(), body: {} }),
    ).toMatchObject({ status: 409 });
    await org.fund('50.00');
    expect(await org.must('GET /auto-recharge')).toMatchObject({ status: 'idle', reason: null });
  });
});
