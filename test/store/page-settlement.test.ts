/** A page is settled once, with every call that belongs to it, whatever runs beside it, fails or comes again. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { settleChanges } from '../../functions/usage/settle.ts';
import type { SettleDeps } from '../../functions/usage/settle-deps.ts';
import { settleOrganization } from '../../functions/usage/settle-organization.ts';
import { settlePages } from '../../functions/usage/settle-pages.ts';
import { settleStragglers } from '../../functions/usage/settle-stragglers.ts';
import { isReceived, type ReceivedCall, type UsageRecord } from '../../shared/domain/calls/call.ts';
import { bookBalanceMicros } from '../../shared/domain/credits/account.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import { sumMicros } from '../../shared/domain/money.ts';
import { callItem } from '../../shared/store/calls/call-item.ts';
import { type CallPage, insertPages, pagesOf, readPage } from '../../shared/store/calls/call-page.ts';
import { findCall } from '../../shared/store/calls/calls.ts';
import { claimCalls, claimsOf } from '../../shared/store/calls/claims.ts';
import { markIntake } from '../../shared/store/calls/intake-marks.ts';
import { setApart } from '../../shared/store/calls/page-settlements.ts';
import { PAGE_SHARDS, pageWork } from '../../shared/store/calls/pages-of-ids.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { listEntries } from '../../shared/store/credits/entries.ts';
import { createOrganization } from '../../shared/store/credits/organizations.ts';
import { findStatement } from '../../shared/store/credits/postpaid.ts';
import { callsInPeriod } from '../../shared/store/reports/usage-report.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { put, sendPut, sendUpdate, update } from '../../shared/store/table/writes.ts';
import { anAccount, GRACE_HOURS, START, units } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { buy, eventsOf, expectBooksToBalance, openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { fundLots } from '../support/many-lots.ts';
import { recordRequests } from '../support/recorded-requests.ts';
import { addCaller, authorize, changeOf, publishDecks, TO_SWITZERLAND } from '../support/telephone.ts';

/** The first deck comes into force at noon. Tests of calls before it publish earlier ones. */
const DECKS_FROM = '2025-06-01T12:00:00.000Z';
const database = useDatabase((db) => publishDecks(db, DECKS_FROM));
let org: string;
let clock = START;
let requests = 0;
const deps = (db: Database = database.db) => ({
  db,
  graceHours: GRACE_HOURS,
  gateway: new FakeGateway(),
  now: () => clock,
});

beforeEach(async () => {
  org = nextOrganizationId('pages');
  // Tests share the progress of the sweep: the clock of each starts after that of the one before.
  clock = addSeconds(clock, 3600);
  await openOrganization(database.db, org, clock);
  await buy(deps(), org, 1, units(50));
});

/** A call of one minute that costs 1.00. */
const aRecord = (callId: string, record: Partial<UsageRecord> = {}): UsageRecord => ({
  callId,
  type: 'user_out',
  to: TO_SWITZERLAND,
  startedAt: clock,
  durationSeconds: 60,
  ...record,
});

const named = (count: number): UsageRecord[] =>
  Array.from({ length: count }, (_, index) => aRecord(`call-${String(index).padStart(3, '0')}`));

/** The pages of a request that died before it claimed their calls. */
async function unclaimed(records: readonly UsageRecord[]): Promise<CallPage[]> {
  requests += 1;
  const days = records.map(({ startedAt }) => startedAt.slice(0, 10));
  await markIntake(database.db, org, days, clock);
  const pages = pagesOf(org, records, { receivedAt: clock, requestId: `r${requests}` });
  await insertPages(database.db, pages);
  return pages;
}

/** The pages of a request that was answered. */
async function reported(records: readonly UsageRecord[]): Promise<CallPage[]> {
  const pages = await unclaimed(records);
  await claimCalls(database.db, pages.flatMap(claimsOf));
  return pages;
}

async function onePage(records: readonly UsageRecord[]): Promise<CallPage> {
  const [page] = await reported(records);
  if (!page) throw new Error('no page');
  return page;
}

const settle = (pages: readonly CallPage[], with_: SettleDeps = deps()) => settlePages(with_, org, pages);
const sweep = () => settleStragglers(deps())({ remainingMs: () => 60_000 });
const held = async () => sumMicros((await loadAccount(database.db, org)).holds.map(({ micros }) => micros));
const balance = async () => bookBalanceMicros(await loadAccount(database.db, org, 200));
const statusOf = async (callId: string) => (await findCall(database.db, org, callId))?.status;
const entries = async () => (await listEntries(database.db, org, { limit: 100 })).items;

async function itemOf(key: { pk: string; sk: string }): Promise<Record<string, unknown> | undefined> {
  const get = new GetCommand({ TableName: database.db.callsTable, Key: key, ConsistentRead: true });
  return (await database.db.client.send(get)).Item;
}

const pageItemOf = (page: CallPage) => itemOf(keys.page(page));

async function stored(page: CallPage): Promise<CallPage> {
  return readPage(await pageItemOf(page));
}

async function receivedCall(callId: string): Promise<ReceivedCall> {
  const call = await findCall(database.db, org, callId);
  if (!call || !isReceived(call)) throw new Error(`${callId} does not wait`);
  return call;
}

/** The database, where `work` runs just before the first command of this name is sent. */
function interrupted(commandName: string, work: () => Promise<unknown>): Database {
  const { db } = database;
  let between: Promise<unknown> | undefined;
  const client = new Proxy(db.client, {
    get: (target, property) => {
      if (property !== 'send') return Reflect.get(target, property);
      return async (command: object) => {
        if (command.constructor.name === commandName && !between) {
          between = work();
          await between;
        }
        return Reflect.apply(target.send, target, [command]);
      };
    },
  });
  return { ...db, client };
}

describe('a page', () => {
  test('a page is settled by one entry, which names it, and has the results of its calls', async () => {
    const page = await onePage(named(30));
    const { version } = await loadAccount(database.db, org);
    expect(await settle([page])).toEqual({ settled: 30, unpriced: [] });
    expect((await loadAccount(database.db, org)).version).toBe(version + 1);
    const [entry] = await entries();
    expect(entry).toMatchObject({
      type: 'usage',
      amountMicros: -units(30),
      pages: [`${page.day}/${page.name}`],
    });
    const settled = await stored(page);
    expect(settled).toMatchObject({ version: 2, settled: { at: clock, entry: entry?.sequence } });
    expect(settled.rows.map(({ settlement }) => settlement?.chargeMicros)).toEqual(Array(30).fill(units(1)));
    expect(await findCall(database.db, org, 'call-007')).toMatchObject({ status: 'settled' });
    await expectBooksToBalance(database.db, org);
  });

  test('pages of single records share a transaction, and the order of their calls decides who pays', async () => {
    const pages: CallPage[] = [];
    for (let index = 0; index < 10; index += 1) {
      pages.push(await onePage([aRecord(`c${index}`, { startedAt: addSeconds(clock, -index * 60) })]));
      clock = addSeconds(clock, 1);
    }
    const { db, sent } = recordRequests(database.db);
    await settle([await onePage([aRecord('first')])]);
    expect(await settle(pages, deps(db))).toMatchObject({ settled: 10 });
    expect(sent).toEqual(['BatchGetCommand', 'TransactWriteCommand']);
    expect((await entries()).slice(0, 1)).toMatchObject([
      { amountMicros: -units(10), reference: { calls: 10 } },
    ]);
    expect(await balance()).toBe(units(39));
    await expectBooksToBalance(database.db, org);
  });

  test('a page of calls that move nothing is one plain put, and carries its event', async () => {
    const page = await onePage([aRecord('unanswered', { durationSeconds: 0 })]);
    const { db, sent } = recordRequests(database.db);
    await settle([page], deps(db));
    expect(sent.filter((name) => name.endsWith('WriteCommand') || name === 'PutCommand')).toEqual([
      'PutCommand',
    ]);
    expect(await statusOf('unanswered')).toBe('settled');
    expect(String((await pageItemOf(page))?.outbox)).toContain('call:unanswered:UsageSettled');
    expect(await settle([page])).toEqual({ settled: 0, unpriced: [] });
    expect((await eventsOf(database.db, org)).filter(({ type }) => type === 'UsageSettled')).toEqual([]);
  });

  test('of several pages that move nothing, the first carries the event of them all', async () => {
    const unanswered = (callId: string) => onePage([aRecord(callId, { durationSeconds: 0 })]);
    const pages = [await unanswered('a'), await unanswered('b')];
    expect(await settle(pages)).toMatchObject({ settled: 2 });
    const outboxes = await Promise.all(pages.map(async (page) => (await pageItemOf(page))?.outbox));
    expect(outboxes).toEqual([expect.stringContaining('"calls":2'), undefined]);
  });

  test('a page of an authorized call releases its hold', async () => {
    await addCaller(database.db, org);
    await authorize(deps(), org, 'held');
    const page = await onePage([aRecord('held', { userId: 'ada' })]);
    await settle([page]);
    expect(await held()).toBe(0);
    expect(await balance()).toBe(units(49));
  });

  test('calls of several months accrue to the statements of their months', async () => {
    const postpaid = `${org}-mca`;
    const terms = { ...anAccount().terms, agreement: 'MCA', payAsYouGo: true } as const;
    const account = anAccount({ organizationId: postpaid, version: 0, terms });
    clock = '2026-02-01T00:10:00.000Z';
    await createOrganization(
      database.db,
      account,
      { name: org, createdAt: clock },
      { now: clock, by: BY_ADA },
    );
    org = postpaid;
    const pages = await reported([
      aRecord('january', { startedAt: '2026-01-31T23:59:00.000Z', durationSeconds: 180 }),
      aRecord('february'),
    ]);
    expect(pages).toHaveLength(2);
    expect(await settle(pages)).toMatchObject({ settled: 2 });
    await settle(pages);
    const micros = async (month: string) => (await findStatement(database.db, org, month))?.micros;
    expect([await micros('2026-01'), await micros('2026-02')]).toEqual([units(3), units(1)]);
  });
});

describe('exactly once', () => {
  test('a page that several runs settle at once, and again from old images, is charged once', async () => {
    const pages = [await onePage(named(30)), await onePage([aRecord('single')])];
    const changes = pages.map(changeOf);
    const runs = await Promise.all([
      settle(pages),
      settle(pages.slice(0, 1)),
      settle(pages.slice(1)),
      settleChanges(deps())(changes),
    ]);
    expect(runs[3]).toEqual([]);
    expect(await balance()).toBe(units(19));
    expect(await settleChanges(deps())([...changes, ...changes])).toEqual([]);
    expect(await balance()).toBe(units(19));
    await expectBooksToBalance(database.db, org);
  });

  test('a call that leaves its page while the page is being settled is charged once', async () => {
    const page = await onePage(named(3));
    const call = await receivedCall('call-001');
    const leaves = () => setApart(database.db, page, { calls: [{ call }], dueAt: clock });
    const db = interrupted('TransactWriteCommand', leaves);
    expect(await settle([page], deps(db))).toMatchObject({ settled: 2 });
    expect(await settleOrganization(deps(), org, [call])).toMatchObject({ settled: 1 });
    expect(await balance()).toBe(units(47));
    expect((await stored(page)).rows.map(({ record }) => record.callId)).toEqual(['call-000', 'call-002']);
    await expectBooksToBalance(database.db, org);
  });

  test('a call that its page speaks for is not settled by itself', async () => {
    const page = await onePage(named(2));
    const call = await receivedCall('call-000');
    expect(await settleOrganization(deps(), org, [call])).toMatchObject({ settled: 0 });
    expect(await settleOrganization(deps(), org, [call, await receivedCall('call-001')])).toMatchObject({
      settled: 0,
    });
    expect(await balance()).toBe(units(50));
    await settle([page]);
    expect(await balance()).toBe(units(48));
  });

  test('a call does not leave a page of others, one that is settled, nor one that changed since it was read', async () => {
    const page = await onePage(named(3));
    const [first, second, third] = await Promise.all(['call-000', 'call-001', 'call-002'].map(receivedCall));
    if (!first || !second || !third) throw new Error('no calls');
    const [others] = await unclaimed(named(3));
    if (!others) throw new Error('no page');
    const ofAnother = setApart(database.db, others, { calls: [{ call: first }], dueAt: clock });
    await expect(ofAnother).rejects.toThrow('condition of write 1 failed');
    await setApart(database.db, page, { calls: [{ call: first }], dueAt: clock });
    const again = setApart(database.db, page, { calls: [{ call: second }], dueAt: clock });
    await expect(again).rejects.toThrow('condition of write 0 failed');
    await settle([page]);
    const late = setApart(database.db, await stored(page), { calls: [{ call: third }], dueAt: clock });
    await expect(late).rejects.toThrow('condition of write 0 failed');
  });

  test('a page whose request died before it claimed its calls is completed by settlement, and nothing is accepted later', async () => {
    await addCaller(database.db, org);
    await authorize(deps(), org, 'authorized');
    const records = [...named(3), aRecord('authorized', { userId: 'ada' })];
    const [page] = await unclaimed(records);
    if (!page) throw new Error('no page');
    await claimCalls(database.db, claimsOf(page).slice(0, 1));
    // The request goes on while its page is being settled.
    const db = interrupted('TransactWriteCommand', async () => {
      const claimed = await claimCalls(database.db, claimsOf(page));
      expect(claimed.map(({ kind }) => kind)).toEqual(Array(4).fill('own'));
    });
    expect(await settle([page], deps(db))).toMatchObject({ settled: 4 });
    expect(await balance()).toBe(units(46));
    expect(await held()).toBe(0);
    const again = await reported(records);
    expect(await settle(again)).toMatchObject({ settled: 0 });
    expect(await balance()).toBe(units(46));
  });

  test('the page of a request that came again is deleted, and one that has a call of its own keeps only that', async () => {
    const first = await onePage(named(2));
    const repeated = await onePage(named(2));
    const more = await onePage([...named(2), aRecord('more')]);
    expect(await settle([more, repeated, first])).toMatchObject({ settled: 3 });
    expect(await pageItemOf(repeated)).toBeUndefined();
    expect((await stored(first)).rows).toHaveLength(2);
    expect((await stored(more)).rows.map(({ record }) => record.callId)).toEqual(['more']);
    expect(await balance()).toBe(units(47));
    await expectBooksToBalance(database.db, org);
  });
});

describe('what cannot be settled does not hold up the rest', () => {
  test('a call without a price leaves its page, and is settled by the sweep when it has a price', async () => {
    const page = await onePage([
      aRecord('before', { startedAt: addSeconds(DECKS_FROM, -3600) }),
      aRecord('after', { startedAt: addSeconds(DECKS_FROM, 3600) }),
    ]);
    expect(await settle([page])).toMatchObject({ settled: 1, unpriced: [{ reason: 'no-deck' }] });
    expect(await statusOf('after')).toBe('settled');
    expect(await findCall(database.db, org, 'before')).toMatchObject({
      status: 'received',
      reason: 'no-deck',
    });
    expect((await stored(page)).apart).toEqual(new Set(['before']));
    expect((await sweep()).stuck).toBeGreaterThanOrEqual(1);
    expect(await balance()).toBe(units(49));
    await publishDecks(database.db, addSeconds(DECKS_FROM, -7200));
    await sweep();
    await sweep();
    expect(await statusOf('before')).toBe('settled');
    expect(await balance()).toBe(units(48));
    expect(await entries()).toMatchObject([
      { callIds: ['before'] },
      { pages: [`${page.day}/${page.name}`] },
      { type: 'purchase' },
    ]);
    await expectBooksToBalance(database.db, org);
  });

  test('a page of which no call has a price waits as a whole, beside others, and is settled by the sweep', async () => {
    const startedAt = addMonths(DECKS_FROM, -1);
    const waiting = await onePage([aRecord('a', { startedAt }), aRecord('b', { startedAt })]);
    const other = await onePage(named(1));
    expect(await settle([waiting, other])).toMatchObject({ settled: 1 });
    expect(await pageItemOf(waiting)).toMatchObject({ due: 'unsettled', reason: 'no-deck' });
    expect(await findCall(database.db, org, 'a')).toMatchObject({ status: 'received', reason: 'no-deck' });
    clock = addSeconds(clock, 300);
    expect((await sweep()).stuck).toBeGreaterThanOrEqual(2);
    await publishDecks(database.db, addMonths(DECKS_FROM, -2));
    await sweep();
    expect(await statusOf('a')).toBe('settled');
    expect(await pageItemOf(waiting)).not.toHaveProperty('due');
    expect(await balance()).toBe(units(47));
  });

  test('a call whose pricing fails leaves its page, and is reported by the sweep', async () => {
    const page = await onePage([...named(2), aRecord('fault', { durationSeconds: Number.MAX_SAFE_INTEGER })]);
    expect(await settleChanges(deps())([changeOf(page)])).toEqual([]);
    expect(await balance()).toBe(units(48));
    expect((await itemOf(keys.call(org, 'fault')))?.reason).toMatch(/^fault: /);
    expect((await sweep()).stuck).toBeGreaterThanOrEqual(1);
  });

  test('a page that cannot be read fails alone, and is reported by the sweep until somebody has corrected it', async () => {
    const [page, other] = [await onePage(named(2)), await onePage([aRecord('other')])];
    const item = await pageItemOf(page);
    const broken = { ...keys.page(page), ...item, rows: new Uint8Array([1, 2, 3]) };
    await sendPut(database.db, put(database.db.callsTable, broken));
    const changes = [{ sequenceNumber: 'bad', newImage: broken }, changeOf(other)];
    expect(await settleChanges(deps())(changes)).toEqual([changes[0]]);
    expect(await statusOf('other')).toBe('settled');
    clock = addSeconds(clock, 300);
    expect((await sweep()).stuck).toBeGreaterThanOrEqual(1);
    expect((await sweep()).stuck).toBeGreaterThanOrEqual(1);
    await sendUpdate(
      database.db,
      update(database.db.callsTable, keys.page(page), { set: { rows: item?.rows } }),
    );
    await sweep();
    expect(await balance()).toBe(units(47));
    await expectBooksToBalance(database.db, org);
  });
});

describe('row 11: a page whose charge takes many lots', () => {
  test('the newer calls of a page that is too large for a transaction are settled by themselves, in their order', async () => {
    clock = await fundLots(database.db, { organizationId: org, lots: 150, clock });
    const page = await onePage([aRecord('empties', { durationSeconds: 50 * 60 })]);
    await settle([page]);
    const late = await onePage(named(100));
    expect(await settle([late])).toMatchObject({ settled: 100 });
    expect(await balance()).toBe(units(50));
    const { apart, rows, settled } = await stored(late);
    expect(settled).toBeDefined();
    expect(apart.size + rows.length).toBe(100);
    expect(apart.has('call-099')).toBe(true);
    const lots = await expectBooksToBalance(database.db, org);
    const last = await findCall(database.db, org, 'call-099');
    expect(last?.settlement?.parts).toEqual([[lots[100]?.id, units(1)]]);
  });

  test('pages that are too large together are settled apart from each other', async () => {
    clock = await fundLots(database.db, { organizationId: org, lots: 150, clock });
    await settle([await onePage([aRecord('empties', { durationSeconds: 50 * 60 })])]);
    const half = (prefix: string) =>
      named(50).map((record) => ({ ...record, callId: prefix + record.callId }));
    const pages = [await onePage(half('a')), await onePage(half('b'))];
    expect(await settle(pages)).toMatchObject({ settled: 100 });
    for (const page of pages) expect(await stored(page)).toMatchObject({ apart: new Set(), version: 2 });
    expect(await balance()).toBe(units(50));
    await expectBooksToBalance(database.db, org);
  });

  test('calls that left their page before it was settled are in the usage report', async () => {
    clock = await fundLots(database.db, { organizationId: org, lots: 150, clock });
    await settle([await onePage([aRecord('empties', { durationSeconds: 50 * 60 })])]);
    const late = await onePage(named(100));
    await settle([late]);
    expect((await stored(late)).apart.size).toBeGreaterThan(0);
    const period = { from: clock, to: addSeconds(clock, 1) };
    const ids: string[] = [];
    for await (const { call } of callsInPeriod(database.db, { organizationId: org, period }))
      if (call) ids.push(call.callId);
    expect(ids.filter((id) => id !== 'empties')).toEqual(named(100).map(({ callId }) => callId));
  });

  test('a page stays though its only call leaves it', async () => {
    clock = await fundLots(database.db, { organizationId: org, lots: 120, clock });
    const page = await onePage([aRecord('long', { durationSeconds: 160 * 60 })]);
    expect(await settle([page])).toMatchObject({ settled: 1 });
    expect(await stored(page)).toMatchObject({ apart: new Set(['long']), rows: [], settled: { at: clock } });
    expect(await statusOf('long')).toBe('settled');
    expect(await balance()).toBe(units(10));
    await expectBooksToBalance(database.db, org);
  });

  test('a call in instalments leaves its page, and the sweep goes on where a run died', async () => {
    clock = await fundLots(database.db, { organizationId: org, lots: 150, clock });
    const long = aRecord('long', { durationSeconds: 170 * 60, startedAt: addSeconds(clock, 60) });
    const page = await onePage([...named(2), long]);
    let entriesLeft = 2;
    const dying = recordRequests(database.db, (name) => {
      entriesLeft -= name === 'TransactWriteCommand' && entriesLeft > -5 ? 1 : 0;
      return entriesLeft < -3;
    });
    await expect(settle([page], deps(dying.db))).rejects.toThrow('no connection');
    expect(await findCall(database.db, org, 'long')).toMatchObject({ status: 'received' });
    await expectBooksToBalance(database.db, org);
    clock = addSeconds(clock, 3600);
    await sweep();
    expect(await findCall(database.db, org, 'long')).toMatchObject({ status: 'settled' });
    expect(await balance()).toBe(units(28));
    await expectBooksToBalance(database.db, org);
  });
});

describe('the sweep', () => {
  test('what the stream left is settled some minutes later, once, and settled pages are not read again', async () => {
    const settledBefore = await onePage(named(1));
    await settle([settledBefore]);
    await unclaimed([aRecord('missed')]);
    expect(await sweep()).toMatchObject({ settled: 0 });
    clock = addSeconds(clock, 300);
    expect(await sweep()).toMatchObject({ settled: 1, checked: 1 });
    expect(await sweep()).toMatchObject({ settled: 0, checked: 0 });
    expect(await balance()).toBe(units(48));
  });

  test('trap 13: usage that arrives later with an earlier date is not hidden by how far the sweep has come', async () => {
    clock = addSeconds(clock, 300);
    await sweep();
    const startedAt = addSeconds(START, -90 * 86_400);
    await reported([aRecord('late', { startedAt })]);
    clock = addSeconds(clock, 300);
    expect(await sweep()).toMatchObject({ settled: 1 });
    expect(await balance()).toBe(units(49));
  });

  test('a page that fails after a call has left it is tried again by the next sweep', async () => {
    await reported([aRecord('after'), aRecord('fault', { durationSeconds: Number.MAX_SAFE_INTEGER })]);
    clock = addSeconds(clock, 300);
    let transactions = 0;
    const failing = recordRequests(database.db, (name) => {
      transactions += name === 'TransactWriteCommand' ? 1 : 0;
      return name === 'TransactWriteCommand' && transactions > 1;
    });
    await settleStragglers(deps(failing.db))({ remainingMs: () => 60_000 });
    expect(transactions).toBeGreaterThan(1);
    expect(await statusOf('after')).toBe('received');
    clock = addSeconds(clock, 300);
    await sweep();
    expect(await statusOf('after')).toBe('settled');
    expect(await balance()).toBe(units(49));
  });

  test('calls of the earlier layout, listed by their ids, are settled by the sweep', async () => {
    const ids = ['e1', 'e2', 'e3'];
    const name = `PAGE#${clock}#earlier`;
    const page = { ...keys.page({ organizationId: org, day: clock.slice(0, 10), name }), calls: ids };
    const due = { due: pageWork(PAGE_SHARDS - 1), dueAt: clock };
    await sendPut(database.db, put(database.db.callsTable, { ...page, ...due }));
    for (const callId of ids) {
      const call = {
        ...aRecord(callId),
        organizationId: org,
        status: 'received',
        receivedAt: clock,
        page: name,
      };
      await sendPut(database.db, put(database.db.callsTable, callItem({ ...call, status: 'received' })));
    }
    // A request of the same calls that is sent again finds them.
    const again = await onePage(ids.map((callId) => aRecord(callId)));
    expect(await settle([again])).toMatchObject({ settled: 0 });
    clock = addSeconds(clock, 300);
    expect(await sweep()).toMatchObject({ settled: 3 });
    expect(await sweep()).toMatchObject({ settled: 0 });
    expect(await balance()).toBe(units(47));
    await expectBooksToBalance(database.db, org);
  });
});
