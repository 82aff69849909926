/** Reversals where a debt is involved, and corrections. */
import { describe, expect, test } from '@jest/globals';
import { reverseCall } from '../../../shared/domain/calls/reversal.ts';
import { addMonths, addSeconds } from '../../../shared/domain/instants.ts';
import { anAccount, momentOf, START, units } from '../../support/accounts.ts';
import { booksWith, IN_GRACE, ReversalBooks } from './reversal-books.ts';

describe('a debt that the call made', () => {
  test('a reversal first reduces the debt that the call made', () => {
    const { books } = booksWith(50);
    books.settle('a', units(60));
    books.settle('b', units(5));
    const { entries } = books.reverse('b');
    expect(books.account.debtMicros).toBe(units(10));
    expect(entries).toMatchObject([
      { type: 'void', amountMicros: units(5), debtMicros: -units(5), parts: [] },
    ]);
  });

  test('a debt that was repaid comes back to the lots that repaid it, oldest first', () => {
    const { books } = booksWith(50);
    books.settle('a', units(80));
    const second = books.fund(units(20));
    books.now = addSeconds(books.now, 86_400);
    const third = books.fund(units(50));
    expect(books.reverse('a').parts).toEqual([
      { lotId: expect.any(String), changeMicros: units(50) },
      { lotId: second, changeMicros: units(20) },
      { lotId: third, changeMicros: units(10) },
    ]);
    expect([second, third].map((id) => books.remaining(id))).toEqual([units(20), units(50)]);
    books.expectConserved();
  });

  test('a debt comes back to the lots that paid it, and to no lots that paid older debts', () => {
    const { books } = booksWith();
    books.settle('old', units(10));
    const first = books.fund(units(50));
    books.now = addSeconds(books.now, 86_400);
    books.settle('a', units(60));
    books.now = addSeconds(books.now, 86_400);
    const second = books.fund(units(50));
    books.reverse('a');
    expect([first, second].map((id) => books.remaining(id))).toEqual([units(40), units(50)]);
    books.expectConserved();
  });

  test('the debt of another call is paid from what comes back', () => {
    const { books, first } = booksWith(50);
    books.settle('a', units(50));
    books.settle('b', units(30));
    const { entries } = books.reverse('a');
    expect(entries).toMatchObject([
      { amountMicros: units(50), debtMicros: -units(30), parts: [{ lotId: first, changeMicros: units(20) }] },
    ]);
    expect(entries[0]?.debts?.paid?.parts).toMatchObject([{ lotId: first, micros: units(30) }]);
    expect(books.paidFor('b')).toEqual([{ lotId: first, micros: units(30) }]);
    expect(books.account.debtMicros).toBe(0);
    books.reverse('b');
    expect(books.remaining(first)).toBe(units(50));
    books.expectConserved();
  });

  test('a debt is not paid from a lot that has expired', () => {
    const { books, first } = booksWith(50);
    books.settle('a', units(50));
    books.settle('b', units(30));
    books.now = IN_GRACE;
    books.reverse('a');
    expect(books.account.debtMicros).toBe(units(30));
    expect(books.remaining(first)).toBe(units(50));
  });

  test('a debt that is neither owed nor repaid is a fault', () => {
    const call = { callId: 'a', parts: [], debtMicros: 1, postpaidMicros: 0 };
    const payers = { lots: [], payments: [] };
    expect(() => reverseCall(anAccount(), call, payers, momentOf(START))).toThrow(RangeError);
  });
});

describe('a correction', () => {
  test.each([
    ['down', 20, 5, 45],
    ['up', 20, 30, 20],
    ['to nothing', 20, 0, 50],
  ])('%s books the difference only', (_direction, from, to, left) => {
    const { books, first } = booksWith(50);
    books.settle('a', units(from));
    const { entries } = books.reverse('a', units(to));
    expect(entries).toMatchObject([
      {
        type: 'correction',
        amountMicros: units(from - to),
        parts: [{ lotId: first, changeMicros: units(from - to) }],
      },
    ]);
    expect(books.remaining(first)).toBe(units(left));
    books.expectConserved();
  });

  test('a correction beyond the balance makes a debt', () => {
    const { books } = booksWith(50);
    books.settle('a', units(20));
    expect(books.reverse('a', units(70)).funding).toMatchObject({ debtMicros: units(20) });
    expect(books.account.debtMicros).toBe(units(20));
    books.expectConserved();
  });

  test('a correction that takes the balance below the threshold warns; a void never does', () => {
    const { books } = booksWith(50);
    books.settle('a', units(20));
    const { entries } = books.reverse('a', units(50));
    expect(entries[0]?.events.map(({ type }) => type)).toEqual(['BalanceLow', 'BalanceExhausted']);
  });

  test('a correction draws on no lot that had expired when the call started', () => {
    const { books, first } = booksWith(50);
    books.now = addMonths(START, 12);
    const second = books.fund(units(50));
    books.settle('a', units(20));
    books.reverse('a', units(60));
    expect([first, second].map((id) => books.remaining(id))).toEqual([units(50), 0]);
    expect(books.account.debtMicros).toBe(units(10));
  });

  test('a correction of a call on the monthly statement leaves it there', () => {
    const { terms } = anAccount();
    const postpaid = anAccount({ terms: { ...terms, agreement: 'MCA', payAsYouGo: true } });
    const books = new ReversalBooks(postpaid);
    books.settle('a', units(20));
    books.account = { ...books.account, terms: { ...terms, agreement: 'MCA', payAsYouGo: false } };
    const { funding, entries } = books.reverse('a', units(15));
    expect(funding).toMatchObject({ postpaidMicros: units(15), debtMicros: 0 });
    expect(entries).toEqual([]);
  });
});
