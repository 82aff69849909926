/** The usage report reads pages: what it costs, and that each call is in it once, wherever it is kept. */
import { createHash } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { getCall } from '../../functions/reports/call.ts';
import { getUsage } from '../../functions/reports/usage.ts';
import type { CallSettlement, UsageRecord } from '../../shared/domain/calls/call.ts';
import { readDelimited } from '../../shared/domain/documents/delimited-text.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { callItem } from '../../shared/store/calls/call-item.ts';
import { type CallPage, pageAttributes, pagesOf } from '../../shared/store/calls/call-page.ts';
import { callOfRow } from '../../shared/store/calls/calls.ts';
import { claimCalls, claimsOf } from '../../shared/store/calls/claims.ts';
import { putItems } from '../../shared/store/table/batch.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { Meter } from '../bench/meter.ts';
import { START } from '../support/accounts.ts';
import { openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { aRequest } from '../support/requests.ts';
import { addCaller } from '../support/telephone.ts';

const NOW = '2026-02-10T12:00:00.000Z';
const JANUARY = { from: '2026-01-01', to: '2026-01-31' };
const MAX_READ_UNITS = 30;

const database = useDatabase();
let org: string;
let requests = 0;

async function openAnother(): Promise<void> {
  org = nextOrganizationId('pages');
  await openOrganization(database.db, org, START);
}

const record = (callId: string, change: Partial<UsageRecord> = {}): UsageRecord => ({
  callId,
  type: 'user_out',
  userId: 'ada',
  to: '+41446681800',
  startedAt: '2026-01-20T10:00:00.000Z',
  durationSeconds: 60,
  ...change,
});

const SETTLEMENT: CallSettlement = {
  at: NOW,
  entry: 7,
  fundedBy: 'credits',
  international: true,
  includedMinutes: 0,
  paidSeconds: 60,
  connectionMicros: 0,
  chargeMicros: 1_000_000,
  rateMicros: 1_000_000,
  destination: 'Switzerland',
  country: 'CH',
  numberType: 'landline',
  location: 'US',
  parts: [['lot-1', 1_000_000]],
  debtMicros: 0,
  postpaidMicros: 0,
};

const settled = (page: CallPage): CallPage => ({
  ...page,
  version: page.version + 1,
  settled: { at: NOW, entry: 7 },
  rows: page.rows.map((row) => ({ ...row, settlement: SETTLEMENT })),
});

/** The pages of one request that reported these records; each request comes a second after the one before. */
function pagesFrom(records: readonly UsageRecord[]): CallPage[] {
  requests += 1;
  const request = {
    receivedAt: addSeconds('2026-02-01T00:00:00.000Z', requests),
    requestId: `r${requests}-`,
  };
  return pagesOf(org, records, request);
}

function pageFrom(records: readonly UsageRecord[]): CallPage {
  const [page, ...others] = pagesFrom(records);
  if (!page || others.length > 0) throw new Error('not one page');
  return page;
}

const put = (pages: readonly CallPage[]) =>
  putItems(database.db, database.db.callsTable, pages.map(pageAttributes));

const Body = z.object({
  items: z.array(
    z.looseObject({ callId: z.string(), status: z.string(), startDateTime: z.string(), charge: z.string() }),
  ),
  nextCursor: z.string().nullable(),
});
type Row = z.infer<typeof Body>['items'][number];

const ask = async (query: Record<string, string>) =>
  Body.parse(
    (await getUsage({ db: database.db, now: () => NOW })(aRequest({ params: { org }, query }))).body,
  );

/** All rows, page by page; `between` runs after each response. */
async function allRows(
  query: Record<string, string>,
  between: (page: number) => Promise<void> = async () => {},
) {
  const rows: Row[] = [];
  let next: Record<string, string> | undefined = query;
  for (let page = 1; next; page += 1) {
    const { items, nextCursor } = await ask(next);
    rows.push(...items);
    await between(page);
    next = nextCursor === null ? undefined : { ...query, cursor: nextCursor };
  }
  return rows;
}

const idsOf = (rows: readonly Row[]): string[] => rows.map(({ callId }) => callId);
const inOrder = (records: readonly UsageRecord[]): string[] =>
  records
    .map(({ startedAt, callId }) => `${startedAt}#${callId}`)
    .sort()
    .map((order) => order.slice(order.indexOf('#') + 1));

let meter: Meter;
beforeAll(() => {
  meter = new Meter(database.db.client, database.db.client);
});

describe('a month of ten thousand calls', () => {
  const CALLS = 10_000;
  let month: UsageRecord[];

  beforeAll(async () => {
    await openAnother();
    await addCaller(database.db, org, 'u7');
    month = Array.from({ length: CALLS }, (_, index) => {
      const digest = createHash('sha256').update(String(index)).digest();
      return record(digest.toString('hex', 0, 16), {
        startedAt: addSeconds('2026-01-01T00:00:00.000Z', Math.floor((index * 31 * 86_400) / CALLS)),
        to: `+4144${6_000_000 + (digest.readUInt32BE(16) % 1_000_000)}`,
        userId: `u${index % 100}`,
        durationSeconds: 1 + (digest.readUInt32BE(20) % 3600),
      });
    });
    for (let start = 0; start < CALLS; start += 1000)
      await put(pagesFrom(month.slice(start, start + 1000)).map(settled));
  });

  /** The rows of at most `pages` requests, none of which costs more than it may. */
  async function metered(query: Record<string, string>, pages: number) {
    const rows: Row[] = [];
    let cursor: string | null | undefined;
    for (let page = 1; page <= pages && cursor !== null; page += 1) {
      const asked = { ...JANUARY, ...query, ...(cursor && { cursor }) };
      const { result, readUnits } = await meter.measure(() => ask(asked));
      expect(readUnits).toBeLessThanOrEqual(MAX_READ_UNITS);
      rows.push(...result.items);
      cursor = result.nextCursor;
    }
    return { ids: idsOf(rows), isWhole: cursor === null };
  }

  test('fifty rows of it cost at most 30 read units', async () => {
    expect(await metered({}, 30)).toEqual({ ids: inOrder(month).slice(0, 1500), isWhole: false });
  });

  test.each([
    ['one user', 'u7'],
    ['a user without calls', 'none'],
  ])('what it has of %s costs at most 30 read units a request, in a few requests', async (_case, userId) => {
    const ids = inOrder(month.filter((call) => call.userId === userId));
    expect(await metered({ userId }, 6)).toEqual({ ids, isWhole: true });
  });

  test('a file of them costs a few requests a thousand rows', async () => {
    const ids: (string | undefined)[] = [];
    let query: Record<string, string> | undefined = { ...JANUARY };
    let cost = { requests: 0, readUnits: 0 };
    while (query) {
      const request = aRequest({ params: { org }, query, headers: { accept: 'text/csv' } });
      const {
        result,
        requests: sent,
        readUnits,
      } = await meter.measure(() => getUsage({ db: database.db, now: () => NOW })(request));
      cost = { requests: cost.requests + sent, readUnits: cost.readUnits + readUnits };
      const read = readDelimited(String(result.body));
      ids.push(...('records' in read ? read.records.slice(1).map(({ cells }) => cells[1]) : []));
      const cursor: string | undefined = /[?&]cursor=([^&>]+)/.exec(result.headers?.link ?? '')?.[1];
      query = cursor === undefined ? undefined : { ...JANUARY, cursor: decodeURIComponent(cursor) };
    }
    expect(ids).toEqual(inOrder(month));
    expect(cost.requests).toBeLessThanOrEqual((CALLS / 1000) * 5);
    expect(cost.readUnits).toBeLessThanOrEqual((CALLS / 1000) * 20);
  });
});

describe('a call is in the report once, wherever it is kept', () => {
  beforeEach(openAnother);

  test('the rows of a settled page are what the items of its calls would say, and no item is read', async () => {
    await addCaller(database.db, org);
    const kinds = [record('c1'), record('c2', { type: 'user_in', from: '+41441234567', conferenceId: 'x' })];
    const page = settled(pageFrom(kinds));
    await put([page]);
    const rows = await allRows(JANUARY);
    const items = page.rows.map((row) => callItem(callOfRow(page, row)));
    const ids = { ...keys.page(page), calls: idsOf(rows) };
    await putItems(database.db, database.db.callsTable, [...items, ids]);
    expect(await allRows(JANUARY)).toEqual(rows);
    expect(rows).toMatchObject([
      { callId: 'c1', status: 'settled', charge: '1.00', userDisplayName: 'ada' },
      { callId: 'c2', status: 'settled' },
    ]);
  });

  test('a page that waits has the calls that name it, as received', async () => {
    const [first, second] = [pageFrom([record('c1'), record('c2')]), pageFrom([record('c2'), record('c3')])];
    await put([first, second]);
    await claimCalls(database.db, claimsOf(first));
    expect(await allRows(JANUARY)).toMatchObject([
      { callId: 'c1', status: 'received', charge: '0.00' },
      { callId: 'c2', status: 'received' },
    ]);
    await claimCalls(database.db, claimsOf(second));
    expect(idsOf(await allRows(JANUARY))).toEqual(['c1', 'c2', 'c3']);
  });

  test('a call that has left its page is as its own item says, whether the page is settled or not', async () => {
    const pages = [pageFrom([record('c1'), record('c2')]), settled(pageFrom([record('c3'), record('c4')]))];
    const apart = pages.flatMap((page) => page.rows.slice(0, 1).map((row) => ({ page, row })));
    for (const page of pages) await claimCalls(database.db, claimsOf(page));
    await put(pages.map((page) => ({ ...page, apart: new Set([page.rows[0]?.record.callId ?? '']) })));
    const settlement = { ...SETTLEMENT, chargeMicros: 2_000_000 };
    const items = apart.map(({ page, row }) => callItem(callOfRow(page, { ...row, settlement })));
    await putItems(database.db, database.db.callsTable, items);
    expect((await allRows(JANUARY)).map(({ callId, status, charge }) => [callId, status, charge])).toEqual([
      ['c1', 'settled', '2.00'],
      ['c2', 'received', '0.00'],
      ['c3', 'settled', '2.00'],
      ['c4', 'settled', '1.00'],
    ]);
  });
});

describe('calls that have items of their own to read', () => {
  beforeEach(openAnother);

  const waiting = Array.from({ length: 400 }, (_, call) => record(`c${String(call).padStart(3, '0')}`));

  test('fifty rows of calls that wait cost half a read unit more for each', async () => {
    const pages = pagesFrom(waiting);
    await put(pages);
    await claimCalls(database.db, pages.flatMap(claimsOf));
    const { result, readUnits } = await meter.measure(() => ask(JANUARY));
    expect(idsOf(result.items)).toEqual(inOrder(waiting).slice(0, 50));
    expect(readUnits).toBeLessThanOrEqual(MAX_READ_UNITS + 25);
  });

  test('those of other users cost nothing', async () => {
    const pages = pagesFrom([...waiting, record('eve', { userId: 'eve' })]);
    await put(pages);
    await claimCalls(database.db, pages.flatMap(claimsOf));
    const { result, readUnits } = await meter.measure(() => ask({ ...JANUARY, userId: 'eve' }));
    expect({ ids: idsOf(result.items), next: result.nextCursor }).toEqual({ ids: ['eve'], next: null });
    expect(readUnits).toBeLessThanOrEqual(MAX_READ_UNITS);
  });

  test('one call of a settled page is its item and its page', async () => {
    const [page] = pagesFrom(waiting.slice(0, 100));
    if (!page) throw new Error('no page');
    await put([settled(page)]);
    await claimCalls(database.db, claimsOf(page));
    const request = aRequest({ params: { org, call: 'c042' } });
    const {
      result,
      requests: sent,
      readUnits,
    } = await meter.measure(() => getCall({ db: database.db })(request));
    expect(result.body).toMatchObject({ callId: 'c042', status: 'settled', charge: '1.00' });
    expect({ sent, isCheap: readUnits <= 5 }).toEqual({ sent: 3, isCheap: true });
  });
});

describe('a report is read on from where it was', () => {
  const PAGES = 50;
  const CALLS_PER_PAGE = 20;
  beforeEach(openAnother);

  const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
  const at = (second: number) => addSeconds('2026-01-20T00:00:00.000Z', second);

  /** A call with a text that does not compress, so that a day of them is several slices. */
  const large = (callId: string, second: number) => {
    const conferenceId = [1, 2, 3, 4, 5, 6]
      .map((part) => digestOf(`${callId}-${part}`).toString('hex'))
      .join('');
    return record(callId, { startedAt: at(second), conferenceId });
  };

  const pageOfDay = (page: number, secondOf: (call: number) => number) =>
    settled(
      pageFrom(
        Array.from({ length: CALLS_PER_PAGE }, (_, index) => {
          const call = page * CALLS_PER_PAGE + index;
          return large(`c${String(call).padStart(4, '0')}`, secondOf(call));
        }),
      ),
    );

  const somewhere = (call: number): number => digestOf(String(call)).readUInt32BE(0) % 86_400;
  const callsOf = (pages: readonly CallPage[]): UsageRecord[] =>
    pages.flatMap(({ rows }) => rows.map((row) => row.record));

  test.each([[30], [200]])(
    '%i rows at a time: each call once, also of pages that come meanwhile',
    async (limit) => {
      const pages = Array.from({ length: PAGES }, (_, page) => pageOfDay(page, somewhere));
      const later = Array.from({ length: 4 }, (_, page) => pageOfDay(PAGES + page, somewhere));
      await put(pages);
      const rows = await allRows({ ...JANUARY, limit: String(limit) }, (response) =>
        put(later.slice(response - 1, response)),
      );
      expect(idsOf(rows).sort()).toEqual(inOrder(callsOf([...pages, ...later])).sort());
      const breaks = rows.filter(
        ({ startDateTime }, index) => startDateTime < (rows[index - 1]?.startDateTime ?? ''),
      );
      expect(breaks.length).toBeGreaterThan(0);
      expect(breaks.length).toBeLessThan(6);
    },
  );

  test('the calls of a slice are in the order of their starts, whatever pages they came on', async () => {
    const pages = Array.from({ length: 12 }, (_, page) => pageOfDay(page, somewhere));
    await put(pages);
    expect(idsOf(await allRows({ ...JANUARY, limit: '7' }))).toEqual(inOrder(callsOf(pages)));
  });

  test('pages whose calls were all returned are not read again', async () => {
    await put(Array.from({ length: 12 }, (_, page) => pageOfDay(page, (call) => call)));
    const units: number[] = [];
    let query: Record<string, string> | undefined = { ...JANUARY, from: '2026-01-20', to: '2026-01-20' };
    while (query) {
      const asked: Record<string, string> = query;
      const { result, readUnits } = await meter.measure(() => ask(asked));
      units.push(readUnits);
      query = result.nextCursor === null ? undefined : { ...asked, cursor: result.nextCursor };
    }
    expect(units.length).toBe(5);
    expect(units.toSorted((a, b) => b - a)).toEqual(units);
    expect(units.at(-1)).toBeLessThan((units[0] ?? 0) / 2);
  });

  test('a page of rows may be empty, and the rest follows', async () => {
    await put(Array.from({ length: PAGES }, (_, page) => pageOfDay(page, somewhere)));
    const last = pageFrom([record('last', { userId: 'eve', startedAt: at(86_399) })]);
    await put([settled(last)]);
    const { result, readUnits } = await meter.measure(() => ask({ ...JANUARY, userId: 'eve' }));
    expect(result).toEqual({ items: [], nextCursor: expect.any(String) });
    expect(readUnits).toBeLessThanOrEqual(MAX_READ_UNITS);
    expect(idsOf(await allRows({ ...JANUARY, userId: 'eve' }))).toEqual(['last']);
  });

  test.each([
    ['of an earlier version', ['2026-01-20', 'PAGE#1', '2026-01-20T10:00:00.000Z#c1']],
    ['with a name that is too long', ['2026-01-20', 'x'.repeat(513), '', '']],
    ['of no day', ['x', '', '', '']],
  ])('a cursor %s is refused', async (_case, position) => {
    const cursor = Buffer.from(JSON.stringify(position)).toString('base64url');
    const refusal = { code: 'invalid-request', members: { field: 'cursor' } };
    await expect(ask({ ...JANUARY, cursor })).rejects.toMatchObject(refusal);
  });
});

describe('pages of the earlier layout', () => {
  beforeEach(openAnother);

  test('a report that finds nothing on many of them stops in time, and continues from there', async () => {
    const pages = Array.from({ length: 12 }, (_, page) => ({
      ...keys.page({ organizationId: org, day: '2026-01-20', name: `PAGE#${String(page).padStart(4, '0')}` }),
      calls: Array.from({ length: 100 }, (_, call) => `${page}-${call}`),
      firstStart: addSeconds('2026-01-20T00:00:00.000Z', page * 60),
      lastStart: addSeconds('2026-01-20T00:00:00.000Z', page * 60 + 59),
    }));
    await putItems(database.db, database.db.callsTable, pages);
    let responses = 0;
    for (let query: Record<string, string> | undefined = { ...JANUARY }; query; responses += 1) {
      const asked: Record<string, string> = query;
      const { result, readUnits } = await meter.measure(() => ask(asked));
      expect(result.items).toEqual([]);
      expect(readUnits).toBeLessThanOrEqual(MAX_READ_UNITS + 50);
      query = result.nextCursor === null ? undefined : { ...asked, cursor: result.nextCursor };
    }
    expect(responses).toBeGreaterThan(10);
    expect(responses).toBeLessThan(15);
  });

  test('a report has the calls of pages that do not say when their calls started, each once', async () => {
    const minutes = [7, 3, 9, 1, 240, 5, 3, 8, 2, 6, 11, 4];
    const pages = minutes.map((minute, index) =>
      settled(
        pageFrom([record(`c${index}`, { startedAt: addSeconds('2026-01-20T08:00:00.000Z', minute * 60) })]),
      ),
    );
    const [first] = pages;
    if (!first) throw new Error('no page');
    const items = pages.flatMap((page) => [
      { ...keys.page(page), calls: page.rows.map((row) => row.record.callId) },
      ...page.rows.map((row) => callItem(callOfRow(page, row))),
    ]);
    const again = {
      ...keys.page({ ...first, name: `${first.name}-again` }),
      calls: ['c0', ...Array.from({ length: 99 }, (_, call) => `missing-${call}`)],
      firstStart: '2026-01-20T23:00:00.000Z',
      lastStart: '2026-01-20T23:00:00.000Z',
    };
    await putItems(database.db, database.db.callsTable, [...items, again]);
    const started = pages.flatMap(({ rows }) => rows.map((row) => row.record));
    for (const limit of ['5', '50']) {
      expect(idsOf(await allRows({ ...JANUARY, limit }))).toEqual(inOrder(started));
    }
  });
});
