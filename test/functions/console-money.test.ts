/** Money in the console's page: the API's digits, never a floating-point number. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  compareAmounts,
  formatChange,
  formatDecimal,
  formatMoney,
  readAmount,
  shareOf,
  toMicros,
} from '../../functions/console/page/money.ts';
import { formatAmount } from '../../shared/domain/money.ts';

const MICROS = fc.integer({ min: -9_007_199_254_740_991, max: 9_007_199_254_740_991 });

describe('amounts are shown digit by digit', () => {
  test.each([
    ['0.00', '0.00'],
    ['12.5', '12.50'],
    ['98.176', '98.176'],
    ['999.999999', '999.999999'],
    ['1000.00', '1,000.00'],
    ['9007199254.740991', '9,007,199,254.740991'],
    ['-1234567.10', '−1,234,567.10'],
    ['not an amount', 'not an amount'],
  ])('%s as %s', (amount, shown) => {
    expect(formatDecimal(amount)).toBe(shown);
  });

  test('with the currency, and with a sign where money came in', () => {
    expect(formatMoney('1234.50', 'USD')).toBe('1,234.50 USD');
    expect(formatChange('50.00')).toBe('+50.00');
    expect(formatChange('-0.000001')).toBe('−0.000001');
    expect(formatChange('0.00')).toBe('0.00');
  });

  test('every amount of the API is shown with all its digits', () => {
    fc.assert(
      fc.property(MICROS, (micros) => {
        const amount = formatAmount(micros);
        expect(formatDecimal(amount).replaceAll(',', '').replace('−', '-')).toBe(amount);
      }),
    );
  });
});

describe('amounts as whole millionths', () => {
  test('are read as the API writes them', () => {
    fc.assert(
      fc.property(MICROS, (micros) => {
        expect(toMicros(formatAmount(micros))).toBe(BigInt(micros));
      }),
    );
  });

  test('compare as numbers do, whatever they are written with', () => {
    expect(compareAmounts('49.99', '50.00')).toBe(-1);
    expect(compareAmounts('50', '50.00')).toBe(0);
    expect(compareAmounts('100000.000001', '100000.00')).toBe(1);
    expect(compareAmounts('', '1.00')).toBeUndefined();
  });

  test('a share is for the width of a bar: between nothing and all', () => {
    expect(shareOf({ part: '25.00', whole: '100.00' })).toBe(0.25);
    expect(shareOf({ part: '0.00', whole: '100.00' })).toBe(0);
    expect(shareOf({ part: '200.00', whole: '100.00' })).toBe(1);
    expect(shareOf({ part: '1.00', whole: '0.00' })).toBe(0);
  });
});

describe('what somebody types as an amount', () => {
  test.each([
    ['100', '100'],
    [' 100.50 ', '100.50'],
    ['1,234.50', '1234.50'],
    ['1 234.50', '1234.50'],
    ['12,5', '12.5'],
  ])('%j is %s', (typed, amount) => {
    expect(readAmount(typed)).toBe(amount);
  });

  test.each(['', 'abc', '-5', '1e3', '1.2345678', '1,23,456.00', '12..5', '99999999999'])(
    '%j is none',
    (typed) => {
      expect(readAmount(typed)).toBeUndefined();
    },
  );
});
