/** Instances of a function that count the authorizations of an organization together, on the item of its account. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { authorizeCall } from '../../functions/calls/authorize-call.ts';
import { CALLS } from '../../shared/contract/routes/calls.ts';
import { routeKeyOf } from '../../shared/contract/routes/route.ts';
import { loadCallContext } from '../../shared/store/calls/authorizations.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { holdMoney } from '../../shared/store/credits/holds.ts';
import { connectionLike } from '../bench/database.ts';
import { Meter } from '../bench/meter.ts';
import { GRACE_HOURS, START, units } from '../support/accounts.ts';
import { buy, openOrganization } from '../support/books.ts';
import { closedAfterTests } from '../support/closed-after-tests.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { aContext, aHandler, anEvent, asCaller, someShares } from '../support/requests.ts';
import { addCaller, authorize, LEASES, publishDecks, TO_SWITZERLAND } from '../support/telephone.ts';

let meter: Meter;
const database = useDatabase(async (db) => {
  await publishDecks(db);
  meter = new Meter(db.client, closedAfterTests(connectionLike(db.client)));
});
const AT_ONCE = { authorizations: { perSecond: 0.001, burst: 8 } };
const PAID = { type: 'user_out', userId: 'ada', to: TO_SWITZERLAND, seconds: 60 };
const FREE = { type: 'user_in', userId: 'ada', to: '+12065550100' };
const DENIED = { type: 'user_out', userId: 'nobody', to: TO_SWITZERLAND };
let org: string;
let calls = 0;

const deps = () => ({
  db: database.db,
  gateway: new FakeGateway(),
  graceHours: GRACE_HOURS,
  leases: LEASES,
  now: () => START,
});

/** One with a memory of its own, in which no time passes. Returns the status of each authorization. */
function anInstance(setting = AT_ONCE) {
  const shares = someShares(setting, () => 0);
  const handle = aHandler({ authorizeCall: authorizeCall({ ...deps(), shares }) }, shares);
  return async (attempt: Record<string, unknown>) => {
    calls += 1;
    const pathParameters = { org, call: `call-${calls}` };
    const event = anEvent(routeKeyOf(CALLS.authorizeCall), { body: JSON.stringify(attempt), pathParameters });
    const { statusCode } = await handle(asCaller(event, { scope: 'operator' }), aContext());
    return statusCode;
  };
}

const counted = async () => {
  const request = { organizationId: org, at: START, lots: 0 };
  return (await loadCallContext(database.db, request)).authorizations;
};

async function timesEach(count: number, send: () => Promise<number | undefined>) {
  const statuses: (number | undefined)[] = [];
  for (let sent = 0; sent < count; sent += 1) statuses.push(await send());
  return statuses;
}

beforeEach(async () => {
  org = nextOrganizationId('shares');
  await openOrganization(database.db, org, START);
  await buy(deps(), org, 1, units(500));
  await addCaller(database.db, org);
});

describe('instances that count together (spec: One organization cannot take the share of others)', () => {
  test('what one admits is missing at the others', async () => {
    const [first, second, third] = [anInstance(), anInstance(), anInstance()];
    const known = [await first(PAID), await second(PAID), await third(PAID)];
    expect(known).toEqual([200, 200, 200]);
    expect(await timesEach(6, () => first(PAID))).toEqual([200, 200, 200, 200, 200, 429]);
    expect(await counted()).toBe(8);
    // The second read the counter once the first had counted one, and the third after two.
    expect(await timesEach(3, () => second(PAID))).toEqual([200, 429, 429]);
    expect(await timesEach(3, () => third(PAID))).toEqual([200, 429, 429]);
    expect(await counted()).toBe(10);
  });

  test('it costs a paid call nothing: no request, no unit, no round trip', async () => {
    const instance = anInstance();
    await instance(PAID);
    const { result: alone, ...uncounted } = await meter.measure(() => authorize(deps(), org, 'alone', PAID));
    expect(await counted()).toBe(1);
    const { result, ...cost } = await meter.measure(() => instance(PAID));
    expect(await counted()).toBe(2);
    expect([alone.status, result]).toEqual([200, 200]);
    expect(cost).toEqual(uncounted);
    expect(cost.writeUnits).toBe(2);
  });

  test.each([
    ['free', FREE],
    ['denied', DENIED],
  ])('of ten %s calls the last counts all, beside its own write', async (_kind, attempt) => {
    const instance = anInstance({ authorizations: { perSecond: 1, burst: 100 } });
    await timesEach(8, () => instance(attempt));
    const alone = await meter.measure(() => instance(attempt));
    expect(await counted()).toBe(0);
    const { roundTrips, writeUnits, result } = await meter.measure(() => instance(attempt));
    expect(result).toBe(200);
    expect(await counted()).toBe(10);
    expect({ roundTrips, writeUnits }).toEqual({
      roundTrips: alone.roundTrips,
      writeUnits: alone.writeUnits + 1,
    });
  });

  test('the next paid call counts the free ones before it', async () => {
    const instance = anInstance();
    expect(await timesEach(3, () => instance(FREE))).toEqual([200, 200, 200]);
    expect(await instance(PAID)).toBe(200);
    expect(await counted()).toBe(4);
  });

  test('what a hold could not count, as it was not made, is counted by the next one', async () => {
    const shares = someShares(AT_ONCE, () => 0);
    const share = { requestClass: 'authorizations', organization: org } as const;
    shares.take(share);
    const counting = shares.countingOf(share);
    const account = await loadAccount(database.db, org);
    const hold = { until: '2026-11-24T10:00:00.000Z', micros: units(1) };
    const request = { holds: [hold], slackMicros: units(1), now: START, counting };
    const changed = { ...account, version: account.version - 1 };
    await expect(holdMoney(database.db, { ...request, account: changed })).rejects.toThrow('condition');
    expect(counting.waiting()).toBe(1);
    await holdMoney(database.db, { ...request, account });
    expect(counting.waiting()).toBe(0);
    expect(await counted()).toBe(1);
  });
});
