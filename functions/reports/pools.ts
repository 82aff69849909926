/**
 * Minute pools of a month, with what credits paid after they ran out. A user of several plans draws on them by `order`,
 * and what credits pay after all of them counts with the last.
 */
import { REPORTS } from '../../shared/contract/routes/reports.ts';
import { type Instant, monthOf } from '../../shared/domain/instants.ts';
import { reportPools } from '../../shared/domain/licenses/pool-report.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { operation } from '../../shared/lambda/http.ts';
import { pageOfList } from '../../shared/lambda/list-page.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { loadPools } from '../../shared/store/licenses/pools.ts';
import type { Database } from '../../shared/store/table/database.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
}

export function getPools({ db, now }: Deps) {
  return operation(REPORTS.listPools, async (request) => {
    const organizationId = param(request, 'org');
    const { month = monthOf(now()), ...page } = parseQuery(request);
    const [{ terms }, { pools }] = await Promise.all([
      loadAccount(db, organizationId),
      loadPools(db, organizationId, month),
    ]);
    const items = reportPools(pools, terms.country).map((row) => ({
      month,
      country: row.country,
      sku: row.sku,
      capability: row.meter,
      order: row.order,
      total: row.totalMinutes,
      used: row.usedMinutes,
      available: row.availableMinutes,
      creditsDrawnAfter: formatAmount(row.creditsDrawnAfterMicros),
      currency: terms.currency,
    }));
    const keyOf = ({ country, sku, capability }: (typeof items)[number]) => `${country}:${sku}:${capability}`;
    return { status: 200, body: pageOfList(page, items, keyOf) };
  });
}
