/** Monthly statements and the revenue of a month, on real tables: equal to the ledger, once, whenever they are made. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { closeBooks } from '../../functions/billing/close-books.ts';
import { endOfMonth } from '../../functions/billing/end-of-month.ts';
import { getDocument, listDocuments } from '../../functions/documents/documents.ts';
import { expireLots } from '../../functions/expiry/expire-lots.ts';
import { PaperDocument, PaperSummary } from '../../shared/contract/answers/documents.answers.ts';
import { listOf } from '../../shared/contract/answers/fields.answers.ts';
import { StatementFigures } from '../../shared/contract/answers/statements.answers.ts';
import { sumMicros } from '../../shared/domain/money.ts';
import { OPEN_MONTHS } from '../../shared/store/credits/months.ts';
import { auditEntries } from '../../shared/store/reports/audit.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { saveProgress } from '../../shared/store/table/schedules.ts';
import { Meter } from '../bench/meter.ts';
import { GRACE_HOURS, units } from '../support/accounts.ts';
import { buy, openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { GrantFixture } from '../support/grant-fixture.ts';
import { PAPER_FONTS, PLAIN_PAPERS } from '../support/papers.ts';
import { aRequest } from '../support/requests.ts';
import { ReversalFixture } from '../support/reversal-fixture.ts';
import { addCaller, publishDecks, report, settle, TO_SWITZERLAND } from '../support/telephone.ts';

const database = useDatabase(publishDecks);

const Listed = listOf(PaperSummary);
const AMPLE = { remainingMs: () => 60_000 };
const MADE = '2026-01-15T10:00:00.000Z';
/** After the settlement grace of January, of February and of March. */
const [JANUARY_IS_OVER, FEBRUARY_IS_OVER, MARCH_IS_OVER] = [
  '2026-02-03T00:00:00.000Z',
  '2026-03-03T00:00:00.000Z',
  '2026-04-03T00:00:00.000Z',
];

/** An organization that buys, calls, and has its months closed. */
class Customer {
  readonly org = nextOrganizationId('stated');
  readonly #reversals: ReversalFixture;
  readonly grants: GrantFixture;
  #clock = MADE;
  #calls = 0;

  constructor() {
    this.#reversals = new ReversalFixture(database.db, this.org);
    this.grants = new GrantFixture(database.db, this.org);
  }

  static async open(): Promise<Customer> {
    const customer = new Customer();
    await openOrganization(database.db, customer.org, MADE);
    await addCaller(database.db, customer.org);
    customer.at(MADE);
    return customer;
  }

  at(instant: string): void {
    this.#clock = instant;
    this.#reversals.clock = instant;
    this.grants.clock = instant;
  }

  get deps() {
    const gateway = new FakeGateway();
    return {
      db: database.db,
      gateway,
      graceHours: GRACE_HOURS,
      now: () => this.#clock,
      papers: PLAIN_PAPERS,
    };
  }

  buy = (number: number, amount: number) => buy(this.deps, this.org, number, units(amount));
  void = (callId: string) => this.#reversals.void(callId, `void ${callId}`);
  correct = (callId: string, seconds: number) =>
    this.#reversals.correct(callId, `correct ${callId}`, seconds);

  /** Calls that start now and cost 1.00 a minute each. */
  async call(minutes: number, type = 'user_out', startedAt = this.#clock): Promise<string> {
    this.#calls += 1;
    const callId = `${this.org}-${this.#calls}`;
    const record = {
      callId,
      type,
      userId: 'ada',
      to: TO_SWITZERLAND,
      startedAt,
      durationSeconds: minutes * 60,
    };
    await report(this.deps, this.org, [record]);
    expect(await settle(this.deps, this.org, [callId])).toEqual([]);
    return callId;
  }

  expire = () => expireLots(this.deps)(AMPLE);
  close = (time = AMPLE, db: Database = database.db) => endOfMonth({ ...this.deps, db })(time);

  async document(id: string, accept?: string, language?: string) {
    const request = aRequest({
      params: { org: this.org, document: id },
      headers: accept === undefined ? {} : { accept },
      query: language === undefined ? {} : { language },
    });
    return getDocument({ db: database.db, fonts: PAPER_FONTS })(request);
  }

  async statement(month: string) {
    const { body } = await this.document(`stm_${month}`);
    const document = PaperDocument.parse(body);
    return { ...document, ...StatementFigures.parse(document.statement) };
  }

  async listed(query: Record<string, string> = {}) {
    const request = aRequest({ params: { org: this.org }, query: { kind: 'statement', ...query } });
    return Listed.parse((await listDocuments({ db: database.db })(request)).body);
  }

  async entries() {
    const entries = [];
    for await (const entry of auditEntries(database.db, this.org, { after: 0 })) entries.push(entry);
    return entries;
  }
}

const microsOf = (amount: string): number => Math.round(Number(amount) * 1_000_000);

let customer: Customer;
/** Each test begins in January again. */
beforeEach(async () => {
  await saveProgress(database.db, { name: OPEN_MONTHS, until: '' });
  customer = await Customer.open();
});

/** Purchases, grants, calls of two kinds, a void, a correction, a debt and its payment, over three months. */
async function live(): Promise<void> {
  await customer.buy(1, 50);
  await customer.grants.grant('welcome', { amount: '5.00' });
  await customer.call(8);
  customer.at('2026-01-20T10:00:00.000Z');
  const voided = await customer.call(3);
  await customer.call(2, 'conf_out');
  customer.at('2026-01-31T23:59:59.999Z');
  await customer.void(voided);
  customer.at('2026-02-01T00:00:00.000Z');
  const corrected = await customer.call(10);
  await customer.correct(corrected, 60);
  await customer.call(60);
  customer.at('2026-02-10T10:00:00.000Z');
  await customer.buy(2, 100);
}

describe('a monthly statement (spec: A monthly statement is the ledger)', () => {
  test('has what the ledger has of its month, and its lines lead from one balance to the next', async () => {
    await live();
    customer.at(MARCH_IS_OVER);
    expect(await customer.close()).toMatchObject({ closed: 3, failed: 0 });
    const entries = await customer.entries();
    let [opening, first] = [0, 1];
    for (const month of ['2026-01', '2026-02', '2026-03']) {
      const stated = await customer.statement(month);
      const booked = entries.filter(({ at }) => at.startsWith(month));
      expect([microsOf(stated.opening), stated.firstEntry]).toEqual([opening, first]);
      const moved = sumMicros(stated.lines.map(({ amount }) => microsOf(amount)));
      expect(moved).toBe(sumMicros(booked.map(({ amountMicros }) => amountMicros)));
      opening += moved;
      first += booked.length;
      expect([microsOf(stated.closing), stated.lastEntry]).toEqual([opening, first - 1]);
      expect(stated.total).toBe(stated.closing);
      for (const { type, entries: count, amount } of stated.movements) {
        const ofType = booked.filter((entry) => entry.type === type);
        expect([type, count, microsOf(amount)]).toEqual([
          type,
          ofType.length,
          sumMicros(ofType.map(({ amountMicros }) => amountMicros)),
        ]);
      }
    }
    expect(opening).toBe(entries.at(-1)?.balanceAfterMicros);
    expect(await customer.statement('2026-01')).toMatchObject({
      kind: 'statement',
      number: 1,
      period: '2026-01',
      billedTo: { name: customer.org },
      opening: '0.00',
      closing: '45.00',
      movements: [
        { type: 'purchase', entries: 1, amount: '50.00' },
        { type: 'usage', entries: 3, amount: '-13.00' },
        { type: 'void', entries: 1, amount: '3.00' },
        { type: 'grant', entries: 1, amount: '5.00' },
      ],
      use: [
        { kind: 'user', calls: 2, amount: '-11.00' },
        { kind: 'conference', calls: 1, amount: '-2.00' },
      ],
    });
    expect(await customer.statement('2026-02')).toMatchObject({ openingDebt: '0.00', closingDebt: '0.00' });
  });

  test('says what is owed when its month ends', async () => {
    await customer.buy(1, 50);
    await customer.call(60);
    customer.at(JANUARY_IS_OVER);
    await customer.close();
    const stated = await customer.statement('2026-01');
    expect(stated).toMatchObject({
      opening: '0.00',
      closing: '-10.00',
      openingDebt: '0.00',
      closingDebt: '10.00',
    });
    const { body } = await customer.document('stm_2026-01', 'text/html', 'fr');
    expect(body).toContain('10,00 USD restaient dus');
  });

  test('is issued after the settlement grace, once, and never changes: late usage is in the month of its entry', async () => {
    await customer.buy(1, 50);
    customer.at('2026-02-02T23:59:59.999Z');
    await customer.close();
    expect(await customer.listed()).toEqual({ items: [], nextCursor: null });
    await expect(customer.statement('2026-01')).rejects.toMatchObject({ code: 'not-found' });
    customer.at(JANUARY_IS_OVER);
    const runs = await Promise.all([customer.close(), customer.close()]);
    expect(runs).toMatchObject([{ failed: 0 }, { failed: 0 }]);
    const issued = await customer.document('stm_2026-01');
    await customer.call(5, 'user_out', '2026-01-31T10:00:00.000Z');
    customer.at(FEBRUARY_IS_OVER);
    await customer.close();
    expect(await customer.document('stm_2026-01')).toEqual(issued);
    expect((await customer.statement('2026-02')).use).toEqual([{ kind: 'user', calls: 1, amount: '-5.00' }]);
  });

  test('breakage is in the month in which it is booked', async () => {
    await customer.buy(1, 50);
    customer.at('2027-02-01T00:00:00.000Z');
    await customer.expire();
    customer.at('2027-03-03T00:00:00.000Z');
    await customer.close();
    expect(await customer.statement('2027-01')).toMatchObject({
      opening: '50.00',
      closing: '50.00',
      lines: [],
    });
    expect(await customer.statement('2027-02')).toMatchObject({
      number: 14,
      closing: '0.00',
      movements: [{ type: 'forfeiture', entries: 1, amount: '-50.00' }],
    });
  });

  test('is listed newest first, in pages, and read as CSV, as a page and as PDF', async () => {
    await live();
    customer.at(MARCH_IS_OVER);
    await customer.close();
    const first = await customer.listed({ limit: '2' });
    expect(first.items.map(({ id, number }) => [id, number])).toEqual([
      ['stm_2026-03', 3],
      ['stm_2026-02', 2],
    ]);
    const second = await customer.listed({ limit: '2', cursor: first.nextCursor ?? '' });
    expect(second.items.map(({ id }) => id)).toEqual(['stm_2026-01']);
    const csv = await customer.document('stm_2026-01', 'text/csv');
    expect(csv.headers).toMatchObject({ 'content-type': 'text/csv; charset=utf-8' });
    expect(String(csv.body).split('\r\n')).toEqual([
      'statement,month,line,kind,count,amount,currency',
      'stm_2026-01,2026-01,opening-balance,,,0.00,USD',
      'stm_2026-01,2026-01,purchase,,1,50.00,USD',
      'stm_2026-01,2026-01,usage,user,2,-11.00,USD',
      'stm_2026-01,2026-01,usage,conference,1,-2.00,USD',
      'stm_2026-01,2026-01,void,,1,3.00,USD',
      'stm_2026-01,2026-01,grant,,1,5.00,USD',
      'stm_2026-01,2026-01,closing-balance,,,45.00,USD',
      '',
    ]);
    const page = await customer.document('stm_2026-01', 'text/html', 'en');
    expect(page.body).toContain('<h1>Statement, January 2026</h1>');
    expect(page.body).toContain(
      '<th scope="row" colspan="2">Closing balance</th><td class="amount">45.00 USD</td>',
    );
    const pdf = await customer.document('stm_2026-01', 'application/pdf', 'fr');
    expect(Buffer.from(String(pdf.body), 'base64').subarray(0, 5).toString()).toBe('%PDF-');
    expect(await customer.document('stm_2026-01', 'application/pdf', 'fr')).toEqual(pdf);
    await expect(customer.document('stm_2025-12')).rejects.toMatchObject({ code: 'not-found' });
    await expect(customer.document('stm_nonsense')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('closing a month', () => {
  test('goes on where a run had no more time, and comes to the same', async () => {
    await live();
    customer.at(JANUARY_IS_OVER);
    /** Time for a few entries in each run. */
    const hurried = async () => {
      let looks = 0;
      const remainingMs = () => {
        looks += 1;
        return looks > 3 ? 0 : 60_000;
      };
      return closeBooks({ ...customer.deps, entriesAtOnce: 2 })({ remainingMs });
    };
    let runs = 0;
    for (; runs < 30 && (await customer.listed()).items.length === 0; runs += 1) await hurried();
    expect(runs).toBeGreaterThan(1);
    expect(await customer.statement('2026-01')).toMatchObject({
      closing: '45.00',
      firstEntry: 1,
      lastEntry: 6,
    });
  });

  test('reads entries, not calls: 0.01 read units a call, whatever the history', async () => {
    await customer.buy(1, 1000);
    const callIds = Array.from({ length: 400 }, (_, index) => `${customer.org}-many-${index}`);
    for (let at = 0; at < callIds.length; at += 100) {
      const some = callIds.slice(at, at + 100);
      const call = { userId: 'ada', startedAt: MADE, durationSeconds: 60 };
      await report(
        customer.deps,
        customer.org,
        some.map((callId) => ({ callId, ...call })),
      );
      expect(await settle(customer.deps, customer.org, some)).toEqual([]);
    }
    customer.at(JANUARY_IS_OVER);
    const meter = new Meter(database.db.client, database.db.client);
    const { readUnits, result } = await meter.measure(() => customer.close());
    expect(result).toMatchObject({ closed: expect.any(Number), failed: 0 });
    expect((await customer.statement('2026-01')).use).toEqual([
      { kind: 'user', calls: 400, amount: '-400.00' },
    ]);
    // The organizations, the account and all else that does not grow with calls: 60 units.
    expect(readUnits).toBeLessThan(60 + callIds.length * 0.01);
  });
});
