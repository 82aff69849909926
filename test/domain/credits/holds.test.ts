import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { availableMicros, type Hold, heldMicros } from '../../../shared/domain/credits/account.ts';
import {
  addHold,
  dropExpiredHolds,
  holdUntil,
  liveHold,
  releaseHold,
  replaceHold,
  storedHoldsMicros,
  undoHolds,
} from '../../../shared/domain/credits/holds.ts';
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

  test('a hold that was dropped after the clock released it is not released again', () => {
    const later = { until: addSeconds(until, 60), micros: units(2) };
    const dropped = dropExpiredHolds(addHold(addHold(account, { until, micros: units(1) }), later), until);
    expect(releaseHold(dropped, { until, micros: units(1) })).toEqual(dropped);
    expect(liveHold(dropped, { until, micros: units(1) }, START)).toBeUndefined();
  });

  test('holds are sums: what is released of one that has nothing left is missing from it', () => {
    const later = { until: addSeconds(until, 60), micros: units(2) };
    const moved = addHold(addHold(account, later), { until, micros: -units(1) });
    expect(heldMicros(moved, START)).toBe(units(1));
    expect(heldMicros(moved, until)).toBe(units(2));
    expect(storedHoldsMicros(moved)).toBe(units(1));
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

test('a renewal holds no shorter than the lease did, whose instant was rounded further up', () => {
  const end = { leaseExpiresAt: addSeconds(START, 3600), graceSeconds: GRACE_SECONDS };
  const before = holdUntil({ ...end, now: START });
  const now = addSeconds(START, 3540);
  expect(holdUntil({ ...end, now }) < before).toBe(true);
  expect(holdUntil({ ...end, now, before })).toBe(before);
  const longer = { ...end, leaseExpiresAt: addSeconds(START, 7200), now, before };
  expect(holdUntil(longer) > before).toBe(true);
});

describe('the hold of a lease is replaced', () => {
  const minute = (number: number) => addSeconds(START, number * 60);
  const amount = fc.integer({ min: 1, max: 100 });
  /** A hold or none, and one that ends no earlier or none. */
  const replacements = fc
    .record({
      earlier: fc.option(fc.record({ minutes: fc.integer({ min: 1, max: 9 }), micros: amount }), {
        nil: undefined,
      }),
      next: fc.option(fc.record({ minutes: fc.integer({ min: 0, max: 3 }), micros: amount }), {
        nil: undefined,
      }),
    })
    .map(({ earlier, next }) => ({
      earlier: earlier && { until: minute(earlier.minutes), micros: earlier.micros },
      next: next && { until: minute((earlier?.minutes ?? 1) + next.minutes), micros: next.micros },
    }));
  const INSTANTS = Array.from({ length: 14 }, (_, number) => minute(number));
  const heldAt = (holds: readonly (Hold | undefined)[], at: string): number =>
    holds.reduce((sum, hold) => sum + (hold && hold.until > at ? hold.micros : 0), 0);

  test('in the end the account holds what the next lease holds, and nothing more', () => {
    fc.assert(
      fc.property(replacements, ({ earlier, next }) => {
        const { first, after } = replaceHold({ earlier, next });
        for (const at of INSTANTS) {
          expect(heldAt([earlier, ...first, ...after], at)).toBe(heldAt([next], at));
          expect(heldAt([...first, ...undoHolds(first)], at)).toBe(0);
        }
      }),
    );
  });

  test('no instant ever has less than a lease holds at it, whatever is lost or made twice', () => {
    fc.assert(
      fc.property(replacements, fc.integer({ min: 0, max: 3 }), ({ earlier, next }, times) => {
        const { first, after } = replaceHold({ earlier, next });
        const added = Array.from({ length: times }, () => first).flat();
        for (const at of INSTANTS) {
          // The lease was not written: the earlier one holds.
          expect(heldAt([earlier, ...added], at)).toBeGreaterThanOrEqual(heldAt([earlier], at));
          // It was written: both may be asked for, and what is left is then given up at most once.
          const written = [earlier, ...first, ...added];
          expect(heldAt(written, at)).toBeGreaterThanOrEqual(
            Math.max(heldAt([earlier], at), heldAt([next], at)),
          );
          expect(heldAt([...written, ...after], at)).toBeGreaterThanOrEqual(heldAt([next], at));
        }
      }),
    );
  });

  test('a lease that holds more, and no shorter, takes one addition and gives up nothing after it', () => {
    const next = { until: minute(12), micros: units(3) };
    const first = [
      { until: minute(10), micros: -units(2) },
      { until: minute(12), micros: units(3) },
    ];
    expect(replaceHold({ earlier: { until: minute(10), micros: units(2) }, next })).toEqual({
      first,
      after: [],
    });
    expect(replaceHold({ earlier: { ...next, micros: units(2) }, next })).toEqual({
      first: [{ ...next, micros: units(1) }],
      after: [],
    });
    expect(() => replaceHold({ earlier: { ...next, until: minute(13) }, next })).toThrow(RangeError);
  });
});
