/**
 * Revenue by month: one item for each organization whose month is closed, and their sums by currency. Both are written with
 * the statement of the month, once.
 */
import * as z from 'zod';
import { type CreditsOfMonth, FLOWS } from '../../domain/credits/month-books.ts';
import type { MonthlyStatement } from '../../domain/credits/monthly-statements.ts';
import type { Currency } from '../../domain/currencies.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Month } from '../../domain/instants.ts';
import { MICROS_PER_UNIT, type Micros } from '../../domain/money.ts';
import { isPrefixed } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { type Page, type PageRequest, queryPage } from '../table/paging.ts';
import { queryAll } from '../table/queries.ts';
import type { Write } from '../table/transaction.ts';
import { putNew, update } from '../table/writes.ts';

/** Of one organization, or of all of a currency, whose sums may be beyond the safe integers. */
export interface Revenue<Sum extends Micros | bigint> {
  readonly currency: Currency;
  readonly bought: Readonly<Record<keyof CreditsOfMonth, Sum>>;
  readonly granted: Readonly<Record<keyof CreditsOfMonth, Sum>>;
  /** At the end of the month. */
  readonly owedMicros: Sum;
  readonly postpaidMicros: Sum;
}

export interface RevenueOf extends Revenue<Micros> {
  readonly organizationId: OrganizationId;
}

export interface RevenueTotal extends Revenue<bigint> {
  readonly organizations: number;
}

const FIGURES = ['opening', ...FLOWS, 'closing'] as const;
const SOURCES = ['bought', 'granted'] as const;

/** Flat, because DynamoDB adds to attributes only: `boughtUsed`. */
const nameOf = (source: (typeof SOURCES)[number], figure: string): string =>
  `${source}${figure.charAt(0).toUpperCase()}${figure.slice(1)}`;

type Closed = Pick<MonthlyStatement, 'organizationId' | 'month' | 'currency' | 'books' | 'postpaidMicros'>;

function figuresOf({ books, postpaidMicros }: Closed): Record<string, Micros> {
  const credits = SOURCES.flatMap((source) =>
    FIGURES.map((figure) => [nameOf(source, figure), books[source][figure]] as const),
  );
  return { ...Object.fromEntries(credits), owedMicros: books.debt.closing, postpaidMicros };
}

/** A sum is kept as whole units and the micros beside them: each of the two is a safe integer. */
const unitsOf = (name: string): string => `${name}Units`;

const parted = (figures: Readonly<Record<string, Micros>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(figures).flatMap(([name, micros]) => {
      const rest = micros % MICROS_PER_UNIT;
      return [
        [unitsOf(name), (micros - rest) / MICROS_PER_UNIT],
        [name, rest],
      ];
    }),
  );

/** They belong in the transaction that closes the month. */
export function revenueWrites(db: Database, statement: Closed): Write[] {
  const { organizationId, month, currency } = statement;
  const figures = figuresOf(statement);
  return [
    putNew(db.ledgerTable, { ...keys.revenue(month, organizationId), currency, ...figures }),
    update(db.ledgerTable, keys.revenueTotal(month, currency), {
      add: { organizations: 1, ...parted(figures) },
    }),
  ];
}

type Item = Readonly<Record<string, unknown>>;
type Read<Sum> = (item: Item, name: string) => Sum;

const readMicros: Read<Micros> = (item, name) => z.int().parse(item[name]);
const readSum: Read<bigint> = (item, name) =>
  BigInt(readMicros(item, unitsOf(name))) * BigInt(MICROS_PER_UNIT) + BigInt(readMicros(item, name));

function readCredits<Sum>(item: Item, source: (typeof SOURCES)[number], read: Read<Sum>) {
  const figure = (name: (typeof FIGURES)[number]): Sum => read(item, nameOf(source, name));
  return {
    opening: figure('opening'),
    funded: figure('funded'),
    movedIn: figure('movedIn'),
    used: figure('used'),
    forfeited: figure('forfeited'),
    refunded: figure('refunded'),
    chargedBack: figure('chargedBack'),
    writtenOff: figure('writtenOff'),
    movedOut: figure('movedOut'),
    closing: figure('closing'),
  };
}

const readFigures = <Sum>(item: Item, read: Read<Sum>) => ({
  bought: readCredits(item, 'bought', read),
  granted: readCredits(item, 'granted', read),
  owedMicros: read(item, 'owedMicros'),
  postpaidMicros: read(item, 'postpaidMicros'),
});

const RevenueItem = z.looseObject({ sk: z.string(), currency: z.string() }).transform(
  (item): RevenueOf => ({
    ...readFigures(item, readMicros),
    currency: item.currency,
    organizationId: keys.revenue.idOf(item.sk),
  }),
);

const TotalItem = z.looseObject({ sk: z.string(), organizations: z.int() }).transform(
  (item): RevenueTotal => ({
    ...readFigures(item, readSum),
    currency: keys.revenueTotal.idOf(item.sk),
    organizations: item.organizations,
  }),
);

/** A page of the organizations whose month is closed, by id: some 500 bytes each. */
export function listRevenue(db: Database, month: Month, page: PageRequest): Promise<Page<RevenueOf>> {
  const pk = keys.revenue.partitionOf(month);
  const query = { table: db.ledgerTable, pk, prefix: keys.revenue.prefix, page };
  return queryPage(db, query, (item) => RevenueItem.parse(item));
}

/** By currency. */
export function revenueTotals(db: Database, month: Month): Promise<RevenueTotal[]> {
  const where = isPrefixed(keys.revenueTotal.prefix);
  return queryAll(db, { table: db.ledgerTable, pk: keys.revenue.partitionOf(month), where }, TotalItem);
}

const Opened = z.object({ organizations: z.int() });

/** How many organizations have the month, as far as it is known. */
export async function organizationsOf(db: Database, month: Month): Promise<number> {
  return (await getItem(db, db.ledgerTable, keys.revenueOpened(month), Opened))?.organizations ?? 0;
}
