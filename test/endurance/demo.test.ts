import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SAMPLE_DECK_FILE } from '../../infra/local/sample/make-sample-deck.ts';
import { ensureSampleOrganization } from '../../infra/local/sample/sample-organization.ts';
import { createClient } from '../../shared/client/client.ts';
import { runDemo } from '../demo/run-demo.ts';
import { type LocalStack, settle, startTestStack } from '../support/local-stack.ts';

let stack: LocalStack;
beforeAll(async () => {
  stack = await startTestStack();
}, 300_000);
afterAll(() => stack.close(), 60_000);

test('the sample organization is set up once, however often it is asked for', async () => {
  const token = await stack.token(['operator']);
  for (let times = 0; times < 2; times += 1) {
    await ensureSampleOrganization({ url: stack.url, operatorToken: token, now: stack.now() });
    await settle(stack);
  }
  const contoso = createClient({ url: stack.url, token }).organization('contoso');
  const { items: lots } = await contoso.get('/lots');
  expect(lots).toMatchObject([{ amount: '100.00', source: 'purchase' }]);
  expect(lots[0]?.used).not.toBe('0.00');
  const { items: users } = await contoso.get('/users');
  expect(users).toHaveLength(6);
  let calls = 0;
  for await (const { status } of contoso.items('/usage')) {
    expect(status).toBe('settled');
    calls += 1;
  }
  expect(calls).toBeLessThanOrEqual(8);
}, 300_000);

test('a small demo comes out even', async () => {
  const said: string[] = [];
  const options = { ratesFile: SAMPLE_DECK_FILE, seed: 3, calls: 120 };
  const { summary, account, isSound } = await runDemo(stack, options, { say: (text) => said.push(text) });
  expect(summary).toMatchObject({
    calls: 120,
    settled: 120,
    funded: '125.00',
    debt: '0.00',
    reconciled: true,
  });
  expect(isSound).toBe(true);
  expect(account).toContain('Lots, oldest first');
  expect(said.length).toBeGreaterThan(10);
}, 300_000);
