/** Imports of users on a real table (spec: Users come from an export of the directory). */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { assignMany } from '../../functions/licenses/assign-many.ts';
import { importUsers } from '../../functions/licenses/import-users.ts';
import { runUserImports } from '../../functions/licenses/run-user-imports.ts';
import { createUser, deleteUser, patchUser } from '../../functions/licenses/users.ts';
import { getJob } from '../../functions/reports/get-job.ts';
import { getJobFailures } from '../../functions/reports/job-failures.ts';
import { monthOf } from '../../shared/domain/instants.ts';
import { connectFiles } from '../../shared/files/bucket.ts';
import { licenseQuantityWrite } from '../../shared/store/licenses/license-counts.ts';
import { loadPools } from '../../shared/store/licenses/pools.ts';
import { findUser, listUsers, loadUsersByName } from '../../shared/store/licenses/users.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { commit } from '../../shared/store/table/transaction.ts';
import { silenceLogs } from '../simulation/quiet-logs.ts';
import { START } from '../support/accounts.ts';
import { openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { recordRequests } from '../support/recorded-requests.ts';
import { aCaller, aRequest } from '../support/requests.ts';
import { addCaller } from '../support/telephone.ts';

const database = useDatabase();
let org = '';
const depsOf = (db: Database) => ({ db, now: () => START });
const deps = () => depsOf(database.db);
const withFiles = () => ({ ...deps(), bucket: connectFiles({ FILES_BUCKET: 'files' }) });

const Job = z.looseObject({ id: z.string(), status: z.string(), done: z.number(), failed: z.number() });

beforeEach(async () => {
  org = nextOrganizationId('imports');
  await openOrganization(database.db, org, START);
});

const HEADER = 'userPrincipalName,displayName,id,accountEnabled,usageLocation';
const line = (id: string, location = 'US', name = `${id}@example.com`) =>
  `${name},${id},${id},True,${location}`;
const importing = (lines: readonly string[], left = 29_000) =>
  aRequest({
    params: { org },
    headers: { 'content-type': 'text/csv' },
    body: [HEADER, ...lines].join('\r\n'),
    remainingMs: () => left,
  });

async function send(lines: readonly string[], left?: number) {
  const { status, headers, body } = await importUsers(deps())(importing(lines, left));
  const job = Job.parse(body);
  expect({ status, location: headers?.location }).toEqual({
    status: 202,
    location: `/v1/organizations/${org}/jobs/${job.id}`,
  });
  return job;
}

async function look(job: string) {
  const { body } = await getJob(withFiles())(
    aRequest({ params: { org, job }, caller: aCaller('licenses:write') }),
  );
  return Job.parse(body);
}

/** Line, severity and code of each note. */
async function notesOf(job: string): Promise<string[]> {
  const { body } = await getJobFailures(withFiles())(
    aRequest({ path: '/failures', params: { org, job }, caller: aCaller('licenses:write') }),
  );
  const [header, ...rows] = String(body).trimEnd().split('\r\n');
  expect(header).toBe('line,userPrincipalName,severity,code,detail');
  return rows.map((row) => row.replace(/^(\d+),[^,]*,(\w+),([\w-]+),.*$/, '$1 $2 $3'));
}

const run = (db = database.db, left = () => 60_000) => runUserImports(depsOf(db))({ remainingMs: left });

async function users() {
  const { items } = await listUsers(database.db, org, { limit: 1000 });
  return items;
}

async function license(...ids: readonly string[]): Promise<void> {
  await commit(database.db, [
    licenseQuantityWrite(database.db, org, { sku: 'CALLING_PLAN_DOMESTIC', quantity: 5, from: 0 }),
  ]);
  const { body } = await assignMany(deps())(
    aRequest({
      params: { org },
      query: { sku: 'CALLING_PLAN_DOMESTIC', action: 'assign' },
      headers: { 'content-type': 'text/plain' },
      body: ids.map((id) => `${id}@example.com`).join('\n'),
    }),
  );
  expect(body).toMatchObject({ status: 'completed', failed: 0 });
}

describe('a short table', () => {
  test('is done when the response comes; sent again, it changes nothing', async () => {
    const listed = Array.from({ length: 80 }, (_, index) => line(`user-${index}`, index % 2 ? 'GB' : ''));
    const job = await send(listed);
    expect(job).toMatchObject({
      kind: 'users',
      status: 'completed',
      total: 80,
      done: 80,
      succeeded: 80,
      failed: 0,
      finishedAt: START,
      users: { warnings: 40 },
    });
    const before = await users();
    expect(before).toHaveLength(80);
    expect(before.find(({ id }) => id === 'user-1')).toEqual({
      id: 'user-1',
      userPrincipalName: 'user-1@example.com',
      displayName: 'user-1',
      usageLocation: 'GB',
      dialOutPolicy: { conferencing: 'any', pstn: 'international' },
      licenses: [],
      status: 'active',
    });
    const versions = await versionsOf(before.map(({ id }) => id));
    expect(await send(listed)).toMatchObject({ succeeded: 80, failed: 0, users: { warnings: 0 } });
    expect(await users()).toEqual(before);
    expect(await versionsOf(before.map(({ id }) => id))).toEqual(versions);
  });

  test('names each line that failed or has a warning, and why', async () => {
    await addCaller(database.db, org, 'ada', []);
    const { id, ...job } = await send([
      line('bob', ''),
      line('', 'US', 'nobody@example.com'),
      line('eve', 'US', 'ADA@example.com'),
      line('eve', 'ZZ'),
      `${line('eve')},too,many`,
      line('eve', 'US', 'no name'),
      // Longer than a key may be, and cut within a character.
      line('🎉'.repeat(600)),
      line('eve', 'US', `${'ü'.repeat(299)}🎉@example.com`),
    ]);
    expect(job).toMatchObject({ status: 'completed', done: 8, failed: 7, users: { warnings: 1 } });
    expect(await notesOf(id)).toEqual([
      '2 warning usage-location-assumed',
      '3 error invalid-user',
      '4 error user-exists',
      '5 error invalid-user',
      '6 error invalid-user',
      '7 error invalid-user',
      '8 error invalid-user',
      '9 error invalid-user',
    ]);
    expect((await users()).map((user) => user.id)).toEqual(['ada', 'bob']);
  });

  test('renames a user, whose old name is free for a later line', async () => {
    await send([line('ada'), line('bob')]);
    const job = await send([
      line('ada', 'US', 'king@example.com'),
      line('bob', 'US', 'ada@example.com'),
      line('cyd', 'US', 'bob@example.com'),
    ]);
    expect(job).toMatchObject({ failed: 0, done: 3 });
    const names = ['ada@example.com', 'bob@example.com', 'king@example.com'];
    const found = await loadUsersByName(database.db, org, names);
    expect(names.map((name) => found.get(name)?.user.id)).toEqual(['bob', 'cyd', 'ada']);
  });

  test('moves the minutes of a licensed user to the new country, and keeps the license', async () => {
    await send([line('ada', 'US')]);
    await license('ada');
    await send([line('ada', 'GB')]);
    const { pools } = await loadPools(database.db, org, monthOf(START));
    expect([pools.seats['US:CALLING_PLAN_DOMESTIC'] ?? 0, pools.seats['GB:CALLING_PLAN_DOMESTIC']]).toEqual([
      0, 1,
    ]);
    expect(await users()).toMatchObject([
      { id: 'ada', usageLocation: 'GB', licenses: [{ sku: 'CALLING_PLAN_DOMESTIC' }] },
    ]);
  });

  test('brings a removed user back with the history and without the licenses', async () => {
    await send([line('ada')]);
    await license('ada');
    await deleteUser(deps())(aRequest({ params: { org, user: 'ada' } }));
    expect(await users()).toEqual([]);
    expect(await send([line('ada')])).toMatchObject({ failed: 0 });
    const back = (await findUser(database.db, org, 'ada'))?.user;
    expect(back).toMatchObject({ status: 'active', userPrincipalName: 'ada@example.com' });
    expect(back?.licenses.map(({ removedAt }) => removedAt)).toEqual([START]);
  });
});

async function versionsOf(ids: readonly string[]) {
  const records = await Promise.all(ids.map((id) => findUser(database.db, org, id)));
  return records.map((record) => record?.version);
}

describe('a long table', () => {
  test('goes on by schedule over several runs at once, and each line is done once', async () => {
    const listed = Array.from({ length: 450 }, (_, index) =>
      index % 9 === 0 ? line(`user-${index}`, 'ZZ') : line(`user-${index}`, ''),
    );
    const job = await send(listed, 1000);
    expect(job).toMatchObject({ status: 'running', done: 0, total: 450 });
    let left = 12_000;
    await run(database.db, () => (left -= 1000));
    const halfway = await look(job.id);
    expect(halfway.status).toBe('running');
    expect(halfway.done).toBeGreaterThan(0);
    await Promise.all([run(), run(), run()]);
    expect(await run()).toEqual({ completed: 0, running: 0, failed: 0 });
    expect(await look(job.id)).toMatchObject({
      status: 'completed',
      done: 450,
      succeeded: 400,
      failed: 50,
      users: { warnings: 400 },
    });
    expect(await users()).toHaveLength(400);
    const notes = await notesOf(job.id);
    expect(notes.map((note) => Number(note.split(' ')[0]))).toEqual(listed.map((_, index) => index + 2));
  });

  test('and changes of the same users at once: every name has one user', async () => {
    const listed = Array.from({ length: 60 }, (_, index) => line(`user-${index}`));
    const change = (index: number) =>
      createUser(deps())(
        aRequest({
          params: { org },
          body: JSON.stringify({
            id: `other-${index}`,
            userPrincipalName: `user-${index}@example.com`,
            displayName: 'x',
            usageLocation: 'US',
          }),
        }),
      ).then(
        () => index,
        () => undefined,
      );
    const taken = Array.from({ length: 12 }, (_, index) => change(index * 5));
    const job = await send(listed);
    const won = (await Promise.all(taken)).filter((index) => index !== undefined);
    await run();
    expect(await look(job.id)).toMatchObject({ status: 'completed', failed: won.length });
    expect(await users()).toHaveLength(60);
  });
});

/** Every line does something else: adds, renames, moves, brings back, fails, warns, meets an earlier one. */
const LINES = [
  ...Array.from({ length: 30 }, (_, index) => line(`user-${index}`)),
  line('ada', 'GB', 'king@example.com'),
  line('bob', '', 'ada@example.com'),
  line('eve', 'ZZ'),
  line('user-1', 'FR'),
  line('user-2', 'US', 'user-3@example.com'),
  line('gone'),
  line('new', ''),
];

async function beforeImport(): Promise<void> {
  org = nextOrganizationId('killed');
  await openOrganization(database.db, org, START);
  for (const id of ['ada', 'gone']) await addCaller(database.db, org, id, []);
  await license('ada', 'gone');
  await deleteUser(deps())(aRequest({ params: { org, user: 'gone' } }));
}

let restoreLogs = () => {};

async function outcomeOf(job: string) {
  const { id: _, ...state } = await look(job);
  const { pools } = await loadPools(database.db, org, monthOf(START));
  const all = await users();
  return {
    state,
    users: all,
    versions: await versionsOf(all.map(({ id }) => id)),
    seats: pools.seats,
    notes: await notesOf(job),
  };
}

describe('a run that dies', () => {
  beforeEach(() => {
    restoreLogs = silenceLogs();
  });
  afterEach(() => restoreLogs());

  test('at any of its requests, and once more in the next run, leaves what the last run makes exact', async () => {
    await beforeImport();
    const whole = recordRequests(database.db);
    const { body } = await importUsers(depsOf(whole.db))(importing(LINES));
    const expected = await outcomeOf(Job.parse(body).id);
    expect(expected.state).toMatchObject({ status: 'completed', failed: 2, users: { warnings: 2 } });
    const requests = whole.sent.length;
    expect(requests).toBeGreaterThan(15);
    let unfinished = 0;
    for (let killedAt = 0; killedAt < requests; killedAt += 1) {
      await beforeImport();
      const dying = recordRequests(database.db, (_, sent) => sent.length >= killedAt);
      const answer = await importUsers(depsOf(dying.db))(importing(LINES)).catch(() => undefined);
      if (!answer) {
        // The job did not begin, and nobody was added: the sender sends the table again.
        expect((await users()).map(({ id }) => id)).toEqual(['ada']);
        continue;
      }
      const job = Job.parse(answer.body);
      unfinished += job.status === 'running' ? 1 : 0;
      const again = recordRequests(database.db, (_, sent) => sent.length >= killedAt % 11);
      await run(again.db).catch(() => undefined);
      await run();
      expect(await outcomeOf(job.id)).toEqual(expected);
    }
    expect(unfinished).toBeGreaterThan(10);
  });
});

describe('a table is refused as a whole', () => {
  const refused = (overrides: object) =>
    importUsers(deps())(
      aRequest({
        params: { org },
        headers: { 'content-type': 'text/csv' },
        body: [HEADER, line('ada')].join('\n'),
        ...overrides,
      }),
    );

  test.each([
    ['without a user', { body: `${HEADER}\n` }, 'invalid-request'],
    ['without a column of ids', { body: 'userPrincipalName\nada@example.com' }, 'invalid-request'],
    ['with too many', { body: `id,upn\n${'a,a@b\n'.repeat(100_001)}` }, 'invalid-request'],
    ['that is not CSV', { headers: { 'content-type': 'application/json' } }, 'unsupported-media-type'],
    ['of an organization that does not exist', { params: { org: 'nobody' } }, 'not-found'],
  ])('%s', async (_what, overrides, code) => {
    await expect(refused(overrides)).rejects.toMatchObject({ code });
    expect(await users()).toEqual([]);
  });
});

test('a user who is renamed here between two imports is renamed back by the directory', async () => {
  await send([line('ada')]);
  const body = JSON.stringify({ userPrincipalName: 'king@example.com' });
  await patchUser(deps())(aRequest({ params: { org, user: 'ada' }, body }));
  await send([line('ada')]);
  expect(await users()).toMatchObject([{ id: 'ada', userPrincipalName: 'ada@example.com' }]);
});
