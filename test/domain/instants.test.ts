import { describe, expect, test } from '@jest/globals';
import { addMonths, startOfNextMonth } from '../../shared/domain/instants.ts';

describe('twelve calendar months', () => {
  test.each([
    ['2026-11-22T10:11:12.131Z', '2027-11-22T10:11:12.131Z'],
    ['2027-02-28T23:59:59.999Z', '2028-02-28T23:59:59.999Z'],
    ['2028-02-29T00:00:00.000Z', '2029-02-28T00:00:00.000Z'],
    ['2028-12-31T12:00:00.000Z', '2029-12-31T12:00:00.000Z'],
  ])('%s ends at %s', (from, to) => {
    expect(addMonths(from, 12)).toBe(to);
  });

  test.each([
    ['2026-01-31T05:00:00.000Z', 1, '2026-02-28T05:00:00.000Z'],
    ['2026-08-31T05:00:00.000Z', -6, '2026-02-28T05:00:00.000Z'],
    ['2026-12-15T05:00:00.000Z', 1, '2027-01-15T05:00:00.000Z'],
  ])('%s and %d months is %s', (from, months, to) => {
    expect(addMonths(from, months)).toBe(to);
  });

  test('a year ends in January', () => {
    expect(startOfNextMonth('2026-12')).toBe('2027-01-01T00:00:00.000Z');
  });
});
