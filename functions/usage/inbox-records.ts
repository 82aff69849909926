/** The records of some lines of a file in the inbox: JSON, one record a line, or CSV with a header. */
import { readUsageFile } from '../../shared/domain/calls/usage-file.ts';
import { readRecords } from '../../shared/domain/documents/delimited-records.ts';
import type { Line } from './inbox-lines.ts';

export type InboxFormat = 'jsonl' | 'csv';

/** A record, or why the line is not one. */
export type InboxRecord = {
  /** Number of the line in the file, the first being 1. */
  readonly line: number;
  /** The line, or the lines of a record that has several, as they came. */
  readonly text: string;
} & ({ readonly record: unknown } | { readonly fault: string });

/** The lines that were taken, the first of which has the number `first`. */
export interface TakenLines {
  readonly lines: readonly Line[];
  readonly first: number;
}

const TOO_LONG = 'longer than a record can be';

/** Empty lines are not records. */
export function readJsonLines({ lines, first }: TakenLines): InboxRecord[] {
  return lines.flatMap(({ text, isTooLong }, index) => {
    const read = first + index === 1 ? text.replace(/^\uFEFF/, '') : text;
    if (read.trim() === '') return [];
    const at = { line: first + index, text };
    return [isTooLong ? { ...at, fault: TOO_LONG } : { ...at, ...readJson(read) }];
  });
}

function readJson(text: string): { readonly record: unknown } | { readonly fault: string } {
  try {
    const record: unknown = JSON.parse(text);
    return { record };
  } catch {
    return { fault: 'not valid JSON' };
  }
}

const MAX_HEADER_CHARACTERS = 8_000;

/** What the file cannot be read for; it is said in its result. */
export interface HeaderFault {
  readonly fault: string;
}

/**
 * How many of the first lines are the header: lines before it, such as `sep=;`, count as well. Returns a fault when no
 * line under it could be read.
 */
export function countHeaderLines(lines: readonly Line[]): number | HeaderFault {
  const text = textOf(lines);
  const checked = readUsageFile(text);
  if ('detail' in checked) return { fault: `line ${checked.line}: ${checked.detail}` };
  const [head, next] = readRecords(text);
  if (!head) return { fault: 'no header, which names the columns' };
  const count = next ? next.line - 1 : lines.length;
  const characters = textOf(lines.slice(0, count)).length;
  return characters > MAX_HEADER_CHARACTERS ? { fault: 'the header is longer than one can be' } : count;
}

export function readCsvLines(header: string, { lines, first }: TakenLines): InboxRecord[] {
  const long = new Set(lines.flatMap(({ isTooLong }, index) => (isTooLong ? [first + index] : [])));
  const read = readUsageFile(`${header}\n${textOf(lines)}`);
  if ('detail' in read) throw new Error(`a header that was read before cannot be read: ${read.detail}`);
  const before = first - 1 - header.split('\n').length;
  return read.map((each, index) => {
    const line = each.line + before;
    const end = (read[index + 1]?.line ?? each.line + 1) + before;
    const text = lines
      .slice(line - first, Math.max(end, line + 1) - first)
      .map((taken) => taken.text)
      .join('\n');
    if (long.has(line)) return { line, text, fault: TOO_LONG };
    return 'fault' in each ? { line, text, fault: each.fault } : { line, text, record: each.record };
  });
}

/** A carriage return alone would count as a line break of CSV, but not of the file. */
export const textOf = (lines: readonly Line[]): string =>
  lines.map(({ text }) => text.replaceAll('\r', ' ')).join('\n');

/** A record in quotes with more line breaks is taken for a line with a quote too many. */
const MAX_RECORD_LINES = 100;

/** How many of the lines are whole records. The rest is the beginning of a record that goes on after them. */
export function countWholeRecords(lines: readonly Line[]): number {
  let start = 0;
  while (start < lines.length) {
    const end = endOfRecord(lines, start);
    if (end === undefined && lines.length - start < MAX_RECORD_LINES) return start;
    start = end ?? start + 1;
  }
  return lines.length;
}

function endOfRecord(lines: readonly Line[], start: number): number | undefined {
  let isQuoted = false;
  for (let index = start; index < Math.min(lines.length, start + MAX_RECORD_LINES); index += 1) {
    const quotes = (lines[index]?.text ?? '').split('"').length - 1;
    if (quotes % 2 === 1) isQuoted = !isQuoted;
    if (!isQuoted) return index + 1;
  }
  return undefined;
}
