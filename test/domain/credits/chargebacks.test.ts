import { describe, expect, test } from '@jest/globals';
import { settleCalls } from '../../../shared/domain/calls/settlement.ts';
import { type Account, bookBalanceMicros, MoreLotsNeeded } from '../../../shared/domain/credits/account.ts';
import {
  completeRecharge,
  configureRecharge,
  declineRecharge,
  isRechargeDue,
  resumeRecharge,
  startRecharge,
  suspendRecharge,
} from '../../../shared/domain/credits/auto-recharge.ts';
import { chargeBack } from '../../../shared/domain/credits/chargebacks.ts';
import { fundAccount } from '../../../shared/domain/credits/funding.ts';
import { isTakenBack } from '../../../shared/domain/credits/orders.ts';
import { aFundedAccount, anAccount, anOrder, momentOf, START, units } from '../../support/accounts.ts';
import { limitsFrom } from '../../support/funding-limits.ts';

const LATER = '2026-02-01T00:00:00.000Z';
const WHOLE = { disputeId: 'dp_1', amountMicros: units(50) };
const SETTINGS = { enabled: true, amountMicros: units(50), thresholdMicros: units(20) };

function spend(account: Account, micros: number): Account {
  return settleCalls(account, [{ callId: 'c', startedAt: LATER, chargeMicros: micros }], momentOf(LATER))
    .account;
}

describe('chargeBack', () => {
  test('trap 10: a chargeback withdraws what is left of the lot, not what was spent, and makes no debt', () => {
    const { account, order, lot } = aFundedAccount();
    const result = chargeBack(spend(account, units(20)), order, WHOLE, momentOf(LATER));
    expect(result.account).toMatchObject({ lots: [], debtMicros: 0 });
    expect(result.dispute).toMatchObject({ id: 'dp_1', withdrawnMicros: units(30), lotId: lot.id });
    expect(result.entry).toMatchObject({ type: 'chargeback', amountMicros: -units(30) });
    expect(result.order.disputedAt).toBe(LATER);
    expect(result.events).toEqual([
      expect.objectContaining({ id: 'dp_1:ChargebackReceived', type: 'ChargebackReceived' }),
    ]);
  });

  test.each([
    ['a part of it', 0, 20, 20],
    ['what is left, where the part is more', 40, 20, 10],
    ['nothing, where all was spent', 50, 20, 0],
    ['all of it', 0, 50, 50],
  ])('row 16: a dispute takes %s', (_case, spent, disputed, withdrawn) => {
    const { account, order } = aFundedAccount();
    const claim = { disputeId: 'dp_1', amountMicros: units(disputed) };
    const before = spent === 0 ? account : spend(account, units(spent));
    const result = chargeBack(before, order, claim, momentOf(LATER));
    expect(result.dispute).toMatchObject({
      amountMicros: units(disputed),
      withdrawnMicros: units(withdrawn),
    });
    expect(bookBalanceMicros(result.account)).toBe(units(50 - spent - withdrawn));
    expect(result.order).toMatchObject({
      disputedMicros: units(disputed),
      unmetMicros: units(disputed - withdrawn),
    });
    expect(isTakenBack(result.order)).toBe(disputed === 50);
  });

  test('row 16: a second dispute withdraws its part too, up to the whole charge', () => {
    const { account, order } = aFundedAccount();
    const first = chargeBack(account, order, { disputeId: 'dp_1', amountMicros: units(20) }, momentOf(LATER));
    const claim = { disputeId: 'dp_2', amountMicros: units(30) };
    const second = chargeBack(first.account, first.order, claim, momentOf(LATER));
    expect(bookBalanceMicros(second.account)).toBe(0);
    expect([isTakenBack(first.order), isTakenBack(second.order)]).toEqual([false, true]);
  });

  test('a chargeback does not touch other lots', () => {
    const first = aFundedAccount();
    const second = aFundedAccount(anOrder({ id: 'pur_000000000002' }), first.account);
    const { account } = chargeBack(second.account, first.order, WHOLE, momentOf(LATER));
    expect(account.lots.map(({ id }) => id)).toEqual([second.lot.id]);
  });

  test.each([
    ['all is spent', spend(aFundedAccount().account, units(50)), aFundedAccount().order],
    ['the order never became a lot', anAccount(), anOrder({ status: 'failed' })],
  ])('books no entry when %s, and suspends all the same', (_case, account, order) => {
    const result = chargeBack(account, order, WHOLE, momentOf(LATER));
    expect(result.entry).toBeUndefined();
    expect(result.dispute.withdrawnMicros).toBe(0);
    expect(result.account.recharge).toMatchObject({ status: 'suspended', reason: 'chargeback' });
  });

  test('a chargeback requests more lots when its lot may not be loaded', () => {
    const { account, order, lot } = aFundedAccount();
    const overflow = { count: 1, micros: units(50), firstId: lot.id, expiresAt: lot.expiresAt };
    expect(() => chargeBack({ ...account, lots: [], overflow }, order, WHOLE, momentOf(LATER))).toThrow(
      MoreLotsNeeded,
    );
  });

  test('a chargeback reports once that recharging stopped', () => {
    const { account, order } = aFundedAccount();
    const recharging = configureRecharge(account, SETTINGS);
    const first = chargeBack(recharging, order, WHOLE, momentOf(LATER));
    expect(first.events.map(({ type }) => type)).toEqual(['ChargebackReceived', 'RechargeSuspended']);
    const second = chargeBack(first.account, first.order, { ...WHOLE, disputeId: 'dp_2' }, momentOf(LATER));
    expect(second.events.map(({ type }) => type)).toEqual(['ChargebackReceived']);
  });
});

describe('a chargeback and auto-recharge', () => {
  const low = configureRecharge(anAccount(), SETTINGS);

  test('no recharge is due until there is a new payment method', () => {
    const suspended = suspendRecharge(low, 'chargeback');
    expect(isRechargeDue(low, LATER)).toBe(true);
    expect(isRechargeDue(suspended, LATER)).toBe(false);
    expect(isRechargeDue(resumeRecharge(suspended), LATER)).toBe(true);
  });

  test('a purchase by hand resumes it', () => {
    const { account } = fundAccount(suspendRecharge(low, 'chargeback'), anOrder(), 'ch_1', START);
    expect(account.recharge).toMatchObject({ status: 'idle', declines: 0 });
    expect(account.recharge.reason).toBeUndefined();
  });

  const started = startRecharge(low, LATER, limitsFrom(50, 1000));
  if (!started?.orderId) throw new Error('nothing was started');
  const { account: inFlight, orderId } = started;
  const order = anOrder({ id: orderId, kind: 'recharge' });

  test('a charge in flight is completed before recharging stops', () => {
    const suspended = suspendRecharge(inFlight, 'chargeback');
    expect(suspended.recharge).toMatchObject({ status: 'in-flight', inFlight: { orderId } });
    const stopped = { status: 'suspended', reason: 'chargeback' };
    expect(completeRecharge(suspended, order).recharge).toMatchObject(stopped);
    expect(
      declineRecharge(suspended, { orderId, code: 'card-declined', methods: 1 }, LATER).recharge,
    ).toMatchObject(stopped);
  });

  test('a stop that follows the charge in flight is not reported again with the next dispute', () => {
    const events = chargeBack(
      suspendRecharge(inFlight, 'chargeback'),
      anOrder(),
      { ...WHOLE, disputeId: 'dp_2' },
      momentOf(LATER),
    ).events;
    expect(events.map(({ type }) => type)).toEqual(['ChargebackReceived']);
  });

  test('a new payment method during a charge cancels the stop', () => {
    const resumed = resumeRecharge(suspendRecharge(inFlight, 'chargeback'));
    expect(resumed.recharge).toEqual(inFlight.recharge);
    expect(completeRecharge(resumed, order).recharge.status).toBe('idle');
  });
});
