/**
 * Every list in one item, one partition or one transaction: how long it can get, and its size then. An item may have
 * 400 KB, a transaction 100 writes.
 */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { lotIdOf } from '../../shared/domain/credits/funding.ts';
import { holdUntil } from '../../shared/domain/credits/holds.ts';
import {
  CLAIMED_AT_ONCE,
  LOTS_AT_ONCE,
  MAX_CALL_PARTS,
  RETURNED_AT_ONCE,
} from '../../shared/domain/credits/instalments.ts';
import { MAX_FILES } from '../../shared/domain/exports/exports.ts';
import { addMonths, addSeconds } from '../../shared/domain/instants.ts';
import { SKUS } from '../../shared/domain/licenses/licenses.ts';
import { METERS } from '../../shared/domain/licenses/pools.ts';
import { loadCalls } from '../../shared/store/calls/calls.ts';
import { writeAccount } from '../../shared/store/credits/account-item.ts';
import { loadOverflowLots } from '../../shared/store/credits/lots.ts';
import { storedFile } from '../../shared/store/jobs/export-job.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { MAX_WRITES } from '../../shared/store/table/transaction.ts';
import { anAccount, anOrder, START, units } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { itemBytes } from '../support/item-size.ts';
import { openReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks, report, settle } from '../support/telephone.ts';

const ITEM_BYTES = 400 * 1024;
const ORGANIZATION = 'o'.repeat(64);
const CALL = 'c'.repeat(128);
const MICROS = 98_765_432_101;

const lotId = (number: number): string =>
  lotIdOf(anOrder({ id: `pur_${'0'.repeat(24)}` }), addSeconds(START, number));
const parts = (count: number) => Array.from({ length: count }, (_, number) => [lotId(number), MICROS]);

/** The number of holds on an account at once, when leases of every length begin every few seconds for two days. */
function mostHolds(): number {
  const live = new Set<number>();
  let most = 0;
  for (let second = 0; second < 2 * 86_400; second += 20) {
    const now = addSeconds(START, second);
    for (const leaseSeconds of [60, 600, 1800, 3600, (second * 37) % 86_400, 86_400]) {
      live.add(
        Date.parse(holdUntil({ leaseExpiresAt: addSeconds(now, leaseSeconds), now: now, graceSeconds: 120 })),
      );
    }
    for (const until of live) if (until <= Date.parse(now)) live.delete(until);
    most = Math.max(most, live.size);
  }
  return most;
}

const holds = (count: number) =>
  Array.from({ length: count }, (_, number) => ({ until: addSeconds(START, number * 60), micros: MICROS }));

/** Every calling plan in every country of the alphabet of two letters that ISO has assigned. */
function poolsItem(countries: number): Record<string, unknown> {
  const plans = SKUS.filter((sku) => sku.startsWith('CALLING_PLAN_'));
  const names = Array.from({ length: countries }, (_, number) =>
    String.fromCharCode(65 + (number % 26), 65 + Math.floor(number / 26)),
  );
  const pools = names.flatMap((country) => plans.map((plan) => `${country}:${plan}`));
  const use = Object.fromEntries(METERS.slice(0, 2).map((meter) => [meter, [123_456, MICROS]]));
  return {
    ...keys.pools(ORGANIZATION, '2026-01'),
    version: 1_234_567,
    seats: Object.fromEntries(pools.map((pool) => [pool, 12_345])),
    used: Object.fromEntries(pools.map((pool) => [pool, use])),
  };
}

describe('row 11: a list in one item', () => {
  const settlement = { parts: parts(MAX_CALL_PARTS + LOTS_AT_ONCE), chargeMicros: MICROS };
  test.each([
    [
      'lots that paid for a call, and those that it came back to',
      `${MAX_CALL_PARTS} of either`,
      320,
      () => itemBytes({ ...keys.call(ORGANIZATION, CALL), settlement, reversal: settlement }),
    ],
    [
      'lots of an instalment in its entry',
      `${LOTS_AT_ONCE}`,
      4,
      () => itemBytes({ ...keys.entry(ORGANIZATION, 1), parts: parts(LOTS_AT_ONCE) }),
    ],
    [
      'calls that made debts in one settlement',
      '90',
      16,
      () =>
        itemBytes({
          ...keys.debt(ORGANIZATION, MICROS),
          to: MICROS,
          calls: Array(90).fill([CALL, MICROS, MICROS]),
        }),
    ],
    [
      'one payment of any number of debts',
      'the lots that paid it: 100',
      6,
      () =>
        itemBytes({
          ...keys.debtPayment(ORGANIZATION, MICROS),
          paid: [MICROS, parts(100).map((part) => [...part, MICROS])],
        }),
    ],
    [
      'files of an export',
      `${MAX_FILES}, of 50,000 rows each`,
      100,
      () => {
        const file = { kind: 'invoices', rows: 50_000, bytes: 98_765_432, sha256: 'a'.repeat(64) } as const;
        return itemBytes({
          ...keys.job(ORGANIZATION, ORGANIZATION),
          files: Array(MAX_FILES).fill(storedFile(file)),
        });
      },
    ],
    ['pools of a month', 'every calling plan in 40 countries', 32, () => itemBytes(poolsItem(40))],
    ['pools of a month', 'every calling plan in all 249 countries', 200, () => itemBytes(poolsItem(249))],
    [
      'holds on the account',
      `${mostHolds()} distinct instants, however many calls are up`,
      2,
      () =>
        itemBytes(
          writeAccount(anAccount({ organizationId: ORGANIZATION, holds: holds(mostHolds()) }), START),
        ),
    ],
    [
      'the answer of a void, kept for its key',
      `${MAX_CALL_PARTS} lots`,
      240,
      () =>
        JSON.stringify(parts(MAX_CALL_PARTS).map(([id]) => ({ lotId: id, amount: '123456.789012' }))).length,
    ],
    [
      'warnings of minute pools that one settlement emits',
      '90 calls, two thresholds each',
      72,
      () =>
        JSON.stringify(
          Array(180).fill({
            id: `${ORGANIZATION}:2026-01:1234567:US:CALLING_PLAN_INTERNATIONAL:international:100:PoolWarning`,
            type: 'PoolWarning',
            detail: {
              organization: ORGANIZATION,
              month: '2026-01',
              pool: 'US:CALLING_PLAN_INTERNATIONAL',
              meter: 'international',
              percent: 100,
              totalMinutes: 123_456,
              usedMinutes: 123_456,
            },
          }),
        ).length,
    ],
    [
      'quantities of licenses',
      `${SKUS.length} SKUs`,
      0.5,
      () => itemBytes({ ...keys.licenses(ORGANIZATION), quantities: SKUS.map((sku) => [sku, 1e7, 1e7]) }),
    ],
    [
      'licenses of a user, with those removed since',
      `${SKUS.length} held and 12 removed`,
      3,
      () =>
        itemBytes({
          licenses: Array(SKUS.length + 12).fill({ sku: SKUS[3], assignedAt: START, removedAt: START }),
        }),
    ],
    [
      'lines of a bulk assignment in one item, before they are compressed',
      '1,000 names',
      160,
      () => JSON.stringify(Array(1000).fill([100_000, 'n'.repeat(113)])).length,
    ],
    [
      'lines of a bulk assignment that failed, in one item',
      '90 lines, those of one transaction',
      32,
      () =>
        itemBytes({
          failures: Array(90).fill({
            line: 100_000,
            userPrincipalName: 'n'.repeat(113),
            code: 'no-license-available',
            detail: 'd'.repeat(80),
          }),
        }),
    ],
  ] as const)('%s: %s, at most %s KB', (_kind, _bound, kilobytes, measure) => {
    const bytes = measure();
    expect(bytes).toBeLessThanOrEqual(kilobytes * 1024);
    expect(bytes).toBeGreaterThan(kilobytes * 512);
    expect(bytes).toBeLessThan(ITEM_BYTES);
  });
});

describe('row 11: a list in one transaction', () => {
  test.each([
    [
      'an instalment: account, lots, those pushed out of the window, entry, debt, statement, pools, call',
      LOTS_AT_ONCE + 1 + 4 + 1 + 1 + 1 + 2 + 1,
    ],
    [
      'a step of a reversal: three writes a lot, account, window, entry, debts, call',
      3 * RETURNED_AT_ONCE + 1 + 4 + 1 + 3 + 1,
    ],
    ['a step of a reversal of claimed lots: the order of each, too', 4 * CLAIMED_AT_ONCE + 1 + 4 + 1 + 3 + 1],
  ])('%s', (_kind, writes) => {
    expect(writes).toBeLessThanOrEqual(MAX_WRITES);
  });
});

const database = useDatabase(publishDecks);

/** Lots of which only the first and the last are open. */
async function manyClosedLots(org: string, count: number): Promise<string[]> {
  const items = Array.from({ length: count }, (_, number) => ({
    ...keys.lot(org, lotId(number)),
    orderId: `pur_${number}`,
    source: 'purchase',
    amountMicros: units(50),
    remainingMicros: number === 0 || number === count - 1 ? units(50) : 0,
    forfeitedMicros: 0,
    withdrawnMicros: 0,
    purchasedAt: START,
    expiresAt: addSeconds(START, 365 * 86_400),
  }));
  for (let start = 0; start < items.length; start += 25) {
    const puts = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    await database.db.client.send(
      new BatchWriteCommand({ RequestItems: { [database.db.ledgerTable]: puts } }),
    );
  }
  return [lotId(0), lotId(count - 1)];
}

test('row 11: finding the lot beyond 1,500 closed ones takes five requests', async () => {
  const org = nextOrganizationId('bounds');
  const [first = '', last] = await manyClosedLots(org, 1502);
  let requests = 0;
  database.db.client.middlewareStack.add(
    (next) => (args) => {
      requests += 1;
      return next(args);
    },
    { step: 'initialize', name: 'count-requests' },
  );
  const lots = await loadOverflowLots(database.db, org, first, 5);
  database.db.client.middlewareStack.remove('count-requests');
  expect(lots.map(({ id }) => id)).toEqual([first, last]);
  expect(requests).toBe(5);
});

test('row 11: ninety calls of three years of months, each with a pool of its own, are settled', async () => {
  const fixture = await openReversalFixture(database.db, nextOrganizationId('months'));
  await fixture.giveMinutes();
  const records = Array.from({ length: 90 }, (_, number) => ({
    ...fixture.record(`c${number}`, 1, '+14255550100'),
    startedAt: addMonths(fixture.clock, -(number % 35)),
  }));
  await report(fixture.deps, fixture.org, records);
  const ids = records.map(({ callId }) => callId);
  expect(await settle(fixture.deps, fixture.org, ids)).toEqual([]);
  const { calls } = await loadCalls(database.db, fixture.org, ids);
  expect(new Set(calls.map(({ status }) => status))).toEqual(new Set(['settled']));
  expect(calls).toHaveLength(90);
});
