import { beforeEach, describe, expect, test } from '@jest/globals';
import { releaseCall } from '../../functions/calls/release-call.ts';
import { releaseHolds } from '../../functions/expiry/release-holds.ts';
import { bookBalanceMicros, heldMicros } from '../../shared/domain/credits/account.ts';
import { startRefund } from '../../shared/domain/credits/refunds.ts';
import { domainEvent } from '../../shared/domain/events.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { commitAccount, loadAccount } from '../../shared/store/credits/accounts.ts';
import { holdMoney } from '../../shared/store/credits/holds.ts';
import { commitRefundStart } from '../../shared/store/credits/refunds.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { getItem, type ItemSchema } from '../../shared/store/table/items.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { put, sendPut } from '../../shared/store/table/writes.ts';
import { GRACE_HOURS, START, units } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { buy, openOrganization, spend } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { aRequest } from '../support/requests.ts';
import { addCaller, authorize, LEASES, publishDecks, renew, report, settle } from '../support/telephone.ts';

/** The names of the writes that were sent. */
let writes: string[] = [];
const database = useDatabase(async (db) => {
  await publishDecks(db);
  countWrites(db);
});
let org: string;
let clock: string;
const deps = () => ({ db: database.db, gateway: new FakeGateway(), now: () => clock });
const account = () => loadAccount(database.db, org);
const held = async () => heldMicros(await account(), clock);
const release = (call: string) =>
  releaseCall({ ...deps(), graceHours: GRACE_HOURS, leases: LEASES })(aRequest({ params: { org, call } }));

function countWrites({ client }: Database): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        if (/^(Put|Update|Delete|TransactWrite|BatchWrite)/.test(commandName)) writes.push(commandName);
        return next(args);
      },
    { step: 'initialize', name: 'countWrites' },
  );
}

const AS_IS: ItemSchema<Record<string, unknown>> = { parse: (item) => ({ ...Object(item) }) };
const stored = async () =>
  (await getItem(database.db, database.db.ledgerTable, keys.account(org), AS_IS)) ?? {};

/** Rewrites the account's item as the earlier layout has it. */
async function toEarlierLayout(): Promise<void> {
  const { held: members, heldMicros: _, ...item } = await stored();
  const holds = Object.entries(Object(members)).map(([minute, micros]) => [Number(minute) * 60_000, micros]);
  await sendPut(database.db, put(database.db.ledgerTable, { ...item, ...keys.account(org), holds }));
}

beforeEach(async () => {
  org = nextOrganizationId('holds');
  clock = START;
  await openOrganization(database.db, org, START);
  await buy(deps(), org, 1, units(50));
  await addCaller(database.db, org);
  writes = [];
});

describe('what is written', () => {
  test('an authorization and a renewal are an update of the account and a put of the call, a release the other way round', async () => {
    await authorize(deps(), org, 'call');
    expect(writes.splice(0)).toEqual(['UpdateItemCommand', 'PutItemCommand']);
    await renew(deps(), org, 'call', { sequence: 1 });
    expect(writes.splice(0)).toEqual(['UpdateItemCommand', 'PutItemCommand']);
    await release('call');
    expect(writes.splice(0)).toEqual(['PutItemCommand', 'UpdateItemCommand']);
    expect(await held()).toBe(0);
  });

  test('a call that holds nothing writes itself alone', async () => {
    await authorize(deps(), org, 'free', { type: 'user_in', to: '+12065550100' });
    await renew(deps(), org, 'free', { sequence: 1 });
    await release('free');
    expect(writes).toEqual(['PutItemCommand', 'PutItemCommand', 'PutItemCommand']);
  });

  test('a hold leaves the version, and takes events with it that an earlier write left', async () => {
    const read = await account();
    const event = domainEvent('BalanceLow', 'event', {
      organization: org,
      balance: '0.00',
      threshold: '1.00',
      currency: 'USD',
      at: clock,
    });
    await commitAccount(database.db, {
      before: read,
      after: read,
      now: clock,
      events: [event],
      actor: BY_ADA.actor,
    });
    const before = await stored();
    expect(before.outbox).toContain('BalanceLow');
    await authorize(deps(), org, 'call');
    const { outbox, ...after } = await stored();
    expect(outbox).toBeUndefined();
    expect(after).toMatchObject({ version: before.version, heldMicros: units(10), due: 'release-holds' });
    expect(Object.values(Object(after.held))).toEqual([units(10)]);
  });

  test("32 authorizations at once do not stand in each other's way", async () => {
    const calls = Array.from({ length: 32 }, (_, index) => `call-${index}`);
    const answers = await Promise.all(calls.map((call) => authorize(deps(), org, call, { seconds: 60 })));
    expect(answers.map(({ body }) => Object(body).decision)).toEqual(calls.map(() => 'allow'));
    expect(writes.length / calls.length).toBeLessThanOrEqual(2 * 1.2);
    expect(await held()).toBe(units(32));
  });

  test('authorizations and settlements at once each keep what the other did', async () => {
    const calls = Array.from({ length: 12 }, (_, index) => `call-${index}`);
    await Promise.all(calls.map((call) => authorize(deps(), org, call, { seconds: 60 })));
    await report(
      deps(),
      org,
      calls.map((callId) => ({ callId, userId: 'ada' })),
    );
    await Promise.all([
      settle(deps(), org, calls),
      ...calls.map((call) => authorize(deps(), org, `${call}-next`, { seconds: 60 })),
    ]);
    expect(await held()).toBe(units(12));
    expect((await stored()).heldMicros).toBe(units(12));
  });
});

describe('a hold that was read as covered', () => {
  const until = addSeconds(START, 720);

  test('more is held meanwhile than was left: it is decided again', async () => {
    const before = await account();
    const hold = (micros: number) =>
      holdMoney(database.db, {
        account: before,
        holds: [{ until, micros }],
        slackMicros: units(50) - micros,
        now: clock,
      });
    await hold(units(30));
    await expect(hold(units(21))).rejects.toMatchObject({ name: 'ConflictError' });
    await hold(units(20));
    expect(await held()).toBe(units(50));
  });

  test('money was spent meanwhile: it is decided again', async () => {
    const before = await account();
    await spend(deps(), org, units(1));
    const hold = { account: before, holds: [{ until, micros: 1 }], slackMicros: units(49), now: clock };
    await expect(holdMoney(database.db, hold)).rejects.toMatchObject({ name: 'ConflictError' });
  });

  test('a refund of money that a call has held since it was decided is decided again', async () => {
    const order = await buy(deps(), org, 2, units(50));
    // While nothing is held, an account takes no write but beside no hold.
    await authorize(deps(), org, 'running', { seconds: 60 });
    const before = await account();
    const refund = { id: 'refund', amountMicros: units(45), stepMicros: 10_000, by: BY_ADA };
    const started = startRefund(before, order, refund, clock);
    await authorize(deps(), org, 'long', { seconds: 3600 });
    await expect(
      commitRefundStart(database.db, { account: before, order }, started, { now: clock, by: BY_ADA }),
    ).rejects.toMatchObject({
      failed: [0],
    });
    await release('long');
    await commitRefundStart(database.db, { account: before, order }, started, { now: clock, by: BY_ADA });
    expect(bookBalanceMicros(await account())).toBe(units(55));
  });
});

describe('holds that have expired', () => {
  test('the next write of money drops them, and their sum', async () => {
    await authorize(deps(), org, 'abandoned');
    clock = addSeconds(clock, 3600);
    await authorize(deps(), org, 'running');
    expect(Object.values(Object((await stored()).held))).toHaveLength(2);
    await spend(deps(), org, units(1));
    expect(await stored()).toMatchObject({ heldMicros: units(10) });
    expect(Object.values(Object((await stored()).held))).toEqual([units(10)]);
  });

  test('an authorization drops many', async () => {
    for (let call = 0; call < 8; call += 1) {
      await authorize(deps(), org, `abandoned-${call}`, { seconds: 60 });
      clock = addSeconds(clock, 600);
    }
    const { version } = await account();
    await authorize(deps(), org, 'running');
    expect(await stored()).toMatchObject({ heldMicros: units(10), version: version + 1 });
    expect((await account()).holds).toHaveLength(1);
  });

  test('the schedule drops them, and leaves nothing that is due', async () => {
    await authorize(deps(), org, 'abandoned');
    clock = addSeconds(clock, 2 * 3600);
    await releaseHolds(deps())({ remainingMs: () => 60_000 });
    const { due, held: members, heldMicros: sum } = await stored();
    expect({ due, members, sum }).toEqual({ due: undefined, members: {}, sum: 0 });
  });
});

describe('an account of the earlier layout', () => {
  beforeEach(async () => {
    await authorize(deps(), org, 'before');
    await toEarlierLayout();
  });

  test('what it holds counts, and reading it writes nothing', async () => {
    writes = [];
    expect(await held()).toBe(units(10));
    expect(writes).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>, number]>([
    ['an authorization', () => authorize(deps(), org, 'next'), 20],
    ['a renewal', () => renew(deps(), org, 'before', { sequence: 1 }), 20],
    ['a release', () => release('before'), 0],
    ['a purchase', () => buy(deps(), org, 2, units(50)), 10],
    ['a settlement', () => spend(deps(), org, units(1)), 10],
  ])('%s brings it up to date', async (_what, write, left) => {
    const { version } = await stored();
    await write();
    const { holds, heldMicros: sum, version: next } = await stored();
    expect({ holds, sum, next }).toEqual({ holds: undefined, sum: units(left), next: Number(version) + 1 });
    expect(await held()).toBe(units(left));
  });

  test('of two authorizations at once one brings it up to date, and both hold', async () => {
    await Promise.all(['one', 'other'].map((call) => decideAndCommit(() => authorize(deps(), org, call))));
    expect(await held()).toBe(units(30));
  });
});
