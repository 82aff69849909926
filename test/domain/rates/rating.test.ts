import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatAmount } from '../../../shared/domain/money.ts';
import {
  hasExactIncrements,
  priceOf,
  type Rate,
  ROUNDINGS,
  roundingOf,
  secondsAffordable,
} from '../../../shared/domain/rates/rating.ts';

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

  test('the price grows with the length, exactly at the increments', () => {
    fc.assert(
      fc.property(rates, options, fc.integer({ min: 1, max: 20_000 }), (rate, option, seconds) => {
        const step = priceOf(rate, seconds + 1, option) - priceOf(rate, seconds, option);
        const over = seconds - rate.initialIncrementSeconds;
        const starts = over >= 0 && over % rate.incrementSeconds === 0;
        expect(step).toBe(starts ? (rate.perMinuteMicros * rate.incrementSeconds) / 60 : 0);
      }),
    );
  });

  test('the price is the sum of its increments in any split', () => {
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

  test('secondsAffordable is the longest call that the money pays for', () => {
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

  test('increments that would cost fractions of a millionth are recognized', () => {
    expect(hasExactIncrements({ ...RATE, perMinuteMicros: 13_000, initialIncrementSeconds: 1 })).toBe(false);
    expect(hasExactIncrements({ ...RATE, perMinuteMicros: 13_000, initialIncrementSeconds: 30 })).toBe(true);
  });
});

describe('row 08: a deck may round the price of a call, once and half up', () => {
  test.each([
    // price a minute, increments, decimals, fee, seconds, price
    [40_000, 1, 6, 0, 1, '0.000667'],
    [40_000, 1, 6, 0, 90, '0.06'],
    [40_000, 1, 4, 0, 1, '0.0007'],
    [40_000, 1, 2, 0, 7, '0.00'],
    [40_000, 1, 2, 0, 8, '0.01'],
    [30_000, 1, 3, 0, 1, '0.001'],
    [30_000, 1, 2, 0, 10, '0.01'],
    [30_000, 60, 2, 4999, 1, '0.03'],
    [30_000, 60, 2, 5000, 1, '0.04'],
    [600_000, 1, 0, 0, 49, '0.00'],
    [600_000, 1, 0, 0, 50, '1.00'],
    [500_000_000_000, 1, 2, 0, 604_800, '5040000000.00'],
  ])('%d micros a minute by %d s to %d decimals, fee %d: %d s cost %s', (...row) => {
    const [perMinuteMicros, incrementSeconds, roundingDecimals, connectionFeeMicros, seconds, price] = row;
    const increments = { initialIncrementSeconds: incrementSeconds, incrementSeconds };
    const rate = { ...RATE, perMinuteMicros, connectionFeeMicros, roundingDecimals, ...increments };
    expect(formatAmount(priceOf(rate, seconds, { connectionFee: true }))).toBe(price);
  });

  const rates = fc
    .record({
      perMinuteMicros: fc.oneof(fc.nat(2_000_000), fc.nat(500)),
      connectionFeeMicros: fc.nat(1_000_000),
      initialIncrementSeconds: fc.integer({ min: 1, max: 120 }),
      incrementSeconds: fc.integer({ min: 1, max: 120 }),
      roundingDecimals: fc.integer({ min: 0, max: 6 }),
    })
    .map((fields): Rate => ({ ...RATE, ...fields }));
  const options = fc.record({ connectionFee: fc.boolean() });

  test('a rounded price differs from the exact price by half a unit of the last decimal at most, and is whole units', () => {
    fc.assert(
      fc.property(rates, options, fc.integer({ min: 1, max: 20_000 }), (rate, option, seconds) => {
        const unit = 10 ** (6 - (rate.roundingDecimals ?? 6));
        const steps = Math.max(
          0,
          Math.ceil((seconds - rate.initialIncrementSeconds) / rate.incrementSeconds),
        );
        const billed = rate.initialIncrementSeconds + steps * rate.incrementSeconds;
        const exact60 =
          (option.connectionFee ? rate.connectionFeeMicros * 60 : 0) + rate.perMinuteMicros * billed;
        const price = priceOf(rate, seconds, option);
        expect(price % unit).toBe(0);
        const over = price * 60 - exact60;
        expect(over).toBeGreaterThan(-30 * unit);
        expect(over).toBeLessThanOrEqual(30 * unit);
      }),
    );
  });

  test('a longer call never costs less', () => {
    fc.assert(
      fc.property(rates, options, fc.nat(20_000), fc.nat(300), (rate, option, seconds, more) => {
        expect(priceOf(rate, seconds + more, option)).toBeGreaterThanOrEqual(priceOf(rate, seconds, option));
      }),
    );
  });

  test('secondsAffordable is the longest call whose rounded price the money pays for', () => {
    fc.assert(
      fc.property(rates, options, fc.oneof(fc.nat(100_000_000), fc.nat(100)), (rate, option, micros) => {
        const seconds = secondsAffordable(rate, micros, option);
        if (seconds === Infinity) {
          expect(rate.perMinuteMicros).toBe(0);
          expect(priceOf(rate, 1, option)).toBeLessThanOrEqual(micros);
          return;
        }
        expect(priceOf(rate, seconds, option)).toBeLessThanOrEqual(micros);
        expect(priceOf(rate, seconds + 1, option)).toBeGreaterThan(micros);
      }),
    );
  });

  test('rounding to millionths changes no exact price', () => {
    fc.assert(
      fc.property(rates, options, fc.nat(20_000), (rate, option, seconds) => {
        const whole = { ...rate, perMinuteMicros: rate.perMinuteMicros * 60 };
        const exact = { ...whole, roundingDecimals: undefined };
        expect(priceOf({ ...whole, roundingDecimals: 6 }, seconds, option)).toBe(
          priceOf(exact, seconds, option),
        );
      }),
    );
  });
});

test('a rate has the rounding of its deck, and no other than a deck can state', () => {
  expect(
    [undefined, 0, 1, 2, 3, 4, 5, 6].map((roundingDecimals) => roundingOf({ roundingDecimals })),
  ).toEqual(ROUNDINGS);
  expect(() => roundingOf({ roundingDecimals: 7 })).toThrow(RangeError);
});
