import { describe, expect, test } from '@jest/globals';
import { availableMicros, bookBalanceMicros, heldMicros } from '../../shared/domain/credits/account.ts';
import { Refusal } from '../../shared/domain/refusals.ts';
import { accountWrite, loadAccount } from '../../shared/store/credits/accounts.ts';
import { listInvoices } from '../../shared/store/credits/invoices.ts';
import { commit, decideAndCommit } from '../../shared/store/table/transaction.ts';
import { START, units } from '../support/accounts.ts';
import { buy, expectBooksToBalance, openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';
import { addCaller, authorize, publishDecks, report, settle } from '../support/telephone.ts';

const database = useDatabase(publishDecks);
const deps = () => ({ db: database.db, gateway: new FakeGateway(), now: () => START });

async function open(funding?: number): Promise<string> {
  const org = nextOrganizationId('races');
  await openOrganization(database.db, org, START);
  if (funding !== undefined) await buy(deps(), org, 1, units(funding));
  return org;
}

/** Repeats a request like a client that honors `Retry-After`. */
async function untilItGoesThrough<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'contended' || tried > 10) throw error;
    }
  }
}

describe('at once', () => {
  test('50 purchases are each booked once, and the invoices have no gaps', async () => {
    const org = await open();
    const numbers = Array.from({ length: 50 }, (_, index) => index + 1);
    await Promise.all(numbers.map((number) => untilItGoesThrough(() => buy(deps(), org, number, units(50)))));
    const lots = await expectBooksToBalance(database.db, org);
    expect(lots.map(({ remainingMicros }) => remainingMicros)).toEqual(numbers.map(() => units(50)));
    const invoices = await listInvoices(database.db, org, { limit: 200 });
    expect(invoices.items.map(({ number }) => number).sort((a, b) => a - b)).toEqual(numbers);
  });

  test('trap 07: 50 authorizations for money that covers 25 get 25 leases, and not a micro more is held', async () => {
    const org = await open(50);
    await addCaller(database.db, org);
    const calls = Array.from({ length: 50 }, (_, index) => `call-${index}`);
    const answers = await Promise.all(
      calls.map((call) => untilItGoesThrough(() => authorize(deps(), org, call, { seconds: 120 }))),
    );
    const bodies = answers.map(({ body }) => JSON.stringify(body));
    expect(bodies.filter((body) => body.includes('"decision":"allow"'))).toHaveLength(25);
    expect(bodies.filter((body) => body.includes('"reason":"insufficient-credits"'))).toHaveLength(25);
    const account = await loadAccount(database.db, org);
    expect(heldMicros(account, START)).toBe(units(50));
    expect(availableMicros(account, START)).toBe(0);
  });

  test('500 calls in overlapping batches and purchases are each booked once', async () => {
    const org = await open(50);
    const ids = Array.from({ length: 500 }, (_, index) => `call-${index}`);
    await report(
      deps(),
      org,
      ids.map((callId) => ({ callId })),
    );
    const batches = Array.from({ length: 10 }, (_, index) => ids.slice(index * 50, index * 50 + 100));
    await Promise.all([
      ...batches.map((batch) => settle(deps(), org, batch)),
      ...[2, 3, 4, 5, 6].map((number) => untilItGoesThrough(() => buy(deps(), org, number, units(50)))),
    ]);
    for (const batch of batches) expect(await settle(deps(), org, batch)).toEqual([]);
    const account = await loadAccount(database.db, org, 10);
    expect(bookBalanceMicros(account)).toBe(units(300 - 500));
    expect(account.debtMicros).toBe(units(200));
    await expectBooksToBalance(database.db, org);
  });
});

test('a decision that always conflicts gives up and changes nothing', async () => {
  const org = await open(50);
  let overtaken = 0;
  const attempt = decideAndCommit(async (lots) => {
    const before = await loadAccount(database.db, org, lots);
    overtaken += 1;
    await commit(database.db, [accountWrite(database.db, { before, after: before, now: START })]);
    const after = { ...before, debtMicros: units(999) };
    await commit(database.db, [accountWrite(database.db, { before, after, now: START })]);
  });
  await expect(attempt).rejects.toMatchObject({ code: 'contended', members: { retryAfterSeconds: 1 } });
  expect(overtaken).toBe(20);
  expect((await loadAccount(database.db, org)).debtMicros).toBe(0);
  await expectBooksToBalance(database.db, org);
});
