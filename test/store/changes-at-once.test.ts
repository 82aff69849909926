/** Changes of one organization share the counter of its journal. However many come at once, each is made. */
import { expect, test } from '@jest/globals';
import { createUser } from '../../functions/licenses/users.ts';
import { listJournal } from '../../shared/store/journal/journal-entries.ts';
import { ATTEMPTS } from '../../shared/store/table/transaction.ts';
import { START } from '../support/accounts.ts';
import { openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { aRequest } from '../support/requests.ts';

const database = useDatabase();
const AT_ONCE = 20;

test('twenty changes that have nothing but the journal in common are all made, at the first request', async () => {
  const { db } = database;
  const org = nextOrganizationId('at-once');
  await openOrganization(db, org, START);
  const before = (await listJournal(db, org, { page: { limit: 100 } })).items.length;
  const attempts = new Map<string, number>();
  db.client.middlewareStack.add(
    (next) => (request) => {
      const [, id] = /"USER#(u\d+)"/.exec(JSON.stringify(request.input)) ?? [];
      const isTransaction = 'TransactItems' in request.input;
      if (id !== undefined && isTransaction) attempts.set(id, (attempts.get(id) ?? 0) + 1);
      return next(request);
    },
    { step: 'initialize', name: 'count', override: true },
  );
  const ids = Array.from({ length: AT_ONCE }, (_, index) => `u${index}`);
  await Promise.all(
    ids.map((id) => {
      const named = { userPrincipalName: `${id}@contoso.org`, displayName: id, usageLocation: 'US' };
      return createUser({ db, now: () => START })(
        aRequest({ params: { org }, body: JSON.stringify({ id, ...named }) }),
      );
    }),
  );
  db.client.middlewareStack.remove('count');
  const { items } = await listJournal(db, org, { page: { limit: 100 } });
  const numbers = items.map(({ sequence }) => sequence).reverse();
  expect(numbers).toEqual(Array.from({ length: before + AT_ONCE }, (_, index) => index + 1));
  expect(
    items
      .slice(0, AT_ONCE)
      .map(({ subject }) => subject)
      .sort(),
  ).toEqual([...ids].sort());
  expect(attempts.size).toBe(AT_ONCE);
  expect(Math.max(...attempts.values())).toBeLessThan(ATTEMPTS);
});
