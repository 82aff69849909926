/** Reads a rate deck from CSV. Every bad row is told with its line; one bad row refuses the deck (domain section 7). */
import { parse } from 'csv-parse/sync';
import { parseAmount } from './money.ts';
import { type DestinationType, hasExactIncrements, type Rate } from './rating.ts';

export type DeckKind = 'outbound' | 'toll-free';

export interface DeckError {
  /** Line of the file, the header being 1. */
  readonly line: number;
  /** The column. */
  readonly field: string;
  readonly detail: string;
}

export type ParsedDeck =
  | { readonly rows: readonly Rate[]; readonly warnings: readonly DeckError[] }
  | { readonly errors: readonly DeckError[] };

const COLUMNS = {
  name: 'Destination Name',
  type: 'Destination Type',
  country: 'Country',
  prefix: 'Prefix',
  price: 'Price / min',
  fee: 'Connection Fee',
  initial: 'Initial Increment',
  increment: 'Increment',
} as const;
type Column = keyof typeof COLUMNS;

/** Short headers under which per-country toll-free prices are published. */
const ALSO_CALLED: Readonly<Record<string, Column>> = {
  iso2: 'country',
  usd_per_min_toll_free_inbound: 'price',
};

const REQUIRED: Readonly<Record<DeckKind, readonly Column[]>> = {
  outbound: ['name', 'type', 'country', 'prefix', 'price'],
  'toll-free': ['country', 'price'],
};

const DESTINATION_TYPES: readonly DestinationType[] = [
  'landline',
  'mobile',
  'mixed',
  'non-geographic',
  'toll-free',
  'premium',
];

const DEFAULT_INCREMENT_SECONDS = '60';
const LONGEST_INCREMENT_SECONDS = 3600;
const MOST_ERRORS = 100;

const PREFIX = /^\+?([1-9]\d{0,14})$/;
/** What a spreadsheet makes of a long prefix. */
const SCIENTIFIC = /^([1-9])(?:\.(\d{1,14}))?E\+(\d{1,2})$/;

interface Line {
  readonly number: number;
  readonly cells: Readonly<Partial<Record<Column, string>>>;
}

type Complain = (column: Column, detail: string) => void;

/**
 * `kind` decides what a row needs: an outbound row its prefix; a toll-free row only its country and price, a
 * prefix being optional. At most 100 errors are listed.
 */
export function parseRateDeck(csv: string, kind: DeckKind = 'outbound'): ParsedDeck {
  const lines = readLines(csv, kind);
  if (!Array.isArray(lines)) return { errors: [lines] };
  if (lines.length === 0) return { errors: [{ line: 1, field: 'rows', detail: 'the deck has no rows' }] };

  const rows: Rate[] = [];
  const errors: DeckError[] = [];
  const warnings: DeckError[] = [];
  const lineOf = new Map<string, number>();
  for (const line of lines) {
    const into = (list: DeckError[]): Complain => {
      return (column, detail) => list.push({ line: line.number, field: COLUMNS[column], detail });
    };
    const row = readRow(line, kind, into(errors), into(warnings));
    const key = row && (row.prefix || row.country);
    const earlier = key && lineOf.get(key);
    if (earlier) into(errors)(row.prefix ? 'prefix' : 'country', `${key} is already on line ${earlier}`);
    if (key && !earlier) lineOf.set(key, line.number);
    if (row) rows.push(row);
    if (errors.length >= MOST_ERRORS) break;
  }
  return errors.length > 0 ? { errors } : { rows, warnings };
}

function readLines(csv: string, kind: DeckKind): Line[] | DeckError {
  const records = readRecords(csv);
  if (!Array.isArray(records)) return records;
  const [header, ...body] = records;
  const columns = (header?.record ?? []).map(columnOf);
  for (const column of REQUIRED[kind]) {
    if (!columns.includes(column)) {
      return { line: 1, field: COLUMNS[column], detail: 'the column is missing' };
    }
  }
  const repeated = columns.find((column, index) => column && columns.indexOf(column) !== index);
  if (repeated) return { line: 1, field: COLUMNS[repeated], detail: 'the column is there twice' };
  const uneven = body.find(({ record }) => record.length !== columns.length);
  if (uneven) {
    const detail = `${uneven.record.length} columns where the header has ${columns.length}`;
    return { line: uneven.info.lines, field: 'columns', detail };
  }
  return body.map(({ record, info }) => ({
    number: info.lines,
    cells: Object.fromEntries(
      columns.flatMap((column, at) => (column ? [[column, record[at]?.trim()]] : [])),
    ),
  }));
}

function readRecords(csv: string): { record: string[]; info: { lines: number } }[] | DeckError {
  try {
    return parse<{ record: string[]; info: { lines: number } }>(csv, {
      bom: true,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    });
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 1;
    return { line, field: 'csv', detail: error instanceof Error ? error.message : 'not CSV' };
  }
}

function columnOf(header: string): Column | undefined {
  const name = header.trim();
  const alias = Object.entries(ALSO_CALLED).find(([text]) => text === name.toLowerCase())?.[1];
  if (alias) return alias;
  return (Object.keys(COLUMNS) as Column[]).find(
    (column) => COLUMNS[column].toLowerCase() === name.toLowerCase(),
  );
}

function readRow({ cells }: Line, kind: DeckKind, complain: Complain, warn: Complain): Rate | undefined {
  const country = cells.country ?? '';
  if (!/^[A-Z]{2}$/.test(country)) complain('country', `${quote(country)} is not a two-letter country code`);
  const typeText = cells.type || (kind === 'toll-free' ? 'toll-free' : '');
  const type = DESTINATION_TYPES.find((each) => each === typeText.toLowerCase());
  if (!type) complain('type', `${quote(typeText)} is none of ${DESTINATION_TYPES.join(', ')}`);
  const prefix = readPrefix(cells.prefix ?? '', kind, complain, warn);
  const perMinuteMicros = readMoney('price', cells.price ?? '', complain);
  const connectionFeeMicros = readMoney('fee', cells.fee || '0', complain);
  const initialIncrementSeconds = readSeconds('initial', cells.initial, complain);
  const incrementSeconds = readSeconds('increment', cells.increment, complain);
  if (
    !type ||
    prefix === undefined ||
    perMinuteMicros === undefined ||
    connectionFeeMicros === undefined ||
    initialIncrementSeconds === undefined ||
    incrementSeconds === undefined
  ) {
    return undefined;
  }
  const steps = { perMinuteMicros, initialIncrementSeconds, incrementSeconds };
  if (!hasExactIncrements(steps)) {
    complain('price', `${cells.price} a minute is no whole number of millionths an increment`);
    return undefined;
  }
  const destinationName = cells.name || country;
  return { prefix, destinationName, type, country, connectionFeeMicros, ...steps };
}

function readPrefix(text: string, kind: DeckKind, complain: Complain, warn: Complain): string | undefined {
  if (text === '' && kind === 'toll-free') return '';
  const plain = PREFIX.exec(text)?.[1];
  if (plain) return plain;
  const [, first = '', rest = '', exponent = ''] = SCIENTIFIC.exec(text) ?? [];
  const digits = first + rest.padEnd(Number(exponent), '0');
  if (first && rest.length <= Number(exponent) && digits.length <= 15) {
    warn('prefix', `${quote(text)} was shortened by a spreadsheet; read as ${digits}`);
    return digits;
  }
  complain('prefix', `${quote(text)} is not 1 to 15 digits`);
  return undefined;
}

function readMoney(column: Column, text: string, complain: Complain): number | undefined {
  const micros = parseAmount(text);
  if (micros === undefined) complain(column, `${quote(text)} is not an amount of at most 6 decimals`);
  return micros;
}

function readSeconds(column: Column, text: string | undefined, complain: Complain): number | undefined {
  const seconds = /^\d{1,4}$/.test(text || DEFAULT_INCREMENT_SECONDS)
    ? Number(text || DEFAULT_INCREMENT_SECONDS)
    : 0;
  if (seconds >= 1 && seconds <= LONGEST_INCREMENT_SECONDS) return seconds;
  complain(column, `${quote(text ?? '')} is not 1 to ${LONGEST_INCREMENT_SECONDS} seconds`);
  return undefined;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
