/**
 * Tables of users as administrators export them (spec: Users come from an export of the directory): Entra's "Download
 * users", and "Export users" of the Microsoft 365 admin center.
 */
import { type DelimitedRecord, readDelimited } from '../documents/delimited-text.ts';
import { headersOf, type NameListFault, shown } from './principal-names.ts';

/**
 * The columns that are read, by their headers as {@link headersOf} returns them. Entra writes `userPrincipalName,
 * displayName, …, id` (earlier `objectId`) `…, accountEnabled, usageLocation` (learn.microsoft.com,
 * entra/identity/users/users-bulk-download), the admin center `Block credential, …, Display name, …, Object Id, …,
 * Soft deletion time stamp, …, Usage location, User principal name`.
 */
const HEADERS = {
  id: ['id', 'objectid', 'userid', 'aadobjectid'],
  userPrincipalName: ['userprincipalname', 'upn'],
  displayName: ['displayname'],
  usageLocation: ['usagelocation'],
  accountEnabled: ['accountenabled'],
  blockCredential: ['blockcredential'],
  softDeletion: ['softdeletiontimestamp'],
} as const;
type Column = keyof typeof HEADERS;
const COLUMNS: readonly Column[] = [
  'id',
  'userPrincipalName',
  'displayName',
  'usageLocation',
  'accountEnabled',
  'blockCredential',
  'softDeletion',
];
const REQUIRED = { id: 'id or Object Id', userPrincipalName: 'userPrincipalName' } as const;

/**
 * What the line says of the user: may sign in, may not, is deleted. `moved`: the line has a field too many, so that each
 * may be in another column.
 */
export const LISTED_STATUSES = ['active', 'blocked', 'deleted', 'moved'] as const;
export type ListedStatus = (typeof LISTED_STATUSES)[number];

/** A line of the table; a text that is left out is empty. */
export interface ListedUser {
  readonly line: number;
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  readonly usageLocation: string;
  readonly status: ListedStatus;
}

/** Longer than any text that a user may have: a longer one is cut, and is still too long. */
const SHOWN_CHARACTERS = 300;

/**
 * Every line that is not blank, numbered as in the document; other columns are not read. A document without the columns
 * of ids and names, or with one of them twice, is one fault, and none of its lines is read.
 */
export function readUserList(text: string): readonly ListedUser[] | NameListFault {
  const table = readDelimited(text);
  if (!('records' in table)) return table;
  const [head, ...body] = table.records;
  if (!head) return { line: 1, detail: `no header; ${EXPECTED}` };
  const columns = findColumns(head);
  if ('detail' in columns) return columns;
  return body.map((record) => readLine(columns, record, head.cells.length));
}

const EXPECTED =
  'a header with id (or Object Id) and userPrincipalName (or User principal name) is expected, as Entra and the Microsoft 365 admin center export users';

type Columns = ReadonlyMap<Column, number>;

function findColumns({ line, cells }: DelimitedRecord): Columns | NameListFault {
  const headers = cells.map(headersOf);
  const columns = new Map<Column, number>();
  for (const column of COLUMNS) {
    const spellings: readonly string[] = HEADERS[column];
    const places = headers.flatMap((names, index) =>
      names.some((name) => spellings.includes(name)) ? [index] : [],
    );
    const [place, again] = places;
    if (again !== undefined) {
      return { line, column: again + 1, detail: `the column ${shown(cells[place ?? 0])} is there twice` };
    }
    if (place !== undefined) columns.set(column, place);
  }
  if (!columns.has('id')) return { line, detail: `no column ${REQUIRED.id}; ${EXPECTED}` };
  if (!columns.has('userPrincipalName')) {
    return { line, detail: `no column ${REQUIRED.userPrincipalName}; ${EXPECTED}` };
  }
  return columns;
}

function readLine(columns: Columns, { line, cells }: DelimitedRecord, width: number): ListedUser {
  const cellOf = (column: Column): string => {
    const place = columns.get(column);
    return place === undefined ? '' : (cells[place] ?? '').slice(0, SHOWN_CHARACTERS);
  };
  return {
    line,
    id: cellOf('id'),
    userPrincipalName: cellOf('userPrincipalName'),
    displayName: cellOf('displayName'),
    usageLocation: cellOf('usageLocation'),
    status: cells.slice(width).some((cell) => cell !== '') ? 'moved' : statusOf(cellOf),
  };
}

function statusOf(cellOf: (column: Column) => string): ListedStatus {
  if (cellOf('softDeletion') !== '') return 'deleted';
  const isBlocked =
    cellOf('accountEnabled').toLowerCase() === 'false' || cellOf('blockCredential').toLowerCase() === 'true';
  return isBlocked ? 'blocked' : 'active';
}
