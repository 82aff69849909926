import { describe, expect, test } from '@jest/globals';
import { MoreLotsNeeded, unexpiredMicros } from '../../shared/domain/account.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import { reverseCall } from '../../shared/domain/reversal.ts';
import { anAccount, START, units } from '../support/accounts.ts';
import { ReversalBooks } from './reversal-books.ts';

const AFTER_EXPIRY = addSeconds(addMonths(START, 12), 3 * 86_400);

/** Lots of these amounts, bought a day apart. */
function booksWith(...amounts: number[]) {
  const books = new ReversalBooks();
  const lots = amounts.map((amount) => {
    const lot = books.fund(units(amount));
    books.now = addSeconds(books.now, 86_400);
    return lot;
  });
  return { books, lots, first: lots[0] ?? '', second: lots[1] ?? '' };
}

describe('a void', () => {
  test('gives every part back to the lot that it came from, and reopens those that were emptied', () => {
    const { books, first, second } = booksWith(50, 60);
    books.settle('a', units(70));
    const { entries, parts, lostMicros } = books.reverse('a');
    expect(parts).toEqual([
      { lotId: first, micros: units(50) },
      { lotId: second, micros: units(20) },
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

  test('of a call that cost nothing writes no entry and leaves the account alone', () => {
    const { books } = booksWith(50);
    books.settle('a', 0);
    const before = books.account;
    expect(books.reverse('a')).toMatchObject({ entries: [], changes: [], parts: [] });
    expect(books.account).toBe(before);
  });

  test('needs the lots that are not loaded where one of them may be meant', () => {
    const waiting = { count: 1, micros: units(50), firstId: 'lot_2', expiresAt: addMonths(START, 12) };
    const parts = [{ lotId: 'lot_3', micros: 1 }];
    const call = { callId: 'a', settledAt: START, parts, debtMicros: 0, postpaidMicros: 0 };
    const lot = {
      id: 'lot_3',
      orderId: 'pur_1',
      amountMicros: units(50),
      remainingMicros: 0,
      purchasedAt: START,
      expiresAt: addMonths(START, 12),
      forfeitedMicros: 0,
      debtRepaidMicros: 0,
      disputed: false,
    };
    expect(() => reverseCall(anAccount({ waiting }), call, [lot], START)).toThrow(MoreLotsNeeded);
  });
});

describe('money that comes back to a lot that has expired', () => {
  test('and is not booked yet stays in the books until the sweep, and can pay for nothing new', () => {
    const { books, first } = booksWith(50);
    books.settle('a', units(20));
    books.now = AFTER_EXPIRY;
    expect(books.reverse('a').entries).toHaveLength(1);
    expect(books.remaining(first)).toBe(units(50));
    expect(unexpiredMicros(books.account, books.now)).toBe(0);
    books.forfeit(first);
    expect(books.lots.get(first)).toMatchObject({ forfeitedMicros: units(50) });
    books.expectConserved();
  });

  test('and was emptied before is there for the sweep again', () => {
    const { books, first } = booksWith(50);
    books.settle('a', units(50));
    books.now = AFTER_EXPIRY;
    expect(books.reverse('a')).toMatchObject({ lostMicros: 0 });
    expect(books.remaining(first)).toBe(units(50));
  });

  test('and was forfeited is forfeited at once, by an entry that says so', () => {
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

  test('pays a corrected call first: the call started when the lot was good', () => {
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

test('trap 10: money that comes back to a lot that the bank has taken back goes with it', () => {
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

describe('a debt that the call made', () => {
  test('is reduced first', () => {
    const { books } = booksWith(50);
    books.settle('a', units(60));
    books.settle('b', units(5));
    const { entries } = books.reverse('b');
    expect(books.account.debtMicros).toBe(units(10));
    expect(entries).toMatchObject([
      { type: 'void', amountMicros: units(5), debtMicros: -units(5), parts: [] },
    ]);
  });

  test('and that was repaid since comes back to the lots that repaid it, oldest first', () => {
    const { books } = booksWith(50);
    books.settle('a', units(80));
    const second = books.fund(units(20));
    books.now = addSeconds(books.now, 86_400);
    const third = books.fund(units(50));
    expect(books.reverse('a').parts).toEqual([
      { lotId: expect.any(String), micros: units(50) },
      { lotId: second, micros: units(20) },
      { lotId: third, micros: units(10) },
    ]);
    expect([second, third].map((id) => books.remaining(id))).toEqual([units(20), units(50)]);
    books.expectConserved();
  });

  test('comes back to lots that were bought since it was made before any that repaid older ones', () => {
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

  test('of another call is paid from what comes back', () => {
    const { books, first } = booksWith(50);
    books.settle('a', units(50));
    books.settle('b', units(30));
    const { entries, changes } = books.reverse('a');
    expect(entries).toMatchObject([
      { amountMicros: units(50), debtMicros: -units(30), parts: [{ lotId: first, micros: units(20) }] },
    ]);
    expect(changes).toMatchObject([{ lotId: first, debtRepaidMicros: units(30) }]);
    expect(books.account.debtMicros).toBe(0);
    books.reverse('b');
    expect(books.remaining(first)).toBe(units(50));
    books.expectConserved();
  });

  test('is not paid from a lot that has expired', () => {
    const { books, first } = booksWith(50);
    books.settle('a', units(50));
    books.settle('b', units(30));
    books.now = AFTER_EXPIRY;
    books.reverse('a');
    expect(books.account.debtMicros).toBe(units(30));
    expect(books.remaining(first)).toBe(units(50));
  });

  test('that is neither owed nor was repaid is a fault, and nothing is made up', () => {
    const call = { callId: 'a', settledAt: START, parts: [], debtMicros: 1, postpaidMicros: 0 };
    expect(() => reverseCall(anAccount(), call, [], START)).toThrow(RangeError);
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
        parts: [{ lotId: first, micros: units(from - to) }],
      },
    ]);
    expect(books.remaining(first)).toBe(units(left));
    books.expectConserved();
  });

  test('beyond the balance makes a debt', () => {
    const { books } = booksWith(50);
    books.settle('a', units(20));
    expect(books.reverse('a', units(70)).funding).toMatchObject({ debtMicros: units(20) });
    expect(books.account.debtMicros).toBe(units(20));
    books.expectConserved();
  });

  test('that takes the balance below the threshold warns; a void never does', () => {
    const { books } = booksWith(50);
    books.settle('a', units(20));
    const { entries } = books.reverse('a', units(50));
    expect(entries[0]?.events.map(({ type }) => type)).toEqual(['BalanceLow', 'BalanceExhausted']);
  });

  test('draws on no lot that had expired when the call started', () => {
    const { books, first } = booksWith(50);
    books.now = addMonths(START, 12);
    const second = books.fund(units(50));
    books.settle('a', units(20));
    books.reverse('a', units(60));
    expect([first, second].map((id) => books.remaining(id))).toEqual([units(50), 0]);
    expect(books.account.debtMicros).toBe(units(10));
  });

  test('of a call on the monthly statement leaves it there', () => {
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
