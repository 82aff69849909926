import { expect, test } from '@jest/globals';
import { listOf } from '../../shared/contract/answers/fields.answers.ts';
import { Invoice } from '../../shared/contract/answers/purchases.answers.ts';
import { NUMBERS } from '../support/decks.ts';
import { insist, settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck } from '../support/tenant.ts';

const stack = useLocalStack((started) => publishDeck(started));

const fifty = Array.from({ length: 50 }, (_, index) => index);
const CALL = { type: 'ucap_out', to: NUMBERS.zimbabwe, seconds: 60 };

test('50 purchases, 50 authorizations and 500 usage records at once end with the exact sums', async () => {
  const org = await onboard(stack(), 'contoso');
  await org.fund('1000.00');
  const startedAt = stack().now().toISOString();
  const calls = Array.from({ length: 500 }, (_, index) => ({
    callId: `used-${index}`,
    startedAt,
    durationSeconds: 60,
  }));

  const [purchases, authorizations, taken] = await Promise.all([
    Promise.all(fifty.map((each) => insist(() => org.buy('50.00', `key-${each}`)))),
    Promise.all(
      fifty.map((each) => insist(() => org.send(`POST /calls/leased-${each}/authorization`, { body: CALL }))),
    ),
    org.reportAll(calls, 50, 10),
  ]);
  for (const { status } of purchases) expect([201, 202]).toContain(status);
  expect(authorizations.map(({ status }) => status)).toEqual(fifty.map(() => 200));
  for (const { body } of authorizations) expect(body).toMatchObject({ decision: 'allow', held: '0.50' });
  expect(taken).toBe(500);
  await settle(stack(), 200);
  // What was charged but not booked in the crowd is booked when its key is sent again.
  for (const each of fifty) expect((await insist(() => org.buy('50.00', `key-${each}`))).status).toBe(201);

  // 1000 + 50 * 50 - 500 * 0.50; 50 * 0.50 held.
  expect(await org.balance()).toMatchObject({
    balance: '3250.00',
    held: '25.00',
    available: '3225.00',
    debt: '0.00',
  });
  const lots = await org.lots();
  expect(lots).toHaveLength(51);
  expect(lots.map(({ used }) => used)).toEqual(['250.00', ...fifty.map(() => '0.00')]);
  const ledger = (await org.ledger()).reverse();
  expect(ledger.filter(({ type }) => type === 'purchase')).toHaveLength(51);
  const settled = ledger.filter(({ type }) => type === 'usage');
  expect(settled.reduce((sum, { reference }) => sum + Number(reference.calls), 0)).toBe(500);
  ledger.forEach((entry, index) => {
    expect(entry.sequence).toBe(index + 1);
    expect(entry.balanceBefore).toBe(ledger[index - 1]?.balanceAfter ?? '0.00');
  });
  const { items: invoices } = await org.read(listOf(Invoice), '/invoices?limit=200');
  expect(invoices.map(({ number }) => Number(number)).reverse()).toEqual(lots.map((_, index) => index + 1));
  expect(stack().failures()).toEqual([]);
});

test('a busy organization does not keep another one waiting for its money', async () => {
  const [busy, quiet] = await Promise.all([onboard(stack(), 'busy'), onboard(stack(), 'quiet')]);
  await Promise.all([busy.fund('500.00'), quiet.fund('50.00')]);
  const startedAt = stack().now().toISOString();
  const calls = Array.from({ length: 500 }, (_, index) => ({
    callId: `b-${index}`,
    startedAt,
    durationSeconds: 60,
  }));
  const [taken, authorized] = await Promise.all([
    busy.reportAll(calls),
    quiet.authorize('q-1', CALL),
    quiet.report({ callId: 'q-2', startedAt, durationSeconds: 60 }),
  ]);
  expect(taken).toBe(500);
  expect(authorized).toMatchObject({ decision: 'allow' });
  await settle(stack(), 200);
  expect((await quiet.balance()).balance).toBe('49.50');
  expect((await busy.balance()).balance).toBe('250.00');
});
