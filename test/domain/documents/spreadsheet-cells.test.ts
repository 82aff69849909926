import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { neutralizeCell, restoreCell } from '../../../shared/domain/documents/spreadsheet-cells.ts';

describe('row 13: a cell that a spreadsheet would evaluate as a formula becomes text', () => {
  test.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    ' =1',
    '\u00A0=1',
    '\u200B=1',
    '"=1',
    '\'"=1',
    "'=1",
    '＝1',
    '＋1',
    '－1',
    '＠A1',
    '﹦1',
    '−1',
    '\tx',
    '\rx',
    '\nx',
    ' \r=1',
  ])('%j gets an apostrophe', (text) => {
    expect(neutralizeCell(text)).toMatch(/^'/);
    expect(restoreCell(neutralizeCell(text))).toBe(text);
  });

  test.each([
    ['a;=1', "a;'=1"],
    ['a\n@x', "a\n'@x"],
  ])('%j gets an apostrophe at each cell that another separator would begin in it', (text, safe) => {
    expect(neutralizeCell(text)).toBe(safe);
  });

  test.each(['', 'Ada', 'a=b', 'a-b', "O'Hara", "'t Hooft", '1-2', 'Smith; Ada', '#REF', '名前'])(
    '%j stays as it is',
    (text) => {
      expect(neutralizeCell(text)).toBe(text);
      expect(restoreCell(text)).toBe(text);
    },
  );

  test('an import restores every text', () => {
    const text = fc.string({
      unit: fc.constantFrom("'", '"', '=', '+', '@', '＝', ' ', ';', '\t', '\n', '\r', 'a', '\u200B'),
    });
    fc.assert(
      fc.property(text, (original) => {
        const safe = neutralizeCell(original);
        expect(restoreCell(safe)).toBe(original);
        for (const part of safe.split(/[;\t\r\n]/)) expect(part).not.toMatch(/^[\s"\u200B]*[=+@＝]/);
      }),
      { numRuns: 2000 },
    );
  });
});
