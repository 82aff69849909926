/** What a call would cost and who would pay, by the same decision as its authorization, without side effects. */

import { RATES } from '../../shared/contract/routes/rates.ts';
import { type CallKind, dialedAs } from '../../shared/domain/calls/call-kind.ts';
import { quoteCall } from '../../shared/domain/calls/charge.ts';
import { type Allowance, entitle, startingPool } from '../../shared/domain/calls/entitlement.ts';
import { grantLease } from '../../shared/domain/calls/lease.ts';
import { availableMicros } from '../../shared/domain/credits/account.ts';
import type { Seconds } from '../../shared/domain/instants.ts';
import { minutesLeft, type PoolMonth } from '../../shared/domain/licenses/pools.ts';
import { formatAmount } from '../../shared/domain/money.ts';
import { operation } from '../../shared/lambda/http.ts';
import { param, parseBodyWithoutNulls } from '../../shared/lambda/parse.ts';
import { loadCallContext } from '../../shared/store/calls/authorizations.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { rateView } from './rate-view.ts';

interface Deps {
  readonly db: Database;
  readonly leaseSeconds: number;
  readonly maximumSeconds: number;
  readonly now: () => string;
}

/** `{ type, userId?, to, seconds?, at? }` -> who pays, the price per minute and of `seconds`, and the minutes left. */
export function quote({ db, leaseSeconds, maximumSeconds, now }: Deps) {
  return operation(RATES.quoteCall, async (request) => {
    const organizationId = param(request, 'org');
    const { seconds = leaseSeconds, at: asked, ...dialed } = parseBodyWithoutNulls(request);
    return decideAndCommit(async (lots) => {
      const at = asked ?? now();
      const context = await loadCallContext(db, { organizationId, userId: dialed.userId, at, lots });
      const { account } = context;
      const { terms, debtMicros } = account;
      const funds = { availableMicros: availableMicros(account, at), debtMicros };
      const attempt = dialedAs(dialed, terms.country, context.user);
      const entitlement = entitle({ ...context, attempt, at, terms, funds });
      const { kind } = entitlement;
      const details = {
        currency: terms.currency,
        asOf: at,
        seconds,
        destination: kind.rate?.destinationName ?? null,
        country: kind.number?.country ?? null,
        numberType: kind.number?.type ?? null,
        rate: kind.rate ? formatAmount(kind.rate.perMinuteMicros) : null,
        rateDetail: kind.rate ? rateView(kind.rate) : null,
        poolMinutesLeft: minutesLeftFor(kind, context.poolMonth),
      };
      if (entitlement.decision === 'allow')
        return { status: 200, body: { ...details, ...allowed(entitlement, { seconds, maximumSeconds }) } };
      const { reason, detail } = entitlement;
      const nothing = { fundedBy: null, price: null, grantedSeconds: 0, final: true };
      return { status: 200, body: { ...details, decision: 'deny', reason, detail, ...nothing } };
    });
  });
}

/** Minutes left in the pool that would pay, or in the one that has run out; null if no pool covers the call. */
function minutesLeftFor(kind: CallKind, poolMonth: PoolMonth): number | null {
  const pool = startingPool(kind, poolMonth, undefined) ?? kind.pools[0];
  return pool ? minutesLeft(poolMonth, pool) : null;
}

function allowed(
  allowance: Allowance,
  { seconds, maximumSeconds }: { readonly seconds: Seconds; readonly maximumSeconds: Seconds },
) {
  const price = quoteCall(allowance, seconds);
  const lease = grantLease(allowance, { requestedSeconds: Math.min(seconds, maximumSeconds) });
  return {
    decision: 'allow' as const,
    fundedBy: allowance.fundedBy,
    thenFundedBy: allowance.included ? (allowance.paid?.fundedBy ?? null) : null,
    price: price ? formatAmount(price.chargeMicros) : null,
    connectionFee: formatAmount(price?.connectionMicros ?? 0),
    includedMinutes: price?.includedMinutes ?? 0,
    grantedSeconds: lease.totalSeconds,
    final: lease.final,
  };
}
