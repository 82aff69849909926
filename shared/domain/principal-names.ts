/** Lists of user principal names as administrators send them: one a line, or CSV (domain section 4). */
import type { ListedName } from './license-assignment.ts';

/** No name is as long; what is longer is shown so far. */
const SHOWN_CHARACTERS = 128;
const HEADER = 'userprincipalname';

/**
 * Every line that is not blank, numbered as in the document. CSV has the name in the first column, or in that of
 * the header `userPrincipalName`. A line without a name is kept, to be reported.
 */
export function readPrincipalNames(text: string, format: 'csv' | 'plain'): ListedName[] {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ line: index + 1, fields: format === 'csv' ? fieldsOf(line) : [line.trim()] }))
    .filter(({ fields }) => fields.some((field) => field !== ''));
  const column = rows[0]?.fields.findIndex((field) => headerOf(field) === HEADER) ?? -1;
  return (column < 0 ? rows : rows.slice(1)).map(({ line, fields }) => ({
    line,
    userPrincipalName: (fields[Math.max(0, column)] ?? '').slice(0, SHOWN_CHARACTERS),
  }));
}

/** `User principal name` is how exports of the admin center write it. */
const headerOf = (field: string): string => field.replaceAll(' ', '').toLowerCase();

/** RFC 4180 within one line: a quote that is not closed spoils its own line only. */
function fieldsOf(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:\s*"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  );
}
