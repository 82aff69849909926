/** Which lot pays which debt: the queue of spans is compared with a plain list of debts, oldest first. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Account, MoreLotsNeeded } from '../../../shared/domain/credits/account.ts';
import {
  type CallDebt,
  cancelDebt,
  type DebtPayment,
  makeDebt,
  payDebts,
  payersOf,
} from '../../../shared/domain/credits/debts.ts';
import { addMonths } from '../../../shared/domain/instants.ts';
import { anAccount, START, units } from '../../support/accounts.ts';
import { booksWith, ReversalBooks } from '../calls/reversal-books.ts';

describe('row 21: money that paid a debt goes back to the lots that paid for this very call', () => {
  function twoDebts() {
    const books = new ReversalBooks();
    books.settle('one', units(49.952));
    books.settle('two', units(49.952));
    const b = books.fund(units(50));
    books.now = addMonths(START, 11);
    const c = books.fund(units(50));
    return { books, b, c };
  }

  test('the older call is paid first, and each call has its own payers', () => {
    const { books, b, c } = twoDebts();
    expect(books.account.debtMicros).toBe(0);
    expect(books.paidFor('one')).toEqual([{ lotId: b, micros: units(49.952) }]);
    expect(books.paidFor('two')).toEqual([
      { lotId: b, micros: units(0.048) },
      { lotId: c, micros: units(49.904) },
    ]);
  });

  test('voiding the second returns 0.048 to the lot that has expired, and 49.904 to the one that has not', () => {
    const { books, b, c } = twoDebts();
    books.now = addMonths(START, 13);
    const { parts, lostMicros } = books.reverse('two');
    expect(parts).toEqual([
      { lotId: b, changeMicros: units(0.048) },
      { lotId: c, changeMicros: units(49.904) },
    ]);
    expect(lostMicros).toBe(units(0.048));
    expect([b, c].map((id) => books.remaining(id))).toEqual([0, units(50)]);
    books.expectConserved();
  });

  test('voiding the first returns all of it to the lot that paid it', () => {
    const { books, b, c } = twoDebts();
    books.reverse('one');
    expect([b, c].map((id) => books.remaining(id))).toEqual([units(49.952), units(0.096)]);
  });

  test('the unpaid rest of a debt that is paid in part is cancelled', () => {
    const { books } = booksWith();
    books.settle('one', units(30));
    books.settle('two', units(40));
    const lot = books.fund(units(50));
    const { entries } = books.reverse('two');
    expect(entries).toMatchObject([
      {
        amountMicros: units(40),
        debtMicros: -units(20),
        parts: [{ lotId: lot, changeMicros: units(20) }],
        debts: { cancelled: { callId: 'two', fromMicros: units(50), toMicros: units(70) } },
      },
    ]);
    expect(books.account.debtMicros).toBe(0);
    books.expectConserved();
  });

  test('a later payment skips a cancelled debt', () => {
    const { books } = booksWith();
    for (const callId of ['one', 'two', 'three']) books.settle(callId, units(30));
    books.reverse('two');
    const lot = books.fund(units(40));
    expect(books.paidFor('three')).toEqual([{ lotId: lot, micros: units(10) }]);
    expect(books.account.debtMicros).toBe(units(20));
    const next = books.fund(units(50));
    expect(books.paidFor('three')).toEqual([
      { lotId: lot, micros: units(10) },
      { lotId: next, micros: units(20) },
    ]);
    books.expectConserved();
  });

  test('a lot whose charge the bank took back keeps none of the money that comes back to it', () => {
    const { books, b, c } = twoDebts();
    books.dispute(0);
    const { entries, lostMicros } = books.reverse('two');
    expect(lostMicros).toBe(units(0.048));
    expect(entries.map(({ type, parts }) => [type, parts[0]?.lotId])).toEqual([
      ['void', b],
      ['chargeback', b],
    ]);
    expect([b, c].map((id) => books.remaining(id))).toEqual([0, units(50)]);
    books.expectConserved();
  });

  test('a lot whose returned money pays another debt is recorded as its payer', () => {
    const { books, first } = booksWith(50);
    books.settle('a', units(50));
    books.settle('b', units(30));
    books.settle('c', units(30));
    books.reverse('a');
    expect(books.paidFor('b')).toEqual([{ lotId: first, micros: units(30) }]);
    expect(books.paidFor('c')).toEqual([{ lotId: first, micros: units(20) }]);
    books.reverse('b');
    expect(books.paidFor('c')).toEqual([
      { lotId: first, micros: units(20) },
      { lotId: first, micros: units(10) },
    ]);
    books.expectConserved();
  });

  test('a correction makes a new debt, after those that were made since', () => {
    const { books } = booksWith();
    books.settle('a', units(30));
    books.settle('b', units(30));
    const { entries } = books.reverse('a', units(20));
    expect(entries).toMatchObject([
      {
        type: 'correction',
        amountMicros: units(10),
        debts: {
          cancelled: { callId: 'a', fromMicros: 0, toMicros: units(30) },
          made: [{ callId: 'a', fromMicros: units(60), micros: units(20) }],
        },
      },
    ]);
    const lot = books.fund(units(40));
    expect(books.paidFor('b')).toEqual([{ lotId: lot, micros: units(30) }]);
    expect(books.paidFor('a')).toEqual([{ lotId: lot, micros: units(10) }]);
  });
});

test('row 21: a payment needs the cancelled debts that are not loaded', () => {
  const account = anAccount({
    debtMicros: units(10),
    debts: { madeMicros: units(30), paidMicros: units(10) },
  });
  expect(() => payDebts(account, [{ lotId: 'lot', micros: 1 }])).toThrow(MoreLotsNeeded);
});

interface ListedDebt {
  readonly callId: string;
  owed: number;
  readonly paidBy: [string, number][];
}

const step = fc.record({
  kind: fc.constantFrom('make', 'make', 'pay', 'cancel'),
  index: fc.nat({ max: 30 }),
  micros: fc.integer({ min: 1, max: 100 }),
  lots: fc.integer({ min: 1, max: 4 }),
});

/** The queue, and beside it a plain list of debts. */
class Queues {
  account: Account = anAccount();
  readonly debts: CallDebt[] = [];
  readonly payments: DebtPayment[] = [];
  readonly list: ListedDebt[] = [];
  readonly cancelled = new Set<string>();

  make(micros: number): void {
    const { account, fromMicros } = makeDebt(this.account, micros);
    const callId = `call-${this.debts.length}`;
    this.account = account;
    this.debts.push({ callId, fromMicros, micros });
    this.list.push({ callId, owed: micros, paidBy: [] });
  }

  pay(micros: number, lots: number): void {
    const parts: { lotId: string; micros: number }[] = [];
    let left = this.account.debtMicros;
    for (let lot = 0; lot < lots && left > 0; lot += 1) {
      const part = Math.min(left, micros);
      left -= part;
      parts.push({ lotId: `lot-${this.payments.length}-${lot}`, micros: part });
    }
    const { account, paid } = payDebts(this.account, parts);
    this.account = account;
    if (paid) this.payments.push(paid);
    for (const part of parts) this.#payListed(part.lotId, part.micros);
  }

  #payListed(lotId: string, micros: number): void {
    let left = micros;
    for (const debt of this.list) {
      const part = Math.min(left, debt.owed);
      left -= part;
      debt.owed -= part;
      if (part > 0) debt.paidBy.push([lotId, part]);
    }
    expect(left).toBe(0);
  }

  cancel(index: number): void {
    const debt = this.debts[index % Math.max(1, this.debts.length)];
    if (!debt || this.cancelled.has(debt.callId)) return;
    this.cancelled.add(debt.callId);
    const listed = this.list.find(({ callId }) => callId === debt.callId);
    const { account, owedMicros } = cancelDebt(this.account, debt);
    expect(owedMicros).toBe(listed?.owed);
    this.#expectPaid(debt, debt.fromMicros + debt.micros - owedMicros);
    this.account = account;
    if (listed) listed.owed = 0;
  }

  expectSame(): void {
    expect(this.account.debtMicros).toBe(this.list.reduce((sum, { owed }) => sum + owed, 0));
    for (const debt of this.debts) {
      if (this.cancelled.has(debt.callId)) continue;
      this.#expectPaid(debt, debt.fromMicros + debt.micros);
    }
  }

  #expectPaid({ callId, fromMicros }: CallDebt, toMicros: number): void {
    const paid = payersOf(this.payments, { fromMicros, toMicros });
    const listed = this.list.find((each) => each.callId === callId)?.paidBy;
    expect(paid.map(({ lotId, micros }) => [lotId, micros])).toEqual(listed);
  }
}

test('row 21: the queue and a plain list of debts agree about each call, after any order of debts, payments and cancellations', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
      const queues = new Queues();
      for (const { kind, index, micros, lots } of steps) {
        if (kind === 'make') queues.make(micros);
        if (kind === 'pay') queues.pay(micros, lots);
        if (kind === 'cancel') queues.cancel(index);
        queues.expectSame();
      }
    }),
    { numRuns: 300 },
  );
});

test('row 21: a payment of ten thousand debts is as small as a payment of one', () => {
  const queues = new Queues();
  for (let count = 0; count < 10_000; count += 1) queues.make(units(0.001));
  const { account, paid } = payDebts(queues.account, [{ lotId: 'lot', micros: units(10) }]);
  expect(account.debtMicros).toBe(0);
  expect(paid).toEqual({
    fromMicros: 0,
    parts: [{ lotId: 'lot', micros: units(10), toMicros: units(10) }],
  });
});
