/**
 * What a cold start takes: the deployed bundles in fresh processes, from the import to the answer of the first request,
 * against a handler that reads one item with the SDK's client, bundled alike.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import * as z from 'zod';
import { BUNDLING } from '../../infra/constructs/bundles.ts';
import type { FunctionDefinition } from '../../infra/local/template/deployment.ts';
import type { Metered } from './database.ts';
import { deployment } from './deployment.ts';
import { Organization } from './organization.ts';
import type { Report } from './report.ts';
import { median } from './timing.ts';

const run = promisify(execFile);
const PROCESSES = 10;
const HOT = ['calls', 'usage', 'settle', 'auto-recharge'];
const BYTES_PER_KILOBYTE = 1024;

const EMPTY_HANDLER = `
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
const request = { TableName: process.env.LEDGER_TABLE, Key: { pk: { S: 'EMPTY' }, sk: { S: 'EMPTY' } } };
export const handler = async () => ({ isThere: (await client.send(new GetItemCommand(request))).Item !== undefined });
`;

/**
 * Writes the milliseconds from the import to a handler that can be called, those of its first request, and the
 * processor time of both; nothing of Node's own start.
 */
const STOPWATCH = `
const [file, event] = process.argv.slice(1);
const used = process.cpuUsage();
const begun = performance.now();
const { handler } = await import(file);
if (typeof handler !== 'function') throw new Error('no handler');
const init = performance.now() - begun;
const initProcessor = process.cpuUsage(used);
let first;
if (event) {
  const asked = performance.now();
  const answer = await handler(JSON.parse(event), { awsRequestId: 'first', getRemainingTimeInMillis: () => 30000 });
  if (answer.statusCode >= 300 || answer.batchItemFailures?.length > 0) throw new Error(JSON.stringify(answer));
  first = performance.now() - asked;
}
const milliseconds = ({ user, system }) => (user + system) / 1000;
const processor = milliseconds(process.cpuUsage(used));
process.stdout.write(JSON.stringify({ init, first, initProcessor: milliseconds(initProcessor), processor }));
process.exit();
`;

const Start = z.object({
  init: z.number(),
  first: z.number().optional(),
  initProcessor: z.number(),
  processor: z.number(),
});
type Start = z.infer<typeof Start>;

interface Bundle extends Pick<FunctionDefinition, 'file' | 'environment'> {
  /** The event of its first request; without one the function is only loaded. */
  readonly event?: (() => Promise<unknown>) | undefined;
}

/** A deck of thousands of rows is published, which the first request of a function loads. */
export async function measureBundles(report: Report, metered: Metered, quick: boolean): Promise<void> {
  report.progress('bundles: synthesis');
  const { functions } = await deployment();
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const environment = environmentOf(metered);
    const empty = { ...(await bundleEmptyHandler(folder)), environment, event: async () => ({}) };
    const measured = functions.filter(({ label }) => !quick || HOT.includes(label));
    const baseline = (await stat(empty.file)).size / BYTES_PER_KILOBYTE;
    for (const { label, file } of measured) {
      const kilobytes = (await stat(file)).size / BYTES_PER_KILOBYTE;
      report.figure(`lambda.${label}.bundle-kb`, kilobytes, 'KB', { baseline });
    }
    const events = await firstEvents(metered);
    for (const { label, file, environment: deployed } of measured) {
      report.progress(`bundles: ${label}`);
      const bundle = { file, environment: { ...deployed, ...environment }, event: events.get(label) };
      reportStarts(report, `lambda.${label}`, await startInTurns([bundle, empty], quick ? 3 : PROCESSES));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

function environmentOf({ db, endpoint }: Metered): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    LEDGER_TABLE: db.ledgerTable,
    CALLS_TABLE: db.callsTable,
  };
}

/** What comes first to the functions that calls wait for, of one organization: each event can come once. */
async function firstEvents(metered: Metered): Promise<Map<string, () => Promise<unknown>>> {
  // In the processes the clock is the real one.
  const organization = await Organization.open(metered, 'first', new Date().toISOString());
  await organization.buy('1000.00');
  return new Map<string, () => Promise<unknown>>([
    ['calls', async () => organization.authorizationEvent()],
    ['usage', async () => organization.reportEvent(organization.records(1))],
    [
      'settle',
      async () => {
        await metered.tap.take();
        await organization.report(organization.records(1));
        return { Records: await metered.tap.take() };
      },
    ],
  ]);
}

/** Bundled as the functions are. */
async function bundleEmptyHandler(folder: string): Promise<{ file: string }> {
  const file = join(folder, 'index.mjs');
  const { outputFiles } = await build({
    ...BUNDLING,
    stdin: { contents: EMPTY_HANDLER, resolveDir: import.meta.dirname },
    write: false,
    minify: true,
  });
  await writeFile(file, outputFiles[0]?.contents ?? '');
  return { file };
}

function reportStarts(report: Report, name: string, [starts = [], empty = []]: readonly Start[][]): void {
  const middle = (of: readonly Start[], what: keyof Start) =>
    median(of.flatMap((start) => start[what] ?? []));
  const against = (what: keyof Start) => ({ baseline: middle(empty, what) });
  report.figure(`${name}.init-ms`, middle(starts, 'init'), 'ms', against('init'));
  report.figure(`${name}.init-processor-ms`, middle(starts, 'initProcessor'), 'ms', against('initProcessor'));
  if (starts.some(({ first }) => first === undefined)) return;
  report.figure(`${name}.first-request-ms`, middle(starts, 'first'), 'ms', against('first'));
  report.figure(`${name}.cold-processor-ms`, middle(starts, 'processor'), 'ms', against('processor'));
}

/** Their processes take turns. */
async function startInTurns(bundles: readonly Bundle[], processes: number): Promise<Start[][]> {
  const starts = bundles.map((): Start[] => []);
  for (let round = 0; round < processes; round += 1)
    for (const [index, bundle] of bundles.entries()) starts[index]?.push(await startOnce(bundle));
  return starts;
}

async function startOnce({ file, environment, event }: Bundle): Promise<Start> {
  const argument = event ? [JSON.stringify(await event())] : [];
  const { stdout } = await run(
    process.execPath,
    ['--input-type=module', '--eval', STOPWATCH, file, ...argument],
    {
      env: {
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_CONFIG_FILE: devNull,
        AWS_SHARED_CREDENTIALS_FILE: devNull,
        ...environment,
      },
    },
  );
  return Start.parse(JSON.parse(stdout));
}
