import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { handlerFiles } from '../../infra/constructs/bundles.ts';
import { ENVIRONMENTS } from '../../shared/contract/environment.ts';
import { ALL_ROUTES } from '../../shared/contract/routes/all.ts';
import { MAX_ATTEMPTS, REQUEST_TIMEOUTS } from '../../shared/contract/timeouts.ts';
import { loadTemplates, SynthesizedTemplates } from '../support/template.ts';

const MAX_BUNDLE_BYTES = 900_000;
/** The one function that makes PDF. */
const MAX_DOCUMENTS_BYTES = 1_600_000;
/** Text of the package that makes PDF. */
const PDF_WORDS = 'PDFKit';
const MAX_HTTP_TIMEOUT_SECONDS = 29;

let templates: SynthesizedTemplates;
beforeAll(async () => {
  templates = await loadTemplates();
}, 60_000);

const definitionOf = (name: string) => {
  const found = templates.deployment.functions.find(({ label }) => label === name);
  if (!found) throw new Error(`${name} is not deployed`);
  return found;
};

const LambdaFunction = z.object({
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  LoggingConfig: z.object({ LogGroup: z.string() }),
});
const Alarm = z.object({
  MetricName: z.string(),
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.string()).min(1),
});

const ANSWERS_IN_WORDS = ALL_ROUTES.flatMap((route) =>
  Object.values(route.answers()).flatMap((answer) =>
    answer instanceof z.ZodType ? (answer.description ?? []) : [],
  ),
);

test('answers are described', () => {
  expect(ANSWERS_IN_WORDS).toContain('The call may start or go on, or it may not.');
});

test('every function has one entry file, named like it, and no entry file is without a function', () => {
  const names = handlerFiles().map((file) => basename(file, '.handler.ts'));
  expect(names.sort()).toEqual(Object.keys(ENVIRONMENTS).sort());
});

describe.each(Object.entries(ENVIRONMENTS))('Function %s', (name, schema) => {
  test('a function has exactly the environment that it reads', () => {
    const { environment } = definitionOf(name);
    schema.parse(environment);
    expect(Object.keys(environment).sort()).toEqual(Object.keys(schema.shape).sort());
  });

  test('a function runs on Node 24 and arm64, and its log expires', () => {
    const resource = templates
      .ofType('AWS::Lambda::Function')
      .find((each) => SynthesizedTemplates.pathOf(each).endsWith(`/${name}`));
    const properties = LambdaFunction.parse(resource?.properties);
    expect(properties.Runtime).toBe('nodejs24.x');
    expect(properties.Architectures).toEqual(['arm64']);
    const log = templates
      .ofType('AWS::Logs::LogGroup')
      .find(({ ref }) => ref === properties.LoggingConfig.LogGroup);
    expect(log?.properties).toMatchObject({ RetentionInDays: 90 });
  });

  test('a function brings everything in one bundle that is quick to load', async () => {
    const { file } = definitionOf(name);
    const most = name === 'documents' ? MAX_DOCUMENTS_BYTES : MAX_BUNDLE_BYTES;
    expect((await stat(file)).size).toBeLessThan(most);
    const imported = await importsOf(file);
    expect(imported.filter((module) => !isBuiltin(module))).toEqual([]);
    // An import of it reads all its exports, one of which takes 25 ms.
    expect(imported.filter((module) => /^(node:)?http$/.test(module))).toEqual([]);
  });

  test('a function is deployed without the schemas of answers, which only the API document needs', async () => {
    const code = await readFile(definitionOf(name).file, 'utf8');
    expect(ANSWERS_IN_WORDS.filter((words) => code.includes(words))).toEqual([]);
  });

  test('only the function of documents brings what makes PDF', async () => {
    const code = await readFile(definitionOf(name).file, 'utf8');
    expect(code.includes(PDF_WORDS)).toBe(name === 'documents');
  });

  test('a function has an alarm that states what a user notices', () => {
    const alarms = templates
      .ofType('AWS::CloudWatch::Alarm')
      .filter((alarm) => SynthesizedTemplates.pathOf(alarm).includes(`/Functions/${name}/`))
      .map(({ properties }) => Alarm.parse(properties));
    expect(alarms.map(({ MetricName }) => MetricName)).toContain('Errors');
    for (const { AlarmDescription } of alarms) expect(AlarmDescription).toMatch(/^Impact: .{20,}\.$/);
  });
});

/** The modules that a bundle imports when it is loaded. */
async function importsOf(file: string): Promise<string[]> {
  const code = await readFile(file, 'utf8');
  const imports = code.matchAll(/[};](?:import[^;]{0,2000}?from|import)"(?<module>[^"]+)"/g);
  return [...imports].map(({ groups }) => groups?.module ?? '');
}

const isBuiltin = (module: string): boolean => /^(node:.+|[a-z0-9_]+(\/promises)?)$/.test(module);

describe('All functions', () => {
  test('the functions are those of the contract', () => {
    const labels = templates.deployment.functions.map(({ label }) => label).sort();
    expect(labels).toEqual(Object.keys(ENVIRONMENTS).sort());
  });

  test('functions behind the HTTP API have as long as it waits, and all functions have time for every attempt at a table', () => {
    const behindHttp = new Set(templates.deployment.routes.map(({ functionArn }) => functionArn));
    for (const { arn, timeoutSeconds } of templates.deployment.functions) {
      if (behindHttp.has(arn)) expect(timeoutSeconds).toBe(MAX_HTTP_TIMEOUT_SECONDS);
      expect(timeoutSeconds * 1000).toBeGreaterThan(MAX_ATTEMPTS * REQUEST_TIMEOUTS.requestTimeout);
    }
  });
});
