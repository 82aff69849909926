/** The books of a month, entry by entry. */
import { describe, expect, test } from '@jest/globals';
import {
  type BookedEntry,
  beginMonth,
  bookEntry,
  FLOWS,
  type MonthBooks,
} from '../../../shared/domain/credits/month-books.ts';
import { monthsToOpen } from '../../../shared/domain/credits/monthly-statements.ts';

const isBought = (lotId: string) => lotId.startsWith('lot_');

type Moved = Omit<
  BookedEntry,
  'sequence' | 'amountMicros' | 'balanceBeforeMicros' | 'balanceAfterMicros' | 'parts' | 'debtMicros'
> & { readonly lots?: Readonly<Record<string, number>>; readonly debt?: number };

/** Books the movements one after the other, each of which carries on from the one before. */
function booksOf(...moves: readonly Moved[]): MonthBooks {
  return moves.reduce((books, { lots = {}, debt = 0, ...move }) => {
    const parts = Object.entries(lots).map(([lotId, changeMicros]) => ({ lotId, changeMicros }));
    const amountMicros = parts.reduce((sum, { changeMicros }) => sum + changeMicros, -debt);
    const entry: BookedEntry = {
      ...move,
      sequence: books.last + 1,
      parts,
      debtMicros: debt,
      amountMicros,
      balanceBeforeMicros: books.closingMicros,
      balanceAfterMicros: books.closingMicros + amountMicros,
    };
    return bookEntry(books, entry, isBought);
  }, beginMonth());
}

const made = (fromMicros: number, toMicros: number) => ({ made: { fromMicros, toMicros } });
const paid = (lotId: string, micros: number) => ({
  paid: { fromMicros: 0, parts: [{ lotId, micros, toMicros: micros }] },
});

const OVERRUN: Moved = {
  type: 'usage',
  lots: { lot_1: -100 },
  debt: 40,
  debts: made(0, 40),
  use: { user: { calls: 2, micros: 90 }, conference: { calls: 1, micros: 50 } },
};

describe('the books of a month (spec: Revenue is counted by month)', () => {
  test('what a payment paid of the debt came, and was used', () => {
    const { bought, granted, debt } = booksOf(
      { type: 'purchase', lots: { lot_1: 100 } },
      OVERRUN,
      { type: 'purchase', lots: { lot_2: 20 }, debt: -30, debts: paid('lot_2', 30) },
      { type: 'grant', lots: { gra_1: 15 }, debt: -10, debts: paid('gra_1', 10) },
    );
    expect(bought).toMatchObject({ opening: 0, funded: 150, used: 130, closing: 20 });
    expect(granted).toMatchObject({ opening: 0, funded: 25, used: 10, closing: 15 });
    expect(debt).toEqual({ opening: 0, made: 40, paid: 40, cancelled: 0, closing: 0 });
  });

  test('a void takes back use of the lots that get the money, and cancels what is still owed', () => {
    const { bought, granted, debt } = booksOf(
      { type: 'purchase', lots: { lot_1: 100 } },
      { type: 'grant', lots: { gra_1: 10 } },
      { ...OVERRUN, lots: { lot_1: -100, gra_1: -10 }, use: { user: { calls: 3, micros: 150 } } },
      {
        type: 'void',
        lots: { lot_1: 50, gra_1: 10 },
        debt: -25,
        debts: { cancelled: { fromMicros: 15, toMicros: 40 } },
      },
    );
    expect([bought.used, granted.used]).toEqual([50, 0]);
    expect(debt).toEqual({ opening: 0, made: 40, paid: 0, cancelled: 25, closing: 15 });
  });

  test('each way out has a figure of its own, and a dispute that is won takes back its chargeback', () => {
    const { bought } = booksOf(
      { type: 'recharge', lots: { lot_1: 1000 } },
      { type: 'refund', lots: { lot_1: -100 } },
      { type: 'refund', lots: { lot_1: 30 } },
      { type: 'chargeback', lots: { lot_1: -200 } },
      { type: 'chargeback-reversal', lots: { lot_1: 150 } },
      { type: 'write-off', lots: { lot_1: -5 } },
      { type: 'transfer-out', lots: { lot_1: -7 } },
      { type: 'extension' },
      { type: 'forfeiture', lots: { lot_1: -11 } },
      { type: 'transfer-in', lots: { lot_2: 3 } },
    );
    expect(bought).toEqual({
      opening: 0,
      funded: 1000,
      movedIn: 3,
      used: 0,
      forfeited: 11,
      refunded: 70,
      chargedBack: 50,
      writtenOff: 5,
      movedOut: 7,
      closing: 860,
    });
    const { opening, funded, movedIn, closing, ...out } = bought;
    const left = Object.values(out).reduce((sum, micros) => sum - micros, opening + funded + movedIn);
    expect(left).toBe(closing);
    expect(Object.keys(out)).toHaveLength(FLOWS.length - 2);
  });

  test('use is by kind of call; what an entry of an earlier layout does not say is of another kind', () => {
    const { use, lines } = booksOf({ type: 'purchase', lots: { lot_1: 200 } }, OVERRUN, {
      type: 'usage',
      lots: { lot_1: -8 },
    });
    expect(use).toEqual({
      user: { calls: 2, micros: 90 },
      conference: { calls: 1, micros: 50 },
      other: { calls: 0, micros: 8 },
    });
    expect(lines.usage).toEqual({ entries: 2, micros: -148 });
  });

  test('a month goes on from the one before', () => {
    const before = booksOf({ type: 'purchase', lots: { lot_1: 100 } }, OVERRUN);
    expect(beginMonth(before)).toMatchObject({
      first: 3,
      last: 2,
      openingMicros: -40,
      closingMicros: -40,
      lines: {},
      bought: { opening: 0, funded: 0, closing: 0 },
      debt: { opening: 40, made: 0, closing: 40 },
    });
  });

  test('an entry that does not carry on, or whose parts are of another sum, is refused', () => {
    const books = booksOf({ type: 'purchase', lots: { lot_1: 100 } });
    const next: BookedEntry = {
      sequence: 2,
      type: 'usage',
      amountMicros: -10,
      balanceBeforeMicros: 100,
      balanceAfterMicros: 90,
      parts: [{ lotId: 'lot_1', changeMicros: -10 }],
      debtMicros: 0,
    };
    const broken: Partial<BookedEntry>[] = [
      { sequence: 3 },
      { balanceBeforeMicros: 99, balanceAfterMicros: 89 },
      { parts: [] },
      { amountMicros: -11 },
    ];
    for (const change of broken)
      expect(() => bookEntry(books, { ...next, ...change }, isBought)).toThrow(RangeError);
    expect(bookEntry(books, next, isBought).closingMicros).toBe(90);
  });
});

describe('the months to open', () => {
  test('are all that are over, from the first one, with numbers without gaps', () => {
    expect(monthsToOpen({ last: undefined, first: '2026-11', latest: '2027-01' })).toEqual([
      { month: '2026-11', number: 1 },
      { month: '2026-12', number: 2 },
      { month: '2027-01', number: 3 },
    ]);
    const last = { month: '2026-12', number: 2 };
    expect(monthsToOpen({ last, first: '2026-11', latest: '2027-01' })).toEqual([
      { month: '2027-01', number: 3 },
    ]);
    expect(monthsToOpen({ last, first: '2026-11', latest: '2026-12' })).toEqual([]);
  });
});
