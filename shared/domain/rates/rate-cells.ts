/** Cells of a rate deck: each is read if its meaning is certain, and refused otherwise. */

import type { Currency } from '../currencies.ts';
import type { Seconds } from '../instants.ts';
import { type Micros, parseAmount } from '../money.ts';
import type { Column } from './deck-columns.ts';
import type { DeckKind } from './deck-table.ts';
import { DESTINATION_TYPES, type DestinationType, type Rate } from './rating.ts';

/** Reports what is wrong with a cell. */
export type Complain = (column: Column, detail: string) => void;

export interface RowOptions {
  /** The deck's currency; without it currencies in the deck are not checked. */
  readonly currency?: Currency | undefined;
  /** The decimals to which the deck rounds prices; without them prices are exact. */
  readonly roundingDecimals?: number | undefined;
}

export function readType(text: string, complain: Complain): DestinationType | undefined {
  const type = DESTINATION_TYPES.find((each) => each === text.toLowerCase());
  if (!type) complain('type', `${quote(text)} is none of ${DESTINATION_TYPES.join(', ')}`);
  return type;
}

/** With a `+`, with the `00` of international dialing, or with neither. */
const PREFIX = /^(?:\+|00)?([1-9]\d{0,14})$/;
/** How a spreadsheet writes long numbers. */
const SCIENTIFIC = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i;

export function readPrefix(text: string, kind: DeckKind, complain: Complain): string {
  if (text === '' && kind === 'toll-free') return '';
  const prefix = PREFIX.exec(text)?.[1];
  if (prefix) return prefix;
  complain(
    'prefix',
    SCIENTIFIC.test(text)
      ? `${quote(text)} is what a spreadsheet made of the digits, and some are gone; format the column as text and write them out`
      : `${quote(text)} is not 1 to 15 digits, without a trunk zero`,
  );
  return '';
}

/** Leading and trailing zeros are allowed. */
const PRICE = /^0*(\d*?)(?:\.(\d*?)0*)?$/;
/** With it the price of the longest call is still a safe integer. */
const MAX_MICROS = 500_000_000_000;

/** Micros; 0 for a cell that was reported. */
export function readPrice(column: 'price' | 'fee', text: string, complain: Complain): Micros {
  const [, units = '', decimals = ''] = (/\d/.test(text) && PRICE.exec(text)) || [];
  const micros =
    /\d/.test(text) && PRICE.test(text)
      ? parseAmount(`${units || '0'}${decimals && `.${decimals}`}`)
      : undefined;
  if (micros !== undefined && micros <= MAX_MICROS) return micros;
  if (micros !== undefined) complain(column, `${quote(text)} is more than 500000.00`);
  else if (SCIENTIFIC.test(text))
    complain(column, `${quote(text)} is in scientific notation; write the decimals out`);
  else if (/^\d*,\d+$/.test(text))
    complain(column, `${quote(text)} has a comma; write decimals with a point`);
  else complain(column, `${quote(text)} is not an amount of at most 6 decimals, such as 0.05`);
  return 0;
}

const DEFAULT_INCREMENT_SECONDS = 60;
const MAX_INCREMENT_SECONDS = 3600;

type Increments = Pick<Rate, 'initialIncrementSeconds' | 'incrementSeconds'>;

/**
 * First and following increments, from two columns or from one cell as `60/6`; whole minutes if the deck has none. A
 * single number in one cell is accepted only if it can mean nothing else.
 */
export function readIncrements(
  cells: Readonly<Partial<Record<Column, string>>>,
  complain: Complain,
): Increments | undefined {
  const { initial = '', increment = '', billing = '' } = cells;
  const both = billing || (increment.includes('/') ? increment : '');
  const column = billing ? 'billing' : 'increment';
  if (billing && increment) {
    complain('billing', 'there are increments in another column, too; leave one of them out');
    return undefined;
  }
  if (both.includes('/')) {
    const [first = '', next = '', ...rest] = both.split('/').map((part) => part.trim());
    if (initial && initial !== first) {
      complain(column, `${quote(both)} does not begin with the first increment ${quote(initial)}`);
      return undefined;
    }
    if (first === '' || next === '' || rest.length > 0) return refuse(column, both, complain);
    return secondsOf({ initial: [column, first], following: [column, next] }, complain);
  }
  if (billing && !initial && billing !== String(DEFAULT_INCREMENT_SECONDS)) {
    complain(
      'billing',
      `${quote(billing)} may be the first or the following increment; write both, such as 60/6`,
    );
    return undefined;
  }
  return secondsOf({ initial: ['initial', initial], following: [column, both || increment] }, complain);
}

type Cell = readonly [Column, string];

function secondsOf(
  { initial, following }: { readonly initial: Cell; readonly following: Cell },
  complain: Complain,
): Increments | undefined {
  const initialIncrementSeconds = readSeconds(initial, complain);
  const incrementSeconds = readSeconds(following, complain);
  if (initialIncrementSeconds === undefined || incrementSeconds === undefined) return undefined;
  return { initialIncrementSeconds, incrementSeconds };
}

function readSeconds([column, text]: Cell, complain: Complain): Seconds | undefined {
  const seconds = text === '' ? DEFAULT_INCREMENT_SECONDS : /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return seconds >= 1 && seconds <= MAX_INCREMENT_SECONDS ? seconds : refuse(column, text, complain);
}

function refuse(column: Column, text: string, complain: Complain): undefined {
  complain(column, `${quote(text)} is not 1 to ${MAX_INCREMENT_SECONDS} seconds`);
  return undefined;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 40));
}
