import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { all, type Condition, exists, isAbsent } from '../../shared/store/table/conditions.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { whenIn, whenReachable, whenReachableFromExisting } from '../../shared/store/table/transitions.ts';
import { isMade, put, putIf, sendPut } from '../../shared/store/table/writes.ts';
import { startDynamoDb } from '../support/dynamodb.ts';

let db: Database;
let close: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ db, close } = await startDynamoDb());
}, 180_000);
afterAll(async () => close?.());

const TABLE = { opened: ['absent'], held: ['absent', 'open'], closed: ['open', 'held'] } as const;
const KEY = { pk: 'ITEM#one', sk: 'ITEM' };

/** The statuses of an existing item, or no item, for which a write under the condition takes place. */
async function accepted(name: string, condition: Condition, statuses: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const status of statuses) {
    const item = { ...KEY, pk: `ITEM#${name}#${status}`, status };
    if (status !== 'absent') await sendPut(db, put(db.callsTable, item));
    if (await isMade(sendPut(db, putIf(db.callsTable, item, condition)))) found.push(status);
  }
  return found;
}

describe('a condition from a table of transitions', () => {
  const STATUSES = ['absent', 'open', 'held', 'closed'];

  test.each([
    ['whenReachable, from nothing only', whenReachable(TABLE, 'opened'), ['absent']],
    ['whenReachable, from nothing or a status', whenReachable(TABLE, 'held'), ['absent', 'open']],
    ['whenReachable, from two statuses', whenReachable(TABLE, 'closed'), ['open', 'held']],
    ['whenReachableFromExisting', whenReachableFromExisting(TABLE, 'held'), ['open']],
    ['whenIn', whenIn('open', 'closed'), ['open', 'closed']],
    ['all', all(whenReachable(TABLE, 'held'), exists), ['open']],
    ['all, without a status', all(exists, isAbsent('due')), ['open', 'held', 'closed']],
  ])('%s holds for the listed statuses and no other', async (name, condition, expected) => {
    expect(await accepted(name, condition, STATUSES)).toEqual(expected);
  });
});
