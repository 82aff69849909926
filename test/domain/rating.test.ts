import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatAmount } from '../../shared/domain/money.ts';
import { hasExactIncrements, priceOf, type Rate, secondsAffordable } from '../../shared/domain/rating.ts';

const RATE: Rate = {
  prefix: '49',
  destinationName: 'Germany',
  type: 'landline',
  country: 'DE',
  perMinuteMicros: 20_000,
  connectionFeeMicros: 50_000,
  initialIncrementSeconds: 30,
  incrementSeconds: 6,
};

describe('trap 12: the price of a call', () => {
  test.each([
    // seconds, increments, connection fee asked, price
    [0, 60, 60, true, '0.00'],
    [1, 60, 60, false, '0.02'],
    [60, 60, 60, false, '0.02'],
    [61, 60, 60, false, '0.04'],
    [61, 60, 60, true, '0.09'],
    [1, 30, 6, false, '0.01'],
    [30, 30, 6, false, '0.01'],
    [31, 30, 6, false, '0.012'],
    [36, 30, 6, false, '0.012'],
    [37, 30, 6, false, '0.014'],
    [86_400, 60, 60, false, '28.80'],
  ])(
    '%d s by %d/%d, fee %s: %s',
    (seconds, initialIncrementSeconds, incrementSeconds, connectionFee, price) => {
      const rate = { ...RATE, initialIncrementSeconds, incrementSeconds };
      expect(formatAmount(priceOf(rate, seconds, { connectionFee }))).toBe(price);
    },
  );

  const rates = fc
    .record({
      perMinuteMicros: fc.nat(2_000_000).map((n) => n * 60),
      connectionFeeMicros: fc.nat(1_000_000),
      initialIncrementSeconds: fc.integer({ min: 1, max: 120 }),
      incrementSeconds: fc.integer({ min: 1, max: 120 }),
    })
    .map((fields): Rate => ({ ...RATE, ...fields }));
  const options = fc.record({ connectionFee: fc.boolean() });

  test('grows with the length, and exactly at the increments', () => {
    fc.assert(
      fc.property(rates, options, fc.integer({ min: 1, max: 20_000 }), (rate, option, seconds) => {
        const step = priceOf(rate, seconds + 1, option) - priceOf(rate, seconds, option);
        const over = seconds - rate.initialIncrementSeconds;
        const starts = over >= 0 && over % rate.incrementSeconds === 0;
        expect(step).toBe(starts ? (rate.perMinuteMicros * rate.incrementSeconds) / 60 : 0);
      }),
    );
  });

  test('is the sum of its increments, however they are split', () => {
    fc.assert(
      fc.property(rates, options, fc.nat(500), fc.nat(500), (rate, option, first, second) => {
        const at = (steps: number) => rate.initialIncrementSeconds + steps * rate.incrementSeconds;
        const rest = { ...rate, initialIncrementSeconds: rate.incrementSeconds };
        const whole = priceOf(rate, at(first + second), option);
        const parts =
          priceOf(rate, at(first), option) +
          priceOf(rest, second * rate.incrementSeconds, { connectionFee: false });
        expect(parts).toBe(whole);
      }),
    );
  });

  test('affordable is the longest call that the money pays', () => {
    fc.assert(
      fc.property(rates, options, fc.nat(1_000_000_000), (rate, option, micros) => {
        const seconds = secondsAffordable(rate, micros, option);
        if (seconds === Infinity) {
          expect(rate.perMinuteMicros).toBe(0);
          return;
        }
        expect(priceOf(rate, seconds, option)).toBeLessThanOrEqual(micros);
        expect(priceOf(rate, seconds + 1, option)).toBeGreaterThan(micros);
      }),
    );
  });

  test('increments that would cost fractions of a millionth are known', () => {
    expect(hasExactIncrements({ ...RATE, perMinuteMicros: 13_000, initialIncrementSeconds: 1 })).toBe(false);
    expect(hasExactIncrements({ ...RATE, perMinuteMicros: 13_000, initialIncrementSeconds: 30 })).toBe(true);
  });
});
