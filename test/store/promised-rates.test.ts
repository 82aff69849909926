/** A deck that is published during a call, or after it was settled, does not change its price. */

import { beforeEach, describe, expect, test } from '@jest/globals';
import { releaseCall } from '../../functions/calls/release-call.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { parseRateDeck } from '../../shared/domain/rates/rate-deck.ts';
import { callItem } from '../../shared/store/calls/call-item.ts';
import { publishDeck } from '../../shared/store/rates/deck-publishing.ts';
import { units } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { itemBytes } from '../support/item-size.ts';
import { aRequest } from '../support/requests.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { authorize, LEASES, publishDecks, renew, report, settle } from '../support/telephone.ts';

const HEADER = 'Destination Name,Destination Type,Country,Prefix,Price / min,Connection Fee';
const DEARER = `${HEADER}\nSwiss,landline,CH,41,4,0.50\nAmerica,mixed,US,1,4,0\n`;
/** Has no row for the numbers that are called here. */
const ELSEWHERE = `${HEADER}\nFrance,landline,FR,33,0.1,0\n`;
const ELSEWHERE_TOLL_FREE = 'Country,Price / min\nFR,0.02\n';
const TOLL_FREE = '+18005550123';
const IN_AMERICA = '+14255550100';

const database = useDatabase();
let fixture: ReversalFixture;
let decks = 0;

/** In force a little later than the decks before it, and before any call of these tests. */
async function publishEarlier(csv: string, kind: 'outbound' | 'toll-free' = 'outbound'): Promise<void> {
  const deck = parseRateDeck(csv, kind);
  if ('errors' in deck) throw new Error(JSON.stringify(deck.errors));
  decks += 1;
  const effectiveFrom = addSeconds('2025-01-01T00:00:00.000Z', decks);
  const published = { id: `late-${decks}`, currency: 'USD', kind, effectiveFrom, publishedAt: fixture.clock };
  await publishDeck(fixture.db, published, deck.rows, { retroactive: true });
}

const seconds = (callId: string, durationSeconds: number, to?: string) => ({
  ...fixture.record(callId, 0, to),
  durationSeconds,
});

/** Reports the call and settles it. */
async function end(callId: string, durationSeconds: number, to?: string): Promise<void> {
  await report(fixture.deps, fixture.org, [seconds(callId, durationSeconds, to)]);
  expect(await settle(fixture.deps, fixture.org, [callId])).toEqual([]);
}

beforeEach(async () => {
  fixture = await openReversalFixture(database.db, nextOrganizationId('promises'));
  decks += 1;
  await publishDecks(database.db, addSeconds('2025-01-01T00:00:00.000Z', decks));
});

describe('row 03: a price that was promised holds', () => {
  test('a call is settled at the rate of its lease', async () => {
    await authorize(fixture.deps, fixture.org, 'c1');
    await publishEarlier(DEARER);
    await end('c1', 120);
    expect(await fixture.storedCall('c1')).toMatchObject({
      settlement: { chargeMicros: units(2), connectionMicros: 0, rateMicros: units(1) },
    });
    await authorize(fixture.deps, fixture.org, 'c2');
    await end('c2', 120);
    expect(await fixture.storedCall('c2')).toMatchObject({ settlement: { chargeMicros: units(8.5) } });
  });

  test('a call is settled at the rate of its lease after a release, or when no deck has its number any more', async () => {
    await authorize(fixture.deps, fixture.org, 'c1');
    const request = aRequest({ params: { org: fixture.org, call: 'c1' } });
    await releaseCall({ ...fixture.deps, leases: LEASES })(request);
    await publishEarlier(ELSEWHERE);
    await end('c1', 120);
    expect(await fixture.storedCall('c1')).toMatchObject({ settlement: { chargeMicros: units(2) } });
  });

  test('a renewal holds at the rate of the lease', async () => {
    await authorize(fixture.deps, fixture.org, 'c1');
    await publishEarlier(DEARER);
    expect(await renew(fixture.deps, fixture.org, 'c1', { sequence: 1 })).toMatchObject({
      body: { decision: 'allow', rate: '1.00', held: '20.00', totalGrantedSeconds: 1200 },
    });
    await publishEarlier(ELSEWHERE);
    expect(await renew(fixture.deps, fixture.org, 'c1', { sequence: 2 })).toMatchObject({
      body: { decision: 'allow', rate: '1.00', held: '30.00' },
    });
  });

  test('a call that began on included minutes continues at the rate of its lease', async () => {
    await fixture.giveMinutes();
    await authorize(fixture.deps, fixture.org, 'c1', { to: IN_AMERICA, seconds: 60 });
    await publishEarlier(DEARER);
    await end('c1', 130 * 60, IN_AMERICA);
    expect(await fixture.storedCall('c1')).toMatchObject({
      settlement: { includedMinutes: 120, chargeMicros: 130_000 },
    });
  });

  test('a correction uses the rate that the call was settled with, authorized or not', async () => {
    await fixture.call('c1', 10);
    await authorize(fixture.deps, fixture.org, 'c2');
    await end('c2', 600);
    await publishEarlier(DEARER);
    const half = { status: 200, body: { charge: '5.00', refunded: '5.00' } };
    expect(await fixture.correct('c1', 'k1', 300)).toMatchObject(half);
    expect(await fixture.correct('c2', 'k2', 300)).toMatchObject(half);
    await fixture.lots();
  });

  test('a corrected call still has the rate that it was priced by', async () => {
    await fixture.call('c1', 10);
    await fixture.correct('c1', 'k1', 300);
    const { settlement } = (await fixture.storedCall('c1')) ?? {};
    expect(settlement?.rate).toMatchObject({
      prefix: '41',
      destinationName: 'Switzerland',
      type: 'landline',
      country: 'CH',
      perMinuteMicros: units(1),
      connectionFeeMicros: 0,
    });
  });

  test('the rate is kept once, and a settled call stays within one write unit', async () => {
    const callId = 'c'.repeat(36);
    await authorize(fixture.deps, fixture.org, callId);
    await end(callId, 60);
    const call = await fixture.storedCall(callId);
    expect(call?.lease?.rate).toBeDefined();
    expect(call?.settlement?.rate).toBeUndefined();
    expect(call && itemBytes(callItem(call))).toBeLessThan(1024);
  });
});

describe('row 22: a settled call can always be corrected or voided', () => {
  const conference = (callId: string, durationSeconds: number) => ({
    ...seconds(callId, durationSeconds, TOLL_FREE),
    type: 'conf_in',
  });

  async function settleAs(record: ReturnType<typeof conference>): Promise<void> {
    await report(fixture.deps, fixture.org, [record]);
    expect(await settle(fixture.deps, fixture.org, [record.callId])).toEqual([]);
  }

  test('a toll-free conference call is corrected when no deck has its number any more', async () => {
    await settleAs(conference('c1', 600));
    await settleAs(conference('c2', 600));
    await publishEarlier(ELSEWHERE_TOLL_FREE, 'toll-free');
    await publishEarlier(ELSEWHERE);
    expect(await fixture.correct('c1', 'k1', 300)).toMatchObject({ body: { charge: '0.11' } });
    expect(await fixture.void('c2', 'k2')).toMatchObject({ body: { status: 'voided', refunded: '0.22' } });
  });

  test('a call that minutes paid is corrected to more than they cover', async () => {
    await fixture.giveMinutes();
    await fixture.call('c1', 100, IN_AMERICA);
    await publishEarlier(ELSEWHERE);
    expect(await fixture.correct('c1', 'k1', 130 * 60)).toMatchObject({ body: { charge: '0.13' } });
    expect((await fixture.domesticUse()).minutes).toBe(120);
  });

  test('a call that was not answered is corrected upwards', async () => {
    await end('c1', 0);
    await authorize(fixture.deps, fixture.org, 'c2');
    await end('c2', 0);
    await publishEarlier(ELSEWHERE);
    for (const [index, callId] of ['c1', 'c2'].entries()) {
      expect(await fixture.correct(callId, `k${index}`, 61)).toMatchObject({ body: { charge: '2.00' } });
    }
    await fixture.lots();
  });

  test('a call that never had a price is voided, corrected downwards, and upwards once a deck has its number', async () => {
    const to = '+81312345678';
    for (const callId of ['c1', 'c2', 'c3']) await end(callId, 0, to);
    expect(await fixture.void('c1', 'k1')).toMatchObject({ body: { status: 'voided', refunded: '0.00' } });
    expect(await fixture.correct('c2', 'k2', 0)).toMatchObject({ body: { charge: '0.00' } });
    await expect(fixture.correct('c3', 'k3', 60)).rejects.toMatchObject({ code: 'no-rate' });
    await publishEarlier(`${HEADER}\nJapan,landline,JP,81,0.3,0\n`);
    expect(await fixture.correct('c3', 'k3', 60)).toMatchObject({ body: { charge: '0.30' } });
  });
});
