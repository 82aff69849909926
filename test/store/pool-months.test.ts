/** A month of pools takes over the seats of the month before, including changes made at the same time. */
import { beforeEach, expect, test } from '@jest/globals';
import { addMonths, monthOf, startOfNextMonth } from '../../shared/domain/instants.ts';
import { changeSeats } from '../../shared/domain/licenses/pools.ts';
import { commitReversal } from '../../shared/store/calls/reversals.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { loadPools, type PoolSnapshot, poolsWrites } from '../../shared/store/licenses/pools.ts';
import { ConflictError, commit } from '../../shared/store/table/transaction.ts';
import { momentOf, START } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
const SEAT = 'US:CALLING_PLAN_DOMESTIC_120';
const MONTH = START.slice(0, 7);
const NEXT = monthOf(startOfNextMonth(MONTH));
const LATER = monthOf(addMonths(START, 4));
let fixture: ReversalFixture;

beforeEach(async () => {
  fixture = await openReversalFixture(database.db, nextOrganizationId('pool-months'));
});

const unchanged = (before: PoolSnapshot) => ({ before, after: before.pools });

async function open(month: string): Promise<void> {
  await commit(
    fixture.db,
    poolsWrites(
      fixture.db,
      fixture.org,
      [unchanged(await loadPools(fixture.db, fixture.org, month))],
      BY_ADA.actor,
    ),
  );
}

async function seatsIn(month: string): Promise<number> {
  return (await loadPools(fixture.db, fixture.org, month)).pools.seats[SEAT] ?? 0;
}

test('a license counts in a month that a call has opened already because its clock was ahead', async () => {
  await open(NEXT);
  await fixture.giveMinutes();
  expect([await seatsIn(MONTH), await seatsIn(NEXT), await seatsIn(LATER)]).toEqual([1, 1, 1]);
});

test('a month that was read before a license was assigned is not opened with the old seats', async () => {
  await open(MONTH);
  const snapshot = await loadPools(fixture.db, fixture.org, NEXT);
  await fixture.giveMinutes();
  const late = poolsWrites(fixture.db, fixture.org, [unchanged(snapshot)], BY_ADA.actor);
  await expect(commit(fixture.db, late)).rejects.toThrow(ConflictError);
});

test('of the first two months of an organization, opened at once, the second is decided again', async () => {
  const snapshot = await loadPools(fixture.db, fixture.org, NEXT);
  await fixture.giveMinutes();
  const late = poolsWrites(fixture.db, fixture.org, [unchanged(snapshot)], BY_ADA.actor);
  await expect(commit(fixture.db, late)).rejects.toThrow(ConflictError);
  expect([await seatsIn(MONTH), await seatsIn(NEXT)]).toEqual([1, 1]);
});

test('a license that was decided before the next month opened is decided again', async () => {
  await open(MONTH);
  const before = await loadPools(fixture.db, fixture.org, MONTH);
  await open(NEXT);
  const changed = { before, after: changeSeats(before.pools, { [SEAT]: 1 }) };
  const late = poolsWrites(fixture.db, fixture.org, [changed], BY_ADA.actor);
  await expect(commit(fixture.db, late)).rejects.toThrow(ConflictError);
});

test('two months opened by one decision raise the version of the month before once', async () => {
  await open(MONTH);
  const snapshots = await Promise.all(
    [NEXT, LATER].map((month) => loadPools(fixture.db, fixture.org, month)),
  );
  const writes = poolsWrites(fixture.db, fixture.org, snapshots.map(unchanged), BY_ADA.actor);
  expect(writes).toHaveLength(3);
  await commit(fixture.db, writes);
  expect((await loadPools(fixture.db, fixture.org, MONTH)).version).toBe(2);
});

test('a correction without a movement depends on the version of the account', async () => {
  await fixture.call('c1', 10);
  const before = await loadAccount(fixture.db, fixture.org);
  await fixture.buy(2, 50);
  const call = await fixture.storedCall('c1');
  if (call?.status !== 'settled') throw new Error('no settled call');
  const { at: settledAt, chargeMicros, postpaidMicros } = call.settlement;
  const original = { settledAt, durationSeconds: 600, chargeMicros, postpaidMicros };
  const kind: 'correction' | 'void' = 'correction';
  const reversal = { kind, at: fixture.clock, request: 'r', parts: [], lostMicros: 0, original };
  const nothing = { account: before, entries: [], changes: [], orders: [], parts: [], lostMicros: 0 };
  const moment = momentOf(fixture.clock);
  const postpaid = { account: before, accruals: [] };
  const plan = { before, reversal: nothing, postpaid, call: { ...call, reversal }, moment, by: BY_ADA };
  await expect(commitReversal(fixture.db, plan)).rejects.toThrow(ConflictError);
});
