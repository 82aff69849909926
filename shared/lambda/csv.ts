/**
 * The only writer of CSV (RFC 4180, with a header). Texts are safe to open in a spreadsheet, and can be read back
 * unchanged (`domain/documents/spreadsheet-cells.ts`); numbers and telephone numbers are written as they are.
 */
import { stringify } from 'csv-stringify/sync';
import { neutralizeCell } from '../domain/documents/spreadsheet-cells.ts';

/**
 * `number`: a whole number. `amount`: money with its decimals, which may be below zero. `instant`: ISO 8601 in UTC.
 * `phone`: a number in E.164, possibly with its last digits masked; its plus does not start a formula. Any other content
 * of such a column is written as text.
 */
export type CellKind = 'text' | 'number' | 'amount' | 'instant' | 'phone';

/** The kind of each column by its name, in order. */
export type CsvColumns = Readonly<Record<string, CellKind>>;

export type Row<C extends CsvColumns> = Readonly<Record<keyof C, string>>;

const PLAIN: Readonly<Record<Exclude<CellKind, 'text'>, RegExp>> = {
  number: /^-?\d+(\.\d+)?$/,
  amount: /^-?\d+(\.\d+)?$/,
  instant: /^\d{4}-\d\d-\d\dT[\d:.]+Z$/,
  phone: /^\+?\d+\**$/,
};

/** The library quotes a field only for the line break that it writes itself, and readers trim blanks. */
const QUOTED = /[\r\n]|^\s|\s$/;

/** Rows that are measured together. */
const SLICE_ROWS = 100;

/** The text of the first rows that fit into `maximumBytes` of a response, and their number: at least one slice. */
export function writeCsv<C extends CsvColumns>(
  columns: C,
  rows: readonly Row<C>[],
  maximumBytes: number,
): { text: string; rows: number } {
  const parts = [csvHeader(columns)];
  let written = 0;
  for (let bytes = 0; written < rows.length; ) {
    const slice = rows.slice(written, written + SLICE_ROWS);
    const part = csvLines(columns, slice);
    // Lambda returns the text as a string in JSON.
    bytes += Buffer.byteLength(JSON.stringify(part));
    if (written > 0 && bytes > maximumBytes) break;
    parts.push(part);
    written += slice.length;
  }
  return { text: parts.join(''), rows: written };
}

export const csvHeader = (columns: CsvColumns): string => write([Object.keys(columns)]);

/** The rows alone: what follows the header, or other rows. */
export function csvLines<C extends CsvColumns>(columns: C, rows: readonly Row<C>[]): string {
  const names = Object.keys(columns);
  return write(rows.map((row) => names.map((name) => cellOf(columns[name], row[name]))));
}

const write = (cells: string[][]): string =>
  stringify(cells, { record_delimiter: 'windows', quoted_match: QUOTED });

function cellOf(kind: CellKind = 'text', text = ''): string {
  return kind !== 'text' && PLAIN[kind].test(text) ? text : neutralizeCell(text);
}
