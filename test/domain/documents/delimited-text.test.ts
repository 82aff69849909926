import { describe, expect, test } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { readDelimited } from '../../../shared/domain/documents/delimited-text.ts';

function rows(text: string) {
  const read = readDelimited(text);
  if (!('records' in read)) throw new Error(`line ${read.line}: ${read.detail}`);
  return read.records.map(({ line, cells }) => [line, ...cells]);
}

describe('row 07: separators and the lines before the header', () => {
  const expected = [
    ['a', 'b'],
    ['1', '2'],
  ];
  test.each([
    ['commas', 'a,b\n1,2', 1],
    ['semicolons', 'a;b\n1;2', 1],
    ['tabs', 'a\tb\n1\t2', 1],
    ['semicolons, with a comma in a quoted header', '"a";b\n"1";2', 1],
    ['a byte order mark', '\uFEFFa,b\n1,2', 1],
    ['carriage returns of all kinds', 'a,b\r\n\r1,2\r\n', 1],
    ['blanks around fields and quotes', ' a , b\n "1" ,2 ', 1],
    ['sep=', 'sep=;\r\na;b\r\n1;2', 2],
    ['sep= of a separator of its own', 'sep=|\na|b\n1|2', 2],
    ['sep= with a tab', 'sep=\t\na\tb\n1\t2', 2],
    ['sep= that was quoted when it was saved again', '"sep=;";\na;b\n1;2', 2],
    ['#TYPE', '#TYPE System.Management.Automation.PSCustomObject\n"a","b"\n"1","2"', 2],
    ["Entra's version", 'version:v1.0\na,b\n1,2', 2],
    ["Entra's version, saved by a spreadsheet", 'version:v1.0,,,\na,b\n1,2', 2],
    ['all of them, and blank lines', '\nsep=;\n\nversion:v1.0\n\na;b\n1;2', 6],
  ])('%s', (_case, text, line) => {
    const read = rows(text);
    expect(read.map(([, ...cells]) => cells)).toEqual(expected);
    expect(read[0]?.[0]).toBe(line);
  });

  test('a separator in quotes does not separate', () => {
    expect(rows('"a;b;c",d\n1,2')).toEqual([
      [1, 'a;b;c', 'd'],
      [2, '1', '2'],
    ]);
  });
});

describe('row 05: the document is parsed as a whole', () => {
  test('a line break in quotes is part of its field, and every record has the line on which it begins', () => {
    expect(rows('sep=,\nname,note\n\nada,"x\r\nbob@x.com\ny"\n,\ncyd,"""q"""')).toEqual([
      [2, 'name', 'note'],
      [4, 'ada', 'x\nbob@x.com\ny'],
      [8, 'cyd', '"q"'],
    ]);
  });

  test.each([
    ['a quote that is never closed', 'a,b\n\n1,2\n"x,3\ny', { line: 4, column: 1 }],
    ['a quote inside a field', 'version:v1.0\na,b\n1,x"y', { line: 3, column: 2 }],
    ['text after a closing quote', 'a,b\n"1\n2"3,4', { line: 3, column: 1 }],
  ])('%s is reported with its place', (_case, text, place) => {
    expect(readDelimited(text)).toMatchObject(place);
  });

  test('a document that follows RFC 4180 is read as it was written', () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', ' ', 'é') })
      .map((text) => `x${text}x`);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell), { minLength: 1 }),
        fc.constantFrom(',', ';', '\t'),
        (table, delimiter) => {
          const text = `sep=${delimiter}\n${stringify(table, { delimiter, quoted: true })}`;
          expect(rows(text).map(([, ...cells]) => cells)).toEqual(table);
        },
      ),
    );
  });

  test('a document of 100,000 lines is read quickly', () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `user-${index}@contoso.example,Name`);
    expect(rows(lines.join('\n'))).toHaveLength(100_000);
  });

  test('a document of 6 MB of quotes is read or refused', () => {
    expect(readDelimited('"'.repeat(6_000_001))).toMatchObject({ line: 1 });
  });
});
