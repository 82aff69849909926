/** Calls of the earlier layout: their own items have all there is to know of them, and pages list their ids only. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { settleOrganization } from '../../functions/usage/settle-organization.ts';
import { settleStragglers } from '../../functions/usage/settle-stragglers.ts';
import { isReceived } from '../../shared/domain/calls/call.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { callItem } from '../../shared/store/calls/call-item.ts';
import { findCallWithPage, loadCalls } from '../../shared/store/calls/calls.ts';
import { pageWork } from '../../shared/store/calls/pages-of-ids.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { put, sendPut } from '../../shared/store/table/writes.ts';
import { units } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks, report, settle, type UsageBody } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
let fixture: ReversalFixture;
let clock: string | undefined;

beforeEach(async () => {
  fixture = await openReversalFixture(database.db, nextOrganizationId('earlier'));
  // Tests share the progress of the sweep: the clock of each starts after that of the one before.
  fixture.clock = addSeconds(clock ?? fixture.clock, 3600);
  clock = fixture.clock;
});

/** Stores the call, and the page that lists it, as the earlier layout has them. */
async function storeAsEarlier(callId: string): Promise<void> {
  const found = await findCallWithPage(fixture.db, fixture.org, callId);
  if (!found?.page) throw new Error(`${callId} is not on a page`);
  const { call, page } = found;
  const { callsTable } = fixture.db;
  await sendPut(fixture.db, put(callsTable, callItem(call)));
  const due = { due: pageWork(0), dueAt: page.receivedAt };
  const { firstStart, lastStart } = page;
  await sendPut(
    fixture.db,
    put(callsTable, { ...keys.page(page), calls: [callId], firstStart, lastStart, ...due }),
  );
}

/** Reported before the layout changed, and settled if `settles`. */
async function earlierCall(callId: string, minutes: number, settles = true): Promise<UsageBody> {
  const record = fixture.record(callId, minutes);
  await report(fixture.deps, fixture.org, [record]);
  if (settles) await settle(fixture.deps, fixture.org, [callId]);
  await storeAsEarlier(callId);
  return record;
}

async function pageOf(callId: string): Promise<Record<string, unknown> | undefined> {
  const { call } = (await findCallWithPage(fixture.db, fixture.org, callId)) ?? {};
  const { startedAt = '', page: name = '' } = call ?? {};
  const Key = keys.page({ organizationId: fixture.org, day: startedAt.slice(0, 10), name });
  return (await fixture.db.client.send(new GetCommand({ TableName: fixture.db.callsTable, Key }))).Item;
}

async function sweep(): Promise<void> {
  fixture.clock = addSeconds(fixture.clock, 600);
  await settleStragglers(fixture.deps)({ remainingMs: () => 60_000 });
}

describe('a call that was accepted in the earlier layout', () => {
  test.each([
    ['waits for its settlement', false],
    ['is settled', true],
  ])(
    'a record of a call of the earlier layout that %s is a duplicate, or a conflict',
    async (_case, settles) => {
      const record = await earlierCall('c1', 20, settles);
      const longer = { ...record, durationSeconds: 60 };
      const other = fixture.record('c2', 1);
      expect(await report(fixture.deps, fixture.org, [record, other])).toMatchObject({
        body: { accepted: 1, duplicates: 1 },
      });
      expect(await report(fixture.deps, fixture.org, [longer])).toMatchObject({
        body: { accepted: 0, rejected: [{ code: 'conflicting-record' }] },
      });
      await sweep();
      await sweep();
      expect(await fixture.balance()).toBe(units(29));
      await fixture.lots();
    },
  );

  test('a call of the earlier layout is voided once, and its page stays as it is', async () => {
    await earlierCall('c1', 20);
    const before = await pageOf('c1');
    expect(await fixture.void('c1', 'k1')).toMatchObject({ body: { status: 'voided', refunded: '20.00' } });
    expect(await pageOf('c1')).toEqual(before);
    await expect(fixture.void('c1', 'k2')).rejects.toMatchObject({ code: 'call-already-reversed' });
    expect(await fixture.balance()).toBe(units(50));
  });

  test('a call of the earlier layout is corrected', async () => {
    await earlierCall('c1', 20);
    expect(await fixture.correct('c1', 'k1', 60)).toMatchObject({ body: { charge: '1.00' } });
    expect(await fixture.balance()).toBe(units(49));
    await fixture.lots();
  });

  test('a call that was voided in the earlier layout stays voided: its record is a duplicate', async () => {
    const record = await earlierCall('c1', 20);
    await fixture.void('c1', 'k1');
    expect(await report(fixture.deps, fixture.org, [record])).toMatchObject({ body: { duplicates: 1 } });
    await sweep();
    expect(await fixture.storedCall('c1')).toMatchObject({ status: 'voided' });
    expect(await fixture.balance()).toBe(units(50));
  });

  test('a call of the earlier layout that waits is not voided, and is settled by the sweep', async () => {
    await earlierCall('c1', 20, false);
    await expect(fixture.void('c1', 'k1')).rejects.toMatchObject({ code: 'call-not-settled' });
    await sweep();
    expect(await fixture.storedCall('c1')).toMatchObject({ status: 'settled' });
    expect(await fixture.void('c1', 'k1')).toMatchObject({ body: { status: 'voided' } });
    await fixture.lots();
  });

  test.each([['alone', ['c1']] as const, ['together', ['c1', 'c2']] as const])(
    'runs that read it before it was settled, %s, charge it once',
    async (_case, callIds) => {
      for (const callId of callIds) await earlierCall(callId, 1, false);
      const { calls } = await loadCalls(fixture.db, fixture.org, callIds);
      const waiting = calls.filter(isReceived);
      expect(waiting).toHaveLength(callIds.length);
      for (let run = 0; run < 2; run += 1) await settleOrganization(fixture.deps, fixture.org, waiting);
      expect(await fixture.balance()).toBe(units(50 - callIds.length));
    },
  );
});
