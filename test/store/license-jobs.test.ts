import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { assignLicense } from '../../functions/licenses/assign-license.ts';
import { assignMany, getAssignments } from '../../functions/licenses/assign-many.ts';
import { runLicenseJobs } from '../../functions/licenses/run-license-jobs.ts';
import { monthOf } from '../../shared/domain/instants.ts';
import { licenseQuantityWrite, loadLicenseCounts } from '../../shared/store/licenses/license-counts.ts';
import { loadPools } from '../../shared/store/licenses/pools.ts';
import { findUser } from '../../shared/store/licenses/users.ts';
import { commit } from '../../shared/store/table/transaction.ts';
import { silenceLogs } from '../simulation/quiet-logs.ts';
import { START } from '../support/accounts.ts';
import { eventsOf, openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { recordRequests } from '../support/recorded-requests.ts';
import { aRequest } from '../support/requests.ts';
import { addCaller } from '../support/telephone.ts';

const database = useDatabase();
let org = '';
const deps = () => ({ db: database.db, now: () => START });

const Job = z.object({
  id: z.string(),
  status: z.string(),
  total: z.number(),
  done: z.number(),
  succeeded: z.number(),
  failed: z.number(),
});
const Failures = z.object({
  errors: z.array(
    z.object({ line: z.number(), userPrincipalName: z.string(), code: z.string(), detail: z.string() }),
  ),
  nextCursor: z.string().nullable(),
});

beforeEach(async () => {
  org = nextOrganizationId('licenses');
  await openOrganization(database.db, org, START);
});

async function addUsers(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, (_, index) => `user-${index}`);
  for (let start = 0; start < count; start += 20) {
    await Promise.all(ids.slice(start, start + 20).map((id) => addCaller(database.db, org, id, [])));
  }
  return ids.map((id) => `${id}@example.com`);
}

const stock = (quantity: number) =>
  commit(database.db, [
    licenseQuantityWrite(database.db, org, { sku: 'CALLING_PLAN_DOMESTIC_120', quantity, from: 0 }),
  ]);

/** `left` has the milliseconds that the function has left at each call. */
async function send(
  names: readonly string[],
  options: { action?: string; sku?: string; left?: number } = {},
) {
  const { action = 'assign', sku = 'CALLING_PLAN_DOMESTIC_120', left = 29_000 } = options;
  const response = await assignMany(deps())(
    aRequest({
      params: { org },
      query: { sku, action },
      headers: { 'content-type': 'text/plain' },
      body: names.join('\n'),
      remainingMs: () => left,
    }),
  );
  expect(response.status).toBe(202);
  return Job.parse(response.body);
}

async function look(job: string, cursor?: string) {
  const query: Record<string, string> = cursor === undefined ? {} : { cursor };
  const { body } = await getAssignments(deps())(aRequest({ params: { org, job }, query }));
  return { ...Job.parse(body), ...Failures.parse(body) };
}

const run = (left = () => 60_000) => runLicenseJobs(deps())({ remainingMs: left });

async function counted() {
  const counts = await loadLicenseCounts(database.db, org);
  const { pools } = await loadPools(database.db, org, monthOf(START));
  return {
    assigned: counts.find(({ sku }) => sku === 'CALLING_PLAN_DOMESTIC_120')?.assigned,
    seats: pools.seats['US:CALLING_PLAN_DOMESTIC_120'] ?? 0,
  };
}

describe('A short list', () => {
  test('a short list is done when the response comes: users, counter, seats and events', async () => {
    const names = await addUsers(200);
    await stock(1000);
    const job = await send(names);
    expect(job).toMatchObject({ status: 'completed', total: 200, done: 200, succeeded: 200, failed: 0 });
    expect(await look(job.id)).toMatchObject({ status: 'completed', errors: [], nextCursor: null });
    expect(await counted()).toEqual({ assigned: 200, seats: 200 });
    const assigned = (await eventsOf(database.db, org)).filter(({ type }) => type === 'LicenseAssigned');
    expect(new Set(assigned.map(({ id }) => id)).size).toBe(200);
    expect((await findUser(database.db, org, 'user-199'))?.user.licenses).toEqual([
      { sku: 'CALLING_PLAN_DOMESTIC_120', assignedAt: START },
    ]);
  });

  test('a list assigned again changes nothing, and removing reverses everything', async () => {
    const names = await addUsers(5);
    await stock(5);
    await send(names);
    expect(await send([...names, ...names])).toMatchObject({ succeeded: 10, failed: 0 });
    expect(await counted()).toEqual({ assigned: 5, seats: 5 });
    expect(await send(names, { action: 'remove' })).toMatchObject({ succeeded: 5, failed: 0 });
    expect(await counted()).toEqual({ assigned: 0, seats: 0 });
  });

  test('a job returns the reason of every line that failed', async () => {
    const [first = '', ...others] = await addUsers(3);
    await stock(1);
    const job = await send(['nobody@example.com', first.toUpperCase(), '', ...others]);
    expect(await look(job.id)).toMatchObject({
      succeeded: 1,
      failed: 3,
      errors: [
        { line: 1, userPrincipalName: 'nobody@example.com', code: 'unknown-user' },
        { line: 4, userPrincipalName: 'user-1@example.com', code: 'no-license-available' },
        { line: 5, userPrincipalName: 'user-2@example.com', code: 'no-license-available' },
      ],
    });
    const credits = await send(others, { sku: 'COMMUNICATIONS_CREDITS' });
    expect((await look(credits.id)).errors.map(({ code }) => code)).toEqual(['not-eligible', 'not-eligible']);
  });
});

describe('A long list', () => {
  test('a long list continues by schedule over several runs, and each line is done once', async () => {
    const names = await addUsers(60);
    await stock(1000);
    const strangers = Array.from({ length: 2440 }, (_, index) => `stranger-${index}@example.com`);
    const listed = strangers.flatMap((name, index) => [
      name,
      ...(index % 40 === 0 ? [names[index / 40] ?? ''] : []),
    ]);
    const job = await send(
      listed.filter((name) => name !== ''),
      { left: 1000 },
    );
    expect(job).toMatchObject({ status: 'running', done: 0 });
    let left = 12_000;
    await run(() => (left -= 1000));
    const halfway = await look(job.id);
    expect(halfway.status).toBe('running');
    expect(halfway.done).toBeGreaterThan(0);
    expect(halfway.failed).toBe(halfway.errors.length);
    await Promise.all([run(), run()]);
    expect(await run()).toEqual({ completed: 0, running: 0, failed: 0 });
    const end = await look(job.id);
    expect(end).toMatchObject({ status: 'completed', done: 2500, succeeded: 60, failed: 2440 });
    expect(await counted()).toEqual({ assigned: 60, seats: 60 });
    const errors = [...end.errors];
    for (let cursor = end.nextCursor; cursor !== null; ) {
      const page = await look(job.id, cursor);
      errors.push(...page.errors);
      cursor = page.nextCursor;
    }
    expect(end.errors.length).toBeLessThanOrEqual(1000);
    expect(errors.map(({ userPrincipalName }) => userPrincipalName)).toEqual(strangers);
  });

  test('a long list and other assignments at the same time never take more licenses than exist', async () => {
    const names = await addUsers(40);
    await stock(25);
    const single = (id: string) =>
      assignLicense(deps())(aRequest({ params: { org, user: id, sku: 'CALLING_PLAN_DOMESTIC_120' } })).then(
        () => 1,
        () => 0,
      );
    const [job, ...singles] = await Promise.all([
      send(names.slice(0, 30)),
      ...Array.from({ length: 10 }, (_, index) => single(`user-${30 + index}`)),
    ]);
    await run();
    const { succeeded } = await look(job.id);
    expect(succeeded + singles.reduce((sum, each) => sum + each, 0)).toBe(25);
    expect(await counted()).toEqual({ assigned: 25, seats: 25 });
  });
});

describe('A run that dies', () => {
  let restoreLogs = () => {};
  beforeEach(() => {
    restoreLogs = silenceLogs();
  });
  afterEach(() => restoreLogs());

  const LINES = [
    ...Array.from({ length: 100 }, (_, index) => `user-${index % 12}@example.com`),
    'nobody@example.com',
    ...Array.from({ length: 100 }, (_, index) => `user-${(index + 7) % 25}@example.com`),
  ];
  const asked = () =>
    aRequest({
      params: { org },
      query: { sku: 'CALLING_PLAN_DOMESTIC_120', action: 'assign' },
      headers: { 'content-type': 'text/plain' },
      body: LINES.join('\n'),
      remainingMs: () => 29_000,
    });
  const outcomeOf = async (id: string) => {
    const { id: _, ...state } = await look(id);
    const assigned = (await eventsOf(database.db, org)).map(({ id: event }) => event.replace(org, ''));
    return { ...state, ...(await counted()), events: assigned.sort() };
  };
  const prepare = async () => {
    org = nextOrganizationId('dying');
    await openOrganization(database.db, org, START);
    await addUsers(20);
    await stock(15);
  };

  test('at any of its requests leaves what the next runs make exact', async () => {
    await prepare();
    const whole = recordRequests(database.db);
    const done = await assignMany({ ...deps(), db: whole.db })(asked());
    const expected = await outcomeOf(Job.parse(done.body).id);
    expect(expected).toMatchObject({ status: 'completed', done: 201, assigned: 15, seats: 15 });
    expect(expected.failed).toBeGreaterThan(10);
    let unfinished = 0;
    for (let killedAt = 0; killedAt < whole.sent.length; killedAt += 1) {
      await prepare();
      const dying = recordRequests(database.db, (_, sent) => sent.length >= killedAt);
      const answer = await assignMany({ ...deps(), db: dying.db })(asked()).catch(() => undefined);
      if (!answer) {
        expect(await counted()).toEqual({ assigned: 0, seats: 0 });
        continue;
      }
      const job = Job.parse(answer.body);
      unfinished += job.status === 'running' ? 1 : 0;
      const again = recordRequests(database.db, (_, sent) => sent.length >= killedAt % 9);
      await runLicenseJobs({ ...deps(), db: again.db })({ remainingMs: () => 60_000 }).catch(() => undefined);
      await run();
      expect(await outcomeOf(job.id)).toEqual(expected);
    }
    expect(unfinished).toBeGreaterThan(10);
  });
});

describe('A list is refused as a whole', () => {
  const refused = (overrides: object) =>
    assignMany(deps())(
      aRequest({
        params: { org },
        query: { sku: 'E5' },
        headers: { 'content-type': 'text/plain' },
        body: 'ada@example.com',
        ...overrides,
      }),
    );

  test.each([
    ['without a name', { body: '\n \n' }, 'invalid-request'],
    ['with too many', { body: 'a@b\n'.repeat(100_001) }, 'invalid-request'],
    ['for a license that there is not', { query: { sku: 'E7' } }, 'invalid-request'],
    ['for an unknown action', { query: { sku: 'E5', action: 'lend' } }, 'invalid-request'],
    ['that is not text', { headers: { 'content-type': 'application/json' } }, 'unsupported-media-type'],
    ['of an organization that does not exist', { params: { org: 'nobody' } }, 'not-found'],
  ])('%s', async (_what, overrides, code) => {
    await expect(refused(overrides)).rejects.toMatchObject({ code });
  });

  test('a job that does not exist is not found', async () => {
    await expect(look('job_none')).rejects.toMatchObject({ code: 'not-found' });
  });
});
