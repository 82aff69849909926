/** Whatever is funded, settled, reversed, disputed and forfeited, in any order: no money appears or is lost. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { unexpiredMicros } from '../../../shared/domain/credits/account.ts';
import { addMonths } from '../../../shared/domain/instants.ts';
import { units } from '../../support/accounts.ts';
import { ReversalBooks } from './reversal-books.ts';

const step = fc.record({
  kind: fc.constantFrom('fund', 'settle', 'settle', 'void', 'correct', 'dispute', 'win', 'sweep', 'wait'),
  index: fc.nat({ max: 7 }),
  micros: fc.integer({ min: 0, max: units(90) }),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function run(books: ReversalBooks, { kind, index, micros }: Step): void {
  const settled = [...books.calls].filter(([, { status }]) => status === 'settled').map(([id]) => id);
  const callId = settled[index % Math.max(1, settled.length)];
  if (kind === 'fund') books.fund(Math.max(1, micros));
  if (kind === 'settle') books.settle(`call-${books.calls.size}`, micros, addMonths(books.now, -(index % 3)));
  if (kind === 'void' && callId) books.reverse(callId);
  if (kind === 'correct' && callId) books.reverse(callId, micros);
  if (kind === 'dispute' && index < 2) books.dispute(index);
  if (kind === 'win') books.win();
  if (kind === 'sweep') for (const lot of expiredLots(books)) books.forfeit(lot.id);
  if (kind === 'wait') books.now = addMonths(books.now, 2 * index + 1);
}

function expiredLots(books: ReversalBooks) {
  return [...books.lots.values()].filter(({ expiresAt }) => expiresAt <= books.now);
}

test('amount = remaining + used + forfeited + withdrawn, and every debt is owed or was repaid', () => {
  let reversed = 0;
  let lost = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 60 }), (steps) => {
      const books = new ReversalBooks();
      let owing = false;
      for (const each of steps) {
        run(books, each);
        owing ||= unexpiredMicros(books.account, books.now) > 0 && books.account.debtMicros > 0;
      }
      expect(owing).toBe(false);
      books.expectConserved();
      books.expectChained();
      reversed += [...books.calls.values()].filter(({ status }) => status !== 'settled').length;
      lost += books.entries.filter(({ reference, type }) => reference.call && type === 'forfeiture').length;
    }),
    { numRuns: 300 },
  );
  expect(reversed).toBeGreaterThan(400);
  expect(lost).toBeGreaterThan(5);
});

/** Purchases, calls, corrections and disputes, at once and without any expiry. */
const claims = fc.array(
  fc.record({
    kind: fc.constantFrom('fund', 'settle', 'settle', 'void', 'correct', 'dispute', 'win'),
    index: fc.nat({ max: 7 }),
    micros: fc.integer({ min: 1, max: units(90) }),
  }),
  { minLength: 5, maxLength: 40 },
);

test('a lot has what neither calls nor disputes took, in any order of calls, voids, disputes and wins', () => {
  fc.assert(
    fc.property(claims, (steps) => {
      const books = new ReversalBooks();
      for (const each of steps) {
        run(books, each);
        books.expectClaimed();
      }
      books.expectConserved();
      books.expectChained();
    }),
    { numRuns: 300 },
  );
});

/** Purchases, calls and corrections, at once and without any expiry. */
const history = fc.array(
  fc.record({
    kind: fc.constantFrom('fund', 'settle', 'settle', 'settle', 'void', 'correct'),
    index: fc.nat({ max: 9 }),
    micros: fc.integer({ min: 1, max: units(90) }),
  }),
  { minLength: 3, maxLength: 40 },
);

test('when every call is voided, in any order, every lot is full again and nothing is owed', () => {
  fc.assert(
    fc.property(history, fc.infiniteStream(fc.nat()), (steps, order) => {
      const books = new ReversalBooks();
      for (const each of steps) if (each.kind !== 'correct') run(books, each);
      const left = [...books.calls].filter(([, { status }]) => status === 'settled').map(([id]) => id);
      while (left.length > 0) {
        const [callId = ''] = left.splice((order.next().value ?? 0) % left.length, 1);
        books.reverse(callId);
      }
      for (const lot of books.lots.values()) {
        expect(books.remaining(lot.id)).toBe(lot.amountMicros);
      }
      expect(books.account.debtMicros).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('settling and voiding restores the same account; correcting to the same charge changes nothing', () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 0, max: units(300) }), (steps, micros) => {
      const books = new ReversalBooks();
      for (const each of steps) run(books, each);
      const before = books.account;
      books.settle('last', micros);
      const settled = books.account;
      const { entrySequence: sequence } = settled;
      const funding = books.calls.get('last')?.funding;
      expect(books.reverse('last', micros)).toMatchObject({ entries: [], account: settled, funding });
      expect(books.account.entrySequence).toBe(sequence);
      books.reverse('last');
      const { entrySequence, debts, balanceSeenAt } = before;
      const places = { entrySequence, debts, balanceSeenAt };
      expect({ ...books.account, ...places }).toEqual(before);
    }),
    { numRuns: 300 },
  );
});
