/** What the console says about states, and how it pictures lots and minutes. */
import { describe, expect, test } from '@jest/globals';
import { formatSeconds, formatUtc, fromNow } from '../../functions/console/page/instants.ts';
import { poolParts, poolState } from '../../functions/console/page/minutes/pool-bars.ts';
import { lotParts, lotState, spentNext } from '../../functions/console/page/overview/lot-bars.ts';
import { rechargeInWords } from '../../functions/console/page/overview/recharge-words.ts';
import { reasonInWords, referenceInWords } from '../../functions/console/page/words.ts';
import type { AutoRecharge, Lot } from '../../shared/client/generated/api.ts';

const RECHARGE: AutoRecharge = {
  enabled: true,
  amount: '50.00',
  threshold: '20.00',
  monthlyCap: null,
  monthlyCapIsDefault: false,
  rechargesPerHour: 4,
  currency: 'USD',
  status: 'idle',
  reason: null,
  retryAt: null,
  purchase: null,
  nextAction: null,
  consecutiveDeclines: 0,
  rechargedThisMonth: '0.00',
};

const LOT: Lot = {
  id: 'lot_1',
  amount: '100.00',
  remaining: '100.00',
  used: '0.00',
  forfeited: '0.00',
  unbooked: '0.00',
  withdrawn: '0.00',
  currency: 'USD',
  purchasedAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2027-01-01T00:00:00.000Z',
  expired: false,
  source: 'purchase',
  status: 'open',
};

describe('auto-recharge in words', () => {
  const states: readonly (readonly [name: string, Partial<AutoRecharge>, title: RegExp, detail: RegExp])[] = [
    ['off', { enabled: false, status: 'off' }, /^Off$/, /until you buy more/],
    ['armed', {}, /^On, below 20\.00 USD$/, /^Adds 50\.00 USD as soon as .*below 20\.00 USD\.$/],
    [
      'armed, with a cap',
      { monthlyCap: '200.00', rechargedThisMonth: '50.00' },
      /^On/,
      /At most 200\.00 USD a month; 50\.00 USD so far\.$/,
    ],
    ['charging', { status: 'in-flight' }, /^Charging now$/, /on its way/],
    [
      'waiting for the payer',
      { status: 'needs-payer', purchase: 'rch_1' },
      /^Waits for you$/,
      /wants you to confirm the payment/,
    ],
    [
      'given up after a payer who never came',
      { status: 'backing-off', reason: 'needs-payer', retryAt: '2026-11-22T12:00:00.000Z' },
      /^Not confirmed, trying again at .*2026/,
      /Nobody confirmed the last payment/,
    ],
    [
      'declined',
      { status: 'backing-off', reason: 'declined:card-declined', retryAt: '2026-11-22T12:00:00.000Z' },
      /^Declined, trying again at .*2026/,
      /^The card was declined\. Buy credits by hand or change the payment method/,
    ],
    [
      'at the cap',
      { status: 'backing-off', reason: 'monthly-cap-reached', retryAt: '2026-12-01T00:00:00.000Z' },
      /^Monthly cap reached$/,
      /^Goes on at .*Raise the cap/,
    ],
    [
      'row 02: held back for an hour',
      { status: 'backing-off', reason: 'hourly-limit-reached', retryAt: '2026-11-22T12:00:00.000Z' },
      /^Too many charges within an hour$/,
      /^4 charges were begun within an hour\. Goes on at .*2026/,
    ],
    [
      'above the largest purchase',
      { status: 'backing-off', reason: 'amount-above-maximum', retryAt: '2026-12-01T00:00:00.000Z' },
      /^Amount too large$/,
      /Choose a smaller one/,
    ],
    [
      'suspended after declines',
      { status: 'suspended', reason: 'declined:card-declined', consecutiveDeclines: 3 },
      /^Suspended$/,
      /^3 payments in a row were declined\. Set a new payment method/,
    ],
    [
      'suspended by a chargeback',
      { status: 'suspended', reason: 'chargeback' },
      /^Suspended$/,
      /^A payment was charged back\. Set a new payment method/,
    ],
  ];
  test.each(states)('%s', (_name, state, title, detail) => {
    const words = rechargeInWords({ ...RECHARGE, ...state });
    expect(words.title).toMatch(title);
    expect(words.detail).toMatch(detail);
  });
});

describe('lots as bars', () => {
  test('the parts lie end to end, and those of nothing are left out', () => {
    const lot = { ...LOT, used: '25.00', remaining: '50.00', withdrawn: '25.00' };
    expect(lotParts(lot)).toEqual([
      { name: 'used', amount: '25.00', start: 0, share: 0.25 },
      { name: 'remaining', amount: '50.00', start: 0.25, share: 0.5 },
      { name: 'withdrawn', amount: '25.00', start: 0.75, share: 0.25 },
    ]);
  });

  test('the oldest open lot is spent next', () => {
    const closed: Lot = { ...LOT, id: 'lot_0', status: 'closed', remaining: '0.00', used: '100.00' };
    const later = { ...LOT, id: 'lot_2' };
    const next = spentNext([closed, LOT, later]);
    expect(next).toBe(LOT);
    expect([closed, LOT, later].map((lot) => lotState({ lot, next }))).toEqual(['used up', 'next', 'open']);
  });

  test('an expired lot looks different before and after it is booked', () => {
    const gone = { expired: true, status: 'closed', remaining: '0.00', forfeited: '100.00' } as const;
    const expired: Lot = { ...LOT, ...gone, unbooked: '100.00' };
    expect(lotState({ lot: expired, next: undefined })).toBe('expired');
    expect(lotState({ lot: { ...expired, unbooked: '0.00' }, next: undefined })).toBe('forfeited');
    expect(
      lotState({
        lot: { ...LOT, status: 'closed', remaining: '0.00', withdrawn: '100.00' },
        next: undefined,
      }),
    ).toBe('withdrawn');
  });
});

test('minutes fill their bar and warn at 80 % and at the end', () => {
  const pool = {
    month: '2026-11',
    order: 1,
    country: 'US',
    sku: 'E5',
    capability: 'domestic',
    creditsDrawnAfter: '0.00',
    currency: 'USD',
  } as const;
  expect(poolParts({ ...pool, total: 100, used: 25, available: 75 }).map(({ share }) => share)).toEqual([
    0.25, 0.75,
  ]);
  expect(poolParts({ ...pool, total: 0, used: 0, available: 0 })).toEqual([]);
  const wordsAt = (used: number) => poolState({ ...pool, total: 100, used, available: 100 - used })[1];
  expect([79, 80, 100].map(wordsAt)).toEqual(['Available', 'Almost used up', 'Used up']);
});

describe('instants and reasons', () => {
  const now = '2026-11-22T12:00:00.000Z';
  test.each([
    ['2027-11-22T12:00:00.000Z', 'in 12 months'],
    ['2026-11-25T12:00:00.000Z', 'in 3 days'],
    ['2026-11-22T11:00:00.000Z', '1 hour ago'],
    ['2026-11-22T12:00:10.000Z', 'now'],
    ['2029-11-22T12:00:00.000Z', 'in 3 years'],
  ])('%s is %s', (instant, words) => {
    expect(fromNow({ instant, now })).toBe(words);
  });

  test('spans and UTC', () => {
    expect(formatSeconds(3725)).toBe('1 h 2 min 5 s');
    expect(formatSeconds(0)).toBe('0 s');
    expect(formatUtc(now)).toBe('2026-11-22 12:00:00 UTC');
  });

  test('an unknown reason is shown as it came, legibly', () => {
    expect(reasonInWords('declined:card-declined')).toBe('the card was declined');
    expect(reasonInWords('declined:some_new-code')).toBe('some new code');
    expect(referenceInWords({ calls: 8 })).toBe('8 calls');
    expect(referenceInWords({ calls: 1 })).toBe('1 call');
    expect(referenceInWords({ order: 'pur_1' })).toBe('order pur_1');
  });
});
