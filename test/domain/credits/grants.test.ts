import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Account, bookBalanceMicros } from '../../../shared/domain/credits/account.ts';
import { fundAccount } from '../../../shared/domain/credits/funding.ts';
import { GRANTS_SPENT, type GrantsSpent, isGrant } from '../../../shared/domain/credits/grant-terms.ts';
import { grantCredits, type RequestedGrant } from '../../../shared/domain/credits/grants.ts';
import { burnDown } from '../../../shared/domain/credits/lots.ts';
import { addMonths, addSeconds } from '../../../shared/domain/instants.ts';
import { anAccount, anOrder, START, units } from '../../support/accounts.ts';

const TERMS = { kind: 'goodwill', reason: 'Outage', reference: 'T-1' } as const;
const NOW = { now: START, warnDays: 30 };

const aGrant = (more: Partial<RequestedGrant> = {}): RequestedGrant => ({
  bookingId: 'bkg_000000000000000000000001',
  amountMicros: units(25),
  terms: TERMS,
  spent: 'first',
  ...more,
});

const typesOf = ({ entry }: ReturnType<typeof grantCredits>) => entry.events.map(({ type }) => type);

describe('a grant (spec: An operator may grant credits)', () => {
  test('is a lot with its terms, for 12 months unless it says otherwise, without order and invoice', () => {
    const { lot, entry, account } = grantCredits(anAccount(), aGrant(), NOW);
    expect(lot).toMatchObject({ source: 'grant', grant: TERMS, amountMicros: units(25), purchasedAt: START });
    expect(lot).toMatchObject({ expiresAt: addMonths(START, 12), remainingMicros: units(25) });
    expect(lot.orderId).toBeUndefined();
    expect(entry).toMatchObject({ type: 'grant', amountMicros: units(25), reference: { lot: lot.id } });
    expect(account.invoiceSequence).toBe(0);
    expect(bookBalanceMicros(account)).toBe(units(25));
  });

  test('is the first funding if it comes first: it brings the credits licenses, once', () => {
    const first = grantCredits(anAccount(), aGrant(), NOW);
    expect(first).toMatchObject({ grantsLicenses: true, account: { terms: { funded: true } } });
    expect(typesOf(first)).toEqual(['CreditsGranted', 'LicensesGranted']);
    const second = grantCredits(first.account, aGrant({ bookingId: 'bkg_2' }), NOW);
    expect(second.grantsLicenses).toBe(false);
    expect(fundAccount(first.account, anOrder(), 'ch_1', START).grantsLicenses).toBe(false);
  });

  test('pays the debts first', () => {
    const inDebt = anAccount({
      debtMicros: units(30),
      debts: { madeMicros: units(30), paidMicros: 0 },
    });
    const { account, lot, entry } = grantCredits(inDebt, aGrant(), NOW);
    expect(account).toMatchObject({ debtMicros: units(5), lots: [] });
    expect(lot.remainingMicros).toBe(0);
    expect(entry).toMatchObject({ amountMicros: units(25), debtMicros: units(-25) });
    expect(bookBalanceMicros(account)).toBe(units(-5));
  });

  test.each([
    ['the present', START, 'after 2026-01-15T10:00:00.000Z'],
    ['the past', addSeconds(START, -1), 'after 2026-01-15T10:00:00.000Z'],
    [
      'more than five years from now',
      addSeconds(addMonths(START, 60), 1),
      'at most 2031-01-15T10:00:00.000Z',
    ],
  ])('an expiry in %s is refused', (_when, expiresAt, detail) => {
    expect(() => grantCredits(anAccount(), aGrant({ expiresAt }), NOW)).toThrow(
      expect.objectContaining({
        code: 'invalid-request',
        members: expect.objectContaining({ errors: [{ field: 'expiresAt', detail }] }),
      }),
    );
  });

  test('is warned of at once when less than the warning time is left, as the schedule has passed that expiry', () => {
    const near = { ...aGrant(), expiresAt: addSeconds(START, 30 * 86_400) };
    expect(typesOf(grantCredits(anAccount(), near, NOW))).toContain('LotExpiring');
    const far = { ...aGrant(), expiresAt: addSeconds(START, 30 * 86_400 + 1) };
    expect(grantCredits(anAccount(), far, NOW)).toMatchObject({ isWarned: false });
  });
});

// The plain model: who pays is a row of three lists, each in an order of its own.

interface ModelLot {
  readonly name: string;
  readonly spent: GrantsSpent | 'bought';
  readonly expiresAt: string;
  left: number;
}

const PLACES = ['first', 'bought', 'last'] as const;

function payersInOrder(lots: readonly ModelLot[]): ModelLot[] {
  return PLACES.flatMap((place) => {
    const own = lots.filter(({ spent }) => spent === place);
    return place === 'bought' ? own : own.toSorted((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1));
  });
}

function pay(lots: readonly ModelLot[], due: number, startedAt: string): [string, number][] {
  let left = due;
  return payersInOrder(lots).flatMap((lot): [string, number][] => {
    const part = lot.expiresAt > startedAt ? Math.min(left, lot.left) : 0;
    left -= part;
    lot.left -= part;
    return part > 0 ? [[lot.name, part]] : [];
  });
}

const minutes = (count: number) => addSeconds(START, count * 60);
const arbitraryStep = fc.oneof(
  fc.record({ kind: fc.constant('buy' as const), micros: fc.integer({ min: 1, max: 50 }) }),
  fc.record({
    kind: fc.constant('grant' as const),
    micros: fc.integer({ min: 1, max: 50 }),
    spent: fc.constantFrom(...GRANTS_SPENT),
    // Minutes and years: grants of one run expire before and after what is bought in it.
    term: fc.integer({ min: 1, max: 2_000_000 }),
  }),
  fc.record({ kind: fc.constant('spend' as const), micros: fc.nat({ max: 120 }), ago: fc.nat({ max: 30 }) }),
);

describe('the order of spending (spec: Grants are spent before or after)', () => {
  test('is that of a plain model, whatever is bought, granted and spent, and when (property)', () => {
    fc.assert(
      fc.property(fc.array(arbitraryStep, { maxLength: 40 }), (steps) => {
        const lots: ModelLot[] = [];
        let account: Account = anAccount();
        for (const [index, step] of steps.entries()) {
          const now = minutes(index * 10);
          if (step.kind === 'spend') {
            const startedAt = addSeconds(now, -step.ago * 60);
            const drawn = burnDown(account, step.micros, startedAt);
            account = drawn.account;
            const paid = pay(lots, step.micros, startedAt);
            expect(drawn.draws.map(({ lotId, micros }) => [lotId, micros])).toEqual(paid);
            continue;
          }
          const number = String(index).padStart(24, '0');
          const made =
            step.kind === 'buy'
              ? fundAccount(account, anOrder({ id: `pur_${number}`, amountMicros: step.micros }), 'ch', now)
              : grantCredits(
                  account,
                  aGrant({
                    bookingId: `bkg_${number}`,
                    amountMicros: step.micros,
                    spent: step.spent,
                    expiresAt: addSeconds(now, step.term * 60),
                  }),
                  { now, warnDays: 30 },
                );
          account = made.account;
          const { id: name, expiresAt } = made.lot;
          expect(isGrant(name)).toBe(step.kind === 'grant');
          lots.push({
            name,
            expiresAt,
            left: step.micros,
            spent: step.kind === 'grant' ? step.spent : 'bought',
          });
        }
      }),
    );
  });

  test('bought lots stay first in, first out: their draws are those of an account without grants', () => {
    const buyer = (name: string) => anOrder({ id: `pur_00000000000${name}`, amountMicros: units(10) });
    const bought = ['1', '2', '3'].reduce(
      (account, name, index) => fundAccount(account, buyer(name), 'ch', minutes(index)).account,
      anAccount(),
    );
    const both = GRANTS_SPENT.reduce(
      (account, spent) =>
        grantCredits(account, aGrant({ spent, bookingId: `bkg_${spent}` }), { ...NOW, now: minutes(9) })
          .account,
      bought,
    );
    const first = burnDown(both, units(25), minutes(10));
    expect(first.draws.every(({ lotId }) => isGrant(lotId))).toBe(true);
    expect(burnDown(first.account, units(27), minutes(10)).draws).toEqual(
      burnDown(bought, units(27), minutes(10)).draws,
    );
  });
});
