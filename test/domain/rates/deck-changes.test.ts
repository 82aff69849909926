/** The rows in which two decks differ. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareDecks, ROW_EFFECTS } from '../../../shared/domain/rates/deck-changes.ts';
import { priceOf, type Rate } from '../../../shared/domain/rates/rating.ts';

const aRow = (prefix: string, change: Partial<Rate> = {}): Rate => ({
  prefix,
  destinationName: `To ${prefix}`,
  type: 'landline',
  country: 'FR',
  perMinuteMicros: 20_000,
  connectionFeeMicros: 0,
  initialIncrementSeconds: 60,
  incrementSeconds: 60,
  ...change,
});

test('each row that differs is listed by its effect, the greatest difference first', () => {
  const before = [
    ...[aRow('1'), aRow('20', { perMinuteMicros: 50_000 }), aRow('33'), aRow('34'), aRow('44'), aRow('45')],
    ...[aRow('46', { perMinuteMicros: 30_000 }), aRow('48'), aRow('49')],
  ];
  const after = [
    aRow('1'),
    aRow('33', { perMinuteMicros: 21_000 }),
    aRow('34', { perMinuteMicros: 19_000, connectionFeeMicros: 5_000 }),
    aRow('44', { perMinuteMicros: 19_000 }),
    aRow('45', { perMinuteMicros: 0 }),
    aRow('48', { incrementSeconds: 1 }),
    aRow('49', { initialIncrementSeconds: 120 }),
    aRow('51'),
    aRow('52', { perMinuteMicros: 90_000 }),
  ];
  const changes = compareDecks({ before, after });
  const listed = ROW_EFFECTS.map((effect) => [
    effect,
    changes[effect].map((change) => [(change.after ?? change.before)?.prefix, change.differenceMicros]),
  ]);
  expect(Object.fromEntries(listed)).toEqual({
    dearer: [
      ['49', 20_000],
      ['34', 4_000],
      ['33', 1_000],
    ],
    cheaper: [
      ['45', -20_000],
      ['44', -1_000],
    ],
    other: [['48', 0]],
    added: [
      ['52', 90_000],
      ['51', 20_000],
    ],
    removed: [
      ['20', -50_000],
      ['46', -30_000],
    ],
  });
  expect(changes.unchanged).toBe(1);
});

test('every row is in one place, and the differences are those of all prices of a minute', () => {
  const decks = fc.uniqueArray(
    fc.record({
      prefix: fc.nat(30).map((prefix) => `${prefix + 1}`),
      perMinuteMicros: fc.nat(3).map((steps) => steps * 60),
      connectionFeeMicros: fc.nat(2),
    }),
    { selector: ({ prefix }) => prefix },
  );
  const property = fc.property(decks, decks, (one, other) => {
    const [before, after] = [one, other].map((rows) => rows.map(({ prefix, ...rest }) => aRow(prefix, rest)));
    const changes = compareDecks({ before: before ?? [], after: after ?? [] });
    const all = ROW_EFFECTS.flatMap((effect) => changes[effect]);
    expect(all.filter((each) => each.after).length + changes.unchanged).toBe(other.length);
    expect(all.filter((each) => each.before).length + changes.unchanged).toBe(one.length);
    const minutes = (rows: readonly Rate[] = []) =>
      rows.reduce((sum, row) => sum + priceOf(row, 60, { connectionFee: true }), 0);
    const differences = all.reduce((sum, { differenceMicros }) => sum + differenceMicros, 0);
    expect(differences).toBe(minutes(after) - minutes(before));
  });
  fc.assert(property);
});
