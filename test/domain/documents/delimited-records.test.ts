import { describe, expect, test } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { readRecords } from '../../../shared/domain/documents/delimited-records.ts';
import { readDelimited } from '../../../shared/domain/documents/delimited-text.ts';

const rows = (text: string) =>
  [...readRecords(text)].map((read) =>
    'cells' in read ? [read.line, ...read.cells] : { line: read.line, column: read.column },
  );

describe('a record that cannot be read hides no other', () => {
  test.each([
    ['a quote inside a field', 'a,b\n1,2\n3,x"y"\n5,6', { line: 3, column: 2 }],
    ['text after a closing quote', 'a,b\n1,2\n"3"4,\n5,6', { line: 3, column: 1 }],
    ['a quote that is never closed', 'a,b\n1,2\n3,"4\n5,6', { line: 3, column: 1 }],
    ['a quote that another line seems to close', 'a,b\n1,2\n"3,4\n5,6\n7",8,9', { line: 3, column: 1 }],
  ])('%s', (_case, text, fault) => {
    const read = rows(text);
    expect(read.slice(0, 2)).toEqual([
      [1, 'a', 'b'],
      [2, '1', '2'],
    ]);
    expect(read[2]).toEqual(fault);
    expect(read[3]).toEqual([4, '5', '6']);
  });

  test('each line that has a quote too many is a fault of its own', () => {
    expect(rows('a,b\n"1,2\n3,4\n"5,6\n7,8\n"9,10')).toEqual([
      [1, 'a', 'b'],
      { line: 2, column: 1 },
      [3, '3', '4'],
      { line: 4, column: 1 },
      [5, '7', '8'],
      { line: 6, column: 1 },
    ]);
  });
});

test('a line break in quotes is part of its field, and stays as it is', () => {
  expect(rows('sep=;\r\na;b\r\n\r\n"x\r\ny";"z\rz"\r\n;\r\n"1";2')).toEqual([
    [2, 'a', 'b'],
    [4, 'x\r\ny', 'z\rz'],
    [8, '1', '2'],
  ]);
});

test('what is written as a table is read as it is read as a whole', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', ';', '"', "'", '=', ' ', '\n', '\t') });
  const tables = fc
    .integer({ min: 1, max: 4 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }));
  fc.assert(
    fc.property(tables, (table) => {
      const text = `sep=,\n${stringify([table[0]?.map((_, index) => `c${index}`) ?? [], ...table])}`;
      const whole = readDelimited(text);
      expect('records' in whole && whole.records).toEqual([...readRecords(text)]);
    }),
  );
});
