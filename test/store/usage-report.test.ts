import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { getUsage } from '../../functions/reports/usage.ts';
import { keys } from '../../shared/store/keys.ts';
import { callsInPeriod, type Found } from '../../shared/store/usage-report.ts';
import { START } from '../support/accounts.ts';
import { openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { aRequest } from '../support/requests.ts';
import { addCaller, publishDecks, report } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
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

describe('the period of a report', () => {
  const now = () => '2026-02-10T12:00:00.000Z';
  const ask = (query: Record<string, string>) =>
    getUsage({ db: database.db, now })(aRequest({ params: { org }, query }));
  let org: string;

  beforeEach(async () => {
    org = nextOrganizationId('periods');
    await openOrganization(database.db, org, START);
    const startedAt = '2026-01-20T10:00:00.000Z';
    await report({ db: database.db, now }, org, [{ callId: 'january', type: 'user_in', startedAt }]);
  });

  test.each([
    ['the month of `to`, where only that is told', { to: '2026-01-31' }, 1],
    ['the month before `to`, where that is the first of the next', { to: '2026-02-01' }, 1],
    ['this month, where `to` is to come', { to: '2026-03-01' }, 0],
    ['this month, where nothing is told', {}, 0],
    ['the future, in which there is nothing', { from: '2026-12-15T00:00:00Z' }, 0],
    ['a date, which is its first instant', { from: '2026-01-20', to: '2026-01-21' }, 1],
    ['an instant without seconds', { from: '2026-01-20T10:01Z', to: '2026-01-21T00:00+01:00' }, 0],
  ])('is %s', async (_case, query, calls) => {
    expect(await ask(query)).toMatchObject({ status: 200, body: { items: { length: calls } } });
  });

  test('does not end before it begins', async () => {
    await expect(ask({ from: '2026-01-02', to: '2026-01-01' })).rejects.toMatchObject({
      code: 'invalid-request',
      facts: { field: 'to' },
    });
  });

  test('is told whole in CSV, of more calls than a list has on a page', async () => {
    const startedAt = '2026-02-01T10:00:00.000Z';
    const calls = Array.from({ length: 300 }, (_, call) => ({
      callId: `c${call}`,
      type: 'user_in',
      startedAt,
    }));
    await report({ db: database.db, now }, org, calls);
    const request = aRequest({ params: { org }, query: {}, headers: { accept: 'text/csv' } });
    const { body, headers } = await getUsage({ db: database.db, now })(request);
    expect(String(body).trimEnd().split('\r\n')).toHaveLength(301);
    expect(headers).not.toHaveProperty('link');
  });
});

test('a name that a spreadsheet would read as a formula is told as text', async () => {
  const org = nextOrganizationId('formulas');
  const now = () => '2026-02-10T12:00:00.000Z';
  await openOrganization(database.db, org, START);
  await addCaller(database.db, org, '=1+1');
  const startedAt = '2026-02-01T10:00:00.000Z';
  await report({ db: database.db, now }, org, [{ callId: 'c', type: 'user_in', userId: '=1+1', startedAt }]);
  const request = aRequest({ params: { org }, query: {}, headers: { accept: 'text/csv' } });
  const { body } = await getUsage({ db: database.db, now })(request);
  expect(String(body)).toContain(",'=1+1@example.com,'=1+1,");
});
