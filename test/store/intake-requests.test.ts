/** What a reported call costs until it is settled: requests to the tables, and bytes that are stored for it. */
import { randomUUID } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { settleChanges } from '../../functions/usage/settle.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { CallPage } from '../../shared/store/calls/call-page.ts';
import { findCallWithPage } from '../../shared/store/calls/calls.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { itemBytes } from '../support/item-size.ts';
import { recordRequests } from '../support/recorded-requests.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { authorize, changeOf, publishDecks, report, TO_BRITAIN } from '../support/telephone.ts';

const IN_AMERICA = '+14255550100';
const database = useDatabase(publishDecks);
let fixture: ReversalFixture;

/** An organization whose month has begun, served by a function instance that knows it. */
beforeEach(async () => {
  fixture = await openReversalFixture(database.db, nextOrganizationId('requests'));
  await fixture.giveMinutes();
  await fixture.call('on-minutes', 1, IN_AMERICA);
  fixture.clock = addSeconds(fixture.clock, 600);
});

async function pageOf(callId: string): Promise<CallPage> {
  const found = await findCallWithPage(fixture.db, fixture.org, callId);
  if (!found?.page) throw new Error(`${callId} is not on a page`);
  return found.page;
}

test('a single record is accepted by four requests, and settled by two', async () => {
  const { db, sent } = recordRequests(database.db);
  await report({ ...fixture.deps, db }, fixture.org, [fixture.record('one', 1, TO_BRITAIN)]);
  expect(sent).toEqual([
    'BatchGetCommand',
    'BatchWriteCommand',
    'BatchExecuteStatementCommand',
    'UpdateCommand',
  ]);
  const page = await pageOf('one');
  const settling = recordRequests(database.db);
  await settleChanges({ ...fixture.deps, db: settling.db })([changeOf(page)]);
  expect(settling.sent).toEqual(['BatchGetCommand', 'TransactWriteCommand']);
  expect((await pageOf('one')).settled).toBeDefined();
});

test('a record of an authorized call in national form is accepted by three requests, once its day is marked', async () => {
  const to = IN_AMERICA.slice(2);
  const { db, sent } = recordRequests(database.db);
  const deps = { ...fixture.deps, db };
  await report(deps, fixture.org, [fixture.record('one', 1)]);
  await authorize(fixture.deps, fixture.org, 'two', { to });
  sent.length = 0;
  expect(await report(deps, fixture.org, [fixture.record('two', 1, to)])).toMatchObject({
    body: { accepted: 1 },
  });
  expect(sent).toEqual(['BatchGetCommand', 'BatchExecuteStatementCommand', 'UpdateCommand']);
});

test('the calls of a batch are written 25 to a request, and none of them is read', async () => {
  const { db, sent } = recordRequests(database.db);
  const records = Array.from({ length: 90 }, (_, index) => fixture.record(`call-${index}`, 1));
  await report({ ...fixture.deps, db }, fixture.org, records);
  const calls = Array(4).fill('BatchExecuteStatementCommand');
  expect(sent).toEqual(['BatchGetCommand', 'BatchWriteCommand', 'BatchExecuteStatementCommand', ...calls]);
});

/** What DynamoDB bills each item beside its attributes. */
const OVERHEAD_BYTES = 100;

async function bytesOf(key: { pk: string; sk: string }): Promise<number> {
  const { client, callsTable: TableName } = database.db;
  const { Item = {} } = await client.send(new GetCommand({ TableName, Key: key }));
  return itemBytes(Item) + OVERHEAD_BYTES;
}

test('a settled call of a page of ninety is stored in at most 290 bytes, its share of the page included', async () => {
  const records = Array.from({ length: 90 }, (_, index) => ({
    callId: randomUUID(),
    userId: `user-${(index * 7) % 30}`,
    from: `+1425555${1000 + index * 31}`,
    to: `+44207946${1000 + ((index * 97) % 9000)}`,
    startedAt: addSeconds(fixture.clock, index * 7.123),
    durationSeconds: 13 + ((index * 37) % 600),
  }));
  await report(fixture.deps, fixture.org, records);
  const [{ callId } = { callId: '' }] = records;
  await settleChanges(fixture.deps)([changeOf(await pageOf(callId))]);
  const page = await pageOf(callId);
  expect(page.settled).toBeDefined();
  const [callBytes, pageBytes] = [
    await bytesOf(keys.call(fixture.org, callId)),
    await bytesOf(keys.page(page)),
  ];
  expect(callBytes + pageBytes / records.length).toBeLessThanOrEqual(290);
  expect(pageBytes).toBeLessThanOrEqual(6 * 1024);
});
