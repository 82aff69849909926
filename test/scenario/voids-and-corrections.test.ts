import { describe, expect, test } from '@jest/globals';
import { newKey, settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const CREDITS = 'COMMUNICATIONS_CREDITS';

const stack = useLocalStack((started) => publishDeck(started));

const voidCall = (org: Tenant, callId: string, idempotencyKey = newKey()) =>
  org.send(`POST /calls/${callId}/void`, { idempotencyKey });
const correct = (org: Tenant, callId: string, durationSeconds: unknown, idempotencyKey = newKey()) =>
  org.send(`POST /calls/${callId}/correction`, { idempotencyKey, body: { durationSeconds } });

/** Two lots of 50.00, and a call of 120 minutes that took 50.00 of the first and 10.00 of the second. */
async function twoLots(id: string, apart = 'P1D'): Promise<Tenant> {
  const org = await onboard(stack(), id);
  await org.fund('50.00');
  stack().advance(apart);
  await org.fund('50.00');
  await org.report({ callId: 'call', startedAt: stack().now().toISOString(), durationSeconds: 7200 });
  await settle(stack());
  expect((await org.balance()).balance).toBe('40.00');
  return org;
}

const used = async (org: Tenant): Promise<string[]> => (await org.lots()).map((lot) => lot.used);

describe('a settled call', () => {
  test('a settled call is voided once, and the money is back in the lots it came from', async () => {
    const org = await twoLots('voided');
    const answer = await voidCall(org, 'call', 'key-1');
    expect(answer).toMatchObject({ status: 200, body: { status: 'voided' } });
    expect(await voidCall(org, 'call', 'key-1')).toMatchObject({ status: 200, body: answer.body });
    expect(await voidCall(org, 'call')).toMatchObject({
      status: 409,
      body: { code: 'call-already-reversed' },
    });
    expect(await correct(org, 'call', 60)).toMatchObject({ body: { code: 'call-already-reversed' } });
    expect(await used(org)).toEqual(['0.00', '0.00']);
    expect(await org.balance()).toMatchObject({ balance: '100.00', available: '100.00' });
    expect((await org.call('call')).status).toBe('voided');
    expect((await org.ledger())[0]).toMatchObject({ type: 'void', amount: '60.00' });
  });

  test('a settled call is voided once by twenty requests at once', async () => {
    const org = await twoLots('raced');
    const answers = await Promise.all(Array.from({ length: 20 }, () => voidCall(org, 'call')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await org.balance()).balance).toBe('100.00');
  });

  test('a settled call is corrected once, downwards or upwards', async () => {
    const down = await twoLots('corrected-down');
    expect(await correct(down, 'call', 3600)).toMatchObject({ status: 200, body: { charge: '30.00' } });
    expect(await used(down)).toEqual(['30.00', '0.00']);
    expect((await down.balance()).balance).toBe('70.00');
    expect(await correct(down, 'call', 60)).toMatchObject({ status: 409 });

    const up = await twoLots('corrected-up');
    expect(await correct(up, 'call', 7800)).toMatchObject({
      status: 200,
      body: { charge: '65.00', refunded: '0.00', additionalCharge: '5.00' },
    });
    expect(await used(up)).toEqual(['50.00', '15.00']);
    expect(await up.call('call')).toMatchObject({ status: 'settled', charge: '65.00' });
  });

  test.each([
    ['that has expired, before the sweep', 12],
    ['that the sweep has been over', 60],
  ] as const)('is voided though it drew on a lot %s: that part is forfeited', async (name, hours) => {
    const org = await twoLots(`expired-${hours}`, 'P10D');
    const [first] = await org.lots();
    const expiredFor = (elapsed: number) =>
      new Date(Date.parse(first?.expiresAt ?? '') + elapsed * 3_600_000).toISOString();
    stack().setClock(expiredFor(hours));
    if (name.includes('has been')) await stack().runSchedule('expire-lots');
    expect((await org.balance()).balance).toBe('40.00');
    expect(await voidCall(org, 'call')).toMatchObject({ status: 200 });
    expect((await org.balance()).balance).toBe('50.00');

    stack().setClock(expiredFor(100));
    await stack().runSchedule('expire-lots');
    await settle(stack());
    expect(await org.lots()).toMatchObject([
      { used: '0.00', forfeited: '50.00', remaining: '0.00' },
      { used: '0.00', forfeited: '0.00', remaining: '50.00' },
    ]);
    expect((await org.balance()).balance).toBe('50.00');
  });

  test('a call whose lot was forfeited since is voided: the money that comes back is forfeited at once', async () => {
    const org = await onboard(stack(), 'forfeited');
    const lot = await org.fund('50.00');
    await org.report({ callId: 'call', startedAt: stack().now().toISOString(), durationSeconds: 3600 });
    await settle(stack());
    stack().setClock(new Date(Date.parse(lot.expiresAt) + 49 * 3_600_000).toISOString());
    await stack().runSchedule('expire-lots');
    expect((await org.lots())[0]).toMatchObject({ used: '30.00', forfeited: '20.00' });
    expect(await voidCall(org, 'call')).toMatchObject({ status: 200, body: { forfeited: '30.00' } });
    expect(await org.lots()).toMatchObject([{ used: '0.00', forfeited: '50.00', remaining: '0.00' }]);
    expect(await org.balance()).toMatchObject({ balance: '0.00', debt: '0.00' });
    expect((await org.ledger()).slice(0, 2)).toMatchObject([
      { type: 'forfeiture', amount: '-30.00' },
      { type: 'void', amount: '30.00' },
    ]);
  });
});

test('the minutes of a voided call are back in their pool', async () => {
  const org = await onboard(stack(), 'minutes');
  await org.fund('50.00');
  await org.user('ann', { skus: ['CALLING_PLAN_DOMESTIC_120', CREDITS] });
  await org.report({
    callId: 'call',
    type: 'user_out',
    userId: 'ann',
    to: '+14255550123',
    startedAt: stack().now().toISOString(),
    durationSeconds: 130 * 60,
  });
  await settle(stack());
  expect((await org.balance()).balance).toBe('49.80');
  expect(await voidCall(org, 'call')).toMatchObject({ status: 200 });
  expect((await org.balance()).balance).toBe('50.00');
  expect(await org.must('GET /pools')).toMatchObject({
    items: [{ used: 0, available: 120, creditsDrawnAfter: '0.00' }],
  });
});

test('what cannot be reversed is refused, and changes nothing', async () => {
  const org = await onboard(stack(), 'refusals');
  await org.fund('50.00');
  await org.authorize('running', { type: 'ucap_out', to: '+263712345678' });
  expect(await voidCall(org, 'running')).toMatchObject({ status: 409, body: { code: 'call-not-settled' } });
  expect(await voidCall(org, 'unheard-of')).toMatchObject({ status: 404 });
  expect(await org.send('POST /calls/running/void')).toMatchObject({
    status: 400,
    body: { code: 'idempotency-key-required' },
  });
  for (const bad of [-1, 1.5, '60', undefined]) {
    expect(await correct(org, 'running', bad)).toMatchObject({
      status: 400,
      body: { field: 'durationSeconds' },
    });
  }
  expect(await org.balance()).toMatchObject({ balance: '50.00', held: '5.00' });
});

test('row 21: a debt that two lots paid comes back to each of them, also when one has expired since', async () => {
  const org = await onboard(stack(), 'two-payers');
  for (const [callId, durationSeconds] of [
    ['one', 3600],
    ['two', 4800],
  ] as const) {
    await org.report({ callId, startedAt: stack().now().toISOString(), durationSeconds });
  }
  await settle(stack());
  expect(await org.balance()).toMatchObject({ debt: '70.00' });
  await org.fund('50.00');
  stack().advance('P11M');
  await org.fund('50.00');
  const [b, c] = await org.lots();
  expect(await org.call('two')).toMatchObject({
    debt: '40.00',
    debtOwed: '0.00',
    debtPaidBy: [
      { lotId: b?.id, amount: '20.00' },
      { lotId: c?.id, amount: '20.00' },
    ],
  });
  stack().advance('P2M');
  expect(await voidCall(org, 'two')).toMatchObject({ body: { refunded: '40.00', forfeited: '20.00' } });
  expect(await org.balance()).toMatchObject({ balance: '50.00', debt: '0.00' });
  expect((await org.lots()).map(({ remaining, forfeited }) => [remaining, forfeited])).toEqual([
    ['0.00', '20.00'],
    ['50.00', '0.00'],
  ]);
});
