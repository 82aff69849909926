/** How much a daily audit reads, over weeks of calls. */
import { expect, test } from '@jest/globals';
import { Meter } from '../bench/meter.ts';
import { AuditedCustomer, brokenOf } from '../support/audited-customer.ts';
import { useDatabase } from '../support/database.ts';
import { publishDecks } from '../support/telephone.ts';

const DAY_SECONDS = 86_400;
const database = useDatabase((db) => publishDecks(db));

const DAYS = { short: 4, long: 12 };
const CALLS_A_DAY = 220;

test('a daily audit reads the same after days and after weeks, at most 0.02 units a call of history', async () => {
  const customer = await AuditedCustomer.open(database.db);
  const meter = new Meter(database.db.client, database.db.client);
  const units = new Map<number, number>();
  for (let day = 1; day <= DAYS.long; day += 1) {
    customer.pass(DAY_SECONDS);
    await customer.buy();
    for (const count of [100, 100, 15, 1, 1, 1, 1, 1]) await customer.call(count);
    const { readUnits, result } = await meter.measure(() => customer.audit());
    expect(brokenOf(result)).toEqual([]);
    units.set(day, readUnits);
  }
  const [short = NaN, long = NaN] = [units.get(DAYS.short), units.get(DAYS.long)];
  expect(long).toBeLessThanOrEqual(short + 1);
  expect(short / (DAYS.short * CALLS_A_DAY)).toBeLessThanOrEqual(0.02);
});
