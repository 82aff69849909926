/** A quote says what would become of a call, and writes nothing. */
import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { quote } from '../../functions/rates/quote.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { START } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { aRequest } from '../support/requests.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks, TO_SWITZERLAND } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
const SEATTLE = '+12065550100';
let fixture: ReversalFixture;

beforeEach(async () => {
  fixture = await openReversalFixture(database.db, nextOrganizationId('quotes'));
});

/** A database that refuses every write. */
function readOnly(db: Database): Database {
  const client = new Proxy(db.client, {
    get: (target, property) => {
      if (property !== 'send') return Reflect.get(target, property);
      return (command: object) => {
        const reads = [GetCommand, BatchGetCommand, QueryCommand].some((Read) => command instanceof Read);
        if (!reads) throw new Error(`${command.constructor.name} in a quote`);
        return Reflect.apply(target.send, target, [command]);
      };
    },
  });
  return { ...db, client };
}

async function ask(body: object) {
  const deps = { db: readOnly(fixture.db), leaseSeconds: 600, maximumSeconds: 86_400, now: () => START };
  const attempt = { type: 'user_out', userId: 'ada', ...body };
  const { status, body: answer } = await quote(deps)(
    aRequest({ params: { org: fixture.org }, body: JSON.stringify(attempt) }),
  );
  expect(status).toBe(200);
  return answer;
}

test('an allowed call is priced, and nothing is written', async () => {
  expect(await ask({ to: TO_SWITZERLAND, seconds: 90 })).toMatchObject({
    decision: 'allow',
    fundedBy: 'credits',
    rate: '1.00',
    price: '2.00',
    poolMinutesLeft: null,
  });
});

test('a denied call has its reason, and nothing is written', async () => {
  expect(await ask({ to: '+5372345678' })).toMatchObject({
    decision: 'deny',
    reason: 'no-rate',
    price: null,
  });
});

test('a quote has the minutes left of a pool, until there are none', async () => {
  await fixture.giveMinutes();
  expect(await ask({ to: SEATTLE })).toMatchObject({ fundedBy: 'included', poolMinutesLeft: 120 });
  await fixture.call('all', 120, SEATTLE);
  expect(await ask({ to: SEATTLE })).toMatchObject({ fundedBy: 'credits', poolMinutesLeft: 0 });
});

test('a quote grants at most what an authorization grants', async () => {
  await fixture.giveMinutes();
  await fixture.buy(2, 900);
  expect(await ask({ to: SEATTLE, seconds: 7 * 86_400 })).toMatchObject({ grantedSeconds: 86_400 });
});
