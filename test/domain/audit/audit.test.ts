import { describe, expect, test } from '@jest/globals';
import { Audit, type AuditScope } from '../../../shared/domain/audit/audit.ts';
import type { AuditedCall, AuditedReversal } from '../../../shared/domain/audit/calls.ts';
import type { AuditedPage } from '../../../shared/domain/audit/entry-calls.ts';
import type { AuditedEntry, AuditedLot } from '../../../shared/domain/audit/ledger.ts';
import type { AuditReport } from '../../../shared/domain/audit/report.ts';
import type { AuditTallies } from '../../../shared/domain/audit/tallies.ts';
import type { Account } from '../../../shared/domain/credits/account.ts';
import type { EntryType } from '../../../shared/domain/credits/ledger.ts';
import type { Order } from '../../../shared/domain/credits/orders.ts';
import { addSeconds } from '../../../shared/domain/instants.ts';
import { anAccount, anOrder, START } from '../../support/accounts.ts';

const NOW = addSeconds(START, 3 * 86_400);
const EXPIRES = addSeconds(START, 365 * 86_400);

/** Everything that an audit reads of one organization. */
interface Books {
  readonly account: Account;
  readonly lots: readonly AuditedLot[];
  readonly entries: readonly AuditedEntry[];
  readonly pages: readonly AuditedPage[];
  readonly calls: readonly AuditedCall[];
  readonly orders: readonly Order[];
  readonly later: readonly AuditedEntry[];
}

const lot = (id: string, remainingMicros: number, more: Partial<AuditedLot> = {}): AuditedLot => ({
  id,
  orderId: `order-of-${id}`,
  source: 'purchase',
  amountMicros: 100,
  remainingMicros,
  forfeitedMicros: 0,
  withdrawnMicros: 0,
  expiresAt: EXPIRES,
  ...more,
});

interface Move {
  readonly type: EntryType;
  readonly parts: readonly (readonly [string, number])[];
  readonly debtMicros?: number;
  readonly more?: Partial<AuditedEntry>;
}

/** Entries in a row, each from where the one before it ended. */
function entriesOf(moves: readonly Move[], { after = 0, balance = 0 } = {}): AuditedEntry[] {
  let balanceMicros = balance;
  return moves.map(({ type, parts, debtMicros = 0, more }, index): AuditedEntry => {
    const amountMicros = parts.reduce((sum, [, micros]) => sum + micros, -debtMicros);
    const balanceBeforeMicros = balanceMicros;
    balanceMicros += amountMicros;
    return {
      sequence: after + index + 1,
      type,
      at: START,
      amountMicros,
      balanceBeforeMicros,
      balanceAfterMicros: balanceMicros,
      parts: parts.map(([lotId, changeMicros]) => ({ lotId, changeMicros })),
      debtMicros,
      ...more,
    };
  });
}

const bought = (lotId: string): Move => ({
  type: 'purchase',
  parts: [[lotId, 100]],
  more: { orderId: `order-of-${lotId}` },
});

const settled = (
  callId: string,
  entry: number,
  parts: readonly (readonly [string, number])[],
  debt?: { readonly fromMicros: number; readonly micros: number },
): AuditedCall => {
  const debtMicros = debt?.micros ?? 0;
  const chargeMicros = parts.reduce((sum, [, micros]) => sum + micros, debtMicros);
  const owed = { debtMicros, debtFromMicros: debt?.fromMicros };
  const settlement = { at: START, entry, chargeMicros, parts, ...owed, postpaidMicros: 0 };
  return { callId, status: 'settled', receivedAt: START, settlement };
};

const PAGE = '2026-01-15/PAGE#1';
const SECOND_PAGE = '2026-01-15/PAGE#2';

/** Two lots of 100; calls on two pages take 130, and leave a debt of none. */
function soundBooks(): Books {
  const usage: Move = {
    type: 'usage',
    parts: [
      ['lot1', -100],
      ['lot2', -30],
    ],
    more: { pages: [PAGE, SECOND_PAGE] },
  };
  return {
    account: anAccount({
      entrySequence: 3,
      invoiceSequence: 0,
      lots: [{ ...lot('lot2', 70), purchasedAt: START }],
    }),
    lots: [lot('lot1', 0), lot('lot2', 70)],
    entries: entriesOf([bought('lot1'), bought('lot2'), usage]),
    pages: [
      { name: PAGE, entry: 3, calls: [settled('a', 3, [['lot1', 60]])] },
      {
        name: SECOND_PAGE,
        entry: 3,
        calls: [
          settled('b', 3, [
            ['lot1', 40],
            ['lot2', 25],
          ]),
          settled('c', 3, [['lot2', 5]]),
        ],
      },
    ],
    calls: [],
    orders: ['lot1', 'lot2'].map((id) => paid(`order-of-${id}`)),
    later: [],
  };
}

const paid = (id: string): Order => anOrder({ id, amountMicros: 100, status: 'succeeded', createdAt: START });

function audit(books: Books, scope: Partial<AuditScope> = {}) {
  const replay = new Audit(books.account, { now: NOW, since: '', ...scope });
  for (const each of books.lots) replay.lot(each);
  for (const each of books.entries) replay.entry(each);
  const owed = new Set(replay.owed);
  for (const page of books.pages) if (owed.has(page.name)) replay.page(page);
  const named = new Set(replay.named);
  replay.namedCalls(books.calls.filter(({ callId }) => named.has(callId)));
  for (const each of books.orders) replay.order(each);
  for (const each of books.later) replay.laterEntry(each);
  return { report: replay.report(), tallies: replay.tallies() };
}

const differencesOf = ({ findings }: AuditReport): string[] =>
  findings.flatMap(({ rule, differences }) => differences.map((each) => `${rule}: ${each}`));

const differences = (books: Books, scope?: Partial<AuditScope>): string[] =>
  differencesOf(audit(books, scope).report);

describe('from the first entry', () => {
  test('sound books have no difference', () => {
    expect(differences(soundBooks())).toEqual([]);
  });

  test('what is kept are the lots with money in them, and sums', () => {
    expect(audit(soundBooks()).tallies).toMatchObject({
      asOf: NOW,
      ledger: { entries: 3, balanceMicros: 70, lots: [{ lotId: 'lot2', balanceMicros: 70 }] },
      calls: [],
    });
  });
});

describe('pages must add up to their entry', () => {
  const withPage = (page: Partial<AuditedPage>): Books => {
    const books = soundBooks();
    const [first, ...others] = books.pages;
    if (!first) throw new Error('no page');
    return { ...books, pages: [{ ...first, ...page }, ...others] };
  };

  test.each([
    ['another lot paid', { calls: [settled('a', 3, [['lot2', 60]])] }, 'what lot lot1 paid'],
    [
      'a call was charged less',
      { calls: [settled('a', 3, [['lot1', 59]])] },
      'leave 1 of what lot lot1 paid',
    ],
    ['a call is missing', { calls: [] }, 'leave 60 of what lot lot1 paid'],
    [
      'a call has a debt that no entry made',
      { calls: [settled('a', 3, [['lot1', 60]], { fromMicros: 0, micros: 1 })] },
      'of the debt',
    ],
    ['another entry settled it', { entry: 2 }, `page ${PAGE}: settled by entry 2`],
    ['it waits', { entry: undefined }, 'is not there, or was not settled by it'],
    [
      'a call was charged by another entry',
      { calls: [settled('a', 2, [['lot1', 60]])] },
      'charged by entry 2',
    ],
    ['a call has no settlement', { calls: [{ callId: 'a', status: 'received' }] }, 'not settled'],
  ] as const)('%s', (_what, page, expected) => {
    expect(differences(withPage(page)).join('\n')).toContain(expected);
  });

  test('a page is missing', () => {
    const books = soundBooks();
    const found = differences({ ...books, pages: books.pages.slice(1) });
    expect(found).toEqual([expect.stringContaining(`entry 3: page ${PAGE} is not there`)]);
  });

  test('a call whose payers do not pay its charge', () => {
    const { settlement, ...call } = settled('a', 3, [['lot1', 60]]);
    if (!settlement) throw new Error('not settled');
    const dearer = { ...call, settlement: { ...settlement, chargeMicros: 61 } };
    expect(differences(withPage({ calls: [dearer] }))).toEqual([
      'calls-match-ledger: call a: charged 61, paid 60',
    ]);
  });

  test.each([
    ['fill the span that the entry made', 5, []],
    ['leave a gap', 6, ['debts-in-order: entry 2: the debts of its calls do not fill the span that it made']],
  ])('debts of its calls %s', (_what, secondFrom, expected) => {
    const made = { made: { fromMicros: 0, toMicros: 8 } };
    const owing: Move = {
      type: 'usage',
      parts: [['lot1', -100]],
      debtMicros: 8,
      more: { pages: [PAGE], debts: made },
    };
    const calls = [
      settled('a', 2, [['lot1', 100]], { fromMicros: 0, micros: 5 }),
      settled('b', 2, [], { fromMicros: secondFrom, micros: 3 }),
    ];
    const books: Books = {
      ...soundBooks(),
      account: anAccount({ entrySequence: 2, debtMicros: 8, debts: { madeMicros: 8, paidMicros: 0 } }),
      lots: [lot('lot1', 0)],
      entries: entriesOf([bought('lot1'), owing]),
      pages: [{ name: PAGE, entry: 2, calls }],
      orders: [paid('order-of-lot1')],
    };
    expect(differences(books)).toEqual(expected);
  });

  test('calls of entries before the oldest kept calls are not looked for', () => {
    expect(differences({ ...soundBooks(), pages: [] }, { since: addSeconds(START, 1) })).toEqual([]);
  });
});

/** What came after {@link soundBooks}: a purchase, and a page that takes 20. */
function newBooks(more: Partial<Books> = {}): Books {
  const usage: Move = { type: 'usage', parts: [['lot2', -20]], more: { pages: [PAGE] } };
  return {
    account: anAccount({
      entrySequence: 5,
      lots: [
        { ...lot('lot2', 50), purchasedAt: START },
        { ...lot('lot3', 100), purchasedAt: START },
      ],
    }),
    lots: [lot('lot2', 50), lot('lot3', 100)],
    entries: entriesOf([bought('lot3'), usage], { after: 3, balance: 70 }),
    pages: [{ name: PAGE, entry: 5, calls: [settled('d', 5, [['lot2', 20]])] }],
    calls: [],
    orders: [paid('order-of-lot3')],
    later: [],
    ...more,
  };
}

const kept = (): AuditTallies => audit(soundBooks()).tallies;

describe('from what is kept', () => {
  test('what is new has no difference, and comes to the same tallies as a replay from the first entry', () => {
    const going = audit(newBooks(), { kept: kept() });
    expect(differencesOf(going.report)).toEqual([]);
    const [old, next] = [soundBooks(), newBooks()];
    const whole = audit({
      ...next,
      lots: [lot('lot1', 0), ...next.lots],
      entries: [...old.entries, ...next.entries],
      pages: old.pages.map((page) => ({ ...page, name: `${page.name}-old` })).concat(next.pages),
      orders: [...old.orders, ...next.orders],
    });
    expect(going.tallies).toEqual(whole.tallies);
  });

  test.each([
    ['an entry is missing', { entries: newBooks().entries.slice(1) }, 'entries-numbered'],
    ['the account has less', { account: { ...newBooks().account, lots: [] } }, 'ledger-replays-to-account'],
    ['an open lot is not there', { lots: [lot('lot3', 100)] }, 'lots-replay: lot lot2 is not there'],
    [
      'a lot has forfeited what no entry says',
      { lots: [lot('lot2', 50, { forfeitedMicros: 1 }), lot('lot3', 100)] },
      'has forfeited 1',
    ],
    [
      'a lot is there that no entry funded',
      { lots: [...newBooks().lots, lot('lot4', 7)] },
      'lot lot4 has 7, entries come to 0',
    ],
    ['a new lot has no order', { orders: [] }, 'a lot of an order that is not there: order-of-lot3'],
    [
      'a new order was never paid',
      { orders: [{ ...paid('order-of-lot3'), status: 'failed' as const }] },
      'order order-of-lot3: failed',
    ],
  ])('%s', (_what, more, expected) => {
    expect(differences(newBooks(more), { kept: kept() }).join('\n')).toContain(expected);
  });

  test('the account speaks for the lots that it embeds', () => {
    const { account } = newBooks();
    const [first, ...others] = account.lots;
    if (!first) throw new Error('no lot');
    const less = { ...account, lots: [{ ...first, remainingMicros: 49 }, ...others] };
    expect(differences(newBooks({ account: less }), { kept: kept() })).toEqual([
      expect.stringContaining('ledger-replays-to-account'),
      'lots-replay: lot lot2 has 49, entries come to 50',
    ]);
  });

  test('money that comes back to a finished lot is followed, without what it forfeited before', () => {
    const back: Move = { type: 'void', parts: [['lot1', 60]], more: { callIds: ['a'] } };
    const lost: Move = { type: 'forfeiture', parts: [['lot1', -60]] };
    const books = newBooks({
      account: anAccount({ entrySequence: 5, lots: [{ ...lot('lot2', 70), purchasedAt: START }] }),
      lots: [lot('lot1', 0, { forfeitedMicros: 60 }), lot('lot2', 70)],
      entries: entriesOf([back, lost], { after: 3, balance: 70 }),
      calls: [voided('a', 60, 4)],
      orders: [],
    });
    expect(differences(books, { kept: kept() })).toEqual([]);
    const more = { ...books, lots: [lot('lot1', 1, { forfeitedMicros: 60 }), lot('lot2', 70)] };
    expect(differences(more, { kept: kept() })).toEqual(['lots-replay: lot lot1 has 1, entries come to 0']);
  });
});

const original = (chargeMicros: number): AuditedReversal['original'] => ({
  settledAt: START,
  chargeMicros,
  postpaidMicros: 0,
});

function voided(callId: string, chargeMicros: number, entry: number): AuditedCall {
  const call = settled(callId, 3, [['lot1', chargeMicros]]);
  return { ...call, status: 'voided', reversal: { kind: 'void', entry, original: original(chargeMicros) } };
}

/** What is left of a call of 60 after steps of its void. */
const halfVoided = (leftMicros: number, entry: number): AuditedCall => ({
  ...settled('a', entry, [['lot1', leftMicros]]),
  reversing: { kind: 'void', entry, original: original(60) },
});

describe('calls that entries name', () => {
  const back = (micros: number): Move => ({
    type: 'void',
    parts: [['lot2', micros]],
    more: { callIds: ['a'] },
  });
  const voiding = (
    moves: readonly Move[],
    calls: readonly AuditedCall[],
    more: Partial<Books> = {},
  ): Books => {
    const backMicros = moves.reduce((sum, { parts }) => sum + (parts[0]?.[1] ?? 0), 0);
    const left = lot('lot2', 70 + backMicros, { amountMicros: 1000 });
    return newBooks({
      account: anAccount({ entrySequence: 3 + moves.length, lots: [{ ...left, purchasedAt: START }] }),
      lots: [left],
      entries: entriesOf(moves, { after: 3, balance: 70 }),
      calls,
      orders: [],
      ...more,
    });
  };

  test('a void gives back what the call says', () => {
    expect(differences(voiding([back(60)], [voided('a', 60, 4)]), { kept: kept() })).toEqual([]);
  });

  test.each([
    ['the call was charged more', [voided('a', 61, 4)]],
    ['the call is not voided', [settled('a', 3, [['lot1', 60]])]],
    ['the call is not there', []],
  ])('a void is different if %s', (_what, calls) => {
    expect(differences(voiding([back(60)], calls), { kept: kept() })).toEqual([
      expect.stringContaining('call a: entries took other entries and gave back 60'),
    ]);
  });

  test('a void in steps is followed from one audit to the next', () => {
    const half = audit(voiding([back(20)], [halfVoided(40, 4)]), { kept: kept() });
    expect(differencesOf(half.report)).toEqual([]);
    expect(half.tallies.calls).toEqual([{ callId: 'a', usedMicros: undefined, returnedMicros: 20 }]);
    const rest = (micros: number, call: AuditedCall): Books => {
      const left = lot('lot2', 90 + micros, { amountMicros: 1000 });
      return {
        ...voiding([], [call]),
        account: anAccount({ entrySequence: 5, lots: [{ ...left, purchasedAt: START }] }),
        lots: [left],
        entries: entriesOf([back(micros)], { after: 4, balance: 90 }),
      };
    };
    const whole = audit(rest(40, voided('a', 60, 5)), { kept: half.tallies });
    expect(differencesOf(whole.report)).toEqual([]);
    expect(whole.tallies.calls).toEqual([]);
    expect(differences(rest(39, voided('a', 60, 5)), { kept: half.tallies })).toHaveLength(1);
  });

  test('a call that a later entry moves is left to the next audit', () => {
    const later = entriesOf([back(40)], { after: 4, balance: 90 });
    const { report, tallies } = audit(voiding([back(20)], [voided('a', 60, 5)], { later }), { kept: kept() });
    expect(differencesOf(report)).toEqual([]);
    expect(tallies.calls).toEqual([{ callId: 'a', usedMicros: undefined, returnedMicros: 20 }]);
  });

  const alone = (callIds: readonly string[], micros: number): Move => ({
    type: 'usage',
    parts: [['lot2', -micros]],
    more: { callIds },
  });

  test.each([
    [
      'together',
      [alone(['x', 'y'], 30)],
      [settled('x', 4, [['lot2', 10]]), settled('y', 4, [['lot2', 20]])],
      [],
    ],
    ['by instalments', [alone(['x'], 10), alone(['x'], 20)], [settled('x', 5, [['lot2', 30]])], []],
    [
      'together, for less',
      [alone(['x', 'y'], 31)],
      [settled('x', 4, [['lot2', 10]]), settled('y', 4, [['lot2', 20]])],
      ['calls-match-ledger: entry 4 took 31, its calls come to 30'],
    ],
    [
      'by instalments, for less',
      [alone(['x'], 10), alone(['x'], 21)],
      [settled('x', 5, [['lot2', 30]])],
      ['calls-match-ledger: call x: entries took 31 and gave back 0, it says otherwise'],
    ],
    [
      'and one is not there',
      [alone(['x', 'y'], 30)],
      [settled('x', 4, [['lot2', 30]])],
      ['calls-match-ledger: entry 4: its call y is not there'],
    ],
  ])('calls that were settled by themselves, %s', (_what, moves, calls, expected) => {
    expect(differences(voiding(moves, calls), { kept: kept() })).toEqual(expected);
  });

  test('instalments of a call that is still drawn for are kept', () => {
    const charging = { at: START, entry: 4, parts: [['lot2', 10]] as const };
    const drawn: AuditedCall = { callId: 'x', status: 'received', receivedAt: START, charging };
    const { report, tallies } = audit(voiding([alone(['x'], 10)], [drawn]), { kept: kept() });
    expect(differencesOf(report)).toEqual([]);
    expect(tallies.calls).toEqual([{ callId: 'x', usedMicros: 10, returnedMicros: 0 }]);
  });
});

describe('what came after the account was read is not a difference', () => {
  const [laterPurchase, laterUsage] = entriesOf(
    [bought('lot4'), { type: 'usage', parts: [['lot3', -10]], more: { pages: [SECOND_PAGE] } }],
    { after: 5, balance: 150 },
  );
  if (!laterPurchase || !laterUsage) throw new Error('no entries');
  const overflow = { count: 1, micros: 100, firstId: 'lot3', expiresAt: EXPIRES };
  const account = anAccount({
    entrySequence: 5,
    lots: [{ ...lot('lot2', 50), purchasedAt: START }],
    overflow,
  });

  test.each([
    ['a lot that was drawn on', { lots: [lot('lot2', 50), lot('lot3', 90)] }, laterUsage],
    ['a lot that was funded', { lots: [...newBooks().lots, lot('lot4', 100)] }, laterPurchase],
    ['an order that was credited', { orders: [...newBooks().orders, paid('order-of-lot4')] }, laterPurchase],
  ])('%s', (_what, more, entry) => {
    const books = newBooks({ account, ...more });
    expect(differences(books, { kept: kept() })).not.toEqual([]);
    expect(differences({ ...books, later: [entry] }, { kept: kept() })).toEqual([]);
  });

  test.each([
    ['a minute', 60, 0],
    ['an hour', 3600, 1],
  ])('a recharge that is pending since %s and that the account does not know', (_what, seconds, count) => {
    const createdAt = addSeconds(NOW, -seconds);
    const recharge = anOrder({ id: 'rch_1', kind: 'recharge', createdAt });
    const { report, tallies } = audit(newBooks({ orders: [...newBooks().orders, recharge] }), {
      kept: kept(),
    });
    expect(differencesOf(report).filter((each) => each.startsWith('one-recharge-in-flight'))).toHaveLength(
      count,
    );
    expect(tallies.orders.pending).toEqual(['rch_1']);
  });
});

describe('recharges of a month', () => {
  const month = '2026-01';
  const recharged = (monthMicros: number): Account => {
    const { account } = newBooks();
    return { ...account, recharge: { ...account.recharge, month, monthMicros } };
  };
  const credited = { ...bought('lot3'), type: 'recharge' as const };
  const entries = entriesOf([credited, { type: 'usage', parts: [['lot2', -20]], more: { pages: [PAGE] } }], {
    after: 3,
    balance: 70,
  });
  const orders: Order[] = [{ ...paid('order-of-lot3'), kind: 'recharge' }];

  test.each([
    [300, []],
    [299, ['monthly-cap: recharged 300, of which 299 count to the cap']],
  ])('those of earlier audits and new ones are within the %i that the account counts', (micros, expected) => {
    const before = kept();
    const earlier = { ...before, orders: { ...before.orders, rechargedMicros: { [month]: 200 } } };
    const books = newBooks({ account: recharged(micros), entries, orders });
    const { report, tallies } = audit(books, { kept: earlier });
    expect(differencesOf(report)).toEqual(expected);
    expect(tallies.orders.rechargedMicros).toEqual({ [month]: 300 });
  });
});
