import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Activity } from '../../infra/local/activity.ts';
import { FunctionError } from '../../infra/local/functions/function-worker.ts';
import { LocalFunction } from '../../infra/local/functions/functions.ts';
import { bundleWorker } from '../../infra/local/functions/worker-source.ts';
import { TestClock } from '../../infra/local/time/clock.ts';

const BUNDLE = `
let calls = 0;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const handler = async (event, context) => {
  calls += 1;
  if (event.throw) throw new RangeError(event.throw);
  if (event.crash) setTimeout(() => { throw new Error('crash'); }, 1);
  if (event.bytes) return 'x'.repeat(event.bytes - 2);
  if (event.sleep) await sleep(event.sleep);
  return {
    calls,
    environment: process.env,
    now: new Date().toISOString(),
    dateNow: Date.now(),
    epoch: new Date(0).toISOString(),
    isDate: new Date() instanceof Date,
    remaining: context.getRemainingTimeInMillis(),
  };
};
`;

describe('A function on a thread of its own', () => {
  const clock = new TestClock();
  const activity = new Activity();
  const lines: string[] = [];
  let folder: string;
  let subject: LocalFunction;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'function-'));
    await writeFile(join(folder, 'index.mjs'), BUNDLE);
    const definition = {
      name: 'stack-Subject',
      arn: 'arn:subject',
      label: 'subject',
      file: join(folder, 'index.mjs'),
      exportName: 'handler',
      timeoutSeconds: 1,
      memoryMegabytes: 128,
      environment: { LEDGER_TABLE: 'ledger' },
    };
    subject = new LocalFunction(definition, {
      workerSource: await bundleWorker(),
      clock,
      activity,
      dynamodb: { endpoint: 'http://dynamodb', accessKeyId: 'local' },
      eventBridgeEndpoint: 'http://events',
      userPoolEndpoint: 'http://people',
      filesEndpoint: 'http://events',
      log: (_label, line) => lines.push(line),
    });
  });
  afterAll(async () => {
    await subject.close();
    await rm(folder, { recursive: true });
  });

  const invoke = async (event: object = {}) => JSON.parse(await subject.invoke(event));

  test('a local function has its own environment and nothing of the process that runs it', async () => {
    const { environment } = await invoke();
    expect(environment).toMatchObject({
      LEDGER_TABLE: 'ledger',
      AWS_LAMBDA_FUNCTION_NAME: 'stack-Subject',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://dynamodb',
      AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://events',
      AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: 'http://people',
    });
    expect(environment).not.toHaveProperty('PATH');
    expect(environment).not.toHaveProperty('NODE_ENV');
  });

  test('a local function sees the test clock by every way to read the time, and other dates as they are', async () => {
    clock.set(new Date('2030-06-01T12:00:00.000Z'));
    const result = await invoke();
    clock.reset();
    expect(result.now).toMatch(/^2030-06-01T12:00:0/);
    expect(new Date(result.dateNow).toISOString()).toMatch(/^2030-06-01T12:00:0/);
    expect(result).toMatchObject({ epoch: '1970-01-01T00:00:00.000Z', isDate: true });
  });

  test('a local function knows how much of its time remains, in real time', async () => {
    const { remaining } = await invoke({ sleep: 100 });
    expect(remaining).toBeGreaterThan(0);
    expect(remaining).toBeLessThanOrEqual(901);
  });

  test('a local function throws what its handler throws, and continues', async () => {
    const before = (await invoke()).calls;
    await expect(subject.invoke({ throw: 'no' })).rejects.toMatchObject({
      errorType: 'RangeError',
      message: 'no',
    });
    expect(lines.join('\n')).toContain('RangeError: no');
    expect((await invoke()).calls).toBe(before + 2);
  });

  test('a local function is ended at its timeout, and starts again', async () => {
    await expect(subject.invoke({ sleep: 3000 })).rejects.toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect((await invoke()).calls).toBe(1);
  });

  test('a local function that crashes fails its invocations, and starts again', async () => {
    await expect(subject.invoke({ crash: true, sleep: 500 })).rejects.toBeInstanceOf(FunctionError);
    expect((await invoke()).calls).toBe(1);
  });

  test('row 12: a local function returns as much as Lambda passes on, and not a byte more', async () => {
    expect(await subject.invoke({ bytes: 6_291_556 })).toHaveLength(6_291_556);
    await expect(subject.invoke({ bytes: 6_291_557 })).rejects.toMatchObject({
      errorType: 'Function.ResponseSizeTooLarge',
    });
    expect(lines.join('\n')).toContain('Response payload size exceeded');
    await invoke();
  });

  test('row 12: a local function gets as much as Lambda takes, and not a byte more', async () => {
    const event = (bytes: number) => ({ text: 'x'.repeat(bytes - '{"text":""}'.length) });
    await invoke(event(6_291_456));
    await expect(subject.invoke(event(6_291_457))).rejects.toMatchObject({
      errorType: 'RequestTooLargeException',
    });
  });

  test('a local function takes several invocations at once, and quiet waits for all of them', async () => {
    const begun = performance.now();
    const all = Promise.all([1, 2, 3, 4].map(() => invoke({ sleep: 400 })));
    await activity.quiet();
    expect(performance.now() - begun).toBeGreaterThanOrEqual(390);
    expect(performance.now() - begun).toBeLessThan(1500);
    await all;
  });
});
