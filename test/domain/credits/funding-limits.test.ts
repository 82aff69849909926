import { describe, expect, test } from '@jest/globals';
import {
  fundingLimits,
  limitsOf,
  requireFundable,
  requireLimits,
} from '../../../shared/domain/credits/funding-limits.ts';
import { lowBalanceMicros, SCALED_CURRENCIES, unitOf } from '../../../shared/domain/currencies.ts';
import { formatAmount } from '../../../shared/domain/money.ts';
import { units } from '../../support/accounts.ts';

const settings = {
  MINIMUM_FUNDING: '50.00',
  MAXIMUM_FUNDING: '100000.00',
  DEFAULT_MONTHLY_CAP: '5000.00',
  RECHARGES_PER_HOUR: 4,
  FUNDING_LIMITS: {},
};
const limits = fundingLimits(settings);
const limitsAsText = (currency: string) => {
  const { minimumMicros, maximumMicros, monthlyCapMicros } = requireLimits(limits, currency);
  return [minimumMicros, maximumMicros, monthlyCapMicros].map(formatAmount);
};

describe('row 10: each currency has its limits', () => {
  test.each([
    ['USD', '50.00', '100000.00', '5000.00'],
    ['EUR', '50.00', '100000.00', '5000.00'],
    ['GBP', '50.00', '100000.00', '5000.00'],
    ['JPY', '5000.00', '10000000.00', '500000.00'],
    ['KRW', '50000.00', '100000000.00', '5000000.00'],
    ['HUF', '20000.00', '40000000.00', '2000000.00'],
    ['BHD', '20.00', '40000.00', '2000.00'],
    ['KWD', '15.00', '30000.00', '1500.00'],
  ])('%s: from %s to %s, and %s a month', (currency, ...expected) => {
    expect(limitsAsText(currency)).toEqual(expected);
  });

  test.each(['XAU', 'XTS', 'ZZZ', 'usd', 'constructor', ''])(
    'the currency %s has no limits, and is refused with its field',
    (currency) => {
      expect(limitsOf(limits, currency)).toBeUndefined();
      expect(() => requireLimits(limits, currency)).toThrow(
        expect.objectContaining({ code: 'currency-not-sold', members: { field: 'currency', currency } }),
      );
    },
  );

  test('every currency of the table is an ISO code, and its limits can be charged', () => {
    const known = new Set(Intl.supportedValuesOf('currency'));
    // The successor of ANG is younger than the tables of this runtime.
    expect(SCALED_CURRENCIES.filter((currency) => !known.has(currency) && currency !== 'XCG')).toEqual([]);
    for (const currency of SCALED_CURRENCIES) {
      const { minimumMicros, maximumMicros } = requireLimits(limits, currency);
      const { stepMicros } = unitOf(currency);
      expect([currency, minimumMicros % stepMicros, maximumMicros % stepMicros]).toEqual([currency, 0, 0]);
      requireFundable('amount', minimumMicros, currency, requireLimits(limits, currency));
    }
  });

  test('a deployment sets the limits of a currency, in the table or not', () => {
    const own = fundingLimits({
      ...settings,
      FUNDING_LIMITS: {
        JPY: { minimum: '1000', maximum: '20000', monthlyCap: '30000' },
        IQD: { minimum: '65000', maximum: '130000000' },
      },
    });
    expect(limitsOf(own, 'JPY')).toMatchObject({
      minimumMicros: units(1000),
      maximumMicros: units(20_000),
      monthlyCapMicros: units(30_000),
    });
    expect(limitsOf(own, 'IQD')).toMatchObject({ monthlyCapMicros: units(6_500_000) });
    expect(limitsOf(own, 'USD')).toMatchObject({ minimumMicros: units(50) });
  });

  test.each([
    ['JPY', 50, 'amount-out-of-range'],
    ['JPY', 5000.5, 'invalid-request'],
    ['BHD', 19.99, 'amount-out-of-range'],
    ['BHD', 20.001, 'invalid-request'],
    ['USD', 50.005, 'invalid-request'],
  ])('%s: %d is refused as %s', (currency, amount, code) => {
    expect(() => requireFundable('amount', units(amount), currency, requireLimits(limits, currency))).toThrow(
      expect.objectContaining({ code, members: expect.objectContaining({ field: 'amount' }) }),
    );
  });

  test.each([
    ['USD', 10],
    ['JPY', 1000],
    ['KWD', 3],
    ['XAU', 10],
  ])('in %s a balance below %d is low', (currency, amount) => {
    expect(lowBalanceMicros(currency)).toBe(units(amount));
  });
});
