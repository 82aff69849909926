import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Activity } from '../../infra/local/activity.ts';
import { LocalFunction } from '../../infra/local/functions/functions.ts';
import { bundleWorker } from '../../infra/local/functions/worker-source.ts';
import { localParameters } from '../../infra/local/parameters.ts';
import { readDeployment } from '../../infra/local/template/deployment.ts';
import { synthesize } from '../../infra/local/template/synthesize.ts';
import { TestClock } from '../../infra/local/time/clock.ts';
import { INLINE_SOURCE_MAPS } from '../../infra/stack-trace/source-maps.ts';

const run = promisify(execFile);

test('the stack trace of a local function for a developer names the lines of the sources', async () => {
  const assembly = await synthesize({ [INLINE_SOURCE_MAPS]: 'true' });
  const { functions } = await readDeployment(assembly, localParameters('http://127.0.0.1:1'));
  const [definition] = functions.filter(({ label }) => label === 'calls');
  if (!definition) throw new Error('calls is not deployed');
  const lines: string[] = [];
  const calls = new LocalFunction(definition, {
    workerSource: await bundleWorker(),
    clock: new TestClock(),
    activity: new Activity(),
    dynamodb: { endpoint: 'http://127.0.0.1:1', accessKeyId: 'local' },
    eventBridgeEndpoint: 'http://127.0.0.1:1',
    userPoolEndpoint: 'http://127.0.0.1:1',
    filesEndpoint: 'http://127.0.0.1:1',
    log: (_label, line) => lines.push(line),
    debug: true,
  });
  await expect(calls.invoke(null)).rejects.toMatchObject({ errorType: 'TypeError' });
  await calls.close();
  const [, line] = /shared\/lambda\/http\.ts:(\d+):\d+/.exec(lines.join('\n')) ?? [];
  const source = readFileSync('shared/lambda/http.ts', 'utf8').split('\n');
  expect(source[Number(line) - 1]).toContain('requestContext');
}, 120_000);

const Package = z.object({ scripts: z.record(z.string(), z.string()) });
const { scripts } = Package.parse(JSON.parse(readFileSync('package.json', 'utf8')));

test('npm run dev watches the folders of the sources, and keeps its data where git ignores it', () => {
  const paths = [...(scripts.dev ?? '').matchAll(/--watch-path=(\S+)/g)].map(([, path = '']) => path);
  expect(paths).toEqual(['infra', 'functions', 'shared']);
  expect(paths.every((path) => existsSync(path))).toBe(true);
  expect(scripts.dev).toContain('--data .data/');
  expect(readFileSync('.gitignore', 'utf8').split('\n')).toContain('.data/');
});

describe('The launch configurations', () => {
  const Configuration = z.object({
    name: z.string(),
    request: z.enum(['launch', 'attach']),
    port: z.number().optional(),
    runtimeExecutable: z.string().optional(),
    runtimeArgs: z.array(z.string()).default([]),
    program: z.string().optional(),
    args: z.array(z.string()).default([]),
  });
  const { configurations } = z
    .object({ configurations: z.array(Configuration) })
    .parse(JSON.parse(readFileSync('.vscode/launch.json', 'utf8')));
  const [stack, attach, currentTest] = configurations;

  test('the launch configurations start the local stack by its script, and attach to the port on which it listens', () => {
    expect(stack).toMatchObject({ runtimeExecutable: 'npm', runtimeArgs: ['run', 'dev'] });
    expect(attach).toMatchObject({ request: 'attach', port: 9229 });
    expect(readFileSync('infra/local/main.ts', 'utf8')).toContain('INSPECTOR_PORT = 9229;');
  });

  test('a launch configuration runs the test file that is open', async () => {
    const fill = (text = ''): string =>
      text
        .replace(/\$\{workspaceFolder\}/, process.cwd())
        .replace(/\$\{file\}/, `${process.cwd()}/test/infra/local-time.test.ts`);
    const { runtimeExecutable, runtimeArgs = [], program, args = [] } = currentTest ?? {};
    const { stderr } = await run(fill(runtimeExecutable), [...runtimeArgs, program, ...args].map(fill));
    expect(stderr).toMatch(/PASS infra .*local-time\.test\.ts/);
  }, 60_000);
});
