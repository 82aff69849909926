import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readDelimited } from '../../shared/domain/documents/delimited-text.ts';
import { writeCsv } from '../../shared/lambda/csv.ts';

const COLUMNS = { Name: 'text', Number: 'phone', Charge: 'number' } as const;
const ROOM = 5_000_000;
const lineOf = (row: { Name: string; Number: string; Charge: string }) =>
  writeCsv(COLUMNS, [row], ROOM).text.split('\r\n')[1];

describe('row 13: a cell is written by the kind of its column', () => {
  test.each([
    ['=1+1', '+33123456789', '-1.50', "'=1+1,+33123456789,-1.50"],
    ['-1.50', '+3312345****', '0.000001', "'-1.50,+3312345****,0.000001"],
    ['+33123456789', '112', '12', "'+33123456789,112,12"],
    ['＝1', '+1+1', '-1+1', "'＝1,'+1+1,'-1+1"],
    ['@x', '=1', '=1', "'@x,'=1,'=1"],
    ['Ada "=1"', 'anonymous', '', '"Ada ""=1""",anonymous,'],
    ['\t=1', 'sip:ann@x.com', '1e5', "'\t'=1,sip:ann@x.com,1e5"],
  ])('%j, %j, %j', (name, number, charge, line) => {
    expect(lineOf({ Name: name, Number: number, Charge: charge })).toBe(line);
  });

  test('row 13: what is written is read back as it was, whatever the text', () => {
    const cell = fc
      .string({ unit: fc.constantFrom("'", '"', '=', '+', '-', '@', '＝', ';', ',', '\n', '1', 'a') })
      .filter((text) => text.trim() === text);
    fc.assert(
      fc.property(
        fc.array(fc.record({ Name: cell, Number: cell, Charge: cell }), { minLength: 1 }),
        (rows) => {
          const kept = rows.filter((row) => row.Name + row.Number + row.Charge !== '');
          const read = readDelimited(writeCsv(COLUMNS, rows, ROOM).text);
          if (!('records' in read)) throw new Error(read.detail);
          const [, ...body] = read.records;
          expect(body.map(({ cells }) => cells)).toEqual(
            kept.map((row) => [row.Name, row.Number, row.Charge]),
          );
        },
      ),
    );
  });
});

describe('row 12: a page of CSV has a maximum number of bytes', () => {
  const row = { Name: '"é\n'.repeat(300), Number: '+1', Charge: '1' };

  test('and ends with whole rows', () => {
    const rows = Array.from({ length: 1000 }, () => row);
    const page = writeCsv(COLUMNS, rows, 1_000_000);
    expect(page.rows).toBeGreaterThan(0);
    expect(page.rows).toBeLessThan(1000);
    expect(Buffer.byteLength(JSON.stringify(page.text))).toBeLessThanOrEqual(1_000_100);
    const read = readDelimited(page.text);
    expect('records' in read && read.records.length).toBe(page.rows + 1);
  });

  test('or with a few rows, which are always returned', () => {
    expect(writeCsv(COLUMNS, [row, row], 10)).toMatchObject({ rows: 2 });
    expect(writeCsv(COLUMNS, [], 10)).toEqual({ rows: 0, text: 'Name,Number,Charge\r\n' });
  });
});
