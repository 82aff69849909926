/**
 * The daily audit on a real table: it succeeds while the organization works, and a difference is reported every day until
 * it is mended. What it reads is in `endurance/audit-reads.test.ts`.
 */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { getAudit } from '../../functions/reports/audit.ts';
import type { AuditTallies } from '../../shared/domain/audit/tallies.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { type CallPage, pageAttributes } from '../../shared/store/calls/call-page.ts';
import { findCallWithPage } from '../../shared/store/calls/calls.ts';
import { loadAuditReport, saveAuditReport } from '../../shared/store/reports/audit-reports.ts';
import { loadTallies, saveTallies } from '../../shared/store/reports/audit-tallies.ts';
import { loadItems } from '../../shared/store/table/batch.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { type Key, keys } from '../../shared/store/table/keys.ts';
import { GRACE_HOURS, START } from '../support/accounts.ts';
import { AuditedCustomer, brokenOf } from '../support/audited-customer.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { aRequest } from '../support/requests.ts';
import { publishDecks } from '../support/telephone.ts';

const DAY_SECONDS = 86_400;
const database = useDatabase((db) => publishDecks(db));

/** A connection that does something else before each request. */
function interrupted(db: Database, act: () => Promise<unknown>): Database {
  const send = async (command: unknown): Promise<unknown> => {
    await act();
    return Reflect.apply(db.client.send, db.client, [command]);
  };
  return { ...db, client: Object.assign(Object.create(db.client), { send }) };
}

describe('what it found is kept', () => {
  const Result = z.object({
    auditedAt: z.string().nullable(),
    holds: z.boolean().nullable(),
    rules: z.array(
      z.object({
        rule: z.string(),
        holds: z.boolean(),
        counts: z.record(z.string(), z.number()),
        amounts: z.record(z.string(), z.string()),
        differences: z.number(),
        details: z.array(z.string()),
      }),
    ),
  });
  const resultOf = async ({ org }: AuditedCustomer) =>
    Result.parse((await getAudit({ db: database.db })(aRequest({ params: { org } }))).body);

  test('for the organization to read, until the next audit', async () => {
    const customer = await AuditedCustomer.open(database.db);
    expect(await resultOf(customer)).toEqual({ auditedAt: null, holds: null, rules: [] });
    await customer.call(2);
    const { asOf } = await customer.audit();
    const first = await resultOf(customer);
    expect(first).toMatchObject({ auditedAt: asOf, holds: true });
    expect(first.rules).toContainEqual({
      rule: 'ledger-replays-to-account',
      holds: true,
      counts: {},
      amounts: { balance: '49.70', debt: '0.00' },
      differences: 0,
      details: [],
    });

    const mend = await tamper(database.db.ledgerTable, keys.account(customer.org), more('debtMicros'));
    await customer.audit();
    const second = await resultOf(customer);
    expect(second.holds).toBe(false);
    const broken = second.rules.find(({ rule }) => rule === 'ledger-replays-to-account');
    expect(broken).toMatchObject({
      holds: false,
      differences: 1,
      details: [expect.stringContaining('debt')],
    });

    await mend();
    await customer.replay();
    expect((await resultOf(customer)).holds).toBe(true);
  });

  test('beside the tallies of an organization whose id is a word of a key', async () => {
    const { db } = database;
    await saveAuditReport(db, { organizationId: '0000', asOf: START, version: 1, findings: [] });
    expect(await loadTallies(db, '0000')).toBeUndefined();
    expect(await loadAuditReport(db, '0000')).toMatchObject({ asOf: START });
  });
});

describe('while the organization works', () => {
  test('three of three audits succeed, whatever happens between any two of their reads', async () => {
    const customer = await AuditedCustomer.open(database.db);
    await customer.call(60);
    await customer.switchOnRecharge();
    customer.pass(366 * DAY_SECONDS + GRACE_HOURS * 3600);
    const works = [
      () => customer.call(3),
      customer.recharge,
      customer.void,
      () => customer.buy(),
      customer.correct,
      customer.expire,
    ];
    let done = 0;
    const work = async (): Promise<void> => {
      customer.pass(60);
      await works[done % works.length]?.();
      done += 1;
    };
    const counts: number[] = [];
    for (let run = 1; run <= 3; run += 1) {
      done = run;
      const report = await customer.audit(interrupted(database.db, work));
      expect(brokenOf(report)).toEqual([]);
      counts.push(done - run);
    }
    expect(Math.min(...counts)).toBeGreaterThan(works.length);
    expect(brokenOf(await customer.audit())).toEqual([]);
    expect(brokenOf(await customer.replay())).toEqual([]);
  });
});

async function find(table: string, key: Key): Promise<Record<string, unknown>> {
  const [item] = await loadItems(database.db, table, [key]);
  if (!item) throw new Error(`no item ${key.pk} ${key.sk}`);
  return item;
}

const put = (table: string, item: object): Promise<unknown> =>
  database.db.client.send(new PutCommand({ TableName: table, Item: { ...item } }));

/** Changes an item; returns what puts it back. */
async function tamper(
  table: string,
  key: Key,
  change: (item: Record<string, unknown>) => object | undefined,
): Promise<() => Promise<unknown>> {
  const before = await find(table, key);
  const after = change(before);
  if (after) await put(table, after);
  else await database.db.client.send(new DeleteCommand({ TableName: table, Key: { ...key } }));
  return () => put(table, before);
}

async function pageOf(org: string, callId: string): Promise<CallPage> {
  const found = await findCallWithPage(database.db, org, callId);
  if (!found?.page) throw new Error(`no page of ${callId}`);
  return found.page;
}

/** One day's work of a customer. */
interface Work {
  readonly org: string;
  readonly orderId: string;
  readonly callId: string;
  readonly invoice: number;
  readonly entry: number;
}

type Tamper = (work: Work) => Promise<() => Promise<unknown>>;

const more = (name: string) => (item: Record<string, unknown>) => ({
  ...item,
  [name]: Number(item[name]) + 1,
});

const ofLedger =
  (keyOf: (work: Work) => Key, change: (item: Record<string, unknown>) => object | undefined): Tamper =>
  (work) =>
    tamper(database.db.ledgerTable, keyOf(work), change);

const ofPage =
  (change: (page: CallPage) => object | undefined): Tamper =>
  async ({ org, callId }) => {
    const page = await pageOf(org, callId);
    return tamper(database.db.callsTable, keys.page(page), () => change(page));
  };

const dearer = (page: CallPage): object =>
  pageAttributes({
    ...page,
    rows: page.rows.map(({ record, settlement }, index) => {
      const chargeMicros = (settlement?.chargeMicros ?? 0) + 1;
      const parts = settlement?.parts.map(([lotId, micros]) => [lotId, micros + 1] as const) ?? [];
      return {
        record,
        settlement: settlement && index === 0 ? { ...settlement, chargeMicros, parts } : settlement,
      };
    }),
  });

const entryOf = ({ org, entry }: Work): Key => keys.entry(org, entry);
const orderOf = ({ org, orderId }: Work): Key => keys.order(org, orderId);
const invoiceOf = ({ org, invoice }: Work): Key => keys.invoice(org, invoice);

describe('what it finds', () => {
  /** A day of old work that was audited, and one of new work that was not. */
  async function twoDays(): Promise<{ customer: AuditedCustomer; old: Work; fresh: Work }> {
    const customer = await AuditedCustomer.open(database.db);
    const day = async (number: number): Promise<Work> => {
      customer.pass(DAY_SECONDS);
      const orderId = await customer.buy();
      const [callId = ''] = await customer.call(3);
      return { org: customer.org, orderId, callId, invoice: number + 1, entry: 2 * number + 1 };
    };
    const old = await day(1);
    expect(brokenOf(await customer.audit())).toEqual([]);
    return { customer, old, fresh: await day(2) };
  }

  test.each<[string, string, Tamper]>([
    ['an entry is missing', 'entries-numbered', ofLedger(entryOf, () => undefined)],
    ['an entry has another amount', 'entries-carry-on', ofLedger(entryOf, more('amountMicros'))],
    [
      'an entry names no page that is there',
      'calls-match-ledger',
      ofLedger(entryOf, (item) => ({ ...item, pages: ['2026-01-01/PAGE#none'] })),
    ],
    ['a page is missing', 'calls-match-ledger', ofPage(() => undefined)],
    ['a call on a page was charged more', 'calls-match-ledger', ofPage(dearer)],
    [
      'an order was never paid',
      'orders-credited-once',
      ofLedger(orderOf, (item) => ({ ...item, status: 'failed' })),
    ],
    ['an order is missing', 'orders-credited-once', ofLedger(orderOf, () => undefined)],
    ['an invoice is missing', 'invoices-numbered', ofLedger(invoiceOf, () => undefined)],
  ])('%s: in new work at once, in old work not', async (_what, rule, change) => {
    const { customer, old, fresh } = await twoDays();
    const mend = await change(fresh);
    expect(brokenOf(await customer.audit()).join('\n')).toContain(rule);
    await mend();
    expect(brokenOf(await customer.audit())).toEqual([]);
    await change(old);
    expect(brokenOf(await customer.audit())).toEqual([]);
  });

  test.each<[string, string, Tamper]>([
    [
      'the account owes more',
      'ledger-replays-to-account',
      ofLedger(({ org }) => keys.account(org), more('debtMicros')),
    ],
    [
      'the account has issued one more invoice',
      'invoices-numbered',
      ofLedger(({ org }) => keys.account(org), more('invoices')),
    ],
  ])('%s: every day', async (_what, rule, change) => {
    const { customer, fresh } = await twoDays();
    await change(fresh);
    expect(brokenOf(await customer.audit()).join('\n')).toContain(rule);
  });

  test('the void of an old call that gave back more than the call says', async () => {
    const { customer, old } = await twoDays();
    await customer.void();
    const call = keys.call(old.org, old.callId);
    await tamper(database.db.callsTable, call, (item) => ({ ...item, status: 'settled' }));
    expect(brokenOf(await customer.audit())).toEqual([expect.stringContaining(`call ${old.callId}`)]);
  });

  test('a difference is reported every day until it is mended', async () => {
    const { customer, fresh } = await twoDays();
    const kept = await loadTallies(database.db, customer.org);
    const mend = await ofPage(dearer)(fresh);
    for (let day = 1; day <= 2; day += 1) {
      expect(brokenOf(await customer.audit())).toHaveLength(1);
      expect(await loadTallies(database.db, customer.org)).toEqual(kept);
      customer.pass(DAY_SECONDS);
      await customer.call(2);
    }
    await mend();
    expect(brokenOf(await customer.audit())).toEqual([]);
    expect((await loadTallies(database.db, customer.org))?.ledger.entries).toBe(7);
  });

  test('nothing is kept: the first audit begins with the first entry, and the replay keeps the same tallies', async () => {
    const { customer } = await twoDays();
    await customer.audit();
    const daily = await loadTallies(database.db, customer.org);
    expect(brokenOf(await customer.replay())).toEqual([]);
    expect(await loadTallies(database.db, customer.org)).toEqual(daily);
  });
});

describe('kept tallies', () => {
  const tallies = (lots: number): AuditTallies => ({
    asOf: START,
    ledger: {
      entries: 7,
      balanceMicros: 1,
      debtMicros: 2,
      lots: Array.from({ length: lots }, (_, index) => ({
        lotId: `lot_${(index * 7_919).toString(36)}_${Math.sin(index)}`,
        balanceMicros: index * 104_729,
        forfeitedMicros: index % 3 === 0 ? undefined : index,
      })),
    },
    debts: { madeMicros: 3, paidMicros: 1, cancelledMicros: 0, placeMicros: 1 },
    orders: { invoices: 4, since: START, pending: ['pur_1'], rechargedMicros: { '2026-01': 5 } },
    calls: [
      { callId: 'a', usedMicros: 6, returnedMicros: 0 },
      { callId: 'b', returnedMicros: 7 },
    ],
  });

  test.each([0, 1, 30_000])(
    'are read as they were kept, with %i lots, though an item has only 400 KB',
    async (lots) => {
      const org = nextOrganizationId('kept');
      expect(await loadTallies(database.db, org)).toBeUndefined();
      await saveTallies(database.db, org, tallies(30_000));
      await saveTallies(database.db, org, { ...tallies(lots), asOf: addSeconds(START, 1) });
      expect(await loadTallies(database.db, org)).toEqual({ ...tallies(lots), asOf: addSeconds(START, 1) });
    },
  );

  test('parts of different audits are not taken for one', async () => {
    const org = nextOrganizationId('kept');
    await saveTallies(database.db, org, tallies(30_000));
    const first = await find(database.db.ledgerTable, keys.auditTallies(org, 0));
    await put(database.db.ledgerTable, { ...first, asOf: addSeconds(START, 1) });
    expect(await loadTallies(database.db, org)).toBeUndefined();
  });
});
