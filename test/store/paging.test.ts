import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, test } from '@jest/globals';
import { queryMatching } from '../../shared/store/table/paging.ts';
import { useDatabase } from '../support/database.ts';

const database = useDatabase(async () => undefined);
const ITEMS = 450;
const sortKey = (number: number): string => `ROW#${String(number).padStart(3, '0')}`;

beforeAll(async () => {
  const { client, ledgerTable } = database.db;
  for (let start = 0; start < ITEMS; start += 25) {
    const puts = Array.from({ length: 25 }, (_, index) => start + index).map((number) => ({
      PutRequest: { Item: { pk: 'paging', sk: sortKey(number), number } },
    }));
    await client.send(new BatchWriteCommand({ RequestItems: { [ledgerTable]: puts } }));
  }
});

const find = (isMatch: (number: number) => boolean, limit: number, cursor?: string) =>
  queryMatching(
    database.db,
    { table: database.db.ledgerTable, pk: 'paging', prefix: 'ROW#', page: { limit, cursor } },
    ({ number }) => (isMatch(Number(number)) ? Number(number) : undefined),
  );

test.each([
  ['far apart', (number: number) => number % 150 === 149, [149, 299, 449]],
  ['close together', (number: number) => number > 446, [447, 448, 449]],
])('items that are %s fill their pages, and no page has more', async (_case, isMatch, expected) => {
  expect(await find(isMatch, 3)).toEqual({ items: expected, nextCursor: null });
  const first = await find(isMatch, 2);
  expect(first.items).toEqual(expected.slice(0, 2));
  expect(await find(isMatch, 2, first.nextCursor ?? '')).toEqual({
    items: expected.slice(2),
    nextCursor: null,
  });
});

test('an empty list is one empty page', async () => {
  expect(await find(() => false, 2)).toEqual({ items: [], nextCursor: null });
});
