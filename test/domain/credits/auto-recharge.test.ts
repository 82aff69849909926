import { describe, expect, test } from '@jest/globals';
import {
  type Account,
  type AutoRecharge,
  bookBalanceMicros,
} from '../../../shared/domain/credits/account.ts';
import {
  completeRecharge,
  configureRecharge,
  declineRecharge,
  isRechargeDue,
  RECHARGE_OFF,
  RECHARGE_TRANSITIONS,
  resumeRecharge,
  startRecharge,
} from '../../../shared/domain/credits/auto-recharge.ts';
import { fundAccount } from '../../../shared/domain/credits/funding.ts';
import {
  declinedEvents,
  resumedEvents,
  stoppedEvents,
} from '../../../shared/domain/credits/recharge-events.ts';
import { addSeconds } from '../../../shared/domain/instants.ts';
import { aFundedAccount, anAccount, anOrder, START, units } from '../../support/accounts.ts';
import { limitsFrom } from '../../support/funding-limits.ts';

const LIMITS = { ...limitsFrom(10, 1000), monthlyCapMicros: units(5000) };
const atMost = (maximum: number) => ({ ...LIMITS, maximumMicros: units(maximum) });

/** 50.00 in the account; 25.00 is added below the threshold. */
function recharging(thresholdUnits: number, overrides: Partial<AutoRecharge> = {}): Account {
  const { account } = aFundedAccount();
  const settings = { enabled: true, amountMicros: units(25), thresholdMicros: units(thresholdUnits) };
  return { ...account, recharge: { ...RECHARGE_OFF, ...settings, ...overrides } };
}

function started(account: Account, now = START): { account: Account; orderId: string; amountMicros: number } {
  const result = startRecharge(account, now, LIMITS);
  if (!result?.orderId) throw new Error('no recharge was started');
  return result;
}

describe('the life of auto-recharge', () => {
  test.each([
    ['idle', ['started', 'held-back', 'suspended', 'resumed']],
    ['in-flight', ['asked-payer', 'charged', 'passed-on', 'declined', 'suspended']],
    ['needs-payer', ['charged', 'passed-on', 'released', 'declined', 'gave-up', 'suspended']],
    ['backing-off', ['started', 'held-back', 'backed-off', 'suspended', 'resumed']],
    ['suspended', ['suspended', 'resumed']],
  ] as const)('while it is %s it can be %j', (status, steps) => {
    const possible = Object.entries(RECHARGE_TRANSITIONS).filter(([, origins]) => origins.includes(status));
    expect(possible.map(([step]) => step)).toEqual(steps);
  });
});

describe('when a recharge is due', () => {
  test.each([
    ['off until somebody switches it on', anAccount(), false],
    ['trap 02: exactly on the threshold', recharging(50), false],
    ['a millionth below', recharging(50.000001), true],
    ['already one in flight', recharging(60, { status: 'in-flight' }), false],
    ['suspended', recharging(60, { status: 'suspended' }), false],
    ['backing off', recharging(60, { status: 'backing-off', retryAt: addSeconds(START, 1) }), false],
    ['backed off long enough', recharging(60, { status: 'backing-off', retryAt: START }), true],
    ['switched off', recharging(60, { enabled: false }), false],
  ])('%s', (_case, account, due) => {
    expect(isRechargeDue(account, START)).toBe(due);
  });

  test('an expired lot does not count, booked or not', () => {
    const account = recharging(10);
    const [lot] = account.lots;
    expect(isRechargeDue(account, addSeconds(lot?.expiresAt ?? '', -0.001))).toBe(false);
    expect(isRechargeDue(account, lot?.expiresAt ?? '')).toBe(true);
  });
});

describe('how much is recharged', () => {
  test.each([
    ['one increment closes the gap', 60, 25],
    ['the gap is just one increment', 75, 25],
    ['the gap is a little more', 75.01, 50],
    ['a gap of many increments is one charge', 240, 200],
  ])('trap 02: %s', (_case, threshold, amount) => {
    expect(started(recharging(threshold)).amountMicros).toBe(units(amount));
  });

  test('trap 04: one version of the account starts one recharge id, and the next version another', () => {
    const account = recharging(60);
    expect(started(account).orderId).toBe(started(account).orderId);
    expect(started({ ...account, version: account.version + 1 }).orderId).not.toBe(started(account).orderId);
  });

  test('trap 06: the largest funding reduces the charge to whole increments, and does not cancel it', () => {
    const indebted = { ...recharging(110), lots: [], debtMicros: units(400) };
    expect(startRecharge(indebted, START, atMost(110))?.account.recharge.inFlight?.amountMicros).toBe(
      units(100),
    );
  });

  test('trap 06: the monthly cap reduces the charge, and holds it back until next month when nothing is left', () => {
    const account = recharging(240, {
      monthlyCapMicros: units(60),
      month: '2026-01',
      monthMicros: units(10),
    });
    expect(started(account).amountMicros).toBe(units(50));
    const capped = recharging(240, { monthlyCapMicros: units(60), month: '2026-01', monthMicros: units(50) });
    const held = startRecharge(capped, START, LIMITS);
    expect(held?.orderId).toBeUndefined();
    expect(held?.account.recharge).toMatchObject({
      status: 'backing-off',
      reason: 'monthly-cap-reached',
      retryAt: '2026-02-01T00:00:00.000Z',
    });
    expect(started(held?.account ?? account, '2026-02-01T00:00:00.000Z').amountMicros).toBe(units(50));
  });
});

describe('the state machine', () => {
  test('a charge that succeeds leaves auto-recharge idle, with the money in a lot', () => {
    const flight = started(recharging(60));
    const order = anOrder({ id: flight.orderId, kind: 'recharge', amountMicros: flight.amountMicros });
    const { account } = fundAccount(flight.account, order, 'ch_1', START);
    expect(account.recharge).toMatchObject({ status: 'idle', declines: 0, monthMicros: units(25) });
    expect(bookBalanceMicros(account)).toBe(units(75));
  });

  test('declines back off for 1 h and 2 h, the third suspends, and none counts to the cap', () => {
    let account = recharging(60);
    let now = START;
    for (const hours of [1, 2]) {
      const flight = started(account, now);
      account = declineRecharge(
        flight.account,
        { orderId: flight.orderId, code: 'card-declined', methods: 1 },
        now,
      );
      const retryAt = addSeconds(now, hours * 3600);
      expect(account.recharge).toMatchObject({ status: 'backing-off', retryAt, monthMicros: 0 });
      now = retryAt;
    }
    const flight = started(account, now);
    account = declineRecharge(
      flight.account,
      { orderId: flight.orderId, code: 'card-declined', methods: 1 },
      now,
    );
    expect(account.recharge).toMatchObject({ status: 'suspended', reason: 'declined:card-declined' });
    expect(startRecharge(account, addSeconds(now, 1e7), LIMITS)).toBeUndefined();
    expect(started(resumeRecharge(account), now).amountMicros).toBe(units(25));
  });

  test('trap 05: the outcome of another order does not change the charge in flight', () => {
    const flight = started(recharging(60));
    const other = anOrder({ id: 'rch_other', kind: 'recharge', createdAt: '2025-12-31T23:59:59.999Z' });
    expect(completeRecharge(flight.account, other)).toBe(flight.account);
    expect(declineRecharge(flight.account, { orderId: 'rch_other', code: 'x', methods: 1 }, START)).toBe(
      flight.account,
    );
  });

  test('row 02: a clock that is slightly behind does not give a month its cap twice', () => {
    const month = { monthlyCapMicros: units(25), month: '2026-01', monthMicros: units(25) };
    const account = recharging(60, month);
    const first = started(account, '2026-02-01T00:00:00.100Z');
    const paid = completeRecharge(first.account, anOrder({ id: first.orderId, createdAt: START }));
    for (const now of ['2026-01-31T23:59:59.900Z', '2026-02-01T00:00:00.200Z']) {
      expect(startRecharge(paid, now, LIMITS)?.account.recharge).toMatchObject({
        reason: 'monthly-cap-reached',
        month: '2026-02',
        monthMicros: units(25),
      });
    }
    const half = completeRecharge(
      started(
        { ...account, recharge: { ...account.recharge, monthlyCapMicros: units(50) } },
        '2026-02-01T00:00:00.100Z',
      ).account,
      anOrder({ id: first.orderId, createdAt: START }),
    );
    expect(started(half, '2026-01-31T23:59:59.900Z').account.recharge).toMatchObject({
      month: '2026-02',
      monthMicros: units(50),
    });
  });

  test('a charge that was given up and succeeded after all counts to the cap of its month', () => {
    const flight = started(recharging(60, { monthlyCapMicros: units(25) }));
    const givenUp = declineRecharge(
      flight.account,
      { orderId: flight.orderId, code: 'never-reached-gateway', methods: 1 },
      START,
    );
    const order = anOrder({
      id: flight.orderId,
      kind: 'recharge',
      status: 'failed',
      amountMicros: flight.amountMicros,
    });
    const { account } = fundAccount(givenUp, order, 'ch_late', START);
    expect(account.recharge).toMatchObject({ status: 'backing-off', declines: 1, monthMicros: units(25) });
    const spent = { ...account, lots: [] };
    const next = startRecharge(spent, addSeconds(START, 3600), LIMITS);
    expect(next?.orderId).toBeUndefined();
    expect(next?.account.recharge).toMatchObject({ reason: 'monthly-cap-reached' });
  });

  test('settings that change during a charge apply from the next charge on', () => {
    const flight = started(recharging(60));
    const off = configureRecharge(flight.account, {
      enabled: false,
      amountMicros: units(99),
      thresholdMicros: 0,
    });
    expect(off.recharge.inFlight?.amountMicros).toBe(units(25));
    expect(completeRecharge(off, anOrder({ id: flight.orderId, kind: 'recharge' })).recharge).toMatchObject({
      status: 'idle',
      enabled: false,
    });
  });

  test('a purchase by hand ends a suspension and applies its settings', () => {
    const account = recharging(60, { status: 'suspended', reason: 'declined:card-declined', declines: 3 });
    const order = anOrder({
      id: 'pur_2',
      autoRecharge: { amountMicros: units(80), thresholdMicros: units(5) },
    });
    expect(fundAccount(account, order, 'ch_2', START).account.recharge).toMatchObject({
      enabled: true,
      status: 'idle',
      declines: 0,
      amountMicros: units(80),
      thresholdMicros: units(5),
    });
  });
});

describe('what ends a stop', () => {
  const DECLINED = { reason: 'declined:card-declined', declines: 2 };

  test.each([
    ['in flight', started(recharging(60, { declines: 2 })).account],
    [
      'held back by the cap',
      recharging(60, { status: 'backing-off', reason: 'monthly-cap-reached', retryAt: START, declines: 2 }),
    ],
    ['backing off', recharging(60, { ...DECLINED, status: 'backing-off', retryAt: START })],
    ['suspended', recharging(60, { ...DECLINED, status: 'suspended' })],
  ])('a new method or a purchase forgets the declines of a recharge that is %s', (_case, account) => {
    expect(resumeRecharge(account).recharge.declines).toBe(0);
    const bought = fundAccount(account, anOrder({ id: 'pur_2' }), 'ch_2', START).account;
    expect(bought.recharge.declines).toBe(0);
  });

  test('a back-off without anything to recharge becomes idle when it is over, not before', () => {
    const waiting = recharging(20, { ...DECLINED, status: 'backing-off', retryAt: START });
    expect(startRecharge(waiting, addSeconds(START, -1), LIMITS)).toBeUndefined();
    const ended = startRecharge(waiting, START, LIMITS);
    expect(ended?.orderId).toBeUndefined();
    expect(ended?.account.recharge).toMatchObject({ status: 'idle', declines: 2 });
    expect(ended?.account.recharge).not.toHaveProperty('reason');
    expect(ended?.account.recharge).not.toHaveProperty('retryAt');
  });

  test('an amount above a lowered maximum is held back until one of the two changes', () => {
    const held = startRecharge(recharging(60), START, atMost(20))?.account ?? anAccount();
    const retryAt = addSeconds(START, 24 * 3600);
    expect(held.recharge).toMatchObject({ status: 'backing-off', reason: 'amount-above-maximum', retryAt });
    expect(resumeRecharge(held).recharge).toMatchObject({ reason: 'amount-above-maximum' });
    const settings = { enabled: true, amountMicros: units(20), thresholdMicros: units(60) };
    expect(configureRecharge(held, settings).recharge).toMatchObject({ status: 'idle' });
    expect(started(held, retryAt).amountMicros).toBe(units(25));
  });
});

describe('the events of auto-recharge', () => {
  const flight = started(recharging(60));
  const stopped = recharging(60, { status: 'suspended', reason: 'chargeback' });

  test('a stop that ends is reported with its reason', () => {
    expect(
      resumedEvents({ before: stopped, after: resumeRecharge(stopped) }, 'payment-method-changed'),
    ).toEqual([
      {
        id: `contoso:${stopped.version}:RechargeResumed`,
        type: 'RechargeResumed',
        detail: { organization: 'contoso', reason: 'payment-method-changed' },
      },
    ]);
    expect(
      resumedEvents({ before: flight.account, after: resumeRecharge(flight.account) }, 'purchase'),
    ).toEqual([]);
    const off = recharging(60, { status: 'suspended', reason: 'chargeback', enabled: false });
    expect(resumedEvents({ before: off, after: resumeRecharge(off) }, 'purchase')).toEqual([]);
  });

  test('a purchase that ends a stop reports it among its events', () => {
    const { entry } = fundAccount(stopped, anOrder({ id: 'pur_2' }), 'ch_2', START);
    expect(entry.events).toContainEqual(
      expect.objectContaining({
        type: 'RechargeResumed',
        detail: { organization: 'contoso', reason: 'purchase' },
      }),
    );
  });

  test('a stop that continues is not reported again', () => {
    const held = startRecharge(recharging(60), START, atMost(20))?.account ?? anAccount();
    expect(stoppedEvents({ before: recharging(60), after: held })).toMatchObject([
      { type: 'RechargeSuspended', detail: { reason: 'amount-above-maximum' } },
    ]);
    expect(stoppedEvents({ before: held, after: held })).toEqual([]);
  });

  test.each([
    ['the first decline does not suspend', {}, ['RechargeFailed']],
    [
      'the third one is, for the reason of the account',
      { declines: 2 },
      ['RechargeFailed', 'RechargeSuspended'],
    ],
    ['the stop by a chargeback was reported before', { reason: 'chargeback' }, ['RechargeFailed']],
  ])('%s', (_case, state, types) => {
    const before = { ...flight.account, recharge: { ...flight.account.recharge, ...state } };
    const after = declineRecharge(
      before,
      { orderId: flight.orderId, code: 'card-declined', methods: 1 },
      START,
    );
    const declined = anOrder({ id: flight.orderId, kind: 'recharge' });
    const events = declinedEvents({ before, after }, { ...declined, failure: 'card-declined' });
    expect(events.map(({ type }) => type)).toEqual(types);
    expect(events[0]?.detail).toMatchObject({ reason: 'card-declined' });
    if (events[1]) expect(events[1].detail).toMatchObject({ reason: 'declined:card-declined' });
  });
});
