import type { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { getUsage } from '../../functions/reports/usage.ts';
import { readDelimited } from '../../shared/domain/documents/delimited-text.ts';
import { callsInPeriod, DAYS_PER_REQUEST, type Found } from '../../shared/store/reports/usage-report.ts';
import { START } from '../support/accounts.ts';
import { openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { aRequest } from '../support/requests.ts';
import { addCaller, publishDecks, report } from '../support/telephone.ts';

const UsageBody = z.object({
  items: z.array(z.object({ callId: z.string() })),
  nextCursor: z.string().nullable(),
});
const database = useDatabase(publishDecks);
const period = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };

async function found(org: string, cursor?: string): Promise<Found[]> {
  const all: Found[] = [];
  for await (const each of callsInPeriod(database.db, { organizationId: org, period, cursor }))
    all.push(each);
  return all;
}

describe('row 23: the rows of a day are in the order in which the calls started', () => {
  const now = '2026-02-10T12:00:00.000Z';
  const opened = async () => {
    const org = nextOrganizationId('order');
    await openOrganization(database.db, org, START);
    return org;
  };
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 20, 8, minute)).toISOString();
  const minutes = [7, 3, 9, 1, 240, 5, 3, 8, 2, 6, 11, 4];
  const expected = minutes
    .map((minute, index) => `${at(minute)}#c${index}`)
    .sort()
    .map((order) => order.slice(order.indexOf('#') + 1));
  const received = (index: number) => ({
    db: database.db,
    now: () => new Date(Date.parse(now) + index).toISOString(),
  });

  test.each([
    ['each in a request of its own', 1],
    ['two by two', 2],
    ['in three requests', 4],
    ['all at once', 12],
  ])('reported %s', async (_case, size) => {
    const org = await opened();
    const records = minutes.map((minute, index) => ({
      callId: `c${index}`,
      type: 'user_in',
      startedAt: at(minute),
    }));
    for (let start = 0; start < records.length; start += size) {
      await report(received(start), org, records.slice(start, start + size));
    }
    expect((await found(org)).map(({ call }) => call?.callId)).toEqual(expected);
  });

  test('a report that is read page by page has each call once, whatever is on a page', async () => {
    const org = await opened();
    for (const [index, minute] of minutes.entries()) {
      await report(received(index), org, [{ callId: `c${index}`, type: 'user_in', startedAt: at(minute) }]);
    }
    const listed: (string | undefined)[] = [];
    for (let cursor: string | undefined; ; ) {
      const [first] = await found(org, cursor);
      if (!first) break;
      listed.push(first.call?.callId);
      cursor = first.next;
    }
    expect(listed).toEqual(expected);
  });
});

describe('row 14: what a request costs has a bound, however long the period', () => {
  test('a request reads a bounded number of days, and says where to continue', async () => {
    const org = nextOrganizationId('long');
    await openOrganization(database.db, org, START);
    const now = () => '2026-02-10T12:00:00.000Z';
    await report({ db: database.db, now }, org, [
      { callId: 'old', type: 'user_in', startedAt: '2023-06-01T10:00:00.000Z' },
      { callId: 'new', type: 'user_in', startedAt: '2026-02-09T10:00:00.000Z' },
    ]);
    let requests = 0;
    const client = new Proxy(database.db.client, {
      get: (target, name) => {
        if (name !== 'send') return Reflect.get(target, name);
        return (command: QueryCommand) => {
          requests += 1;
          return target.send(command);
        };
      },
    });
    const db = { ...database.db, client };
    const listed: unknown[] = [];
    let query: Record<string, string> = { from: '2000-01-01' };
    for (let cursor: string | null = ''; cursor !== null; ) {
      requests = 0;
      const { body } = await getUsage({ db, now })(aRequest({ params: { org }, query }));
      expect(requests).toBeLessThan(DAYS_PER_REQUEST + 20);
      const { items, nextCursor } = UsageBody.parse(body);
      listed.push(...items.map(({ callId }) => callId));
      cursor = nextCursor;
      query = { from: '2000-01-01', cursor: cursor ?? '' };
    }
    expect(listed).toEqual(['old', 'new']);
  });
});

describe('row 14: the period of a report', () => {
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
    ['the month of `to`, if only that is given', { to: '2026-01-31' }, 1],
    ['the month before `to`, where that is the first instant of the next', { to: '2026-02-01T00:00Z' }, 1],
    ['the month of a day that is given as `to`', { to: '2026-02-01' }, 0],
    ['this month, where `to` is to come', { to: '2026-03-01' }, 0],
    ['this month, if nothing is given', {}, 0],
    ['the future, in which there is nothing', { from: '2026-12-15T00:00:00Z' }, 0],
    ['a date, which is its first instant', { from: '2026-01-20' }, 1],
    ['one day, where both are that', { from: '2026-01-20', to: '2026-01-20' }, 1],
    ['up to a day that is included', { from: '2026-01-01', to: '2026-01-20' }, 1],
    ['up to the day before', { from: '2026-01-01', to: '2026-01-19' }, 0],
    ['up to an instant that is not included', { from: '2026-01-01', to: '2026-01-20T10:00:00Z' }, 0],
    ['all that is kept, where it begins long before', { from: '2000-01-01', to: '2026-01-20T10:00:01Z' }, 0],
    ['the end of all time', { from: '9999-12-01', to: '9999-12-31' }, 0],
    ['an instant without seconds', { from: '2026-01-20T10:01Z', to: '2026-01-21T00:00+01:00' }, 0],
  ])('is %s', async (_case, query, calls) => {
    expect(await ask(query)).toMatchObject({ status: 200, body: { items: { length: calls } } });
  });

  test('a period does not end before it begins', async () => {
    await expect(ask({ from: '2026-01-02', to: '2026-01-01' })).rejects.toMatchObject({
      code: 'invalid-request',
      members: { field: 'to' },
    });
  });

  test('a report in CSV has more calls than a page of a list', async () => {
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

describe('a report as CSV', () => {
  const now = () => '2026-02-10T12:00:00.000Z';
  const startedAt = '2026-02-01T10:00:00.000Z';

  test('row 13: every text of a CSV report is safe to open in a spreadsheet, and numbers stay numbers', async () => {
    const org = nextOrganizationId('formulas');
    await openOrganization(database.db, org, START);
    await addCaller(database.db, org, '=1+1');
    const call = { callId: '@call', conferenceId: '=cmd|x\n-2', type: 'user_in', userId: '=1+1', startedAt };
    await report({ db: database.db, now }, org, [{ ...call, from: '+41441234567' }]);
    const request = aRequest({ params: { org }, query: {}, headers: { accept: 'text/csv' } });
    const { body } = await getUsage({ db: database.db, now })(request);
    const read = readDelimited(String(body));
    expect(String(body).split('\r\n')[1]).toContain(
      `${org}:@call,'@call,"'=cmd|x\n'-2",US,'=1+1,'=1+1@example.com,'=1+1,+41441234567,user_in`,
    );
    expect('records' in read && read.records[1]?.cells.slice(1, 7)).toEqual([
      '@call',
      '=cmd|x\n-2',
      'US',
      '=1+1',
      '=1+1@example.com',
      '=1+1',
    ]);
  });

  test('row 12: a CSV report that is too large for a response continues with the next page, and no call is lost', async () => {
    const org = nextOrganizationId('fat');
    await openOrganization(database.db, org, START);
    const calls = Array.from({ length: 450 }, (_, index) => ({
      callId: `c${index}`,
      conferenceId: '"'.repeat(100),
      type: 'user_in',
      startedAt,
    }));
    await report({ db: database.db, now }, org, calls);
    const listed: string[] = [];
    let query: Record<string, string> = {};
    for (let pages = 1; ; pages += 1) {
      const request = aRequest({ params: { org }, query, headers: { accept: 'text/csv' } });
      const { body, headers } = await getUsage({ db: database.db, now, maxCsvBytes: 120_000 })(request);
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(121_000);
      const [, ...rows] = String(body).trimEnd().split('\r\n');
      listed.push(...rows.map((row) => row.split(',')[1] ?? ''));
      const next = /^<[^?]*\?(.*)>; rel="next"$/.exec(headers?.link ?? '')?.[1];
      if (next === undefined) {
        expect(pages).toBeGreaterThan(1);
        break;
      }
      query = Object.fromEntries(new URLSearchParams(next));
    }
    expect(listed.sort()).toEqual(calls.map(({ callId }) => callId).sort());
  });
});
