import { beforeEach, describe, expect, test } from '@jest/globals';
import { releaseCall } from '../../functions/calls/release-call.ts';
import { getCall } from '../../functions/reports/call.ts';
import { heldMicros } from '../../shared/domain/credits/account.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import type { User } from '../../shared/domain/licenses/licenses.ts';
import { findCall } from '../../shared/store/calls/calls.ts';
import { writeAccount } from '../../shared/store/credits/account-item.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { commitUser, findUser } from '../../shared/store/licenses/users.ts';
import { GRACE_HOURS, START, units } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { buy, openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { itemBytes } from '../support/item-size.ts';
import { aRequest } from '../support/requests.ts';
import {
  addCaller,
  authorize,
  LEASES,
  publishDecks,
  renew,
  report,
  settle,
  TO_BRITAIN,
} from '../support/telephone.ts';

const database = useDatabase(publishDecks);
let org: string;
let clock: string;
const deps = () => ({
  db: database.db,
  graceHours: GRACE_HOURS,
  gateway: new FakeGateway(),
  now: () => clock,
});
const held = async () => heldMicros(await loadAccount(database.db, org), clock);
const release = (call: string) =>
  releaseCall({ ...deps(), leases: LEASES })(aRequest({ params: { org, call } }));

beforeEach(async () => {
  org = nextOrganizationId('leases');
  clock = START;
  await openOrganization(database.db, org, START);
  await buy(deps(), org, 1, units(50));
  await addCaller(database.db, org);
});

describe('a lease', () => {
  test('a lease that is requested again is the same; under the id of another call it is a conflict', async () => {
    const first = await authorize(deps(), org, 'call');
    expect(first).toMatchObject({
      body: {
        decision: 'allow',
        fundedBy: 'credits',
        rate: '1.00',
        grantedSeconds: 600,
        final: false,
        held: '10.00',
      },
    });
    expect(await authorize(deps(), org, 'call')).toEqual(first);
    expect(await held()).toBe(units(10));
    await expect(authorize(deps(), org, 'call', { to: TO_BRITAIN })).rejects.toMatchObject({
      code: 'conflicting-record',
    });
  });

  test('a lease is renewed once for each sequence, even if the request comes twice at once', async () => {
    await authorize(deps(), org, 'call');
    const both = await Promise.all([1, 2].map(() => renew(deps(), org, 'call', { sequence: 1 })));
    expect(both[1]).toEqual(both[0]);
    expect(both[0]).toMatchObject({ body: { sequence: 1, totalGrantedSeconds: 1200, held: '20.00' } });
    expect(await held()).toBe(units(20));
    await expect(renew(deps(), org, 'call', { sequence: 3 })).rejects.toMatchObject({
      code: 'stale-sequence',
    });
  });

  test('a lease is released once, and cannot be renewed after that', async () => {
    await authorize(deps(), org, 'call');
    expect(await release('call')).toEqual({ status: 204 });
    expect(await release('call')).toEqual({ status: 204 });
    expect(await held()).toBe(0);
    await expect(renew(deps(), org, 'call', { sequence: 1 })).rejects.toMatchObject({
      code: 'call-finished',
    });
    await expect(release('unknown')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a settlement releases the hold of the lease, and charges what the call really took', async () => {
    await authorize(deps(), org, 'call');
    await report(deps(), org, [{ callId: 'call', userId: 'ada', durationSeconds: 90 }]);
    await settle(deps(), org, ['call']);
    expect(await held()).toBe(0);
    const view = await getCall(deps())(aRequest({ params: { org, call: 'call' } }));
    expect(view).toMatchObject({ status: 200, body: { status: 'settled', charge: '2.00' } });
    await expect(release('call')).rejects.toMatchObject({ code: 'call-finished' });
  });
});

test('trap 19: a top-up during a call extends its lease, which was final', async () => {
  const last = await authorize(deps(), org, 'call', { seconds: 3600 });
  expect(last).toMatchObject({ body: { grantedSeconds: 3000, final: true, held: '50.00' } });
  clock = addSeconds(clock, 1500);
  await buy(deps(), org, 2, units(50));
  expect(await renew(deps(), org, 'call', { sequence: 1, seconds: 600 })).toMatchObject({
    body: { decision: 'allow', totalGrantedSeconds: 3600, final: false, held: '60.00' },
  });
});

describe('a call that continues past its lease', () => {
  test('a renewal after an overrun holds money for all the time that the call took, and grants time from now', async () => {
    await authorize(deps(), org, 'call', { seconds: 600 });
    clock = addSeconds(START, 1800);
    expect(await held()).toBe(0);
    expect(await renew(deps(), org, 'call', { sequence: 1, seconds: 600 })).toMatchObject({
      body: {
        decision: 'allow',
        grantedSeconds: 600,
        totalGrantedSeconds: 2400,
        leaseExpiresAt: addSeconds(clock, 600),
        held: '40.00',
      },
    });
    expect(await held()).toBe(units(40));
    expect(await authorize(deps(), org, 'other', { seconds: 3600 })).toMatchObject({
      body: { grantedSeconds: 600, final: true, held: '10.00' },
    });
  });

  test('a renewal after an overrun grants nothing when the balance does not cover the time that the call took', async () => {
    await authorize(deps(), org, 'call', { seconds: 600 });
    clock = addSeconds(START, 3600);
    expect(await renew(deps(), org, 'call', { sequence: 1 })).toMatchObject({
      body: { decision: 'deny', reason: 'insufficient-credits', grantedSeconds: 0, sequence: 0 },
    });
    await buy(deps(), org, 2, units(50));
    expect(await renew(deps(), org, 'call', { sequence: 1 })).toMatchObject({
      body: { decision: 'allow', totalGrantedSeconds: 4200, held: '70.00' },
    });
  });
});

test('a lot that expires during a call still pays for that call, but for no new one', async () => {
  clock = addSeconds(addMonths(START, 12), -60);
  await authorize(deps(), org, 'call', { seconds: 120 });
  clock = addSeconds(clock, 90);
  expect(await authorize(deps(), org, 'new')).toMatchObject({ body: { reason: 'insufficient-credits' } });
  expect(await renew(deps(), org, 'call', { sequence: 1, seconds: 60 })).toMatchObject({
    body: { decision: 'allow', totalGrantedSeconds: 180, final: false, held: '3.00' },
  });
  await report(deps(), org, [
    { callId: 'call', userId: 'ada', startedAt: addSeconds(clock, -90), durationSeconds: 180 },
  ]);
  await settle(deps(), org, ['call']);
  expect(await loadAccount(database.db, org)).toMatchObject({ debtMicros: 0 });
});

test('a call continues as it began when its user moves to another country', async () => {
  const move = async (change: Partial<User>) => {
    const before = await findUser(database.db, org, 'ada');
    if (!before) throw new Error('no user');
    await commitUser(database.db, org, {
      before,
      after: { ...before.user, ...change },
      events: [],
      now: clock,
      by: BY_ADA,
    });
  };
  const domestic = { sku: 'CALLING_PLAN_DOMESTIC_120', assignedAt: START } as const;
  const credits = { sku: 'COMMUNICATIONS_CREDITS', assignedAt: START } as const;
  await move({ licenses: [domestic, credits] });
  const toSeattle = { to: '+12065550100' };
  expect(await authorize(deps(), org, 'call', toSeattle)).toMatchObject({ body: { fundedBy: 'included' } });
  await move({ usageLocation: 'GB' });
  // The minutes left with the license. The call still belongs to the American pool, and has no connection fee.
  expect(await renew(deps(), org, 'call', { sequence: 1 })).toMatchObject({
    body: { decision: 'allow', fundedBy: 'included' },
  });
  await report(deps(), org, [{ callId: 'call', userId: 'ada', durationSeconds: 60, ...toSeattle }]);
  await settle(deps(), org, ['call']);
  const { settlement } = (await findCall(database.db, org, 'call')) ?? {};
  expect(settlement).toMatchObject({ location: 'US', fundedBy: 'included', international: false });
});

describe('trap 25: a balance of zero', () => {
  beforeEach(async () => {
    await report(deps(), org, [{ callId: 'spent', durationSeconds: 51 * 60 }]);
    await settle(deps(), org, ['spent']);
    expect(await loadAccount(database.db, org)).toMatchObject({ lots: [], debtMicros: units(1) });
  });

  test.each([
    ['an emergency call', { type: 'user_out', to: '911' }],
    ['an inbound call', { type: 'user_in', to: '+12065550100' }],
    ['a call into a meeting', { type: 'conf_in', to: '+12065550100' }],
  ])('a balance of zero and a debt deny no free call: %s', async (_case, attempt) => {
    expect(await authorize(deps(), org, 'free', attempt)).toMatchObject({
      body: { decision: 'allow', fundedBy: 'free', held: '0.00' },
    });
  });

  test('a balance of zero denies a paid call, with the reason', async () => {
    expect(await authorize(deps(), org, 'paid')).toMatchObject({
      body: { decision: 'deny', reason: 'in-debt' },
    });
  });
});

test('many leases of all lengths keep the account within one write unit', async () => {
  await buy(deps(), org, 2, units(1000));
  for (let call = 0; call < 40; call += 1) {
    clock = addSeconds(clock, 37);
    await authorize(deps(), org, `call-${call}`, { seconds: 60 + call * 97, to: TO_BRITAIN });
  }
  const account = await loadAccount(database.db, org);
  expect(account.holds.length).toBeLessThanOrEqual(26);
  expect(itemBytes(writeAccount(account, clock))).toBeLessThanOrEqual(1024);
});
