/** Auto-recharge is bounded per hour and per month, whatever the balance does and whatever is stored. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Account, AutoRecharge } from '../../../shared/domain/credits/account.ts';
import {
  completeRecharge,
  configureRecharge,
  declineRecharge,
  RECHARGE_OFF,
  resumeRecharge,
  startRecharge,
} from '../../../shared/domain/credits/auto-recharge.ts';
import { stoppedEvents } from '../../../shared/domain/credits/recharge-events.ts';
import { monthlyCapOf } from '../../../shared/domain/credits/recharge-settings.ts';
import { addSeconds, monthOf } from '../../../shared/domain/instants.ts';
import { anAccount, anOrder, START, units } from '../../support/accounts.ts';
import { limitsFrom } from '../../support/funding-limits.ts';

const LIMITS = limitsFrom(50, 100_000);
const HOUR = 3600;

const withBalance = (account: Account, balanceMicros: number): Account => {
  const lot = { id: 'lot_1', amountMicros: Math.max(1, balanceMicros), purchasedAt: START };
  const open = { ...lot, remainingMicros: balanceMicros, expiresAt: '2050-01-01T00:00:00.000Z' };
  return { ...account, version: account.version + 1, lots: balanceMicros > 0 ? [open] : [] };
};

const set = (recharge: Partial<AutoRecharge>): Account =>
  anAccount({ recharge: { ...RECHARGE_OFF, enabled: true, ...recharge } });

interface Charge {
  readonly at: string;
  readonly amountMicros: number;
}

/** What a step does between two checks of the account. */
const Step = fc.record({
  seconds: fc.oneof(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 40 * 24 * HOUR })),
  balance: fc.integer({ min: 0, max: 200_000 }),
  outcome: fc.constantFrom('succeeded', 'declined'),
  resumes: fc.boolean(),
  amount: fc.option(fc.integer({ min: 50, max: 100_000 }), { freq: 8 }),
});

test('row 02: over any sequence, charges within any hour are at most N and within any month at most the cap', () => {
  const stored = fc.record({
    amountMicros: fc.integer({ min: 50, max: 100_000 }).map(units),
    thresholdMicros: fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.constant(9_000_000_000)).map(units),
    monthlyCapMicros: fc.option(fc.integer({ min: 1, max: 200_000 }).map(units), { nil: undefined }),
  });
  fc.assert(
    fc.property(stored, fc.array(Step, { maxLength: 60 }), (settings, steps) => {
      const { monthlyCapMicros, ...rest } = settings;
      let account = set({ ...rest, ...(monthlyCapMicros === undefined ? {} : { monthlyCapMicros }) });
      let now = START;
      let capMicros = 0;
      const charges: Charge[] = [];
      for (const { seconds, balance, outcome, resumes, amount } of steps) {
        now = addSeconds(now, seconds);
        account = withBalance(account, units(balance));
        if (resumes) account = resumeRecharge(account);
        if (amount !== null) {
          const { enabled, thresholdMicros } = account.recharge;
          account = configureRecharge(account, { enabled, thresholdMicros, amountMicros: units(amount) });
        }
        const started = startRecharge(account, now, LIMITS);
        account = started?.account ?? account;
        if (!started?.orderId) continue;
        capMicros = Math.max(capMicros, monthlyCapOf(account.recharge, LIMITS) ?? Infinity);
        expect(started.amountMicros).toBeLessThanOrEqual(LIMITS.maximumMicros);
        charges.push({ at: now, amountMicros: outcome === 'declined' ? 0 : started.amountMicros });
        const order = { id: started.orderId, amountMicros: started.amountMicros, createdAt: now };
        account =
          outcome === 'declined'
            ? declineRecharge(account, { orderId: order.id, code: 'card-declined', methods: 1 }, now)
            : completeRecharge(account, order);
      }
      for (const { at } of charges) {
        const end = addSeconds(at, HOUR);
        const within = charges.filter((each) => each.at >= at && each.at < end);
        expect(within.length).toBeLessThanOrEqual(LIMITS.rechargesPerHour);
      }
      for (const [, ofMonth] of Map.groupBy(charges, ({ at }) => monthOf(at))) {
        const sum = ofMonth.reduce((total, { amountMicros }) => total + amountMicros, 0);
        expect(sum).toBeLessThanOrEqual(capMicros);
      }
      expect(account.recharge.begunAt?.length ?? 0).toBeLessThanOrEqual(LIMITS.rechargesPerHour);
    }),
    { numRuns: 300 },
  );
});

describe('row 02: the hourly limit', () => {
  function chargedFourTimes(): Account {
    let account = set({ amountMicros: units(50), thresholdMicros: units(20) });
    for (let minute = 0; minute < 4; minute += 1) {
      const now = addSeconds(START, minute * 60);
      const started = startRecharge(withBalance(account, 0), now, LIMITS);
      if (!started?.orderId) throw new Error('no recharge was started');
      account = completeRecharge(started.account, anOrder({ id: started.orderId, kind: 'recharge' }));
    }
    return withBalance(account, 0);
  }

  test('the fifth charge waits until the first is an hour old, and is reported with its reason', () => {
    const before = chargedFourTimes();
    const held = startRecharge(before, addSeconds(START, 300), LIMITS);
    expect(held?.orderId).toBeUndefined();
    const retryAt = addSeconds(START, HOUR);
    expect(held?.account.recharge).toMatchObject({
      status: 'backing-off',
      reason: 'hourly-limit-reached',
      retryAt,
    });
    const account = held?.account ?? before;
    expect(stoppedEvents({ before, after: account })).toMatchObject([
      { type: 'RechargeSuspended', detail: { reason: 'hourly-limit-reached', until: retryAt } },
    ]);
    expect(startRecharge(account, addSeconds(retryAt, -0.001), LIMITS)).toBeUndefined();
    expect(startRecharge(account, retryAt, LIMITS)?.orderId).toBeDefined();
  });

  test('neither another card nor new settings lift the hourly limit sooner', () => {
    const held = startRecharge(chargedFourTimes(), addSeconds(START, 300), LIMITS)?.account ?? anAccount();
    expect(resumeRecharge(held).recharge).toMatchObject({ reason: 'hourly-limit-reached' });
    const settings = { enabled: true, amountMicros: units(60), thresholdMicros: units(20) };
    const again = startRecharge(configureRecharge(held, settings), addSeconds(START, 301), LIMITS);
    expect(again?.orderId).toBeUndefined();
    expect(again?.account.recharge).toMatchObject({ reason: 'hourly-limit-reached' });
  });
});

describe('row 02: the monthly cap', () => {
  test.each([
    ['nobody chose one: the figure of the currency', { amountMicros: units(50) }, units(5000)],
    ['nobody chose one, and ten recharges are more', { amountMicros: units(1000) }, units(10_000)],
    ['somebody chose one', { amountMicros: units(50), monthlyCapMicros: units(60) }, units(60)],
    ['an operator lifted it', { amountMicros: units(50), isCapLifted: true as const }, undefined],
  ])('%s', (_case, recharge, capMicros) => {
    expect(monthlyCapOf({ ...RECHARGE_OFF, ...recharge }, LIMITS)).toBe(capMicros);
  });

  test('settings without a cap recharge up to the default cap', () => {
    const account = set({ amountMicros: units(50), thresholdMicros: units(9_000_000_000) });
    const started = startRecharge(account, START, LIMITS);
    expect(started?.account.recharge.inFlight?.amountMicros).toBe(units(5000));
    const paid = completeRecharge(
      started?.account ?? account,
      anOrder({ id: started?.orderId ?? '', kind: 'recharge' }),
    );
    expect(startRecharge(paid, addSeconds(START, 1), LIMITS)?.account.recharge).toMatchObject({
      status: 'backing-off',
      reason: 'monthly-cap-reached',
      retryAt: '2026-02-01T00:00:00.000Z',
    });
  });

  test('new settings without a cap keep the cap, also one that was removed', () => {
    const settings = { enabled: true, amountMicros: units(50), thresholdMicros: units(20) };
    const lifted = configureRecharge(set({}), { ...settings, monthlyCapMicros: null });
    expect(configureRecharge(lifted, settings).recharge).toMatchObject({ isCapLifted: true });
    const chosen = configureRecharge(lifted, { ...settings, monthlyCapMicros: units(70) });
    expect(chosen.recharge).not.toHaveProperty('isCapLifted');
    expect(configureRecharge(chosen, settings).recharge).toMatchObject({ monthlyCapMicros: units(70) });
  });
});

describe('row 02: a threshold above the limits', () => {
  test('a threshold above the largest funding is lowered to it', () => {
    const stored = set({ amountMicros: units(50), thresholdMicros: units(9_000_000_000) });
    const full = withBalance(stored, units(100_000));
    const seen = startRecharge(full, START, LIMITS);
    expect(seen?.orderId).toBeUndefined();
    expect(seen?.account.recharge).toMatchObject({ status: 'idle', thresholdMicros: units(100_000) });
    expect(startRecharge(seen?.account ?? full, START, LIMITS)).toBeUndefined();
  });

  test('a currency that is not sold recharges nothing, and reports it', () => {
    const held = startRecharge(
      set({ amountMicros: units(50), thresholdMicros: units(60) }),
      START,
      undefined,
    );
    expect(held?.orderId).toBeUndefined();
    expect(held?.account.recharge).toMatchObject({ status: 'backing-off', reason: 'currency-not-sold' });
  });
});
