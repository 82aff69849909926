import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { settleChanges } from '../../functions/usage/settle.ts';
import { settleStragglers } from '../../functions/usage/settle-stragglers.ts';
import { bookBalanceMicros } from '../../shared/domain/credits/account.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import { callItem } from '../../shared/store/calls/call-item.ts';
import { findCall } from '../../shared/store/calls/calls.ts';
import { PAGE_SHARDS, pageWork } from '../../shared/store/calls/pages-of-ids.ts';
import { UNSETTLED } from '../../shared/store/calls/settlements.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { listEntries } from '../../shared/store/credits/entries.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { GRACE_HOURS, START, units } from '../support/accounts.ts';
import { buy, expectBooksToBalance, openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { changesOf, publishDecks, report, settle } from '../support/telephone.ts';

const DECKS_FROM = '2025-06-01T00:00:00.000Z';
const database = useDatabase((db) => publishDecks(db, DECKS_FROM));
let org: string;
let clock = START;
const deps = () => ({
  db: database.db,
  graceHours: GRACE_HOURS,
  gateway: new FakeGateway(),
  now: () => clock,
});
const balance = async () => bookBalanceMicros(await loadAccount(database.db, org, 100));
const sweep = () => settleStragglers(deps())({ remainingMs: () => 60_000 });
const statusOf = async (callId: string) => (await findCall(database.db, org, callId))?.status;

beforeEach(async () => {
  org = nextOrganizationId('settlement');
  // Tests share the progress of the sweep: the clock of each starts after that of the one before.
  clock = addSeconds(clock, 3600);
  await openOrganization(database.db, org, clock);
  await buy(deps(), org, 1, units(50));
});

describe('settling', () => {
  test('a batch is settled by one entry for all its calls', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `call-${index}`);
    await report(
      deps(),
      org,
      ids.map((callId) => ({ callId })),
    );
    const { version } = await loadAccount(database.db, org);
    expect(await settle(deps(), org, ids)).toEqual([]);
    const account = await loadAccount(database.db, org);
    expect(account.version).toBe(version + 1);
    const [entry] = (await listEntries(database.db, org, { limit: 1 })).items;
    expect(entry).toMatchObject({ type: 'usage', amountMicros: -units(30), reference: { calls: 30 } });
    expect(await findCall(database.db, org, 'call-7')).toMatchObject({
      status: 'settled',
      settlement: {
        chargeMicros: units(1),
        entry: entry?.sequence,
        parts: [[account.lots[0]?.id, units(1)]],
      },
    });
  });

  test('settling the same batches at once, and again, charges each call once', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `call-${index}`);
    await report(
      deps(),
      org,
      ids.map((callId) => ({ callId })),
    );
    const stale = await changesOf(database.db, org, ids);
    await Promise.all([
      settle(deps(), org, ids),
      settle(deps(), org, ids.slice(0, 25)),
      settle(deps(), org, ids.slice(10)),
      sweep(),
    ]);
    expect(await balance()).toBe(units(10));
    expect(await settleChanges(deps())(stale)).toEqual([]);
    expect(await balance()).toBe(units(10));
    await expectBooksToBalance(database.db, org);
  });

  test('usage beyond the balance makes a debt, which the next purchase pays first', async () => {
    await report(deps(), org, [{ callId: 'long', durationSeconds: 60 * 60 }]);
    await settle(deps(), org, ['long']);
    expect(await loadAccount(database.db, org)).toMatchObject({ debtMicros: units(10), lots: [] });
    await buy(deps(), org, 2, units(50));
    expect(await loadAccount(database.db, org)).toMatchObject({ debtMicros: 0 });
    expect(await balance()).toBe(units(40));
    await expectBooksToBalance(database.db, org);
  });
});

describe('what the stream missed', () => {
  test('the sweep settles what the stream left, some minutes later', async () => {
    await report(deps(), org, [{ callId: 'missed' }]);
    expect(await sweep()).toMatchObject({ settled: 0 });
    clock = addSeconds(clock, 300);
    expect(await sweep()).toMatchObject({ settled: 1, stuck: 0 });
    expect(await sweep()).toMatchObject({ settled: 0, checked: 0 });
    expect(await balance()).toBe(units(49));
  });

  test('trap 13: usage that arrives later with an earlier date is not hidden by how far the sweep has come', async () => {
    clock = addSeconds(clock, 300);
    await sweep();
    const startedAt = addSeconds(START, -90 * 86_400);
    const before = await balance();
    await report(deps(), org, [{ callId: 'late', startedAt }]);
    clock = addSeconds(clock, 300);
    expect(await sweep()).toMatchObject({ settled: 1 });
    expect(before - (await balance())).toBe(units(1));
  });

  test('a call without a deck in force is kept, reported as stuck, and rated when there is one', async () => {
    const startedAt = addMonths(DECKS_FROM, -3);
    await report(deps(), org, [{ callId: 'early', startedAt }]);
    expect(await settle(deps(), org, ['early'])).toEqual([]);
    expect(await findCall(database.db, org, 'early')).toMatchObject({
      status: 'received',
      reason: 'no-deck',
    });
    clock = addSeconds(clock, 300);
    expect((await sweep()).stuck).toBeGreaterThanOrEqual(1);
    expect(await balance()).toBe(units(50));
    await publishDecks(database.db, addMonths(DECKS_FROM, -6));
    await sweep();
    expect(await statusOf('early')).toBe('settled');
    expect(await balance()).toBe(units(49));
  });
});

test('trap 26: with a poison record in the middle the others settle, and the poison is reported until it is corrected', async () => {
  const ids = ['a', 'b', 'poison', 'c', 'd'];
  await report(
    deps(),
    org,
    ids.map((callId) => ({ callId })),
  );
  const call = await findCall(database.db, org, 'poison');
  if (!call) throw new Error('no call');
  const Key = keys.call(org, 'poison');
  const TableName = database.db.callsTable;
  const poison = { UpdateExpression: 'SET lease = :no', ExpressionAttributeValues: { ':no': 'none' } };
  await database.db.client.send(new UpdateCommand({ TableName, Key, ...poison }));
  await report(deps(), org, [{ callId: 'e' }]);
  const changes = await changesOf(database.db, org, ['a', 'e']);
  const unreadable = { sequenceNumber: 'bad', newImage: { ...changes[0]?.newImage, rows: 'nonsense' } };
  const failed = await settleChanges(deps())([...changes.slice(0, 1), unreadable, ...changes.slice(1)]);
  expect(failed.map(({ sequenceNumber }) => sequenceNumber)).toEqual(['bad']);
  expect(await balance()).toBe(units(45));
  clock = addSeconds(clock, 300);
  expect((await sweep()).stuck).toBeGreaterThanOrEqual(1);
  expect((await sweep()).stuck).toBeGreaterThanOrEqual(1);
  const corrected = { ...callItem(call), due: UNSETTLED, dueAt: clock };
  await database.db.client.send(new PutCommand({ TableName, Item: corrected }));
  await sweep();
  expect(await statusOf('poison')).toBe('settled');
  expect(await balance()).toBe(units(44));
});

test('trap 16: a late record draws on lots that were unexpired at its start', async () => {
  const [oldLot] = (await loadAccount(database.db, org)).lots;
  clock = addMonths(clock, 6);
  await buy(deps(), org, 2, units(50));
  const expiresAt = oldLot?.expiresAt ?? '';
  clock = addSeconds(expiresAt, 3600);
  await report(deps(), org, [
    { callId: 'before', startedAt: addSeconds(expiresAt, -1) },
    { callId: 'at', startedAt: expiresAt },
  ]);
  await settle(deps(), org, ['before', 'at']);
  const partsOf = async (callId: string) => (await findCall(database.db, org, callId))?.settlement?.parts;
  expect(await partsOf('before')).toEqual([[oldLot?.id, units(1)]]);
  const [, young] = await expectBooksToBalance(database.db, org);
  expect(await partsOf('at')).toEqual([[young?.id, units(1)]]);
  expect(young?.remainingMicros).toBe(units(49));
});

test('an item that is not a call does not stop the others of its page', async () => {
  await report(deps(), org, [{ callId: 'fine' }, { callId: 'broken' }]);
  const Item = { ...keys.call(org, 'broken'), status: 'received', type: 'nonsense' };
  await database.db.client.send(new PutCommand({ TableName: database.db.callsTable, Item }));
  clock = addSeconds(clock, 300);
  expect(await sweep()).toMatchObject({ settled: 1 });
  expect(await statusOf('fine')).toBe('settled');
  expect((await sweep()).stuck).toBeGreaterThanOrEqual(1);
});

test('a page that cannot be read does not stop the pages beside it, and is counted', async () => {
  await report(deps(), org, [{ callId: 'fine' }]);
  const pk = keys.day(org, clock.slice(0, 10));
  // One in each shard, so that the page of the call is read together with one of them.
  for (let shard = 0; shard < PAGE_SHARDS; shard += 1) {
    const Item = { pk, sk: `PAGE#broken-${shard}`, calls: 'nonsense', due: pageWork(shard), dueAt: clock };
    await database.db.client.send(new PutCommand({ TableName: database.db.callsTable, Item }));
  }
  clock = addSeconds(clock, 300);
  expect((await sweep()).stuck).toBeGreaterThanOrEqual(PAGE_SHARDS);
  expect(await statusOf('fine')).toBe('settled');
});
