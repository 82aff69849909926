import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { keys } from '../../shared/store/keys.ts';
import { callsInPeriod, type Found } from '../../shared/store/usage-report.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';

const database = useDatabase(async () => undefined);
const period = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };

async function found(org: string, cursor?: string): Promise<Found[]> {
  const all: Found[] = [];
  for await (const each of callsInPeriod(database.db, org, period, cursor)) all.push(each);
  return all;
}

test('a report that finds nothing on many pages stops in time, and goes on from there', async () => {
  const { client, callsTable } = database.db;
  const org = nextOrganizationId('report');
  const pages = Array.from({ length: 325 }, (_, page) => ({
    pk: keys.day(org, page < 100 ? '2026-01-10' : '2026-01-20'),
    sk: `PAGE#${String(page).padStart(4, '0')}`,
    calls: ['purged'],
  }));
  for (let start = 0; start < pages.length; start += 25) {
    const puts = pages.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteCommand({ RequestItems: { [callsTable]: puts } }));
  }
  const [first, ...others] = await found(org);
  expect([first?.call, others]).toEqual([undefined, []]);
  expect(Buffer.from(first?.next ?? '', 'base64url').toString()).toBe('["2026-01-20","PAGE#0299",0]');
  expect(await found(org, first?.next)).toEqual([]);
});
