import { beforeAll, describe, expect, test } from '@jest/globals';
import { NUMBERS, SMALL_DECK, TOLL_FREE_DECK } from '../support/decks.ts';
import { settle, useLocalStack } from '../support/local-stack.ts';
import { onboard, publishDeck, type Tenant } from '../support/tenant.ts';

const CREDITS = 'COMMUNICATIONS_CREDITS';
const DEARER_FROM = '2033-01-01T00:00:00.000Z';

const stack = useLocalStack(async (started) => {
  await publishDeck(started);
  await publishDeck(started, { csv: TOLL_FREE_DECK, kind: 'toll-free' });
  await publishDeck(started, { csv: SMALL_DECK.replace('263,0.50', '263,0.80'), from: DEARER_FROM });
});

const now = () => stack().now().toISOString();
const idOf = (name: string): string => name.replaceAll(' ', '-');

/** Quote, authorization and, where the call may be made, settlement must say the same. */
async function agreeOn(org: Tenant, callId: string, call: Record<string, unknown>, seconds: number) {
  const quote = await org.must('POST /quotes', { body: { ...call, seconds } });
  const lease = await org.authorize(callId, { ...call, seconds });
  expect(quote).toMatchObject({ decision: lease.decision, fundedBy: lease.fundedBy });
  if (lease.decision === 'deny') {
    expect(quote).toMatchObject({ reason: lease.reason });
    return { quote, lease };
  }
  expect(quote).toMatchObject({ grantedSeconds: lease.grantedSeconds, final: lease.final });
  await org.report({ ...call, callId, startedAt: now(), durationSeconds: seconds });
  await settle(stack());
  const settled = await org.call(callId);
  expect(quote).toMatchObject({ fundedBy: settled.fundedBy, price: settled.charge });
  expect(settled.status).toBe('settled');
  return { quote, lease, settled };
}

describe('a funded organization of the US', () => {
  let org: Tenant;
  beforeAll(async () => {
    org = await onboard(stack(), 'funded');
    await org.fund('500.00');
    const plan = 'CALLING_PLAN_DOMESTIC_120';
    await org.user('plain', { skus: [plan] });
    await org.user('ann', { skus: [plan, CREDITS] });
    await org.user('home', { skus: [plan, CREDITS], dialOutPolicy: { pstn: 'domestic' } });
    await org.user('zoned', {
      skus: ['AUDIO_CONFERENCING', CREDITS],
      dialOutPolicy: { conferencing: 'zone-a' },
    });
    await org.user('zoe', { skus: ['E5', CREDITS], usageLocation: 'ZW' });
    await org.user('bare');
  });

  test.each([
    ['emergency by an unknown user', { type: 'user_out', userId: 'nobody', to: '911' }, 'free', '0.00'],
    ['a call to a user', { type: 'user_in', userId: 'plain', to: NUMBERS.us }, 'free', '0.00'],
    ['a domestic call on minutes', { type: 'user_out', userId: 'ann', to: NUMBERS.us }, 'included', '0.00'],
    [
      'a conference from ZW to the US',
      { type: 'conf_out', userId: 'zoe', to: NUMBERS.us },
      'included',
      '0.00',
    ],
    ['a conference within ZW', { type: 'conf_out', userId: 'zoe', to: NUMBERS.zimbabwe }, 'credits', '1.00'],
    // 0.05 + 30 s + 11 * 6 s at 0.50.
    [
      'abroad, with fee and increments',
      { type: 'user_out', userId: 'ann', to: NUMBERS.france },
      'credits',
      '0.85',
    ],
    ['a premium number', { type: 'user_out', userId: 'ann', to: NUMBERS.gbPremium }, 'credits', '3.00'],
    ['a resource account', { type: 'ucap_out', to: NUMBERS.gbMobile }, 'credits', '0.50'],
    ['toll-free inbound', { type: 'ucap_in', to: NUMBERS.ownTollFree }, 'credits', '0.06'],
  ] as const)('%s', async (name, call, fundedBy, charge) => {
    const { settled } = await agreeOn(org, idOf(name), call, 95);
    expect(settled).toMatchObject({ fundedBy, charge });
  });

  test.each([
    ['an unknown user', { type: 'user_out', userId: 'nobody', to: NUMBERS.us }, 'unknown-user'],
    ['abroad on a domestic policy', { type: 'user_out', userId: 'home', to: NUMBERS.france }, 'policy'],
    ['to CA on a domestic policy', { type: 'user_out', userId: 'home', to: NUMBERS.canada }, 'policy'],
    ['out of Zone A', { type: 'conf_out', userId: 'zoned', to: NUMBERS.zimbabwe }, 'policy'],
    ['without a plan', { type: 'user_out', userId: 'zoned', to: NUMBERS.us }, 'no-service-license'],
    ['without conferencing', { type: 'conf_out', userId: 'ann', to: NUMBERS.us }, 'no-service-license'],
    [
      'without the credits license',
      { type: 'user_out', userId: 'plain', to: NUMBERS.us },
      'no-credits-license',
    ],
    ['to a destination without a row', { type: 'ucap_out', to: NUMBERS.japan }, 'no-rate'],
    ['to no number', { type: 'ucap_out', to: NUMBERS.nowhere }, 'destination-unsupported'],
  ] as const)('%s is refused', async (name, call, reason) => {
    const { lease } = await agreeOn(org, idOf(name), call, 95);
    expect(lease).toMatchObject({ decision: 'deny', reason, grantedSeconds: 0, held: '0.00' });
  });

  test('the credits license allows what was refused without it', async () => {
    const call = { type: 'user_out', userId: 'plain', to: NUMBERS.us };
    expect(await org.authorize('without', call)).toMatchObject({ reason: 'no-credits-license' });
    await org.must(`PUT /users/plain/licenses/${CREDITS}`);
    expect(await org.authorize('without', call)).toMatchObject({ decision: 'allow', fundedBy: 'included' });
    await settle(stack());
    const denied = stack().events('CallDenied');
    expect(denied).toContainEqual(
      expect.objectContaining({
        detail: expect.objectContaining({ call: 'without', reason: 'no-credits-license' }),
      }),
    );
  });

  test('a suspended organization places no call but to emergency numbers', async () => {
    const away = await onboard(stack(), 'suspended');
    await away.must('PATCH ', { token: away.operator, body: { status: 'suspended' } });
    expect(await away.authorize('paid', { type: 'ucap_out', to: NUMBERS.us })).toMatchObject({
      reason: 'organization-suspended',
    });
    expect(await away.authorize('help', { type: 'ucap_out', to: '911' })).toMatchObject({ fundedBy: 'free' });
  });
});

test('minutes pay first and credits the rest of the same call; the pool shows both', async () => {
  const org = await onboard(stack(), 'splitting');
  await org.fund('50.00');
  await org.user('ann', { skus: ['CALLING_PLAN_DOMESTIC_120', CREDITS] });
  const call = { type: 'user_out', userId: 'ann', to: NUMBERS.us };
  const { settled } = await agreeOn(org, 'long', call, 130 * 60 - 5);
  expect(settled).toMatchObject({
    fundedBy: 'included',
    includedMinutes: 120,
    paidMinutes: 10,
    charge: '0.20',
    connectionFee: '0.00',
  });
  expect(await org.must('GET /pools')).toMatchObject({
    items: [{ country: 'US', total: 120, used: 120, available: 0, creditsDrawnAfter: '0.20' }],
  });
  const percents = stack()
    .events('PoolWarning')
    .map(({ detail }) => detail);
  expect(percents).toMatchObject([{ percent: 80 }, { percent: 100 }]);
});

test('row 23: a call without minutes of a plan names no pool; credits count after the last of two plans', async () => {
  const org = await onboard(stack(), 'two-plans');
  await org.fund('200.00');
  await org.user('ann', {
    usageLocation: 'GB',
    skus: ['CALLING_PLAN_DOMESTIC_120', 'CALLING_PLAN_INTERNATIONAL', CREDITS],
  });
  const call = { type: 'user_out', userId: 'ann', to: NUMBERS.gb };
  const settled = async (id: string, minutes: number) => {
    await agreeOn(org, id, call, minutes * 60);
    return org.must(`GET /calls/${id}`);
  };
  expect(await settled('small', 120)).toMatchObject({ pool: 'GB:CALLING_PLAN_DOMESTIC_120' });
  expect(await settled('large', 1200)).toMatchObject({ pool: 'GB:CALLING_PLAN_INTERNATIONAL' });
  expect(await settled('paid', 1)).toMatchObject({ fundedBy: 'credits', charge: '0.10', pool: null });
  expect(await org.must('GET /usage')).toMatchObject({
    items: [
      { licenseCapability: 'CALLING_PLAN_DOMESTIC_120' },
      { licenseCapability: 'CALLING_PLAN_INTERNATIONAL' },
      { licenseCapability: 'COMMUNICATIONS_CREDITS' },
    ],
  });
  expect(await org.must('GET /pools')).toMatchObject({
    items: [
      { sku: 'CALLING_PLAN_DOMESTIC_120', order: 1, available: 0, creditsDrawnAfter: '0.00' },
      {
        sku: 'CALLING_PLAN_INTERNATIONAL',
        capability: 'domestic',
        available: 0,
        creditsDrawnAfter: '0.10',
      },
      { sku: 'CALLING_PLAN_INTERNATIONAL', capability: 'international', creditsDrawnAfter: '0.00' },
    ],
  });
});

test('an organization without funds calls on its minutes, and is refused when they are gone', async () => {
  const org = await onboard(stack(), 'unfunded');
  await org.user('ann', { skus: ['CALLING_PLAN_DOMESTIC_120'] });
  const call = { type: 'user_out', userId: 'ann', to: NUMBERS.us };
  expect(await org.authorize('long', { ...call, seconds: 86_400 })).toMatchObject({
    fundedBy: 'included',
    grantedSeconds: 7200,
    final: true,
  });
  await agreeOn(org, 'all', call, 7200);
  const { lease } = await agreeOn(org, 'more', call, 60);
  expect(lease).toMatchObject({ decision: 'deny', reason: 'minutes-exhausted' });
  const tollFree = { type: 'ucap_in', to: NUMBERS.ownTollFree };
  expect(await org.authorize('toll-free', tollFree)).toMatchObject({ reason: 'insufficient-credits' });
  expect(await org.authorize('in', { type: 'user_in', userId: 'ann', to: NUMBERS.us })).toMatchObject({
    decision: 'allow',
    fundedBy: 'free',
  });
});

test('an MCA organization funds by auto-recharge, uses that first, and then pays as it goes', async () => {
  const org = await onboard(stack(), 'mca', { agreement: 'MCA' });
  const call = { type: 'ucap_out', to: NUMBERS.zimbabwe };
  expect(await org.authorize('refused', call)).toMatchObject({ reason: 'insufficient-credits' });
  await org.must('PUT /auto-recharge', { body: { enabled: true, amount: '50.00', threshold: '10.00' } });
  await settle(stack());
  expect((await org.balance()).balance).toBe('50.00');
  await org.must('PUT /auto-recharge', { body: { enabled: false } });
  await org.must('PATCH ', { token: org.operator, body: { payAsYouGo: true } });

  await agreeOn(org, 'on-credits', call, 99 * 60);
  expect((await org.balance()).balance).toBe('0.50');
  const { settled: across } = await agreeOn(org, 'across', call, 180);
  expect(across).toMatchObject({ fundedBy: 'credits', charge: '1.50', postpaid: '1.00', debt: '0.00' });
  const { settled } = await agreeOn(org, 'after', { type: 'ucap_out', to: NUMBERS.france }, 60);
  expect(settled).toMatchObject({ postpaid: '0.55', lots: [] });
  expect(await org.balance()).toMatchObject({ balance: '0.00', debt: '0.00' });

  await org.authorize('promised', call);
  await org.must('PATCH ', { token: org.operator, body: { payAsYouGo: false } });
  await org.report({ ...call, callId: 'promised', startedAt: now(), durationSeconds: 60 });
  await settle(stack());
  expect(await org.call('promised')).toMatchObject({ fundedBy: 'postpaid', postpaid: '0.50', debt: '0.00' });
});

test('a new deck prices the calls that start from its instant on, however late they are reported', async () => {
  const org = await onboard(stack(), 'decks');
  stack().setClock('2033-01-01T12:00:00Z');
  await org.fund('50.00');
  await org.report(
    { callId: 'old-price', startedAt: '2032-12-31T23:59:59.999Z', durationSeconds: 60 },
    { callId: 'new-price', startedAt: DEARER_FROM, durationSeconds: 60 },
  );
  await settle(stack());
  expect(await org.call('old-price')).toMatchObject({ charge: '0.50', rate: '0.50' });
  expect(await org.call('new-price')).toMatchObject({ charge: '0.80', rate: '0.80' });
  await agreeOn(org, 'today', { type: 'ucap_out', to: NUMBERS.zimbabwe }, 61);
});
