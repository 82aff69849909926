/** Files in Parquet: every cell comes back as it was, in types that other programs count with. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatAmount } from '../../shared/domain/money.ts';
import { ParquetFile } from '../../shared/lambda/parquet.ts';
import { readParquet } from '../support/parquet.ts';

const COLUMNS = {
  'Call ID': 'text',
  'Caller ID': 'phone',
  Seconds: 'number',
  Charge: 'amount',
  'Start Time': 'instant',
} as const;
type Cells = Record<keyof typeof COLUMNS, string>;

function fileOf(...groups: readonly (readonly Cells[])[]): Buffer {
  const file = new ParquetFile(COLUMNS);
  for (const rows of groups) file.addGroup(rows);
  return file.end();
}

const ROW: Cells = {
  'Call ID': 'call-1',
  'Caller ID': '+14255550100',
  Seconds: '95',
  Charge: '0.85',
  'Start Time': '2026-11-24T08:30:00.123Z',
};

/** Beyond this, the library that reads returns another number than the nearest micro. */
const MAX_READ_MICROS = 1_000_000_000_000_000;

const rows = fc.array(
  fc.record({
    'Call ID': fc.string({ unit: 'grapheme', maxLength: 40 }),
    'Caller ID': fc.constantFrom('', '+14255550100', 'anonymous', '=1+1'),
    Seconds: fc.oneof(fc.constant(''), fc.integer().map(String)),
    Charge: fc.oneof(
      fc.constant(''),
      fc.integer({ min: -MAX_READ_MICROS, max: MAX_READ_MICROS }).map(formatAmount),
    ),
    'Start Time': fc
      .date({ min: new Date('2000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  }),
  { minLength: 1, maxLength: 20 },
);

describe('a file in Parquet', () => {
  test('every cell comes back, in several groups of rows as well', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (first, second) => {
        const read = await readParquet(fileOf(first, second));
        expect(read.rows).toEqual([...first, ...second]);
        expect(read.rowGroups).toEqual([first.length, second.length]);
      }),
    );
  });

  test('amounts are exact decimals, instants are timestamps in UTC, and the names are those of the CSV', async () => {
    const { schema } = await readParquet(fileOf([ROW]));
    expect(schema.map(({ name }) => name)).toEqual(Object.keys(COLUMNS));
    const typeOf = (name: string) => schema.find((element) => element.name === name);
    expect(typeOf('Charge')).toMatchObject({
      type: 'INT64',
      converted_type: 'DECIMAL',
      precision: 18,
      scale: 6,
      logical_type: { type: 'DECIMAL', precision: 18, scale: 6 },
    });
    expect(typeOf('Start Time')).toMatchObject({
      type: 'INT64',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    });
    expect(typeOf('Seconds')).toMatchObject({ type: 'INT64' });
    expect(typeOf('Caller ID')).toMatchObject({ type: 'BYTE_ARRAY', converted_type: 'UTF8' });
  });

  test('the largest amount that can be counted is written to the last micro', () => {
    const charge = formatAmount(Number.MAX_SAFE_INTEGER);
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(Number.MAX_SAFE_INTEGER));
    expect(fileOf([{ ...ROW, Charge: charge }]).includes(bytes)).toBe(true);
  });

  test('the same rows are the same bytes, and no rows are a file that can be read', async () => {
    expect(fileOf([ROW, ROW]).equals(fileOf([ROW, ROW]))).toBe(true);
    expect(await readParquet(fileOf())).toMatchObject({ rows: [], rowGroups: [] });
  });

  test.each(['1e3', '1.2345678', 'free'])('%s is not an amount', (charge) => {
    expect(() => fileOf([{ ...ROW, Charge: charge }])).toThrow('not an amount');
  });
});
