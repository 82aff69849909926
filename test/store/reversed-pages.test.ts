/** A void or correction of a call that its page speaks for: from then on the call's own item does. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { voidCall } from '../../functions/usage/reverse-call.ts';
import { settleStragglers } from '../../functions/usage/settle-stragglers.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { callItem } from '../../shared/store/calls/call-item.ts';
import { type CallPage, readPage } from '../../shared/store/calls/call-page.ts';
import { findCallWithPage, loadCalls } from '../../shared/store/calls/calls.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { put, sendPut, sendUpdate, update } from '../../shared/store/table/writes.ts';
import { units } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { fundLots } from '../support/many-lots.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks, report, settle } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
let fixture: ReversalFixture;

beforeEach(async () => {
  fixture = await openReversalFixture(database.db, nextOrganizationId('reversed'));
});

/** One page of settled calls of one minute each. */
async function settledPage(callIds: readonly string[]): Promise<CallPage> {
  const records = callIds.map((callId) => fixture.record(callId, 1));
  await report(fixture.deps, fixture.org, records);
  expect(await settle(fixture.deps, fixture.org, callIds)).toEqual([]);
  const [first = ''] = callIds;
  const found = await findCallWithPage(fixture.db, fixture.org, first);
  if (!found?.page) throw new Error(`${first} is not on a page`);
  return found.page;
}

async function itemOf(key: { pk: string; sk: string }): Promise<Record<string, unknown> | undefined> {
  const { client, callsTable: TableName } = fixture.db;
  return (await client.send(new GetCommand({ TableName, Key: key }))).Item;
}

const statusesOf = async (callIds: readonly string[]) => {
  const { calls } = await loadCalls(fixture.db, fixture.org, callIds);
  return Object.fromEntries(calls.map(({ callId, status }) => [callId, status]));
};

test('a voided call leaves its page, which keeps its row and speaks for the others', async () => {
  const page = await settledPage(['a', 'b', 'c']);
  await fixture.void('b', 'k1');
  const after = readPage(await itemOf(keys.page(page)));
  expect(after).toEqual({ ...page, apart: new Set(['b']) });
  expect(await itemOf(keys.call(fixture.org, 'b'))).toMatchObject({
    status: 'voided',
    startedAt: fixture.clock,
    page: page.name,
    receivedAt: page.receivedAt,
    settlement: { chargeMicros: units(1) },
  });
  expect(await itemOf(keys.call(fixture.org, 'b'))).not.toHaveProperty('day');
  expect(await statusesOf(['a', 'b', 'c'])).toEqual({ a: 'settled', b: 'voided', c: 'settled' });
  expect(await fixture.balance()).toBe(units(48));
  await fixture.lots();
});

test('all calls of a page are voided and corrected at once, each once', async () => {
  const ids = ['a', 'b', 'c', 'd'];
  const page = await settledPage(ids);
  const reversals = ids.flatMap((callId, index) => [
    index % 2 === 0 ? fixture.void(callId, `k-${callId}`) : fixture.correct(callId, `k-${callId}`, 180),
    fixture.void(callId, `other-${callId}`),
  ]);
  const answers = await Promise.allSettled(reversals);
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.code] : []));
  expect(refused).toEqual(Array(4).fill('call-already-reversed'));
  expect(readPage(await itemOf(keys.page(page))).apart).toEqual(new Set(ids));
  const { calls } = await loadCalls(fixture.db, fixture.org, ids);
  const spent = calls.map(({ status, settlement }) =>
    status === 'voided' ? 0 : (settlement?.chargeMicros ?? 0),
  );
  expect(await fixture.balance()).toBe(units(50) - spent.reduce((sum, micros) => sum + micros, 0));
  await fixture.lots();
});

test('a call that cost nothing leaves its page once, however many requests void it at once', async () => {
  const record = { ...fixture.record('free', 1), type: 'user_in', to: '+12065550100' };
  await report(fixture.deps, fixture.org, [record]);
  await settle(fixture.deps, fixture.org, ['free']);
  const answers = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => fixture.void('free', `k-${index}`)),
  );
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await statusesOf(['free'])).toEqual({ free: 'voided' });
});

test('the events of a page are not stored again when a call leaves it', async () => {
  const page = await settledPage(['a', 'b']);
  const published = update(fixture.db.callsTable, keys.page(page), { set: { outbox: '[]' } });
  await sendUpdate(fixture.db, published);
  await fixture.void('a', 'k1');
  expect(await itemOf(keys.page(page))).not.toHaveProperty('outbox');
});

test('the events of a call that was settled by itself are not stored again when it is voided or corrected', async () => {
  const ids = ['voided', 'corrected'];
  await settledPage(ids);
  const { calls } = await loadCalls(fixture.db, fixture.org, ids);
  for (const call of calls) {
    const item = { ...callItem(call), outbox: '[]' };
    await sendPut(fixture.db, put(fixture.db.callsTable, item));
  }
  await fixture.void('voided', 'k1');
  await fixture.correct('corrected', 'k2', 180);
  for (const callId of ids) expect(await itemOf(keys.call(fixture.org, callId))).not.toHaveProperty('outbox');
});

test('a record of a call that has left its page is a duplicate, or a conflict', async () => {
  await settledPage(['a', 'b']);
  await fixture.correct('a', 'k1', 600);
  const [same, longer] = [fixture.record('a', 1), fixture.record('a', 10)];
  expect(await report(fixture.deps, fixture.org, [same])).toMatchObject({ body: { duplicates: 1 } });
  expect(await report(fixture.deps, fixture.org, [longer])).toMatchObject({
    body: { rejected: [{ code: 'conflicting-record' }] },
  });
});

test('a void in steps takes the call out of its page with its first step, and the sweep finishes it', async () => {
  fixture.clock = await fundLots(fixture.db, { organizationId: fixture.org, lots: 60, clock: fixture.clock });
  await report(fixture.deps, fixture.org, [fixture.record('long', 100), fixture.record('short', 1)]);
  expect(await settle(fixture.deps, fixture.org, ['long', 'short'])).toEqual([]);
  const { page } = (await findCallWithPage(fixture.db, fixture.org, 'long')) ?? {};
  if (!page) throw new Error('the call is not on a page');
  const dying = fixture.depsThatDieAfter(1);
  await expect(voidCall(dying)(fixture.request('long'), 'k1')).rejects.toThrow('died');
  expect(readPage(await itemOf(keys.page(page))).apart).toEqual(new Set(['long']));
  expect(await fixture.storedCall('long')).toMatchObject({ status: 'settled', reversing: { kind: 'void' } });
  await expect(fixture.void('long', 'k2')).rejects.toMatchObject({ code: 'call-already-reversed' });
  fixture.clock = addSeconds(fixture.clock, 3600);
  await settleStragglers(fixture.deps)({ remainingMs: () => 60_000 });
  expect(await statusesOf(['long', 'short'])).toEqual({ long: 'voided', short: 'settled' });
  expect(await fixture.balance()).toBe(units(109));
  expect(readPage(await itemOf(keys.page(page))).apart).toEqual(new Set(['long']));
  await fixture.lots();
});

test('a call whose page is not settled is not reversed', async () => {
  await report(fixture.deps, fixture.org, [fixture.record('a', 1)]);
  await expect(fixture.void('a', 'k1')).rejects.toMatchObject({ code: 'call-not-settled' });
});
