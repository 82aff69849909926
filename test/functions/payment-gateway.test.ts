/** A gateway without a word leaves a trace, whatever it was asked; what it does say passes as it is. */
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
const order: ChargeRequest = { ...sum, paymentMethod: { token: 'tok' }, description: 'Credits' };
const refund: RefundRequest = { ...sum, refundId: 'ref_1', reference: 'ch_1' };
const lookup = { ...order, requestedAt: '2026-01-15T10:00:00.000Z' };
const logged = () => lines.map((line) => JSON.parse(line));

describe('no word', () => {
  const gateway = new FakeGateway();
  gateway.chargeBehavior = 'lose-request';
  gateway.refundBehavior = 'lose-request';
  gateway.charged = { status: 'unknown', detail: 'no word' };
  gateway.findRefund = async () => ({ status: 'unknown', detail: 'no word' });

  test.each([
    ['a charge', () => watched(gateway).charge(order), { orderId: 'pur_1' }],
    ['what became of it', () => watched(gateway).find(lookup), { orderId: 'pur_1' }],
    ['a refund', () => watched(gateway).refund(refund), { refundId: 'ref_1' }],
    ['what became of that', () => watched(gateway).findRefund(refund), { refundId: 'ref_1' }],
  ])('to %s is logged with its id, and answered as it is', async (_case, ask, asked) => {
    expect(await ask()).toEqual({ status: 'unknown', detail: 'no word' });
    expect(logged()).toEqual([
      { level: 'error', message: 'no word from the gateway', ...asked, detail: 'no word' },
    ]);
  });
});

test.each(['succeed', 'decline', 'pending'] as const)('%s is a word: nothing is logged', async (behavior) => {
  const gateway = new FakeGateway();
  gateway.chargeBehavior = behavior;
  gateway.refundBehavior = behavior;
  const outcomes = [await watched(gateway).charge(order), await watched(gateway).refund(refund)];
  expect(outcomes).toEqual([await gateway.charge(order), await gateway.refund(refund)]);
  expect(lines).toEqual([]);
});

test('no function pays through a gateway that nobody watches', () => {
  const unwatched = sourceFiles().filter(
    ({ path, code }) => path.startsWith('functions/') && /choosePaymentGateway/.test(code),
  );
  expect(unwatched.map(({ path }) => path)).toEqual([]);
});
