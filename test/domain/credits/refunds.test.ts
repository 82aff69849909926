import { describe, expect, test } from '@jest/globals';
import { settleCalls } from '../../../shared/domain/calls/settlement.ts';
import { type Account, bookBalanceMicros, MoreLotsNeeded } from '../../../shared/domain/credits/account.ts';
import {
  completeRefund,
  failRefund,
  REFUND_STATUSES,
  REFUND_TRANSITIONS,
  refundableMicros,
  startRefund,
} from '../../../shared/domain/credits/refunds.ts';
import { aFundedAccount, anOrder, momentOf, START, units } from '../../support/accounts.ts';
import { BY_ADA } from '../../support/actors.ts';

const LATER = '2026-02-01T00:00:00.000Z';
const EXPIRED = '2027-01-15T10:00:00.000Z';
const CENT = units(0.01);

function spend(account: Account, micros: number, at = LATER): Account {
  return settleCalls(account, [{ callId: 'c', startedAt: at, chargeMicros: micros }], momentOf(at)).account;
}

function start(account: Account, order = aFundedAccount().order, amountMicros?: number, now = LATER) {
  return startRefund(account, order, { id: 'ref_1', amountMicros, stepMicros: CENT, by: BY_ADA }, now);
}

describe('the life of a refund', () => {
  test.each([
    ['paid', ['pending']],
    ['declined', ['pending']],
    ['bounced', ['succeeded']],
  ] as const)('a refund can be %s when it is %j', (step, origins) => {
    expect(REFUND_TRANSITIONS[step]).toEqual(origins);
  });

  test('each step has one prior status, so that its write proves the status that was read', () => {
    expect(Object.values(REFUND_TRANSITIONS).map((origins) => origins.length)).toEqual([1, 1, 1]);
  });

  test.each(REFUND_STATUSES.filter((status) => status !== 'pending'))(
    'a refund that is %s cannot be paid',
    (status) => {
      const { account, order } = aFundedAccount();
      const refund = { ...start(account, order).refund, status };
      expect(() => completeRefund(order, refund, 're_1', LATER)).toThrow('it cannot be paid');
    },
  );
});

describe('startRefund', () => {
  test('a refund takes everything unspent out of the lot, which closes', () => {
    const { account, order, lot } = aFundedAccount();
    const started = start(spend(account, units(20)), order);
    expect(started.refund).toMatchObject({
      status: 'pending',
      amountMicros: units(30),
      orderId: order.id,
      lotId: lot.id,
      chargeReference: `ch_${order.id}`,
    });
    expect(started.account.lots).toEqual([]);
    expect(started.entry).toMatchObject({
      type: 'refund',
      amountMicros: -units(30),
      balanceAfterMicros: 0,
      parts: [{ lotId: lot.id, changeMicros: -units(30) }],
      reference: { order: order.id, refund: 'ref_1' },
    });
    expect(started.entry.events.map(({ type }) => type)).toEqual(['BalanceLow', 'BalanceExhausted']);
  });

  test('a refund of a part leaves the rest to be spent', () => {
    const { account, order } = aFundedAccount();
    const started = start(account, order, units(12.5));
    expect(started.account.lots).toMatchObject([{ remainingMicros: units(37.5) }]);
  });

  test('trap 10: what was spent is not refunded', () => {
    const { account, order } = aFundedAccount();
    const spent = spend(account, units(20));
    expect(() => start(spent, order, units(30) + CENT)).toThrow(
      expect.objectContaining({
        code: 'nothing-to-refund',
        members: { field: 'amount', refundable: '30.00' },
      }),
    );
    expect(() => start(spend(spent, units(30)), order)).toThrow(
      expect.objectContaining({ code: 'nothing-to-refund' }),
    );
  });

  test('what is held for a running call is not refunded', () => {
    const { account, order } = aFundedAccount();
    const holds = [{ until: '2026-02-01T01:00:00.000Z', micros: units(8) }];
    expect(start({ ...account, holds }, order).refund.amountMicros).toBe(units(42));
  });

  test('the whole lot is refunded if another lot covers the running calls', () => {
    const first = aFundedAccount();
    const second = aFundedAccount(anOrder({ id: 'pur_000000000002' }), first.account);
    const holds = [{ until: '2026-02-01T01:00:00.000Z', micros: units(8) }];
    expect(start({ ...second.account, holds }, first.order).refund.amountMicros).toBe(units(50));
  });

  test('a fraction that the gateway cannot pay stays in the lot', () => {
    const { account, order } = aFundedAccount();
    const spent = spend(account, units(0.013));
    const started = start(spent, order);
    expect(started.refund.amountMicros).toBe(units(49.98));
    expect(started.account.lots).toMatchObject([{ remainingMicros: units(0.007) }]);
    expect(() => start(spent, order, units(49.975))).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
  });

  test('nothing is refunded from a lot from its expiry instant on', () => {
    const first = aFundedAccount();
    const younger = { ...first.lot, id: 'lot_z', expiresAt: '2027-06-01T00:00:00.000Z' };
    const { order, lot } = first;
    const account = { ...first.account, lots: [...first.account.lots, younger] };
    expect(refundableMicros(account, lot.id, '2027-01-15T09:59:59.999Z', CENT)).toBe(units(50));
    expect(refundableMicros(account, lot.id, EXPIRED, CENT)).toBe(0);
    expect(() => start(account, order, undefined, EXPIRED)).toThrow(
      expect.objectContaining({ code: 'nothing-to-refund' }),
    );
  });

  test.each([
    ['pending', anOrder()],
    ['failed', anOrder({ status: 'failed' })],
    ['disputed', { ...aFundedAccount().order, disputedAt: LATER }],
  ])('a purchase that is %s is refused', (purchaseStatus, order) => {
    expect(() => start(aFundedAccount().account, order)).toThrow(
      expect.objectContaining({ code: 'purchase-not-refundable', members: { purchaseStatus } }),
    );
  });

  test('a refund requests more lots when its lot may not be loaded', () => {
    const { account, order, lot } = aFundedAccount();
    const overflow = { count: 1, micros: units(50), firstId: lot.id, expiresAt: lot.expiresAt };
    expect(() => start({ ...account, lots: [], overflow }, order)).toThrow(MoreLotsNeeded);
  });
});

describe('completeRefund', () => {
  test('the order is refunded once all of it was paid back, and not before', () => {
    const { account, order } = aFundedAccount();
    const first = start(account, order, units(20));
    const one = completeRefund(order, first.refund, 're_1', LATER);
    expect(one.order).toMatchObject({ status: 'succeeded', refundedMicros: units(20) });
    const second = start(first.account, one.order);
    const two = completeRefund(one.order, { ...second.refund, id: 'ref_2' }, 're_2', LATER);
    expect(two.order).toMatchObject({ status: 'refunded', refundedMicros: units(50) });
    expect(two.events).toEqual([
      expect.objectContaining({ id: 'ref_2:CreditsRefunded', type: 'CreditsRefunded' }),
    ]);
  });

  test('a refund is completed once', () => {
    const { account, order } = aFundedAccount();
    const done = completeRefund(order, start(account, order).refund, 're_1', LATER);
    expect(() => completeRefund(done.order, done.refund, 're_1', LATER)).toThrow(RangeError);
  });
});

describe('failRefund', () => {
  test('the money returns to its lot, which opens again', () => {
    const { account, order, lot } = aFundedAccount();
    const started = start(account, order);
    const failed = failRefund(started.account, order, lot, started.refund, 'not-refundable', LATER);
    expect(failed.account.lots).toEqual(account.lots);
    expect(failed.refund).toMatchObject({ status: 'failed', failure: 'not-refundable' });
    expect(failed.entry).toMatchObject({ amountMicros: units(50), balanceAfterMicros: units(50) });
    expect(failed.returnedMicros).toBe(units(50));
    expect(failed.events.map(({ type }) => type)).toEqual(['RefundFailed']);
    expect(failed.order).toEqual({ ...order, refundingMicros: 0 });
  });

  test('a debt that usage made meanwhile is paid from what returns', () => {
    const { account, order, lot } = aFundedAccount();
    const started = start(account, order);
    const indebted = spend(started.account, units(12));
    expect(indebted.debtMicros).toBe(units(12));
    const failed = failRefund(indebted, order, lot, started.refund, 'x', LATER);
    expect(failed.account).toMatchObject({ debtMicros: 0, lots: [{ remainingMicros: units(38) }] });
    expect(failed.entry).toMatchObject({ debtMicros: -units(12), amountMicros: units(50) });
  });

  test('money of a lot that has expired meanwhile returns, and is forfeited', () => {
    const { account, order, lot } = aFundedAccount();
    const started = start(account, order);
    const indebted = spend(started.account, units(12), EXPIRED);
    const failed = failRefund(indebted, order, lot, started.refund, 'x', EXPIRED);
    expect(failed.account).toMatchObject({ debtMicros: units(12), lots: [{ remainingMicros: units(50) }] });
    expect(refundableMicros(failed.account, lot.id, EXPIRED, CENT)).toBe(0);
  });

  test('a refund that bounces makes the order succeeded again', () => {
    const { account, order, lot } = aFundedAccount();
    const started = start(account, order);
    const done = completeRefund(order, started.refund, 're_1', LATER);
    const bounced = failRefund(started.account, done.order, lot, done.refund, 'gateway-rejected', LATER);
    expect(bounced.order).toMatchObject({ status: 'succeeded', refundedMicros: 0 });
    expect(bookBalanceMicros(bounced.account)).toBe(units(50));
  });

  test('nothing returns when the bank has taken the charge back meanwhile', () => {
    const { account, order, lot } = aFundedAccount();
    const started = start(account, order);
    const disputed = { ...order, disputedAt: LATER };
    const failed = failRefund(started.account, disputed, lot, started.refund, 'not-refundable', LATER);
    expect(failed).toMatchObject({ returnedMicros: 0, refund: { status: 'failed' } });
    expect(failed.entry).toBeUndefined();
    expect(failed.account).toBe(started.account);
  });

  test('a refund fails once', () => {
    const { account, order, lot } = aFundedAccount();
    const started = start(account, order);
    const failed = failRefund(started.account, order, lot, started.refund, 'x', START);
    expect(() => failRefund(failed.account, order, lot, failed.refund, 'x', START)).toThrow(RangeError);
  });
});
