/** Reads a file of calls in pieces of a request each. What is in a record is for the service to judge. */
import { parse } from 'csv-parse/sync';
import { charsetOf } from '../document-type.ts';
import type { RejectedRecord } from '../generated/api.ts';
import type { SentBodyOf } from '../requests.ts';
import { WrongUse } from './failures.ts';

type SentRecords = SentBodyOf<'post', '/v1/organizations/{org}/usage'>;

/** As many records as one request may have. */
export interface Piece {
  readonly count: number;
  readonly sent: { readonly body: SentRecords } | { readonly body: string; readonly contentType: 'text/csv' };
  /** Where in the file a rejected record is: its line, or of JSON its place among the records; the first is 1. */
  placeOf(rejected: Pick<RejectedRecord, 'index' | 'line'>): number;
}

const MAX_RECORDS = 1000;

/** The pieces of the file, whose form its name says: CSV, JSON lines, or else JSON. Throws `WrongUse` when it cannot be read. */
export function readPieces({ file, document }: { file: string; document: Uint8Array }): readonly Piece[] {
  const text = new TextDecoder(charsetOf(document)).decode(document);
  const pieces = /\.csv$/i.test(file)
    ? csvPieces(text)
    : jsonPieces(/\.jsonl$/i.test(file) ? readLines(text) : readJson(text));
  if (pieces.length === 0) throw new WrongUse('There are no records in the file.');
  return pieces;
}

interface RawRecord {
  readonly raw: string;
  /** `lines`: how many were read, the record's own among them. */
  readonly info: { readonly lines: number };
}

/** Each with the header of the file. Where records end is all that is read of them here. */
function csvPieces(text: string): Piece[] {
  const read: readonly unknown[] = parse(text, {
    raw: true,
    info: true,
    delimiter: [',', ';', '\t'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const [header, ...records] = read.filter(isRaw);
  if (!header) return [];
  return inPieces(records).map(({ start, part }) => {
    const before = (records[start - 1] ?? header).info.lines;
    return {
      count: part.length,
      sent: { body: [header, ...part].map(({ raw }) => endLine(raw)).join(''), contentType: 'text/csv' },
      placeOf: ({ line = 0 }) => line - header.info.lines + before,
    };
  });
}

/** The library's types do not know what it returns with `raw` and `info`. */
const isRaw = (record: unknown): record is RawRecord =>
  typeof record === 'object' && record !== null && 'raw' in record && 'info' in record;

const endLine = (raw: string): string => (raw.endsWith('\n') ? raw : `${raw}\n`);

function jsonPieces(records: SentRecords['records']): Piece[] {
  return inPieces(records).map(({ start, part }) => ({
    count: part.length,
    sent: { body: { records: part } },
    placeOf: ({ index }) => start + index + 1,
  }));
}

function inPieces<T>(all: readonly T[]): { start: number; part: readonly T[] }[] {
  return Array.from({ length: Math.ceil(all.length / MAX_RECORDS) }, (_, index) => {
    const start = index * MAX_RECORDS;
    return { start, part: all.slice(start, start + MAX_RECORDS) };
  });
}

const readLines = (text: string): SentRecords['records'] =>
  text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line)];
    } catch {
      throw new WrongUse(`Line ${index + 1} is not JSON.`);
    }
  });

function readJson(text: string): SentRecords['records'] {
  const value = parseJson(text);
  const records = typeof value === 'object' && value !== null && 'records' in value ? value.records : value;
  if (Array.isArray(records)) return records;
  throw new WrongUse('The file is not a list of records.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WrongUse('The file is not JSON.');
  }
}
