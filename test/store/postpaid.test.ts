import { beforeEach, describe, expect, test } from '@jest/globals';
import { auditOrganization } from '../../functions/audit/audit-organization.ts';
import { closeBooks } from '../../functions/billing/close-books.ts';
import { closeMonth } from '../../functions/billing/close-month.ts';
import { getBalance } from '../../functions/reports/money.ts';
import { correctCall, voidCall } from '../../functions/usage/reverse-call.ts';
import { sumMicros } from '../../shared/domain/money.ts';
import { accountWrite, loadAccount } from '../../shared/store/credits/accounts.ts';
import { listCreditNotes } from '../../shared/store/credits/credit-notes.ts';
import { listInvoices } from '../../shared/store/credits/invoices.ts';
import { listMonthlyStatements } from '../../shared/store/credits/months.ts';
import { createOrganization } from '../../shared/store/credits/organizations.ts';
import { accrualWrite, CLOSE_MONTH, findStatement } from '../../shared/store/credits/postpaid.ts';
import { listJournal } from '../../shared/store/journal/journal-entries.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { duePages } from '../../shared/store/table/schedules.ts';
import { commit } from '../../shared/store/table/transaction.ts';
import { update } from '../../shared/store/table/writes.ts';
import type { Papers } from '../../shared/tax/papers.ts';
import { taxTable } from '../../shared/tax/table.ts';
import { anAccount, units } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { eventsOf } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { PLAIN_PAPERS } from '../support/papers.ts';
import { aRequest } from '../support/requests.ts';
import { addCaller, authorize, publishDecks, report, settle } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
let org = '';
let clock = '';

const deps = () => ({ db: database.db, graceHours: 48, papers: PLAIN_PAPERS, now: () => clock });
const TAXED: Papers = {
  tax: taxTable({ rates: { US: { business: '10', consumer: '10.25' } }, sellerCountry: 'FR' }),
  taxDue: 'use',
};
const at = (instant: string): void => {
  clock = `${instant}:00.000Z`;
};

beforeEach(async () => {
  org = nextOrganizationId('postpaid');
  at('2026-01-20T10:00');
  const terms = { ...anAccount().terms, agreement: 'MCA', payAsYouGo: true } as const;
  const account = anAccount({ organizationId: org, version: 0, terms });
  await createOrganization(database.db, account, { name: org, createdAt: clock }, { now: clock, by: BY_ADA });
  await addCaller(database.db, org);
});

/** Settled calls of this number of minutes each, at 1.00 a minute, that started at `startedAt`. */
async function calls(minutes: Readonly<Record<string, number>>, startedAt = clock): Promise<void> {
  const records = Object.entries(minutes).map(([callId, each]) => ({
    callId,
    userId: 'ada',
    startedAt,
    durationSeconds: each * 60,
  }));
  await report(deps(), org, records);
  expect(await settle(deps(), org, Object.keys(minutes))).toEqual([]);
}

function requestOf(callId: string, body: object = {}) {
  return aRequest({ params: { org, call: callId }, body: JSON.stringify(body) });
}

const statement = (month: string) => findStatement(database.db, org, month);
const close = () => closeMonth(deps())({ remainingMs: () => 60_000 });
const invoices = async () => (await listInvoices(database.db, org, { limit: 100 })).items;
const shown = async () => (await getBalance(deps())(aRequest({ params: { org } }))).body;

const notes = async () => [...(await listCreditNotes(database.db, org, { limit: 100 })).items].reverse();
const journalled = async (kind: string) =>
  (await listJournal(database.db, org, { page: { limit: 100 } })).items.find(
    (change) => change.kind === kind,
  );

async function differences(): Promise<string[]> {
  const { findings } = await auditOrganization(deps(), org);
  return findings.filter(({ holds }) => !holds).map(({ rule }) => rule);
}

async function due(): Promise<string[]> {
  const found: string[] = [];
  const due = { table: database.db.ledgerTable, work: CLOSE_MONTH, until: '9' };
  for await (const page of duePages(database.db, due)) {
    found.push(...page.filter(({ pk }) => pk === `ORG#${org}`).map(({ sk, dueAt }) => `${sk} ${dueAt}`));
  }
  return found;
}

describe('Usage beyond the balance', () => {
  test('usage accrues to the month in which the call started, once though it is settled again', async () => {
    await calls({ c1: 3, c2: 4 });
    await settle(deps(), org, ['c1', 'c2']);
    expect(await statement('2026-01')).toEqual({
      organizationId: org,
      month: '2026-01',
      status: 'open',
      micros: units(7),
      calls: 2,
    });
    expect(await due()).toEqual(['POSTPAID#2026-01 2026-02-01T00:00:00.000Z']);
    expect(await shown()).toMatchObject({ balance: '0.00', debt: '0.00', postpaidThisMonth: '7.00' });
  });

  test('usage is billed as its authorization promised, though the terms have changed since', async () => {
    await authorize(deps(), org, 'c1');
    const before = await loadAccount(database.db, org);
    const after = { ...before, terms: { ...before.terms, payAsYouGo: false } };
    await commit(database.db, [accountWrite(database.db, { before, after, now: clock })]);
    await calls({ c1: 3, c2: 4 });
    const account = await loadAccount(database.db, org);
    expect((await statement('2026-01'))?.micros).toBe(units(3));
    expect(account.debtMicros).toBe(units(4));
  });

  test('usage of two months in one batch accrues to two statements', async () => {
    at('2026-02-01T00:10');
    await calls({ c1: 3 }, '2026-01-31T23:59:00.000Z');
    await calls({ c2: 4 });
    expect([(await statement('2026-01'))?.micros, (await statement('2026-02'))?.micros]).toEqual([
      units(3),
      units(4),
    ]);
    expect(await shown()).toMatchObject({ postpaidThisMonth: '4.00' });
  });
});

describe('close-month', () => {
  test('close-month waits for late records, then issues one invoice, though it runs again', async () => {
    await calls({ c1: 3 });
    at('2026-02-02T23:59');
    await close();
    expect(await invoices()).toEqual([]);
    await calls({ late: 2 }, '2026-01-31T10:00:00.000Z');
    at('2026-02-03T00:00');
    await Promise.all([close(), close(), close()]);
    await close();
    expect(await invoices()).toEqual([
      expect.objectContaining({
        id: 'inv_00000001',
        kind: 'postpaid',
        period: '2026-01',
        amountMicros: units(5),
        issuedAt: clock,
        billedTo: { name: org, billingAddress: {} },
      }),
    ]);
    expect(await statement('2026-01')).toMatchObject({ status: 'closed', micros: units(5), calls: 2 });
    expect(await due()).toEqual([]);
    const issued = (await eventsOf(database.db, org)).filter(({ type }) => type === 'InvoiceIssued');
    expect(issued).toEqual([
      expect.objectContaining({
        id: `${org}:2026-01:InvoiceIssued`,
        detail: expect.objectContaining({ amount: '5.00', invoice: 'inv_00000001' }),
      }),
    ]);
  });

  test('a call that is reported after the close is on the next invoice, and on no other', async () => {
    await calls({ c1: 3 });
    at('2026-02-10T00:00');
    await close();
    await calls({ late: 2 }, '2026-01-31T10:00:00.000Z');
    await calls({ c2: 1 });
    expect(await statement('2026-02')).toMatchObject({ micros: units(3), calls: 2 });
    at('2026-03-10T00:00');
    await close();
    expect((await invoices()).map(({ period, amountMicros }) => [period, amountMicros])).toEqual([
      ['2026-02', units(3)],
      ['2026-01', units(3)],
    ]);
  });

  test('close-month that did not run for months closes them in their order', async () => {
    await calls({ c1: 1 });
    at('2026-03-10T00:00');
    await calls({ c2: 2 });
    at('2026-06-10T00:00');
    await close();
    expect((await invoices()).map(({ number, period }) => [number, period])).toEqual([
      [2, '2026-03'],
      [1, '2026-01'],
    ]);
  });

  test('each call is invoiced once when calls are settled during close-month', async () => {
    at('2026-02-03T00:00');
    const late = Array.from({ length: 6 }, (_, index) => `late-${index}`);
    await Promise.all([
      ...late.map((callId) => calls({ [callId]: 1 }, '2026-01-31T10:00:00.000Z')),
      close(),
      close(),
    ]);
    await close();
    at('2026-03-03T00:00');
    await close();
    const amounts = (await invoices()).map(({ amountMicros }) => amountMicros);
    expect(amounts.reduce((sum, micros) => sum + micros, 0)).toBe(units(6));
  });
});

describe('A postpaid call that is voided or corrected', () => {
  test('a voided call is taken off its open statement', async () => {
    await calls({ c1: 3, c2: 4 });
    await voidCall(deps())(requestOf('c1'), 'k1');
    await voidCall(deps())(requestOf('c1'), 'k1');
    await correctCall(deps())(requestOf('c2', { durationSeconds: 60 }), 'k2');
    expect(await statement('2026-01')).toMatchObject({ micros: units(1), calls: 1 });
  });

  test('a call of an invoiced month has a credit note of that invoice, and the next invoice is as it was', async () => {
    const close = () => closeMonth({ ...deps(), papers: TAXED })({ remainingMs: () => 60_000 });
    await calls({ c1: 10, c2: 5 });
    at('2026-02-10T00:00');
    await close();
    const first = await voidCall(deps())(requestOf('c1'), 'k1');
    expect(await voidCall(deps())(requestOf('c1'), 'k1')).toEqual(first);
    await correctCall(deps())(requestOf('c2', { durationSeconds: 60 }), 'k2');
    expect(await shown()).toMatchObject({ postpaidThisMonth: '0.00' });
    const of = { invoiceId: 'inv_00000001', period: '2026-01', tax: { ratePercent: '10.25' } };
    expect(await notes()).toMatchObject([
      { number: 1, kind: 'void', callId: 'c1', amountMicros: units(11.02), taxMicros: units(1.02), ...of },
      {
        number: 2,
        kind: 'correction',
        callId: 'c2',
        amountMicros: units(4.41),
        taxMicros: units(0.41),
        ...of,
      },
    ]);
    expect(await journalled('call.voided')).toMatchObject({ after: { creditNote: 'crn_00000001' } });
    await calls({ c3: 4 });
    at('2026-03-10T00:00');
    await close();
    expect((await invoices()).map(({ amountMicros }) => amountMicros)).toEqual([units(4.41), units(16.54)]);
    expect(await differences()).toEqual([]);
    await closeBooks(deps())({ remainingMs: () => 60_000 });
    const months = (await listMonthlyStatements(database.db, org, { limit: 10 })).items;
    expect(months).toMatchObject([
      { month: '2026-02', postpaidMicros: units(4 - 10 - 4) },
      { month: '2026-01', postpaidMicros: units(15) },
    ]);
  });

  test('a call of a month that is over and not invoiced yet makes its invoice smaller', async () => {
    await calls({ c1: 10, c2: 5 });
    at('2026-02-10T00:00');
    await voidCall(deps())(requestOf('c1'), 'k1');
    expect(await shown()).toMatchObject({ postpaidThisMonth: '0.00' });
    await close();
    expect((await invoices()).map(({ amountMicros }) => amountMicros)).toEqual([units(5)]);
    expect(await notes()).toEqual([]);
  });

  test('a late call is credited of the invoice that it was on', async () => {
    at('2026-02-10T00:00');
    await calls({ late: 2 }, '2026-01-31T10:00:00.000Z');
    at('2026-03-10T00:00');
    await close();
    await voidCall(deps())(requestOf('late'), 'k1');
    expect(await notes()).toMatchObject([{ period: '2026-02', amountMicros: units(2) }]);
  });

  test('voids and the close of the month at once credit each call once', async () => {
    await calls({ c1: 1, c2: 2, c3: 4 });
    at('2026-02-10T00:00');
    const voids = ['c1', 'c2', 'c3'].map((callId) => voidCall(deps())(requestOf(callId), `k-${callId}`));
    await Promise.all([close(), ...voids]);
    await close();
    const invoiced = (await invoices()).map(({ amountMicros }) => amountMicros);
    const noted = (await notes()).map(({ amountMicros }) => amountMicros);
    expect(sumMicros(invoiced)).toBe(sumMicros(noted));
    expect(await shown()).toMatchObject({ postpaidThisMonth: '0.00' });
    expect(await differences()).toEqual([]);
  });

  test.each([
    ['a statement that says more than its notes', { creditedMicros: units(4) }],
    ['a tax that is on no note', { creditedTaxMicros: units(1) }],
  ])('the audit sees %s', async (_what, set) => {
    await calls({ c1: 3, c2: 4 });
    at('2026-02-10T00:00');
    await close();
    await voidCall(deps())(requestOf('c1'), 'k1');
    const key = keys.statement(org, '2026-01');
    await commit(database.db, [update(database.db.ledgerTable, key, { set })]);
    expect(await differences()).toEqual(['credit-notes-add-up']);
  });

  test('the audit sees more credited of a statement than was on it', async () => {
    await calls({ c1: 3 });
    at('2026-02-10T00:00');
    await close();
    await voidCall(deps())(requestOf('c1'), 'k1');
    const key = keys.statement(org, '2026-01');
    await commit(database.db, [update(database.db.ledgerTable, key, { set: { micros: units(2) } })]);
    expect(await differences()).toEqual(['credit-notes-add-up']);
  });

  test('a credit that an earlier layout left on a statement is on the next invoices, until it is used up', async () => {
    const before = await loadAccount(database.db, org);
    const accrual = { month: '2026-01', micros: -units(10), calls: 0 };
    await commit(database.db, [
      accountWrite(database.db, { before, after: before, now: clock }),
      accrualWrite(database.db, org, accrual),
    ]);
    await calls({ c2: 4 });
    at('2026-03-10T00:00');
    expect(await close()).toMatchObject({ carried: 1, invoiced: 0 });
    expect(await statement('2026-02')).toMatchObject({ micros: -units(6), status: 'open' });
    await calls({ c3: 7 });
    at('2026-04-10T00:00');
    await close();
    expect((await invoices()).map(({ number, amountMicros }) => [number, amountMicros])).toEqual([
      [1, units(1)],
    ]);
    expect(await due()).toEqual([]);
  });
});

test('an organization that prepays has no statement', async () => {
  await createOrganization(
    database.db,
    anAccount({ organizationId: `${org}-mosa`, version: 0 }),
    { name: org, createdAt: clock },
    { now: clock, by: BY_ADA },
  );
  const { body } = await getBalance(deps())(aRequest({ params: { org: `${org}-mosa` } }));
  expect(body).not.toHaveProperty('postpaidThisMonth');
});
