import { DynamoDBDocumentClient, GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { putPaymentMethod } from '../../functions/organizations/payment-methods.ts';
import { problemOf } from '../../shared/lambda/problem.ts';
import { writeAccount } from '../../shared/store/credits/account-item.ts';
import { connect } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { anAccount, START } from '../support/accounts.ts';
import { FakeGateway, noAlarm } from '../support/fake-gateway.ts';
import { PLAIN_PAPERS } from '../support/papers.ts';
import { aRequest } from '../support/requests.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const db = connect({ LEDGER_TABLE: 'ledger' });
const gateway = new FakeGateway();

beforeEach(() => {
  dynamodb.reset();
  dynamodb.on(TransactWriteCommand).resolves({});
  dynamodb.on(GetCommand, { Key: keys.journal('contoso') }).resolves({});
  dynamodb
    .on(GetCommand, { Key: keys.account('contoso') })
    .resolves({ Item: writeAccount(anAccount(), START) });
  dynamodb
    .on(GetCommand, { Key: keys.profile('contoso') })
    .resolves({ Item: { name: 'C', createdAt: START } });
});

const put = (billingAddress: unknown) =>
  putPaymentMethod({ db, gateway, now: () => START, alarm: noAlarm, papers: PLAIN_PAPERS })(
    aRequest({ body: JSON.stringify({ token: 'tok_visa', billingAddress }) }),
  );
const lines = (count: number, length: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, line) => [`line${line}`, 'x'.repeat(length)]));

describe('a billing address', () => {
  test('a billing address of twenty lines of 200 characters is stored', async () => {
    expect(await put(lines(20, 200))).toMatchObject({ status: 200 });
  });

  test.each([
    ['as one text', '1 Main St\nRedmond, WA', { line1: '1 Main St', line2: 'Redmond, WA' }],
    [
      'without a line',
      { line1: '1 Main St', line2: null, city: 'Redmond' },
      { line1: '1 Main St', city: 'Redmond' },
    ],
  ])('a billing address %s is stored by its lines', async (_case, address, kept) => {
    expect(await put(address)).toMatchObject({ status: 200, body: { billingAddress: kept } });
  });

  test.each([
    ['of 21 lines', lines(21, 1), 'billingAddress'],
    ['with a line of 201 characters', lines(1, 201), 'billingAddress.line0'],
  ])('a billing address %s is refused, with its field', async (_case, address, field) => {
    await expect(put(address)).rejects.toMatchObject({ code: 'invalid-request', members: { field } });
  });
});

test('while the gateway is down, the response is 503 and nothing is stored', async () => {
  const unreachable = new FakeGateway();
  unreachable.methodBehavior = 'fail';
  const down = putPaymentMethod({
    db,
    gateway: unreachable,
    now: () => START,
    alarm: noAlarm,
    papers: PLAIN_PAPERS,
  });
  const error = await down(aRequest({ body: '{"token":"tok_visa"}' })).catch((thrown: unknown) => thrown);
  expect(problemOf(error, '/v1/here')).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
  expect(dynamodb.commandCalls(TransactWriteCommand)).toHaveLength(0);
});
