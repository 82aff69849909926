import { describe, expect, test } from '@jest/globals';
import { chargeableStepMicros, fromMinorUnits, toMinorUnits } from '../../shared/payments/minor-units.ts';

describe('micros and the minor units of gateways', () => {
  test.each([
    ['USD', 12_500_000, 1250],
    ['usd', 10_000, 1],
    ['JPY', 5_000_000_000, 5000],
    ['ISK', 700_000_000, 70_000],
    ['KWD', 1_230_000, 1230],
    ['HUF', 1_010_000, 101],
  ])('%s: %i micros are %i minor units, and back', (currency, micros, minor) => {
    expect(toMinorUnits(micros, currency)).toBe(minor);
    expect(fromMinorUnits(minor, currency)).toBe(micros);
    expect(micros % chargeableStepMicros(currency)).toBe(0);
  });

  test.each([
    ['USD', 12_505_000],
    ['USD', 1],
    ['JPY', 1_500_000],
    ['ISK', 1_500_000],
    ['KWD', 1_234_000],
    ['USD', 0],
    ['USD', -10_000],
    ['USD', Number.MAX_SAFE_INTEGER + 1],
  ])('%s: %d micros cannot be charged', (currency, micros) => {
    expect(toMinorUnits(micros, currency)).toBeUndefined();
  });
});
