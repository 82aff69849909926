/** A transaction is committed, but its response is lost: what comes again finds it done, and does nothing. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createPurchase } from '../../functions/purchases/create-purchase.ts';
import { settleChanges } from '../../functions/usage/settle.ts';
import { pageAttributes, pagesOf } from '../../shared/store/calls/call-page.ts';
import { writeAccount } from '../../shared/store/credits/account-item.ts';
import { connect } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { aFundedAccount, GRACE_HOURS, START } from '../support/accounts.ts';
import { FakeGateway, noAlarm } from '../support/fake-gateway.ts';
import { FREE_SETTLEMENT } from '../support/free-settlement.ts';
import { limitsFrom } from '../support/funding-limits.ts';
import { PLAIN_PAPERS } from '../support/papers.ts';
import { aRequest } from '../support/requests.ts';
import { changeOf } from '../support/telephone.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const db = connect({ LEDGER_TABLE: 'ledger', CALLS_TABLE: 'calls' });
const now = () => START;
const { account } = aFundedAccount();
const org = account.organizationId;
const lostAnswer = new Error('socket hang up');

beforeEach(() => {
  dynamodb.reset();
  dynamodb.on(GetCommand).resolves({});
  dynamodb.on(QueryCommand).resolves({});
  dynamodb.on(GetCommand, { Key: keys.account(org) }).resolves({ Item: writeAccount(account, START) });
});

test('trap 09: a lost response to a settlement: the batch comes again, its calls are settled, and nothing is charged', async () => {
  const record = {
    callId: 'c',
    type: 'user_in',
    to: '+12065550100',
    startedAt: START,
    durationSeconds: 60,
  } as const;
  const [page] = pagesOf(org, [record], { receivedAt: START, requestId: 'r' });
  if (!page) throw new Error('no page');
  const listed = { ...keys.call(org, 'c'), status: 'received', day: page.day, page: page.name };
  const ledger = [writeAccount(account, START)];
  const settle = () => settleChanges({ db, graceHours: GRACE_HOURS, now })([changeOf(page)]);

  dynamodb.on(BatchGetCommand).resolves({ Responses: { ledger, calls: [listed] } });
  dynamodb.on(PutCommand).rejects(lostAnswer);
  expect(await settle()).toHaveLength(1);

  const settled = { at: START, entry: undefined };
  const rows = [{ record, settlement: { ...FREE_SETTLEMENT, at: START } }];
  dynamodb.on(PutCommand).rejects(new ConditionalCheckFailedException({ $metadata: {}, message: 'settled' }));
  const settledPage = pageAttributes({ ...page, version: 2, rows, settled });
  dynamodb.on(BatchGetCommand).callsFake(({ RequestItems }) => ({
    Responses: RequestItems.ledger ? { ledger, calls: [listed] } : { calls: [settledPage] },
  }));
  expect(await settle()).toEqual([]);
  // One whose response was lost and one that was refused; then none, as the page is settled.
  expect(dynamodb.commandCalls(PutCommand)).toHaveLength(2);
});

test('trap 09: a lost response to a purchase: the request comes again, and gets what was bought', async () => {
  const gateway = new FakeGateway();
  gateway.chargeBehavior = 'succeed';
  const limits = limitsFrom(50, 1000);
  const buy = () =>
    createPurchase({ db, gateway, limits, now, alarm: noAlarm, papers: PLAIN_PAPERS })(
      aRequest({ params: { org }, body: JSON.stringify({ amount: '50.00' }) }),
      'k',
    );
  const paymentMethod = { token: 'tok_visa', billingAddress: [], setAt: START };
  const profile = { name: 'Contoso', createdAt: START, paymentMethod };
  dynamodb.on(GetCommand, { Key: keys.profile(org) }).resolves({ Item: profile });

  // The intent is written. So is the outcome of the charge, whose response is lost.
  const written: { pk: string; sk: string }[] = [];
  dynamodb.on(TransactWriteCommand).callsFake(({ TransactItems }) => {
    const isOutcome = written.length > 0;
    for (const { Put } of TransactItems) {
      if (!Put) continue;
      const { pk, sk } = Put.Item;
      written.push({ pk, sk });
      dynamodb.on(GetCommand, { Key: { pk, sk } }).resolves({ Item: Put.Item });
    }
    if (isOutcome) throw lostAnswer;
    return {};
  });
  await expect(buy()).rejects.toThrow('socket hang up');
  expect(gateway.chargesAsked).toBe(1);

  dynamodb.on(TransactWriteCommand).rejects(new Error('nothing is to be written again'));
  const bought = { status: 'succeeded', lot: { amount: '50.00' }, invoice: { amount: '50.00' } };
  expect(await buy()).toMatchObject({ status: 201, body: bought });
  expect(gateway.chargesAsked).toBe(1);
});
