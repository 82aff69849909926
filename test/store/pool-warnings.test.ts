/** A pool that runs low emits a warning, for every cause and each time again. */

import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { commitUser, findUser } from '../../shared/store/licenses/users.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { readOutbox } from '../../shared/store/table/outbox.ts';
import { START } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openReversalDesk, type ReversalDesk } from '../support/reversal-fixture.ts';
import { addCaller, publishDecks } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
const SEATTLE = '+12065550100';
const PLAN = { sku: 'CALLING_PLAN_DOMESTIC_120', assignedAt: START } as const;
let desk: ReversalDesk;

beforeEach(async () => {
  desk = await openReversalDesk(database.db, nextOrganizationId('pool-warnings'));
  await desk.giveMinutes();
  await addCaller(desk.db, desk.org, 'ben', []);
});

async function license(...held: (typeof PLAN)[]): Promise<void> {
  const before = await findUser(desk.db, desk.org, 'ben');
  if (!before) throw new Error('no user');
  await commitUser(desk.db, desk.org, {
    before,
    after: { ...before.user, licenses: held },
    events: [],
    now: desk.clock,
  });
}

/** The events of the last write of the month's pools. */
async function warnings() {
  const Key = keys.pools(desk.org, START.slice(0, 7));
  const { Item } = await desk.db.client.send(new GetCommand({ TableName: desk.db.ledgerTable, Key }));
  return readOutbox(Item?.outbox).map(({ id, detail }) => ({ id, percent: detail.percent }));
}

test('a license that is taken away can empty a pool', async () => {
  await license(PLAN);
  await desk.call('most', 118, SEATTLE);
  expect(await warnings()).toEqual([]);
  await license();
  expect(await warnings()).toMatchObject([{ percent: 80 }]);
  await desk.call('rest', 2, SEATTLE);
  expect(await warnings()).toMatchObject([{ percent: 100 }]);
});

test('a threshold that is crossed again emits another event', async () => {
  await desk.call('most', 100, SEATTLE);
  const [first] = await warnings();
  await license(PLAN);
  expect(await warnings()).toEqual([]);
  await desk.call('more', 100, SEATTLE);
  const [second] = await warnings();
  expect([first?.percent, second?.percent]).toEqual([80, 80]);
  expect(second?.id).not.toBe(first?.id);
});
