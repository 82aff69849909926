/** A call belongs to the one page that its item names, however often it is claimed. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { UsageRecord } from '../../shared/domain/calls/call.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { type CallPage, insertPages, pagesOf } from '../../shared/store/calls/call-page.ts';
import { findCall, loadCalls } from '../../shared/store/calls/calls.ts';
import { claimCalls, claimsOf, type OwnCalls, ownCallsOf } from '../../shared/store/calls/claims.ts';
import { intakeMarks, MARK_SHARDS, markIntake, minuteOf } from '../../shared/store/calls/intake-marks.ts';
import { loadItems } from '../../shared/store/table/batch.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { type IntakeMark, keys } from '../../shared/store/table/keys.ts';
import { put, sendPut, sendUpdate, update } from '../../shared/store/table/writes.ts';
import { GRACE_HOURS, START, units } from '../support/accounts.ts';
import { buy, openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { recordRequests } from '../support/recorded-requests.ts';
import { addCaller, authorize, publishDecks, TO_SWITZERLAND } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
let org: string;
let requests = 0;
const deps = () => ({
  db: database.db,
  graceHours: GRACE_HOURS,
  gateway: new FakeGateway(),
  now: () => START,
});

beforeEach(async () => {
  org = nextOrganizationId('claims');
  await openOrganization(database.db, org, START);
  await buy(deps(), org, 1, units(50));
});

const aRecord = (callId: string): UsageRecord => ({
  callId,
  type: 'user_out',
  userId: 'ada',
  to: TO_SWITZERLAND,
  startedAt: START,
  durationSeconds: 60,
});

const idsFrom = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

/** A page of a request of its own, written but not claimed. */
async function aPage(callIds: readonly string[]): Promise<CallPage> {
  requests += 1;
  const request = { receivedAt: addSeconds(START, requests), requestId: `r${requests}` };
  const pages = pagesOf(org, callIds.map(aRecord), request);
  await insertPages(database.db, pages);
  const [page] = pages;
  if (!page) throw new Error('no page');
  return page;
}

/** What settlement takes of the pages, from items that were read at one moment. */
async function loadOwnCalls(db: Database, pages: readonly CallPage[]): Promise<OwnCalls[]> {
  const callIds = new Set(pages.flatMap(claimsOf).map(({ record }) => record.callId));
  const items = await loadItems(
    db,
    db.callsTable,
    [...callIds].map((callId) => keys.call(org, callId)),
  );
  return ownCallsOf(db, pages, items);
}

const kindsOf = (claimed: readonly { readonly kind: string }[]): string[] => claimed.map(({ kind }) => kind);

async function itemOf(callId: string): Promise<Record<string, unknown> | undefined> {
  const { callsTable: TableName, client } = database.db;
  return (await client.send(new GetCommand({ TableName, Key: keys.call(org, callId) }))).Item;
}

test('calls that are reported are claimed 25 to a request, and read nothing', async () => {
  const page = await aPage(idsFrom('call', 60));
  const { db, sent } = recordRequests(database.db);
  expect(new Set(kindsOf(await claimCalls(db, claimsOf(page))))).toEqual(new Set(['own']));
  expect(sent).toEqual(Array(3).fill('BatchExecuteStatementCommand'));
  expect(await findCall(database.db, org, 'call-0')).toMatchObject({ status: 'received', page: page.name });
});

test('one call is claimed in one request, whether it was authorized or not, and keeps its lease', async () => {
  await addCaller(database.db, org);
  await authorize(deps(), org, 'authorized');
  for (const callId of ['unknown', 'authorized']) {
    const page = await aPage([callId]);
    const { db, sent } = recordRequests(database.db);
    expect(kindsOf(await claimCalls(db, claimsOf(page)))).toEqual(['own']);
    expect(sent).toEqual(['UpdateCommand']);
  }
  expect(await findCall(database.db, org, 'authorized')).toMatchObject({
    status: 'received',
    lease: { sequence: 0 },
  });
  expect(await itemOf('authorized')).not.toHaveProperty('startedAt');
});

test('an organization that authorizes its calls claims them with one write each, once that is known', async () => {
  await addCaller(database.db, org);
  const [first, second] = [idsFrom('first', 3), idsFrom('second', 3)];
  for (const callId of [...first, ...second]) await authorize(deps(), org, callId);
  const { db, sent } = recordRequests(database.db);
  await claimCalls(db, claimsOf(await aPage(first)));
  expect(sent.splice(0)).toEqual([
    'BatchExecuteStatementCommand',
    'BatchGetCommand',
    'BatchExecuteStatementCommand',
  ]);
  expect(kindsOf(await claimCalls(db, claimsOf(await aPage([...second, 'unknown']))))).toEqual(
    Array(4).fill('own'),
  );
  expect(sent).toEqual(['BatchExecuteStatementCommand', 'BatchExecuteStatementCommand']);
  const { calls } = await loadCalls(database.db, org, [...first, ...second, 'unknown']);
  expect(calls.map(({ status }) => status)).toEqual(Array(7).fill('received'));
});

test('a call that is claimed again for its own page is its own; for another page it exists', async () => {
  const page = await aPage(['a', 'b']);
  await claimCalls(database.db, claimsOf(page));
  expect(kindsOf(await claimCalls(database.db, claimsOf(page)))).toEqual(['own', 'own']);
  const later = await aPage(['b', 'c']);
  expect(await claimCalls(database.db, claimsOf(later))).toMatchObject([
    { kind: 'existing', callId: 'b', call: { page: page.name } },
    { kind: 'own', callId: 'c' },
  ]);
  expect(kindsOf(await claimCalls(database.db, claimsOf(await aPage(['c']))))).toEqual(['existing']);
});

test('of 10 requests that claim the same calls at once, each call belongs to one', async () => {
  const ids = idsFrom('call', 4);
  const pages = await Promise.all(Array.from({ length: 10 }, () => aPage(ids)));
  const claimed = await Promise.all(pages.map((page) => claimCalls(database.db, claimsOf(page))));
  const own = claimed.flat().filter(({ kind }) => kind === 'own');
  expect(own.map(({ callId }) => callId).sort()).toEqual(ids);
});

describe('the calls that settlement takes of pages', () => {
  test('calls of a request that died after its page, or between its claims, are claimed by settlement', async () => {
    await addCaller(database.db, org);
    await authorize(deps(), org, 'authorized');
    const page = await aPage(['claimed', 'unclaimed', 'authorized']);
    await claimCalls(database.db, claimsOf(page).slice(0, 1));
    const [own] = await loadOwnCalls(database.db, [page]);
    expect(own?.calls.map(({ callId }) => callId)).toEqual(page.rows.map(({ record }) => record.callId));
    expect(own?.calls.find(({ callId }) => callId === 'authorized')?.lease).toMatchObject({ sequence: 0 });
    expect(await findCall(database.db, org, 'unclaimed')).toMatchObject({ page: page.name });
  });

  test('settlement takes neither calls of another page nor calls that are apart', async () => {
    const [first, second] = [await aPage(['a', 'b']), await aPage(['b', 'c'])];
    const owned = await loadOwnCalls(database.db, [first, { ...second, apart: new Set(['c']) }]);
    expect(owned.map(({ calls }) => calls.map(({ callId }) => callId))).toEqual([['a', 'b'], []]);
  });

  test('a call that has left its page is not taken again by an old read for another page', async () => {
    const [page, repeated] = [await aPage(['a', 'b']), await aPage(['b'])];
    await claimCalls(database.db, claimsOf(page));
    const old = await Promise.all(['a', 'b'].map(itemOf));
    const pages = [{ ...page, apart: new Set(['b']) }, repeated];
    const items = old.filter((item) => item !== undefined);
    const owned = await ownCallsOf(database.db, pages, items);
    expect(owned.map(({ calls }) => calls.map(({ callId }) => callId))).toEqual([['a'], []]);
  });

  test('settlement reads the calls of a page in one request when all are claimed', async () => {
    const page = await aPage(idsFrom('call', 50));
    await claimCalls(database.db, claimsOf(page));
    const { db, sent } = recordRequests(database.db);
    const [own] = await loadOwnCalls(db, [page]);
    expect(own?.calls).toHaveLength(50);
    expect(sent).toEqual(['BatchGetCommand']);
  });

  test('settlement learns which call cannot be read, and gets the others', async () => {
    const page = await aPage(['good', 'broken']);
    await claimCalls(database.db, claimsOf(page));
    const broken = update(database.db.callsTable, keys.call(org, 'broken'), { set: { lease: 'broken' } });
    await sendUpdate(database.db, broken);
    expect(await loadOwnCalls(database.db, [page])).toMatchObject([
      { calls: [{ callId: 'good' }], unreadable: ['broken'] },
    ]);
  });
});

test('a page that is there is not written again: it may be settled since', async () => {
  const page = await aPage(['a']);
  const key = keys.page(page);
  await sendUpdate(database.db, update(database.db.callsTable, key, { set: { version: 7 } }));
  await insertPages(database.db, [page]);
  const { callsTable: TableName, client } = database.db;
  expect((await client.send(new GetCommand({ TableName, Key: key }))).Item).toMatchObject({ version: 7 });
});

test('an unreadable item, an unreadable page and a page that is missing do not hide the other calls', async () => {
  const pages = await Promise.all([aPage(['good', 'item']), aPage(['page']), aPage(['missing'])]);
  for (const page of pages) await claimCalls(database.db, claimsOf(page));
  const { callsTable } = database.db;
  await sendUpdate(database.db, update(callsTable, keys.call(org, 'item'), { set: { page: 7 } }));
  const [, broken, missing] = pages;
  if (!broken || !missing) throw new Error('no pages');
  await sendPut(database.db, put(callsTable, { ...keys.page(broken), rows: new Uint8Array([1]) }));
  const moved = update(callsTable, keys.call(org, 'missing'), { set: { day: '2020-01-01' } });
  await sendUpdate(database.db, moved);
  const { calls, unreadable } = await loadCalls(database.db, org, ['good', 'item', 'page', 'missing']);
  expect(calls.map(({ callId }) => callId)).toEqual(['good']);
  expect(unreadable.map(({ callId }) => callId).sort()).toEqual(['item', 'missing', 'page']);
  await expect(findCall(database.db, org, 'missing')).rejects.toThrow();
});

async function marksFrom(from: string, to: string): Promise<IntakeMark[]> {
  const marks: IntakeMark[] = [];
  for (let shard = 0; shard < MARK_SHARDS; shard += 1) {
    for await (const step of intakeMarks(database.db, shard, { from, to })) marks.push(...step);
  }
  return marks.filter(({ organizationId }) => organizationId === org);
}

test('a day is marked once in a minute, and found by its minute', async () => {
  const { db, sent } = recordRequests(database.db);
  const first = '2026-03-01T10:00:59.999Z';
  await markIntake(db, org, ['2026-02-27', '2026-02-28', '2026-02-28'], first);
  await markIntake(db, org, ['2026-02-28'], '2026-03-01T10:00:00.000Z');
  expect(sent).toEqual(['BatchWriteCommand']);
  await markIntake(db, org, ['2026-02-28'], '2026-03-01T10:01:00.000Z');
  expect(await marksFrom(minuteOf(first), minuteOf(first))).toEqual([
    { minute: '2026-03-01T10:00', organizationId: org, day: '2026-02-27' },
    { minute: '2026-03-01T10:00', organizationId: org, day: '2026-02-28' },
  ]);
  expect(await marksFrom('2026-03-01T09:00', '2026-03-01T10:01')).toHaveLength(3);
  expect(await marksFrom('2026-03-01T10:02', '2026-03-02T10:00')).toEqual([]);
});

test('a mark that could not be written is written by the next request', async () => {
  let fails = true;
  const { db } = recordRequests(database.db, () => fails);
  const at = '2026-03-02T10:00:00.000Z';
  await expect(markIntake(db, org, ['2026-03-02'], at)).rejects.toThrow('no connection');
  fails = false;
  await markIntake(db, org, ['2026-03-02'], at);
  expect(await marksFrom(minuteOf(at), minuteOf(at))).toHaveLength(1);
});
