import { describe, expect, test } from '@jest/globals';
import { toAmount, toMicros } from './amounts.ts';
import { type Books, type CallFacts, type EntryFacts, reconcile } from './reconcile.ts';

type Mutable<T> =
  T extends ReadonlySet<infer U>
    ? Set<U>
    : T extends object
      ? { -readonly [K in keyof T]: Mutable<T[K]> }
      : T;

function entry(
  sequence: number,
  type: string,
  [before, after]: [number, number],
  parts: [string, number][],
  debtMicros = 0,
): Mutable<EntryFacts> {
  return {
    sequence,
    type,
    amountMicros: after - before,
    balanceBeforeMicros: before,
    balanceAfterMicros: after,
    parts: parts.map(([lotId, micros]) => ({ lotId, micros })),
    debtMicros,
  };
}

function call(
  callId: string,
  entryOf: number | undefined,
  parts: [string, number][],
  debtMicros = 0,
): Mutable<CallFacts> {
  const paid = parts.map(([lotId, micros]) => ({ lotId, micros }));
  const chargeMicros = paid.reduce((sum, { micros }) => sum + micros, debtMicros);
  const settlement = { entry: entryOf, chargeMicros, parts: paid, debtMicros, postpaidMicros: 0 };
  return { callId, status: 'settled', settlement };
}

const lot = (id: string, source: string, amounts: [number, number, number, number]) => {
  const [amountMicros, usedMicros, forfeitedMicros, remainingMicros] = amounts;
  return { id, source, amountMicros, usedMicros, forfeitedMicros, withdrawnMicros: 0, remainingMicros };
};

/** 100 bought, 130 called for, 30 of it owed until a recharge of 50; 20 left, of which 5 are called for and 15 lapse. */
function soundBooks(): Mutable<Books> {
  return {
    acceptedCallIds: new Set(['free', 'a', 'b', 'c']),
    calls: [
      call('free', undefined, []),
      call('a', 2, [['lot1', 90]]),
      call('b', 2, [['lot1', 10]], 30),
      call('c', 4, [['lot2', 5]]),
    ],
    entries: [
      entry(1, 'purchase', [0, 100], [['lot1', 100]]),
      entry(2, 'usage', [100, -30], [['lot1', -100]], 30),
      entry(
        3,
        'recharge',
        [-30, 20],
        [
          ['lot2', 50],
          ['lot2', -30],
        ],
        -30,
      ),
      entry(4, 'usage', [20, 15], [['lot2', -5]]),
      entry(5, 'forfeiture', [15, 0], [['lot2', -15]]),
    ],
    lots: [lot('lot1', 'purchase', [100, 100, 0, 0]), lot('lot2', 'recharge', [50, 35, 15, 0])],
    debtMicros: 0,
  };
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new Error(`nothing at ${index}`);
  return item;
}

function settlementAt(books: Mutable<Books>, index: number) {
  const { settlement } = at(books.calls, index);
  if (!settlement) throw new Error(`call ${index} is not settled`);
  return settlement;
}

describe('reconcile', () => {
  test('sums up books that are sound', () => {
    expect(reconcile(soundBooks())).toEqual({
      settledCalls: 4,
      fundedMicros: 100,
      rechargedMicros: 50,
      usedMicros: 135,
      forfeitedMicros: 15,
      remainingMicros: 0,
      debtMicros: 0,
      recharges: 1,
      differences: [],
    });
  });

  test('takes a debt that is still owed for neither used nor lost', () => {
    const books = soundBooks();
    books.entries.splice(2);
    books.calls.splice(3);
    books.acceptedCallIds.delete('c');
    books.lots.splice(1);
    books.debtMicros = 30;
    expect(reconcile(books)).toMatchObject({ usedMicros: 100, debtMicros: 30, differences: [] });
  });

  const TAMPERING: readonly [string, (books: Mutable<Books>) => void, RegExp][] = [
    [
      'a call that was never settled',
      (books) => books.calls.splice(1, 1),
      /a was accepted and is settled 0 times/,
    ],
    [
      'a call that is there twice',
      (books) => books.calls.push(at(books.calls, 1)),
      /a was accepted and is settled 2/,
    ],
    [
      'a call that nobody sent',
      (books) => books.calls.push(call('x', undefined, [])),
      /x is settled and was never/,
    ],
    [
      'a settled call that says otherwise',
      (books) => (at(books.calls, 1).status = 'received'),
      /a .* is received/,
    ],
    ['a charge that is too high', (books) => (settlementAt(books, 1).chargeMicros += 1), /charge of call a/],
    [
      'a charge without an entry',
      (books) => delete settlementAt(books, 1).entry,
      /charge of call a, in no entry/,
    ],
    ['a charge in the wrong entry', (books) => (settlementAt(books, 1).entry = 4), /usage entry 2 of lot1/],
    ['a charge in an entry that is not', (books) => (settlementAt(books, 1).entry = 9), /no usage entry 9/],
    [
      'a call charged twice to the lot',
      (books) => (at(at(books.entries, 3).parts, 0).micros = -10),
      /entry 4/,
    ],
    [
      'another lot than the call says',
      (books) => (at(settlementAt(books, 1).parts, 0).lotId = 'lot2'),
      /of lot2/,
    ],
    [
      'a debt of a call that is not booked',
      (books) => (settlementAt(books, 2).debtMicros = 29),
      /debt in usage/,
    ],
    ['a missing entry', (books) => books.entries.splice(3, 1), /entry 5 stands where 4 should/],
    ['a chain that breaks', (books) => (at(books.entries, 3).balanceBeforeMicros = 21), /entry 4 before/],
    ['an entry that moves less than it says', (books) => (at(books.entries, 0).amountMicros = 99), /entry 1/],
    ['money that disappears at the end', (books) => (at(books.entries, 4).balanceAfterMicros = 1), /balance/],
    ['a lot that is larger than its funding', (books) => (at(books.lots, 0).amountMicros = 101), /lot lot1/],
    ['a lot with more left', (books) => (at(books.lots, 1).remainingMicros = 1), /rest of lot lot2/],
    [
      'a forfeiture that is hidden',
      (books) => (at(books.lots, 1).forfeitedMicros = 14),
      /forfeited of lot lot2/,
    ],
    ['a lot that is not shown', (books) => books.lots.splice(1, 1), /entries name the lot lot2/],
    ['a debt that is not shown', (books) => (books.debtMicros = 1), /debt/],
    [
      'a recharge that never was',
      (books) => {
        books.entries.push(entry(6, 'recharge', [0, 50], []));
      },
      /entry 6/,
    ],
  ];

  test.each(TAMPERING)('sees %s', (_, tamper, difference) => {
    const books = soundBooks();
    tamper(books);
    expect(reconcile(books).differences).toContainEqual(expect.stringMatching(difference));
  });
});

describe('amounts', () => {
  test.each([
    ['0.00', 0],
    ['12.50', 12_500_000],
    ['0.000001', 1],
    ['-3.0156', -3_015_600],
    ['100000.00', 100_000_000_000],
  ])('%s is %i', (amount, micros) => {
    expect(toMicros(amount)).toBe(micros);
    expect(toAmount(micros)).toBe(amount);
  });

  test.each(['', '1', '1.5', '1.0000001', 'a.00'])('%p is none', (text) => {
    expect(() => toMicros(text)).toThrow(RangeError);
  });
});
