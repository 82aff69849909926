import { describe, expect, test } from '@jest/globals';
import { reverseCall } from '../../../shared/domain/calls/reversal.ts';
import { MoreLotsNeeded, unexpiredMicros } from '../../../shared/domain/credits/account.ts';
import { addMonths } from '../../../shared/domain/instants.ts';
import { anAccount, momentOf, START, units } from '../../support/accounts.ts';
import { AFTER_EXPIRY, booksWith, IN_GRACE } from './reversal-books.ts';

describe('a void', () => {
  test('a void gives every part back to the lot that it came from, and reopens emptied lots', () => {
    const { books, first, second } = booksWith(50, 60);
    books.settle('a', units(70));
    const { entries, parts, lostMicros } = books.reverse('a');
    expect(parts).toEqual([
      { lotId: first, changeMicros: units(50) },
      { lotId: second, changeMicros: units(20) },
    ]);
    expect(books.account.lots.map(({ id, remainingMicros }) => [id, remainingMicros])).toEqual([
      [first, units(50)],
      [second, units(60)],
    ]);
    expect(entries).toMatchObject([
      { type: 'void', amountMicros: units(70), debtMicros: 0, parts, reference: { call: 'a' }, events: [] },
    ]);
    expect(lostMicros).toBe(0);
    books.expectChained();
  });

  test('the void of a call that cost nothing writes no entry and leaves the account unchanged', () => {
    const { books } = booksWith(50);
    books.settle('a', 0);
    const before = books.account;
    expect(books.reverse('a')).toMatchObject({ entries: [], changes: [], parts: [] });
    expect(books.account).toBe(before);
  });

  test('a void needs more lots if one that is not loaded may have paid', () => {
    const overflow = { count: 1, micros: units(50), firstId: 'lot_2', expiresAt: addMonths(START, 12) };
    const parts = [{ lotId: 'lot_3', micros: 1 }];
    const call = { callId: 'a', parts, debtMicros: 0, postpaidMicros: 0 };
    const lot = {
      id: 'lot_3',
      orderId: 'pur_1',
      amountMicros: units(50),
      remainingMicros: 0,
      purchasedAt: START,
      expiresAt: addMonths(START, 12),
      forfeitedMicros: 0,
    };
    const payers = { lots: [lot], payments: [] };
    expect(() => reverseCall(anAccount({ overflow }), call, payers, momentOf(START))).toThrow(MoreLotsNeeded);
  });
});

describe('money that comes back to a lot that has expired', () => {
  test('money that comes back in the grace stays in the books until the sweep, and pays for nothing new', () => {
    const { books, first } = booksWith(50);
    books.settle('a', units(20));
    books.now = IN_GRACE;
    expect(books.reverse('a').entries).toHaveLength(1);
    expect(books.remaining(first)).toBe(units(50));
    expect(unexpiredMicros(books.account, books.now)).toBe(0);
    books.now = AFTER_EXPIRY;
    books.forfeit(first);
    expect(books.lots.get(first)).toMatchObject({ forfeitedMicros: units(50) });
    books.expectConserved();
  });

  test('a lot that was emptied before is there for the sweep again while the grace lasts', () => {
    const { books, first } = booksWith(50);
    books.settle('a', units(50));
    books.now = IN_GRACE;
    expect(books.reverse('a')).toMatchObject({ lostMicros: 0 });
    expect(books.remaining(first)).toBe(units(50));
  });

  test.each([
    ['a void', undefined, units(20), units(50)],
    ['a correction to less', units(15), units(5), units(35)],
    ['a correction to more', units(26), 0, units(30)],
  ])(
    'row 20: %s after the grace is the same whether the sweep has run or not',
    (_what, charge, lost, forfeited) => {
      const outcomes = [true, false].map((isSwept) => {
        const { books, first } = booksWith(50);
        books.settle('a', units(20));
        books.now = AFTER_EXPIRY;
        if (isSwept) books.forfeit(first);
        const { lostMicros, parts, funding } = books.reverse('a', charge);
        books.expectConserved();
        books.expectChained();
        const { lots, debtMicros } = books.account;
        return { lostMicros, parts, funding, lots, debtMicros, story: books.lots.get(first) };
      });
      const [swept, unswept] = outcomes;
      expect(unswept).toEqual(swept);
      expect(swept).toMatchObject({ lostMicros: lost, story: { forfeitedMicros: forfeited } });
    },
  );

  test('row 20: a correction draws on no other lot that is closed, swept or not', () => {
    const { books, first, second } = booksWith(50, 50);
    books.settle('a', units(50));
    books.now = AFTER_EXPIRY;
    const { funding } = books.reverse('a', units(60));
    expect(funding).toMatchObject({ parts: [{ lotId: first, micros: units(50) }], debtMicros: units(10) });
    expect(books.remaining(second)).toBe(units(50));
    books.expectConserved();
  });

  test('money that comes back to a forfeited lot is forfeited at once, by an entry of its own', () => {
    const { books, first } = booksWith(50);
    books.settle('a', units(20));
    books.now = AFTER_EXPIRY;
    books.forfeit(first);
    const { entries, lostMicros } = books.reverse('a');
    expect(entries).toMatchObject([
      { type: 'void', balanceBeforeMicros: 0, balanceAfterMicros: units(20), reference: { call: 'a' } },
      {
        type: 'forfeiture',
        balanceBeforeMicros: units(20),
        balanceAfterMicros: 0,
        reference: { call: 'a', lot: first },
      },
    ]);
    expect(lostMicros).toBe(units(20));
    expect(books.lots.get(first)).toMatchObject({ forfeitedMicros: units(50) });
    books.expectConserved();
    books.expectChained();
  });

  test('money that comes back to an expired lot first pays the corrected call, which started before the expiry', () => {
    const { books, first } = booksWith(50);
    books.settle('a', units(20));
    books.now = AFTER_EXPIRY;
    books.forfeit(first);
    const reversal = books.reverse('a', units(15));
    expect(reversal.funding?.parts).toEqual([{ lotId: first, micros: units(15) }]);
    expect(reversal.lostMicros).toBe(units(5));
    expect(books.account.debtMicros).toBe(0);
    books.expectConserved();
  });
});

test('trap 10: money that comes back to a lot whose purchase was charged back is withdrawn with it', () => {
  const { books, first } = booksWith(50);
  books.settle('a', units(20));
  books.dispute(0);
  const { entries, lostMicros } = books.reverse('a');
  expect(entries).toMatchObject([
    { type: 'void', amountMicros: units(20) },
    { type: 'chargeback', amountMicros: -units(20), reference: { call: 'a', order: 'pur_000000000000' } },
  ]);
  expect(lostMicros).toBe(units(20));
  expect(books.lots.get(first)).toMatchObject({ withdrawnMicros: units(50) });
  expect(books.remaining(first)).toBe(0);
  books.expectConserved();
});
