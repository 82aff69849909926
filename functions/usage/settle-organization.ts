/** Folds received calls of one organization into its account, many in one transaction. */

import { settleCalls } from '../../shared/domain/calls/settlement.ts';
import { monthOf } from '../../shared/domain/instants.ts';
import { loadAccountWithDecks } from '../../shared/store/calls/account-decks.ts';
import { startOf } from '../../shared/store/calls/call-item.ts';
import {
  commitSettlement,
  loadCalls,
  loadUsers,
  markUnsettled,
} from '../../shared/store/calls/settlements.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { loadPools } from '../../shared/store/licenses/pools.ts';
import { spanOf } from '../../shared/store/rates/deck-times.ts';
import { type DecksInForce, loadDecksInForce } from '../../shared/store/rates/decks.ts';
import { decideAndCommit, TooManyWrites } from '../../shared/store/table/transaction.ts';
import { isReceived, type Pricing, priceCalls, type ReceivedCall, settlementOf } from './price-calls.ts';
import { pricedAs, type SettleDeps, type Settled, settleAlone } from './settle-alone.ts';

/** Leaves room in the transaction for the account, its lots, the entry and the pools of two months. */
const CALLS_PER_TRANSACTION = 90;

/** Settles the calls, each once however often it is asked. Throws when the account stays contended. */
export async function settleOrganization(
  deps: SettleDeps,
  organizationId: string,
  calls: readonly ReceivedCall[],
): Promise<Settled> {
  const pricing = await loadPricing(deps, organizationId, calls);
  let settled = 0;
  const unpriced: { call: ReceivedCall; reason: string }[] = [];
  const begun = calls.filter(({ charging }) => charging !== undefined);
  const others = calls.filter(({ charging }) => charging === undefined);
  const batches = begun.map((call) => [call]);
  for (let start = 0; start < others.length; start += CALLS_PER_TRANSACTION) {
    batches.push(others.slice(start, start + CALLS_PER_TRANSACTION));
  }
  for (const batch of batches) {
    const outcome = await settleBatch(deps, organizationId, batch, pricing);
    settled += outcome.settled;
    unpriced.push(...outcome.unpriced);
  }
  return { settled, unpriced };
}

/** Users and decks: no condition guards them, so they are read once for all the calls, of which there must be one. */
export async function loadPricing(
  { db }: Pick<SettleDeps, 'db'>,
  organizationId: string,
  calls: readonly ReceivedCall[],
): Promise<Pricing> {
  const [{ account, times }, users] = await Promise.all([
    loadAccountWithDecks(db, organizationId, spanOf(calls.map(({ startedAt }) => startedAt))),
    loadUsers(
      db,
      organizationId,
      calls.flatMap((call) => call.userId ?? []),
    ),
  ]);
  const inForce = new Map<string, DecksInForce>();
  for (const { startedAt } of calls) {
    if (!inForce.has(startedAt)) {
      inForce.set(startedAt, await loadDecksInForce(db, times, startedAt));
    }
  }
  return { homeCountry: account.terms.country, users, decksAt: (startedAt) => inForce.get(startedAt) ?? {} };
}

async function settleBatch(
  deps: SettleDeps,
  organizationId: string,
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
    return { settled: older.settled + newer.settled, unpriced: [...older.unpriced, ...newer.unpriced] };
  }
}

async function settleTogether(
  { db, now, graceHours }: SettleDeps,
  organizationId: string,
  batch: readonly ReceivedCall[],
  pricing: Pricing,
): Promise<Settled> {
  let calls: readonly ReceivedCall[] = batch;
  let tried = 0;
  return decideAndCommit(async (lots) => {
    // What the stream says may be long past: after a failed premise, only calls that still wait are settled.
    if (tried > 0) {
      const ids = batch.map(({ callId }) => callId);
      const waiting = (await loadCalls(db, organizationId, ids)).calls.filter(isReceived);
      // One that another run has begun to draw for is left to that run.
      calls = waiting.filter(({ charging }) => charging === undefined);
    }
    tried += 1;
    const at = now();
    const months = [...new Set(calls.map((call) => monthOf(call.startedAt)))];
    const [account, ...snapshots] = await Promise.all([
      loadAccount(db, organizationId, lots),
      ...months.map((month) => loadPools(db, organizationId, month)),
    ]);
    const loaded = new Map(snapshots.map(({ pools }) => [pools.month, pools]));
    const { charged, unpriced, poolMonths } = priceCalls(calls, loaded, pricing);
    const settlement = settleCalls(
      account,
      charged.map(({ call, charge }) => pricedAs(call, charge)),
      { now: at, graceHours },
    );
    const funding = new Map(settlement.calls.map((funded) => [funded.callId, funded]));
    const entry = settlement.entry?.sequence;
    const plan = {
      before: account,
      after: settlement.account,
      entry: settlement.entry,
      events: settlement.events,
      pools: snapshots.flatMap((snapshot) => {
        const after = poolMonths.get(snapshot.pools.month) ?? snapshot.pools;
        return after === snapshot.pools ? [] : [{ before: snapshot, after }];
      }),
      calls: charged.flatMap(({ call, charge }) => {
        const funded = funding.get(call.callId);
        const start = startOf(call);
        return funded ? [{ call, settlement: settlementOf(call, charge, funded, { at, entry, start }) }] : [];
      }),
      moment: { now: at, graceHours },
    };
    if (charged.length > 0) await commitSettlement(db, plan);
    await Promise.all(unpriced.map(({ call, reason }) => markUnsettled(db, call, reason, at)));
    return { settled: charged.length, unpriced };
  });
}
