/** Publishing decks: when a deck may take force, and that the cost of a decision does not depend on their number. */
import { BatchWriteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { getRate } from '../../functions/rates/get-rate.ts';
import { quote } from '../../functions/rates/quote.ts';
import { listRateDecks, publishRateDeck } from '../../functions/rates/rate-decks.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { rowsOf } from '../../shared/domain/rates/deck-index.ts';
import type { HttpResponse } from '../../shared/lambda/http.ts';
import { loadCallContext } from '../../shared/store/calls/authorizations.ts';
import { createOrganization } from '../../shared/store/credits/organizations.ts';
import { loadDeckTimes, tupleOf } from '../../shared/store/rates/deck-times.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { anAccount, START } from '../support/accounts.ts';
import { BY_ADA } from '../support/actors.ts';
import { nextOrganizationId, useDatabase } from '../support/database.ts';
import { itemBytes } from '../support/item-size.ts';
import { aRequest } from '../support/requests.ts';
import { openReversalFixture } from '../support/reversal-fixture.ts';
import { authorize, report, settle } from '../support/telephone.ts';

const database = useDatabase();
const PARIS = '+33123456789';
const DAY = 86_400;
let clock = START;
/** Each test has a series of its own. */
const CURRENCIES = 'EUR GBP JPY CHF SEK NOK DKK PLN CZK AUD CAD NZD HUF BRL MXN ZAR'.split(' ').values();
let currency = '';

beforeEach(() => {
  clock = START;
  currency = CURRENCIES.next().value ?? '';
});

const deps = () => ({ db: database.db, now: () => clock });
const deckAtPrice = (price: string, more = '') =>
  `Destination Name,Destination Type,Country,Prefix,Price / min\nFrance,landline,FR,33,${price}\n${more}`;

function publish(
  effectiveFrom: string,
  price: string,
  query: Record<string, string> = {},
): Promise<HttpResponse> {
  const request = aRequest({
    query: { currency, effectiveFrom, ...query },
    headers: { 'content-type': 'text/csv' },
    body: deckAtPrice(price),
  });
  return publishRateDeck(deps())(request);
}

async function rateAt(at: string): Promise<string | null> {
  const request = aRequest({ query: { to: PARIS, currency, at } });
  const answer = await getRate(deps())(request).catch(() => undefined);
  return answer ? JSON.parse(JSON.stringify(answer.body)).rate : null;
}

async function itemOf(Key: { pk: string; sk: string }): Promise<Record<string, unknown>> {
  const { client, ledgerTable } = database.db;
  return (await client.send(new GetCommand({ TableName: ledgerTable, Key }))).Item ?? {};
}

async function list(query: Record<string, string> = {}) {
  const { body } = await listRateDecks(deps())(aRequest({ query }));
  return JSON.parse(JSON.stringify(body));
}

describe('row 03: the time in which a deck takes force', () => {
  const PAST = '2025-06-01';
  const inPast = {
    code: 'deck-in-past',
    members: { field: 'effectiveFrom', inForceSince: `${PAST}T00:00:00.000Z` },
  };

  test('the first deck may take force in the past; any other deck only if it is retroactive', async () => {
    expect(await publish(PAST, '0.05')).toMatchObject({ status: 201, body: { retroactive: false } });
    for (const effectiveFrom of ['2025-07-01', PAST, '2024-01-01', addSeconds(clock, -1)]) {
      await expect(publish(effectiveFrom, '0.20')).rejects.toMatchObject(inPast);
    }
    expect(await rateAt(clock)).toBe('0.05');
    expect(await publish('2025-07-01', '0.20', { retroactive: 'true' })).toMatchObject({
      status: 201,
      body: { retroactive: true },
    });
    expect(await rateAt(clock)).toBe('0.20');
    expect(await rateAt('2025-06-30T00:00:00.000Z')).toBe('0.05');
  });

  test('a deck of this moment or of the future is not in the past', async () => {
    await publish(PAST, '0.05');
    expect(await publish(clock, '0.06')).toMatchObject({ status: 201 });
    expect(await publish(addSeconds(clock, DAY), '0.07')).toMatchObject({ status: 201 });
    expect(await rateAt(clock)).toBe('0.06');
    expect(await rateAt(addSeconds(clock, DAY))).toBe('0.07');
  });

  test('a deck that has not taken force yet does not prevent a deck before it', async () => {
    await publish(addSeconds(clock, DAY), '0.05');
    expect(await publish(PAST, '0.04')).toMatchObject({ status: 201 });
    expect(await rateAt(clock)).toBe('0.04');
  });

  test('another kind has decks of its own', async () => {
    await publish(PAST, '0.05');
    expect(await publish(PAST, '0.05', { kind: 'toll-free' })).toMatchObject({ status: 201 });
  });

  test('the same deck published again is the same deck, also after it has taken force', async () => {
    const first = await publish(addSeconds(clock, 60), '0.05');
    clock = addSeconds(clock, DAY);
    expect(await publish(addSeconds(START, 60), '0.05')).toEqual(first);
  });

  test('of two decks for one instant the one published later is in force', async () => {
    await publish(PAST, '0.05');
    const tomorrow = addSeconds(clock, DAY);
    await publish(tomorrow, '0.06');
    clock = addSeconds(clock, 1);
    await publish(tomorrow, '0.07');
    expect(await rateAt(tomorrow)).toBe('0.07');
  });

  test('of two decks published at once for a time without a deck, the second is refused', async () => {
    const both = await Promise.allSettled([publish(PAST, '0.05'), publish('2025-07-01', '0.06')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a dry run', () => {
  test('a dry run returns what would change, and stores nothing', async () => {
    await publish('2025-06-01', '0.05');
    const tomorrow = addSeconds(clock, DAY);
    const request = aRequest({
      query: { currency, effectiveFrom: tomorrow, dryRun: 'true', rounding: '4' },
      headers: { 'content-type': 'text/csv' },
      body: deckAtPrice('0.06', 'Germany,landline,DE,49,0.02\n'),
    });
    expect(await publishRateDeck(deps())(request)).toMatchObject({
      status: 200,
      body: {
        dryRun: true,
        rows: 2,
        replaces: { effectiveFrom: '2025-06-01T00:00:00.000Z' },
        inForceUntil: null,
        added: 1,
        changed: 1,
        removed: 0,
        unchanged: 0,
        changes: [
          {
            effect: 'dearer',
            difference: '0.01',
            before: { perMinute: '0.05', rounding: 'exact' },
            after: { perMinute: '0.06', rounding: '4' },
          },
          { effect: 'added', difference: '0.02', before: null, after: { prefix: '49' } },
        ],
      },
    });
    expect(await rateAt(tomorrow)).toBe('0.05');
    await expect(publish('2025-07-01', '0.20', { dryRun: 'true' })).rejects.toMatchObject({
      code: 'deck-in-past',
    });
  });
});

describe('row 08: a deck that rounds', () => {
  test('quote, hold and settlement use the rounded price', async () => {
    const fixture = await openReversalFixture(database.db, nextOrganizationId('rounding'));
    const { org } = fixture;
    const request = aRequest({
      query: { currency: 'USD', effectiveFrom: '2025-01-01', rounding: '4' },
      headers: { 'content-type': 'text/csv' },
      body: 'Destination,Type,ISO,Code,Rate,Setup Fee,Billing Increment\nFrance,landline,FR,33,0.04,0.00125,1/1\n',
    });
    expect(await publishRateDeck(deps())(request)).toMatchObject({ status: 201, body: { rounding: '4' } });
    const attempt = { type: 'user_out', userId: 'ada', to: PARIS, seconds: 100 };
    const ask = quote({ ...deps(), leaseSeconds: 100, maximumSeconds: 86_400 });
    const price = '0.0679'; // 100 s of 0.04 a minute are 0.066666…, with the fee 0.067916…
    expect(await ask(aRequest({ params: { org }, body: JSON.stringify(attempt) }))).toMatchObject({
      body: { decision: 'allow', price, rateDetail: { rounding: '4' } },
    });
    expect(await authorize(deps(), org, 'call', attempt)).toMatchObject({ body: { held: price } });
    await report(deps(), org, [{ callId: 'call', userId: 'ada', to: PARIS, durationSeconds: 100 }]);
    expect(await settle(deps(), org, ['call'])).toEqual([]);
    expect(await fixture.storedCall('call')).toMatchObject({ settlement: { chargeMicros: 67_900 } });
    fixture.clock = addSeconds(START, 10);
    expect(await fixture.correct('call', 'k', 1)).toMatchObject({ body: { charge: '0.0019' } });
  });
});

describe('row 11: with many decks', () => {
  const MANY = 3000;
  const FIRST = '2021-03-01T00:00:00.000Z';
  const idOf = (deck: number) => `deck_${currency}${String(deck).padStart(20, '0')}`;

  /** As publishing writes them, half a day apart: the last ones are in the future. */
  async function fillSeries(): Promise<void> {
    const items = Array.from({ length: MANY }, (_, deck) => {
      const effectiveFrom = addSeconds(FIRST, (deck * DAY) / 2);
      const time = { id: idOf(deck), effectiveFrom, chunks: 1 };
      const listed = { ...time, currency, kind: 'outbound', publishedAt: FIRST, rows: 1 };
      return [
        { ...keys.deckListed(listed), ...listed },
        { pk: keys.deckTimes(currency, 'outbound'), sk: effectiveFrom, deck: tupleOf(time) },
      ];
    }).flat();
    for (let start = 0; start < items.length; start += 25) {
      const puts = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
      await database.db.client.send(
        new BatchWriteCommand({ RequestItems: { [database.db.ledgerTable]: puts } }),
      );
    }
  }

  /** The database, with a record of its requests. */
  function watched(commands: object[]): Database {
    const client = new Proxy(database.db.client, {
      get: (target, property) => {
        if (property !== 'send') return Reflect.get(target, property);
        return (command: object) => {
          commands.push(command);
          return Reflect.apply(target.send, target, [command]);
        };
      },
    });
    return { ...database.db, client };
  }

  test('another deck can be published, decisions read two small batches, and the list has pages', async () => {
    await fillSeries();
    clock = '2025-03-20T12:00:00.000Z';
    expect(await publish(addSeconds(clock, 60), '0.05')).toMatchObject({ status: 201 });
    const window = await itemOf(keys.deckWindow(currency));
    expect(itemBytes(window)).toBeLessThan(2048);

    const org = nextOrganizationId('many');
    const { terms } = anAccount();
    const account = anAccount({ organizationId: org, version: 0, terms: { ...terms, currency } });
    await createOrganization(
      database.db,
      account,
      { name: org, createdAt: START },
      { now: START, by: BY_ADA },
    );
    const at = addSeconds(clock, 61);
    const commands: object[] = [];
    for (let time = 0; time < 2; time += 1) {
      commands.length = 0;
      const context = await loadCallContext(watched(commands), { organizationId: org, at, lots: 0 });
      const { outbound } = context.decks;
      expect(outbound && rowsOf(outbound)).toMatchObject([{ perMinuteMicros: 50_000 }]);
    }
    expect(commands.map(({ constructor: { name } }) => name)).toEqual([
      'BatchGetCommand',
      'BatchGetCommand',
      'QueryCommand',
    ]);

    let listed = 0;
    let cursor: string | undefined;
    let last = '9999';
    do {
      const page = await list({ limit: '200', ...(cursor ? { cursor } : {}) });
      for (const { effectiveFrom } of page.items) {
        expect(effectiveFrom <= last).toBe(true);
        last = effectiveFrom;
      }
      listed += page.items.length;
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    expect(listed).toBeGreaterThanOrEqual(MANY + 1);
  });

  test('every instant has its deck, inside the window and before and after it', async () => {
    const at = (deck: number) => addSeconds(START, (deck - 10) * DAY);
    for (let deck = 0; deck < 10; deck += 1) {
      clock = addSeconds(at(deck), -1);
      await publish(at(deck), `0.${deck + 10}`);
    }
    clock = START;
    for (let deck = 24; deck >= 10; deck -= 1) await publish(at(deck), `0.${deck + 10}`);
    expect(await rateAt(addSeconds(at(0), -1))).toBeNull();
    for (let deck = 0; deck < 25; deck += 1) {
      expect([deck, await rateAt(at(deck)), await rateAt(addSeconds(at(deck + 1), -1))]).toEqual([
        deck,
        `0.${deck + 10}`,
        `0.${deck + 10}`,
      ]);
    }
    const { outbound } = await loadDeckTimes(database.db, currency, { from: at(1), to: at(22) });
    expect(new Set(outbound.map(({ effectiveFrom }) => effectiveFrom)).size).toBe(22);
  });
});
