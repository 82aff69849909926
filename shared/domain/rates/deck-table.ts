/** The table of a rate deck: named columns and line numbers, in any order of the columns. */

import type { Currency } from '../currencies.ts';
import { readDelimited } from '../documents/delimited-text.ts';
import { COLUMN_NAMES, type Column, readHeading } from './deck-columns.ts';

export const DECK_KINDS = ['outbound', 'toll-free'] as const;
export type DeckKind = (typeof DECK_KINDS)[number];

export interface DeckError {
  /** Line of the file, the first being 1. */
  readonly line: number;
  /** The header of the column; `columns`, `rows` or `csv` for an error of no single column. */
  readonly field: string;
  /** Its place in the line, the first being 1. */
  readonly column?: number | undefined;
  readonly detail: string;
}

const REQUIRED: Readonly<Record<DeckKind, readonly Column[]>> = {
  outbound: ['name', 'type', 'country', 'prefix', 'price'],
  'toll-free': ['country', 'price'],
};

const MAX_COLUMNS = 100;
/** The lookup structure of this many rows is built quickly. The largest public decks have a tenth of them. */
export const MAX_ROWS = 100_000;
/** The header, the rows, and the row that is one too many. */
const MAX_RECORDS = MAX_ROWS + 2;

export interface DeckLine {
  readonly number: number;
  readonly cells: Readonly<Partial<Record<Column, string>>>;
}

export interface DeckTable {
  readonly lines: readonly DeckLine[];
  /** The place and the header of each column. */
  readonly headers: ReadonlyMap<Column, DeckHeader>;
  readonly warnings: readonly DeckError[];
}

export interface DeckHeader {
  readonly field: string;
  readonly column: number;
  /** The currency that the header names. */
  readonly currency?: Currency | undefined;
}

/** Reads the table. Errors of its columns are listed together, at the line of the header. */
export function readDeckTable(
  text: string,
  kind: DeckKind,
): DeckTable | { readonly errors: readonly DeckError[] } {
  const read = readDelimited(text, MAX_RECORDS);
  if ('detail' in read) return { errors: [{ ...read, field: 'csv' }] };
  const [head = { line: 1, cells: [] }, ...body] = read.records;
  const { headers, errors, warnings } = readHeaders(head, body);
  for (const column of REQUIRED[kind]) {
    if (!headers.has(column))
      errors.push({ line: head.line, field: COLUMN_NAMES[column], detail: 'the column is missing' });
  }
  if (errors.length > 0) return { errors };
  const uneven = body.find(({ cells }) => cells.length !== head.cells.length);
  if (uneven) {
    const detail = `${uneven.cells.length} columns where the header has ${head.cells.length}`;
    return { errors: [{ line: uneven.line, field: 'columns', detail }] };
  }
  if (body.length > MAX_ROWS) {
    const detail = `more than the ${MAX_ROWS} rows that a deck may have`;
    return { errors: [{ line: body[MAX_ROWS]?.line ?? 1, field: 'rows', detail }] };
  }
  const lines = body.map(({ line, cells }) => ({ number: line, cells: nameCells(headers, cells) }));
  return { lines, headers, warnings };
}

interface TextRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

function readHeaders(head: TextRecord, body: readonly TextRecord[]) {
  const headers = new Map<Column, DeckHeader>();
  const errors: DeckError[] = [];
  const warnings: DeckError[] = [];
  if (head.cells.length > MAX_COLUMNS) {
    const detail = `${head.cells.length} columns; a deck may have ${MAX_COLUMNS}`;
    return { headers, errors: [{ line: head.line, field: 'columns', detail }], warnings };
  }
  for (const [index, header] of head.cells.entries()) {
    const column = index + 1;
    const field = header.slice(0, 100) || `column ${column}`;
    const where = { line: head.line, field, column };
    const heading = readHeading(header);
    const isEmpty = body.every(({ cells }) => (cells[index] ?? '') === '');
    if (heading.column === undefined) {
      if (header === '' && isEmpty) continue;
      if (heading.decides && !isEmpty) errors.push({ ...where, detail: UNKNOWN_COLUMN });
      else warnings.push({ ...where, detail: 'the column was not read' });
    } else if (heading.column === 'name' && headers.has('name')) {
      warnings.push({
        ...where,
        detail: `the column was not read: ${headers.get('name')?.field} has the names`,
      });
    } else if (headers.has(heading.column)) {
      const detail = `the column is there twice: ${headers.get(heading.column)?.field} says the same`;
      errors.push({ ...where, detail });
    } else {
      headers.set(heading.column, { field, column, currency: heading.currency });
    }
  }
  return { headers, errors, warnings };
}

const UNKNOWN_COLUMN =
  'the column may carry price or time, and is not understood; remove it, or give it the name of a column that is';

function nameCells(headers: ReadonlyMap<Column, DeckHeader>, cells: readonly string[]): DeckLine['cells'] {
  const named: Partial<Record<Column, string>> = {};
  for (const [name, { column }] of headers) named[name] = cells[column - 1] ?? '';
  return named;
}
