/** Files of calls in the inbox folder, on the whole stack. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { Job } from '../../shared/contract/answers/jobs.answers.ts';
import { type FileBucket, readObject } from '../../shared/files/bucket.ts';
import { NUMBERS } from '../support/decks.ts';
import { s3At } from '../support/files.ts';
import { eventually, settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const stack = useLocalStack((started) => publishDeck(started));
let bucket: FileBucket;
beforeAll(() => {
  bucket = { client: s3At(stack().filesEndpoint), name: 'files' };
});
afterAll(() => bucket.client.destroy());

/** As a person does it, who copies a file into a folder. */
async function drop(path: string, content: string | Buffer): Promise<void> {
  const file = join(stack().inboxFolder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

const textOf = async (key: string): Promise<string> => (await readObject(bucket, key)).toString();
const resultOf = async (path: string): Promise<unknown> =>
  JSON.parse(await textOf(`outbox/${path}.result.json`));

const jobsOf = async (org: Tenant): Promise<Job[]> =>
  (await org.read(z.object({ items: z.array(Job) }), '/jobs')).items;

const HEADER = 'callId,type,to,startedAt,durationSeconds';
const row = (callId: string) => `${callId},ucap_out,${NUMBERS.zimbabwe},${stack().now().toISOString()},60`;

describe('a file in the folder of an organization', () => {
  test('is read, leaves its result and the lines that were rejected, and its calls are charged', async () => {
    const org = await onboard(stack(), 'folder');
    await org.fund('50.00');
    const lines = [HEADER, row('a'), row('b'), 'c,ucap_out', row('a'), row('d')];
    await drop('folder/März 2026/calls (1).csv', lines.join('\r\n'));
    await settle(stack());
    expect(await resultOf('folder/März 2026/calls (1).csv')).toMatchObject({
      status: 'completed',
      lines: 5,
      accepted: 3,
      duplicates: 1,
      rejected: 1,
      rejectedFile: 'outbox/folder/März 2026/calls (1).csv.rejected.csv',
    });
    const rejected = await textOf('outbox/folder/März 2026/calls (1).csv.rejected.csv');
    expect(parse(rejected, { columns: true })).toMatchObject([
      { line: '4', code: 'invalid-record', record: 'c,ucap_out' },
    ]);
    const [job] = await jobsOf(org);
    expect(job).toMatchObject({
      kind: 'usage',
      status: 'completed',
      total: 5,
      done: 5,
      succeeded: 4,
      failed: 1,
    });
    expect(job?.usage).toEqual({
      file: 'inbox/folder/März 2026/calls (1).csv',
      accepted: 3,
      duplicates: 1,
      rejected: 1,
      fault: null,
    });
    const failures = String(await org.must(`GET /jobs/${job?.id}/failures`));
    expect(parse(failures, { columns: true })).toMatchObject([{ line: '4', code: 'invalid-record' }]);
    expect((await org.balance()).balance).toBe('48.50');
    await drop('folder/again.csv.gz', gzipSync(lines.join('\n')));
    await settle(stack());
    expect(await resultOf('folder/again.csv.gz')).toMatchObject({ accepted: 0, duplicates: 4, rejected: 1 });
    expect((await org.balance()).balance).toBe('48.50');
  });

  test('is read on by the schedule when its function is killed, and counts each call once', async () => {
    const org = await onboard(stack(), 'killed');
    await org.fund('5000.00');
    const calls = 6000;
    const records = Array.from({ length: calls }, (_, index) => row(`call-${index}`));
    const name = 'killed/large.csv.gz';
    await drop(name, gzipSync([HEADER, ...records].join('\n')));
    await eventually(async () => expect((await org.balance()).balance).not.toBe('5000.00'));
    await stack().kill('read-inbox');
    await settle(stack());
    const [killed] = await jobsOf(org);
    expect(killed).toMatchObject({ kind: 'usage', status: 'running', finishedAt: null, failed: 0 });
    await expect(resultOf(name)).rejects.toThrow();
    stack().advance('PT6M');
    expect(await stack().runSchedule('continue-inbox')).toMatchObject({ completed: 1 });
    await settle(stack());
    expect(await resultOf(name)).toMatchObject({ accepted: calls, duplicates: 0, rejected: 0 });
    const [job] = await jobsOf(org);
    expect(job).toMatchObject({ id: killed?.id, status: 'completed', done: calls, failed: 0 });
    expect(job?.usage).toMatchObject({ accepted: calls, duplicates: 0 });
    expect((await org.balance()).balance).toBe('2000.00');
  });

  test('of an unknown organization is refused', async () => {
    await drop('unknown/calls.csv', [HEADER, row('a')].join('\n'));
    await settle(stack());
    expect(await resultOf('unknown/calls.csv')).toMatchObject({
      status: 'failed',
      fault: 'No such organization.',
    });
  });
});
