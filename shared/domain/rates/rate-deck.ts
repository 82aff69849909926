/**
 * Reads a rate deck from CSV. Every bad row is reported with its line, and one bad row refuses the deck
 * (spec: A rate deck is read whole or refused).
 */
import { countryMeantBy, isDestinationCountry } from '../country-codes.ts';
import { isNetworkPrefix } from '../numbers/numbering.ts';
import { COLUMN_NAMES, type Column } from './deck-columns.ts';
import { type DeckError, type DeckKind, type DeckTable, readDeckTable } from './deck-table.ts';
import {
  type Complain,
  type RowOptions,
  readIncrements,
  readPrefix,
  readPrice,
  readType,
} from './rate-cells.ts';
import { hasExactIncrements, type Rate } from './rating.ts';

export type ParsedDeck =
  | { readonly rows: readonly Rate[]; readonly warnings: readonly DeckError[] }
  | { readonly errors: readonly DeckError[] };

/** More errors would not help, and a response has a maximum size. */
const MAX_LISTED = 100;
/** Every call to the destination keeps its name. */
const MAX_NAME = 200;

/**
 * `kind` decides what a row needs: an outbound row needs a prefix; a toll-free row needs only country and price. At most
 * 100 errors and 100 warnings are listed.
 */
export function parseRateDeck(
  csv: string,
  kind: DeckKind = 'outbound',
  options: RowOptions = {},
): ParsedDeck {
  const table = readDeckTable(csv, kind);
  if ('errors' in table) return table;
  if (table.lines.length === 0)
    return { errors: [{ line: 1, field: 'rows', detail: 'the deck has no rows' }] };

  const rows: Rate[] = [];
  const errors: DeckError[] = requireCurrency(table, options);
  const warnings: DeckError[] = [...table.warnings];
  const known = new Map<string, { readonly line: number; readonly row: Rate }>();
  for (const line of table.lines) {
    if (errors.length >= MAX_LISTED) break;
    const into = (list: DeckError[]): Complain => {
      return (column, detail) => list.push({ line: line.number, ...placeOf(table, column), detail });
    };
    const row = readRow(line.cells, kind, options, into(errors));
    if (!row) continue;
    const name = row.prefix || row.country;
    const earlier = known.get(name);
    const field = row.prefix ? 'prefix' : 'country';
    if (!earlier) {
      known.set(name, { line: line.number, row });
      rows.push(row);
    } else if (JSON.stringify(earlier.row) === JSON.stringify(row)) {
      if (warnings.length < MAX_LISTED) into(warnings)(field, `${name} is the same on line ${earlier.line}`);
    } else {
      into(errors)(field, `${name} is already on line ${earlier.line}, and not the same`);
    }
  }
  return errors.length > 0 ? { errors } : { rows, warnings };
}

function placeOf({ headers }: DeckTable, column: Column): Pick<DeckError, 'field' | 'column'> {
  const header = headers.get(column);
  return header ? { field: header.field, column: header.column } : { field: COLUMN_NAMES[column] };
}

/** Errors for the headers that name another currency than the deck's: their prices are not the deck's. */
function requireCurrency({ headers }: DeckTable, { currency }: RowOptions): DeckError[] {
  if (currency === undefined) return [];
  return [...headers.values()].flatMap(({ field, column, currency: named }) =>
    named === undefined || named === currency
      ? []
      : [{ line: 1, field, column, detail: `the deck is in ${currency}, not in ${named}` }],
  );
}

function readRow(
  cells: Readonly<Partial<Record<Column, string>>>,
  kind: DeckKind,
  options: RowOptions,
  complain: Complain,
): Rate | undefined {
  let isGood = true;
  const report: Complain = (column, detail) => {
    isGood = false;
    complain(column, detail);
  };
  const country = readCountry(cells, report);
  const type = readType(cells.type || (kind === 'toll-free' ? 'toll-free' : ''), report);
  const prefix = readPrefix(cells.prefix ?? '', kind, report);
  const perMinuteMicros = readPrice('price', cells.price ?? '', report);
  const connectionFeeMicros = readPrice('fee', cells.fee || '0', report);
  const increments = readIncrements(cells, report);
  const destinationName = cells.name || country;
  if (destinationName === '') report('name', 'a row without a country needs a name');
  if (destinationName.length > MAX_NAME) report('name', `longer than ${MAX_NAME} characters`);
  if (cells.currency && options.currency && cells.currency.toUpperCase() !== options.currency) {
    report('currency', `the deck is in ${options.currency}, not in ${cells.currency.slice(0, 40)}`);
  }
  if (!isGood || !type || !increments) return undefined;
  const row = { prefix, destinationName, type, country, perMinuteMicros, connectionFeeMicros, ...increments };
  if (options.roundingDecimals !== undefined || hasExactIncrements(row)) return row;
  const { initialIncrementSeconds: first, incrementSeconds: next } = increments;
  report(
    'price',
    `${cells.price} a minute is not a whole number of millionths at ${first}/${next} seconds; publish the deck with rounding=6, or as many decimals as a call's price shall have`,
  );
  return undefined;
}

/** Dissolved in 2010. Published decks still use its code for its numbers. */
const NETHERLANDS_ANTILLES = 'AN';

function readCountry(
  { country = '', prefix = '' }: Partial<Record<Column, string>>,
  complain: Complain,
): string {
  if (country === '') {
    if (isNetworkPrefix(prefix.replace(/^(\+|00)/, ''))) return '';
    complain('country', 'empty; only international networks, such as 870 and 883, are in no country');
  } else if (!isDestinationCountry(country) && country !== NETHERLANDS_ANTILLES) {
    const meant = countryMeantBy(country);
    const written = JSON.stringify(country.slice(0, 40));
    complain(
      'country',
      `${written} is not an ISO 3166-1 alpha-2 code; ${meant ? `write ${meant}` : 'write one such as GB'}`,
    );
  }
  return country;
}
