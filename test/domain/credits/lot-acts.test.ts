import { describe, expect, test } from '@jest/globals';
import { type Account, bookBalanceMicros, MoreLotsNeeded } from '../../../shared/domain/credits/account.ts';
import { chargeBack } from '../../../shared/domain/credits/chargebacks.ts';
import { bookGatewayRefund } from '../../../shared/domain/credits/gateway-refunds.ts';
import { grantCredits } from '../../../shared/domain/credits/grants.ts';
import { extendLot, moveCredits, takeUnspent } from '../../../shared/domain/credits/lot-acts.ts';
import { refundableMicros } from '../../../shared/domain/credits/refunds.ts';
import { addMonths, addSeconds } from '../../../shared/domain/instants.ts';
import { aFundedAccount, anAccount, momentOf, START, units } from '../../support/accounts.ts';

const DAY = 86_400;
const AT = { now: addSeconds(START, DAY), warnDays: 30 };
const BOOKING = 'bkg_000000000000000000000001';
const { account: before, lot, order } = aFundedAccount();

describe('an extension (spec: An operator may extend, write off and move)', () => {
  const later = addMonths(START, 18);

  test('is an entry of zero, and the balance counts the lot until its later expiry', () => {
    const extended = extendLot(before, lot, { bookingId: BOOKING, expiresAt: later }, AT);
    expect(extended.entry).toMatchObject({ type: 'extension', amountMicros: 0, parts: [] });
    expect(extended.entry.reference).toEqual({ lot: lot.id, booking: BOOKING });
    expect(extended.lot).toMatchObject({ expiresAt: later, extendedAt: AT.now, orderId: order.id });
    expect(extended.account.lots).toEqual([{ ...before.lots[0], expiresAt: later }]);
    expect(extended.account.entrySequence).toBe(before.entrySequence + 1);
    expect(extended.entry.events.map(({ type }) => type)).toEqual(['LotExtended']);
  });

  test('to an expiry within the warning time is warned of at once, under an id of its own', () => {
    const now = addSeconds(lot.expiresAt, -5 * DAY);
    const near = { bookingId: BOOKING, expiresAt: addSeconds(lot.expiresAt, DAY) };
    const { entry, isWarned } = extendLot(before, lot, near, { ...AT, now });
    expect(isWarned).toBe(true);
    expect(entry.events.map(({ id }) => id)).toContain(`${lot.id}:${near.expiresAt}:LotExpiring`);
  });

  test.each([
    ['the same expiry', lot.expiresAt],
    ['an earlier one', addSeconds(lot.expiresAt, -1)],
    ['one more than five years from now', addSeconds(addMonths(AT.now, 60), 1)],
  ])('to %s is refused', (_what, expiresAt) => {
    expect(() => extendLot(before, lot, { bookingId: BOOKING, expiresAt }, AT)).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
  });

  test.each([
    ['at its expiry', before, 0, 'expired'],
    ['within the grace', before, 3600, 'expired'],
    ['with nothing left', { ...before, lots: [] }, -1, 'spent'],
    ['forfeited', { ...before, lots: [] }, 3 * DAY, 'expired'],
  ] as const)('of a lot %s is refused', (_when, account: Account, seconds, lotStatus) => {
    const now = addSeconds(lot.expiresAt, seconds);
    const asked = { bookingId: BOOKING, expiresAt: later };
    expect(() => extendLot(account, lot, asked, { ...AT, now })).toThrow(
      expect.objectContaining({ code: 'lot-ended', members: { lotStatus } }),
    );
  });

  test('of a lot that is not loaded asks for more lots', () => {
    const overflow = { count: 1, micros: units(50), firstId: lot.id, expiresAt: lot.expiresAt };
    const asked = { bookingId: BOOKING, expiresAt: later };
    expect(() => extendLot(anAccount({ overflow }), lot, asked, AT)).toThrow(MoreLotsNeeded);
  });
});

describe('what leaves a lot by hand', () => {
  const writeOff = { bookingId: BOOKING, type: 'write-off' } as const;

  test('a write-off takes what is left, and not what is held for calls', () => {
    const holds = [{ until: addSeconds(AT.now, 60), micros: units(20) }];
    const { account, entry, micros } = takeUnspent({ ...before, holds }, lot, writeOff, AT.now);
    expect(micros).toBe(units(30));
    expect(entry).toMatchObject({ type: 'write-off', amountMicros: units(-30) });
    expect(account.lots).toMatchObject([{ remainingMicros: units(20) }]);
  });

  test.each([
    ['more than is unspent', before, units(50) + 1],
    [
      'all, when all is held',
      { ...before, holds: [{ until: addSeconds(AT.now, 60), micros: units(50) }] },
      undefined,
    ],
    [
      'anything, while there is a debt',
      { ...before, debtMicros: 1, debts: { madeMicros: 1, paidMicros: 0 } },
      1,
    ],
  ] as const)('%s cannot be taken', (_what, account: Account, amountMicros) => {
    expect(() => takeUnspent(account, lot, { ...writeOff, amountMicros }, AT.now)).toThrow(
      expect.objectContaining({ code: 'nothing-to-take' }),
    );
  });

  test('a move is exact over both, keeps the expiry, and becomes a grant', () => {
    const to = anAccount({ organizationId: 'fabrikam' });
    const asked = {
      bookingId: BOOKING,
      amountMicros: units(12.345678),
      spent: 'first',
      reason: 'Merged',
      reference: 'M-1',
    } as const;
    const { taking, granting } = moveCredits({ from: before, to }, lot, asked, AT);
    expect(bookBalanceMicros(taking.account) + bookBalanceMicros(granting.account)).toBe(units(50));
    expect(taking.entry).toMatchObject({ type: 'transfer-out', amountMicros: units(-12.345678) });
    expect(granting.entry).toMatchObject({ type: 'transfer-in', amountMicros: units(12.345678) });
    expect(granting.entry.reference.booking).toBe(taking.entry.reference.booking);
    expect(granting.lot).toMatchObject({ expiresAt: lot.expiresAt, grant: { kind: 'transfer-in' } });
    expect(granting).toMatchObject({ grantsLicenses: true });
  });

  test.each([
    ['within the organization', 'invalid-request', {}],
    [
      'to another currency',
      'currency-mismatch',
      { organizationId: 'fabrikam', terms: { ...before.terms, currency: 'EUR' } },
    ],
  ])('a move %s is refused', (_what, code, more) => {
    const to = anAccount(more);
    const asked = { bookingId: BOOKING, spent: 'first', reason: 'r', reference: 'm' } as const;
    expect(() => moveCredits({ from: before, to }, lot, asked, AT)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe('money that was paid and money that was given', () => {
  const granted = grantCredits(
    before,
    {
      bookingId: BOOKING,
      amountMicros: units(40),
      terms: { kind: 'promotion', reason: 'Spring', reference: 'P-1' },
      spent: 'first',
    },
    AT,
  );
  const { account } = granted;
  const left = (changed: Account) => changed.lots.find(({ id }) => id === granted.lot.id)?.remainingMicros;

  test('a refund pays back what is left of its own lot, and never a grant', () => {
    expect(refundableMicros(account, lot.id, AT.now, 1)).toBe(units(50));
    const made = { reference: 're_1', amountMicros: units(50) };
    const booked = bookGatewayRefund(account, order, made, momentOf(AT.now));
    expect(booked && left(booked.account)).toBe(units(40));
  });

  test('a chargeback withdraws what is left of its own lot, and never a grant', () => {
    const spent = takeUnspent(account, lot, { bookingId: BOOKING, type: 'write-off' }, AT.now).account;
    const claim = { disputeId: 'dp_1', amountMicros: units(50) };
    const charged = chargeBack(spent, order, claim, momentOf(AT.now));
    expect(charged.dispute.withdrawnMicros).toBe(0);
    expect(left(charged.account)).toBe(units(40));
  });
});
