import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { settleChanges } from '../../functions/usage/settle.ts';
import { bookBalanceMicros } from '../../shared/domain/credits/account.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { GRACE_HOURS, START, units } from '../support/accounts.ts';
import { buy, expectBooksToBalance, openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { changesOf, publishDecks, report } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
const now = () => START;

async function open(): Promise<string> {
  const org = nextOrganizationId('tenants');
  await openOrganization(database.db, org, START);
  await buy({ db: database.db, gateway: new FakeGateway(), now }, org, 1, units(50));
  await report({ db: database.db, now }, org, [{ callId: 'a' }, { callId: 'b' }]);
  return org;
}

/** The database, where every transaction on the account of `hot` conflicts with another one. `on` is called with each commit. */
function withHotKey(hot: string, on: (organization: string) => void): Database {
  const send = (command: unknown) => {
    if (!(command instanceof TransactWriteCommand)) {
      return Reflect.apply(database.db.client.send, database.db.client, [command]);
    }
    const { pk } =
      command.input.TransactItems?.find(({ Update }) => Update?.Key?.sk === 'ACCOUNT')?.Update?.Key ?? {};
    on(String(pk));
    if (pk !== keys.organization(hot))
      return Reflect.apply(database.db.client.send, database.db.client, [command]);
    const CancellationReasons = [{ Code: 'TransactionConflict' }];
    return Promise.reject(
      new TransactionCanceledException({ $metadata: {}, message: '', CancellationReasons }),
    );
  };
  const client = new Proxy(database.db.client, {
    get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)),
  });
  return { ...database.db, client };
}

test('trap 23: one organization’s hot key fails only its own records, and delays no other organization', async () => {
  const hot = await open();
  const others = [await open(), await open(), await open()];
  const commits: string[] = [];
  const db = withHotKey(hot, (organization) => commits.push(organization));
  const changes = (
    await Promise.all([hot, ...others].map((org) => changesOf(database.db, org, ['a', 'b'])))
  ).flat();
  const failed = await settleChanges({ db, graceHours: GRACE_HOURS, now })(changes);
  expect(failed).toHaveLength(1);
  expect(failed[0]?.sequenceNumber).toMatch(new RegExp(`^${hot}/`));
  for (const org of others) {
    expect(bookBalanceMicros(await loadAccount(database.db, org))).toBe(units(48));
    await expectBooksToBalance(database.db, org);
    expect(commits.indexOf(keys.organization(org))).toBeLessThan(10);
  }
  expect(bookBalanceMicros(await loadAccount(database.db, hot))).toBe(units(50));
});
