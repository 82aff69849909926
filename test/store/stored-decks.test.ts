/** How the rows of a deck are stored: what is read has the rates of the rows that were published. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import {
  buildDeckIndex,
  type DeckIndex,
  longestMatch,
  rowsOf,
} from '../../shared/domain/rates/deck-index.ts';
import { parseRateDeck } from '../../shared/domain/rates/rate-deck.ts';
import { DESTINATION_TYPES, type Rate } from '../../shared/domain/rates/rating.ts';
import { publishDeck } from '../../shared/store/rates/deck-publishing.ts';
import { loadDeckIndex } from '../../shared/store/rates/decks.ts';
import { deckRowOf } from '../../shared/store/rates/rate-row.ts';
import { indexOfRows, indexOfStored, storedDeckOf } from '../../shared/store/rates/stored-deck.ts';
import { keys } from '../../shared/store/table/keys.ts';
import { START } from '../support/accounts.ts';
import { useDatabase } from '../support/database.ts';
import { describeWithData } from '../support/reference-data.ts';

const database = useDatabase();
const DECK = { id: 'deck_1', roundingDecimals: 4 };

const packed = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const stored = (rows: readonly Rate[]): DeckIndex => indexOfStored(packed(storedDeckOf(rows)), DECK);
const published = (rows: readonly Rate[]): Rate[] =>
  rows.map((row) => ({ ...row, deckId: DECK.id, roundingDecimals: DECK.roundingDecimals }));

const byName = ({ prefix, country }: Rate): string => prefix || country;
const sorted = (rows: readonly Rate[]): Rate[] => [...rows].sort((a, b) => (byName(a) < byName(b) ? -1 : 1));

/** Every beginning of a prefix, every prefix, and every number of one digit more. */
const dialedFor = (rows: readonly Rate[]): Set<string> =>
  new Set(
    rows.flatMap(({ prefix }) => [
      ...[...prefix].map((_, length) => prefix.slice(0, length)),
      ...['', ...'0123456789'].map((digit) => prefix + digit),
    ]),
  );

function expectSameRates(rows: readonly Rate[]): void {
  const expected = buildDeckIndex(published(rows));
  for (const index of [stored(rows), indexOfRows(packed(rows.map(deckRowOf)), DECK)]) {
    const differing = [...dialedFor(rows)].filter((digits) => {
      const [rate, other] = [longestMatch(index, digits), longestMatch(expected, digits)];
      return rate !== longestMatch(index, digits) || JSON.stringify(rate) !== JSON.stringify(other);
    });
    expect(differing).toEqual([]);
    expect(new Map([...index.byCountry].sort())).toEqual(new Map([...expected.byCountry].sort()));
    expect(sorted(rowsOf(index))).toEqual(sorted(published(rows)));
  }
}

const micros = fc.integer({ min: 0, max: 2 });
const anyRow = fc.record({
  prefix: fc.string({ unit: fc.constantFrom('0', '1', '9'), maxLength: 6 }),
  destinationName: fc.constantFrom('France', 'a "b", c', '', '[]'),
  type: fc.constantFrom(...DESTINATION_TYPES),
  country: fc.constantFrom('FR', 'US', ''),
  perMinuteMicros: micros,
  connectionFeeMicros: micros,
  initialIncrementSeconds: fc.constantFrom(1, 60),
  incrementSeconds: fc.constantFrom(1, 60),
});

describe('A stored deck', () => {
  test('a stored deck has the rates of its rows, in both layouts', () => {
    const anyRows = fc.uniqueArray(anyRow, { selector: byName, maxLength: 60 });
    fc.assert(fc.property(anyRows, expectSameRates));
  });

  test('a deck of more than 65,535 digits has the rates of its rows', () => {
    const rows = Array.from({ length: 9000 }, (_, index): Rate => {
      const prefix = String(1_000_000_000 + index * 99_991);
      return { ...ROW, prefix, perMinuteMicros: index % 7 };
    });
    expectSameRates(rows);
    expect(stored(rows).children).toBeInstanceOf(Uint16Array);
  });

  test.each([
    ['no list', { rows: [] }],
    ['a row that is none', ['33']],
    ['a row that is too short', [['33', 'France', 'mobile', 'FR', 1, 0, 60]]],
    ['a row that is too long', [['33', 'France', 'mobile', 'FR', 1, 0, 60, 60, 'deck']]],
    ['a prefix that has a sign', [['+33', 'France', 'mobile', 'FR', 1, 0, 60, 60]]],
    ['a prefix that is a number', [[33, 'France', 'mobile', 'FR', 1, 0, 60, 60]]],
    ['a name that is none', [['33', null, 'mobile', 'FR', 1, 0, 60, 60]]],
    ['a type that is unknown', [['33', 'France', 'satellite', 'FR', 1, 0, 60, 60]]],
    ['a country that is none', [['33', 'France', 'mobile', null, 1, 0, 60, 60]]],
    ['a price of parts of micros', [['33', 'France', 'mobile', 'FR', 1.5, 0, 60, 60]]],
    ['an increment that is text', [['33', 'France', 'mobile', 'FR', 1, 0, 60, '60']]],
  ])('with %s is refused', (_, deck) => {
    expect(() => indexOfStored(deck, DECK)).toThrow('The rows of deck deck_1 are not stored as rows');
    expect(() => indexOfRows(deck, DECK)).toThrow('The rows of deck deck_1 are not stored as rows');
  });

  test('is one row for each destination, and is read from its chunks', async () => {
    const rows = ['33', '331', '336'].map((prefix, index) => ({
      ...ROW,
      prefix,
      perMinuteMicros: index >> 1,
    }));
    const { db } = database;
    const deck = { id: 'by-destination', currency: 'XAF', kind: 'outbound' as const, effectiveFrom: START };
    const { chunks } = await publishDeck(db, { ...deck, publishedAt: START }, rows);
    const Key = keys.deckChunk(deck.id, 0);
    const { Item } = await db.client.send(new GetCommand({ TableName: db.ledgerTable, Key }));
    const { destinations } = z.object({ destinations: z.instanceof(Uint8Array) }).parse(Item);
    expect(JSON.parse(gunzipSync(destinations).toString())).toEqual([
      ['33 331', 'somewhere', 'mixed', 'FR', 0, 0, 60, 60],
      ['336', 'somewhere', 'mixed', 'FR', 1, 0, 60, 60],
    ]);
    const index = await loadDeckIndex(db, { ...deck, chunks });
    expect(longestMatch(index, '33699')).toEqual({
      ...rows[2],
      deckId: deck.id,
      roundingDecimals: undefined,
    });
  });

  test('of the earlier layout is read from its chunks', async () => {
    const { db } = database;
    const rows = ['33', '336'].map((prefix, index) => ({ ...ROW, prefix, perMinuteMicros: index }));
    const bytes = gzipSync(JSON.stringify(rows.map(deckRowOf)));
    const parts = [bytes.subarray(0, 20), bytes.subarray(20)];
    for (const [chunk, part] of parts.entries()) {
      const Item = { ...keys.deckChunk('by-row', chunk), rows: part };
      await db.client.send(new PutCommand({ TableName: db.ledgerTable, Item }));
    }
    const index = await loadDeckIndex(db, { id: 'by-row', effectiveFrom: START, chunks: 2 });
    expect(longestMatch(index, '33699')).toEqual({
      ...rows[1],
      deckId: 'by-row',
      roundingDecimals: undefined,
    });
  });
});

const ROW: Rate = {
  prefix: '33',
  destinationName: 'somewhere',
  type: 'mixed',
  country: 'FR',
  perMinuteMicros: 1,
  connectionFeeMicros: 0,
  initialIncrementSeconds: 60,
  incrementSeconds: 60,
};

describe.each([
  ['rate-deck-2025-10-15.csv', 'outbound', 460],
  ['rate-deck-2025-01-30.csv', 'outbound', 550],
  ['toll-free-inbound.csv', 'toll-free', 40],
] as const)('%s', (file, kind, most) => {
  describeWithData('the stored deck', file, (csv) => {
    // A spreadsheet saved one of them: two prefixes have lost their digits, and so refuse the deck.
    const whole = csv.split('\n').filter((line) => !/E\+\d/.test(line));
    const deck = parseRateDeck(whole.join('\n'), kind);
    const rows = 'rows' in deck ? deck.rows : [];

    test('has the rates of its rows on every prefix', () => {
      expect(rows.length).toBeGreaterThan(20);
      expectSameRates(rows);
    });

    test(`is at most ${most} destinations`, () => {
      expect(storedDeckOf(rows).length).toBeLessThanOrEqual(most);
    });
  });
});
