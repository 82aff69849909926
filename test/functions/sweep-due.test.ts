import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { sweepDue } from '../../shared/lambda/sweep-due.ts';
import { connect } from '../../shared/store/table/database.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const db = connect({ LEDGER_TABLE: 'ledger' });
const item = (sk: string) => ({ pk: 'ORG#contoso', sk, dueAt: '2026-01-01T00:00:00.000Z' });

beforeEach(() => {
  dynamodb.reset();
  dynamodb
    .on(QueryCommand)
    .resolvesOnce({ Items: [item('A'), item('B')], LastEvaluatedKey: { pk: 'x' } })
    .resolves({ Items: [item('C'), item('D')] });
  jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** Sweeps with time for this number of items; `B` fails. */
async function sweep(timeFor: number) {
  const handled: string[] = [];
  const work = { db, work: 'work', range: { until: '2026-02-01T00:00:00.000Z' }, failure: 'work failed' };
  const remainingMs = () => (timeFor - handled.length) * 1000;
  const outcome = await sweepDue({ ...work, remainingMs, reserveMs: 1000 }, async ({ sk }) => {
    handled.push(sk);
    if (sk === 'B') throw new Error('poison');
  });
  return { handled, outcome };
}

test('an item that fails is logged and counted, and the others are handled', async () => {
  expect(await sweep(9)).toEqual({ handled: ['A', 'B', 'C', 'D'], outcome: { failed: 1 } });
  const [line] = jest.mocked(process.stdout.write).mock.calls[0] ?? [];
  expect(JSON.parse(String(line))).toMatchObject({ message: 'work failed', item: item('B') });
});

test('a sweep whose time is over returns the next item', async () => {
  expect(await sweep(3)).toEqual({ handled: ['A', 'B', 'C'], outcome: { failed: 1, left: item('D') } });
});
