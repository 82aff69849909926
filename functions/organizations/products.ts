/** The products of the marketplace, and those that an organization has. */
import type { Product } from '../../shared/contract/answers/organizations.answers.ts';
import { ORGANIZATIONS } from '../../shared/contract/routes/organizations.ts';
import { availableMicros, unexpiredMicros } from '../../shared/domain/credits/account.ts';
import { LOT_TERM_MONTHS } from '../../shared/domain/credits/funding.ts';
import {
  type CurrencyLimits,
  type FundingLimits,
  limitsOf,
  requireLimits,
} from '../../shared/domain/credits/funding-limits.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { SKUS } from '../../shared/domain/licenses/licenses.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { operation } from '../../shared/lambda/http.ts';
import { pageOfList } from '../../shared/lambda/list-page.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { loadAccountFor } from '../../shared/store/credits/accounts.ts';
import { loadProfile } from '../../shared/store/credits/organizations.ts';
import { loadLicenseCounts } from '../../shared/store/licenses/license-counts.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { autoRechargeView, findWaiting } from './auto-recharge-settings.ts';
import { paymentMethodView } from './payment-methods.ts';

interface Deps {
  readonly db: Database;
  readonly limits: FundingLimits;
  readonly now: () => Instant;
}

/** The products on sale. `?currency=` selects the currency of the credits' funding limits. */
export function getMarketplace({ limits }: Deps) {
  return operation(ORGANIZATIONS.listMarketplace, async (request) => {
    const { currency, ...page } = parseQuery(request);
    const credits: Product = {
      sku: 'COMMUNICATIONS_CREDITS',
      kind: 'credits',
      currency,
      ...rangeView(requireLimits(limits, currency)),
      termMonths: LOT_TERM_MONTHS,
    };
    const products = [credits, ...SKUS.map((sku): Product => ({ sku, kind: 'license' }))];
    return { status: 200, body: pageOfList(page, products, ({ kind, sku }) => `${kind}:${sku}`) };
  });
}

const NOT_SOLD = { minimum: null, maximum: null };

function rangeView({ minimumMicros, maximumMicros }: CurrencyLimits) {
  return { minimum: formatAmount(minimumMicros), maximum: formatAmount(maximumMicros) };
}

export function getProducts({ db, limits, now }: Deps) {
  return operation(ORGANIZATIONS.getProducts, async (request) => {
    const organizationId = param(request, 'org');
    const at = now();
    const [account, profile, counts] = await Promise.all([
      loadAccountFor(db, organizationId, (loaded) => unexpiredMicros(loaded, at)),
      loadProfile(db, organizationId),
      loadLicenseCounts(db, organizationId),
    ]);
    const { currency } = account.terms;
    const range = limitsOf(limits, currency);
    const [first] = profile.paymentMethods;
    const waiting = await findWaiting(db, account);
    return {
      status: 200,
      body: {
        credits: {
          currency,
          balance: formatAmount(unexpiredMicros(account, at)),
          available: formatAmount(availableMicros(account, at)),
          debt: formatAmount(account.debtMicros),
          ...(range ? rangeView(range) : NOT_SOLD),
          termMonths: LOT_TERM_MONTHS,
        },
        autoRecharge: autoRechargeView(account, limits, { now: at, waiting }),
        paymentMethod: first ? paymentMethodView(first, 0, at) : null,
        licenses: counts
          .filter(({ quantity }) => quantity > 0)
          .map((count) => ({ ...count, available: count.quantity - count.assigned })),
      },
    };
  });
}
