/** Reads a rate deck from CSV. Every bad row is told with its line; one bad row refuses the deck (domain section 7). */
import {
  COLUMN_NAMES,
  type Column,
  type DeckError,
  type DeckKind,
  type DeckLine,
  readDeckTable,
} from './deck-table.ts';
import { parseAmount } from './money.ts';
import { type DestinationType, hasExactIncrements, type Rate } from './rating.ts';

export type ParsedDeck =
  | { readonly rows: readonly Rate[]; readonly warnings: readonly DeckError[] }
  | { readonly errors: readonly DeckError[] };

const DESTINATION_TYPES: readonly DestinationType[] = [
  'landline',
  'mobile',
  'mixed',
  'non-geographic',
  'toll-free',
  'premium',
];

const DEFAULT_INCREMENT_SECONDS = '60';
const LONGEST_INCREMENT_SECONDS = 3600;
const MOST_ERRORS = 100;

const PREFIX = /^\+?([1-9]\d{0,14})$/;
/** What a spreadsheet makes of a long prefix. */
const SCIENTIFIC = /^([1-9])(?:\.(\d{1,14}))?E\+(\d{1,2})$/;

type Complain = (column: Column, detail: string) => void;

/**
 * `kind` decides what a row needs: an outbound row its prefix; a toll-free row only its country and price, a
 * prefix being optional. At most 100 errors are listed.
 */
export function parseRateDeck(csv: string, kind: DeckKind = 'outbound'): ParsedDeck {
  const lines = readDeckTable(csv, kind);
  if (!Array.isArray(lines)) return { errors: [lines] };
  if (lines.length === 0) return { errors: [{ line: 1, field: 'rows', detail: 'the deck has no rows' }] };

  const rows: Rate[] = [];
  const errors: DeckError[] = [];
  const warnings: DeckError[] = [];
  const lineOf = new Map<string, number>();
  for (const line of lines) {
    const into = (list: DeckError[]): Complain => {
      return (column, detail) => list.push({ line: line.number, field: COLUMN_NAMES[column], detail });
    };
    const row = readRow(line, kind, into(errors), into(warnings));
    const key = row && (row.prefix || row.country);
    const earlier = key && lineOf.get(key);
    if (earlier) into(errors)(row.prefix ? 'prefix' : 'country', `${key} is already on line ${earlier}`);
    if (key && !earlier) lineOf.set(key, line.number);
    if (row) rows.push(row);
    if (errors.length >= MOST_ERRORS) break;
  }
  return errors.length > 0 ? { errors } : { rows, warnings };
}

function readRow({ cells }: DeckLine, kind: DeckKind, complain: Complain, warn: Complain): Rate | undefined {
  const country = cells.country ?? '';
  if (!/^[A-Z]{2}$/.test(country)) complain('country', `${quote(country)} is not a two-letter country code`);
  const typeText = cells.type || (kind === 'toll-free' ? 'toll-free' : '');
  const type = DESTINATION_TYPES.find((each) => each === typeText.toLowerCase());
  if (!type) complain('type', `${quote(typeText)} is none of ${DESTINATION_TYPES.join(', ')}`);
  const prefix = readPrefix(cells.prefix ?? '', kind, complain, warn);
  const perMinuteMicros = readMoney('price', cells.price ?? '', complain);
  const connectionFeeMicros = readMoney('fee', cells.fee || '0', complain);
  const initialIncrementSeconds = readSeconds('initial', cells.initial, complain);
  const incrementSeconds = readSeconds('increment', cells.increment, complain);
  if (
    !type ||
    prefix === undefined ||
    perMinuteMicros === undefined ||
    connectionFeeMicros === undefined ||
    initialIncrementSeconds === undefined ||
    incrementSeconds === undefined
  ) {
    return undefined;
  }
  const steps = { perMinuteMicros, initialIncrementSeconds, incrementSeconds };
  if (!hasExactIncrements(steps)) {
    complain('price', `${cells.price} a minute is no whole number of millionths an increment`);
    return undefined;
  }
  const destinationName = cells.name || country;
  return { prefix, destinationName, type, country, connectionFeeMicros, ...steps };
}

function readPrefix(text: string, kind: DeckKind, complain: Complain, warn: Complain): string | undefined {
  if (text === '' && kind === 'toll-free') return '';
  const plain = PREFIX.exec(text)?.[1];
  if (plain) return plain;
  const [, first = '', rest = '', exponent = ''] = SCIENTIFIC.exec(text) ?? [];
  const digits = first + rest.padEnd(Number(exponent), '0');
  if (first && rest.length <= Number(exponent) && digits.length <= 15) {
    warn('prefix', `${quote(text)} was shortened by a spreadsheet; read as ${digits}`);
    return digits;
  }
  complain('prefix', `${quote(text)} is not 1 to 15 digits`);
  return undefined;
}

function readMoney(column: Column, text: string, complain: Complain): number | undefined {
  const micros = parseAmount(text);
  if (micros === undefined) complain(column, `${quote(text)} is not an amount of at most 6 decimals`);
  return micros;
}

function readSeconds(column: Column, text: string | undefined, complain: Complain): number | undefined {
  const seconds = /^\d{1,4}$/.test(text || DEFAULT_INCREMENT_SECONDS)
    ? Number(text || DEFAULT_INCREMENT_SECONDS)
    : 0;
  if (seconds >= 1 && seconds <= LONGEST_INCREMENT_SECONDS) return seconds;
  complain(column, `${quote(text ?? '')} is not 1 to ${LONGEST_INCREMENT_SECONDS} seconds`);
  return undefined;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
