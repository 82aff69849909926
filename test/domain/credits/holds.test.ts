import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { availableMicros, heldMicros } from '../../../shared/domain/credits/account.ts';
import { addHold, dropExpiredHolds, holdUntil, releaseHold } from '../../../shared/domain/credits/holds.ts';
import { addSeconds } from '../../../shared/domain/instants.ts';
import { aFundedAccount, anAccount, START, units } from '../../support/accounts.ts';

const GRACE_SECONDS = 120;

describe('holds', () => {
  const { account } = aFundedAccount();
  const until = holdUntil({
    leaseExpiresAt: addSeconds(START, 600),
    now: START,
    graceSeconds: GRACE_SECONDS,
  });

  test('held money is not available, and still in the balance', () => {
    const held = addHold(account, { until, micros: units(20) });
    expect(heldMicros(held, START)).toBe(units(20));
    expect(availableMicros(held, START)).toBe(units(30));
  });

  test('a lease that ran out holds nothing, without any write', () => {
    const held = addHold(account, { until, micros: units(20) });
    expect(availableMicros(held, addSeconds(until, -0.001))).toBe(units(30));
    expect(availableMicros(held, until)).toBe(units(50));
    expect(dropExpiredHolds(held, until).holds).toEqual([]);
  });

  test('releasing one call leaves what others hold until the same instant', () => {
    const two = addHold(addHold(account, { until, micros: units(1) }), { until, micros: units(2) });
    expect(releaseHold(two, { until, micros: units(1) }).holds).toEqual([{ until, micros: units(2) }]);
  });

  test('releasing twice, or after the clock did, frees no other money', () => {
    const held = addHold(account, { until, micros: units(1) });
    const once = releaseHold(held, { until, micros: units(1) });
    expect(releaseHold(once, { until, micros: units(1) })).toEqual(once);
  });

  test('a hold outlives its lease by the grace and at most an eighth of the time, with few distinct instants', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400 }), (leaseSeconds) => {
        const end = Date.parse(addSeconds(START, leaseSeconds + GRACE_SECONDS));
        const held = Date.parse(
          holdUntil({
            leaseExpiresAt: addSeconds(START, leaseSeconds),
            now: START,
            graceSeconds: GRACE_SECONDS,
          }),
        );
        expect(held).toBeGreaterThanOrEqual(end);
        expect(held - end).toBeLessThanOrEqual(Math.max(60_000, (end - Date.parse(START)) / 8));
      }),
    );
    const instants = new Set<string>();
    for (let seconds = 1; seconds <= 86_400; seconds += 1) {
      instants.add(
        holdUntil({ leaseExpiresAt: addSeconds(START, seconds), now: START, graceSeconds: GRACE_SECONDS }),
      );
    }
    expect(instants.size).toBeLessThan(80);
  });

  test('an hour of calls under the default lease keeps at most 13 holds', () => {
    let busy = anAccount();
    for (let second = 0; second < 3600; second += 7) {
      const now = addSeconds(START, second);
      const hold = {
        until: holdUntil({ leaseExpiresAt: addSeconds(now, 600), now: now, graceSeconds: GRACE_SECONDS }),
        micros: 1,
      };
      busy = addHold(dropExpiredHolds(busy, now), hold);
      expect(busy.holds.length).toBeLessThanOrEqual(13);
    }
  });
});
