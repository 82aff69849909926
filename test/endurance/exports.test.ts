/** Exports: files whose rows are those of the reports, and a manifest that agrees with the ledger, whenever a run dies. */
import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { createExport } from '../../functions/reports/create-export.ts';
import { getJob } from '../../functions/reports/get-job.ts';
import { getJobFailures } from '../../functions/reports/job-failures.ts';
import { listJobs } from '../../functions/reports/jobs.ts';
import { runExports } from '../../functions/reports/run-exports.ts';
import { startMonthlyExports } from '../../functions/reports/start-monthly-exports.ts';
import { getUsage } from '../../functions/reports/usage.ts';
import { MAX_FILES } from '../../shared/domain/exports/exports.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { sendUpdate, update } from '../../shared/store/table/writes.ts';
import { silenceLogs } from '../simulation/quiet-logs.ts';
import { START } from '../support/accounts.ts';
import { openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { useFiles } from '../support/files.ts';
import { readParquet } from '../support/parquet.ts';
import { aCaller, aRequest } from '../support/requests.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
const files = useFiles();
let fixture: ReversalFixture;
let org = '';

const MINUTES = 60_000;
const JANUARY = { from: '2026-01-01', to: '2026-01-31' };

const ExportedFile = z.object({
  name: z.string(),
  kind: z.string(),
  rows: z.number(),
  bytes: z.number(),
  sha256: z.string(),
});
const Manifest = z.looseObject({ files: z.array(ExportedFile), sums: z.record(z.string(), z.unknown()) });
type Manifest = z.infer<typeof Manifest>;
const Job = z.looseObject({
  id: z.string(),
  status: z.string(),
  done: z.number(),
  export: z.looseObject({
    fault: z.string().nullable(),
    download: z
      .object({
        files: z.array(ExportedFile.extend({ url: z.string() })),
        manifestUrl: z.string(),
        expiresAt: z.string(),
      })
      .optional(),
  }),
});

const deps = () => ({ db: database.db, bucket: files.bucket, now: () => fixture.clock, rowsPerFile: 3 });

let restoreLogs: () => void;
beforeAll(() => {
  restoreLogs = silenceLogs();
});
afterAll(() => restoreLogs());

beforeEach(async () => {
  org = nextOrganizationId('exports');
  fixture = await openReversalFixture(database.db, org);
  for (let call = 0; call < 7; call += 1) {
    fixture.clock = addSeconds(fixture.clock, 60);
    await fixture.call(`call-${call}`, call === 3 ? 0.5 : 1);
  }
  await fixture.void('call-1', 'void');
  await fixture.correct('call-2', 'correct', 30);
});

async function order(body: object): Promise<string> {
  const request = aRequest({ params: { org }, body: JSON.stringify(body) });
  const response = await createExport(deps())(request);
  expect(response).toMatchObject({ status: 202, body: { kind: 'export', status: 'running', done: 0 } });
  const { id } = Job.parse(response.body);
  expect(response.headers?.location).toBe(`/v1/organizations/${org}/jobs/${id}`);
  return id;
}

const run = (more = {}) => runExports({ ...deps(), ...more })({ remainingMs: () => 5 * MINUTES });

async function look(job: string) {
  const { body } = await getJob(deps())(aRequest({ params: { org, job }, caller: aCaller('billing:read') }));
  return Job.parse(body);
}

async function bytesOf(key: string): Promise<Buffer> {
  const { Body } = await files.bucket.client.send(new GetObjectCommand({ Bucket: 'files', Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

async function keysIn(folder: string): Promise<string[]> {
  const command = new ListObjectsV2Command({ Bucket: 'files', Prefix: folder });
  const { Contents = [] } = await files.bucket.client.send(command);
  return Contents.map(({ Key = '' }) => Key.slice(folder.length));
}

async function manifestIn(folder: string): Promise<Manifest> {
  return Manifest.parse(JSON.parse((await bytesOf(`${folder}manifest.json`)).toString()));
}

/** The rows of the files of a kind, after their size and digest were compared with the manifest. */
async function rowsIn(folder: string, kind: string): Promise<Record<string, string>[]> {
  const rows: Record<string, string>[] = [];
  for (const { name, bytes, sha256, ...file } of (await manifestIn(folder)).files) {
    if (file.kind !== kind) continue;
    const content = await bytesOf(folder + name);
    expect(content.length).toBe(bytes);
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    const read = name.endsWith('.csv')
      ? parse<Record<string, string>>(content, { columns: true })
      : (await readParquet(content)).rows;
    expect(read).toHaveLength(file.rows);
    rows.push(...read);
  }
  return rows;
}

/** The report as one page of CSV. */
async function reported(): Promise<Record<string, string>[]> {
  const request = aRequest({ params: { org }, query: JANUARY, headers: { accept: 'text/csv' } });
  const { body } = await getUsage(deps())(request);
  return parse(String(body), { columns: true });
}

const folderOf = (job: string): string => `downloads/${org}/${job}/`;

describe('an export on demand', () => {
  test.each(['csv', 'parquet'])(
    'usage as %s has the rows of the report, in files of a bounded length',
    async (format) => {
      const job = await order({ kind: 'usage', ...JANUARY, format });
      expect(await run()).toEqual({ completed: 1, different: 0, running: 0, failed: 0 });
      expect(await rowsIn(folderOf(job), 'usage')).toEqual(await reported());
      const { files: written, sums } = await manifestIn(folderOf(job));
      expect(written.map(({ rows }) => rows)).toEqual([3, 3, 1]);
      // Five calls of 1.00, and one of which half a minute is left: a started minute is charged whole.
      expect(sums).toEqual({
        usage: { rows: 7, amounts: { charge: { USD: '6.00' }, ledger: { USD: '6.00' } } },
      });
      expect(await look(job)).toMatchObject({
        status: 'completed',
        done: 7,
        total: 7,
        succeeded: 7,
        failed: 0,
      });
    },
  );

  test.each(['csv', 'parquet'])(
    'the ledger as %s has every entry, and balances that its rows come to',
    async (format) => {
      const job = await order({ kind: 'ledger', ...JANUARY, format });
      await run();
      const rows = await rowsIn(folderOf(job), 'ledger');
      expect(rows.map(({ sequence, type }) => `${sequence} ${type}`)).toEqual([
        '1 purchase',
        ...[2, 3, 4, 5, 6, 7, 8].map((sequence) => `${sequence} usage`),
        '9 void',
      ]);
      expect(rows[0]).toMatchObject({
        id: 'ent_000000000001',
        amount: '50.00',
        balanceBefore: '0.00',
        calls: '',
      });
      expect(rows[1]).toMatchObject({
        amount: '-1.00',
        balanceBefore: '50.00',
        balanceAfter: '49.00',
        calls: '1',
      });
      expect(rows[8]).toMatchObject({ amount: '1.00', call: 'call-1', balanceAfter: '44.00' });
      expect(JSON.parse(rows[8]?.lots ?? '')).toEqual([{ lotId: expect.any(String), amount: '1.00' }]);
      expect(await manifestIn(folderOf(job))).toMatchObject({
        sums: {
          ledger: {
            rows: 9,
            amounts: { purchase: { USD: '50.00' }, usage: { USD: '-7.00' }, void: { USD: '1.00' } },
          },
        },
        ledger: {
          firstEntry: 1,
          lastEntry: 9,
          openingBalance: '0.00',
          closingBalance: '44.00',
          currency: 'USD',
        },
      });
    },
  );

  test('invoices are those that were issued in the period', async () => {
    const earlier = await order({ kind: 'invoices', from: '2025-12-01', to: '2025-12-31' });
    const job = await order({ kind: 'invoices', ...JANUARY });
    await run();
    expect(await rowsIn(folderOf(job), 'invoices')).toEqual([
      expect.objectContaining({ id: 'inv_00000001', amount: '50.00', currency: 'USD', billedTo: org }),
    ]);
    // An export without rows has a file with the names of the columns.
    expect((await manifestIn(folderOf(earlier))).files).toMatchObject([{ rows: 0 }]);
    expect(await rowsIn(folderOf(earlier), 'invoices')).toEqual([]);
  });

  test('a part of the ledger begins with the balance before it', async () => {
    const job = await order({
      kind: 'ledger',
      from: addSeconds(START, 1),
      to: addSeconds(START, 3600 + 150),
    });
    await run();
    expect(await manifestIn(folderOf(job))).toMatchObject({
      ledger: { firstEntry: 2, lastEntry: 3, openingBalance: '50.00', closingBalance: '48.00' },
    });
  });

  test('links to the files are signed for a quarter of an hour, and are other links each time', async () => {
    const job = await order({ kind: 'usage', ...JANUARY });
    expect((await look(job)).export.download).toBeUndefined();
    await run();
    const { download } = (await look(job)).export;
    const [file] = download?.files ?? [];
    expect(file?.url).toContain(`${folderOf(job)}usage/00001-`);
    expect(new URL(file?.url ?? '').searchParams.get('X-Amz-Expires')).toBe('900');
    expect(download?.expiresAt).toBe(addSeconds(fixture.clock, 900));
    fixture.clock = addSeconds(fixture.clock, 60);
    const later = (await look(job)).export.download;
    expect(later?.manifestUrl).not.toBe(download?.manifestUrl);
  });

  test('who may not read usage does not see that there is an export', async () => {
    const job = await order({ kind: 'usage', ...JANUARY });
    const request = aRequest({ params: { org, job }, caller: aCaller('licenses:write') });
    await expect(getJob(deps())(request)).rejects.toMatchObject({ code: 'not-found' });
    await expect(getJobFailures(deps())(request)).rejects.toMatchObject({ code: 'not-found' });
    const list = (scopes: string[]) =>
      listJobs(deps())(aRequest({ params: { org }, query: {}, caller: aCaller(...scopes) }));
    expect(await list(['licenses:write'])).toMatchObject({ body: { items: [] } });
    expect(await list(['billing:read'])).toMatchObject({ body: { items: [{ id: job }] } });
  });

  test('a period that ends before it begins is refused', async () => {
    const body = JSON.stringify({ kind: 'usage', from: '2026-02-01', to: '2026-01-01' });
    await expect(createExport(deps())(aRequest({ params: { org }, body }))).rejects.toMatchObject({
      code: 'invalid-request',
    });
  });

  test('an export of too many files is given up, and says so', async () => {
    const job = await order({ kind: 'usage', ...JANUARY });
    const file = ['usage', 1, 1, 'ab'];
    const set = { files: Array.from({ length: MAX_FILES }, () => file) };
    await sendUpdate(database.db, update(database.db.ledgerTable, keys.job(org, job), { set }));
    await run();
    expect(await look(job)).toMatchObject({
      status: 'failed',
      export: { fault: 'more than 1000 files: ask for a shorter period' },
    });
  });
});

/** The requests of a run are numbered from 0: the run dies before this one, or after it, when its response is lost. */
interface Death {
  readonly request: number;
  readonly isAfter: boolean;
}

class Died extends Error {}

/** Runs the exports to the end, dying once. Returns whether it died. */
async function runToDeath(death: Death): Promise<boolean> {
  let sent = 0;
  let isDead = false;
  const clients = [database.db.client, files.bucket.client];
  const die =
    <I, O>(next: (args: I) => Promise<O>) =>
    async (args: I): Promise<O> => {
      if (isDead) throw new Died();
      isDead = sent === death.request;
      sent += 1;
      if (isDead && !death.isAfter) throw new Died();
      const answer = await next(args);
      if (isDead) throw new Died();
      return answer;
    };
  const [tables, bucket] = clients;
  database.db.client.middlewareStack.add(die, { step: 'initialize', name: 'die' });
  files.bucket.client.middlewareStack.add(die, { step: 'initialize', name: 'die' });
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  } finally {
    tables?.middlewareStack.remove('die');
    bucket?.middlewareStack.remove('die');
  }
  return isDead;
}

test.each(['csv', 'parquet'])(
  'an export as %s that dies at any request ends with the same files',
  async (format) => {
    const first = await order({ kind: 'usage', ...JANUARY, format });
    await run();
    const expected = (await manifestIn(folderOf(first))).files;
    let deaths = 0;
    for (let request = 0, died = true; died; request += 1) {
      for (const isAfter of [false, true]) {
        const job = await order({ kind: 'usage', ...JANUARY, format });
        died = await runToDeath({ request, isAfter });
        deaths += died ? 1 : 0;
        fixture.clock = addSeconds(fixture.clock, 180);
        await run();
        expect([request, isAfter, (await look(job)).status]).toEqual([request, isAfter, 'completed']);
        expect((await manifestIn(folderOf(job))).files).toEqual(expected);
        expect(await keysIn(folderOf(job))).toEqual(
          ['manifest.json', ...expected.map(({ name }) => name)].sort(),
        );
      }
    }
    expect(deaths).toBeGreaterThan(20);
  },
);

/** Middleware of the bucket for one test: `work` runs once an object is put, with its key. */
async function afterPuts<T>(work: (key: string) => Promise<void>, run: () => Promise<T>): Promise<T> {
  const { middlewareStack } = files.bucket.client;
  const Input = z.object({ input: z.object({ Key: z.string() }) });
  middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      await work(Input.parse(args).input.Key);
      return answer;
    },
    { step: 'initialize', name: 'work' },
  );
  try {
    return await run();
  } finally {
    middlewareStack.remove('work');
  }
}

test('a run that is overtaken by another changes nothing, even as that one ends the export', async () => {
  const job = await order({ kind: 'ledger', ...JANUARY });
  const hasManifest = Promise.withResolvers<void>();
  const isOvertaken = Promise.withResolvers<void>();
  let overtaking: Promise<unknown> | undefined;
  let manifests = 0;
  const work = async (key: string): Promise<void> => {
    if (key.endsWith('manifest.json')) {
      manifests += 1;
      hasManifest.resolve();
      if (manifests === 1) await isOvertaken.promise;
    } else if (!overtaking) {
      // The first run has written its first file, and its claim is over.
      fixture.clock = addSeconds(fixture.clock, 180);
      overtaking = run();
      await hasManifest.promise;
    }
  };
  await afterPuts(work, async () => {
    expect(await run()).toEqual({ completed: 0, different: 0, running: 0, failed: 0 });
    isOvertaken.resolve();
    expect(await overtaking).toMatchObject({ completed: 1 });
  });
  const { done, export: exported } = await look(job);
  expect(done).toBe(9);
  const names = exported.download?.files.map(({ name }) => name);
  expect(names).toEqual((await manifestIn(folderOf(job))).files.map(({ name }) => name));
});

test('a call that comes while a run is dead is in a later file, and no file is there twice in the manifest', async () => {
  const job = await order({ kind: 'usage', ...JANUARY });
  // The run dies once the second file is written, and before it is noted.
  let puts = 0;
  files.bucket.client.middlewareStack.add(
    (next) => async (args) => {
      puts += 1;
      const answer = await next(args);
      if (puts === 2) throw new Died();
      return answer;
    },
    { step: 'initialize', name: 'die' },
  );
  await run();
  files.bucket.client.middlewareStack.remove('die');
  fixture.clock = addSeconds(START, 3600 + 4 * 60 + 1);
  await fixture.call('late', 1);
  fixture.clock = addSeconds(START, 9000);
  await run();
  expect(await rowsIn(folderOf(job), 'usage')).toEqual(await reported());
  // What the dead run wrote has another name than the file that has the late call.
  expect((await keysIn(folderOf(job))).filter((name) => name.startsWith('usage/00002-'))).toHaveLength(2);
});

describe('the export of a month', () => {
  const monthly = { graceHours: 48, format: 'parquet' } as const;
  const start = (more = {}) =>
    startMonthlyExports({ db: database.db, now: () => fixture.clock, ...monthly, ...more })({
      remainingMs: () => MINUTES,
    });
  const folder = () => `exports/${org}/2026-01/`;
  const JANUARY_IS_OVER = '2026-02-03T00:00:00.000Z';

  const forgetProgress = () =>
    sendUpdate(
      database.db,
      update(database.db.ledgerTable, keys.schedule('start-monthly-exports'), { set: { until: '2025-12' } }),
    );

  beforeEach(forgetProgress);

  test('usage and ledger of each organization are in the folder of its month, once the grace is over', async () => {
    fixture.clock = '2026-02-02T23:59:59.000Z';
    expect(await start()).toEqual({ started: 0 });
    fixture.clock = JANUARY_IS_OVER;
    expect((await start()).started).toBeGreaterThan(0);
    expect(await start()).toEqual({ started: 0 });
    await run();
    expect(await keysIn(folder())).toHaveLength(7);
    const manifest = await manifestIn(folder());
    expect(manifest).toMatchObject({ organization: org, month: '2026-01', format: 'parquet' });
    expect(manifest.sums).toMatchObject({
      usage: { rows: 7, amounts: { charge: { USD: '6.00' }, ledger: { USD: '6.00' } } },
      ledger: { rows: 9 },
    });
    expect(await rowsIn(folder(), 'usage')).toEqual(await reported());
  });

  test('a month is started once, also after its progress was lost', async () => {
    fixture.clock = JANUARY_IS_OVER;
    await start();
    await forgetProgress();
    expect(await start()).toEqual({ started: 0 });
  });

  test('switched off, no month is exported; an organization that came later has none', async () => {
    fixture.clock = JANUARY_IS_OVER;
    expect(await start({ format: 'off' })).toEqual({ started: 0 });
    const late = nextOrganizationId('late');
    await openOrganization(database.db, late, JANUARY_IS_OVER);
    await start();
    const jobs = await listJobs(deps())(
      aRequest({ params: { org: late }, query: {}, caller: aCaller('operator') }),
    );
    expect(jobs).toMatchObject({ body: { items: [] } });
  });

  test('calls of another month that the month paid for are not compared with it', async () => {
    fixture.clock = '2026-02-01T00:10:00.000Z';
    await fixture.call('february', 1);
    await fixture.void('call-4', 'void-4');
    fixture.clock = JANUARY_IS_OVER;
    await start();
    expect(await run()).toMatchObject({ different: 0, failed: 0 });
    expect((await manifestIn(folder())).sums).toMatchObject({
      usage: { amounts: { ledger: { USD: '5.00' } } },
      ledger: { rows: 9 },
    });
  });

  test('files that differ from the ledger get no manifest; they are written again after an hour', async () => {
    fixture.clock = JANUARY_IS_OVER;
    await start();
    const entry = keys.entry(org, 4);
    await sendUpdate(database.db, update(database.db.ledgerTable, entry, { increase: { amountMicros: -1 } }));
    expect(await run()).toMatchObject({ different: 1 });
    expect(await keysIn(folder())).not.toContain('manifest.json');
    await sendUpdate(database.db, update(database.db.ledgerTable, entry, { increase: { amountMicros: 1 } }));
    expect(await run()).toMatchObject({ completed: 0 });
    fixture.clock = addSeconds(fixture.clock, 3601);
    await run();
    expect((await manifestIn(folder())).sums).toMatchObject({ ledger: { rows: 9 } });
  });

  test('a call that is voided while its month is exported is in the files as voided', async () => {
    fixture.clock = JANUARY_IS_OVER;
    await start();
    // Once the usage is written, and before it is compared.
    let puts = 0;
    files.bucket.client.middlewareStack.add(
      (next) => async (args) => {
        puts += 1;
        if (puts === 4) await fixture.void('call-5', 'void-5');
        return next(args);
      },
      { step: 'initialize', name: 'void' },
    );
    expect(await run()).toMatchObject({ different: 0, failed: 0 });
    files.bucket.client.middlewareStack.remove('void');
    expect((await manifestIn(folder())).sums).toMatchObject({
      usage: { amounts: { charge: { USD: '5.00' }, ledger: { USD: '5.00' } } },
    });
  });
});
