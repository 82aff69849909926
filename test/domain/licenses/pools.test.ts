import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { monthOf } from '../../../shared/domain/instants.ts';
import { SKUS, type User } from '../../../shared/domain/licenses/licenses.ts';
import { poolWarnings, reportPools } from '../../../shared/domain/licenses/pool-report.ts';
import {
  CONFERENCING_POOL,
  changeSeats,
  minutesLeft,
  openPoolMonth,
  type PoolMonth,
  seatChange,
  seatsOf,
  usePool,
} from '../../../shared/domain/licenses/pools.ts';
import { AT, freshMonth, person } from '../calls/call-fixtures.ts';

const DOMESTIC_120 = { pool: 'US:CALLING_PLAN_DOMESTIC_120', meter: 'domestic' } as const;
const INTERNATIONAL = { pool: 'US:CALLING_PLAN_INTERNATIONAL', meter: 'international' } as const;
const INTERNATIONAL_HOME = { pool: 'US:CALLING_PLAN_INTERNATIONAL', meter: 'domestic' } as const;
const CONFERENCING = { pool: CONFERENCING_POOL, meter: 'conferencing' } as const;

const use = (state: PoolMonth, meter: typeof DOMESTIC_120, minutes: number) =>
  usePool(state, meter, { minutes, creditsMicros: 0 });

describe('pools', () => {
  test('100 users of Domestic 120 have 12,000 minutes that any of them may use', () => {
    const users = Array.from({ length: 100 }, () => person('US', ['CALLING_PLAN_DOMESTIC_120']));
    const month = freshMonth(...users);
    expect(minutesLeft(month, DOMESTIC_120)).toBe(12_000);
    expect(minutesLeft(use(month, DOMESTIC_120, 11_999), DOMESTIC_120)).toBe(1);
  });

  test('identical plans share a pool per country; US and PR are one, each seat with its own figure', () => {
    const plan = ['CALLING_PLAN_DOMESTIC'] as const;
    const month = freshMonth(person('US', plan), person('PR', plan), person('GB', plan));
    expect(minutesLeft(month, { pool: 'US:CALLING_PLAN_DOMESTIC', meter: 'domestic' })).toBe(4200);
    expect(minutesLeft(month, { pool: 'GB:CALLING_PLAN_DOMESTIC', meter: 'domestic' })).toBe(1200);
    expect(reportPools(month, 'US').map(({ pool, totalMinutes }) => [pool, totalMinutes])).toEqual([
      ['GB:CALLING_PLAN_DOMESTIC', 1200],
      ['US:CALLING_PLAN_DOMESTIC', 4200],
    ]);
  });

  test('conferencing is one pool for all countries, 60 minutes per holder, whichever license brings it', () => {
    const month = freshMonth(
      person('US', ['AUDIO_CONFERENCING']),
      person('ZW', ['E5']),
      person('FR', ['E5', 'AUDIO_CONFERENCING']),
    );
    expect(minutesLeft(month, CONFERENCING)).toBe(180);
  });

  test('licenses without minutes feed no pool', () => {
    expect(seatsOf(person('GB', ['CALLING_PLAN_PAYG', 'COMMUNICATIONS_CREDITS']), AT)).toEqual([]);
    expect(seatsOf(person('ZW', ['CALLING_PLAN_DOMESTIC']), AT)).toEqual([]);
    expect(seatsOf(person('MX', ['CALLING_PLAN_DOMESTIC_120']), AT)).toEqual([]);
  });

  test('the international plan ends on both meters with the first cap', () => {
    const month = freshMonth(person('US', ['CALLING_PLAN_INTERNATIONAL']));
    expect([minutesLeft(month, INTERNATIONAL_HOME), minutesLeft(month, INTERNATIONAL)]).toEqual([3000, 600]);
    const abroad = usePool(month, INTERNATIONAL, { minutes: 600, creditsMicros: 0 });
    expect([minutesLeft(abroad, INTERNATIONAL_HOME), minutesLeft(abroad, INTERNATIONAL)]).toEqual([0, 0]);
    const home = usePool(month, INTERNATIONAL_HOME, { minutes: 3000, creditsMicros: 0 });
    expect([minutesLeft(home, INTERNATIONAL_HOME), minutesLeft(home, INTERNATIONAL)]).toEqual([0, 0]);
  });

  test('a license assigned in mid-month adds its minutes at once', () => {
    const used = use(freshMonth(person('US', ['CALLING_PLAN_DOMESTIC_120'])), DOMESTIC_120, 120);
    const change = seatChange({ after: person('US', ['CALLING_PLAN_DOMESTIC_120']) }, AT);
    expect(minutesLeft(changeSeats(used, change), DOMESTIC_120)).toBe(120);
  });

  test('a removed license takes back only unused minutes', () => {
    const user = person('US', ['CALLING_PLAN_DOMESTIC_120']);
    const used = use(freshMonth(user, user), DOMESTIC_120, 200);
    const removed = changeSeats(used, seatChange({ before: user }, AT));
    expect(minutesLeft(removed, DOMESTIC_120)).toBe(0);
    expect(reportPools(removed, 'US')).toMatchObject([
      {
        country: 'US',
        sku: 'CALLING_PLAN_DOMESTIC_120',
        totalMinutes: 200,
        usedMinutes: 200,
        availableMinutes: 0,
      },
    ]);
    const again = changeSeats(removed, seatChange({ after: user }, AT));
    expect(minutesLeft(again, DOMESTIC_120)).toBe(40);
  });

  test('moving to another country moves the seats; the conferencing seat stays', () => {
    const licenses = ['CALLING_PLAN_DOMESTIC_120', 'AUDIO_CONFERENCING'] as const;
    expect(seatChange({ before: person('US', licenses), after: person('GB', licenses) }, AT)).toEqual({
      'US:CALLING_PLAN_DOMESTIC_120': -1,
      'GB:CALLING_PLAN_DOMESTIC_120': 1,
    });
    expect(
      seatChange({ before: person('US', ['E5']), after: person('US', ['AUDIO_CONFERENCING']) }, AT),
    ).toEqual({});
  });

  test('a month begins with the seats and without use', () => {
    const march = use(freshMonth(person('US', ['CALLING_PLAN_DOMESTIC_120'])), DOMESTIC_120, 100);
    const april = openPoolMonth(march, '2026-04');
    expect(april.month).toBe('2026-04');
    expect(minutesLeft(april, DOMESTIC_120)).toBe(120);
  });

  test('a call belongs to the UTC month of its start', () => {
    expect(monthOf('2026-03-31T23:59:59.999Z')).toBe('2026-03');
    expect(monthOf('2026-04-01T00:00:00.000Z')).toBe('2026-04');
  });
});

describe('the report and the warnings of pools', () => {
  test('a warning is emitted at 80 % and at 100 %, once each', () => {
    const month = freshMonth(person('US', ['CALLING_PLAN_DOMESTIC_120']));
    const percents = (before: number, after: number) =>
      poolWarnings({
        before: use(month, DOMESTIC_120, before),
        after: use(month, DOMESTIC_120, after),
      }).map((w) => w.percent);
    expect(percents(0, 95)).toEqual([]);
    expect(percents(95, 96)).toEqual([80]);
    expect(percents(96, 119)).toEqual([]);
    expect(percents(119, 120)).toEqual([100]);
    expect(percents(0, 120)).toEqual([80, 100]);
    expect(percents(120, 120)).toEqual([]);
  });

  test('losing seats can empty a pool too', () => {
    const user = person('US', ['CALLING_PLAN_DOMESTIC_120']);
    const used = use(freshMonth(user, user), DOMESTIC_120, 120);
    expect(
      poolWarnings({ before: used, after: changeSeats(used, seatChange({ before: user }, AT)) }),
    ).toEqual([
      { ...DOMESTIC_120, percent: 80, totalMinutes: 120, usedMinutes: 120 },
      { ...DOMESTIC_120, percent: 100, totalMinutes: 120, usedMinutes: 120 },
    ]);
  });

  test('the report shows both caps of the international plan, and the credits that were charged beyond the pool', () => {
    const month = freshMonth(person('US', ['CALLING_PLAN_INTERNATIONAL', 'E5']));
    const used = usePool(month, INTERNATIONAL, { minutes: 600, creditsMicros: 16_000 });
    expect(
      reportPools(used, 'CH').map((row) => [
        row.country,
        row.sku,
        row.meter,
        row.totalMinutes,
        row.usedMinutes,
        row.availableMinutes,
        row.creditsDrawnAfterMicros,
      ]),
    ).toEqual([
      ['CH', 'AUDIO_CONFERENCING', 'conferencing', 60, 0, 60, 0],
      ['US', 'CALLING_PLAN_INTERNATIONAL', 'domestic', 3000, 0, 0, 0],
      ['US', 'CALLING_PLAN_INTERNATIONAL', 'international', 600, 600, 0, 16_000],
    ]);
  });
});

test('row 24: the report has the order in which a user of several plans draws on them', () => {
  const month = freshMonth(
    person('US', [
      'CALLING_PLAN_INTERNATIONAL',
      'CALLING_PLAN_DOMESTIC',
      'CALLING_PLAN_DOMESTIC_120',
      'CALLING_PLAN_DOMESTIC_240',
      'E5',
    ]),
  );
  const rows = reportPools(month, 'US').map(({ order, sku, meter }) => [order, sku, meter] as const);
  expect(rows.sort(([a], [b]) => a - b)).toEqual([
    [1, 'AUDIO_CONFERENCING', 'conferencing'],
    [1, 'CALLING_PLAN_DOMESTIC_120', 'domestic'],
    [2, 'CALLING_PLAN_DOMESTIC_240', 'domestic'],
    [3, 'CALLING_PLAN_DOMESTIC', 'domestic'],
    [4, 'CALLING_PLAN_INTERNATIONAL', 'domestic'],
    [4, 'CALLING_PLAN_INTERNATIONAL', 'international'],
  ]);
});

describe('properties of pools', () => {
  const users: fc.Arbitrary<User> = fc
    .tuple(fc.constantFrom('US', 'PR', 'GB', 'MX', 'ZW'), fc.subarray([...SKUS]))
    .map(([location, skus]) => person(location, skus));
  const steps = fc.array(
    fc.oneof(
      fc
        .tuple(users, users)
        .map(([before, after]) => ({ change: seatChange({ before, after }, AT), minutes: 0 })),
      fc.nat(300).map((minutes) => ({ change: {}, minutes })),
    ),
    { maxLength: 8 },
  );
  type Step = { change: Record<string, number>; minutes: number };
  const run = (start: PoolMonth, list: readonly Step[]) =>
    list.reduce(
      (state, { change, minutes }) => use(changeSeats(state, change), DOMESTIC_120, minutes),
      start,
    );

  test('trap 15: the order of assignments, removals and use changes nothing, and nothing goes below zero', () => {
    fc.assert(
      fc.property(fc.array(users), steps, fc.infiniteStream(fc.nat()), (team, list, dice) => {
        const shuffled = list
          .map((step) => ({ step, at: dice.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ step }) => step);
        const one = reportPools(run(freshMonth(...team), list), 'US');
        expect(reportPools(run(freshMonth(...team), shuffled), 'US')).toEqual(one);
        for (const row of one) {
          expect(row.availableMinutes).toBeGreaterThanOrEqual(0);
          expect(row.totalMinutes).toBeGreaterThanOrEqual(row.usedMinutes);
        }
      }),
    );
  });
});
