import { describe, expect, test } from '@jest/globals';
import { NUMBERS } from '../support/decks.ts';
import { insist, settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const stack = useLocalStack((started) => publishDeck(started));

/** 0.50 a minute. */
const CALL = { type: 'ucap_out', to: NUMBERS.zimbabwe };

async function funded(id: string): Promise<Tenant> {
  const org = await onboard(stack(), id);
  await org.fund('50.00');
  return org;
}

const money = async (org: Tenant) => {
  const { balance, held, available, debt } = await org.balance();
  return { balance, held, available, debt };
};

describe('a lease', () => {
  test('a lease holds its price, is the same when requested again, and is renewed in sequence', async () => {
    const org = await funded('renewing');
    const first = await org.authorize('call', { ...CALL, seconds: 600 });
    expect(first).toMatchObject({
      decision: 'allow',
      grantedSeconds: 600,
      held: '5.00',
      final: false,
      sequence: 0,
    });
    expect(await org.authorize('call', { ...CALL, seconds: 600 })).toEqual(first);
    expect(await money(org)).toEqual({ balance: '50.00', held: '5.00', available: '45.00', debt: '0.00' });
    expect(
      await org.send('POST /calls/call/authorization', { body: { ...CALL, to: NUMBERS.gb } }),
    ).toMatchObject({ status: 409, body: { code: 'conflicting-record' } });

    const second = await org.renew('call', 1, 300);
    expect(second).toMatchObject({
      grantedSeconds: 300,
      totalGrantedSeconds: 900,
      held: '7.50',
      sequence: 1,
    });
    expect(await org.renew('call', 1, 300)).toEqual(second);
    await org.renew('call', 2, 300);
    expect(
      await org.send('POST /calls/call/authorization/renewals', { body: { sequence: 1 } }),
    ).toMatchObject({ status: 409, body: { code: 'stale-sequence', sequence: 2 } });
    expect(await money(org)).toMatchObject({ balance: '50.00', held: '10.00', available: '40.00' });
  });

  test('a lease longer than the balance covers is as long as the balance covers, and final; a top-up extends it', async () => {
    const org = await funded('topping-up');
    expect(await org.authorize('call', { ...CALL, seconds: 7200 })).toMatchObject({
      grantedSeconds: 6000,
      held: '50.00',
      final: true,
    });
    expect(await org.authorize('other', CALL)).toMatchObject({ reason: 'insufficient-credits' });
    await org.fund('50.00');
    expect(await org.renew('call', 1, 600)).toMatchObject({
      decision: 'allow',
      grantedSeconds: 600,
      totalGrantedSeconds: 6600,
      held: '55.00',
      final: false,
    });
    expect(await org.authorize('other', CALL)).toMatchObject({ decision: 'allow' });
  });

  test('a lease is released when the call never connected, and then cannot be renewed', async () => {
    const org = await funded('releasing');
    await org.authorize('call', CALL);
    for (const _ of [1, 2]) {
      expect((await org.send('DELETE /calls/call/authorization')).status).toBe(204);
    }
    expect(await money(org)).toMatchObject({ held: '0.00', available: '50.00' });
    expect(
      await org.send('POST /calls/call/authorization/renewals', { body: { sequence: 1 } }),
    ).toMatchObject({ status: 409, body: { code: 'call-finished', callStatus: 'released' } });
    expect((await org.send('DELETE /calls/none/authorization')).status).toBe(404);
  });

  test('a usage record releases the hold of a lease, and the call is charged for what it lasted', async () => {
    const org = await funded('settling');
    await org.authorize('call', { ...CALL, seconds: 600 });
    await org.authorize('running', { ...CALL, seconds: 600 });
    await org.report({ callId: 'call', startedAt: stack().now().toISOString(), durationSeconds: 90 });
    await settle(stack());
    expect(await money(org)).toMatchObject({ balance: '49.00', held: '5.00', available: '44.00' });
    expect(await org.call('call')).toMatchObject({ status: 'settled', charge: '1.00' });
    expect(await org.send('DELETE /calls/call/authorization')).toMatchObject({
      status: 409,
      body: { code: 'call-finished' },
    });
  });

  test('a lease expires by the clock: nothing is held, with and without the sweep, and a late record still counts', async () => {
    const org = await funded('running-out');
    const { leaseExpiresAt } = await org.authorize('call', { ...CALL, seconds: 600 });
    const startedAt = stack().now().toISOString();
    stack().setClock(leaseExpiresAt ?? '');
    expect(await money(org)).toMatchObject({ held: '5.00' });
    stack().advance('PT10M');
    expect(await money(org)).toMatchObject({ held: '0.00', available: '50.00' });
    stack().advance('PT1H');
    await stack().runSchedule('release-holds');
    expect(await money(org)).toMatchObject({ balance: '50.00', held: '0.00', available: '50.00' });
    await org.report({ callId: 'call', startedAt, durationSeconds: 1200 });
    await settle(stack());
    expect(await money(org)).toEqual({ balance: '40.00', held: '0.00', available: '40.00', debt: '0.00' });
  });
});

test.each([
  ['an inbound call', { type: 'ucap_in', to: NUMBERS.us }],
  ['an inbound call of an unknown number', { type: 'ucap_in' }],
  ['an emergency number', { type: 'ucap_out', to: '911' }],
])('a lease for %s does not make the call to another number free', async (name, call) => {
  const org = await funded(name.replaceAll(' ', '-'));
  expect(await org.authorize('call', call)).toMatchObject({ fundedBy: 'free' });
  await org.report({ callId: 'call', startedAt: stack().now().toISOString(), durationSeconds: 600 });
  await settle(stack());
  expect(await org.call('call')).toMatchObject({ fundedBy: 'credits', charge: '5.00' });
  expect(await money(org)).toMatchObject({ balance: '45.00', held: '0.00' });
});

test('a denied call may be requested again, and is allowed once there is money', async () => {
  const org = await onboard(stack(), 'asking-again');
  expect(await org.authorize('call', CALL)).toMatchObject({ reason: 'insufficient-credits' });
  await org.fund('50.00');
  expect(await org.authorize('call', CALL)).toMatchObject({ decision: 'allow', fundedBy: 'credits' });
});

test('thirty calls at once never hold more than there is', async () => {
  const org = await funded('at-once');
  const names = Array.from({ length: 30 }, (_, index) => `call-${index}`);
  const answers = await Promise.all(
    names.map((name) =>
      insist(() => org.send(`POST /calls/${name}/authorization`, { body: { ...CALL, seconds: 600 } })),
    ),
  );
  const decisions = answers.map(({ status, body }) => {
    expect(status).toBe(200);
    return JSON.stringify(body).includes('"decision":"allow"');
  });
  expect(decisions.filter(Boolean)).toHaveLength(10);
  expect(await money(org)).toEqual({ balance: '50.00', held: '50.00', available: '0.00', debt: '0.00' });
});

test('free calls and included minutes hold nothing', async () => {
  const org = await onboard(stack(), 'free-of-charge');
  await org.user('ann', { skus: ['CALLING_PLAN_DOMESTIC'] });
  expect(
    await org.authorize('in', { type: 'user_in', userId: 'ann', to: NUMBERS.us, from: NUMBERS.gb }),
  ).toMatchObject({ fundedBy: 'free', held: '0.00', final: false });
  expect(await org.authorize('out', { type: 'user_out', userId: 'ann', to: NUMBERS.us })).toMatchObject({
    fundedBy: 'included',
    held: '0.00',
    grantedSeconds: 600,
  });
  expect(await org.renew('out', 1)).toMatchObject({ fundedBy: 'included', totalGrantedSeconds: 1200 });
});
