/** Another writer writes the item at the same moment: the request is repeated instead of failing. */
import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import {
  BatchExecuteStatementCommand,
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { setLicenseQuantity } from '../../functions/licenses/license-quantities.ts';
import { createUser } from '../../functions/licenses/users.ts';
import { createOrganization } from '../../functions/organizations/settings.ts';
import { createPurchase } from '../../functions/purchases/create-purchase.ts';
import { commitLease } from '../../shared/store/calls/authorizations.ts';
import { pagesOf } from '../../shared/store/calls/call-page.ts';
import { commitPages, deletePage, postponePage } from '../../shared/store/calls/page-settlements.ts';
import { acceptUsage } from '../../shared/store/calls/usage-intake.ts';
import { writeAccount } from '../../shared/store/credits/account-item.ts';
import { connect } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { aFundedAccount, START } from '../support/accounts.ts';
import { FakeGateway, noAlarm } from '../support/fake-gateway.ts';
import { limitsFrom } from '../support/funding-limits.ts';
import { PLAIN_PAPERS } from '../support/papers.ts';
import { aRequest } from '../support/requests.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const db = connect({ LEDGER_TABLE: 'ledger', CALLS_TABLE: 'calls' });
const { account } = aFundedAccount();
const org = account.organizationId;
const now = () => START;

const canceled = new TransactionCanceledException({
  $metadata: {},
  message: 'canceled',
  CancellationReasons: [{ Code: 'TransactionConflict' }],
});
const met = new TransactionConflictException({ $metadata: {}, message: 'met a transaction' });

beforeEach(() => {
  dynamodb.reset();
  dynamodb.on(GetCommand).resolves({});
  dynamodb.on(GetCommand, { Key: keys.account(org) }).resolves({ Item: writeAccount(account, START) });
  const paymentMethod = { token: 'tok_visa', billingAddress: [], setAt: START };
  dynamodb
    .on(GetCommand, { Key: keys.profile(org) })
    .resolves({ Item: { name: 'Contoso', createdAt: START, paymentMethod } });
});

const gateway = new FakeGateway();
gateway.chargeBehavior = 'pending';
const limits = limitsFrom(50, 1000);
const ada = {
  id: 'ada',
  userPrincipalName: 'ada@contoso.example',
  displayName: 'Ada',
  usageLocation: 'US',
};
const terms = { id: org, name: 'Contoso', country: 'US', currency: 'USD', agreement: 'MOSA' };
const body = (value: object, params: Record<string, string> = {}) =>
  aRequest({ params: { org, ...params }, body: JSON.stringify(value) });

test.each([
  ['a new user', 201, () => createUser({ db, now })(body(ada))],
  ['a new organization', 201, () => createOrganization({ db, limits, now })(body(terms))],
  ['a quantity', 200, () => setLicenseQuantity({ db, now })(body({ quantity: 3 }, { sku: 'E5' }))],
  [
    'an order',
    202,
    () =>
      createPurchase({ db, gateway, limits, now, alarm: noAlarm, papers: PLAIN_PAPERS })(
        body({ amount: '50.00' }),
        'k',
      ),
  ],
])(
  '%s in conflict with another transaction is written with the next attempt',
  async (_case, status, send) => {
    dynamodb.on(TransactWriteCommand).rejectsOnce(canceled).resolves({});
    expect(await send()).toMatchObject({ status });
    expect(dynamodb.commandCalls(TransactWriteCommand)).toHaveLength(2);
  },
);

const call = { callId: 'c', type: 'user_out', to: '+33123456789' } as const;

test('a lease without money that conflicts with a transaction is decided again', async () => {
  dynamodb.on(PutCommand).rejectsOnce(met).resolves({});
  const denied = { ...call, organizationId: org, status: 'denied', reason: 'policy' } as const;
  await decideAndCommit(() => commitLease(db, denied, { now: START }));
  expect(dynamodb.commandCalls(PutCommand)).toHaveLength(2);
});

const [page] = pagesOf(org, [{ ...call, startedAt: START, durationSeconds: 60 }], {
  receivedAt: START,
  requestId: 'r',
});
if (!page) throw new Error('no page');
const emptied = {
  before: account,
  after: account,
  events: [],
  pools: [],
  pages: [{ page, rows: [] }],
  moment: { now: START, graceHours: 48 },
};

test.each([
  ['deleted', () => deletePage(db, page)],
  ['postponed', () => postponePage(db, page, 'no-deck', START)],
  ['settled without money', () => commitPages(db, emptied)],
])('a page that is %s in conflict with a transaction is decided again', async (_case, write) => {
  dynamodb.onAnyCommand().rejectsOnce(met).resolves({});
  await decideAndCommit(write);
  expect(dynamodb.calls()).toHaveLength(2);
});

test('the record of a call whose lease is being renewed is accepted after the renewal', async () => {
  dynamodb.on(BatchWriteCommand).resolves({});
  dynamodb.on(BatchExecuteStatementCommand).resolves({ Responses: [{}] });
  dynamodb.on(UpdateCommand).rejectsOnce(met).resolves({});
  const record = { ...call, startedAt: START, durationSeconds: 60 };
  const outcomes = await acceptUsage(db, org, [record], { receivedAt: START, requestId: 'r' });
  expect(outcomes).toEqual([{ kind: 'accepted', callId: 'c' }]);
  expect(dynamodb.commandCalls(UpdateCommand)).toHaveLength(2);
});

test('of records of calls whose leases are being renewed, each is accepted by itself', async () => {
  const conflict = { Error: { Code: 'TransactionConflict' as const } };
  dynamodb.on(BatchWriteCommand).resolves({});
  dynamodb
    .on(BatchExecuteStatementCommand)
    .resolvesOnce({ Responses: [{}] })
    .resolves({ Responses: [conflict, conflict] });
  const lease = {
    sequence: 0,
    authorizedAt: START,
    grantedSeconds: 600,
    totalSeconds: 600,
    final: false,
    expiresAt: START,
    heldMicros: 0,
    fundedBy: 'free',
    location: 'US',
  };
  const items = ['c', 'd'].map((callId) => ({
    ...keys.call(org, callId),
    status: 'authorized',
    type: 'user_out',
    lease,
  }));
  dynamodb.on(BatchGetCommand).resolves({ Responses: { calls: items } });
  dynamodb.on(UpdateCommand).resolves({});
  const records = ['c', 'd'].map((callId) => ({ ...call, callId, startedAt: START, durationSeconds: 60 }));
  const outcomes = await acceptUsage(db, org, records, { receivedAt: START, requestId: 'r' });
  expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'accepted']);
  expect(dynamodb.commandCalls(UpdateCommand)).toHaveLength(2);
});
