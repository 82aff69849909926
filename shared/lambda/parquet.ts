/**
 * The only writer of Parquet. Columns have the names and the order of the CSV. Amounts are DECIMAL(18, 6), which is exact,
 * whole numbers INT64, instants TIMESTAMP in milliseconds of UTC, and the rest are texts; an empty cell is null.
 */
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { parseAmount } from '../domain/money.ts';
import type { CellKind, CsvColumns, Row } from './csv.ts';

type Value = string | bigint | null;

interface ColumnType {
  readonly element: Omit<SchemaElement, 'name'>;
  readonly read: (cell: string) => Value;
}

const TEXT: ColumnType = {
  element: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  read: (cell) => cell,
};

/** As many digits as an INT64 can always have. */
const PRECISION = 18;
const SCALE = 6;

const TYPES: Readonly<Record<CellKind, ColumnType>> = {
  text: TEXT,
  phone: TEXT,
  number: { element: { type: 'INT64' }, read: BigInt },
  amount: {
    element: {
      type: 'INT64',
      converted_type: 'DECIMAL',
      logical_type: { type: 'DECIMAL', precision: PRECISION, scale: SCALE },
      precision: PRECISION,
      scale: SCALE,
    },
    read: microsOf,
  },
  instant: {
    element: {
      type: 'INT64',
      converted_type: 'TIMESTAMP_MILLIS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
    },
    read: (cell) => BigInt(Date.parse(cell)),
  },
};

/** Throws for a text that is not an amount. */
function microsOf(cell: string): bigint {
  const isNegative = cell.startsWith('-');
  const micros = parseAmount(isNegative ? cell.slice(1) : cell);
  if (micros === undefined) throw new RangeError(`not an amount: ${cell}`);
  return BigInt(isNegative ? -micros : micros);
}

/** One file. In memory are the bytes that it has so far, and the rows of one group. */
export class ParquetFile<C extends CsvColumns> {
  readonly #columns: C;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;

  constructor(columns: C) {
    this.#columns = columns;
    const elements = Object.entries(columns).map(
      ([name, kind]): SchemaElement => ({ name, repetition_type: 'OPTIONAL', ...TYPES[kind].element }),
    );
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [{ name: 'root', num_children: elements.length }, ...elements],
      createdBy: 'communications-credits',
    });
  }

  /** Adds the rows as a group of their own. */
  addGroup(rows: readonly Row<C>[]): void {
    const columnData = Object.entries(this.#columns).map(([name, kind]) => ({
      name,
      data: rows.map((row) => readCell(kind, row[name])),
    }));
    void this.#writer.write({ columnData, rowGroupSize: rows.length });
  }

  end(): Buffer {
    // In memory it is done at once.
    void this.#writer.finish();
    return Buffer.from(this.#bytes.getBytes());
  }
}

const readCell = (kind: CellKind, cell = ''): Value => (cell === '' ? null : TYPES[kind].read(cell));
