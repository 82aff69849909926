import {
  InternalServerError,
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { MoreLotsNeeded } from '../../shared/domain/credits/account.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { connect } from '../../shared/store/table/database.ts';
import {
  ATTEMPTS,
  ConflictError,
  commit,
  decideAndCommit,
  type Write,
} from '../../shared/store/table/transaction.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const db = connect({ LEDGER_TABLE: 'ledger' });
beforeEach(() => {
  dynamodb.reset();
});

const write = (refusal?: Write['refusal']): Write => ({
  request: { Put: { TableName: 'ledger', Item: { pk: 'p', sk: 's' } } },
  ...(refusal ? { refusal } : {}),
});
const WRITES = [write(), write(() => refusals.noLicenseAvailable('E5', 3)), write()];

const canceled = (...codes: string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'canceled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });

const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => error,
  );

describe('trap 21: a canceled transaction is read reason by reason', () => {
  test.each([
    ['a conflict', ['None', 'TransactionConflict', 'None'], []],
    ['a throttle', ['ThrottlingError', 'None', 'None'], []],
    ['throughput', ['None', 'None', 'ProvisionedThroughputExceeded'], []],
    ['a conflict and a throttle', ['TransactionConflict', 'ThrottlingError', 'None'], []],
    ['a precondition that failed', ['ConditionalCheckFailed', 'None', 'None'], [0]],
    ['two preconditions', ['ConditionalCheckFailed', 'None', 'ConditionalCheckFailed'], [0, 2]],
    ['a precondition and a conflict', ['TransactionConflict', 'None', 'ConditionalCheckFailed'], [2]],
  ])('a cancellation by %s means: decide again', async (_case, codes, failed) => {
    dynamodb.on(TransactWriteCommand).rejects(canceled(...codes));
    const outcome = await outcomeOf(commit(db, WRITES));
    expect(outcome).toBeInstanceOf(ConflictError);
    expect(outcome).toMatchObject({ failed });
  });

  test.each([
    ['alone', ['None', 'ConditionalCheckFailed', 'None']],
    ['beside a precondition that failed', ['ConditionalCheckFailed', 'ConditionalCheckFailed', 'None']],
    ['beside a conflict', ['TransactionConflict', 'ConditionalCheckFailed', 'None']],
  ])('a failed condition that states a rule throws its own refusal: %s', async (_case, codes) => {
    dynamodb.on(TransactWriteCommand).rejects(canceled(...codes));
    expect(await outcomeOf(commit(db, WRITES))).toMatchObject({ code: 'no-license-available' });
  });

  test.each([
    ['what can never succeed', canceled('ValidationError', 'None', 'None')],
    ['that beside a conflict', canceled('ItemCollectionSizeLimitExceeded', 'TransactionConflict', 'None')],
    ['a cancellation without reasons', new TransactionCanceledException({ $metadata: {}, message: '' })],
    ['a fault of the service', new InternalServerError({ $metadata: {}, message: '' })],
    ['a lost connection', new Error('socket hang up')],
  ])('a fault stays a fault: %s', async (_case, error) => {
    dynamodb.on(TransactWriteCommand).rejects(error);
    expect(await outcomeOf(commit(db, WRITES))).toBe(error);
    expect(dynamodb.commandCalls(TransactWriteCommand)).toHaveLength(1);
  });

  test('a request that is still running means: decide again', async () => {
    const error = new TransactionInProgressException({ $metadata: {}, message: '' });
    dynamodb.on(TransactWriteCommand).rejects(error);
    expect(await outcomeOf(commit(db, WRITES))).toBeInstanceOf(ConflictError);
  });
});

describe('deciding and committing', () => {
  test('decideAndCommit starts again from fresh state after conflicts', async () => {
    dynamodb
      .on(TransactWriteCommand)
      .rejectsOnce(canceled('TransactionConflict'))
      .rejectsOnce(canceled('ConditionalCheckFailed'))
      .resolves({});
    let loads = 0;
    const done = await decideAndCommit(async () => {
      loads += 1;
      await commit(db, [write()]);
      return loads;
    });
    expect(done).toBe(3);
  });

  test('decideAndCommit gives up after a bounded number of attempts, and says when to try again', async () => {
    dynamodb.on(TransactWriteCommand).rejects(canceled('TransactionConflict'));
    const outcome = await outcomeOf(decideAndCommit(() => commit(db, [write()])));
    expect(outcome).toMatchObject({ code: 'contended', members: { retryAfterSeconds: 1 } });
    expect(dynamodb.commandCalls(TransactWriteCommand)).toHaveLength(ATTEMPTS);
  });

  test('decideAndCommit does not repeat a refusal or a fault', async () => {
    const throttled = new ProvisionedThroughputExceededException({ $metadata: {}, message: '' });
    for (const error of [refusals.notFound('organization'), throttled]) {
      let attempts = 0;
      const attempt = async () => {
        attempts += 1;
        throw error;
      };
      expect(await outcomeOf(decideAndCommit(attempt))).toBe(error);
      expect(attempts).toBe(1);
    }
  });

  test('decideAndCommit loads more lots when the decision needs them', async () => {
    const asked: number[] = [];
    await decideAndCommit(async (lots) => {
      asked.push(lots);
      if (lots < 200) throw new MoreLotsNeeded();
    });
    expect(asked).toEqual([0, 25, 100, 400]);
  });
});
