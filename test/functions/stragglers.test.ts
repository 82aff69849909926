/** The sweep of unsettled calls with a clock that every request moves, as a real table is too fast, or too slow, for it. */
import { BatchGetCommand, DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { settleStragglers } from '../../functions/usage/settle-stragglers.ts';
import { MARK_SHARDS } from '../../shared/store/calls/intake-marks.ts';
import { PAGE_SHARDS, pageWork } from '../../shared/store/calls/pages-of-ids.ts';
import { UNSETTLED } from '../../shared/store/calls/settlements.ts';
import { connect } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';

const LATENCY_MS = 6;
const NOW = '2026-03-01T12:00:00.000Z';
const UNTIL = '2026-03-01T11:58:00.000Z';
const RUN_MS = 60_000;

interface Page {
  readonly pk: string;
  readonly sk: string;
  readonly calls: readonly string[];
  readonly dueAt: string;
}

const dynamodb = mockClient(DynamoDBDocumentClient);
const db = connect({ LEDGER_TABLE: 'ledger', CALLS_TABLE: 'calls' });
const works = Array.from({ length: PAGE_SHARDS }, (_, shard) => pageWork(shard));

let elapsedMs = 0;
let waiting: (() => void)[] = [];
/** By work name. */
let progress = new Map<unknown, string>();
let pages = new Map<unknown, Page[]>();
/** Sort keys of marks, by shard. */
let marks = new Map<string, string[]>();
let unsettled: string[] = [];
/** Partition keys of the calls and of the days that were read. */
let read = new Set<unknown>();
let logged: string[] = [];

/** Requests that are sent together take as long as one. */
function answered<T>(answer: () => T): Promise<T> {
  return new Promise((resolve) => {
    waiting.push(() => resolve(answer()));
    if (waiting.length > 1) return;
    setImmediate(() => {
      elapsedMs += LATENCY_MS;
      const all = waiting;
      waiting = [];
      for (const each of all) each();
    });
  });
}

beforeEach(() => {
  dynamodb.reset();
  progress = new Map();
  pages = new Map();
  marks = new Map();
  unsettled = [];
  read = new Set();
  logged = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
  dynamodb.on(PutCommand).callsFake(({ Item }) =>
    answered(() => {
      progress.set(Item.sk, Item.until);
      return {};
    }),
  );
  dynamodb.on(QueryCommand).callsFake(({ ExpressionAttributeValues: values }) =>
    answered(() => {
      const due = values[':due'];
      if (due === undefined) return { Items: queried(values[':v0'], values[':v1'], values[':v2']) };
      if (due === UNSETTLED) return { Items: unsettled.map((pk) => ({ pk, sk: 'CALL', dueAt: NOW })) };
      const found = (pages.get(due) ?? []).filter(({ dueAt }) => dueAt >= values[':after'] && dueAt <= UNTIL);
      return { Items: found.map(({ pk, sk, dueAt }) => ({ pk, sk, dueAt })) };
    }),
  );
  const bySortKey = new Map<string, Page>();
  dynamodb.on(BatchGetCommand).callsFake(({ RequestItems }) =>
    answered(() => {
      if (bySortKey.size === 0)
        for (const of of pages.values()) for (const page of of) bySortKey.set(page.sk, page);
      if (RequestItems.ledger) return { Responses: { ledger: progressOf(RequestItems.ledger.Keys) } };
      const requested: { pk: string; sk: string }[] = RequestItems.calls.Keys;
      for (const { pk, sk } of requested) if (sk === 'CALL') read.add(pk);
      // No call is found: there is nothing to settle.
      return { Responses: { calls: requested.flatMap(({ sk }) => bySortKey.get(sk) ?? []) } };
    }),
  );
});
function progressOf(requested: readonly { pk: string; sk: string }[]) {
  return requested.flatMap((key) => (progress.has(key.sk) ? [{ ...key, until: progress.get(key.sk) }] : []));
}

/** The marks of a shard, or the pages of a day, of which none waits. */
function queried(pk: string, from: string, to: string): { pk: string; sk: string }[] {
  if (!pk.startsWith('INTAKE#')) read.add(pk);
  return (marks.get(pk) ?? []).filter((sk) => sk >= from && sk <= to).map((sk) => ({ pk, sk }));
}

afterEach(() => {
  jest.restoreAllMocks();
});

/** Lists `count` pages of one call each, one a millisecond, of the organizations given. */
function list(count: number, organizationOf: (index: number) => string): void {
  const first = Date.parse(UNTIL) - count;
  for (let index = 0; index < count; index += 1) {
    const dueAt = new Date(first + index).toISOString();
    const org = organizationOf(index);
    const page = { pk: keys.day(org, '2026-03-01'), sk: `PAGE#${index}`, calls: [`call-${index}`], dueAt };
    const work = works[index % PAGE_SHARDS];
    pages.set(work, [...(pages.get(work) ?? []), page]);
  }
}

/** Marks a day of `count` organizations, one a second. */
function mark(count: number): void {
  const first = Date.parse(UNTIL) - (count + 60) * 1000;
  for (let index = 0; index < count; index += 1) {
    const minute = new Date(first + index * 1000).toISOString().slice(0, 16);
    const shard = index % MARK_SHARDS;
    const { pk, sk } = keys.intakeMark({ shard, minute, organizationId: `org-${index}`, day: '2026-03-01' });
    marks.set(pk, [...(marks.get(pk) ?? []), sk]);
  }
}

async function run(runMs = RUN_MS) {
  elapsedMs = 0;
  return settleStragglers({ db, graceHours: 48, now: () => NOW })({ remainingMs: () => runMs - elapsedMs });
}

test('a run checks 6,000 marked days at 6 ms a request, and the next run none of them again', async () => {
  mark(6000);
  expect(await run()).toEqual({ checked: 0, settled: 0, stuck: 0, behind: 0 });
  expect(read.size).toBe(6000);
  read = new Set();
  await run();
  expect(read.size).toBe(0);
});

test('marks that are too many for one run are checked by the next runs', async () => {
  mark(2400);
  let runs = 0;
  for (; read.size < 2400 && runs < 20; runs += 1) {
    const before = read.size;
    await run(20_500);
    expect(read.size).toBeGreaterThan(before);
  }
  expect(runs).toBeGreaterThan(1);
  expect(read.size).toBe(2400);
});

test.each([
  ['all of one organization', () => 'contoso'],
  ['each of another organization', (index: number) => `org-${index}`],
])('a run looks at 12,000 pages, %s, at 6 ms a request', async (_case, organizationOf) => {
  list(12_000, organizationOf);
  expect(await run()).toEqual({ checked: 12_000, settled: 0, stuck: 0, behind: 0 });
  expect([...works].map((work) => progress.get(work))).toEqual(works.map(() => UNTIL));
  expect(read.size).toBe(12_000);
  expect(logged).toEqual([]);
});

test('what is too much for one run is done by the next runs, which continue where it stopped', async () => {
  list(3000, (index) => `org-${index}`);
  const short = 20_500;
  let runs = 0;
  for (; read.size < 3000 && runs < 20; runs += 1) {
    const before = read.size;
    await run(short);
    expect(read.size).toBeGreaterThan(before);
  }
  expect(runs).toBeGreaterThan(2);
  expect(read.size).toBe(3000);
  expect(logged[0]).toContain('not all pages of calls were checked');
});

test('calls that were stuck before are tried first, but not with all the time', async () => {
  unsettled = Array.from({ length: 20_000 }, (_, index) => keys.call(`stuck-${index}`, 'call').pk);
  list(800, (index) => `org-${index}`);
  expect(await run()).toMatchObject({ checked: 800 });
  expect(read.has(unsettled[0])).toBe(true);
  expect(read.has(unsettled.at(-1))).toBe(false);
});
