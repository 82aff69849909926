import { ProvisionedThroughputExceededException, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { getCountries } from 'libphonenumber-js/max';
import { authorizeCall } from '../../functions/calls/authorize-call.ts';
import { releaseCall } from '../../functions/calls/release-call.ts';
import { renewLease } from '../../functions/calls/renew-lease.ts';
import type { CALLS } from '../../shared/contract/routes/calls.ts';
import { EMERGENCY_NUMBERS } from '../../shared/domain/numbers/emergency-numbers.ts';
import { writeAccount } from '../../shared/store/credits/account-item.ts';
import { connect } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { anAccount, START } from '../support/accounts.ts';
import { aContext, aHandler, anEvent, asCaller, someShares } from '../support/requests.ts';
import { LEASES } from '../support/telephone.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
const ORG = 'contoso';
const deps = {
  db: connect({ LEDGER_TABLE: 'ledger', CALLS_TABLE: 'calls' }),
  leases: LEASES,
  graceHours: 48,
  now: () => START,
};
const AUTHORIZATION = 'POST /v1/organizations/{org}/calls/{call}/authorization';
const handler = aHandler<typeof CALLS>({
  authorizeCall: authorizeCall({ ...deps, shares: someShares() }),
  renewLease: renewLease(deps),
  releaseCall: releaseCall(deps),
});

interface Answered {
  readonly status: number | undefined;
  readonly body: Record<string, unknown>;
}

async function send(body: string, call = 'call-1'): Promise<Answered> {
  const event = anEvent(AUTHORIZATION, { body, pathParameters: { org: ORG, call } });
  const claims = { org: ORG, scope: 'calls:write' };
  const answer = await handler(asCaller(event, claims), aContext());
  return { status: answer.statusCode, body: JSON.parse(answer.body ?? '{}') };
}

type Fields = Record<string, unknown>;
const authorize = (fields: Fields = {}) =>
  send(JSON.stringify({ type: 'user_out', userId: 'ada', to: '999', ...fields }));

/** The items of the ledger. */
interface Ledger {
  readonly account?: Fields | undefined;
  readonly user?: Fields | undefined;
}

const ACCOUNT = { ...writeAccount(anAccount(), START), ...keys.account(ORG) };
const USER = {
  ...keys.user(ORG, 'ada'),
  version: 1,
  userPrincipalName: 'ada@contoso.example',
  displayName: 'Ada',
  usageLocation: 'GB',
  dialOutPolicy: { conferencing: 'any', pstn: 'international' },
  licenses: [],
  status: 'active',
};

function hold({ account = ACCOUNT, user = USER }: Ledger, missing: readonly (keyof Ledger)[] = []): void {
  const items = [
    ...(missing.includes('account') ? [] : [account]),
    ...(missing.includes('user') ? [] : [user]),
  ];
  dynamodb.on(BatchGetCommand).callsFake(({ RequestItems }) => {
    const requested = RequestItems.ledger.Keys.map(({ sk }: { sk: string }) => sk);
    return { Responses: { ledger: items.filter(({ sk }: Fields) => requested.includes(sk)) } };
  });
}

const throttled = new ProvisionedThroughputExceededException({ $metadata: {}, message: 'slow down' });
const noTable = new ResourceNotFoundException({ $metadata: {}, message: 'no such table' });
const broken = Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
const ALLOWED = { status: 200, body: { decision: 'allow', fundedBy: 'free', held: '0.00', final: false } };

beforeEach(() => {
  dynamodb.reset();
  hold({});
  dynamodb.on(PutCommand).resolves({});
});

describe('row 01: 999 of a user in Great Britain is allowed and free, whatever else is wrong', () => {
  test.each<[string, Fields]>([
    ['an empty caller id', { from: '' }],
    ['a name as caller id', { from: 'ann.smith' }],
    ['a SIP address as caller id', { from: 'sip:ann@example.com' }],
    ['0 as caller id', { from: '0' }],
    ['an extension', { from: '+442079460000;ext=12' }],
    ['a caller id that is not text', { from: { number: 1 } }],
    ['an empty user', { userId: '' }],
    ['an unknown user', { userId: 'nobody' }],
    ['no user', { userId: null }],
    ['an unknown field', { colour: 'red' }],
    ['zero seconds', { seconds: 0 }],
    ['too many seconds', { seconds: 1e9 }],
    ['seconds in a text', { seconds: '600' }],
    ['an unknown type', { type: 'telepathy' }],
    ['no type', { type: undefined }],
    ['a type that is not text and has no text', { type: { toString: 1 } }],
    ['an endless conference id', { conferenceId: 'x'.repeat(10_000) }],
    ['a million unknown letters', { padding: 'x'.repeat(1_100_000) }],
    ['the number as a JSON number', { to: 999 }],
    ['the number as a link', { to: 'tel:999' }],
    ['the number in international form', { to: '+44999' }],
  ])('%s', async (_case, fields) => {
    expect(await authorize(fields)).toMatchObject(ALLOWED);
  });

  test.each([
    ['cut off', '{"type":"user_out","to":"999","userId":"ada"'],
    ['a member without a value', '{"type":"user_out","from":,"to":"999"}'],
    ['a number with a leading zero', '{"type":"user_out","to": 0112}'],
    ['full of lists in lists', `{"to":"999","type":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
    ['a list', '[{"type":"user_out","to":"999"}]'],
    ['after a byte order mark', '\uFEFF{"type":"user_out","to":"112"}'],
  ])('a body that is %s', async (_case, body) => {
    expect(await send(body)).toMatchObject(ALLOWED);
  });

  test('a call id that cannot be stored', async () => {
    expect(await send('{"type":"user_out","to":"999"}', 'a#b')).toMatchObject(ALLOWED);
    expect(dynamodb.commandCalls(PutCommand)).toHaveLength(0);
  });

  test.each<[string, Ledger]>([
    ['a suspended organization', { account: { ...ACCOUNT, status: 'suspended' } }],
    ['a broken account', { account: { ...keys.account(ORG), lots: 'none' } }],
    ['a blocked user', { user: { ...USER, status: 'blocked' } }],
    [
      'a policy that allows nothing',
      { user: { ...USER, dialOutPolicy: { conferencing: 'none', pstn: 'none' } } },
    ],
    ['the location UK, which is not a country code', { user: { ...USER, usageLocation: 'UK' } }],
    ['a broken user', { user: { ...keys.user(ORG, 'ada'), usageLocation: 44 } }],
  ])('%s', async (_case, ledger) => {
    hold(ledger);
    expect(await authorize()).toMatchObject(ALLOWED);
  });

  test('an organization that does not exist, for which nothing is stored', async () => {
    hold({}, ['account', 'user']);
    expect(await authorize()).toMatchObject(ALLOWED);
    expect(dynamodb.commandCalls(PutCommand)).toHaveLength(0);
  });

  test.each([
    ['throttled', throttled],
    ['missing', noTable],
    ['out of reach', broken],
  ])('tables that are %s: the lease is free, of the maximum length, and logged', async (_case, error) => {
    dynamodb.on(BatchGetCommand).rejects(error);
    dynamodb.on(PutCommand).rejects(error);
    expect(await authorize()).toMatchObject({
      ...ALLOWED,
      body: { grantedSeconds: LEASES.maximumSeconds, currency: null },
    });
  });

  test('tables that never answer delay an emergency call by less than two seconds', async () => {
    dynamodb.on(BatchGetCommand).callsFake(() => new Promise(() => undefined));
    dynamodb.on(PutCommand).callsFake(() => new Promise(() => undefined));
    const begun = performance.now();
    expect(await authorize()).toMatchObject(ALLOWED);
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

describe('row 01: a call that is not an emergency call', () => {
  test.each<[string, Fields]>([
    ['999 where it is not an emergency number', { to: '911' }],
    ['a call that comes in', { type: 'user_in', to: '999', seconds: 0 }],
  ])('%s is judged as any other call', async (_case, fields) => {
    expect((await authorize({ ...fields, colour: 'red' })).status).toBe(400);
  });

  test('an emergency call is stored as far as it can be read, with the number dialed', async () => {
    await authorize({ to: '+44 999', from: 'ann.smith', seconds: 0, conferenceId: 7 });
    const items = dynamodb.commandCalls(PutCommand).map(({ args }) => args[0].input.Item);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      type: 'user_out',
      userId: 'ada',
      to: '999',
      status: 'authorized',
      lease: { fundedBy: 'free', totalSeconds: LEASES.leaseSeconds, location: 'GB', heldMicros: 0 },
    });
    expect(items[0]?.conferenceId).toBeUndefined();
  });
});

const OWN_NUMBERS = Object.entries(EMERGENCY_NUMBERS).flatMap(([numbers, countries]) =>
  countries
    .split(' ')
    .flatMap((country) =>
      numbers.split(' ').map((number) => ({ country, number: number.replaceAll('x', '7') })),
    ),
);
const UNKNOWN = ['UK', 'ZZ', '', 'EU', 'United Kingdom', 'gb'];
const NOISE = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.constant(null),
  fc.boolean(),
  fc.array(fc.string()),
  fc.constant({ toString: 1 }),
);

test('row 01: any emergency number of the location, and 112 and 911 where it is unknown, is allowed and free', async () => {
  expect(OWN_NUMBERS.length).toBeGreaterThan(getCountries().length);
  const dialed = fc.oneof(
    fc.constantFrom(...OWN_NUMBERS),
    fc.record({ country: fc.constantFrom(...UNKNOWN), number: fc.constantFrom('112', '911', '999') }),
  );
  const settings = fc.record({
    status: fc.constantFrom('active', 'suspended', 'broken'),
    user: fc.constantFrom('active', 'blocked', 'missing', 'unreadable'),
    policy: fc.constantFrom('none', 'domestic', 'international'),
    agreement: fc.constantFrom('MOSA', 'MCA'),
  });
  const faults = fc.record({
    read: fc.constantFrom(undefined, throttled, noTable, broken, 'unprocessed'),
    write: fc.constantFrom(undefined, throttled, noTable, broken),
  });
  const fields = fc.dictionary(
    fc.constantFrom(
      'type',
      'from',
      'userId',
      'seconds',
      'conferenceId',
      'colour',
      'durationSeconds',
      'callId',
    ),
    NOISE,
  );
  await fc.assert(
    fc.asyncProperty(
      dialed,
      settings,
      faults,
      fields,
      fc.constantFrom('user_out', 'conf_out', 'ucap_out'),
      async ({ country, number }, { status, user, policy, agreement }, { read, write }, extra, type) => {
        dynamodb.reset();
        const located = {
          ...USER,
          usageLocation: country,
          dialOutPolicy: { conferencing: 'none', pstn: policy },
        };
        hold(
          {
            account: status === 'broken' ? { ...keys.account(ORG) } : { ...ACCOUNT, status, agreement },
            user: user === 'unreadable' ? { ...keys.user(ORG, 'ada') } : { ...located, status: user },
          },
          user === 'missing' ? ['user'] : [],
        );
        dynamodb.on(PutCommand).resolves({});
        if (read === 'unprocessed')
          dynamodb.on(BatchGetCommand).callsFake(({ RequestItems }) => ({ UnprocessedKeys: RequestItems }));
        else if (read) dynamodb.on(BatchGetCommand).rejects(read);
        if (write) dynamodb.on(PutCommand).rejects(write);
        expect(await authorize({ type, to: number, ...extra })).toMatchObject(ALLOWED);
      },
    ),
    { numRuns: 600, seed: 1 },
  );
});
