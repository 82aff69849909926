/** An unknown outcome of the gateway is logged, whatever the operation. Every outcome is returned unchanged. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { watched } from '../../shared/lambda/payment-gateway.ts';
import type { ChargeRequest, RefundRequest } from '../../shared/payments/port.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { sourceFiles } from '../support/source-files.ts';

let lines: string[] = [];
const write = process.stdout.write;

beforeEach(() => {
  lines = [];
  process.stdout.write = (line: string | Uint8Array) => lines.push(String(line)) > 0;
});
afterEach(() => {
  process.stdout.write = write;
});

const sum = { orderId: 'pur_1', organizationId: 'contoso', amountMicros: 50_000_000, currency: 'USD' };
const order: ChargeRequest = {
  ...sum,
  paymentMethod: { token: 'tok' },
  description: 'Credits',
  presence: 'off-session',
};
const refund: RefundRequest = { ...sum, refundId: 'ref_1', reference: 'ch_1' };
const lookup = { ...order, requestedAt: '2026-01-15T10:00:00.000Z' };
const logged = () => lines.map((line) => JSON.parse(line));

describe('an unknown outcome', () => {
  const gateway = new FakeGateway();
  gateway.chargeBehavior = 'lose-request';
  gateway.refundBehavior = 'lose-request';
  gateway.charged = { status: 'unknown', detail: 'no result' };
  gateway.findRefund = async () => ({ status: 'unknown', detail: 'no result' });

  test.each([
    ['a charge', () => watched(gateway).charge(order), { orderId: 'pur_1' }],
    ['a look-up of a charge', () => watched(gateway).find(lookup), { orderId: 'pur_1' }],
    ['a refund', () => watched(gateway).refund(refund), { refundId: 'ref_1' }],
    ['a look-up of a refund', () => watched(gateway).findRefund(refund), { refundId: 'ref_1' }],
  ])('of %s is logged with its id, and returned unchanged', async (_case, run, ids) => {
    expect(await run()).toEqual({ status: 'unknown', detail: 'no result' });
    expect(logged()).toEqual([
      { level: 'error', message: 'payment outcome unknown', ...ids, detail: 'no result' },
    ]);
  });
});

test.each(['succeed', 'decline', 'pending'] as const)(
  '%s is a known outcome: nothing is logged',
  async (behavior) => {
    const gateway = new FakeGateway();
    gateway.chargeBehavior = behavior;
    gateway.refundBehavior = behavior;
    const outcomes = [await watched(gateway).charge(order), await watched(gateway).refund(refund)];
    expect(outcomes).toEqual([await gateway.charge(order), await gateway.refund(refund)]);
    expect(lines).toEqual([]);
  },
);

test('every function uses the gateway that logs unknown outcomes', () => {
  const wrong = sourceFiles().filter(
    ({ path, code }) => path.startsWith('functions/') && /choosePaymentGateway/.test(code),
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});
