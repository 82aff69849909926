import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../shared/store/table/database.ts';
import {
  type WriteCondition,
  whenAll,
  whenIn,
  whenReachable,
  whenReachableFromExisting,
} from '../../shared/store/table/transitions.ts';
import { startDynamoDb } from '../support/dynamodb.ts';

let db: Database;
let close: (() => Promise<void>) | undefined;

beforeAll(async () => {
  ({ db, close } = await startDynamoDb());
}, 180_000);
afterAll(async () => close?.());

const TABLE = { opened: ['absent'], held: ['absent', 'open'], closed: ['open', 'held'] } as const;
const Key = { pk: 'ITEM#one', sk: 'ITEM' };

/** The statuses of an existing item, or no item, for which a write under the condition takes place. */
async function accepted(condition: WriteCondition, statuses: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const [index, status] of statuses.entries()) {
    const pk = `ITEM#${condition.ConditionExpression}#${index}`;
    const put = { TableName: db.callsTable, Item: { ...Key, pk, status } };
    if (status !== 'absent') await db.client.send(new PutCommand(put));
    try {
      await db.client.send(new PutCommand({ ...put, ...condition }));
      found.push(status);
    } catch (error) {
      expect(error).toMatchObject({ name: 'ConditionalCheckFailedException' });
    }
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
    [
      'whenAll',
      whenAll(whenReachable(TABLE, 'held'), { ConditionExpression: 'attribute_exists(pk)' }),
      ['open'],
    ],
    [
      'whenAll, without names or values',
      whenAll(
        { ConditionExpression: 'attribute_exists(pk)' },
        { ConditionExpression: 'attribute_not_exists(due)' },
      ),
      ['open', 'held', 'closed'],
    ],
  ])('%s holds for the listed statuses and no other', async (_name, condition, expected) => {
    expect(await accepted(condition, STATUSES)).toEqual(expected);
  });
});
