import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Account, AutoRecharge, Hold, OpenLot } from '../../shared/domain/credits/account.ts';
import { lotIdOf } from '../../shared/domain/credits/funding.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import { callItem } from '../../shared/store/calls/call-item.ts';
import { LOT_WINDOW, readAccount, writeAccount } from '../../shared/store/credits/account-item.ts';
import { anAccount, anOrder, START, units } from '../support/accounts.ts';
import { itemBytes } from '../support/item-size.ts';

const ONE_WRITE_UNIT_BYTES = 1024;
const MAX_ORGANIZATION_ID = 'o'.repeat(64);

const BEFORE_ANY_EXPIRY = '2019-01-01T00:00:00.000Z';

const micros = fc.nat(9_000_000_000_000);
const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const recharges: fc.Arbitrary<AutoRecharge> = fc.record(
  {
    enabled: fc.boolean(),
    amountMicros: micros,
    thresholdMicros: micros,
    monthlyCapMicros: micros,
    status: fc.constantFrom('idle', 'in-flight', 'backing-off', 'suspended'),
    reason: fc.constantFrom('declined:card-declined', 'monthly-cap-reached', 'chargeback'),
    retryAt: instant,
    declines: fc.nat(3),
    inFlight: fc.record({ orderId: fc.string(), amountMicros: micros }),
    month: fc.constantFrom('', '2026-11'),
    monthMicros: micros,
  },
  {
    requiredKeys: [
      'enabled',
      'amountMicros',
      'thresholdMicros',
      'status',
      'declines',
      'month',
      'monthMicros',
    ],
  },
);

const holds: fc.Arbitrary<Hold> = fc.record({
  until: fc
    .integer({ min: 26_000_000, max: 40_000_000 })
    .map((minute) => new Date(minute * 60_000).toISOString()),
  micros: fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 }),
});
const byUntil = (a: Hold, b: Hold): number => (a.until < b.until ? -1 : 1);

const lots: fc.Arbitrary<OpenLot> = fc.record({
  id: fc.string({ minLength: 1 }),
  amountMicros: micros,
  remainingMicros: micros,
  purchasedAt: instant,
  expiresAt: instant,
});

const accounts: fc.Arbitrary<Account> = fc.record(
  {
    organizationId: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
    version: fc.nat(),
    terms: fc.record({
      country: fc.constantFrom('US', 'CH'),
      currency: fc.constantFrom('USD', 'CHF'),
      agreement: fc.constantFrom('MOSA', 'MCA'),
      status: fc.constantFrom('active', 'suspended'),
      creditsLicenseRequiredFor: fc.constantFrom('every-call', 'paid-calls'),
      payAsYouGo: fc.boolean(),
      funded: fc.boolean(),
    }),
    lots: fc.array(lots, { maxLength: LOT_WINDOW }),
    overflow: fc.record({ count: fc.nat(), micros, firstId: fc.string(), expiresAt: instant }),
    holds: fc
      .uniqueArray(holds, { maxLength: 13, selector: ({ until }) => until })
      .map((all) => all.toSorted(byUntil)),
    debtMicros: micros,
    entrySequence: fc.nat(),
    invoiceSequence: fc.nat(),
    recharge: recharges,
  },
  {
    requiredKeys: [
      'organizationId',
      'version',
      'terms',
      'lots',
      'holds',
      'debtMicros',
      'entrySequence',
      'invoiceSequence',
      'recharge',
    ],
  },
);

describe('the account item', () => {
  test('an account is read as it was written, at the next version', () => {
    fc.assert(
      fc.property(accounts, (account) => {
        const item = writeAccount(account, BEFORE_ANY_EXPIRY);
        const stored = unmarshall(marshall(item, { removeUndefinedValues: true }));
        expect(readAccount(stored)).toEqual({ ...account, version: account.version + 1 });
      }),
    );
  });

  test('an account with 4 lots, more overflow, 13 holds and a recharge in flight costs one write unit', () => {
    const lotsOf = Array.from({ length: LOT_WINDOW + 1 }, (_, index): OpenLot => {
      const purchasedAt = addSeconds('2026-01-15T10:11:12.345Z', index * 86_413);
      const id = lotIdOf(anOrder({ id: 'pur_0123456789abcdef01234567' }), purchasedAt);
      const sums = { amountMicros: 99_999_999_999, remainingMicros: 98_765_432_101 };
      return { id, ...sums, purchasedAt, expiresAt: addMonths(purchasedAt, 12) };
    });
    const account = anAccount({
      organizationId: MAX_ORGANIZATION_ID,
      version: 12_345_678,
      lots: lotsOf,
      overflow: { count: 196, micros: 123_456_789_012, firstId: lotsOf[4]?.id ?? '', expiresAt: START },
      holds: Array.from({ length: 13 }, (_, index) => ({
        until: addSeconds(START, 60 + index * 420),
        micros: 12_345_678 + index,
      })),
      entrySequence: 1_234_567,
      invoiceSequence: 1234,
      recharge: {
        enabled: true,
        amountMicros: units(50),
        thresholdMicros: units(20),
        monthlyCapMicros: units(1000),
        status: 'in-flight',
        declines: 2,
        inFlight: { orderId: `rch_${MAX_ORGANIZATION_ID}_12345677`, amountMicros: units(150) },
        month: '2026-01',
        monthMicros: units(350),
      },
    });
    expect(itemBytes(writeAccount(account, START))).toBeLessThanOrEqual(ONE_WRITE_UNIT_BYTES);
  });
});

test('a call with its lease costs one write unit, so that an authorization costs two', () => {
  const call = {
    organizationId: MAX_ORGANIZATION_ID,
    callId: 'c'.repeat(128),
    status: 'authorized' as const,
    type: 'user_out_forwarding' as const,
    userId: 'u'.repeat(128),
    from: '+123456789012345',
    to: '+123456789012345',
    conferenceId: 'm'.repeat(128),
    lease: {
      sequence: 12,
      authorizedAt: START,
      totalSeconds: 86_400,
      grantedSeconds: 600,
      final: false,
      expiresAt: START,
      heldMicros: 123_456_789,
      holdUntil: START,
      fundedBy: 'included' as const,
      pool: 'US:CALLING_PLAN_INTERNATIONAL',
      location: 'US',
      thenPostpaid: true as const,
      rateMicros: 123_456,
    },
  };
  expect(itemBytes(callItem(call))).toBeLessThanOrEqual(ONE_WRITE_UNIT_BYTES);
});
