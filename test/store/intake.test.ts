import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { settleStragglers } from '../../functions/usage/settle-stragglers.ts';
import { FUTURE_RECORD_DAYS } from '../../shared/domain/calls/call.ts';
import { bookBalanceMicros, heldMicros } from '../../shared/domain/credits/account.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { DEFAULT_RETENTION } from '../../shared/domain/retention.ts';
import { findCall, loadCalls } from '../../shared/store/calls/calls.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { commitUser, findUser } from '../../shared/store/licenses/users.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { GRACE_HOURS, START, units } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { buy, expectBooksToBalance, openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { recordRequests } from '../support/recorded-requests.ts';
import {
  addCaller,
  authorize,
  publishDecks,
  report,
  settle,
  TO_BRITAIN,
  type UsageBody,
} from '../support/telephone.ts';

const Counts = z.object({ accepted: z.number(), duplicates: z.number() });
const database = useDatabase(publishDecks);
let org: string;
let clock = START;
const deps = () => ({
  db: database.db,
  graceHours: GRACE_HOURS,
  gateway: new FakeGateway(),
  now: () => clock,
});
const statusOf = async (callId: string) => (await findCall(database.db, org, callId))?.status;
const balance = async () => bookBalanceMicros(await loadAccount(database.db, org, 100));

beforeEach(async () => {
  org = nextOrganizationId('intake');
  // All tests share the progress of the sweep, which never goes back in time.
  clock = addSeconds(clock, 600);
  await openOrganization(database.db, org, clock);
  await buy(deps(), org, 1, units(50));
});

/** The database, but requests of this name fail before they reach the table. */
const failing = (name: string): Database => recordRequests(database.db, (sent) => sent === name).db;

describe('trap 19: a call that is reported again', () => {
  test('a call that is reported 20 times in one request and in 20 requests at once is charged once', async () => {
    const twenty = Array.from({ length: 20 }, () => ({ callId: 'one' }));
    expect(await report(deps(), org, twenty)).toEqual({
      status: 202,
      body: { accepted: 1, duplicates: 19, rejected: [] },
    });
    const answers = await Promise.all(twenty.map((record) => report(deps(), org, [record])));
    expect(answers.map(({ body }) => body)).toEqual(
      twenty.map(() => ({ accepted: 0, duplicates: 1, rejected: [] })),
    );
    for (let delivered = 0; delivered < 3; delivered += 1)
      expect(await settle(deps(), org, ['one'])).toEqual([]);
    await report(deps(), org, twenty);
    expect(await settle(deps(), org, ['one'])).toEqual([]);
    expect(await balance()).toBe(units(49));
    await expectBooksToBalance(database.db, org);
  });

  test('of 20 requests that report the same new call at once, one accepts it', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => report(deps(), org, [{ callId: 'one' }])),
    );
    const accepted = answers.filter(({ body }) => JSON.stringify(body).includes('"accepted":1'));
    expect(accepted).toHaveLength(1);
  });
});

describe('trap 24: the same call twice in one batch', () => {
  test('the same record twice in a batch is one call and one duplicate, and the batch is accepted', async () => {
    const records = [{ callId: 'a' }, { callId: 'twice' }, { callId: 'twice' }, { callId: 'b' }];
    expect(await report(deps(), org, records)).toMatchObject({
      body: { accepted: 3, duplicates: 1, rejected: [] },
    });
    expect(await settle(deps(), org, ['a', 'twice', 'twice', 'b'])).toEqual([]);
    expect(await balance()).toBe(units(47));
  });

  test('two records of a call with different content are a conflict that names the second', async () => {
    const records = [{ callId: 'twice' }, { callId: 'twice', durationSeconds: 61 }];
    expect(await report(deps(), org, records)).toMatchObject({
      body: { accepted: 1, rejected: [{ index: 1, callId: 'twice', code: 'conflicting-record' }] },
    });
  });
});

describe('a record', () => {
  test('a record that differs from the known call is a conflict, and changes nothing', async () => {
    await report(deps(), org, [{ callId: 'one' }]);
    await settle(deps(), org, ['one']);
    expect(await report(deps(), org, [{ callId: 'one', durationSeconds: 600 }])).toMatchObject({
      body: { accepted: 0, duplicates: 0, rejected: [{ index: 0, code: 'conflicting-record' }] },
    });
    expect(await findCall(database.db, org, 'one')).toMatchObject({ status: 'settled', durationSeconds: 60 });
  });

  test.each<[string, UsageBody, string]>([
    ['a negative duration', { callId: 'bad', durationSeconds: -1 }, 'durationSeconds'],
    ['a number that nobody can dial', { callId: 'bad', to: '+999999999999999' }, 'to'],
    ['a number without a published rate', { callId: 'bad', to: '+551123456789' }, 'to'],
    ['a start that is not an instant', { callId: 'bad', startedAt: 'yesterday' }, 'startedAt'],
    ['an unknown type', { callId: 'bad', type: 'telepathy' }, 'type'],
    ['a separator of keys in its id', { callId: 'a#b' }, 'callId'],
  ])(
    'a record with %s is rejected by its field, and the rest of the batch is accepted',
    async (_case, bad, field) => {
      const answer = await report(deps(), org, [{ callId: 'good-1' }, bad, { callId: 'good-2' }]);
      expect(answer).toMatchObject({ body: { accepted: 2, rejected: [{ index: 1, field }] } });
      expect(await findCall(database.db, org, bad.callId)).toBeUndefined();
      expect(await statusOf('good-2')).toBe('received');
    },
  );

  test('the record of an authorized call joins it, and its settlement releases the hold', async () => {
    await addCaller(database.db, org);
    await authorize(deps(), org, 'call', { to: TO_BRITAIN });
    expect(heldMicros(await loadAccount(database.db, org), clock)).toBeGreaterThan(0);
    await report(deps(), org, [{ callId: 'call', userId: 'ada', to: TO_BRITAIN, durationSeconds: 61 }]);
    expect(await findCall(database.db, org, 'call')).toMatchObject({
      status: 'received',
      durationSeconds: 61,
      lease: { sequence: 0 },
    });
    await settle(deps(), org, ['call']);
    expect(heldMicros(await loadAccount(database.db, org), clock)).toBe(0);
    expect(await balance()).toBe(units(50) - 30_000);
  });

  test('the record of a denied call is accepted: the call took place', async () => {
    await addCaller(database.db, org, 'ada', ['CALLING_PLAN_PAYG']);
    expect(await authorize(deps(), org, 'call')).toMatchObject({ body: { reason: 'no-credits-license' } });
    await report(deps(), org, [{ callId: 'call', userId: 'ada' }]);
    await settle(deps(), org, ['call']);
    expect(await statusOf('call')).toBe('settled');
    expect(await balance()).toBe(units(49));
  });
});

test('a record without a rate is accepted if minutes may pay, and otherwise rejected', async () => {
  const to = '+819012345678';
  await addCaller(database.db, org, 'ida', []);
  const before = await findUser(database.db, org, 'ida');
  if (!before) throw new Error('no user');
  const licenses = [{ sku: 'CALLING_PLAN_INTERNATIONAL' as const, assignedAt: START }];
  const after = { ...before.user, licenses };
  await commitUser(database.db, org, { before, after, events: [], now: clock, by: BY_ADA });
  await addCaller(database.db, org, 'dora', ['CALLING_PLAN_DOMESTIC']);
  const records = [
    { callId: 'on-minutes', userId: 'ida', to },
    { callId: 'unpaid', userId: 'dora', to },
    { callId: 'nobody', userId: 'nobody', to },
  ];
  expect(await report(deps(), org, records)).toMatchObject({
    body: {
      accepted: 1,
      rejected: [
        { index: 1, code: 'no-rate' },
        { index: 2, code: 'no-rate' },
      ],
    },
  });
  await settle(deps(), org, ['on-minutes']);
  const call = await findCall(database.db, org, 'on-minutes');
  expect(call).toMatchObject({ status: 'settled', settlement: { fundedBy: 'included', includedMinutes: 1 } });
  expect(await balance()).toBe(units(50));
});

test('a record of a call in the future is rejected, beyond what clocks may differ', async () => {
  const records = [
    { callId: 'soon', startedAt: addSeconds(clock, FUTURE_RECORD_DAYS * 86_400) },
    { callId: 'never', startedAt: addSeconds(clock, FUTURE_RECORD_DAYS * 86_400 + 0.001) },
  ];
  expect(await report(deps(), org, records)).toMatchObject({
    body: { accepted: 1, rejected: [{ index: 1, code: 'record-in-future', field: 'startedAt' }] },
  });
  expect(await statusOf('never')).toBeUndefined();
});

test('trap 19: a record of a call that may have been deleted is rejected, so that no call is charged twice', async () => {
  const oldest = addSeconds(clock, -DEFAULT_RETENTION.oldestRecordDays * 86_400);
  const records = [
    { callId: 'young', startedAt: oldest },
    { callId: 'old', startedAt: addSeconds(oldest, -0.001) },
  ];
  expect(await report(deps(), org, records)).toMatchObject({
    body: { accepted: 1, rejected: [{ index: 1, code: 'record-too-old', field: 'startedAt' }] },
  });
  expect(DEFAULT_RETENTION.oldestRecordDays).toBeLessThan(DEFAULT_RETENTION.callsDays);
  await addCaller(database.db, org);
  await authorize(deps(), org, 'leased');
  const purgeAtOf = async (callId: string) => {
    const Key = keys.call(org, callId);
    const { Item } = await database.db.client.send(
      new GetCommand({ TableName: database.db.callsTable, Key }),
    );
    return Number(Item?.purgeAt);
  };
  const kept = Math.floor(Date.parse(clock) / 1000) + DEFAULT_RETENTION.callsDays * 86_400;
  expect(await purgeAtOf('young')).toBe(kept);
  expect(await purgeAtOf('leased')).toBe(kept);
  const startedAt = addSeconds(clock, 3600);
  await report(deps(), org, [{ callId: 'leased', userId: 'ada', startedAt }]);
  expect(await purgeAtOf('leased')).toBe(kept + 3600);
});

test('calls are kept, and old records refused, as the deployment says', async () => {
  const db = { ...database.db, retention: { callsDays: 400, oldestRecordDays: 100 } };
  const oldest = addSeconds(clock, -100 * 86_400);
  const records = [
    { callId: 'kept', startedAt: oldest },
    { callId: 'late', startedAt: addSeconds(oldest, -0.001) },
  ];
  expect(await report({ ...deps(), db }, org, records)).toMatchObject({
    body: { accepted: 1, rejected: [{ index: 1, code: 'record-too-old' }] },
  });
  const { Item } = await db.client.send(
    new GetCommand({ TableName: db.callsTable, Key: keys.call(org, 'kept') }),
  );
  expect(Item?.purgeAt).toBe(Math.floor(Date.parse(clock) / 1000) + 400 * 86_400);
  const { Item: page } = await db.client.send(
    new GetCommand({
      TableName: db.callsTable,
      Key: keys.page({ organizationId: org, day: Item?.day, name: Item?.page }),
    }),
  );
  expect(page?.purgeAt).toBeGreaterThan(Item?.purgeAt);
});

describe('trap 14: the record and what keeps it from being accepted twice are one item', () => {
  test.each([
    ['the mark of the day', 'BatchWriteCommand'],
    ['the page', 'BatchExecuteStatementCommand'],
    ['the call', 'UpdateCommand'],
  ])(
    'when %s cannot be written, nothing is accepted, and the next attempt accepts it',
    async (_case, command) => {
      await expect(report({ ...deps(), db: failing(command) }, org, [{ callId: 'one' }])).rejects.toThrow(
        'no connection',
      );
      expect(await findCall(database.db, org, 'one')).toBeUndefined();
      expect(await report(deps(), org, [{ callId: 'one' }])).toMatchObject({ body: { accepted: 1 } });
      clock = addSeconds(clock, 300);
      await settleStragglers(deps())({ remainingMs: () => 60_000 });
      expect(await statusOf('one')).toBe('settled');
      expect(await balance()).toBe(units(49));
      await expectBooksToBalance(database.db, org);
    },
  );

  test('of a request that dies between its claims, settlement accepts the rest, and a repetition has duplicates only', async () => {
    const records = Array.from({ length: 40 }, (_, index) => ({ callId: `call-${index}` }));
    const sentOfCalls = { count: 0 };
    const dying = recordRequests(database.db, (name) => {
      if (name === 'BatchExecuteStatementCommand') sentOfCalls.count += 1;
      return sentOfCalls.count > 2;
    });
    await expect(report({ ...deps(), db: dying.db }, org, records)).rejects.toThrow('no connection');
    await dying.idle();
    const [claimed, unclaimed] = [await statusOf('call-0'), await statusOf('call-39')];
    expect([claimed, unclaimed].sort()).toEqual(['received', undefined]);
    clock = addSeconds(clock, 300);
    await settleStragglers(deps())({ remainingMs: () => 60_000 });
    expect(await statusOf('call-39')).toBe('settled');
    expect(await balance()).toBe(units(10));
    expect(await report(deps(), org, records)).toMatchObject({ body: { accepted: 0, duplicates: 40 } });
    clock = addSeconds(clock, 300);
    await settleStragglers(deps())({ remainingMs: () => 60_000 });
    expect(await balance()).toBe(units(10));
    await expectBooksToBalance(database.db, org);
  });
});

test('of one batch in many requests at once, each call is accepted once and charged once', async () => {
  const records = Array.from({ length: 30 }, (_, index) => ({ callId: `call-${index}` }));
  const answers = await Promise.all(Array.from({ length: 4 }, () => report(deps(), org, records)));
  const counts = answers.map(({ body }) => Counts.parse(body));
  expect(counts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(30);
  expect(counts.map(({ accepted, duplicates }) => accepted + duplicates)).toEqual(Array(4).fill(30));
  clock = addSeconds(clock, 300);
  await settleStragglers(deps())({ remainingMs: () => 60_000 });
  expect(await balance()).toBe(units(20));
  await expectBooksToBalance(database.db, org);
});

test('records of sixty days in one request are accepted and settled, each on a page of its day', async () => {
  const records = Array.from({ length: 60 }, (_, index) => ({
    callId: `day-${index}`,
    startedAt: addSeconds(clock, -index * 86_400),
    durationSeconds: 0,
  }));
  expect(await report(deps(), org, records)).toMatchObject({ body: { accepted: 60, duplicates: 0 } });
  clock = addSeconds(clock, 300);
  await settleStragglers(deps())({ remainingMs: () => 60_000 });
  const { calls } = await loadCalls(
    database.db,
    org,
    records.map(({ callId }) => callId),
  );
  expect(calls.map(({ status }) => status)).toEqual(Array(60).fill('settled'));
});

test('a call in two batches is a duplicate in the second, and of other content a conflict; their other calls are accepted', async () => {
  const [shared, other] = [{ callId: 'shared' }, { callId: 'other' }];
  await report(deps(), org, [{ callId: 'a' }, shared, other]);
  const second = [{ callId: 'b' }, shared, { ...other, durationSeconds: 120 }];
  expect(await report(deps(), org, second)).toMatchObject({
    body: { accepted: 1, duplicates: 1, rejected: [{ index: 2, code: 'conflicting-record' }] },
  });
  await settle(deps(), org, ['a', 'b', 'shared', 'other']);
  expect(await balance()).toBe(units(46));
  expect(await findCall(database.db, org, 'other')).toMatchObject({ durationSeconds: 60 });
});

test('a call that was not answered needs no rate: it is accepted, and costs nothing', async () => {
  const toHavana = { callId: 'unanswered', to: '+5372345678', durationSeconds: 0 };
  expect(await report(deps(), org, [toHavana])).toMatchObject({ body: { accepted: 1, rejected: [] } });
  await settle(deps(), org, ['unanswered']);
  expect(await statusOf('unanswered')).toBe('settled');
  expect(await balance()).toBe(units(50));
});

test('which short numbers are emergency numbers depends on the location of the user', async () => {
  await addCaller(database.db, org);
  const dialed = ['911', '999'].map((to) => ({ callId: to, userId: 'ada', to }));
  expect(await report(deps(), org, dialed)).toMatchObject({
    body: {
      accepted: 1,
      rejected: [{ index: 1, callId: '999', code: 'destination-unsupported', field: 'to' }],
    },
  });
});

test('a null field counts as absent, and a caller may be withheld', async () => {
  const inbound = { callId: 'in', type: 'user_in', from: 'anonymous', conferenceId: null, userId: null };
  expect(await report(deps(), org, [inbound])).toMatchObject({ body: { accepted: 1, rejected: [] } });
  expect(await report(deps(), org, [{ callId: 'nameless', to: null }])).toMatchObject({
    body: { accepted: 0, rejected: [{ code: 'invalid-record', field: 'to' }] },
  });
  await settle(deps(), org, ['in']);
  expect(await findCall(database.db, org, 'in')).toMatchObject({ status: 'settled', from: 'anonymous' });
});

test('an authorized emergency call is accepted, though its user has moved to where the number is not an emergency number', async () => {
  await addCaller(database.db, org);
  const call = { callId: 'help', userId: 'ada', to: '911' };
  await authorize(deps(), org, 'help', { to: '911' });
  const before = await findUser(database.db, org, 'ada');
  if (!before) throw new Error('no user');
  const after = { ...before.user, usageLocation: 'DE' };
  await commitUser(database.db, org, { before, after, events: [], now: clock, by: BY_ADA });
  expect(
    await report(deps(), org, [
      { ...call, startedAt: clock },
      { ...call, callId: 'other' },
    ]),
  ).toMatchObject({
    body: { accepted: 1, rejected: [{ callId: 'other', code: 'destination-unsupported' }] },
  });
  await settle(deps(), org, ['help']);
  expect(await findCall(database.db, org, 'help')).toMatchObject({
    status: 'settled',
    settlement: { fundedBy: 'free', location: 'US' },
  });
});
