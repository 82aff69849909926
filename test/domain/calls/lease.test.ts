import { describe, expect, test } from '@jest/globals';
import type { CallStart } from '../../../shared/domain/calls/call-start.ts';
import { type EntitlementInput, entitle } from '../../../shared/domain/calls/entitlement.ts';
import { grantLease, type LeaseGrant } from '../../../shared/domain/calls/lease.ts';
import type { Sku } from '../../../shared/domain/licenses/licenses.ts';
import { usePool } from '../../../shared/domain/licenses/pools.ts';
import { asks, freshMonth, organization, person } from './call-fixtures.ts';

const SEATTLE = { type: 'user_out', to: '+14255550100' } as const;
const BERLIN_MOBILE = { type: 'user_out', to: '+4915123456789' } as const;
const BERLIN = { type: 'user_out', to: '+493012345678' } as const;
const LICENSES: readonly Sku[] = ['CALLING_PLAN_DOMESTIC_120', 'COMMUNICATIONS_CREDITS'];
const ADA = person('US', LICENSES);
const POOL = { pool: 'US:CALLING_PLAN_DOMESTIC_120', meter: 'domestic' } as const;

const left = (minutes: number) =>
  usePool(freshMonth(ADA), POOL, { minutes: 120 - minutes, creditsMicros: 0 });
const funds = (availableMicros: number, debtMicros = 0) => ({ funds: { availableMicros, debtMicros } });

function lease(input: EntitlementInput, requestedSeconds: number, totalSeconds = 0): LeaseGrant | string {
  const entitlement = entitle(input);
  if (entitlement.decision === 'deny') return entitlement.reason;
  return grantLease(entitlement, { requestedSeconds, totalSeconds });
}

describe('the first lease', () => {
  test.each([
    // case, input, seconds requested, lease
    [
      'free calls hold nothing',
      asks(ADA, { type: 'user_in', to: '+14255550100' }, funds(0)),
      600,
      [600, 0, false],
    ],
    ['nor do included minutes', asks(ADA, SEATTLE, funds(0)), 600, [600, 0, false]],
    [
      'minutes that end hold nothing past them without money',
      asks(ADA, SEATTLE, { ...funds(0), poolMonth: left(5) }),
      600,
      [300, 0, true],
    ],
    ['minutes first, then credits', asks(ADA, SEATTLE, { poolMonth: left(5) }), 600, [600, 65_000, false]],
    [
      'as far as credits reach',
      asks(ADA, SEATTLE, { ...funds(26_000), poolMonth: left(5) }),
      600,
      [420, 26_000, true],
    ],
    ['paid from the start', asks(ADA, SEATTLE, { poolMonth: left(0) }), 600, [600, 130_000, false]],
    ['with the connection fee', asks(ADA, BERLIN_MOBILE), 120, [120, 230_000, false]],
    ['the last lease says so', asks(ADA, BERLIN_MOBILE, funds(229_999)), 120, [60, 140_000, true]],
    ['exactly enough is not the last', asks(ADA, BERLIN_MOBILE, funds(230_000)), 120, [120, 230_000, false]],
    ['by increments of 30 and 6 seconds', asks(ADA, BERLIN, funds(23_000)), 600, [66, 22_000, true]],
    ['asked for part of an increment', asks(ADA, BERLIN, funds(50_000)), 61, [61, 22_000, false]],
  ] as const)('%s', (_, input, seconds, [totalSeconds, heldMicros, final]) => {
    expect(lease(input, seconds)).toEqual({ totalSeconds, heldMicros, final });
  });

  test('there is no lease for less than a minute of credits', () => {
    expect(lease(asks(ADA, BERLIN, funds(19_999)), 30)).toBe('insufficient-credits');
  });

  test('postpaid pays what the balance does not; only the balance is held', () => {
    const terms = organization({ agreement: 'MCA', payAsYouGo: true });
    const input = { poolMonth: left(0), terms };
    expect(lease(asks(ADA, SEATTLE, { ...input, ...funds(26_000) }), 600)).toEqual({
      totalSeconds: 600,
      heldMicros: 26_000,
      final: false,
    });
    expect(lease(asks(ADA, SEATTLE, { ...input, ...funds(0) }), 600)).toMatchObject({
      heldMicros: 0,
      final: false,
    });
  });
});

describe('a renewal', () => {
  const paid: CallStart = { fundedBy: 'credits', location: 'US' };
  const included: CallStart = { fundedBy: 'included', pool: POOL.pool, location: 'US' };

  test('a renewal adds to the time granted, and may spend what the call holds already', () => {
    const input = asks(ADA, SEATTLE, { start: paid, poolMonth: left(0), ...funds(150_000) });
    expect(lease(input, 60, 600)).toEqual({ totalSeconds: 660, heldMicros: 143_000, final: false });
    expect(lease(input, 600, 600)).toEqual({ totalSeconds: 660, heldMicros: 143_000, final: true });
  });

  test('trap 19: a top-up during the call extends a lease that was final', () => {
    const dry = asks(ADA, SEATTLE, { start: paid, poolMonth: left(0), ...funds(26_000) });
    expect(lease(dry, 600, 120)).toEqual({ totalSeconds: 120, heldMicros: 26_000, final: true });
    const funded = { ...dry, ...funds(50_026_000) };
    expect(lease(funded, 600, 120)).toEqual({ totalSeconds: 720, heldMicros: 156_000, final: false });
  });

  test('a renewal stays with credits when minutes become available during the call', () => {
    const input = asks(ADA, SEATTLE, { start: paid, poolMonth: left(120) });
    expect(lease(input, 60, 60)).toMatchObject({ heldMicros: 26_000 });
  });

  test('a renewal goes from minutes to credits without a connection fee', () => {
    const dialed = asks(person('DE', LICENSES), BERLIN_MOBILE, {
      start: { fundedBy: 'included', pool: 'DE:CALLING_PLAN_DOMESTIC_120', location: 'DE' },
    });
    const spent = usePool(
      dialed.poolMonth,
      { pool: 'DE:CALLING_PLAN_DOMESTIC_120', meter: 'domestic' },
      {
        minutes: 119,
        creditsMicros: 0,
      },
    );
    expect(lease({ ...dialed, poolMonth: spent }, 60, 60)).toMatchObject({ heldMicros: 90_000 });
  });

  test('a renewal takes no time back when other calls used up the minutes, and never holds more than there is', () => {
    const input = asks(ADA, SEATTLE, { start: included, poolMonth: left(0), ...funds(13_000) });
    expect(lease(input, 60, 600)).toEqual({ totalSeconds: 600, heldMicros: 13_000, final: true });
  });

  test('a renewal of a paid call is denied to an organization in debt', () => {
    const input = asks(ADA, SEATTLE, { start: paid, poolMonth: left(0), ...funds(26_000, 1) });
    expect(lease(input, 60, 60)).toBe('in-debt');
  });
});
