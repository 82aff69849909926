/** A file of the inbox is a job of its organization (spec: A long list is a job). */
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { getJob } from '../../functions/reports/get-job.ts';
import { getJobFailures } from '../../functions/reports/job-failures.ts';
import { listJobs } from '../../functions/reports/jobs.ts';
import { readInbox } from '../../functions/usage/read-inbox.ts';
import { Job } from '../../shared/contract/answers/jobs.answers.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { IN_TIME, jsonLines, record, useInbox } from '../support/inbox.ts';
import { aCaller, aRequest } from '../support/requests.ts';

const inbox = useInbox();

const Jobs = z.object({ items: z.array(Job) });
const PLATFORM = ['calls:write'];

async function list(scopes = PLATFORM): Promise<Job[]> {
  const { body } = await listJobs(inbox.deps)(
    aRequest({ params: { org: inbox.org }, query: {}, caller: aCaller(...scopes) }),
  );
  return Jobs.parse(body).items;
}

async function onlyJob(): Promise<Job> {
  const jobs = await list();
  expect(jobs).toHaveLength(1);
  return Job.parse(jobs[0]);
}

async function show(job: string, scopes = PLATFORM): Promise<Job> {
  const { body } = await getJob(inbox.deps)(
    aRequest({ params: { org: inbox.org, job }, caller: aCaller(...scopes) }),
  );
  return Job.parse(body);
}

const failuresOf = (
  job: string,
  { cursor, scopes = PLATFORM }: { cursor?: string; scopes?: string[] } = {},
) =>
  getJobFailures(inbox.deps)(
    aRequest({
      path: '/failures',
      params: { org: inbox.org, job },
      query: cursor === undefined ? {} : { cursor },
      caller: aCaller(...scopes),
    }),
  );

/** The rows of all pages, and how many pages there are. */
async function allFailures(job: string) {
  const rows: Record<string, string>[] = [];
  for (let pages = 1, cursor: string | undefined; ; pages += 1) {
    const { headers, body } = await failuresOf(job, { cursor });
    const page: Record<string, string>[] = parse(String(body), { columns: true });
    expect(page.length).toBeLessThanOrEqual(1000);
    rows.push(...page);
    const next = /^<\/failures\?cursor=(.*)>; rel="next"$/.exec(headers?.link ?? '')?.[1];
    if (next === undefined) return { rows, pages };
    cursor = decodeURIComponent(next);
  }
}

const good = (count: number, of = 'call') =>
  Array.from({ length: count }, (_, index) => record(`${of}-${index}`));
const bad = (count: number) => Array.from({ length: count }, (_, index) => `{"callId":"bad-${index}"}`);

/** Reads one step of the file: eight lines. */
const readOneStep = async (name: string, content: string) =>
  readInbox(inbox.deps)(await inbox.put(name, content), { remainingMs: () => 0 });

describe('a file of calls among the jobs', () => {
  test('has the counts of its result', async () => {
    const lines = [...good(9), record('call-0'), ...bad(1), record('=1+1', { to: '+99999999999' })];
    await inbox.read(await inbox.put('calls.jsonl', jsonLines(lines)));
    const job = await onlyJob();
    expect(job).toEqual({
      id: expect.stringMatching(/^job_[\da-f-]{36}$/),
      kind: 'usage',
      status: 'completed',
      createdAt: inbox.clock,
      finishedAt: inbox.clock,
      total: 12,
      done: 12,
      succeeded: 10,
      failed: 2,
      usage: {
        file: `inbox/${inbox.org}/calls.jsonl`,
        accepted: 9,
        duplicates: 1,
        rejected: 2,
        fault: null,
      },
    });
    expect(await show(job.id)).toEqual(job);
    expect(await inbox.resultOf('calls.jsonl')).toMatchObject({
      job: job.id,
      lines: 12,
      accepted: 9,
      duplicates: 1,
      rejected: 2,
    });
    const { body } = await failuresOf(job.id);
    expect(String(body)).toMatch(
      /^line,callId,code,detail\r\n11,bad-0,invalid-record,.*\r\n12,'=1\+1,destination-unsupported,.*\r\n$/,
    );
  });

  test('shows how far it is read, and the lines rejected until then', async () => {
    const lines = [...bad(2), ...good(6), ...bad(1), ...good(3, 'late')];
    await readOneStep('slow.jsonl', jsonLines(lines));
    const job = await onlyJob();
    expect(job).toMatchObject({ status: 'running', finishedAt: null, total: 8, done: 8, failed: 2 });
    expect(job.usage).toMatchObject({ accepted: 6, duplicates: 0, rejected: 2 });
    expect((await allFailures(job.id)).rows.map(({ line }) => line)).toEqual(['1', '2']);
    await inbox.goOn();
    expect(await show(job.id)).toMatchObject({ status: 'completed', total: 12, done: 12, failed: 3 });
    expect((await allFailures(job.id)).rows.map(({ line }) => line)).toEqual(['1', '2', '9']);
  });

  test('says why it was not read to its end', async () => {
    await inbox.read(await inbox.put('calls.txt', jsonLines(good(1))));
    const job = await onlyJob();
    expect(job).toMatchObject({ status: 'failed', finishedAt: inbox.clock, total: 0, failed: 0 });
    expect(job.usage?.fault).toMatch(/not a name of a file of calls/);
    expect((await failuresOf(job.id)).body).toBe('line,callId,code,detail\r\n');
  });

  test('keeps its failures when a file of the same name comes, which is another job', async () => {
    await inbox.read(await inbox.put('calls.jsonl', jsonLines(bad(1))));
    const first = await onlyJob();
    inbox.clock = addSeconds(inbox.clock, 1);
    await inbox.read(await inbox.put('calls.jsonl', jsonLines([...good(1), ...bad(2)])));
    const [second] = await list();
    expect(await list()).toMatchObject([{ failed: 2 }, first]);
    expect((await allFailures(first.id)).rows.map(({ line }) => line)).toEqual(['1']);
    expect((await allFailures(second?.id ?? '')).rows.map(({ line }) => line)).toEqual(['2', '3']);
  });

  test('is one job, however often its event comes', async () => {
    const object = await inbox.put('calls.jsonl', jsonLines(good(1)));
    await inbox.read(object);
    inbox.clock = addSeconds(inbox.clock, 60);
    await inbox.read(object);
    await onlyJob();
  });
});

describe('the lines of a file that were rejected', () => {
  test('are read over the links of their pages', async () => {
    const object = await inbox.put('many.jsonl', jsonLines(bad(2500)));
    await readInbox({ ...inbox.deps, stepLines: 800 })(object, IN_TIME);
    const { id } = await onlyJob();
    const { rows, pages } = await allFailures(id);
    expect(pages).toBe(3);
    expect(rows.map(({ line }) => Number(line))).toEqual(Array.from({ length: 2500 }, (_, at) => at + 1));
  });

  test('are read in bounded steps where each step through the file had a few', async () => {
    const lines = Array.from({ length: 45 }, () => [...bad(1), ...good(1)]).flat();
    const object = await inbox.put('sparse.jsonl', jsonLines(lines));
    await readInbox({ ...inbox.deps, stepLines: 2 })(object, IN_TIME);
    const { rows, pages } = await allFailures((await onlyJob()).id);
    expect(pages).toBe(3);
    expect(rows).toHaveLength(45);
  });

  test.each(['x', 'AA', Buffer.from('JOBERRORS#1').toString('base64url')])(
    'have no page after %s',
    async (cursor) => {
      await inbox.read(await inbox.put('calls.jsonl', jsonLines(bad(1))));
      const { id } = await onlyJob();
      await expect(failuresOf(id, { cursor })).rejects.toMatchObject({ code: 'invalid-request' });
    },
  );
});

test.each([
  { scopes: ['calls:write'], sees: true },
  { scopes: ['billing:read'], sees: true },
  { scopes: ['billing:write'], sees: true },
  { scopes: ['operator'], sees: true },
  { scopes: ['licenses:write'], sees: false },
])('files of calls are seen by those who report calls or read bills: $scopes', async ({ scopes, sees }) => {
  await inbox.read(await inbox.put('calls.jsonl', jsonLines(bad(1))));
  const { id } = await onlyJob();
  expect(await list(scopes)).toHaveLength(sees ? 1 : 0);
  if (sees) {
    expect(await show(id, scopes)).toMatchObject({ id });
    expect(await failuresOf(id, { scopes })).toMatchObject({ status: 200 });
    return;
  }
  await expect(show(id, scopes)).rejects.toMatchObject({ code: 'not-found' });
  await expect(failuresOf(id, { scopes })).rejects.toMatchObject({ code: 'not-found' });
});
