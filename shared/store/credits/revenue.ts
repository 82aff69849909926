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
import type { Micros } from '../../domain/money.ts';
import { isPrefixed } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { type Page, type PageRequest, queryPage } from '../table/paging.ts';
import { queryAll } from '../table/queries.ts';
import type { Write } from '../table/transaction.ts';
import { putNew, update } from '../table/writes.ts';

/** Of one organization, or of all of a currency. */
export interface Revenue {
  readonly currency: Currency;
  readonly bought: CreditsOfMonth;
  readonly granted: CreditsOfMonth;
  /** At the end of the month. */
  readonly owedMicros: Micros;
  readonly postpaidMicros: Micros;
}

export interface RevenueOf extends Revenue {
  readonly organizationId: OrganizationId;
}

export interface RevenueTotal extends Revenue {
  readonly organizations: number;
}

const FIGURES = ['opening', ...FLOWS, 'closing'] as const;
const SOURCES = ['bought', 'granted'] as const;

/** Flat, because DynamoDB adds to attributes only: `boughtUsed`. */
const nameOf = (source: (typeof SOURCES)[number], figure: string): string =>
  `${source}${figure.charAt(0).toUpperCase()}${figure.slice(1)}`;

function figuresOf({ books, postpaidMicros }: MonthlyStatement): Record<string, Micros> {
  const credits = SOURCES.flatMap((source) =>
    FIGURES.map((figure) => [nameOf(source, figure), books[source][figure]] as const),
  );
  return { ...Object.fromEntries(credits), owedMicros: books.debt.closing, postpaidMicros };
}

/** They belong in the transaction that closes the month. */
export function revenueWrites(db: Database, statement: MonthlyStatement): Write[] {
  const { organizationId, month, currency } = statement;
  const figures = figuresOf(statement);
  return [
    putNew(db.ledgerTable, { ...keys.revenue(month, organizationId), currency, ...figures }),
    update(db.ledgerTable, keys.revenueTotal(month, currency), { add: { organizations: 1, ...figures } }),
  ];
}

const Figures = z.looseObject({ sk: z.string(), owedMicros: z.int(), postpaidMicros: z.int() });

function readCredits(
  item: Readonly<Record<string, unknown>>,
  source: (typeof SOURCES)[number],
): CreditsOfMonth {
  const read = (figure: (typeof FIGURES)[number]): Micros => z.int().parse(item[nameOf(source, figure)]);
  return {
    opening: read('opening'),
    funded: read('funded'),
    movedIn: read('movedIn'),
    used: read('used'),
    forfeited: read('forfeited'),
    refunded: read('refunded'),
    chargedBack: read('chargedBack'),
    writtenOff: read('writtenOff'),
    movedOut: read('movedOut'),
    closing: read('closing'),
  };
}

function readFigures(item: z.infer<typeof Figures>): Omit<Revenue, 'currency'> {
  const { owedMicros, postpaidMicros } = item;
  return {
    bought: readCredits(item, 'bought'),
    granted: readCredits(item, 'granted'),
    owedMicros,
    postpaidMicros,
  };
}

const RevenueItem = Figures.extend({ currency: z.string() }).transform(
  (item): RevenueOf => ({
    ...readFigures(item),
    currency: item.currency,
    organizationId: keys.revenue.idOf(item.sk),
  }),
);

const TotalItem = Figures.extend({ organizations: z.int() }).transform(
  (item): RevenueTotal => ({
    ...readFigures(item),
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
