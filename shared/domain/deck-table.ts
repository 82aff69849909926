/** The CSV table of a rate deck: named columns and line numbers, whatever the order of the columns. */
import { CsvError, parse } from 'csv-parse/sync';

export type DeckKind = 'outbound' | 'toll-free';

export interface DeckError {
  /** Line of the file, the header being 1. */
  readonly line: number;
  /** The column. */
  readonly field: string;
  readonly detail: string;
}

export const COLUMN_NAMES = {
  name: 'Destination Name',
  type: 'Destination Type',
  country: 'Country',
  prefix: 'Prefix',
  price: 'Price / min',
  fee: 'Connection Fee',
  initial: 'Initial Increment',
  increment: 'Increment',
} as const;
export type Column = keyof typeof COLUMN_NAMES;

const COLUMNS: ReadonlyMap<string, Column> = new Map<string, Column>([
  ['destination name', 'name'],
  ['destination type', 'type'],
  ['country', 'country'],
  ['prefix', 'prefix'],
  ['price / min', 'price'],
  ['connection fee', 'fee'],
  ['initial increment', 'initial'],
  ['increment', 'increment'],
  // Short headers under which toll-free prices per country are published.
  ['iso2', 'country'],
  ['usd_per_min_toll_free_inbound', 'price'],
]);

const REQUIRED: Readonly<Record<DeckKind, readonly Column[]>> = {
  outbound: ['name', 'type', 'country', 'prefix', 'price'],
  'toll-free': ['country', 'price'],
};

export interface DeckLine {
  readonly number: number;
  readonly cells: Readonly<Partial<Record<Column, string>>>;
}

interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Reads the table; a fault of its shape is one error. BOM, CRLF and blank lines are fine. */
export function readDeckTable(csv: string, kind: DeckKind): DeckLine[] | DeckError {
  const records = readRecords(csv);
  if (!Array.isArray(records)) return records;
  const [header, ...body] = records;
  const columns = (header?.cells ?? []).map((cell) => COLUMNS.get(cell.trim().toLowerCase()));
  const missing = REQUIRED[kind].find((column) => !columns.includes(column));
  if (missing) return { line: 1, field: COLUMN_NAMES[missing], detail: 'the column is missing' };
  const repeated = columns.find((column, index) => column && columns.indexOf(column) !== index);
  if (repeated) return { line: 1, field: COLUMN_NAMES[repeated], detail: 'the column is there twice' };
  const uneven = body.find(({ cells }) => cells.length !== columns.length);
  if (uneven) {
    const detail = `${uneven.cells.length} columns where the header has ${columns.length}`;
    return { line: uneven.line, field: 'columns', detail };
  }
  return body.map(({ cells, line }) => ({ number: line, cells: nameCells(columns, cells) }));
}

function readRecords(csv: string): CsvRecord[] | DeckError {
  const records: CsvRecord[] = [];
  try {
    parse(csv, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      on_record: (cells: string[], { lines }) => {
        records.push({ cells, line: lines });
        return null;
      },
    });
    return records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { line: Number(error.lines ?? 1), field: 'csv', detail: error.message };
  }
}

function nameCells(columns: readonly (Column | undefined)[], cells: readonly string[]): DeckLine['cells'] {
  const named: Partial<Record<Column, string>> = {};
  columns.forEach((column, index) => {
    if (column) named[column] = cells[index]?.trim() ?? '';
  });
  return named;
}
