/** What a cold start loads: the deployed bundles, in fresh processes, against an empty handler with the SDK's client. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { localParameters } from '../../infra/local/parameters.ts';
import { type FunctionDefinition, readDeployment } from '../../infra/local/template/deployment.ts';
import { synthesize } from '../../infra/local/template/synthesize.ts';
import type { Report } from './report.ts';
import { median } from './timing.ts';

const run = promisify(execFile);
const PROCESSES = 10;
const HOT = ['calls', 'usage', 'settle', 'auto-recharge'];
const BYTES_PER_KILOBYTE = 1024;

const EMPTY_HANDLER = `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
export const handler = async () => ({ region: await client.config.region() });
`;

/** Returns the milliseconds from the import to a handler that can be called, and nothing of Node's own start. */
const STOPWATCH = `
const begun = performance.now();
const { handler } = await import(process.argv[1]);
if (typeof handler !== 'function') throw new Error('no handler');
process.stdout.write(String(performance.now() - begun));
`;

export async function measureBundles(report: Report, quick: boolean): Promise<void> {
  report.progress('bundles: synthesis');
  const { functions } = await readDeployment(await synthesize(), localParameters('http://127.0.0.1:1'));
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const empty = await bundleEmptyHandler(folder);
    const measured = functions.filter(({ label }) => !quick || HOT.includes(label));
    const emptyBytes = (await stat(empty.file)).size;
    for (const { label, file } of measured) {
      const kilobytes = (await stat(file)).size / BYTES_PER_KILOBYTE;
      const baseline = emptyBytes / BYTES_PER_KILOBYTE;
      report.figure(`lambda.${label}.bundle-kb`, kilobytes, 'KB', { baseline });
    }
    for (const definition of measured) {
      report.progress(`bundles: ${definition.label}`);
      const [milliseconds, baseline] = await initMilliseconds(definition, empty, quick ? 3 : PROCESSES);
      report.figure(`lambda.${definition.label}.init-ms`, milliseconds, 'ms', { baseline });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

type Bundle = Pick<FunctionDefinition, 'file' | 'environment'>;

/** Bundled as the functions are. */
async function bundleEmptyHandler(folder: string): Promise<Bundle> {
  const file = join(folder, 'index.mjs');
  const { outputFiles } = await build({
    stdin: { contents: EMPTY_HANDLER, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  await writeFile(file, outputFiles[0]?.contents ?? '');
  return { file, environment: {} };
}

/** Medians of the two, whose processes take turns. */
async function initMilliseconds(bundle: Bundle, empty: Bundle, processes: number): Promise<[number, number]> {
  const times: number[] = [];
  const emptyTimes: number[] = [];
  for (let round = 0; round < processes; round += 1) {
    times.push(await initOnce(bundle));
    emptyTimes.push(await initOnce(empty));
  }
  return [median(times), median(emptyTimes)];
}

async function initOnce({ file, environment }: Bundle): Promise<number> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', STOPWATCH, file], {
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      ...environment,
    },
  });
  return Number(stdout);
}
