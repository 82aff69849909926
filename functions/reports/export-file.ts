/** One file of an export: the next rows of a kind, in bounded memory. */
import { createHash } from 'node:crypto';
import { type ExportFormat, ROWS_PER_FILE } from '../../shared/domain/exports/exports.ts';
import { type ExportSums, Summing } from '../../shared/domain/exports/sums.ts';
import { type CsvColumns, csvHeader, csvLines } from '../../shared/lambda/csv.ts';
import { ParquetFile } from '../../shared/lambda/parquet.ts';
import type { ExportedRow } from './export-contents.ts';

/** Rows that are encoded together, and not before; of Parquet, those of a row group. */
export const ROWS_PER_GROUP = 5_000;

type Cells = ExportedRow['cells'];

interface Encoder {
  readonly addGroup: (rows: readonly Cells[]) => void;
  readonly end: () => Buffer;
}

const ENCODERS: Readonly<Record<ExportFormat, (columns: CsvColumns) => Encoder>> = {
  csv: (columns) => new CsvFile(columns),
  parquet: (columns) => new ParquetFile(columns),
};

export const CONTENT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
};

class CsvFile {
  readonly #columns: CsvColumns;
  readonly #pieces: Buffer[];

  constructor(columns: CsvColumns) {
    this.#columns = columns;
    this.#pieces = [Buffer.from(csvHeader(columns))];
  }

  addGroup(rows: readonly Cells[]): void {
    this.#pieces.push(Buffer.from(csvLines(this.#columns, rows)));
  }

  end(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}

export interface WrittenFile {
  readonly body: Buffer;
  readonly sha256: string;
  readonly rows: number;
  /** Of the rows before it and its own. */
  readonly sums: ExportSums;
  /** The place of its last row; absent when there are no more rows after it. */
  readonly place?: string | undefined;
}

export interface FileForm {
  readonly format: ExportFormat;
  readonly columns: CsvColumns;
  readonly maxRows?: number | undefined;
}

/** The first rows that come, as many as a file has. */
export async function writeFile(
  { format, columns, maxRows = ROWS_PER_FILE }: FileForm,
  rows: AsyncIterable<ExportedRow>,
  before: ExportSums | undefined,
): Promise<WrittenFile> {
  const file = ENCODERS[format](columns);
  const summing = new Summing(before);
  let group: Cells[] = [];
  let count = 0;
  let last: string | undefined;
  for await (const { cells, amounts, place } of rows) {
    summing.add(amounts);
    group.push(cells);
    count += 1;
    if (group.length === ROWS_PER_GROUP || count === maxRows) {
      file.addGroup(group);
      group = [];
    }
    if (count === maxRows) {
      last = place;
      break;
    }
  }
  if (group.length > 0) file.addGroup(group);
  const body = file.end();
  const sha256 = createHash('sha256').update(body).digest('hex');
  return { body, sha256, rows: count, sums: summing.sums, place: last };
}
