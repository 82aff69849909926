import { describe, expect, test } from '@jest/globals';
import type { z } from 'zod';
import type { Lot } from '../../shared/contract/answers/purchases.answers.ts';
import { settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const stack = useLocalStack((started) => publishDeck(started));

const shift = (instant: string, milliseconds: number): string =>
  new Date(Date.parse(instant) + milliseconds).toISOString();
const sixOf = (prefix: string, startedAt: string) =>
  [1, 2, 3, 4, 5, 6].map((each) => ({
    callId: `${prefix}-${each}`,
    startedAt: shift(startedAt, each * 1000),
    durationSeconds: 600,
  }));

describe('fund 50, then 100; 60 minutes of calls; a year passes', () => {
  let org: Tenant;
  let first: z.output<typeof Lot>;
  let second: z.output<typeof Lot>;

  test('60 minutes at 0.50 drain the first lot only', async () => {
    org = await onboard(stack(), 'contoso');
    first = await org.fund('50.00');
    stack().advance('P1D');
    second = await org.fund('100.00');
    const sent = await org.report(...sixOf('early', stack().now().toISOString()));
    expect(sent).toEqual({ accepted: 6, duplicates: 0, rejected: [] });
    await settle(stack());

    expect(await org.lots()).toMatchObject([
      { id: first.id, amount: '50.00', used: '30.00', remaining: '20.00', forfeited: '0.00', status: 'open' },
      { id: second.id, amount: '100.00', used: '0.00', remaining: '100.00', status: 'open' },
    ]);
    expect(await org.call('early-1')).toMatchObject({
      status: 'settled',
      charge: '5.00',
      lots: [{ lotId: first.id, amount: '5.00' }],
    });
    expect(await org.balance()).toMatchObject({
      balance: '120.00',
      available: '120.00',
      forfeitable: { amount: '20.00', expiresAt: first.expiresAt },
    });
  });

  test('the first lot is in the balance one millisecond before its expiry, and not at the instant itself', async () => {
    expect(await org.balance(shift(first.expiresAt, -1))).toMatchObject({
      balance: '120.00',
      forfeitable: { amount: '20.00', expiresAt: first.expiresAt },
    });
    expect(await org.balance(first.expiresAt)).toMatchObject({
      balance: '100.00',
      available: '100.00',
      forfeitable: { amount: '100.00', expiresAt: second.expiresAt },
    });
  });

  test('by the clock, the lot leaves the balance and new calls before any sweep has run', async () => {
    stack().setClock(shift(first.expiresAt, -60_000));
    expect((await org.balance()).balance).toBe('120.00');
    stack().setClock(first.expiresAt);
    expect(await org.balance()).toMatchObject({ balance: '100.00', available: '100.00', debt: '0.00' });
    const [old] = await org.lots();
    expect(old).toMatchObject({
      remaining: '0.00',
      forfeited: '20.00',
      unbooked: '20.00',
      status: 'closed',
    });
    const call = { type: 'ucap_out', to: '+263712345678', seconds: 86_400 };
    expect(await org.authorize('long', call)).toMatchObject({
      grantedSeconds: 12_000,
      held: '100.00',
      final: true,
    });
    await org.must('DELETE /calls/long/authorization');
  });

  test('a late record of a call that began before the expiry still draws on it, a later call does not', async () => {
    await org.report(
      { callId: 'just-before', startedAt: shift(first.expiresAt, -1), durationSeconds: 60 },
      { callId: 'at-expiry', startedAt: first.expiresAt, durationSeconds: 60 },
    );
    await settle(stack());
    expect((await org.call('just-before')).lots).toEqual([{ lotId: first.id, amount: '0.50' }]);
    expect((await org.call('at-expiry')).lots).toEqual([{ lotId: second.id, amount: '0.50' }]);
    expect((await org.balance()).balance).toBe('99.50');
  });

  test('a sweep within the grace books nothing; after it the rest is forfeited, with the same balance', async () => {
    await stack().runSchedule('expire-lots');
    expect((await org.lots())[0]).toMatchObject({ forfeited: '19.50', unbooked: '19.50', remaining: '0.00' });

    stack().setClock(shift(first.expiresAt, 48 * 3_600_000 + 1));
    // The second lot expired a day after the first, so nothing is left to spend a year and two days later.
    const before = await org.balance(shift(second.expiresAt, -1));
    const now = await org.balance();
    await stack().runSchedule('expire-lots');
    await settle(stack());

    expect(await org.lots()).toMatchObject([
      { used: '30.50', forfeited: '19.50', unbooked: '0.00', remaining: '0.00', status: 'closed' },
      { used: '0.50', forfeited: '99.50', unbooked: '99.50', remaining: '0.00', status: 'closed' },
    ]);
    expect(await org.balance()).toMatchObject({ balance: now.balance, available: now.available });
    expect((await org.balance(shift(second.expiresAt, -1))).balance).toBe(before.balance);
    expect((await org.ledger())[0]).toMatchObject({
      type: 'forfeiture',
      amount: '-19.50',
      lots: [{ lotId: first.id, amount: '-19.50' }],
    });
    expect(stack().events('LotExpired')).toMatchObject([{ detail: { lot: first.id, amount: '19.50' } }]);
  });

  test('the second lot follows, and a sweep that runs again books nothing twice', async () => {
    stack().setClock(shift(second.expiresAt, 48 * 3_600_000 + 1));
    await stack().runSchedule('expire-lots');
    await stack().runSchedule('expire-lots');
    await settle(stack());
    const forfeited = (await org.ledger()).filter(({ type }) => type === 'forfeiture');
    expect(forfeited.map(({ amount }) => amount)).toEqual(['-99.50', '-19.50']);
    expect(await org.balance()).toMatchObject({ balance: '0.00', debt: '0.00', forfeitable: null });
  });

  test('each ledger entry begins where the one before ended, down to zero', async () => {
    const entries = (await org.ledger()).reverse();
    expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index + 1));
    entries.forEach((entry, index) => {
      expect(entry.balanceBefore).toBe(entries[index - 1]?.balanceAfter ?? '0.00');
    });
    for (const { at, balanceAfter } of entries) expect((await org.balance(at)).balance).toBe(balanceAfter);
    expect(entries.at(-1)?.balanceAfter).toBe('0.00');
  });
});

test('usage beyond the balance becomes a debt that the next funding pays first', async () => {
  const org = await onboard(stack(), 'overdrawn');
  await org.fund('50.00');
  const startedAt = stack().now().toISOString();
  await org.report({ callId: 'overrun', startedAt, durationSeconds: 130 * 60 });
  await settle(stack());
  expect(await org.balance()).toMatchObject({ balance: '0.00', debt: '15.00', available: '0.00' });
  expect(await org.call('overrun')).toMatchObject({ charge: '65.00', debt: '15.00' });
  const call = { type: 'ucap_out', to: '+263712345678' };
  expect(await org.authorize('refused', call)).toMatchObject({ decision: 'deny', reason: 'in-debt' });

  await org.fund('50.00');
  expect(await org.balance()).toMatchObject({ balance: '35.00', debt: '0.00', available: '35.00' });
  expect(await org.authorize('allowed', call)).toMatchObject({ decision: 'allow', fundedBy: 'credits' });
});

test('forty lots are spent in the order of their purchase, and none is skipped', async () => {
  const org = await onboard(stack(), 'many-lots');
  for (let lot = 0; lot < 40; lot += 1) await org.fund('50.00');
  // 75 minutes are 37.50: half of the calls straddle two lots.
  const startedAt = stack().now().toISOString();
  const calls = Array.from({ length: 40 }, (_, index) => ({
    callId: `c-${index}`,
    startedAt: shift(startedAt, index),
    durationSeconds: 75 * 60,
  }));
  await org.report(...calls);
  await settle(stack());
  const lots = await org.lots();
  expect(lots.map(({ used }) => used)).toEqual([
    ...Array.from({ length: 30 }, () => '50.00'),
    ...Array.from({ length: 10 }, () => '0.00'),
  ]);
  expect((await org.balance()).balance).toBe('500.00');
});

test('a call without a deck in force is stored, and settled by the sweep once there is one', async () => {
  const org = await onboard(stack(), 'no-deck', { currency: 'EUR' });
  await org.fund('50.00');
  await org.report({ callId: 'early', startedAt: stack().now().toISOString(), durationSeconds: 60 });
  await settle(stack());
  expect(await org.call('early')).toMatchObject({ status: 'received', charge: null });
  expect((await org.balance()).balance).toBe('50.00');

  await publishDeck(stack(), { currency: 'EUR' });
  stack().advance('PT10M');
  await stack().runSchedule('settle-stragglers');
  await stack().runSchedule('settle-stragglers');
  await settle(stack());
  expect(await org.call('early')).toMatchObject({ status: 'settled', charge: '0.50' });
  expect((await org.balance()).balance).toBe('49.50');
});
