import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  assertMicros,
  formatAmount,
  formatTotal,
  parseAmount,
  sumMicros,
} from '../../shared/domain/money.ts';

describe('money', () => {
  test.each([
    ['0', 0],
    ['50', 50_000_000],
    ['12.5', 12_500_000],
    ['0.000001', 1],
    ['9007199254.740991', Number.MAX_SAFE_INTEGER],
  ])('parses %s', (text, micros) => {
    expect(parseAmount(text)).toBe(micros);
  });

  test.each(['', '-1', '+1', '1.', '.5', '1e3', '1,5', '0.0000001', 'NaN', '9007199254.740992', ' 1', '١'])(
    'the text %j is not an amount',
    (text) => {
      expect(parseAmount(text)).toBeUndefined();
    },
  );

  test.each([
    [0, '0.00'],
    [1, '0.000001'],
    [12_500_000, '12.50'],
    [12_345_000, '12.345'],
    [-92_500, '-0.0925'],
    [100_000_000, '100.00'],
  ])('formats %d as %s', (micros, text) => {
    expect(formatAmount(micros)).toBe(text);
  });

  test('an amount that was formatted is read back', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (micros) => {
        expect(parseAmount(formatAmount(micros))).toBe(micros);
      }),
    );
  });

  test('a sum that is not exact is refused', () => {
    expect(() => sumMicros([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError);
    expect(() => assertMicros(0.5)).toThrow(RangeError);
  });
});

test.each([
  [0n, '0.00'],
  [-1n, '-0.000001'],
  [12_500_000n, '12.50'],
  [18_000_000_000_123_456n, '18000000000.123456'],
  [-18_000_000_000_100_000n, '-18000000000.10'],
])('a sum of %d micros is %s', (micros, text) => {
  expect(formatTotal(micros)).toBe(text);
});
