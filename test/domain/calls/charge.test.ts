import { describe, expect, test } from '@jest/globals';
import type { CallDetails } from '../../../shared/domain/calls/call-kind.ts';
import type { CallStart } from '../../../shared/domain/calls/call-start.ts';
import { type Charge, chargeCall, type Unrated, unchargePool } from '../../../shared/domain/calls/charge.ts';
import {
  minutesLeft,
  openPoolMonth,
  type PoolMeter,
  type PoolMonth,
  usePool,
} from '../../../shared/domain/licenses/pools.ts';
import { AT, DECKS, freshMonth, person } from './call-fixtures.ts';

const ADA = person('US', ['CALLING_PLAN_DOMESTIC_120', 'COMMUNICATIONS_CREDITS']);
const POOL = { pool: 'US:CALLING_PLAN_DOMESTIC_120', meter: 'domestic' } as const;
const BERLIN_MOBILE = '+4915123456789';
const EMPTY = openPoolMonth(undefined, '2026-03');

function charge(
  to: string,
  durationSeconds: number,
  state: PoolMonth = freshMonth(ADA),
  change: Partial<CallDetails> = {},
  start?: CallStart,
): Charge | Unrated {
  const attempt = { type: 'user_out', userId: 'ada', to } as const;
  return chargeCall(
    { attempt, at: AT, homeCountry: 'US', user: ADA, decks: DECKS, durationSeconds, ...change },
    state,
    start,
  );
}

function monthAfter(result: Charge | Unrated): PoolMonth {
  if (result.status === 'unrated') throw new Error(result.reason);
  return result.poolMonth;
}

describe('a finished call', () => {
  test('a call on minutes costs nothing and takes started minutes', () => {
    const result = charge('+14255550100', 61);
    expect(result).toMatchObject({
      status: 'charged',
      fundedBy: 'included',
      pool: POOL,
      includedMinutes: 2,
      paidSeconds: 0,
      chargeMicros: 0,
      kind: { international: false, number: { country: 'US' }, rate: { destinationName: 'USA' } },
    });
    expect(minutesLeft(monthAfter(result), POOL)).toBe(118);
  });

  test('a call that outlives its minutes is split: minutes first, then the rate, without a connection fee', () => {
    const state = usePool(freshMonth(ADA), POOL, { minutes: 118, creditsMicros: 0 });
    const result = charge('+14255550100', 200, state);
    expect(result).toMatchObject({
      fundedBy: 'included',
      includedMinutes: 2,
      paidSeconds: 80,
      connectionMicros: 0,
      chargeMicros: 26_000,
      rate: { prefix: '1' },
    });
    expect(monthAfter(result).used[POOL.pool]?.domestic).toEqual({ minutes: 120, creditsMicros: 26_000 });
  });

  test('a call on credits bears the connection fee, and counts as drawn after the pool that had run out', () => {
    const spent = usePool(freshMonth(ADA), POOL, { minutes: 120, creditsMicros: 0 });
    const result = charge('+14255550100', 60, spent);
    expect(result).toMatchObject({
      fundedBy: 'credits',
      pool: POOL,
      includedMinutes: 0,
      chargeMicros: 13_000,
    });
    expect(monthAfter(result).used[POOL.pool]?.domestic).toEqual({ minutes: 120, creditsMicros: 13_000 });
    expect(charge(BERLIN_MOBILE, 61)).toMatchObject({ connectionMicros: 50_000, chargeMicros: 230_000 });
  });

  describe('row 23: credits count after the pool that is why they pay', () => {
    const INTERNATIONAL = { pool: 'US:CALLING_PLAN_INTERNATIONAL', meter: 'domestic' } as const;
    const both = person('US', ['CALLING_PLAN_DOMESTIC_120', 'CALLING_PLAN_INTERNATIONAL']);
    const spend = (state: PoolMonth, meter: PoolMeter, minutes: number) =>
      usePool(state, meter, { minutes, creditsMicros: 0 });
    const small = spend(freshMonth(both), POOL, 120);
    const chargeOf = (state: PoolMonth, start?: CallStart, seconds = 60) =>
      charge('+14255550100', seconds, state, { user: both }, start);

    test('row 24: the smaller plan is drawn first, then the international one', () => {
      expect(chargeOf(freshMonth(both))).toMatchObject({ pool: POOL, includedMinutes: 1 });
      expect(chargeOf(small)).toMatchObject({ pool: INTERNATIONAL, includedMinutes: 1, chargeMicros: 0 });
    });

    test('row 24: a call that outlives the first plan does not continue on the second', () => {
      const nearly = spend(freshMonth(both), POOL, 119);
      const result = chargeOf(nearly, undefined, 120);
      expect(result).toMatchObject({ pool: POOL, includedMinutes: 1, paidSeconds: 60, chargeMicros: 13_000 });
    });

    test('credits after two pools count with the last one', () => {
      const result = chargeOf(spend(small, INTERNATIONAL, 3000));
      expect(result).toMatchObject({ fundedBy: 'credits', pool: INTERNATIONAL, chargeMicros: 13_000 });
      const { used } = monthAfter(result);
      expect(used[POOL.pool]?.domestic).toEqual({ minutes: 120, creditsMicros: 0 });
      expect(used[INTERNATIONAL.pool]?.domestic).toEqual({ minutes: 3000, creditsMicros: 13_000 });
    });

    test('credits count with no pool that has minutes: the call began on credits before the pool had them', () => {
      const result = chargeOf(freshMonth(both), { fundedBy: 'credits', location: 'US' });
      expect(result).toMatchObject({ fundedBy: 'credits', pool: undefined, chargeMicros: 13_000 });
      expect(monthAfter(result).used).toEqual({});
    });

    test('without a payment no pool is named', () => {
      const result = chargeOf(spend(small, INTERNATIONAL, 3000), undefined, 0);
      expect(result).toMatchObject({ pool: undefined, chargeMicros: 0 });
    });
  });

  test('trap 12: a call of zero seconds costs nothing, takes no minutes and needs no rate', () => {
    const nothing = {
      status: 'charged',
      includedMinutes: 0,
      paidSeconds: 0,
      connectionMicros: 0,
      chargeMicros: 0,
    };
    expect(charge(BERLIN_MOBILE, 0)).toMatchObject(nothing);
    expect(charge('+5372345678', 0)).toMatchObject(nothing);
    const state = freshMonth(ADA);
    expect(monthAfter(charge('+14255550100', 0, state))).toBe(state);
  });

  test('a call to an emergency number is free, and so is an inbound call', () => {
    expect(charge('911', 600)).toMatchObject({ fundedBy: 'free', chargeMicros: 0 });
    const inbound = { attempt: { type: 'user_in', userId: 'ada', to: '+14255550100' } } as const;
    expect(charge('', 600, EMPTY, inbound)).toMatchObject({ fundedBy: 'free', chargeMicros: 0 });
  });

  test('a finished call is never refused: no license, policy or user keeps it from being charged', () => {
    const blocked = person('US', [], { policy: { pstn: 'none' }, status: 'blocked' });
    expect(charge('+14255550100', 60, EMPTY, { user: blocked })).toMatchObject({
      fundedBy: 'credits',
      chargeMicros: 13_000,
    });
    const unknown = chargeCall(
      {
        attempt: { type: 'user_out', to: '+14255550100' },
        at: AT,
        homeCountry: 'US',
        decks: DECKS,
        durationSeconds: 60,
      },
      EMPTY,
    );
    expect(unknown).toMatchObject({ fundedBy: 'credits', chargeMicros: 13_000 });
  });

  test('a call without a price is kept to be rated again, and takes no minutes', () => {
    expect(charge(BERLIN_MOBILE, 60, EMPTY, { decks: {} })).toMatchObject({
      status: 'unrated',
      reason: 'no-deck',
    });
    expect(charge('+5372345678', 60)).toMatchObject({ status: 'unrated', reason: 'no-rate' });
    expect(charge('+448712345678', 60)).toMatchObject({ status: 'unrated', reason: 'no-rate' });
    expect(charge('12345', 60)).toMatchObject({ status: 'unrated', reason: 'destination-unsupported' });
    const oneLeft = usePool(freshMonth(ADA), POOL, { minutes: 119, creditsMicros: 0 });
    expect(charge('+14255550100', 61, oneLeft, { decks: {} })).toMatchObject({ status: 'unrated' });
    expect(charge('+14255550100', 60, oneLeft, { decks: {} })).toMatchObject({
      status: 'charged',
      chargeMicros: 0,
    });
  });

  test('a call stays with its authorization: credits stay credits, minutes stay minutes', () => {
    expect(charge('+14255550100', 60, undefined, {}, { fundedBy: 'credits', location: 'US' })).toMatchObject({
      fundedBy: 'credits',
      includedMinutes: 0,
      chargeMicros: 13_000,
    });
    const spent = usePool(freshMonth(ADA), POOL, { minutes: 120, creditsMicros: 0 });
    const german = person('DE', ['CALLING_PLAN_DOMESTIC_120']);
    const start: CallStart = { fundedBy: 'included', pool: 'DE:CALLING_PLAN_DOMESTIC_120', location: 'DE' };
    expect(charge(BERLIN_MOBILE, 60, spent, { user: german }, start)).toMatchObject({
      fundedBy: 'included',
      connectionMicros: 0,
      chargeMicros: 90_000,
    });
    expect(charge('+14255550100', 60, undefined, {}, { fundedBy: 'free', location: 'US' })).toMatchObject({
      chargeMicros: 0,
    });
  });

  test('a charge that is taken back leaves the pool as it was', () => {
    const state = usePool(freshMonth(ADA), POOL, { minutes: 118, creditsMicros: 0 });
    const result = charge('+14255550100', 200, state);
    if (result.status === 'unrated') throw new Error(result.reason);
    expect(unchargePool(result.poolMonth, result)).toEqual(state);
  });
});

test('row 22: a call that minutes paid is corrected on its minutes, also when its user is gone', () => {
  const start = { fundedBy: 'included' as const, location: 'US', ...POOL };
  const attempt = { type: 'user_out' as const, userId: 'gone', to: '+14255550100' };
  const finished = { attempt, at: AT, homeCountry: 'US', decks: DECKS, durationSeconds: 5 * 60 };
  expect(chargeCall(finished, freshMonth(), start, 10)).toMatchObject({
    includedMinutes: 5,
    chargeMicros: 0,
  });
});
