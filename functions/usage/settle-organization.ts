/** Settles received calls of one organization that their pages do not speak for, many in one transaction. */
import type { ReceivedCall } from '../../shared/domain/calls/call.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { chunksOf } from '../../shared/store/table/batch.ts';
import { TooManyWrites } from '../../shared/store/table/transaction.ts';
import { loadPricing } from './load-pricing.ts';
import type { Pricing } from './price-calls.ts';
import { settleAlone } from './settle-alone.ts';
import { type SettleDeps, type Settled, totalOf } from './settle-deps.ts';
import { settleTogether } from './settle-together.ts';

/** Leaves room in the transaction for the account, its lots, the entry and the pools of two months. */
const CALLS_PER_TRANSACTION = 90;

/** Settles the calls, each once however often it is asked. Refuses when the account stays contended. */
export async function settleOrganization(
  deps: SettleDeps,
  organizationId: OrganizationId,
  calls: readonly ReceivedCall[],
): Promise<Settled> {
  const pricing = await loadPricing(deps.db, organizationId, calls);
  const begun = calls.filter(({ charging }) => charging !== undefined);
  const others = calls.filter(({ charging }) => charging === undefined);
  const batches = [...begun.map((call) => [call]), ...chunksOf(others, CALLS_PER_TRANSACTION)];
  const settled: Settled[] = [];
  for (const batch of batches) settled.push(await settleBatch(deps, organizationId, batch, pricing));
  return totalOf(settled);
}

/** A batch that does not fit into one transaction is settled in halves, the older calls first. */
async function settleBatch(
  deps: SettleDeps,
  organizationId: OrganizationId,
  batch: readonly ReceivedCall[],
  pricing: Pricing,
): Promise<Settled> {
  const [first] = batch;
  if (first && batch.length === 1) return settleAlone(deps, first, pricing);
  try {
    return await settleTogether(deps, organizationId, batch, pricing);
  } catch (error) {
    if (!(error instanceof TooManyWrites)) throw error;
    const middle = Math.ceil(batch.length / 2);
    const older = await settleBatch(deps, organizationId, batch.slice(0, middle), pricing);
    const newer = await settleBatch(deps, organizationId, batch.slice(middle), pricing);
    return totalOf([older, newer]);
  }
}
