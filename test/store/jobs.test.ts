/** The jobs of an organization in one list (spec: A long list is a job). */
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { assignMany, getAssignments } from '../../functions/licenses/assign-many.ts';
import { runLicenseJobs } from '../../functions/licenses/run-license-jobs.ts';
import { getJob } from '../../functions/reports/get-job.ts';
import { getJobFailures } from '../../functions/reports/job-failures.ts';
import { listJobs } from '../../functions/reports/jobs.ts';
import { PATH_PARAMETERS } from '../../shared/contract/path-parameters.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { readPrincipalNames } from '../../shared/domain/licenses/principal-names.ts';
import { connectFiles } from '../../shared/files/bucket.ts';
import { newJobId } from '../../shared/store/jobs/jobs.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { put, sendPut } from '../../shared/store/table/writes.ts';
import { START } from '../support/accounts.ts';
import { openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { aCaller, aRequest } from '../support/requests.ts';
import { addCaller } from '../support/telephone.ts';

const database = useDatabase();
let org = '';
let clock = START;
const deps = () => ({ db: database.db, now: () => clock });
const withFiles = () => ({ ...deps(), bucket: connectFiles({ FILES_BUCKET: 'files' }) });

const Job = z.looseObject({ id: z.string(), status: z.string() });
const Jobs = z.object({ items: z.array(Job), nextCursor: z.string().nullable() });

beforeEach(async () => {
  org = nextOrganizationId('jobs');
  clock = START;
  await openOrganization(database.db, org, START);
});

async function assign(names: readonly string[], left = 29_000) {
  const { body } = await assignMany(deps())(
    aRequest({
      params: { org },
      query: { sku: 'E5', action: 'remove' },
      headers: { 'content-type': 'text/plain' },
      body: names.join('\n'),
      remainingMs: () => left,
    }),
  );
  return Job.parse(body);
}

async function list(query: Record<string, string> = {}) {
  const { body } = await listJobs(deps())(
    aRequest({ params: { org }, query, caller: aCaller('licenses:write') }),
  );
  return Jobs.parse(body);
}

const failuresOf = (job: string, query: Record<string, string> = {}) =>
  getJobFailures(withFiles())(
    aRequest({ path: '/failures', params: { org, job }, query, caller: aCaller('licenses:write') }),
  );

describe('a list of licenses is a job among others', () => {
  test('jobs come newest first, in pages, with what each does', async () => {
    const ids: string[] = [];
    for (let made = 0; made < 5; made += 1) {
      ids.unshift((await assign(['nobody@example.com'])).id);
      clock = addSeconds(clock, 0.001);
    }
    const first = await list({ limit: '2' });
    const second = await list({ limit: '50', cursor: first.nextCursor ?? '' });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(second.nextCursor).toBeNull();
    expect(first.items[0]).toEqual({
      id: ids[0],
      kind: 'licenses',
      status: 'completed',
      createdAt: addSeconds(START, 0.004),
      finishedAt: addSeconds(START, 0.004),
      total: 1,
      done: 1,
      succeeded: 0,
      failed: 1,
      licenses: { sku: 'E5', action: 'remove' },
    });
    const { body } = await getJob(withFiles())(
      aRequest({ params: { org, job: ids[0] ?? '' }, caller: aCaller('licenses:write') }),
    );
    expect(body).toEqual(first.items[0]);
  });

  test('the progress of a job that a schedule works on is that of its list', async () => {
    await addCaller(database.db, org);
    const { id } = await assign(['ada@example.com', 'nobody@example.com'], 1000);
    expect(await list()).toMatchObject({ items: [{ id, status: 'running', done: 0, finishedAt: null }] });
    await runLicenseJobs(deps())({ remainingMs: () => 60_000 });
    expect(await list()).toMatchObject({
      items: [{ id, status: 'completed', done: 2, succeeded: 1, failed: 1, finishedAt: START }],
    });
  });

  test('the lines that failed are CSV that can be corrected and sent again', async () => {
    const names = ['=1+1@example.com', 'x,y@example.com', 'bob@example.com'];
    const { id } = await assign(['userPrincipalName', ...names.map((name) => `"${name}"`)]);
    const { status, headers, body } = await failuresOf(id);
    expect(status).toBe(200);
    expect(headers).toEqual({ 'content-type': 'text/csv; charset=utf-8' });
    const csv = String(body);
    expect(csv).toContain(
      `line,userPrincipalName,severity,code,detail\r\n2,'=1+1@example.com,error,unknown-user,No user has this user principal name.\r\n`,
    );
    const read = readPrincipalNames(csv, 'csv');
    expect(Array.isArray(read) && read.map(({ userPrincipalName }) => userPrincipalName)).toEqual(names);
  });

  test('more than a thousand failures are read over the links of their pages', async () => {
    const { id } = await assign(Array.from({ length: 1500 }, (_, index) => `nobody-${index}@example.com`));
    await runLicenseJobs(deps())({ remainingMs: () => 60_000 });
    const lines: string[] = [];
    let query: Record<string, string> = {};
    for (let pages = 1; ; pages += 1) {
      const { headers, body } = await failuresOf(id, query);
      const [, ...rows] = String(body).trimEnd().split('\r\n');
      expect(rows.length).toBeLessThanOrEqual(1000);
      lines.push(...rows.map((row) => row.split(',')[0] ?? ''));
      const next = /^<\/failures\?(.*)>; rel="next"$/.exec(headers?.link ?? '')?.[1];
      if (next === undefined) {
        expect(pages).toBe(2);
        break;
      }
      query = Object.fromEntries(new URLSearchParams(next));
    }
    expect(lines).toEqual(Array.from({ length: 1500 }, (_, index) => String(index + 1)));
  });

  test('a job of another organization, and one that does not exist, are not found', async () => {
    const { id } = await assign(['nobody@example.com']);
    org = nextOrganizationId('jobs');
    await openOrganization(database.db, org, START);
    expect(await list()).toEqual({ items: [], nextCursor: null });
    const request = aRequest({ params: { org, job: id }, caller: aCaller('operator') });
    await expect(getJob(withFiles())(request)).rejects.toMatchObject({ code: 'not-found' });
    await expect(failuresOf(id)).rejects.toMatchObject({ code: 'not-found' });
    org = 'nobody';
    await expect(list()).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('a job of the earlier layout, which does not say its kind, is a list of licenses', async () => {
  const id = 'job_c07e7862-a1cb-4753-9016-37ea8b8c8b00';
  const counts = { total: 2, done: 2, failed: 0 };
  const state = { status: 'completed', createdAt: START, finishedAt: START, ...counts };
  const item = { ...keys.job(org, id), sku: 'E5', action: 'assign', ...state };
  await sendPut(database.db, put(database.db.ledgerTable, item));
  expect(await list()).toMatchObject({ items: [{ id, kind: 'licenses', licenses: { sku: 'E5' } }] });
  const { body } = await getAssignments(deps())(aRequest({ params: { org, job: id } }));
  expect(body).toMatchObject({ id, sku: 'E5', action: 'assign', succeeded: 2, errors: [] });
});

test('ids of jobs are addresses, differ within a millisecond, and sort by their creation', () => {
  const instants = Array.from({ length: 50 }, (_, index) => addSeconds(START, index / 1000));
  const ids = instants.flatMap((instant) => [newJobId(instant), newJobId(instant)]);
  expect(new Set(ids).size).toBe(100);
  expect(ids.every((id) => PATH_PARAMETERS.job?.safeParse(id).success)).toBe(true);
  const times = ids.map((id) => id.slice(0, 'job_01234567-0123'.length));
  expect([...times].sort()).toEqual(times);
  expect(ids[0]).toMatch(/^job_[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});
