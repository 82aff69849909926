/** An export that is imported comes back as the same export; links and files as people get them. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import * as z from 'zod';
import { Job } from '../../shared/contract/answers/jobs.answers.ts';
import { UsageReceipt } from '../../shared/contract/answers/usage.answers.ts';
import { NUMBERS } from '../support/decks.ts';
import { expectBody, settle, useLocalStack } from '../support/local-stack.ts';
import { readParquet } from '../support/parquet.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const NOW = '2026-03-20T12:00:00.000Z';
const MARCH = { from: '2026-03-01', to: '2026-03-31' };
const PAYS = ['AUDIO_CONFERENCING', 'CALLING_PLAN_PAYG', 'COMMUNICATIONS_CREDITS'];
const HAS_MINUTES = ['CALLING_PLAN_INTERNATIONAL', 'COMMUNICATIONS_CREDITS'];

let folder = '';
let contoso: Tenant;
const stack = useLocalStack(async (started) => {
  started.setClock(NOW);
  await publishDeck(started);
  contoso = await equipped('contoso');
  await contoso.report(...calls());
  await settle(started);
  await contoso.must('POST /calls/call-0/void', { idempotencyKey: 'void' });
  folder = await mkdtemp(join(tmpdir(), 'exports-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

async function equipped(id: string): Promise<Tenant> {
  const tenant = await onboard(stack(), id);
  await tenant.fund('500.00');
  await tenant.user('ada', { skus: PAYS });
  await tenant.user('=1+1', { skus: HAS_MINUTES });
  return tenant;
}

/** Of several payers and kinds, with texts that a spreadsheet would read as formulas. */
function calls() {
  const to = [NUMBERS.us, NUMBERS.zimbabwe, NUMBERS.france, NUMBERS.gbMobile, NUMBERS.gb, NUMBERS.canada];
  const outbound = to.map((number, index) => ({
    callId: `call-${index}`,
    type: 'user_out',
    userId: index % 2 === 0 ? 'ada' : '=1+1',
    to: number,
    startedAt: `2026-03-1${index}T09:30:00.${index}00Z`,
    durationSeconds: 61 + 37 * index,
  }));
  const at = { startedAt: '2026-03-18T10:00:00.000Z', durationSeconds: 600 };
  return [
    ...outbound,
    { ...at, callId: '@sum', type: 'conf_out', userId: 'ada', to: NUMBERS.gb, conferenceId: '-meeting;"1"' },
    { ...at, callId: 'in', type: 'user_in', userId: 'ada', from: 'anonymous', to: NUMBERS.us },
    { ...at, callId: 'resource', type: 'ucap_out', to: NUMBERS.zimbabwe },
  ];
}

async function linksOf(
  tenant: Tenant,
  body: object,
): Promise<{ readonly files: string[]; readonly manifest: string }> {
  const created = await expectBody(Job, tenant.send('POST /exports', { body }));
  await stack().runSchedule('run-exports');
  const job = await tenant.read(Job, `/jobs/${created.id}`);
  if (!job.export?.download) throw new Error(`the export is ${job.status}`);
  const { files, manifestUrl } = job.export.download;
  return { files: files.map(({ url }) => url), manifest: manifestUrl };
}

type Row = Record<string, string>;

async function exported(tenant: Tenant, format: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const url of (await linksOf(tenant, { kind: 'usage', ...MARCH, format })).files) {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    const content = Buffer.from(await response.arrayBuffer());
    rows.push(
      ...(format === 'csv' ? parse<Row>(content, { columns: true }) : (await readParquet(content)).rows),
    );
  }
  return rows;
}

/** The organization is part of this id, and names of users are those of its domain. */
const withoutOrganization = (rows: readonly Row[]): Row[] =>
  rows.map(({ UsageId: _id, UPN: _upn, ...row }) => row);

describe('export, import and export again', () => {
  test.each(['csv', 'parquet'])('as %s: no line is rejected, and the rows are the same', async (format) => {
    const first = await exported(contoso, format);
    expect(first).toHaveLength(9);
    const other = await equipped(`imports-${format}`);
    const receipt = await expectBody(
      UsageReceipt,
      other.send('POST /usage', {
        body: stringify(first, { header: true }),
        headers: { 'content-type': 'text/csv' },
      }),
    );
    expect(receipt).toMatchObject({ accepted: 9, duplicates: 0, rejected: [] });
    await settle(stack());
    // The file does not say that a call was voided: the import charges it, and it is voided here as well.
    await other.must('POST /calls/call-0/void', { idempotencyKey: 'void' });
    const second = await exported(other, format);
    expect(withoutOrganization(second)).toEqual(withoutOrganization(first));
    expect(new Set(second.map(({ Charge }) => Charge))).toEqual(new Set(['0.00', '1.20', '0.40', '5.00']));
  });

  test('both formats have the same rows', async () => {
    const [csv, parquet] = [await exported(contoso, 'csv'), await exported(contoso, 'parquet')];
    const asWritten = (text = ''): string => text.replaceAll(/(?<=^|[;\t\r\n])'(?=[\s"']*[=+\-@])/g, '');
    const restored = csv.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, asWritten(cell)])),
    );
    expect(parquet).toEqual(restored);
  });
});

test('a link is refused once it has expired', async () => {
  const { manifest } = await linksOf(contoso, { kind: 'ledger', ...MARCH });
  expect((await fetch(manifest)).status).toBe(200);
  stack().setClock('2026-03-20T12:20:00.000Z');
  expect((await fetch(manifest)).status).toBe(403);
  stack().setClock(NOW);
});

test('the export of the month is made by its schedules alone', async () => {
  stack().setClock('2026-04-03T01:00:00.000Z');
  expect(await stack().runSchedule('start-monthly-exports')).toMatchObject({ started: expect.any(Number) });
  await stack().runSchedule('run-exports');
  const { items } = await contoso.read(z.object({ items: z.array(Job) }), '/jobs');
  const monthly = items.find((job) => job.export?.month === '2026-03');
  expect(monthly).toMatchObject({
    status: 'completed',
    export: { kinds: ['usage', 'ledger'], format: 'parquet', from: '2026-03-01T00:00:00.000Z' },
  });
  stack().setClock(NOW);
});

describe('credits export', () => {
  let token = '';
  beforeAll(async () => {
    token = await stack().token(['billing:read'], 'contoso');
  });

  const credits = (...words: string[]): Promise<{ code: number; out: string; err: string }> =>
    new Promise((resolve) => {
      const env = {
        ...process.env,
        NODE_OPTIONS: '',
        CREDITS_URL: stack().url,
        CREDITS_ORG: 'contoso',
        CREDITS_TOKEN: token,
      };
      const main = join(import.meta.dirname, '../../shared/client/cli/main.ts');
      execFile(process.execPath, [main, 'export', ...words], { env, cwd: folder }, (error, out, err) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
      });
    });

  test('create, show and download: the files and the manifest are in the folder', async () => {
    const period = ['--from', MARCH.from, '--to', MARCH.to];
    const created = await credits('create', 'ledger', ...period, '--format', 'parquet');
    expect(created).toMatchObject({ code: 0, err: '' });
    const [, id = ''] = /(job_\S+)/.exec(created.out) ?? [];
    expect((await credits('show', id)).out).toMatch(/What +ledger as parquet[\s\S]*Status +running/);
    const downloading = credits('download', id, '--output', 'march');
    await stack().runSchedule('run-exports');
    expect(await downloading).toEqual({
      code: 0,
      err: '',
      out: expect.stringMatching(/^\d+ rows in 1 file, written to march\n$/),
    });
    const names = (await readdir(join(folder, 'march'))).sort();
    expect(names).toEqual([expect.stringMatching(/^ledger-00001-[0-9a-f]{16}\.parquet$/), 'manifest.json']);
    const { rows } = await readParquet(await readFile(join(folder, 'march', names[0] ?? '')));
    expect(rows[0]).toMatchObject({ type: 'purchase', amount: '500.00' });
    expect((await credits('show', id)).out).toMatch(/Status +completed[\s\S]*Files +1/);
  });

  test('a kind that there is not is wrong use', async () => {
    const outcome = await credits('create', 'calls', '--from', MARCH.from, '--to', MARCH.to);
    expect(outcome).toMatchObject({
      code: 2,
      err: expect.stringContaining('usage, ledger, invoices'),
    });
  });
});
