import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { FunctionDefinition } from '../../infra/local/template/deployment.ts';
import { findStackTraces, readStackTrace } from '../../infra/stack-trace/read-stack-trace.ts';
import { listSourceMaps, readSourceMap } from '../../infra/stack-trace/source-maps.ts';
import { loadTemplates, type SynthesizedTemplates } from '../support/template.ts';

const run = promisify(execFile);
const SOURCE_POSITION =
  /at (?:.* \()?(?<file>(?:shared|functions)\/[\w/.-]+\.ts):(?<line>\d+):(?<column>\d+)/;

let templates: SynthesizedTemplates;
beforeAll(async () => {
  templates = await loadTemplates();
}, 60_000);

function find(label: string): FunctionDefinition {
  const found = templates.deployment.functions.find((each) => each.label === label);
  if (!found) throw new Error(`${label} is not deployed`);
  return found;
}

function mapOf(label: string): string {
  const [kept] = listSourceMaps({ assembly: templates.folder, functionName: label });
  if (!kept) throw new Error(`${label} has no source map`);
  return readSourceMap(kept);
}

/** The stack of what the deployed bundle throws when it is invoked without an event. */
async function stackOf(label: string): Promise<string> {
  const { file, environment } = find(label);
  const script = `
    const { handler } = await import(${JSON.stringify(file)});
    const context = { awsRequestId: 'a', getRemainingTimeInMillis: () => 29000 };
    try {
      await handler(null, context);
    } catch ({ stack }) {
      process.stdout.write(stack);
    }`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    env: { AWS_REGION: 'us-east-1', ...environment },
  });
  return stdout;
}

/** The source from where the trace says that the error was thrown. */
function sourceAtTop(trace: string): string {
  const { file = '', line = '', column = '' } = SOURCE_POSITION.exec(trace)?.groups ?? {};
  const [start = ''] = readFileSync(file, 'utf8')
    .split('\n')
    .slice(Number(line) - 1);
  return start.slice(Number(column) - 1);
}

describe('A stack trace of a minified bundle', () => {
  test.each([
    ['calls', 'requestContext', 'shared/lambda/http.ts'],
    ['settle', 'Records', 'shared/lambda/stream.ts'],
  ])('a stack trace of %s names the expression in the source', async (label, property, file) => {
    const stack = await stackOf(label);
    expect(stack).toContain(`reading '${property}'`);
    const { text, positions, strayPositions } = readStackTrace({ trace: stack, sourceMap: mapOf(label) });
    expect(positions).toBeGreaterThan(0);
    expect(strayPositions).toBe(0);
    expect(text).toMatch(new RegExp(`at (.* \\()?${file}:`));
    expect(sourceAtTop(text)).toMatch(new RegExp(`^${property}\\b`));
  });

  test('a stack trace that is read with the map of other code is reported', async () => {
    const stack = await stackOf('settle');
    const { strayPositions } = readStackTrace({ trace: stack, sourceMap: mapOf('calls') });
    expect(strayPositions).toBeGreaterThan(0);
  });

  test('the command reads a stack trace in a line of the log as CloudWatch shows it', async () => {
    const { name, message, stack } = { name: 'TypeError', message: 'x', stack: await stackOf('calls') };
    const line = { level: 'error', message: 'request failed', error: { name, message, stack } };
    const [{ codeHash } = { codeHash: '' }] = listSourceMaps({
      assembly: templates.folder,
      functionName: 'calls',
    });
    const folder = ['--assembly', templates.folder, '--code', codeHash];
    const command = spawn(process.execPath, ['infra/stack-trace/main.ts', 'calls', ...folder]);
    command.stdin.end(`2026-11-28T10:00:00.000Z\t${JSON.stringify(line)}\n`);
    const [out, err, [code]] = await Promise.all([
      text(command.stdout),
      text(command.stderr),
      once(command, 'close'),
    ]);
    expect(out).toMatch(/^TypeError: .*\n +at (.* \()?shared\/lambda\/http\.ts:\d+:\d+/);
    expect([code, err]).toEqual([0, expect.stringMatching(/^Read with the source map of /)]);
  });
});

describe('The stack traces in a text', () => {
  test.each([
    ['a bare trace', 'Error: x\n    at index.mjs:1:2', 'Error: x\n    at index.mjs:1:2'],
    [
      "a line of our log, with the error's cause",
      JSON.stringify({
        error: { stack: 'Error: x\n    at 1', cause: { stack: 'Error: y\n    at 2' } },
      }),
      'Error: x\n    at 1\nError: y\n    at 2',
    ],
    [
      "a line of Lambda's runtime",
      `id\tERROR\t${JSON.stringify({ stack: ['Error: x', '    at 1'] })}`,
      'Error: x\n    at 1',
    ],
    ['a line that only looks like JSON', 'REPORT {not JSON', 'REPORT {not JSON'],
  ])('%s', (_, input, expected) => {
    expect(findStackTraces(input)).toBe(expected);
  });
});

/** Files that are deployed with a bundle. */
const BESIDE_BUNDLES: Readonly<Record<string, readonly string[]>> = {
  console: ['api-page.html', 'page.html'],
  documents: [
    'bold.ttf',
    'fonts-license.txt',
    'japanese-bold.ttf',
    'japanese-fonts-license.txt',
    'japanese-regular.ttf',
    'regular.ttf',
  ],
  system: ['openapi.json'],
};

describe('The source map of every function', () => {
  test('the source map of every function is kept under the hash of the deployed code, outside of the asset', async () => {
    for (const { label, file } of templates.deployment.functions) {
      const codeHash = basename(dirname(file)).replace('asset.', '');
      expect(
        listSourceMaps({ assembly: templates.folder, functionName: label }).map((kept) => kept.codeHash),
      ).toEqual([codeHash]);
      const deployed = ['index.mjs', ...(BESIDE_BUNDLES[label] ?? [])].sort();
      expect(await readdir(dirname(file))).toEqual(deployed);
      expect(await readFile(file, 'utf8')).not.toContain('sourceMappingURL');
    }
  });

  test('a source map names sources by their paths in the project', () => {
    expect(JSON.parse(mapOf('settle')).sources).toContain('functions/usage/settle.ts');
  });
});
