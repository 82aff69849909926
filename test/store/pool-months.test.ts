/** A month of pools takes over the seats of the month before, including changes made at the same time. */
import { beforeEach, expect, test } from '@jest/globals';
import { addMonths, monthOf, startOfNextMonth } from '../../shared/domain/instants.ts';
import { changeSeats } from '../../shared/domain/licenses/pools.ts';
import { commitReversal } from '../../shared/store/calls/reversals.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { loadPools, type PoolSnapshot, poolsWrites } from '../../shared/store/licenses/pools.ts';
import { ConflictError, commit } from '../../shared/store/table/transaction.ts';
import { momentOf, START } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openReversalDesk, type ReversalDesk } from '../support/reversal-fixture.ts';
import { publishDecks } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
const SEAT = 'US:CALLING_PLAN_DOMESTIC_120';
const MONTH = START.slice(0, 7);
const NEXT = monthOf(startOfNextMonth(MONTH));
const LATER = monthOf(addMonths(START, 4));
let desk: ReversalDesk;

beforeEach(async () => {
  desk = await openReversalDesk(database.db, nextOrganizationId('pool-months'));
});

const unchanged = (before: PoolSnapshot) => ({ before, after: before.pools });

async function open(month: string): Promise<void> {
  await commit(
    desk.db,
    poolsWrites(desk.db, desk.org, [unchanged(await loadPools(desk.db, desk.org, month))]),
  );
}

async function seatsIn(month: string): Promise<number> {
  return (await loadPools(desk.db, desk.org, month)).pools.seats[SEAT] ?? 0;
}

test('a license counts in a month that a call has opened already because its clock was ahead', async () => {
  await open(NEXT);
  await desk.giveMinutes();
  expect([await seatsIn(MONTH), await seatsIn(NEXT), await seatsIn(LATER)]).toEqual([1, 1, 1]);
});

test('a month that was read before a license was assigned is not opened with the old seats', async () => {
  await open(MONTH);
  const snapshot = await loadPools(desk.db, desk.org, NEXT);
  await desk.giveMinutes();
  const late = poolsWrites(desk.db, desk.org, [unchanged(snapshot)]);
  await expect(commit(desk.db, late)).rejects.toThrow(ConflictError);
});

test('of the first two months of an organization, opened at once, the second is decided again', async () => {
  const snapshot = await loadPools(desk.db, desk.org, NEXT);
  await desk.giveMinutes();
  const late = poolsWrites(desk.db, desk.org, [unchanged(snapshot)]);
  await expect(commit(desk.db, late)).rejects.toThrow(ConflictError);
  expect([await seatsIn(MONTH), await seatsIn(NEXT)]).toEqual([1, 1]);
});

test('a license that was decided before the next month opened is decided again', async () => {
  await open(MONTH);
  const before = await loadPools(desk.db, desk.org, MONTH);
  await open(NEXT);
  const late = poolsWrites(desk.db, desk.org, [{ before, after: changeSeats(before.pools, { [SEAT]: 1 }) }]);
  await expect(commit(desk.db, late)).rejects.toThrow(ConflictError);
});

test('two months opened by one decision raise the version of the month before once', async () => {
  await open(MONTH);
  const snapshots = await Promise.all([NEXT, LATER].map((month) => loadPools(desk.db, desk.org, month)));
  const writes = poolsWrites(desk.db, desk.org, snapshots.map(unchanged));
  expect(writes).toHaveLength(3);
  await commit(desk.db, writes);
  expect((await loadPools(desk.db, desk.org, MONTH)).version).toBe(2);
});

test('a correction without a movement depends on the version of the account', async () => {
  await desk.call('c1', 10);
  const before = await loadAccount(desk.db, desk.org);
  await desk.buy(2, 50);
  const call = await desk.storedCall('c1');
  if (call?.status !== 'settled') throw new Error('no settled call');
  const { at: settledAt, chargeMicros, postpaidMicros } = call.settlement;
  const original = { settledAt, durationSeconds: 600, chargeMicros, postpaidMicros };
  const kind: 'correction' | 'void' = 'correction';
  const reversal = { kind, at: desk.clock, request: 'r', parts: [], lostMicros: 0, original };
  const nothing = { account: before, entries: [], changes: [], parts: [], lostMicros: 0 };
  const plan = { before, reversal: nothing, call: { ...call, reversal }, moment: momentOf(desk.clock) };
  await expect(commitReversal(desk.db, plan)).rejects.toThrow(ConflictError);
});
