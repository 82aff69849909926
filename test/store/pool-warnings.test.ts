/** A pool that runs low emits a warning, for every cause and each time again. */

import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { commitUser, findUser } from '../../shared/store/licenses/users.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { readOutbox } from '../../shared/store/table/outbox.ts';
import { START } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { addCaller, publishDecks } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
const SEATTLE = '+12065550100';
const PLAN = { sku: 'CALLING_PLAN_DOMESTIC_120', assignedAt: START } as const;
let fixture: ReversalFixture;

beforeEach(async () => {
  fixture = await openReversalFixture(database.db, nextOrganizationId('pool-warnings'));
  await fixture.giveMinutes();
  await addCaller(fixture.db, fixture.org, 'ben', []);
});

async function license(...held: (typeof PLAN)[]): Promise<void> {
  const before = await findUser(fixture.db, fixture.org, 'ben');
  if (!before) throw new Error('no user');
  await commitUser(fixture.db, fixture.org, {
    before,
    after: { ...before.user, licenses: held },
    events: [],
    now: fixture.clock,
    by: BY_ADA,
  });
}

/** The events of the last write of the month's pools. */
async function warnings() {
  const Key = keys.pools(fixture.org, START.slice(0, 7));
  const { Item } = await fixture.db.client.send(new GetCommand({ TableName: fixture.db.ledgerTable, Key }));
  return readOutbox(Item).map(({ id, detail }) => ({ id, percent: detail.percent }));
}

test('a license that is taken away can empty a pool', async () => {
  await license(PLAN);
  await fixture.call('most', 118, SEATTLE);
  expect(await warnings()).toEqual([]);
  await license();
  expect(await warnings()).toMatchObject([{ percent: 80 }]);
  await fixture.call('rest', 2, SEATTLE);
  expect(await warnings()).toMatchObject([{ percent: 100 }]);
});

test('a threshold that is crossed again emits another event', async () => {
  await fixture.call('most', 100, SEATTLE);
  const [first] = await warnings();
  await license(PLAN);
  expect(await warnings()).toEqual([]);
  await fixture.call('more', 100, SEATTLE);
  const [second] = await warnings();
  expect([first?.percent, second?.percent]).toEqual([80, 80]);
  expect(second?.id).not.toBe(first?.id);
});
