/** The revenue of a month (spec: Revenue is counted by month), from the sums that were kept when the months were closed. */
import type { CreditFlows, Revenue } from '../../shared/contract/answers/statements.answers.ts';
import { REPORTS } from '../../shared/contract/routes/reports.ts';
import type { CreditsOfMonth } from '../../shared/domain/credits/month-books.ts';
import { type Instant, type Month, startOfNextMonth } from '../../shared/domain/instants.ts';
import { formatAmount, formatTotal, type Micros } from '../../shared/domain/money.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { prefers } from '../../shared/lambda/accept.ts';
import { type CsvColumns, csvHeader, csvLines, type Row } from '../../shared/lambda/csv.ts';
import { operation } from '../../shared/lambda/http.ts';
import { linkToNext } from '../../shared/lambda/list-page.ts';
import { parseQuery } from '../../shared/lambda/parse.ts';
import { OPEN_MONTHS } from '../../shared/store/credits/months.ts';
import {
  listRevenue,
  organizationsOf,
  type RevenueOf,
  revenueTotals,
  type Revenue as StoredRevenue,
} from '../../shared/store/credits/revenue.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { loadProgress } from '../../shared/store/table/schedules.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
}

/** A page of organizations, with the totals of all. CSV has the organizations alone, and names the next page in `Link`. */
export function getRevenue({ db, now }: Deps) {
  return operation(REPORTS.getRevenue, async (request) => {
    const { month, ...page } = parseQuery(request);
    if (startOfNextMonth(month) > now())
      throw refusals.invalidRequest([{ field: 'month', detail: 'a month that is over' }]);
    const { items, nextCursor } = await listRevenue(db, month, page);
    if (prefers('text/csv', request.headers.accept)) {
      const headers = { 'content-type': 'text/csv; charset=utf-8', ...linkToNext(request, nextCursor) };
      return {
        status: 200,
        headers,
        body:
          csvHeader(COLUMNS) +
          csvLines(
            COLUMNS,
            items.map((each) => rowOf(month, each)),
          ),
      };
    }
    const body: Revenue = { month, ...(await totalsOf(db, month)), items: items.map(itemOf), nextCursor };
    return { status: 200, body };
  });
}

/** Complete once every organization has had its month opened, and each of those is closed. */
async function totalsOf(db: Database, month: Month): Promise<Pick<Revenue, 'complete' | 'totals'>> {
  const [opened = '', organizations, totals] = await Promise.all([
    loadProgress(db, OPEN_MONTHS),
    organizationsOf(db, month),
    revenueTotals(db, month),
  ]);
  const closed = totals.reduce((sum, total) => sum + total.organizations, 0);
  return {
    complete: isOpened(opened, month) && closed === organizations,
    totals: totals.map((total) => ({
      ...figuresOf(total, formatTotal),
      organizations: total.organizations,
    })),
  };
}

/** The progress is a month that is opened everywhere, or a month and the last organization where it is. */
const isOpened = (progress: string, month: Month): boolean => {
  const [begun = '', at] = progress.split('#');
  return at === undefined ? month <= begun : month < begun;
};

const figuresOf = <Sum extends Micros | bigint>(
  { currency, bought, granted, owedMicros, postpaidMicros }: StoredRevenue<Sum>,
  format: (sum: Sum) => string,
) => ({
  currency,
  bought: flowsOf(bought, format),
  granted: flowsOf(granted, format),
  debt: format(owedMicros),
  postpaid: format(postpaidMicros),
});

const itemOf = ({ organizationId, ...revenue }: RevenueOf) => ({
  organization: organizationId,
  ...figuresOf(revenue, formatAmount),
});

const flowsOf = <Sum>(
  credits: Readonly<Record<keyof CreditsOfMonth, Sum>>,
  format: (sum: Sum) => string,
): CreditFlows => ({
  opening: format(credits.opening),
  funded: format(credits.funded),
  movedIn: format(credits.movedIn),
  used: format(credits.used),
  forfeited: format(credits.forfeited),
  refunded: format(credits.refunded),
  chargedBack: format(credits.chargedBack),
  writtenOff: format(credits.writtenOff),
  movedOut: format(credits.movedOut),
  closing: format(credits.closing),
});

/** The figures of JSON, each in a column of its own. */
const COLUMNS = {
  month: 'text',
  organization: 'text',
  currency: 'text',
  boughtOpening: 'amount',
  boughtFunded: 'amount',
  boughtMovedIn: 'amount',
  boughtUsed: 'amount',
  boughtForfeited: 'amount',
  boughtRefunded: 'amount',
  boughtChargedBack: 'amount',
  boughtWrittenOff: 'amount',
  boughtMovedOut: 'amount',
  boughtClosing: 'amount',
  grantedOpening: 'amount',
  grantedFunded: 'amount',
  grantedMovedIn: 'amount',
  grantedUsed: 'amount',
  grantedForfeited: 'amount',
  grantedRefunded: 'amount',
  grantedChargedBack: 'amount',
  grantedWrittenOff: 'amount',
  grantedMovedOut: 'amount',
  grantedClosing: 'amount',
  debt: 'amount',
  postpaid: 'amount',
} as const satisfies CsvColumns;

function rowOf(month: Month, revenue: RevenueOf): Row<typeof COLUMNS> {
  const { organization, currency, bought, granted, debt, postpaid } = itemOf(revenue);
  return {
    month,
    organization,
    currency,
    boughtOpening: bought.opening,
    boughtFunded: bought.funded,
    boughtMovedIn: bought.movedIn,
    boughtUsed: bought.used,
    boughtForfeited: bought.forfeited,
    boughtRefunded: bought.refunded,
    boughtChargedBack: bought.chargedBack,
    boughtWrittenOff: bought.writtenOff,
    boughtMovedOut: bought.movedOut,
    boughtClosing: bought.closing,
    grantedOpening: granted.opening,
    grantedFunded: granted.funded,
    grantedMovedIn: granted.movedIn,
    grantedUsed: granted.used,
    grantedForfeited: granted.forfeited,
    grantedRefunded: granted.refunded,
    grantedChargedBack: granted.chargedBack,
    grantedWrittenOff: granted.writtenOff,
    grantedMovedOut: granted.movedOut,
    grantedClosing: granted.closing,
    debt,
    postpaid,
  };
}
