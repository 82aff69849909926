/** One organization at full blast, another that calls as always (spec: One organization cannot take the share of others). */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { z } from 'zod';
import { type LocalStack, newKey, startTestStack } from '../support/local-stack.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const ROUNDS = 10;
const SAMPLES = 6;
/** Of authorizations, over all instances: a fraction of what the machine authorizes in a second. */
const SHARE = { perSecond: 5, burst: 5 };
/** Each has a request at any time. Without shares they saturate the tables. */
const INSTANCES = 32;
const TO_BRITAIN = '+442079460000';
const Statuses = z.record(z.string(), z.number());

jest.setTimeout(300_000);
let stack: LocalStack;
let quiet: Tenant;
let blast: ChildProcess;

beforeAll(async () => {
  const setting = JSON.stringify({ authorizations: SHARE });
  stack = await startTestStack({ context: { FAIR_SHARE: setting } });
  await publishDeck(stack);
  const [calling, blasting] = [await open('quiet'), await open('loud')];
  quiet = calling;
  const script = join(import.meta.dirname, '../support/full-blast.ts');
  blast = fork(script, [blasting.id, String(INSTANCES), setting], {
    env: {
      PATH: process.env.PATH,
      ...stack.environmentOf('calls'),
      AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodb.endpoint,
      AWS_ACCESS_KEY_ID: stack.dynamodb.accessKeyId,
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: 'us-east-1',
    },
  });
});
afterAll(async () => {
  if (blast?.kill()) await once(blast, 'exit');
  await stack?.close();
});

async function open(id: string): Promise<Tenant> {
  const tenant = await onboard(stack, id);
  await tenant.fund('50000.00');
  await tenant.user('ada', { skus: ['CALLING_PLAN_DOMESTIC', 'COMMUNICATIONS_CREDITS'] });
  return tenant;
}

/** Milliseconds of authorizations of the quiet organization, which stays within its own share. */
async function measure(): Promise<number[]> {
  const taken: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    await sleep(1000 / SHARE.perSecond);
    const begun = performance.now();
    const { decision } = await quiet.authorize(newKey(), { type: 'user_out', userId: 'ada', to: TO_BRITAIN });
    taken.push(performance.now() - begun);
    expect(decision).toBe('allow');
  }
  return taken;
}

const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

test('its authorizations take at most 1.5 times as long as when all is quiet', async () => {
  await measure();
  const begun = performance.now();
  const [calm, besieged]: [number[], number[]] = [[], []];
  let [held, passed] = [0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    calm.push(...(await measure()));
    blast.send('start');
    besieged.push(...(await measure()));
    blast.send('stop');
    const [answer] = await once(blast, 'message');
    const { 429: refused = 0, 200: allowed = 0, ...others } = Statuses.parse(answer);
    expect(others).toEqual({});
    held += refused;
    passed += allowed;
  }
  const [before, during] = [medianOf(calm), medianOf(besieged)];
  process.stdout.write(
    `authorizations: ${before.toFixed(1)} ms, beside a full blast ${during.toFixed(1)} ms; ${passed} passed, ${held} were held back\n`,
  );
  // At the start of each round all may read the counter before one has added to it.
  const seconds = (performance.now() - begun) / 1000;
  expect(passed).toBeLessThanOrEqual(SHARE.perSecond * seconds + ROUNDS * (SHARE.burst + INSTANCES));
  expect(held).toBeGreaterThan(10 * passed);
  expect(during).toBeLessThanOrEqual(1.5 * before);
});
