import { expect, test } from '@jest/globals';
import { unexpiredMicros } from '../../shared/domain/credits/account.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { sumMicros } from '../../shared/domain/money.ts';
import { LOT_WINDOW } from '../../shared/store/credits/account-item.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { START, units } from '../support/accounts.ts';
import { buy, expectBooksToBalance, openOrganization, spend } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { FakeGateway } from '../support/fake-gateway.ts';

const database = useDatabase();
let clock = START;
const deps = () => ({ db: database.db, gateway: new FakeGateway(), now: () => clock });

/** The naive model: take from the oldest lot until it is empty, then from the next. */
function drain(lots: number[], micros: number): void {
  let due = micros;
  for (const [index, remaining] of lots.entries()) {
    const drawn = Math.min(due, remaining);
    lots[index] = remaining - drawn;
    due -= drawn;
  }
}

async function buyLots(org: string, count: number): Promise<number[]> {
  await openOrganization(database.db, org, clock);
  for (let number = 1; number <= count; number += 1) {
    clock = addSeconds(clock, 60);
    await buy(deps(), org, number, units(50));
  }
  return Array<number>(count).fill(units(50));
}

test.each([
  [1, 33],
  [4, 33],
  [5, 33],
  [30, 170],
  [200, 1270],
])('%d lots drain first in, first out, whatever the account has loaded', async (count, stepUnits) => {
  const org = nextOrganizationId('window');
  const model = await buyLots(org, count);
  const bought = await loadAccount(database.db, org);
  expect(bought.lots).toHaveLength(Math.min(count, LOT_WINDOW));
  expect(bought.overflow?.count ?? 0).toBe(Math.max(0, count - LOT_WINDOW));

  while (sumMicros(model) > units(stepUnits)) {
    await spend(deps(), org, units(stepUnits));
    drain(model, units(stepUnits));
    expect(unexpiredMicros(await loadAccount(database.db, org), clock)).toBe(sumMicros(model));
  }
  const lots = await expectBooksToBalance(database.db, org);
  expect(lots.map(({ remainingMicros }) => remainingMicros)).toEqual(model);

  const left = sumMicros(model);
  await spend(deps(), org, left + units(7));
  expect(await loadAccount(database.db, org)).toMatchObject({ lots: [], debtMicros: units(7) });
  expect((await loadAccount(database.db, org)).overflow).toBeUndefined();
  await expectBooksToBalance(database.db, org);
});

test('lots that are bought while there are overflow lots are spent after them', async () => {
  const org = nextOrganizationId('window');
  const model = await buyLots(org, 6);
  await spend(deps(), org, units(180));
  drain(model, units(180));
  for (let number = 7; number <= 12; number += 1) {
    clock = addSeconds(clock, 60);
    await buy(deps(), org, number, units(50));
    model.push(units(50));
    await spend(deps(), org, units(45));
    drain(model, units(45));
  }
  const lots = await expectBooksToBalance(database.db, org);
  expect(lots.map(({ remainingMicros }) => remainingMicros)).toEqual(model);
});

test('one charge draws on lots within and outside the window', async () => {
  const org = nextOrganizationId('window');
  const model = await buyLots(org, 30);
  await spend(deps(), org, units(1234));
  drain(model, units(1234));
  const lots = await expectBooksToBalance(database.db, org);
  expect(lots.map(({ remainingMicros }) => remainingMicros)).toEqual(model);
});
