/** What happens to a payment at the gateway: refunds by hand, disputes of a part, payments of another amount. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { refundPurchase } from '../../functions/purchases/refund-purchase.ts';
import { receiveWebhook } from '../../functions/webhooks/receive-webhook.ts';
import { PAYMENT_DIFFERS, REFUND_NOT_COVERED } from '../../shared/contract/alarmed-messages.ts';
import { bookBalanceMicros } from '../../shared/domain/credits/account.ts';
import { bookGatewayRefund } from '../../shared/domain/credits/gateway-refunds.ts';
import { businessKey } from '../../shared/lambda/idempotency.ts';
import type { GatewayRefundEvent } from '../../shared/payments/webhook-port.ts';
import { findOrder } from '../../shared/store/credits/orders.ts';
import { commitGatewayRefund } from '../../shared/store/credits/refunds.ts';
import { ConflictError } from '../../shared/store/table/transaction.ts';
import { units } from '../support/accounts.ts';
import { eventsOf, expectBooksToBalance } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openPaymentFixture, type PaymentFixture } from '../support/payment-fixture.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
let fixture: PaymentFixture;
let orderId: string;
let alarms: { message: string; details: Readonly<Record<string, unknown>> }[];

beforeEach(async () => {
  fixture = await openPaymentFixture(database.db, nextOrganizationId('gateway-money'));
  await fixture.post('first');
  orderId = fixture.purchaseId('first');
  alarms = [];
});

const deps = () => ({
  ...fixture.deps,
  alarm: (message: string, details: Readonly<Record<string, unknown>>) =>
    void alarms.push({ message, details }),
});
const deliver = () => receiveWebhook(deps())(aRequest({ params: { gateway: 'sandbox' } }));
const order = () => findOrder(database.db, fixture.org, orderId);
const balance = async () => bookBalanceMicros(await fixture.account());

function refundByHand(amount: number, overrides: Partial<GatewayRefundEvent> = {}) {
  const origin = {
    eventId: 'evt_1',
    organizationId: fixture.org,
    orderId,
    reference: 're_1',
    currency: 'USD',
  };
  const outcome = { status: 'succeeded', reference: 're_1' } as const;
  fixture.gateway.event = {
    kind: 'gateway-refund',
    ...origin,
    amountMicros: units(amount),
    outcome,
    ...overrides,
  };
  return deliver();
}

describe('row 16: a refund made at the gateway', () => {
  test('a refund at the gateway withdraws its amount once, though its event is delivered again and concurrently', async () => {
    await Promise.all([1, 2, 3, 4].map(() => refundByHand(20)));
    await refundByHand(20);
    expect(await order()).toMatchObject({ status: 'succeeded', refundedMicros: units(20) });
    const [lot] = await expectBooksToBalance(database.db, fixture.org);
    expect(lot).toMatchObject({ remainingMicros: units(30), withdrawnMicros: units(20) });
    const emitted = (await eventsOf(database.db, fixture.org)).filter(
      ({ type }) => type === 'CreditsRefunded',
    );
    expect(emitted).toMatchObject([{ id: 'gw_re_1:CreditsRefunded', detail: { amount: '20.00' } }]);
    expect(alarms).toEqual([]);
  });

  test('a refund of the whole charge leaves the purchase refunded, with nothing to refund here', async () => {
    await refundByHand(50);
    expect(await order()).toMatchObject({ status: 'refunded', refundedMicros: units(50) });
    const request = aRequest({ params: { org: fixture.org, purchase: orderId }, body: '{}' });
    await expect(refundPurchase(deps())(request, 'k1')).rejects.toMatchObject({ code: 'nothing-to-refund' });
  });

  test.each([
    [35, 15, 5],
    [50, 0, 20],
  ])(
    'a refund of credits that were spent (%d) withdraws the rest, and raises the alarm',
    async (spent, left, short) => {
      await fixture.spend(spent);
      await refundByHand(20);
      expect(await balance()).toBe(0);
      const [lot] = await expectBooksToBalance(database.db, fixture.org);
      expect(lot).toMatchObject({ remainingMicros: 0, withdrawnMicros: units(left) });
      expect(await order()).toMatchObject({ refundedMicros: units(20) });
      expect(alarms).toMatchObject([
        { message: REFUND_NOT_COVERED, details: { orderId, reference: 're_1', shortMicros: units(short) } },
      ]);
    },
  );

  test('a refund that finds nothing left changes the account, so that no void uses the earlier order', async () => {
    await fixture.spend(50);
    const { version } = await fixture.account();
    await refundByHand(20);
    expect((await fixture.account()).version).toBe(version + 1);
    const [lot] = await expectBooksToBalance(database.db, fixture.org);
    expect(lot).toMatchObject({ remainingMicros: 0, withdrawnMicros: 0 });
  });

  test('a refund that finds nothing left is decided again when the account has changed since', async () => {
    await fixture.spend(50);
    const known = await order();
    if (!known) throw new Error('no order');
    const before = { account: await fixture.account(), order: known };
    const made = { reference: 're_1', amountMicros: units(20) };
    const moment = { now: fixture.clock, graceHours: fixture.deps.graceHours };
    const booked = bookGatewayRefund(before.account, known, made, moment);
    if (!booked) throw new Error('nothing to book');
    expect(booked.refund).toMatchObject({ shortMicros: units(20) });
    await fixture.post('second');
    await expect(commitGatewayRefund(database.db, before, booked, fixture.clock)).rejects.toThrow(
      ConflictError,
    );
  });

  test('a refund at the gateway that fails later returns what it withdrew', async () => {
    await fixture.spend(35);
    await refundByHand(20);
    const outcome = { status: 'declined', code: 'gateway-rejected', detail: 'closed' } as const;
    await Promise.all([refundByHand(20, { outcome }), refundByHand(20, { outcome })]);
    expect(await balance()).toBe(units(15));
    expect(await order()).toMatchObject({ status: 'succeeded', refundedMicros: 0, unmetMicros: 0 });
    await expectBooksToBalance(database.db, fixture.org);
  });

  test('a refund that failed before its first event withdraws nothing', async () => {
    await refundByHand(20, { outcome: { status: 'declined', code: 'canceled', detail: '' } });
    expect(await balance()).toBe(units(50));
  });

  test('a refund in another currency withdraws nothing, and raises the alarm', async () => {
    await refundByHand(20, { currency: 'EUR' });
    expect(await balance()).toBe(units(50));
    expect(alarms).toMatchObject([{ message: REFUND_NOT_COVERED }]);
  });

  test('a refund at the gateway is paid by what a pending refund of ours returns when it fails', async () => {
    fixture.gateway.refundBehavior = 'pending';
    const request = aRequest({ params: { org: fixture.org, purchase: orderId }, body: '{"amount":"30.00"}' });
    await refundPurchase(deps())(request, 'k1');
    await refundByHand(50);
    expect(await order()).toMatchObject({ unmetMicros: units(30) });
    const declined = { status: 'declined', code: 'not-refundable', detail: '' } as const;
    fixture.gateway.decideRefund(
      businessKey('ref', { organizationId: fixture.org, idempotencyKey: 'k1' }),
      declined,
    );
    await fixture.reconcileAfter(120);
    expect(await balance()).toBe(0);
    expect(await order()).toMatchObject({ unmetMicros: 0, refundedMicros: units(50) });
    await expectBooksToBalance(database.db, fixture.org);
  });
});

describe('row 16: a dispute of a part', () => {
  test('a dispute of a part withdraws that part, and the rest pays for calls', async () => {
    await fixture.dispute(orderId, 'dp_1', 20);
    await fixture.dispute(orderId, 'dp_1', 20);
    expect(await balance()).toBe(units(30));
    await fixture.spend(30);
    expect(await balance()).toBe(0);
    const [lot] = await expectBooksToBalance(database.db, fixture.org);
    expect(lot).toMatchObject({ withdrawnMicros: units(20) });
  });

  test('when a pending refund fails after a dispute, the uncovered part of the dispute is kept, and the rest returns', async () => {
    fixture.gateway.refundBehavior = 'pending';
    const request = aRequest({ params: { org: fixture.org, purchase: orderId }, body: '{"amount":"40.00"}' });
    await refundPurchase(deps())(request, 'k1');
    await fixture.dispute(orderId, 'dp_1', 15);
    const declined = { status: 'declined', code: 'not-refundable', detail: '' } as const;
    fixture.gateway.decideRefund(
      businessKey('ref', { organizationId: fixture.org, idempotencyKey: 'k1' }),
      declined,
    );
    await fixture.reconcileAfter(120);
    expect(await balance()).toBe(units(35));
    await expectBooksToBalance(database.db, fixture.org);
  });
});

describe('row 16: a payment of another amount than was ordered', () => {
  test.each([
    ['less', { amountMicros: units(40), currency: 'USD' }],
    ['more', { amountMicros: units(60), currency: 'USD' }],
    ['of another currency', { amountMicros: units(50), currency: 'EUR' }],
  ])(
    'a payment %s credits nothing: the order waits with the reason, and the alarm is raised',
    async (_case, paid) => {
      fixture.gateway.chargeBehavior = 'pending';
      await fixture.post('second');
      orderId = fixture.purchaseId('second');
      const outcome = { status: 'succeeded', reference: 'ch_2', paid } as const;
      fixture.gateway.event = {
        kind: 'charge',
        eventId: 'evt_1',
        organizationId: fixture.org,
        orderId,
        outcome,
      };
      await deliver();
      await deliver();
      expect(await balance()).toBe(units(50));
      expect(await order()).toMatchObject({ status: 'pending', failure: 'payment-differs' });
      const alarm = { message: PAYMENT_DIFFERS, details: { orderId, reference: 'ch_2', paid } };
      expect(alarms).toMatchObject([alarm, alarm]);
      fixture.gateway.event = {
        ...fixture.gateway.event,
        outcome: { ...outcome, paid: { amountMicros: units(50), currency: 'USD' } },
      };
      await deliver();
      expect(await balance()).toBe(units(100));
      expect(await order()).not.toHaveProperty('failure');
    },
  );
});
