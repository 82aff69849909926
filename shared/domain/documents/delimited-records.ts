/**
 * Text in columns, read record by record, for documents whose records are accepted one by one: a record that cannot be
 * read is reported by its line, and hides no other.
 */
import { CsvError, parse } from 'csv-parse/sync';
import {
  type DelimitedFault,
  type DelimitedRecord,
  detailOf,
  detectSeparator,
  FORM,
  skipPreamble,
  UNCLOSED,
} from './delimited-text.ts';
import { restoreCell } from './spreadsheet-cells.ts';

/**
 * Each record that is not empty, or why it cannot be read; the first is the header. Lines before the header and the
 * separator are as in {@link readDelimited}. Line breaks within a field stay as they are.
 *
 * A field in quotes may have line breaks. A record of several lines that cannot be read, or that has not as many fields as
 * the header, is taken for a line with a quote too many: that line is a fault, and the next begins a record.
 */
export function* readRecords(text: string): Generator<DelimitedRecord | DelimitedFault> {
  const all = text.replace(/^\uFEFF/, '').match(LINES) ?? [];
  const { skippedLines, declared } = skipPreamble(all.map(withLineFeed).join(''));
  const lines = all.slice(skippedLines);
  const separator = declared ?? detectSeparator(lines.map(withLineFeed).join(''));
  let width: number | undefined;
  for (let start = 0; start < lines.length; ) {
    const line = skippedLines + start + 1;
    const end = endOfRecord(lines, start);
    const read =
      end === undefined
        ? UNCLOSED_RECORD
        : parseRecord({ text: lines.slice(start, end).join(''), separator });
    const isWhole = (cells: readonly string[]) =>
      end === start + 1 || width === undefined || cells.length === 0 || cells.length === width;
    if (!('cells' in read) || !isWhole(read.cells)) {
      yield { line, ...('detail' in read ? read : UNCLOSED_RECORD) };
      start += 1;
      continue;
    }
    start = end ?? lines.length;
    if (read.cells.length === 0) continue;
    width ??= read.cells.length;
    yield { line, cells: read.cells };
  }
}

/** Each line with its line break. */
const LINES = /[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+$/g;

const withLineFeed = (line: string): string => line.replace(/\r\n?$/, '\n');

/** The index after the last line of the record: a line break between quotes is part of a field. */
function endOfRecord(lines: readonly string[], start: number): number | undefined {
  let isQuoted = false;
  for (let index = start; index < lines.length; index += 1) {
    const quotes = (lines[index] ?? '').split('"').length - 1;
    if (quotes % 2 === 1) isQuoted = !isQuoted;
    if (!isQuoted) return index + 1;
  }
  return undefined;
}

/** Without cells if all of them are empty. */
type ParsedRecord = Omit<DelimitedRecord, 'line'> | Omit<DelimitedFault, 'line'>;

const UNCLOSED_RECORD: Omit<DelimitedFault, 'line'> = { column: 1, detail: UNCLOSED };

function parseRecord({
  text,
  separator,
}: {
  readonly text: string;
  readonly separator: string;
}): ParsedRecord {
  try {
    const [cells = []] = parse(text.replace(/[\r\n]+$/, ''), { ...FORM, delimiter: separator });
    return { cells: cells.map(restoreCell) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { column: Number(error.column ?? 0) + 1, detail: detailOf(error) };
  }
}
