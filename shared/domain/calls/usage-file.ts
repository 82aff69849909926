/**
 * Finished calls as CSV: in the columns of the usage export, or in a plain form whose columns are the fields of a usage
 * record (spec: A file of calls is read line by line).
 */

import { readRecords } from '../documents/delimited-records.ts';
import type { DelimitedFault } from '../documents/delimited-text.ts';

/** The fields of a usage record as JSON has it. */
const FIELDS = [
  'callId',
  'type',
  'userId',
  'from',
  'to',
  'conferenceId',
  'startedAt',
  'endedAt',
  'durationSeconds',
] as const;
type Field = (typeof FIELDS)[number];
const REQUIRED = ['callId', 'type', 'to', 'startedAt', 'durationSeconds'] as const satisfies readonly Field[];

/** Headers of the export that differ from the name of their field. `Destination Dialed` has the name of the destination. */
const EXPORTED: Readonly<Record<string, Field>> = {
  'Call Type': 'type',
  'AAD ObjectId': 'userId',
  'Caller ID': 'from',
  'Destination Number': 'to',
  'Start Time': 'startedAt',
  'End Time': 'endedAt',
};

/** What the export says beyond the record. It follows from the record again, so it is not read. */
const DERIVED: readonly string[] = [
  'UsageId',
  'User Location',
  'UPN',
  'User Display Name',
  'Number Type',
  'Domestic/International',
  'Destination Dialed',
  'Connection Fee',
  'Charge',
  'Currency',
  'Capability',
];

/** Case, and blanks and signs between words, do not matter: `Call ID` is `callId`. */
const plain = (header: string): string => header.replaceAll(/[^\p{L}\p{N}]/gu, '').toLowerCase();

const FIELD_OF: ReadonlyMap<string, Field | null> = new Map([
  ...FIELDS.map((field) => [plain(field), field] as const),
  ...Object.entries(EXPORTED).map(([header, field]) => [plain(header), field] as const),
  ...DERIVED.map((header) => [plain(header), null] as const),
]);

/** A line as the record that it would be in JSON, or why it is not one. */
export type UsageLine =
  | { readonly line: number; readonly record: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly fault: string };

export interface UsageFileFault {
  readonly line: number;
  /** Field of the line, the first being 1. */
  readonly column?: number;
  readonly detail: string;
}

/**
 * The lines in their order, or what is wrong with the header: a file with a column that is not known, that is there
 * twice, or that is missing is refused as a whole. Every line has as many fields as the header, or empty ones more.
 */
export function readUsageFile(text: string): readonly UsageLine[] | UsageFileFault {
  const [head, ...body] = readRecords(text);
  if (!head) return { line: 1, detail: 'no header, which names the columns' };
  if ('detail' in head) return head;
  const columns = readHeader(head.cells, head.line);
  if ('detail' in columns) return columns;
  return body.map((read) => {
    if ('detail' in read) return { line: read.line, fault: describe(read) };
    const { line, cells } = read;
    const given = cells.findLastIndex((cell) => cell !== '') + 1;
    if (cells.length < columns.length || given > columns.length) {
      return { line, fault: `${cells.length} fields where the header has ${columns.length}` };
    }
    return { line, record: recordOf(columns, cells) };
  });
}

const describe = ({ column, detail }: DelimitedFault): string => `field ${column}: ${detail}`;

/** The field of each column; null for one that is not read. */
type Columns = readonly (Field | null)[];

function readHeader(cells: readonly string[], line: number): Columns | UsageFileFault {
  const columns: (Field | null)[] = [];
  for (const [index, header] of cells.entries()) {
    const field = FIELD_OF.get(plain(header));
    const column = index + 1;
    if (field === undefined) {
      return { line, column, detail: `${shown(header)} is not a column of calls: ${EXPECTED}` };
    }
    if (field !== null && columns.includes(field)) {
      return { line, column, detail: `${shown(header)} is there twice, as ${field}` };
    }
    columns.push(field);
  }
  const missing = REQUIRED.find((field) => !columns.includes(field));
  if (missing === undefined) return columns;
  return { line, detail: `the column ${missing} is missing: ${EXPECTED}` };
}

const EXPECTED = `write ${FIELDS.join(', ')}, or the columns of the usage export`;

const SHOWN_CHARACTERS = 100;
const shown = (header: string): string => JSON.stringify(header.slice(0, SHOWN_CHARACTERS));

/** An empty cell is a field that is left out. */
function recordOf(columns: Columns, cells: readonly string[]): Readonly<Record<string, unknown>> {
  const fields = columns.flatMap((field, index) => {
    const cell = cells[index] ?? '';
    return field === null || cell === '' ? [] : [[field, readCell(field, cell)] as const];
  });
  return Object.fromEntries(fields);
}

const NUMBER = /^-?\d+(\.\d+)?$/;

const readCell = (field: Field, cell: string): string | number =>
  field === 'durationSeconds' && NUMBER.test(cell) ? Number(cell) : cell;
