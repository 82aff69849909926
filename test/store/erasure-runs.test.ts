/** Erasures that die and go on, and items that stand in their way (spec: A person's data can be erased). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { replayOrganization } from '../../functions/audit/audit-organization.ts';
import { releaseCall } from '../../functions/calls/release-call.ts';
import { getUsage } from '../../functions/reports/usage.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { pseudonymOf } from '../../shared/domain/licenses/erasure.ts';
import { silenceLogs } from '../simulation/quiet-logs.ts';
import { ErasureFixture, OTHER, PERSON, PERSONAL } from '../support/erasure-fixture.ts';
import { namedIn, textOfItems } from '../support/personal-data.ts';
import { StandInDatabase } from '../support/stand-in-database.ts';
import { authorize, report, settle } from '../support/telephone.ts';

let before: StandInDatabase;
let asked: StandInDatabase;
let fixture: ErasureFixture;
let restoreLogs = (): void => undefined;
beforeAll(async () => {
  restoreLogs = silenceLogs();
  before = new StandInDatabase();
  fixture = await ErasureFixture.open(before.db);
  asked = before.copy();
  await on(asked).erase();
});
afterAll(() => restoreLogs());

const on = ({ db }: StandInDatabase): ErasureFixture => fixture.on(db);

const leftIn = (database: StandInDatabase) => namedIn(PERSONAL, textOfItems(database.items()));

/** What the organization's money came to. */
async function sums(database: StandInDatabase) {
  const copy = on(database.copy());
  const { findings } = await replayOrganization(copy.deps, 'contoso');
  const { body } = await getUsage(copy.deps)(copy.request());
  const { items }: { items: Record<string, unknown>[] } = JSON.parse(JSON.stringify(body));
  return {
    findings,
    lots: await copy.books.lots(),
    rows: items.map(({ callId, userId, charge, duration }) => ({ callId, userId, charge, duration })),
  };
}

describe('an erasure', () => {
  test('leaves nothing of the person in any item, and every sum', async () => {
    expect(leftIn(before)).toEqual(PERSONAL);
    const erased = asked.copy();
    expect(await on(erased).run()).toEqual({ completed: 1, running: 0, unreadable: 0, failed: 0 });
    expect(leftIn(erased)).toEqual([]);
    const erasure = {
      user: PERSON.id,
      unreadable: 0,
      copiesUntil: addSeconds(fixture.books.clock, 1102 * 86_400),
    };
    expect(await on(erased).erasures()).toMatchObject([{ status: 'completed', failed: 0, erasure }]);
    const others = [OTHER.name, OTHER.upn, OTHER.number];
    expect(namedIn(others, textOfItems(erased.items()))).toEqual(others);
    const after = await sums(erased);
    expect(after).toEqual(await sums(before));
    expect(after.rows).toHaveLength(6);
    expect(after.findings.every(({ holds }) => holds)).toBe(true);
  });

  test('that dies after any of its writes goes on to the same end', async () => {
    const whole = asked.copy();
    await on(whole).run();
    const { writes } = whole;
    expect(writes).toBeGreaterThan(40);
    for (let last = 1; last < writes; last += 1) {
      const database = asked.copy();
      database.lastWrite = last;
      await on(database)
        .run()
        .catch(() => undefined);
      expect({ last, writes: database.writes }).toEqual({ last, writes: last });
      database.lastWrite = Number.POSITIVE_INFINITY;
      await on(database).run();
      expect({ last, items: database.items() }).toEqual({ last, items: whole.items() });
    }
  });
});

describe('an item that does not read as what it should', () => {
  const DAY = 'DAY#contoso#2026-01-15';
  test.each([
    ['a page', { pk: DAY, sk: 'PAGE#2026-01-15T10:00:00.000Z#x', rows: new Uint8Array([1]) }, 'calls'],
    ['a call', { pk: 'CALL#contoso#x', sk: 'CALL', status: 'unheard of' }, 'calls'],
    [
      'lines of a list',
      { pk: 'ORG#contoso', sk: 'JOBLINES#job_x#0000', rows: new Uint8Array([1]) },
      'ledger',
    ],
    ['lines that failed', { pk: 'ORG#contoso', sk: 'JOBERRORS#job_x#000001', failures: 'none' }, 'ledger'],
    ['an entry of the journal', { pk: 'ORG#contoso', sk: 'JOURNAL#000000000000', kind: 7 }, 'ledger'],
    ['a job', { pk: 'ORG#contoso', sk: 'JOB#job_x', status: 'running', kind: 'unheard of' }, 'ledger'],
  ])('%s is reported, and keeps nothing else from being erased', async (what, item, table) => {
    const database = asked.copy();
    database.put(table, item);
    const isRead = what !== 'a job';
    const unreadable = isRead ? 1 : 0;
    expect(await on(database).run()).toEqual({ completed: 1, running: 0, unreadable, failed: unreadable });
    expect(leftIn(database)).toEqual([]);
    const job = database.items().find(({ kind }) => kind === 'erasure');
    expect(job).toMatchObject({ status: 'completed', total: 34, done: 34, failed: unreadable, unreadable });
    expect(database.get(table, item)).toEqual(item);
  });
});

test('a request that has read the numbers before they are erased does not bring them back', async () => {
  const database = asked.copy();
  database.interruption = () => on(database).run();
  const request = on(database).request({ call: 'open' });
  expect(await releaseCall(on(database).deps)(request)).toMatchObject({ status: 204 });
  expect(database.interruption).toBeUndefined();
  expect(leftIn(database)).toEqual([]);
});

test('a call to an emergency number after the erasure is allowed, and keeps no number of the person', async () => {
  const database = asked.copy();
  await on(database).run();
  const { deps } = on(database);
  const call = { type: 'user_out', userId: PERSON.id, from: PERSON.number, to: '911' };
  expect(await authorize(deps, 'contoso', 'help', call)).toMatchObject({ body: { decision: 'allow' } });
  const item = database.get('calls', { pk: 'CALL#contoso#help', sk: 'CALL' });
  expect(item).toMatchObject({ status: 'authorized', to: '911', from: pseudonymOf('contoso', PERSON.id) });
  expect(leftIn(database)).toEqual([]);
});

test('a call that is not settled keeps its numbers, and no other call, until it is', async () => {
  const database = before.copy();
  const { deps } = on(database);
  const record = {
    ...fixture.attempt(),
    callId: 'late',
    startedAt: fixture.books.clock,
    durationSeconds: 90,
  };
  await report(deps, 'contoso', [record]);
  await on(database).erase();
  for (const _again of [1, 2])
    expect(await on(database).run()).toMatchObject({ completed: 0, running: 1, failed: 0 });
  const calls = database.items().filter(({ pk }) => /^(CALL|DAY)#/.test(String(pk)));
  const named = calls.filter((item) => namedIn(PERSONAL, textOfItems([item])).length > 0);
  expect(named.map(({ sk }) => String(sk).slice(0, 4))).toEqual(['PAGE']);
  await settle(deps, 'contoso', ['late']);
  expect(await on(database).run()).toMatchObject({ completed: 1, running: 0, failed: 0 });
  expect(leftIn(database)).toEqual([]);
});
