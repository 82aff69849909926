import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { expireLots } from '../../functions/expiry/forfeit-due-lots.ts';
import { reconcilePayments } from '../../functions/purchases/reconcile-due.ts';
import { refundPurchase } from '../../functions/purchases/refund-purchase.ts';
import { availableMicros } from '../../shared/domain/account.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import type { Order } from '../../shared/domain/orders.ts';
import { businessKey } from '../../shared/lambda/idempotency.ts';
import { applyRefundNotice } from '../../shared/payments/refund-order.ts';
import { loadAccount } from '../../shared/store/accounts.ts';
import type { Database } from '../../shared/store/database.ts';
import { findOrder } from '../../shared/store/orders.ts';
import { findRefund } from '../../shared/store/refunds.ts';
import { START, units } from '../support/accounts.ts';
import { buy, eventsOf, expectBooksToBalance, openOrganization, spend } from '../support/books.ts';
import { startDynamoDb } from '../support/dynamodb.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { aRequest } from '../support/requests.ts';

let stop: () => Promise<void>;
let db: Database;
let gateway: FakeGateway;
let clock = START;
let org = '';
let order: Order;
let organizations = 0;

const limits = { minimumMicros: units(50), maximumMicros: units(1000) };
const deps = () => ({ db, gateway, limits, now: () => clock });

beforeAll(async () => {
  const started = await startDynamoDb();
  db = started.db;
  stop = () => started.close();
}, 90_000);
afterAll(() => stop());

beforeEach(async () => {
  organizations += 1;
  org = `refunds-${organizations}`;
  clock = START;
  gateway = new FakeGateway();
  await openOrganization(db, org, clock);
  order = await buy(deps(), org, 1, units(50));
  clock = addSeconds(START, 3600);
});

function refund(key: string, amount?: string, purchase = order.id) {
  const body = JSON.stringify(amount === undefined ? {} : { amount });
  return refundPurchase(deps())(aRequest({ params: { org, purchase }, body }), key);
}

const reconcile = () => reconcilePayments(deps())({ remainingMs: () => 60_000 });
const standing = async () => findOrder(db, org, order.id);
const available = async () => availableMicros(await loadAccount(db, org), clock);
const refundEvents = async () =>
  (await eventsOf(db, org)).map(({ id }) => id).filter((id) => id.startsWith('ref_'));
const refundId = (key: string) => businessKey('ref', org, key);

describe('a refund', () => {
  test('gives back what is unspent, and the order and the lot say so', async () => {
    await spend(deps(), org, units(20));
    const response = await refund('k1');
    expect(response).toMatchObject({
      status: 200,
      body: {
        id: refundId('k1'),
        purchase: order.id,
        status: 'succeeded',
        amount: '30.00',
        currency: 'USD',
        lot: { remaining: '0.00', used: '20.00', withdrawn: '30.00', status: 'closed' },
      },
    });
    expect(gateway.refundedMicros).toBe(units(30));
    expect(await standing()).toMatchObject({ status: 'succeeded', refundedMicros: units(30) });
    expect(await refundEvents()).toEqual([`${refundId('k1')}:CreditsRefunded`]);
    await expectBooksToBalance(db, org);
  });

  test('can be made in parts until nothing is left', async () => {
    await refund('k1', '20.00');
    await refund('k2', '29.99');
    await refund('k3');
    expect(await standing()).toMatchObject({ status: 'refunded', refundedMicros: units(50) });
    await expect(refund('k4')).rejects.toMatchObject({
      code: 'nothing-to-refund',
      facts: { refundable: '0.00' },
    });
    await expectBooksToBalance(db, org);
  });

  test('of a lot outside of the window of the account is made all the same', async () => {
    for (let number = 2; number <= 8; number += 1) await buy(deps(), org, number, units(50));
    const newest = `pur_${org}_${String(8).padStart(12, '0')}`;
    gateway.refundBehavior = 'pending';
    await refund('k1', undefined, newest);
    let lots = await expectBooksToBalance(db, org);
    expect(lots.map(({ remainingMicros }) => remainingMicros)).toEqual([...Array(7).fill(units(50)), 0]);
    const outcome = { status: 'declined', code: 'not-refundable', detail: '' } as const;
    gateway.decideRefund(refundId('k1'), outcome);
    await reconcileLater();
    lots = await expectBooksToBalance(db, org);
    expect(lots.at(-1)).toMatchObject({ remainingMicros: units(50), withdrawnMicros: 0 });
    await spend(deps(), org, units(399));
    expect(await available()).toBe(units(1));
    await expectBooksToBalance(db, org);
  });

  test('of an unknown purchase is not found', async () => {
    await expect(refund('k1', undefined, 'pur_unknown')).rejects.toMatchObject({ code: 'not-found' });
  });
});

async function reconcileLater(): Promise<void> {
  clock = addSeconds(clock, 120);
  await reconcile();
}

describe('when the gateway says no', () => {
  beforeEach(() => {
    gateway.refundBehavior = 'decline';
  });

  test('the money is back in its lot', async () => {
    await expect(refund('k1')).rejects.toMatchObject({
      code: 'refund-declined',
      facts: { reason: 'not-refundable', purchase: order.id },
    });
    expect(await available()).toBe(units(50));
    const [lot] = await expectBooksToBalance(db, org);
    expect(lot).toMatchObject({ remainingMicros: units(50), withdrawnMicros: 0 });
    expect(await refundEvents()).toEqual([`${refundId('k1')}:RefundFailed`]);
    gateway.refundBehavior = 'succeed';
    expect(await refund('k2')).toMatchObject({ status: 200 });
  });

  test('after the lot has expired and was forfeited, the money is forfeited with it', async () => {
    gateway.refundBehavior = 'pending';
    await refund('k1', '30.00');
    const sweep = () => expireLots({ db, graceHours: 48, now: () => clock })({ remainingMs: () => 60_000 });
    clock = addMonths(START, 12);
    await sweep();
    clock = addSeconds(clock, 49 * 3600);
    await sweep();
    const outcome = { status: 'declined', code: 'canceled', detail: '' } as const;
    gateway.decideRefund(refundId('k1'), outcome);
    await reconcile();
    expect(await available()).toBe(0);
    await sweep();
    const [lot] = await expectBooksToBalance(db, org);
    expect(lot).toMatchObject({ remainingMicros: 0, withdrawnMicros: 0, forfeitedMicros: units(50) });
  });

  test('later, by a notice that a paid refund bounced, the order is taken back too, once', async () => {
    gateway.refundBehavior = 'succeed';
    await refund('k1');
    const paid = await findRefund(db, org, refundId('k1'));
    if (!paid) throw new Error('no refund');
    const origin = { noticeId: 'n', organizationId: org, orderId: order.id };
    const outcome = { status: 'declined', code: 'gateway-rejected', detail: '' } as const;
    const notice = { kind: 'refund', ...origin, refundId: paid.id, outcome } as const;
    await Promise.all([1, 2, 3].map(() => applyRefundNotice(deps(), paid, notice)));
    const late = { ...notice, outcome: { status: 'succeeded', reference: 're' } } as const;
    await applyRefundNotice(deps(), paid, late);
    expect(await standing()).toMatchObject({ status: 'succeeded', refundedMicros: 0 });
    expect(await available()).toBe(units(50));
    await expectBooksToBalance(db, org);
  });
});

describe('traps 9 and 11: when the answer does not come', () => {
  test.each([
    ['it was paid', 'lose-answer'],
    ['it never arrived', 'lose-request'],
  ] as const)('and %s, the money waits and is paid back once', async (_case, behavior) => {
    gateway.refundBehavior = behavior;
    expect(await refund('k1')).toMatchObject({ status: 202, body: { status: 'pending' } });
    expect(await available()).toBe(0);
    gateway.refundBehavior = 'succeed';
    await reconcileLater();
    await reconcileLater();
    expect(await refund('k1')).toMatchObject({ status: 200, body: { status: 'succeeded' } });
    expect(gateway.refundedMicros).toBe(units(50));
    expect(gateway.refunds.size).toBe(1);
    expect(await standing()).toMatchObject({ status: 'refunded' });
    await expectBooksToBalance(db, org);
  });

  test('because the function died, the same key takes it up again', async () => {
    gateway.refundBehavior = 'crash';
    await expect(refund('k1', '30.00')).rejects.toThrow('died');
    gateway.refundBehavior = 'succeed';
    expect(await refund('k1', '30.00')).toMatchObject({ status: 200, body: { amount: '30.00' } });
    expect(gateway.refundsAsked).toBe(1);
    const [lot] = await expectBooksToBalance(db, org);
    expect(lot).toMatchObject({ withdrawnMicros: units(30), remainingMicros: units(20) });
  });

  test('the key cannot be used for anything else afterwards', async () => {
    await refund('k1', '30.00');
    await expect(refund('k1', '20.00')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    await expect(refund('k1', '30.00', 'pur_other')).rejects.toMatchObject({
      code: 'idempotency-key-reused',
    });
  });
});

describe('at once', () => {
  test('two refunds that are too much together: one is made', async () => {
    const outcomes = await Promise.allSettled([refund('k1', '30.00'), refund('k2', '30.00')]);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused).toEqual([
      expect.objectContaining({
        code: 'nothing-to-refund',
        facts: expect.objectContaining({ refundable: '20.00' }),
      }),
    ]);
    expect(gateway.refundedMicros).toBe(units(30));
    const [lot] = await expectBooksToBalance(db, org);
    expect(lot).toMatchObject({ remainingMicros: units(20), withdrawnMicros: units(30) });
  });

  test('ten refunds that fit: all are made', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, index) => refund(`k${index}`, '5.00')));
    expect(await standing()).toMatchObject({ status: 'refunded', refundedMicros: units(50) });
    expect(gateway.refundedMicros).toBe(units(50));
    await expectBooksToBalance(db, org);
  });

  test('the same key five times: one refund', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => refund('k1', '30.00')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(gateway.refundedMicros).toBe(units(30));
    const [lot] = await expectBooksToBalance(db, org);
    expect(lot).toMatchObject({ withdrawnMicros: units(30) });
    expect(await refundEvents()).toHaveLength(1);
  });

  test('trap 8: webhook, reconcile and a repeated request: one refund', async () => {
    gateway.refundBehavior = 'pending';
    expect(await refund('k1')).toMatchObject({ status: 202 });
    const outcome = { status: 'succeeded', reference: 're_1' } as const;
    gateway.decideRefund(refundId('k1'), outcome);
    const pending = await findRefund(db, org, refundId('k1'));
    if (!pending) throw new Error('no refund');
    const origin = { noticeId: 'n', organizationId: org, orderId: order.id };
    const notice = { kind: 'refund', ...origin, refundId: pending.id, outcome } as const;
    clock = addSeconds(clock, 120);
    await Promise.all([
      applyRefundNotice(deps(), pending, notice),
      applyRefundNotice(deps(), pending, notice),
      reconcile(),
      refund('k1'),
    ]);
    expect(await standing()).toMatchObject({ status: 'refunded', refundedMicros: units(50) });
    expect(await refundEvents()).toHaveLength(1);
    expect(gateway.refundsAsked).toBe(1);
    await expectBooksToBalance(db, org);
  });

  test('trap 7: a refund and calls: every micro goes to one of them', async () => {
    const calls = Array.from({ length: 8 }, () => spend(deps(), org, units(5)));
    const [response] = await Promise.all([refund('k1'), ...calls]);
    const [lot] = await expectBooksToBalance(db, org);
    const { debtMicros } = await loadAccount(db, org);
    const refundedMicros = lot?.withdrawnMicros ?? 0;
    expect(gateway.refundedMicros).toBe(refundedMicros);
    expect(response?.status).toBe(200);
    expect(refundedMicros + units(40) + (lot?.remainingMicros ?? 0) - debtMicros).toBe(units(50));
  });
});
