import { describe, expect, test } from '@jest/globals';
import { Audit } from '../../shared/domain/audit/audit.ts';
import type { AuditedCall } from '../../shared/domain/audit/calls.ts';
import type { AuditedEntry, AuditedLot } from '../../shared/domain/audit/ledger.ts';
import type { EntryType } from '../../shared/domain/credits/ledger.ts';
import { anAccount, anOrder } from '../support/accounts.ts';
import { type Books, reconcile } from './reconcile.ts';

type Mutable<T> = T extends string | number
  ? T
  : T extends ReadonlySet<infer U>
    ? Set<U>
    : T extends object
      ? { -readonly [K in keyof T]: Mutable<T[K]> }
      : T;

const BOUGHT = '2026-10-01T00:00:00.000Z';
const NOW = '2027-12-01T00:00:00.000Z';
const PAGE = '2026-10-02/PAGE#1';

function entry(
  sequence: number,
  type: EntryType,
  [before, after]: [number, number],
  parts: [string, number][],
  debtMicros = 0,
): Mutable<AuditedEntry> {
  return {
    sequence,
    type,
    at: BOUGHT,
    amountMicros: after - before,
    balanceBeforeMicros: before,
    balanceAfterMicros: after,
    parts: parts.map(([lotId, changeMicros]) => ({ lotId, changeMicros })),
    debtMicros,
  };
}

function call(
  callId: string,
  entryOf: number | undefined,
  parts: [string, number][],
  debtMicros = 0,
): Mutable<AuditedCall> {
  const chargeMicros = parts.reduce((sum, [, micros]) => sum + micros, debtMicros);
  const debtFromMicros = debtMicros > 0 ? 0 : undefined;
  const settlement = { at: BOUGHT, entry: entryOf, chargeMicros, parts, debtMicros, postpaidMicros: 0 };
  return { callId, status: 'settled', settlement: { ...settlement, debtFromMicros } };
}

const lot = (id: string, amounts: [number, number, number, number]) => {
  const [amountMicros, usedMicros, forfeitedMicros, remainingMicros] = amounts;
  return { id, amountMicros, usedMicros, forfeitedMicros, withdrawnMicros: 0, remainingMicros };
};

/** 100 bought, 130 called for, 30 of it owed until a recharge of 50; 20 left, of which 5 are called for and 15 lapse. */
function soundBooks(): Mutable<Books> {
  const recharge: [string, number][] = [
    ['lot2', 50],
    ['lot2', -30],
  ];
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
      {
        ...entry(2, 'usage', [100, -30], [['lot1', -100]], 30),
        debts: { made: { fromMicros: 0, toMicros: 30 } },
      },
      {
        ...entry(3, 'recharge', [-30, 20], recharge, -30),
        debts: { paid: { fromMicros: 0, parts: [{ lotId: 'lot2', micros: 30, toMicros: 30 }] } },
      },
      entry(4, 'usage', [20, 15], [['lot2', -5]]),
      entry(5, 'forfeiture', [15, 0], [['lot2', -15]]),
    ],
    lots: [lot('lot1', [100, 100, 0, 0]), lot('lot2', [50, 35, 15, 0])],
    debtMicros: 0,
  };
}

/** What the audit finds in these calls and entries; account, lots, orders and invoices are those of the sound books. */
function audit({ calls, entries }: Pick<Books, 'calls' | 'entries'>): string[] {
  const debts = { madeMicros: 30, paidMicros: 30 };
  const account = anAccount({ entrySequence: 5, invoiceSequence: 2, debts });
  const audited = new Audit(account, { now: NOW, since: BOUGHT, calls: { isWhole: true } });
  const lots = soundBooks().lots.map((each, index): AuditedLot => {
    return {
      ...each,
      orderId: `order${index + 1}`,
      source: 'purchase',
      expiresAt: '2027-10-01T00:00:00.000Z',
    };
  });
  for (const each of lots) audited.lot(each);
  for (const each of entries) audited.entry(each);
  lots.forEach(({ orderId, amountMicros }, index) => {
    audited.invoice({ number: index + 1, orderId, amountMicros });
  });
  for (const { orderId: id, amountMicros } of lots) {
    audited.order(anOrder({ id, amountMicros, status: 'succeeded', createdAt: BOUGHT }));
  }
  const paged = calls.map((item) => ({
    callId: item.callId,
    item: { ...item, page: PAGE, isListed: false },
  }));
  audited.listing({ name: PAGE, receivedAt: BOUGHT, isSettled: false, calls: paged });
  return audited
    .report()
    .findings.flatMap(({ rule, differences }) => differences.map((each) => `${rule}: ${each}`));
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
    expect(audit(soundBooks())).toEqual([]);
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
      /calls-settled-once: call a: received, settled/,
    ],
    [
      'a charge that is too high',
      (books) => (settlementAt(books, 1).chargeMicros = 91),
      /calls-match-ledger: call a/,
    ],
    [
      'a charge without an entry',
      (books) => delete settlementAt(books, 1).entry,
      /charge of call a, in no entry/,
    ],
    ['a charge in the wrong entry', (books) => (settlementAt(books, 1).entry = 4), /usage entry 2 of lot1/],
    ['a charge in an entry that is not', (books) => (settlementAt(books, 1).entry = 9), /no usage entry 9/],
    [
      'a call charged twice to the lot',
      (books) => (at(at(books.entries, 3).parts, 0).changeMicros = -10),
      /entry 4/,
    ],
    [
      'another lot than the call says',
      (books) => (at(settlementAt(books, 1).parts, 0)[0] = 'lot2'),
      /of lot2/,
    ],
    [
      'a debt of a call that is not booked',
      (books) => (settlementAt(books, 2).debtMicros = 29),
      /debt in usage/,
    ],
    ['a missing entry', (books) => books.entries.splice(3, 1), /entries-numbered: 5, not 4/],
    [
      'a chain that breaks',
      (books) => (at(books.entries, 3).balanceBeforeMicros = 21),
      /entries-carry-on: entry 4/,
    ],
    ['an entry that moves less than it says', (books) => (at(books.entries, 0).amountMicros = 99), /entry 1/],
    ['money that disappears at the end', (books) => (at(books.entries, 4).balanceAfterMicros = 1), /balance/],
    [
      'a lot that is larger than its funding',
      (books) => (at(books.lots, 0).amountMicros = 101),
      /amounts of all lots/,
    ],
    [
      'a lot with more left',
      (books) => (at(books.lots, 1).remainingMicros = 1),
      /used, forfeited, withdrawn and remaining/,
    ],
    [
      'a forfeiture that is hidden',
      (books) => (at(books.lots, 1).forfeitedMicros = 14),
      /used, forfeited, withdrawn and remaining/,
    ],
    ['a lot that is not shown', (books) => books.lots.splice(1, 1), /amounts of all lots/],
    ['a debt that is not shown', (books) => (books.debtMicros = 1), /lots less debt/],
    [
      'a recharge that never was',
      (books) => {
        books.entries.push(entry(6, 'recharge', [0, 50], []));
      },
      /entry 6/,
    ],
  ];

  test.each(TAMPERING)('or the audit sees %s', (_, tamper, difference) => {
    const books = soundBooks();
    tamper(books);
    expect([...audit(books), ...reconcile(books).differences]).toContainEqual(
      expect.stringMatching(difference),
    );
  });
});
