/**
 * The one place that writes CSV (RFC 4180, with a header). A text is safe to open in a spreadsheet, and is read back as
 * it was (`domain/spreadsheet-cells.ts`); numbers and telephone numbers stay what they are.
 */
import { stringify } from 'csv-stringify/sync';
import { neutralizeCell } from '../domain/documents/spreadsheet-cells.ts';

/**
 * `number`: a decimal number, which may be negative. `phone`: a number in E.164, whose plus is no formula, with or
 * without its last digits masked. Whatever else is in such a column is a text like any other.
 */
export type CellKind = 'text' | 'number' | 'phone';

/** The kind of each column, by its name, in their order. */
export type CsvColumns = Readonly<Record<string, CellKind>>;

const PLAIN: Readonly<Record<Exclude<CellKind, 'text'>, RegExp>> = {
  number: /^-?\d+(\.\d+)?$/,
  phone: /^\+?\d+\**$/,
};

/** The library puts a field in quotes for its own line break only, and readers cut off blanks. */
const QUOTED = /[\r\n]|^\s|\s$/;

/** Rows whose size is looked at together. */
const SLICE_ROWS = 100;

/** The text of the first rows that fit into `maximumBytes` of an answer, and how many they are: one slice at least. */
export function writeCsv<C extends CsvColumns>(
  columns: C,
  rows: readonly Readonly<Record<keyof C, string>>[],
  maximumBytes: number,
): { text: string; rows: number } {
  const names = Object.keys(columns);
  const write = (cells: string[][]): string =>
    stringify(cells, { record_delimiter: 'windows', quoted_match: QUOTED });
  const parts = [write([names])];
  let told = 0;
  for (let bytes = 0; told < rows.length; ) {
    const slice = rows.slice(told, told + SLICE_ROWS);
    const part = write(slice.map((row) => names.map((name) => cellOf(columns[name], row[name]))));
    // As Lambda hands it over: a string in JSON.
    bytes += Buffer.byteLength(JSON.stringify(part));
    if (told > 0 && bytes > maximumBytes) break;
    parts.push(part);
    told += slice.length;
  }
  return { text: parts.join(''), rows: told };
}

function cellOf(kind: CellKind = 'text', text = ''): string {
  return kind !== 'text' && PLAIN[kind].test(text) ? text : neutralizeCell(text);
}
