/**
 * Text in columns (RFC 4180), as spreadsheets, PowerShell and admin centers write it. The document is parsed as a
 * whole, so that a line break in quotes is part of its field. Every record has the line on which it begins.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { restoreCell } from './spreadsheet-cells.ts';

export interface DelimitedRecord {
  /** Line of the document on which the record begins, the first being 1. */
  readonly line: number;
  /** Without surrounding blanks, and without the apostrophes that our exports add for spreadsheets. */
  readonly cells: readonly string[];
}

export interface DelimitedText {
  readonly separator: string;
  /** The records that are not empty. The first is the header, if the document has one. */
  readonly records: readonly DelimitedRecord[];
}

export interface DelimitedFault {
  readonly line: number;
  /** Which field of the line, the first being 1. */
  readonly column: number;
  readonly detail: string;
}

/** By how rarely they occur in texts: of two separators with the same count the first is taken. */
const SEPARATORS: readonly string[] = ['\t', ';', ','];

/** How records and their fields are written, whatever the separator. */
export const FORM = {
  record_delimiter: '\n',
  trim: true,
  relax_column_count: true,
  skip_empty_lines: true,
  skip_records_with_empty_values: true,
} as const;

/**
 * At most `maxRecords` are kept, the header among them: who takes fewer needs no more of a long document to refuse it.
 * Skips the lines before the header: Excel's `sep=;`, PowerShell's `#TYPE …` and the `version:v1.0` of Entra's templates.
 * Without `sep=` the separator is the comma, semicolon or tab that occurs most in the first record.
 */
export function readDelimited(
  text: string,
  maxRecords = Number.POSITIVE_INFINITY,
): DelimitedText | DelimitedFault {
  const lines = text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n');
  const { start, skippedLines, declared } = skipPreamble(lines);
  const table = lines.slice(start);
  const separator = declared ?? detectSeparator(table);
  const records: DelimitedRecord[] = [];
  let nextLine = skippedLines + 1;
  try {
    parse(table, {
      ...FORM,
      delimiter: separator,
      on_record: (cells: string[], { lines: parsed }) => {
        const last = skippedLines + parsed;
        if (records.length < maxRecords) {
          records.push({ line: last - countBreaks(cells), cells: cells.map(restoreCell) });
        }
        nextLine = last + 1;
        return null;
      },
    });
    return { separator, records };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return faultOf(error, { skippedLines, nextLine });
  }
}

interface Preamble {
  /** Where the table begins. */
  readonly start: number;
  readonly skippedLines: number;
  readonly declared: string | undefined;
}

/** A spreadsheet that saved such a line again may have put it in quotes and added separators. */
const SEPARATOR_LINE = /^"?sep=([^\w\s"]|\t)"?[,;\t]*$/i;
const OTHER_LINE = /^\s*("?#TYPE\b.*|"?version:v\d+(\.\d+)*"?[\s,;]*|)$/i;

/** `lines` end with `\n`. */
export function skipPreamble(lines: string): Preamble {
  let start = 0;
  let skippedLines = 0;
  let declared: string | undefined;
  while (start < lines.length) {
    const end = lines.indexOf('\n', start);
    const line = lines.slice(start, end < 0 ? lines.length : end);
    const separator = SEPARATOR_LINE.exec(line)?.[1];
    if (separator === undefined && !OTHER_LINE.test(line)) break;
    declared = separator ?? declared;
    skippedLines += 1;
    start = end < 0 ? lines.length : end + 1;
  }
  return { start, skippedLines, declared };
}

export function detectSeparator(table: string): string {
  const counts = SEPARATORS.map(() => 0);
  let isQuoted = false;
  for (const character of table) {
    if (character === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (character === '\n') break;
    const index = SEPARATORS.indexOf(character);
    if (index >= 0) counts[index] = (counts[index] ?? 0) + 1;
  }
  const most = Math.max(...counts);
  return (most > 0 && SEPARATORS[counts.indexOf(most)]) || ',';
}

const countBreaks = (cells: readonly string[]): number =>
  cells.reduce((breaks, cell) => breaks + cell.split('\n').length - 1, 0);

function faultOf(
  error: CsvError,
  { skippedLines, nextLine }: { readonly skippedLines: number; readonly nextLine: number },
): DelimitedFault {
  const column = Number(error.column ?? 0) + 1;
  // The library reports the end of the document. The quote is in the record that it was reading.
  const isOpen = error.code === 'CSV_QUOTE_NOT_CLOSED';
  return {
    line: isOpen ? nextLine : skippedLines + Number(error.lines ?? 1),
    column,
    detail: detailOf(error),
  };
}

/** What is wrong with a quote, for a person. */
export function detailOf({ code }: Pick<CsvError, 'code'>): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return UNCLOSED;
  return code === 'CSV_INVALID_CLOSING_QUOTE'
    ? 'text after the quote that closes a field; a quote inside a field is written twice'
    : 'a quote inside a field; put the field in quotes, and write the quote inside it twice';
}

export const UNCLOSED = 'a quote is opened and never closed';
