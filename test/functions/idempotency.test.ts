import {
  ConditionalCheckFailedException,
  ProvisionedThroughputExceededException,
} from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { ALL_ROUTES } from '../../shared/contract/routes/all.ts';
import { PURCHASES } from '../../shared/contract/routes/purchases.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { HttpResponse } from '../../shared/lambda/http.ts';
import { idempotent } from '../../shared/lambda/idempotency.ts';
import { connect } from '../../shared/store/table/database.ts';
import { START } from '../support/accounts.ts';
import { aRequest } from '../support/requests.ts';

type Run = () => Promise<HttpResponse>;

const dynamodb = mockClient(DynamoDBDocumentClient);
const db = connect({ LEDGER_TABLE: 'ledger' });
beforeEach(() => {
  dynamodb.reset();
});

const throttled = new ProvisionedThroughputExceededException({ $metadata: {}, message: 'slow down' });
const paid: Run = async () => ({ status: 201, body: { id: 'pur_1' } });
const request = aRequest({ headers: { 'idempotency-key': 'k' } });
const run = (operation: Run) => {
  const keyed = Object.assign(operation, { route: PURCHASES.createPurchase });
  return idempotent({ db, now: () => START }, keyed)(request);
};

describe('when the table throttles', () => {
  test('the operation does not run if the claim is throttled', async () => {
    dynamodb.on(PutCommand).rejects(throttled);
    let runs = 0;
    const operation: Run = async () => {
      runs += 1;
      return { status: 201 };
    };
    await expect(run(operation)).rejects.toBe(throttled);
    expect(runs).toBe(0);
  });

  test('the caller gets the answer, and the claim stays, if keeping the answer is throttled', async () => {
    dynamodb.on(PutCommand).resolvesOnce({}).rejects(throttled);
    expect(await run(paid)).toMatchObject({ status: 201, body: { id: 'pur_1' } });
    expect(dynamodb.commandCalls(DeleteCommand)).toHaveLength(0);
  });

  test('the caller gets the refusal if keeping it is throttled', async () => {
    dynamodb.on(PutCommand).resolvesOnce({}).rejects(throttled);
    const refusal = refusals.paymentMethodRequired();
    await expect(run(() => Promise.reject(refusal))).rejects.toBe(refusal);
  });
});

test('a claim whose response was lost still belongs to its run when the request is repeated', async () => {
  dynamodb
    .on(PutCommand)
    .callsFakeOnce((input: { Item: Record<string, unknown> }) => {
      throw new ConditionalCheckFailedException({ $metadata: {}, message: '', Item: marshall(input.Item) });
    })
    .resolves({});
  expect(await run(paid)).toMatchObject({ status: 201 });
});

test('every run has an id of its own', async () => {
  dynamodb.on(PutCommand).resolves({});
  await run(paid);
  await run(paid);
  const ids = dynamodb.commandCalls(PutCommand).map(({ args }) => args[0].input.Item?.runId);
  expect(new Set(ids).size).toBe(2);
});

test('the routes that move money, or lead to where it is paid, are those that take a key', () => {
  const keyed = ALL_ROUTES.filter(({ idempotent: required }) => required);
  expect(
    keyed.map(({ method, path }) => `${method} ${path.replace('/v1/organizations/{org}', '')}`).sort(),
  ).toEqual([
    'POST /calls/{call}/correction',
    'POST /calls/{call}/void',
    'POST /grants',
    'POST /lots/{lot}/extend',
    'POST /lots/{lot}/move',
    'POST /lots/{lot}/write-off',
    'POST /payment-methods/sessions',
    'POST /purchases',
    'POST /purchases/{purchase}/refund',
  ]);
});
