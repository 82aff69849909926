/**
 * One gzipped file of calls through the inbox of the local stack, whose reader is killed twice, against `POST usage` in the
 * same run. Throws when a count is not exact.
 */

import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import { z } from 'zod';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import { ABROAD } from './deck.ts';
import type { HttpClient } from './http-client.ts';
import type { Report } from './report.ts';

const ORGANIZATION = 'contoso';
const POSTED_AT_ONCE = 4;
const RECORDS_PER_REQUEST = 500;
const PROBE_MILLISECONDS = 500;
const BYTES_PER_MEGABYTE = 2 ** 20;
const READERS = ['read-inbox', 'continue-inbox'] as const;

const Jobs = z.object({
  items: z.array(
    z.object({
      status: z.string(),
      usage: z.object({ accepted: z.number(), duplicates: z.number(), rejected: z.number() }),
    }),
  ),
});
type InboxJob = z.infer<typeof Jobs>['items'][number];

export async function measureInbox(
  report: Report,
  stack: LocalStack,
  http: HttpClient,
  records: number,
): Promise<void> {
  await http.onboard(ORGANIZATION);
  await http.send(`POST /v1/organizations/${ORGANIZATION}/purchases`, { amount: '50000.00' });
  const posted = Math.min(20_000, records);
  const startedAt = new Date(stack.now().getTime() - 3_600_000).toISOString();
  const postedPerSecond = await post(http, posted, startedAt);
  await putFile(stack, records, startedAt);
  report.progress(`inbox: ${records} records`);
  const begun = performance.now();
  const { job, peakBytes, kills } = await readToEnd(stack, http, records, report);
  const seconds = (performance.now() - begun) / 1000;
  const { accepted, duplicates, rejected } = job.usage;
  if (accepted !== records || duplicates !== 0 || rejected !== 0) {
    throw new Error(
      `of ${records} records ${accepted} were accepted, ${duplicates} duplicates, ${rejected} rejected`,
    );
  }
  if (kills !== 2) throw new Error(`the reader was killed ${kills} times, and not twice`);
  report.figure('inbox.records-per-second', records / seconds, 'records/s', { baseline: postedPerSecond });
  report.figure('inbox.heap-mb', peakBytes / BYTES_PER_MEGABYTE, 'MB');
  report.figure('inbox.accepted', accepted, 'records');
}

const recordOf = (name: string, number: number, startedAt: string) => ({
  callId: `${name}-${number}`,
  type: 'ucap_out',
  to: ABROAD[number % ABROAD.length],
  startedAt,
  durationSeconds: 60,
});

/** Records a second that `POST usage` accepts. */
async function post(http: HttpClient, count: number, startedAt: string): Promise<number> {
  const begun = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const first = next;
      next += RECORDS_PER_REQUEST;
      const records = Array.from({ length: RECORDS_PER_REQUEST }, (_, index) =>
        recordOf('posted', first + index, startedAt),
      );
      const answer = await http.send(`POST /v1/organizations/${ORGANIZATION}/usage`, { records });
      if (Object(answer).accepted !== records.length) throw new Error(JSON.stringify(answer).slice(0, 500));
    }
  };
  await Promise.all(Array.from({ length: POSTED_AT_ONCE }, lane));
  return next / ((performance.now() - begun) / 1000);
}

async function putFile(stack: LocalStack, count: number, startedAt: string): Promise<void> {
  const folder = join(stack.inboxFolder, ORGANIZATION);
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, '.calls.jsonl.gz');
  await pipeline(Readable.from(linesOf(count, startedAt)), createGzip(), createWriteStream(unfinished));
  await rename(unfinished, join(folder, 'calls.jsonl.gz'));
}

function* linesOf(count: number, startedAt: string): Generator<string> {
  for (let index = 0; index < count; index += 1) {
    yield `${JSON.stringify(recordOf('inbox', index, startedAt))}\n`;
  }
}

/** The schedule goes on when a run ends. The reader is killed after a third and after two thirds: it counts as dead at once. */
async function readToEnd(stack: LocalStack, http: HttpClient, records: number, report: Report) {
  let peakBytes = 0;
  let kills = 0;
  let isGoingOn = false;
  for (;;) {
    await sleep(PROBE_MILLISECONDS);
    for (const reader of READERS) peakBytes = Math.max(peakBytes, await stack.heapBytesOf(reader));
    const job = await findJob(http);
    if (job === undefined) continue;
    const { status, usage } = job;
    if (status !== 'running') return { job, peakBytes, kills };
    if (kills < 2 && usage.accepted >= (records * (kills + 1)) / 3) {
      for (const reader of READERS) await stack.kill(reader);
      kills += 1;
      report.progress(`inbox: killed at ${usage.accepted}`);
      stack.advance('PT6M');
    }
    if (isGoingOn) continue;
    isGoingOn = true;
    // It goes on with what a run that is killed or out of time leaves. A run that is killed fails.
    void Promise.resolve(stack.runSchedule('continue-inbox'))
      .catch(() => undefined)
      .finally(() => {
        isGoingOn = false;
      });
  }
}

/** The only job of the organization is that of the file. */
async function findJob(http: HttpClient): Promise<InboxJob | undefined> {
  return Jobs.parse(await http.send(`GET /v1/organizations/${ORGANIZATION}/jobs`)).items[0];
}
