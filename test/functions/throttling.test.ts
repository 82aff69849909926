import { ProvisionedThroughputExceededException } from '@aws-sdk/client-dynamodb';
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { expireLots } from '../../functions/expiry/expire-lots.ts';
import { loadCallContext } from '../../shared/store/calls/authorizations.ts';
import { acceptUsage } from '../../shared/store/calls/usage-intake.ts';
import { writeAccount } from '../../shared/store/credits/account-item.ts';
import { loadItems } from '../../shared/store/table/batch.ts';
import { connect } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { aFundedAccount, START } from '../support/accounts.ts';
import { aContext, aHandler, anEvent, testOperation } from '../support/requests.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const db = connect({ LEDGER_TABLE: 'ledger', CALLS_TABLE: 'calls' });
const throttled = new ProvisionedThroughputExceededException({ $metadata: {}, message: 'slow down' });
const record = (callId: string) => ({
  callId,
  type: 'user_out' as const,
  to: '+41446681800',
  startedAt: START,
  durationSeconds: 60,
});

beforeEach(() => {
  dynamodb.reset();
});

describe('reading many items', () => {
  const requested = Array.from({ length: 230 }, (_, index) => ({ pk: `p${index}`, sk: 's' }));

  test('loadItems requests unprocessed keys again until all items are read', async () => {
    const sizes: number[] = [];
    dynamodb.on(BatchGetCommand).callsFake(({ RequestItems }) => {
      const { Keys } = RequestItems.calls;
      sizes.push(Keys.length);
      const half = Math.ceil(Keys.length / 2);
      const rest = Keys.slice(half);
      return {
        Responses: { calls: Keys.slice(0, half) },
        ...(rest.length > 0 ? { UnprocessedKeys: { calls: { Keys: rest } } } : {}),
      };
    });
    const items = await loadItems(db, 'calls', [...requested, ...requested.slice(0, 10)]);
    expect(new Set(items.map(({ pk }) => pk)).size).toBe(230);
    expect(items).toHaveLength(230);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
  });

  test('loadItems fails in the end instead of returning fewer items than exist', async () => {
    dynamodb.on(BatchGetCommand).callsFake(({ RequestItems }) => ({ UnprocessedKeys: RequestItems }));
    await expect(loadItems(db, 'calls', requested.slice(0, 3))).rejects.toThrow('unprocessed');
  });
});

describe('usage intake', () => {
  const request = { receivedAt: START, requestId: 'r' };

  test('intake writes unprocessed marks again before any page, and pages before any call', async () => {
    const order: string[] = [];
    dynamodb
      .on(BatchWriteCommand)
      .callsFakeOnce(({ RequestItems }) => {
        order.push('throttled');
        return { UnprocessedItems: RequestItems };
      })
      .callsFake(() => {
        order.push('marks');
        return {};
      });
    dynamodb.on(BatchExecuteStatementCommand).callsFake(({ Statements }) => {
      order.push(Statements[0].Statement.includes("'rows'") ? 'pages' : 'calls');
      return { Responses: Statements.map(() => ({})) };
    });
    const outcomes = await acceptUsage(db, 'o', [record('a'), record('b')], request);
    expect(outcomes[1]).toEqual({ kind: 'accepted', callId: 'b' });
    expect(order).toEqual(['throttled', 'marks', 'pages', 'calls']);
  });

  test.each(['pages', 'calls'])(
    'intake reports a call neither as accepted nor as a duplicate when a write of its %s was throttled',
    async (throttled) => {
      dynamodb.on(BatchWriteCommand).resolves({});
      dynamodb.on(BatchExecuteStatementCommand).callsFake(({ Statements }) => {
        const part = Statements[0].Statement.includes("'rows'") ? 'pages' : 'calls';
        const slow = { Error: { Code: 'ThrottlingError', Message: 'slow down' } };
        return { Responses: Statements.map(() => (part === throttled ? slow : {})) };
      });
      const intake = acceptUsage(db, 'o', [record('a'), record('b')], request);
      await expect(intake).rejects.toThrow('ThrottlingError');
    },
  );
});

test('an authorization whose reads are incomplete reads again instead of deciding on a part', async () => {
  dynamodb.on(BatchGetCommand).callsFake(({ RequestItems }) => ({ UnprocessedKeys: RequestItems }));
  const request = { organizationId: 'o', userId: 'ada', at: START, lots: 0 };
  await expect(loadCallContext(db, request)).rejects.toMatchObject({ name: 'ConflictError' });
});

test('an operation that is throttled after all attempts of the SDK is a fault without details', async () => {
  dynamodb.on(GetCommand).rejects(throttled);
  const read = testOperation({}, async () => {
    await db.client.send(new GetCommand({ TableName: 'ledger', Key: keys.account('o') }));
    return { status: 200 };
  });
  const response = await aHandler({ read })(anEvent('GET /test', {}), aContext());
  expect(response.statusCode).toBe(500);
  expect(response.body).toContain('internal-error');
  expect(response.body).not.toContain('slow down');
});

describe('a sweep', () => {
  const due = (org: string) => ({ ...keys.lot(org, 'lot_1'), due: 'expire-lots', dueAt: START });

  test('a sweep continues with the next item after a failure, and counts it', async () => {
    const { account, lot } = aFundedAccount();
    const later = lot.expiresAt;
    const item = { ...writeAccount(account, START), ...keys.account('fine') };
    dynamodb
      .on(QueryCommand)
      .resolves({ Items: [due('broken'), { ...due('fine'), ...keys.lot('fine', lot.id) }] });
    dynamodb.on(GetCommand, { Key: keys.account('broken') }).rejects(throttled);
    dynamodb.on(GetCommand, { Key: keys.account('fine') }).resolves({ Item: item });
    dynamodb.on(TransactWriteCommand).resolves({});
    const sweep = expireLots({ db, graceHours: 48, now: () => later });
    expect(await sweep({ remainingMs: () => 60_000 })).toEqual({ forfeited: 0, lapsed: 1, failed: 1 });
  });

  test('a sweep stops before its time runs out', async () => {
    dynamodb.on(QueryCommand).resolves({ Items: [due('a'), due('b')] });
    const sweep = expireLots({ db, graceHours: 48, now: () => START });
    expect(await sweep({ remainingMs: () => 1000 })).toEqual({ forfeited: 0, lapsed: 0, failed: 0 });
    expect(dynamodb.commandCalls(GetCommand)).toHaveLength(0);
  });
});
