/** The tables of the local stack in DynamoDB Local. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DynamoDbAddress } from '../../infra/local/dynamodb/dynamodb.ts';
import { createTables } from '../../infra/local/dynamodb/tables.ts';
import { fitsAny } from '../../infra/local/streams/filter-pattern.ts';
import { StreamClient, type StreamRecord } from '../../infra/local/streams/stream-records.ts';
import { STREAM_FILTERS } from '../../shared/contract/tables.ts';
import { emptyDatabase } from '../support/databases/databases.ts';
import { clientOf } from '../support/stack-tables.ts';
import { loadTemplates } from '../support/template.ts';

let database: DynamoDbAddress & { close?: () => Promise<void> };
let names: readonly string[];
let streams: readonly string[];

beforeAll(async () => {
  const { tables } = (await loadTemplates()).deployment;
  database = await emptyDatabase();
  streams = [...(await createTables(database, tables)).values()];
  names = tables.map(({ name }) => name);
  await createTables(database, tables);
}, 120_000);
afterAll(() => database.close?.());

async function recordsOf(stream: string): Promise<StreamRecord[]> {
  const reader = new StreamClient(database, stream);
  const [shard] = await reader.listShards();
  const { records } = await reader.getRecords(await reader.openIterator(shard?.ShardId ?? ''));
  return records;
}

test('the stream of each table begins when the table does, once, and leaves no item behind', async () => {
  expect(streams).toHaveLength(2);
  for (const stream of streams) {
    expect((await recordsOf(stream)).map(({ eventName }) => eventName)).toEqual(['INSERT', 'REMOVE']);
  }
  const client = clientOf(database);
  for (const TableName of names) {
    expect((await client.send(new ScanCommand({ TableName }))).Items).toEqual([]);
  }
  client.destroy();
});

test.each(Object.entries(STREAM_FILTERS))('%s does not get what a stream begins with', async (_, filter) => {
  for (const stream of streams) {
    const received = (await recordsOf(stream)).map((record) => fitsAny(record, [filter]));
    expect(received).toEqual([false, false]);
  }
});
