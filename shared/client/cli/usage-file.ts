/** Reads a file of calls. What is in a record is for the service to judge: it answers for each by itself. */
import { parse } from 'csv-parse/sync';
import type { SentBodyOf } from '../requests.ts';
import { WrongUse } from './failures.ts';

export type UsageRecord = SentBodyOf<'post', '/v1/organizations/{org}/usage'>['records'][number];

/** Records of the text, whose form the name of its file says. Throws `WrongUse` when it cannot be read. */
export function readRecords({ file, text }: { file: string; text: string }): readonly UsageRecord[] {
  const records = readerOf(file)(text);
  if (records.length === 0) throw new WrongUse('There are no records in the file.');
  return records;
}

function readerOf(file: string): (text: string) => readonly UsageRecord[] {
  if (/\.csv$/i.test(file)) return readCsv;
  return /\.jsonl$/i.test(file) ? readLines : readJson;
}

function readCsv(text: string): UsageRecord[] {
  return parse<UsageRecord>(text, {
    bom: true,
    columns: true,
    skip_empty_lines: true,
    trim: true,
    cast: (value, { header, column }) => {
      if (header) return value;
      if (value === '') return undefined;
      return column === 'durationSeconds' && /^\d+$/.test(value) ? Number(value) : value;
    },
  });
}

const readLines = (text: string): UsageRecord[] =>
  text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line)];
    } catch {
      throw new WrongUse(`Line ${index + 1} is not JSON.`);
    }
  });

function readJson(text: string): readonly UsageRecord[] {
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
