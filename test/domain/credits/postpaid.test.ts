import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Account } from '../../../shared/domain/credits/account.ts';
import type { CreditNote } from '../../../shared/domain/credits/credit-notes.ts';
import { type Invoice, netMicros } from '../../../shared/domain/credits/invoices.ts';
import {
  type Accrual,
  accrue,
  accruedMonth,
  closeStatement,
  postpaidCorrection,
  postpaidMicrosOf,
  postpaidMovement,
  type Statement,
  statementMonth,
} from '../../../shared/domain/credits/postpaid.ts';
import { reversePostpaid } from '../../../shared/domain/credits/postpaid-reversal.ts';
import { addSeconds, startOfNextMonth } from '../../../shared/domain/instants.ts';
import { sumMicros } from '../../../shared/domain/money.ts';
import { anAccount, momentOf, TAX, units } from '../../support/accounts.ts';

const statement = (overrides: Partial<Statement> = {}): Statement => ({
  organizationId: 'contoso',
  month: '2026-01',
  status: 'open',
  micros: units(12.5),
  calls: 3,
  ...overrides,
});

describe('The statement that a call belongs to', () => {
  test.each([
    ['none closed yet', undefined, '2026-01', '2026-01-15', '2026-01'],
    ['late, but its month is still open', undefined, '2026-01', '2026-02-02', '2026-01'],
    ['an earlier month was closed', '2025-12', '2026-01', '2026-02-02', '2026-01'],
    ['its month was closed', '2026-01', '2026-01', '2026-02-20', '2026-02'],
    ['months late', '2026-04', '2025-11', '2026-06-01', '2026-06'],
    ['a clock that is behind what was closed', '2026-01', '2026-01', '2026-01-31', '2026-02'],
    ['a closed December', '2025-12', '2025-12', '2025-12-31', '2026-01'],
  ])('%s', (_what, statementsClosed, month, day, expected) => {
    const account = anAccount(statementsClosed === undefined ? {} : { statementsClosed });
    expect(statementMonth(account, month, momentOf(`${day}T12:00:00.000Z`))).toBe(expected);
  });
});

test.each([
  ['in the last millisecond of the grace', '2026-02-02T23:59:59.999Z', '2026-01'],
  ['at the end of the grace', '2026-02-03T00:00:00.000Z', '2026-02'],
  ['months later', '2026-05-20T00:00:00.000Z', '2026-05'],
])(
  'row 20: a late call %s is on the same statement whether the month was closed or not',
  (_when, now, month) => {
    expect(statementMonth(anAccount(), '2026-01', momentOf(now))).toBe(month);
    const isClosed = month !== '2026-01';
    const closed = anAccount(isClosed ? { statementsClosed: '2026-01' } : {});
    expect(statementMonth(closed, '2026-01', momentOf(now))).toBe(month);
  },
);

describe('row 20: the sum of a month', () => {
  const [january, march] = [
    statement({ micros: -units(5) }),
    statement({ month: '2026-03', micros: units(7) }),
  ];
  const micros = (month: string, now: string, ...statements: Statement[]) =>
    postpaidMicrosOf(statements, month, momentOf(now));

  test.each([
    ['is not carried while late records may come', '2026-02', '2026-02-02T23:59:59.999Z', 0],
    ['is carried at the end of the grace', '2026-02', '2026-02-03T00:00:00.000Z', -units(5)],
    ['stays in a month that is in its grace', '2026-03', '2026-03-02T00:00:00.000Z', units(7)],
    ['goes on with the next', '2026-03', '2026-03-03T00:00:00.000Z', units(2)],
  ])('a credit %s, by the clock alone', (_what, month, now, expected) => {
    expect(micros(month, now, january, march)).toBe(expected);
  });

  test('the sum of a month is the same before and after the month before is closed', () => {
    const at = '2026-02-10T00:00:00.000Z';
    const { carried } = closeStatement(anAccount(), january, at);
    if (!carried) throw new Error('nothing was carried');
    const [first, second] = [carried, { ...carried, micros: carried.micros + units(1) }];
    expect(micros('2026-02', at, january)).toBe(micros('2026-02', at, statement(first)));
    const february = statement({ month: '2026-02', micros: units(1) });
    expect(micros('2026-02', at, january, february)).toBe(micros('2026-02', at, statement(second)));
  });

  test('an earlier debt is not carried: it has its own invoice', () => {
    expect(micros('2026-02', '2026-02-10T00:00:00.000Z', statement({ micros: units(5) }))).toBe(0);
  });

  test('a credit goes to the next month, however late the month is closed', () => {
    expect(closeStatement(anAccount(), january, '2026-06-10T00:00:00.000Z').carried?.month).toBe('2026-02');
  });
});

describe('Accruing', () => {
  const now = '2026-02-02T12:00:00.000Z';

  test('calls are added up to one change per statement', () => {
    const account = anAccount({ statementsClosed: '2025-12' });
    const movements = [
      postpaidMovement('2026-01-31T23:59:59.999Z', 5),
      postpaidMovement('2026-02-01T00:00:00.000Z', 7),
      postpaidMovement('2025-12-01T00:00:00.000Z', 11),
      postpaidMovement('2026-02-02T00:00:00.000Z', 0),
    ];
    expect(accrue(account, movements, momentOf(now))).toEqual([
      { month: '2026-01', micros: 5, calls: 1 },
      { month: '2026-02', micros: 18, calls: 2 },
    ]);
  });

  test('a void takes the call off the statement, and a correction the difference', () => {
    const at = '2026-02-02T00:00:00.000Z';
    expect(postpaidCorrection(at, { originalMicros: 100, newMicros: 0 })).toEqual({
      startedAt: at,
      micros: -100,
      calls: -1,
    });
    expect(postpaidCorrection(at, { originalMicros: 100, newMicros: 40 })).toEqual({
      startedAt: at,
      micros: -60,
      calls: 0,
    });
    expect(postpaidCorrection(at, { originalMicros: 0, newMicros: 40 })).toEqual({
      startedAt: at,
      micros: 40,
      calls: 1,
    });
    expect(
      accrue(anAccount(), [postpaidCorrection(at, { originalMicros: 0, newMicros: 0 })], momentOf(now)),
    ).toEqual([]);
  });
});

describe('Closing a statement', () => {
  const now = '2026-02-03T00:00:00.000Z';

  test('closing a statement issues the next invoice of the organization, and reports it', () => {
    const closed = closeStatement(anAccount({ invoiceSequence: 7 }), statement(), now);
    expect(closed.account).toMatchObject({ invoiceSequence: 8, statementsClosed: '2026-01' });
    expect(closed.carried).toBeUndefined();
    expect(closed.invoice).toEqual({
      id: 'inv_00000008',
      organizationId: 'contoso',
      number: 8,
      kind: 'postpaid',
      period: '2026-01',
      amountMicros: units(12.5),
      currency: 'USD',
      issuedAt: now,
      description: 'Communications usage of 2026-01',
    });
    expect(closed.events).toEqual([
      {
        id: 'contoso:2026-01:InvoiceIssued',
        type: 'InvoiceIssued',
        detail: {
          organization: 'contoso',
          invoice: 'inv_00000008',
          number: 8,
          amount: '12.50',
          currency: 'USD',
          period: '2026-01',
        },
      },
    ]);
  });

  test('closing an empty statement issues no invoice and leaves no gap in their numbers', () => {
    const closed = closeStatement(anAccount({ invoiceSequence: 7 }), statement({ micros: 0 }), now);
    expect(closed).toEqual({
      account: anAccount({ invoiceSequence: 7, statementsClosed: '2026-01' }),
      events: [],
    });
  });

  test('closing a statement with a credit carries it over, and never invoices a negative amount', () => {
    const closed = closeStatement(anAccount(), statement({ micros: -units(3), calls: -1 }), now);
    expect(closed.invoice).toBeUndefined();
    expect(closed.account.invoiceSequence).toBe(0);
    expect(closed.carried).toEqual({ month: '2026-02', micros: -units(3), calls: 0 });
  });

  test('closing a statement never reopens a later month', () => {
    const closed = closeStatement(anAccount({ statementsClosed: '2026-03' }), statement(), now);
    expect(closed.account.statementsClosed).toBe('2026-03');
  });

  test('closing a statement of a month that is not over, or is closed, is an error', () => {
    expect(() => closeStatement(anAccount(), statement({ month: '2026-02' }), now)).toThrow(RangeError);
    expect(() => closeStatement(anAccount(), statement({ status: 'closed' }), now)).toThrow(RangeError);
  });
});

describe('A call that costs less than it was charged', () => {
  const usage = {
    kind: 'void',
    callId: 'c1',
    startedAt: '2026-01-20T00:00:00.000Z',
    originalMicros: units(5),
    newMicros: 0,
  } as const;
  const moment = momentOf('2026-02-20T00:00:00.000Z');
  const closed = statement({ status: 'closed', invoiceId: 'inv_00000001' });
  const { invoice } = closeStatement(anAccount(), statement(), moment.now, {
    tax: TAX,
    taxMicros: units(2.5),
  });

  test.each([
    ['before it is over', '2026-01-20T00:00:00.000Z', '2026-01'],
    ['in its grace', '2026-02-02T23:59:59.999Z', '2026-01'],
    ['after its grace', '2026-02-03T00:00:00.000Z', '2026-02'],
  ])('a call that was settled %s is on the statement of that time', (_when, settledAt, month) => {
    expect(accruedMonth({ startedAt: '2026-01-20T00:00:00.000Z', settledAt }, moment)).toBe(month);
  });

  test('it is a part of the invoice, with its tax in whole cents', () => {
    const third = { ...usage, originalMicros: 3_333_333 };
    const { accruals, noted } = reversePostpaid(anAccount(), third, { statement: closed, invoice }, moment);
    expect(accruals).toEqual([]);
    expect(noted?.note).toEqual({
      id: 'crn_00000001',
      organizationId: anAccount().organizationId,
      number: 1,
      kind: 'void',
      callId: 'c1',
      invoiceId: 'inv_00000001',
      period: '2026-01',
      tax: TAX,
      currency: 'USD',
      taxMicros: units(0.66),
      amountMicros: 3_333_333 + units(0.66),
      issuedAt: moment.now,
    });
    expect(noted?.statement).toEqual({
      ...closed,
      creditedMicros: 3_333_333,
      creditedTaxMicros: units(0.66),
    });
  });

  test('a statement that is over and not invoiced yet is lowered itself', () => {
    const reversed = reversePostpaid(anAccount(), usage, { statement: statement() }, moment);
    expect(reversed).toEqual({
      account: anAccount(),
      accruals: [{ month: '2026-01', micros: -units(5), calls: -1 }],
    });
  });

  test.each([
    [
      'is of less',
      { statement: { ...closed, creditedMicros: units(10), creditedTaxMicros: units(2) }, invoice },
      2.5,
      2.5,
    ],
    [
      'is credited',
      { statement: { ...closed, creditedMicros: units(12.5), creditedTaxMicros: units(2.5) }, invoice },
      0,
      5,
    ],
    ['is not there', { statement: { ...closed, invoiceId: undefined } }, 0, 5],
    ['is of no statement', undefined, 0, 5],
  ])('where the invoice %s, the rest is credit on the present statement', (_case, known, noted, rest) => {
    const reversed = reversePostpaid(anAccount(), usage, known, moment);
    const { amountMicros = 0, taxMicros = 0 } = reversed.noted?.note ?? {};
    expect(amountMicros - taxMicros).toBe(units(noted));
    expect(reversed.accruals.map(({ month, micros }) => [month, micros])).toEqual([
      ['2026-02', -units(rest)],
    ]);
  });
});

type Step =
  | { readonly kind: 'call'; readonly daysAgo: number; readonly micros: number }
  | { readonly kind: 'void'; readonly index: number }
  | { readonly kind: 'close' }
  | { readonly kind: 'wait'; readonly days: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('call' as const),
    daysAgo: fc.nat(70),
    micros: fc.integer({ min: 1, max: 1000 }),
  }),
  fc.record({ kind: fc.constant('void' as const), index: fc.nat(30) }),
  fc.record({ kind: fc.constant('close' as const) }),
  fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 40 }) }),
);

/** Statements as they are stored. */
class Books {
  account: Account = anAccount();
  now = '2026-01-10T00:00:00.000Z';
  readonly statements = new Map<string, Statement>();
  readonly invoices = new Map<string, Invoice>();
  readonly notes: CreditNote[] = [];
  readonly calls: { startedAt: string; settledAt: string; micros: number; voided: boolean }[] = [];

  run(each: Step): void {
    if (each.kind === 'wait') this.now = addSeconds(this.now, each.days * 86_400);
    else if (each.kind === 'close') this.#close();
    else if (each.kind === 'call') {
      const startedAt = addSeconds(this.now, -each.daysAgo * 86_400);
      this.calls.push({ startedAt, settledAt: this.now, micros: each.micros, voided: false });
      this.#add(accrue(this.account, [postpaidMovement(startedAt, each.micros)], momentOf(this.now)));
    } else {
      const call = this.calls[each.index];
      if (!call || call.voided) return;
      call.voided = true;
      this.#void(`c${each.index}`, call);
    }
  }

  #void(callId: string, call: { startedAt: string; settledAt: string; micros: number }): void {
    const moment = momentOf(this.now);
    const usage = { kind: 'void', callId, ...call, originalMicros: call.micros, newMicros: 0 } as const;
    const has = this.statements.get(accruedMonth(call, moment));
    const known = has && { statement: has, invoice: this.invoices.get(has.month) };
    const { account, accruals, noted } = reversePostpaid(this.account, usage, known, moment);
    this.account = account;
    this.#add(accruals);
    if (!noted) return;
    expect(noted.note.number).toBe(this.notes.length + 1);
    this.notes.push(noted.note);
    this.statements.set(noted.statement.month, noted.statement);
  }

  #add(accruals: readonly Accrual[]): void {
    for (const { month, micros, calls } of accruals) {
      const before = this.statements.get(month) ?? statement({ month, micros: 0, calls: 0 });
      expect(before.status).toBe('open');
      this.statements.set(month, { ...before, micros: before.micros + micros, calls: before.calls + calls });
    }
  }

  #close(): void {
    const due = [...this.statements.values()]
      .filter(({ month, status }) => status === 'open' && startOfNextMonth(month) <= this.now)
      .sort((a, b) => (a.month < b.month ? -1 : 1));
    for (const each of due) {
      const taxMicros = Math.floor(each.micros / 7);
      const tax = each.micros > 0 ? { tax: TAX, taxMicros } : {};
      const closed = closeStatement(this.account, each, this.now, tax);
      this.account = closed.account;
      this.statements.set(each.month, { ...each, status: 'closed', invoiceId: closed.invoice?.id });
      if (closed.invoice) {
        expect(closed.invoice.number).toBe(this.invoices.size + 1);
        expect(closed.invoice.amountMicros).toBeGreaterThan(0);
        this.invoices.set(each.month, closed.invoice);
      }
      if (closed.carried) this.#add([closed.carried]);
    }
  }

  get openMicros(): number {
    return sumMicros(
      [...this.statements.values()].filter(({ status }) => status === 'open').map(({ micros }) => micros),
    );
  }
}

test('in any order of calls, voids and closings, usage is invoiced once or still open, and credited once', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const books = new Books();
      for (const each of steps) books.run(each);
      const called = sumMicros(books.calls.filter(({ voided }) => !voided).map(({ micros }) => micros));
      const invoices = [...books.invoices.values()];
      const invoiced = sumMicros(invoices.map(netMicros)) - sumMicros(books.notes.map(netMicros));
      expect(invoiced + books.openMicros).toBe(called);
      for (const { id, period = '', amountMicros, taxMicros } of invoices) {
        const notes = books.notes.filter(({ invoiceId }) => invoiceId === id);
        const noted = sumMicros(notes.map((note) => note.amountMicros));
        expect(noted).toBeLessThanOrEqual(amountMicros);
        const tax = sumMicros(notes.map((note) => note.taxMicros ?? 0));
        expect(tax).toBe(books.statements.get(period)?.creditedTaxMicros ?? 0);
        if (noted - tax === amountMicros - (taxMicros ?? 0)) expect(tax).toBe(taxMicros);
      }
    }),
    { numRuns: 500 },
  );
});
