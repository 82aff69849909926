import { beforeEach, describe, expect, test } from '@jest/globals';
import { expireLots } from '../../functions/expiry/expire-lots.ts';
import { releaseHolds } from '../../functions/expiry/release-holds.ts';
import { getBalance, getLedger, getLots } from '../../functions/reports/money.ts';
import { availableMicros, heldMicros } from '../../shared/domain/credits/account.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { duePages } from '../../shared/store/table/schedules.ts';
import { START, units } from '../support/accounts.ts';
import { buy, eventsOf, expectBooksToBalance, openOrganization, spend } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { aRequest } from '../support/requests.ts';
import { addCaller, authorize, publishDecks, report, settle } from '../support/telephone.ts';

const GRACE_HOURS = 48;
const database = useDatabase(publishDecks);
let org: string;
let clock: string;
const deps = () => ({
  db: database.db,
  gateway: new FakeGateway(),
  graceHours: GRACE_HOURS,
  now: () => clock,
});
const expire = () =>
  expireLots({ db: database.db, graceHours: GRACE_HOURS, now: () => clock })({ remainingMs: () => 60_000 });

async function balanceNow(): Promise<unknown> {
  const { body } = await getBalance(deps())(aRequest({ params: { org } }));
  return body;
}

beforeEach(async () => {
  org = nextOrganizationId('expiry');
  clock = START;
  await openOrganization(database.db, org, START);
});

describe('a lot', () => {
  test.each([
    ['2026-01-15T10:00:00.000Z', '2027-01-15T10:00:00.000Z'],
    ['2028-02-29T23:59:59.999Z', '2029-02-28T23:59:59.999Z'],
    ['2028-02-28T00:00:00.000Z', '2029-02-28T00:00:00.000Z'],
  ])(
    'a lot bought at %s leaves the balance at %s, to the millisecond and before any sweep',
    async (at, expiry) => {
      clock = at;
      await buy(deps(), org, 1, units(50));
      clock = addSeconds(expiry, -0.001);
      expect(await balanceNow()).toMatchObject({
        balance: '50.00',
        forfeitable: { amount: '50.00', expiresAt: expiry },
      });
      clock = expiry;
      expect(await balanceNow()).toMatchObject({ balance: '0.00', available: '0.00', forfeitable: null });
    },
  );

  test('a lot is booked as forfeited after the grace, once, and no response changes by it', async () => {
    await buy(deps(), org, 1, units(50));
    await buy(deps(), org, 2, units(70));
    const [lot] = (await loadAccount(database.db, org)).lots;
    clock = addSeconds(lot?.expiresAt ?? '', 3600);
    const before = await balanceNow();
    await expire();
    expect((await expectBooksToBalance(database.db, org))[0]).toMatchObject({ forfeitedMicros: 0 });
    expect(await balanceNow()).toEqual(before);
    clock = addSeconds(clock, GRACE_HOURS * 3600);
    await Promise.all([expire(), expire()]);
    await expire();
    const lots = await expectBooksToBalance(database.db, org);
    expect(lots.map(({ forfeitedMicros }) => forfeitedMicros)).toEqual([units(50), units(70)]);
    const events = (await eventsOf(database.db, org)).filter(({ type }) => type === 'LotExpired');
    expect(events).toHaveLength(2);
    expect(await balanceNow()).toMatchObject({ balance: '0.00', debt: '0.00' });
  });

  test('a lot that is spent after the sweep has read the index is not due again, and delays no other', async () => {
    await buy(deps(), org, 1, units(50));
    const [lot] = (await loadAccount(database.db, org)).lots;
    clock = lot?.expiresAt ?? '';
    const startedAt = addSeconds(clock, -60);
    const client = new Proxy(database.db.client, {
      get: (target, property) => {
        if (property !== 'send') return Reflect.get(target, property);
        return async (command: { input: { IndexName?: string } }) => {
          const answer = await Reflect.apply(target.send, target, [command]);
          if (command.input.IndexName === undefined) return answer;
          await report(deps(), org, [{ callId: 'last', startedAt, durationSeconds: 3000 }]);
          await settle(deps(), org, ['last']);
          return answer;
        };
      },
    });
    const sweep = expireLots({ db: { ...database.db, client }, graceHours: GRACE_HOURS, now: () => clock });
    expect(await sweep({ remainingMs: () => 60_000 })).toEqual({ forfeited: 0, lapsed: 1, failed: 0 });
    expect(await balanceNow()).toMatchObject({ balance: '0.00', debt: '0.00' });
  });

  test('30 lots that expire one after the other are forfeited one by one', async () => {
    for (let number = 1; number <= 30; number += 1) {
      clock = addSeconds(START, number * 86_400);
      await buy(deps(), org, number, units(50));
    }
    clock = addSeconds('2027-01-30T10:00:00.000Z', GRACE_HOURS * 3600 + 1);
    expect(await balanceNow()).toMatchObject({ balance: '650.00' });
    await expire();
    await expire();
    const lots = await expectBooksToBalance(database.db, org);
    expect(lots.filter(({ forfeitedMicros }) => forfeitedMicros > 0)).toHaveLength(15);
    expect(await balanceNow()).toMatchObject({ balance: '650.00' });
  });
});

describe('trap 17: what has expired', () => {
  beforeEach(async () => {
    await buy(deps(), org, 1, units(50));
    await addCaller(database.db, org);
    const [lot] = (await loadAccount(database.db, org)).lots;
    clock = lot?.expiresAt ?? '';
  });

  test('an expired lot authorizes no call, though no sweep has run', async () => {
    expect(await authorize(deps(), org, 'late')).toMatchObject({
      body: { decision: 'deny', reason: 'insufficient-credits' },
    });
  });

  test('an expired lot pays for no call that started at its expiry: the call is a debt, and all of the lot is forfeited', async () => {
    await report(deps(), org, [{ callId: 'late', startedAt: clock }]);
    await settle(deps(), org, ['late']);
    expect(await balanceNow()).toMatchObject({ balance: '0.00', debt: '1.00' });
    clock = addSeconds(clock, GRACE_HOURS * 3600);
    await expire();
    const [lot] = await expectBooksToBalance(database.db, org);
    expect(lot).toMatchObject({ forfeitedMicros: units(50), remainingMicros: 0 });
  });
});

test('trap 17: a released hold leaves every lot as it was', async () => {
  await buy(deps(), org, 1, units(50));
  await buy(deps(), org, 2, units(50));
  await addCaller(database.db, org);
  const { lots } = await loadAccount(database.db, org);
  await authorize(deps(), org, 'call', { seconds: 55 * 60 });
  expect(availableMicros(await loadAccount(database.db, org), clock)).toBe(units(45));
  clock = addSeconds(clock, 3 * 3600);
  await releaseHolds(deps())({ remainingMs: () => 60_000 });
  expect(await loadAccount(database.db, org)).toMatchObject({ lots, holds: [] });
});

describe('trap 18: a hold whose lease has expired', () => {
  test('an expired hold holds nothing from that instant on, whether or not it was read', async () => {
    await buy(deps(), org, 1, units(50));
    await addCaller(database.db, org);
    await authorize(deps(), org, 'abandoned', { seconds: 50 * 60 });
    expect(await authorize(deps(), org, 'other')).toMatchObject({ body: { reason: 'insufficient-credits' } });
    const [hold] = (await loadAccount(database.db, org)).holds;
    clock = hold?.until ?? '';
    expect(heldMicros(await loadAccount(database.db, org), clock)).toBe(0);
    expect(await authorize(deps(), org, 'other')).toMatchObject({ body: { decision: 'allow' } });
  });

  test('the sweep removes an expired hold, and the balance does not change', async () => {
    await buy(deps(), org, 1, units(50));
    await addCaller(database.db, org);
    await authorize(deps(), org, 'abandoned');
    clock = addSeconds(clock, 3 * 3600);
    const before = await balanceNow();
    expect(await releaseHolds(deps())({ remainingMs: () => 60_000 })).toMatchObject({ failed: 0 });
    expect((await loadAccount(database.db, org)).holds).toEqual([]);
    expect(await balanceNow()).toEqual(before);
  });
});

test('a sweep reads only due items from the index', async () => {
  await buy(deps(), org, 1, units(50));
  clock = addSeconds(START, 3600);
  await buy(deps(), org, 2, units(50));
  const { lots } = await loadAccount(database.db, org);
  const dueBy = async (until: string, after?: string) => {
    const found: string[] = [];
    const range = { until, ...(after === undefined ? {} : { after }) };
    for await (const page of duePages(database.db, {
      table: database.db.ledgerTable,
      work: 'expire-lots',
      ...range,
    })) {
      found.push(...page.filter(({ pk }) => pk === `ORG#${org}`).map(({ sk }) => sk));
    }
    return found;
  };
  const [first, second] = lots;
  const firstExpiry = first?.expiresAt ?? '';
  expect(await dueBy(addSeconds(firstExpiry, -0.001))).toEqual([]);
  expect(await dueBy(firstExpiry)).toEqual([`LOT#${first?.id}`]);
  expect(await dueBy(second?.expiresAt ?? '', addSeconds(firstExpiry, 1))).toEqual([`LOT#${second?.id}`]);
});

describe('row 18: an expired lot that is not booked yet', () => {
  const lotsNow = async () => {
    const { body } = await getLots(deps())(aRequest({ params: { org } }));
    return Object(body).items;
  };

  test('an unbooked lot shows its forfeiture as unbooked, and its figures add up', async () => {
    await buy(deps(), org, 1, units(50));
    await spend(deps(), org, units(20));
    const [lot] = (await loadAccount(database.db, org)).lots;
    clock = lot?.expiresAt ?? '';
    const shown = {
      amount: '50.00',
      remaining: '0.00',
      used: '20.00',
      forfeited: '30.00',
      withdrawn: '0.00',
    };
    expect(await lotsNow()).toMatchObject([{ ...shown, status: 'closed', unbooked: '30.00' }]);
    expect(await balanceNow()).toMatchObject({ balance: '0.00', unbooked: '30.00' });
    clock = addSeconds(clock, GRACE_HOURS * 3600);
    await expire();
    expect(await lotsNow()).toMatchObject([{ ...shown, status: 'closed', unbooked: '0.00' }]);
    expect(await balanceNow()).toMatchObject({ balance: '0.00', unbooked: '0.00' });
  });

  test('the sweep emits the event of an expiry at its instant, once', async () => {
    await buy(deps(), org, 1, units(50));
    clock = addSeconds(START, 3600);
    await buy(deps(), org, 2, units(5));
    const [lot] = (await loadAccount(database.db, org)).lots;
    clock = addSeconds(lot?.expiresAt ?? '', 60);
    await expire();
    const account = async () =>
      (await eventsOf(database.db, org)).filter(({ type }) => type === 'BalanceLow');
    expect(await account()).toMatchObject([{ detail: { balance: '5.00', threshold: '10.00' } }]);
    const [emitted] = await account();
    await expire();
    await spend(deps(), org, units(1));
    clock = addSeconds(clock, GRACE_HOURS * 3600);
    await expire();
    expect((await account()).every(({ id }) => id === emitted?.id)).toBe(true);
  });
});

describe('row 23', () => {
  test('the forfeitable amount is of the lot that expires first, even if it was bought later: after a leap day', async () => {
    clock = '2028-02-28T22:00:00.000Z';
    await buy(deps(), org, 1, units(50));
    clock = '2028-02-29T10:00:00.000Z';
    await buy(deps(), org, 2, units(60));
    expect(await balanceNow()).toMatchObject({
      forfeitable: { amount: '60.00', expiresAt: '2029-02-28T10:00:00.000Z' },
    });
    clock = '2029-02-28T10:00:00.000Z';
    expect(await balanceNow()).toMatchObject({
      balance: '50.00',
      forfeitable: { amount: '50.00', expiresAt: '2029-02-28T22:00:00.000Z' },
    });
  });

  test('lots that expire together are forfeitable together, even outside the window', async () => {
    clock = '2028-02-28T22:00:00.000Z';
    for (let number = 1; number <= 7; number += 1) await buy(deps(), org, number, units(10));
    clock = '2028-02-29T10:00:00.000Z';
    for (let number = 8; number <= 10; number += 1) await buy(deps(), org, number, units(20));
    expect(await balanceNow()).toMatchObject({
      forfeitable: { amount: '60.00', expiresAt: '2029-02-28T10:00:00.000Z' },
    });
  });

  test('balanceAfter of an entry is the balance at that time, beside the amount that had expired', async () => {
    await buy(deps(), org, 1, units(50));
    clock = addSeconds(START, 86_400);
    await buy(deps(), org, 2, units(10));
    const [lot] = (await loadAccount(database.db, org)).lots;
    clock = addSeconds(lot?.expiresAt ?? '', 60);
    await buy(deps(), org, 3, units(60));
    const { body } = await getLedger(deps())(aRequest({ params: { org } }));
    const [newest, second] = Object(body).items;
    expect(newest).toMatchObject({
      amount: '60.00',
      balanceBefore: second.balanceAfter,
      balanceAfter: '70.00',
      unbooked: '50.00',
    });
    expect(await balanceNow()).toMatchObject({ balance: newest.balanceAfter, unbooked: newest.unbooked });
    clock = addSeconds(clock, GRACE_HOURS * 3600);
    await expire();
    const later = await getLedger(deps())(aRequest({ params: { org }, query: { limit: '1' } }));
    expect(Object(later.body).items).toMatchObject([
      { type: 'forfeiture', amount: '-50.00', balanceBefore: '70.00', balanceAfter: '60.00' },
    ]);
  });

  test('money that is held after the end of a lease has the end of its hold', async () => {
    await buy(deps(), org, 1, units(50));
    await addCaller(database.db, org);
    const { body } = await authorize(deps(), org, 'call');
    const { holds } = await loadAccount(database.db, org);
    expect(body).toMatchObject({ held: '10.00', heldUntil: holds[0]?.until });
    expect(Object(body).heldUntil > Object(body).leaseExpiresAt).toBe(true);
  });
});
