import { beforeEach, describe, expect, test } from '@jest/globals';
import { correctCall, voidCall } from '../../functions/usage/reverse-call.ts';
import { addMonths } from '../../shared/domain/instants.ts';
import { parseRateDeck } from '../../shared/domain/rates/rate-deck.ts';
import { idempotent } from '../../shared/lambda/idempotency.ts';
import { publishDeck } from '../../shared/store/rates/deck-publishing.ts';
import { units } from '../support/accounts.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { openReversalFixture, type ReversalFixture } from '../support/reversal-fixture.ts';
import { publishDecks, report } from '../support/telephone.ts';

const NINE_A_MINUTE =
  'Destination Name,Destination Type,Country,Prefix,Price / min\nSwitzerland,landline,CH,41,9\n';
const database = useDatabase(publishDecks);
let fixture: ReversalFixture;

beforeEach(async () => {
  fixture = await openReversalFixture(database.db, nextOrganizationId('corrections'));
});

describe('a correction', () => {
  test('a correction charges the corrected duration, and keeps the original charge', async () => {
    await fixture.call('c1', 20);
    expect(await fixture.correct('c1', 'k1', 5 * 60)).toMatchObject({
      status: 200,
      body: { status: 'settled', charge: '5.00', refunded: '15.00', lots: [{ amount: '15.00' }] },
    });
    expect(await fixture.balance()).toBe(units(45));
    expect(await fixture.storedCall('c1')).toMatchObject({
      status: 'settled',
      durationSeconds: 300,
      settlement: { chargeMicros: units(5), paidSeconds: 300, entry: 3 },
      reversal: { kind: 'correction', original: { durationSeconds: 1200, chargeMicros: units(20) } },
    });
    expect(await fixture.entryTypes()).toEqual(['correction', 'usage', 'purchase']);
    await expect(fixture.void('c1', 'k2')).rejects.toMatchObject({ code: 'call-already-reversed' });
    await fixture.lots();
  });

  test('a late duplicate of the first record of a corrected call is a duplicate', async () => {
    const startedAt = fixture.clock;
    await fixture.call('c1', 20);
    await fixture.correct('c1', 'k1', 300);
    const record = { callId: 'c1', userId: 'ada', startedAt, durationSeconds: 1200 };
    expect(await report(fixture.deps, fixture.org, [record])).toMatchObject({
      body: { accepted: 0, duplicates: 1 },
    });
  });

  test('row 18: a correction upwards draws the difference, and returns it as additional charge', async () => {
    await fixture.call('c1', 20);
    expect(await fixture.correct('c1', 'k1', 45 * 60)).toMatchObject({
      body: { charge: '45.00', refunded: '0.00', additionalCharge: '25.00', lots: [{ amount: '-25.00' }] },
    });
    expect(await fixture.balance()).toBe(units(5));
    await fixture.lots();
  });

  test('the correction of a call on minutes keeps its minutes, though other calls have used up the pool', async () => {
    await fixture.giveMinutes();
    await fixture.call('c1', 10, '+14255550100');
    await fixture.call('c2', 110, '+14255550100');
    expect((await fixture.domesticUse()).minutes).toBe(120);
    expect(await fixture.correct('c1', 'k1', 4 * 60)).toMatchObject({ body: { charge: '0.00' } });
    expect((await fixture.domesticUse()).minutes).toBe(114);
    expect(await fixture.correct('c2', 'k2', 130 * 60)).toMatchObject({ body: { charge: '0.182' } });
    expect(await fixture.domesticUse()).toEqual({ minutes: 120, creditsMicros: 182_000 });
    expect(await fixture.storedCall('c2')).toMatchObject({
      settlement: { fundedBy: 'included', includedMinutes: 116 },
    });
    await fixture.lots();
  });

  test('a correction uses the deck that was in force when the call started', async () => {
    await fixture.call('c1', 20);
    fixture.clock = addMonths(fixture.clock, 1);
    const deck = parseRateDeck(NINE_A_MINUTE, 'outbound');
    if ('errors' in deck) throw new Error('not a deck');
    const published = { currency: 'USD', kind: 'outbound', publishedAt: fixture.clock } as const;
    await publishDeck(fixture.db, { ...published, id: 'dearer', effectiveFrom: fixture.clock }, deck.rows);
    expect(await fixture.correct('c1', 'k1', 21 * 60)).toMatchObject({ body: { charge: '21.00' } });
    await fixture.call('c2', 1);
    expect(await fixture.storedCall('c2')).toMatchObject({ settlement: { chargeMicros: units(9) } });
  });

  test.each([{}, { durationSeconds: -1 }, { durationSeconds: 1.5 }])(
    'a correction refuses the body %j',
    async (body) => {
      await fixture.call('c1', 1);
      const request = correctCall(fixture.deps)(fixture.request('c1', body), 'k1');
      await expect(request).rejects.toMatchObject({ code: 'invalid-request' });
    },
  );
});

describe('trap 09: the same key again', () => {
  test('the same key gets the same response after the first was lost, whatever has happened since', async () => {
    await fixture.call('c1', 20);
    const first = await fixture.correct('c1', 'k1', 300);
    await fixture.call('c2', 7);
    fixture.clock = addMonths(fixture.clock, 14);
    expect(await fixture.correct('c1', 'k1', 300)).toEqual(first);
    expect(await fixture.balance()).toBe(units(38));
  });

  test('the same key cannot ask for something else', async () => {
    await fixture.call('c1', 20);
    await fixture.correct('c1', 'k1', 300);
    await expect(fixture.correct('c1', 'k1', 360)).rejects.toMatchObject({ code: 'idempotency-key-reused' });
    await expect(fixture.void('c1', 'k1')).rejects.toMatchObject({ code: 'idempotency-key-reused' });
  });

  test('the same key is replayed from its record', async () => {
    await fixture.call('c1', 20);
    const operation = idempotent(fixture.deps, voidCall(fixture.deps));
    const request = { ...fixture.request('c1'), headers: { 'idempotency-key': 'k1' } };
    const first = await operation(request);
    expect(await operation(request)).toMatchObject({
      body: first.body,
      headers: { 'idempotency-replayed': 'true' },
    });
  });
});
