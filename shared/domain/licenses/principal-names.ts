/**
 * Lists of user principal names as administrators have them (spec: A list reports every failing line): one a line, or
 * the tables that Entra, the Microsoft 365 admin center, PowerShell and spreadsheets export.
 */
import { type DelimitedRecord, readDelimited } from '../documents/delimited-text.ts';
import type { ListedName } from './license-assignment.ts';

export interface NameListFault {
  readonly line: number;
  /** Field of the line, the first being 1. */
  readonly column?: number;
  readonly detail: string;
}

/** Longer than any name. A longer text is cut where it is shown. */
const SHOWN_CHARACTERS = 128;
const SHOWN_HEADER_CHARACTERS = 200;

/**
 * Headers of the column of names, as {@link headersOf} returns them, the most specific first. Entra writes
 * `User name [userPrincipalName] Required` and `Member object ID or user principal name [memberObjectIdOrUpn] Required`
 * (learn.microsoft.com, entra/identity/users/users-bulk-add and groups-bulk-import-members), the Microsoft 365 admin
 * center `User principal name` where it exports and `Username` in its template, Graph `userPrincipalName`.
 */
const HEADERS: readonly string[] = [
  'userprincipalname',
  'upn',
  'memberobjectidorupn',
  'memberobjectidoruserprincipalname',
  'username',
  'signinname',
  'loginname',
  'logonname',
  'userlogonname',
  'principalname',
  // In French. Entra translates only what stands before the bracket.
  'nomdutilisateurprincipal',
  'nomprincipaldelutilisateur',
  'nomdutilisateur',
];
const EXPECTED = 'userPrincipalName, UPN, User principal name, Username or Sign-in name';

/** Wider than what a user may have: a name that no user has is a failure of its own line. */
const PRINCIPAL_NAME = /^[^\s@]+@[^\s@]+$/;

/**
 * Every line that is not blank, numbered as in the document. A line without a name is kept, to be reported. A document
 * without a column of names is one fault, and none of its lines is read. A `plain` document has one name a line; if it
 * has a separator or a quote, it is read as CSV.
 */
export function readPrincipalNames(text: string, format: 'csv' | 'plain'): ListedName[] | NameListFault {
  const table = readDelimited(text);
  if (!('records' in table)) return table;
  const { records } = table;
  const isList = records.every(({ cells }) => cells.length === 1);
  const found = findColumn(records, isList && format === 'plain');
  if ('detail' in found) return found;
  const { column, hasHeader, width } = found;
  return records.slice(hasHeader ? 1 : 0).map(({ line, cells }) => {
    // In a line with a field too many, another field may be in the column of names.
    const isMoved = column > 0 && cells.slice(width).some((cell) => cell !== '');
    return { line, userPrincipalName: isMoved ? '' : (cells[column] ?? '').slice(0, SHOWN_CHARACTERS) };
  });
}

interface NameColumn {
  readonly column: number;
  readonly hasHeader: boolean;
  /** How many columns the first line has. */
  readonly width: number;
}

/** Finds the column by the header. A table whose first line has a name has no header. */
function findColumn(records: readonly DelimitedRecord[], isPlainList: boolean): NameColumn | NameListFault {
  const [first] = records;
  if (!first) return { column: 0, hasHeader: false, width: 0 };
  const { line, cells } = first;
  const width = cells.length;
  const names = indexesOf(cells, (cell) => PRINCIPAL_NAME.test(cell));
  if (names.length > 1) {
    const detail = `more than one user principal name, and no header: which column is meant? Add a header with one of ${EXPECTED}, or send one name a line.`;
    return { line, detail };
  }
  const headers = cells.map(headersOf);
  const header = HEADERS.find((each) => headers.some((names) => names.includes(each)));
  if (names.length === 0 && header !== undefined) {
    const columns = headers.flatMap((names, index) => (names.includes(header) ? [index] : []));
    const column = columns[0] ?? 0;
    if (columns.length === 1) return { column, hasHeader: true, width };
    return {
      line,
      column: (columns[1] ?? 0) + 1,
      detail: `the column ${shown(cells[column])} is there twice`,
    };
  }
  const isOneColumn = records.every((record) => record.cells.length === 1);
  const hasNames = records.some((record) => PRINCIPAL_NAME.test(record.cells[0] ?? ''));
  if (isPlainList || (isOneColumn && hasNames)) return { column: 0, hasHeader: false, width };
  const column = names[0];
  if (column !== undefined) return { column, hasHeader: false, width };
  const detail = `no column of user principal names: the header is ${shown(cells.join(', '))}, and one of ${EXPECTED} is expected`;
  return { line, detail };
}

function indexesOf(cells: readonly string[], is: (cell: string) => boolean): number[] {
  return cells.flatMap((cell, index) => (is(cell) ? [index] : []));
}

/**
 * `userprincipalname` of `User name [userPrincipalName] Required`, `User principal name *` and `Login (User principal
 * name)`.
 */
export function headersOf(cell: string): string[] {
  const property = /\[\s*(\w+)\s*\]/.exec(cell)?.[1];
  const [outer = '', ...inner] = cell.split(/[()]/);
  return (property === undefined ? [outer, ...inner] : [property]).map((name) =>
    name.replaceAll(/[^\p{L}\p{N}]/gu, '').toLowerCase(),
  );
}

export const shown = (text = ''): string => JSON.stringify(text.slice(0, SHOWN_HEADER_CHARACTERS));
