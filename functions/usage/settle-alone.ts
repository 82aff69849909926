/**
 * Settles one call by itself, however many lots its charge takes: in instalments, each a transaction of its own. A run
 * that dies in between has lost nothing: the call keeps what was drawn, and the next run continues.
 */

import { type CallFunding, type PricedCall, settleCalls } from '../../shared/domain/calls/settlement.ts';
import { drawInstalment } from '../../shared/domain/credits/instalments.ts';
import { closedUntil, paysAfter } from '../../shared/domain/credits/settlement-grace.ts';
import { monthOf } from '../../shared/domain/instants.ts';
import { holdOf, type SettlementRecord, startOf } from '../../shared/store/calls/call-item.ts';
import {
  commitInstalment,
  commitSettlement,
  loadCalls,
  markUnsettled,
} from '../../shared/store/calls/settlements.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { type ChangedPools, loadPools } from '../../shared/store/licenses/pools.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import {
  isReceived,
  type PricedBatch,
  type Pricing,
  priceCalls,
  type ReceivedCall,
  settlementOf,
} from './price-calls.ts';

export interface SettleDeps {
  readonly db: Database;
  readonly graceHours: number;
  readonly now: () => string;
  /** How many lots one transaction changes for a call, unless as many as it has room for. */
  readonly lotsAtOnce?: number;
}

export interface Settled {
  readonly settled: number;
  /** Calls that have no price now; they are kept, and come up again with the straggler schedule. */
  readonly unpriced: PricedBatch['unpriced'];
}

/** Answers once the call is settled, waits for a price, or is another run's. Throws when the account stays contended. */
export async function settleAlone(deps: SettleDeps, call: ReceivedCall, pricing: Pricing): Promise<Settled> {
  let tried = 0;
  for (;;) {
    const step: Settled | 'drawn' = await decideAndCommit(async (lots) => {
      const current = tried === 0 ? call : await reload(deps, call);
      tried += 1;
      return current ? settleStep(deps, current, { pricing, lots }) : { settled: 0, unpriced: [] };
    });
    if (step !== 'drawn') return step;
  }
}

/** What the stream says may be long past. */
async function reload({ db }: SettleDeps, { organizationId, callId }: ReceivedCall) {
  const { calls } = await loadCalls(db, organizationId, [callId]);
  return calls.find(isReceived);
}

interface Fixed {
  /** The settlement, as far as it does not depend on who pays. */
  readonly fixed: (funding: CallFunding, entry: number | undefined) => SettlementRecord;
  readonly priced: PricedCall;
  /** The pools that the charge changes; none once an instalment has changed them. */
  readonly pools: readonly ChangedPools[];
}

async function settleStep(
  deps: SettleDeps,
  call: ReceivedCall,
  { pricing, lots }: { pricing: Pricing; lots: number },
): Promise<Settled | 'drawn'> {
  const { db, graceHours, lotsAtOnce } = deps;
  const at = deps.now();
  const moment = { now: at, graceHours };
  const [account, charged] = await Promise.all([
    loadAccount(db, call.organizationId, lots),
    call.charging ? goingOn(call, call.charging, at) : chargedNow(deps, call, pricing, at),
  ]);
  if ('reason' in charged) {
    await markUnsettled(db, call, charged.reason, at);
    return { settled: 0, unpriced: [{ call, reason: charged.reason }] };
  }
  const { fixed, priced, pools } = charged;
  const instalment = drawInstalment(
    account,
    priced,
    { now: at, after: paysAfter(call.startedAt, closedUntil(moment)) },
    { lotsAtOnce },
  );
  if (instalment) {
    const parts = [...(priced.drawn ?? []), ...instalment.parts];
    const funding = { callId: call.callId, parts, debtMicros: 0, postpaidMicros: 0 };
    const charging = fixed(funding, instalment.entry.sequence);
    await commitInstalment(db, { before: account, instalment, pools, call, charging, now: at });
    return 'drawn';
  }
  const { account: after, calls, entry, events } = settleCalls(account, [priced], moment);
  const [funding] = calls;
  if (!funding) throw new Error(`call ${call.callId} was not funded`);
  const settlement = fixed(funding, entry?.sequence ?? call.charging?.entry);
  const plan = { before: account, after, entry, events, pools, calls: [{ call, settlement }], moment };
  await commitSettlement(db, plan);
  return { settled: 1, unpriced: [] };
}

async function chargedNow(
  { db }: SettleDeps,
  call: ReceivedCall,
  pricing: Pricing,
  at: string,
): Promise<Fixed | { readonly reason: string }> {
  const month = monthOf(call.startedAt);
  const before = await loadPools(db, call.organizationId, month);
  const { charged, unpriced, poolMonths } = priceCalls([call], new Map([[month, before.pools]]), pricing);
  const [{ charge } = { charge: undefined }] = charged;
  if (!charge) return { reason: unpriced[0]?.reason ?? 'no-rate' };
  const after = poolMonths.get(month) ?? before.pools;
  const start = startOf(call);
  return {
    fixed: (funding, entry) => settlementOf(call, charge, funding, { at, entry, start }),
    priced: pricedAs(call, charge),
    pools: after === before.pools ? [] : [{ before, after }],
  };
}

/** Price and minutes are those of the first instalment, whatever decks and pools say by now. */
function goingOn(call: ReceivedCall, charging: SettlementRecord, at: string): Fixed {
  const drawn = charging.parts.map(([lotId, micros]) => ({ lotId, micros }));
  return {
    fixed: ({ parts, debtMicros, debtFromMicros, postpaidMicros }, entry) => ({
      ...charging,
      at,
      ...(entry === undefined ? {} : { entry }),
      parts: parts.map(({ lotId, micros }) => [lotId, micros]),
      debtMicros,
      ...(debtFromMicros === undefined ? {} : { debtFromMicros }),
      postpaidMicros,
    }),
    priced: { ...pricedAs(call, charging), drawn },
    pools: [],
  };
}

/** The call as settlement takes it: what it costs, what its authorization held, and what that promised. */
export function pricedAs(
  call: ReceivedCall,
  { chargeMicros }: { readonly chargeMicros: number },
): PricedCall {
  const { callId, startedAt } = call;
  const hold = holdOf(call);
  return {
    callId,
    startedAt,
    chargeMicros,
    ...(hold && { hold }),
    ...(startOf(call)?.thenPostpaid && { thenPostpaid: true }),
  };
}
