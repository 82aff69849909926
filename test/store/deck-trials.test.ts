/** Trying out a deck: what the calls of the last 30 days would have cost, and that nothing changes. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { publishRateDeck } from '../../functions/rates/rate-decks.ts';
import { RateDeckTrial } from '../../shared/contract/answers/rates.answers.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { OUTBOUND_CSV } from '../domain/calls/call-fixtures.ts';
import { START } from '../support/accounts.ts';
import { openOrganization } from '../support/books.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { describeWithData } from '../support/reference-data.ts';
import { aRequest } from '../support/requests.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks, TO_BRITAIN } from '../support/telephone.ts';

const database = useDatabase(async (db) => publishDecks(db));
const DAY = 86_400;
/** As {@link publishDecks} has it: Switzerland costs 1.00 a minute, Britain 0.015. */
const IN_FORCE = OUTBOUND_CSV.replace('Switzerland,landline,CH,41,0.025', 'Switzerland,landline,CH,41,1');
const DEARER = IN_FORCE.replace('CH,41,1', 'CH,41,1.5').replace('GB,44,0.015', 'GB,44,0.01');

interface Options {
  readonly query?: Readonly<Record<string, string>>;
  readonly remainingMs?: () => number;
}

/** The trial of a deck that would take effect tomorrow. */
async function tryOut(fixture: ReversalFixture, csv: string, { query, remainingMs }: Options = {}) {
  const request = aRequest({
    query: { currency: 'USD', effectiveFrom: addSeconds(fixture.clock, DAY), dryRun: 'true', ...query },
    headers: { 'content-type': 'text/csv' },
    body: csv,
    ...(remainingMs && { remainingMs }),
  });
  const { status, body } = await publishRateDeck(fixture.deps)(request);
  expect(status).toBe(200);
  return RateDeckTrial.parse(body);
}

/** All items of both tables. */
async function everything(): Promise<unknown[]> {
  const { client, ledgerTable, callsTable } = database.db;
  const scans = [ledgerTable, callsTable].map((TableName) => client.send(new ScanCommand({ TableName })));
  return (await Promise.all(scans)).map(({ Items, LastEvaluatedKey }) => {
    expect(LastEvaluatedKey).toBeUndefined();
    return Items;
  });
}

const open = () => openReversalFixture(database.db, nextOrganizationId('trial'));

describe('the calls of the last 30 days', () => {
  test('are priced by the deck, of one organization or of all, and nothing is stored', async () => {
    const [one, other] = [await open(), await open()];
    await openOrganization(database.db, nextOrganizationId('quiet'), START);
    await one.call('swiss', 3);
    await one.call('british', 10, TO_BRITAIN);
    await other.call('short', 1);
    one.clock = addSeconds(one.clock, 60);
    const before = await everything();
    const ofOne = await tryOut(one, DEARER, { query: { org: one.org } });
    expect(ofOne.recentCalls).toEqual({
      from: addSeconds(one.clock, -30 * DAY),
      to: one.clock,
      complete: true,
      organizationsRead: 1,
      callsRead: 2,
      calls: 2,
      charged: '3.15',
      wouldCharge: '4.60',
      difference: '1.45',
      withoutRate: { calls: 0, charged: '0.00' },
      organizations: [expect.objectContaining({ organizationId: one.org, calls: 2, difference: '1.45' })],
    });
    const { recentCalls } = await tryOut(one, DEARER);
    expect(recentCalls).toMatchObject({ complete: true, calls: 3, charged: '4.15', wouldCharge: '6.10' });
    expect(
      recentCalls.organizations.map(({ organizationId, difference }) => [organizationId, difference]),
    ).toEqual([
      [one.org, '1.45'],
      [other.org, '0.50'],
    ]);
    expect(await everything()).toEqual(before);
  });

  test('cost the same at the rates that are in force, once they are voided nothing, and as corrected', async () => {
    const fixture = await open();
    await fixture.call('kept', 3);
    await fixture.call('corrected', 5);
    await fixture.call('voided', 7);
    await fixture.correct('corrected', 'c', 120);
    await fixture.void('voided', 'v');
    fixture.clock = addSeconds(fixture.clock, 60);
    const { recentCalls, dearer, cheaper, changed } = await tryOut(fixture, IN_FORCE, {
      query: { org: fixture.org },
    });
    expect({ dearer, cheaper, changed }).toEqual({ dearer: 0, cheaper: 0, changed: 0 });
    expect(recentCalls).toMatchObject({ callsRead: 3, calls: 2, charged: '5.00', wouldCharge: '5.00' });
    expect(recentCalls.difference).toBe('0.00');
  });

  test('are those of 30 days, and those without a rate are counted apart', async () => {
    const fixture = await open();
    await fixture.call('old', 3);
    fixture.clock = addSeconds(fixture.clock, 29 * DAY);
    await fixture.call('recent', 2);
    await fixture.call('british', 10, TO_BRITAIN);
    fixture.clock = addSeconds(fixture.clock, 2 * DAY);
    const withoutSwiss = IN_FORCE.replace(/^Switzerland.*\n/m, '');
    const { recentCalls, removed } = await tryOut(fixture, withoutSwiss, { query: { org: fixture.org } });
    expect(removed).toBe(1);
    expect(recentCalls).toMatchObject({
      callsRead: 2,
      calls: 1,
      charged: '0.15',
      wouldCharge: '0.15',
      withoutRate: { calls: 1, charged: '2.00' },
    });
  });

  test('are not those of another currency or kind', async () => {
    const fixture = await open();
    await fixture.call('swiss', 3);
    fixture.clock = addSeconds(fixture.clock, 60);
    const org = { org: fixture.org };
    const tollFree = await tryOut(fixture, 'Country,Price / min\nUS,1\n', {
      query: { ...org, kind: 'toll-free' },
    });
    expect(tollFree.recentCalls).toMatchObject({ callsRead: 1, calls: 0, organizations: [] });
    const inEuro = await tryOut(fixture, DEARER, { query: { ...org, currency: 'EUR' } });
    expect(inEuro.recentCalls).toMatchObject({ complete: true, organizationsRead: 0, callsRead: 0 });
  });

  test('are priced as far as the time allows, and the answer says how far that was', async () => {
    const fixture = await open();
    await fixture.call('first', 1);
    await fixture.call('second', 1);
    fixture.clock = addSeconds(fixture.clock, 60);
    let looks = 2;
    const remainingMs = () => {
      looks -= 1;
      return looks < 0 ? 0 : 30_000;
    };
    const { recentCalls } = await tryOut(fixture, DEARER, { query: { org: fixture.org }, remainingMs });
    expect(recentCalls).toMatchObject({ complete: false, organizationsRead: 0, callsRead: 1, calls: 1 });
    const none = await tryOut(fixture, DEARER, { remainingMs: () => 0 });
    expect(none.recentCalls).toMatchObject({ complete: false, callsRead: 0, difference: '0.00' });
  });
});

test('an organization that does not exist, or a deck that is published, is refused', async () => {
  const fixture = await open();
  await expect(tryOut(fixture, DEARER, { query: { org: 'nobody' } })).rejects.toMatchObject({
    code: 'not-found',
  });
  const published = tryOut(fixture, DEARER, { query: { org: fixture.org, dryRun: 'false' } });
  await expect(published).rejects.toMatchObject({ code: 'invalid-request', members: { field: 'org' } });
});

test('each effect has its greatest differences, at most 20', async () => {
  const fixture = await open();
  const added = Array.from(
    { length: 30 },
    (_, index) => `Spain ${index},mobile,ES,34${600 + index},0.${10 + index},,,`,
  );
  const trial = await tryOut(fixture, `${DEARER}${added.join('\n')}\n`);
  expect(trial).toMatchObject({ added: 30, removed: 0, changed: 2, dearer: 1, cheaper: 1 });
  const shown = trial.changes.map(({ effect, difference }) => `${effect} ${difference}`);
  expect(shown.slice(0, 3)).toEqual(['dearer 0.50', 'cheaper -0.005', 'added 0.39']);
  expect(shown).toHaveLength(22);
});

describeWithData('the published deck', 'rate-deck-2025-10-15.csv', (text) => {
  test('tried out again it changes no row and no price, and at other prices each call', async () => {
    const fixture = await open();
    const request = aRequest({
      query: { currency: 'USD', effectiveFrom: '2025-12-01', retroactive: 'true' },
      headers: { 'content-type': 'text/csv' },
      body: text,
    });
    await publishRateDeck(fixture.deps)(request);
    await fixture.call('swiss', 3);
    await fixture.call('british', 10, TO_BRITAIN);
    fixture.clock = addSeconds(fixture.clock, 60);
    const query = { org: fixture.org };
    const same = await tryOut(fixture, text, { query });
    expect(same).toMatchObject({ added: 0, removed: 0, changed: 0, changes: [] });
    expect(same.recentCalls).toMatchObject({ calls: 2, difference: '0.00' });
    expect(same.recentCalls.charged).not.toBe('0.00');
    const tenTimes = text.replace(
      /([\d.]+)(\r?)$/gm,
      (_row, price, end) => `${(Number(price) * 10).toFixed(6)}${end}`,
    );
    const other = await tryOut(fixture, tenTimes, { query });
    expect(other).toMatchObject({ added: 0, removed: 0, cheaper: 0, dearer: same.rows });
    const { charged, wouldCharge } = other.recentCalls;
    expect(Number(wouldCharge)).toBeCloseTo(10 * Number(charged), 6);
  });
});
