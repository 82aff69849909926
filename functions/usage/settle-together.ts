/** Settles many calls of one organization in one transaction. */
import { isReceived, type ReceivedCall } from '../../shared/domain/calls/call.ts';
import { startOf } from '../../shared/domain/calls/call-start.ts';
import { settleCalls } from '../../shared/domain/calls/settlement.ts';
import type { Account } from '../../shared/domain/credits/account.ts';
import type { Moment } from '../../shared/domain/credits/settlement-grace.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { monthOf } from '../../shared/domain/instants.ts';
import { loadCallsByItem } from '../../shared/store/calls/calls.ts';
import {
  commitSettlement,
  markUnsettled,
  type SettlementPlan,
} from '../../shared/store/calls/settlements.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { loadPools, type PoolSnapshot } from '../../shared/store/licenses/pools.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { keptRecord } from './kept-record.ts';
import { changedPools, type Pricing, priceCalls, settlementOf, type UnpricedCall } from './price-calls.ts';
import type { SettleDeps, Settled } from './settle-deps.ts';

/** Throws TooManyWrites when the calls do not fit into one transaction, and refuses when the account stays contended. */
export async function settleTogether(
  { db, now, graceHours }: SettleDeps,
  organizationId: OrganizationId,
  batch: readonly ReceivedCall[],
  pricing: Pricing,
): Promise<Settled> {
  return decideAndCommit(async (lots, isRetry) => {
    const calls = isRetry ? await reloadUnsettled(db, organizationId, batch) : batch;
    const moment = { now: now(), graceHours };
    const months = [...new Set(calls.map((call) => monthOf(call.startedAt)))];
    const [account, ...pools] = await Promise.all([
      loadAccount(db, organizationId, lots),
      ...months.map((month) => loadPools(db, organizationId, month)),
    ]);
    const { plan, unpriced } = planSettlement(calls, { account, pools, pricing, moment });
    if (plan.calls.length > 0) await commitSettlement(db, plan);
    await Promise.all(unpriced.map(({ call, reason }) => markUnsettled(db, call, reason, moment.now)));
    return { settled: plan.calls.length, unpriced };
  });
}

/**
 * The stream's images of the calls may be old. After a failed condition, only calls that still wait are settled; a
 * call that another run has begun to draw for is left to that run.
 */
async function reloadUnsettled(
  db: Database,
  organizationId: OrganizationId,
  batch: readonly ReceivedCall[],
): Promise<ReceivedCall[]> {
  const { calls } = await loadCallsByItem(
    db,
    organizationId,
    batch.map(({ callId }) => callId),
  );
  return calls.filter(isReceived).filter(({ charging }) => charging === undefined);
}

interface SettlementState {
  readonly account: Account;
  /** Of the months of all the calls. */
  readonly pools: readonly PoolSnapshot[];
  readonly pricing: Pricing;
  readonly moment: Moment;
}

/** Prices the calls, draws their charges on the account, and returns what to write. */
function planSettlement(
  calls: readonly ReceivedCall[],
  { account, pools, pricing, moment }: SettlementState,
): { readonly plan: SettlementPlan; readonly unpriced: readonly UnpricedCall[] } {
  const priced = priceCalls(calls, pools, pricing);
  const settlement = settleCalls(account, priced.charged, moment);
  const { entry, events } = settlement;
  const context = { at: moment.now, entry: entry?.sequence };
  const plan = {
    before: account,
    after: settlement.account,
    entry,
    events,
    pools: changedPools(pools, priced.poolMonths),
    calls: settlement.calls.map(({ call: { received: call, charge }, funding }) => ({
      call: keptRecord(call.organizationId, call, pricing.users),
      settlement: settlementOf(call, charge, funding, { ...context, start: startOf(call) }),
    })),
    moment,
  };
  return { plan, unpriced: priced.unpriced };
}
