/**
 * Settles one call by itself, however many lots its charge takes: in instalments, each a transaction of its own. If a
 * run dies in between, nothing is lost: the call keeps what was drawn, and the next run continues.
 */

import { type CallSettlement, isReceived, type ReceivedCall } from '../../shared/domain/calls/call.ts';
import { startOf } from '../../shared/domain/calls/call-start.ts';
import { type CallFunding, type PricedCall, settleCalls } from '../../shared/domain/calls/settlement.ts';
import type { Account } from '../../shared/domain/credits/account.ts';
import { drawInstalment } from '../../shared/domain/credits/instalments.ts';
import { type Moment, paysAfter } from '../../shared/domain/credits/settlement-grace.ts';
import { type Instant, monthOf } from '../../shared/domain/instants.ts';
import { loadCallsByItem } from '../../shared/store/calls/calls.ts';
import {
  commitInstalment,
  commitSettlement,
  type InstalmentPlan,
  markUnsettled,
  type SettlementPlan,
} from '../../shared/store/calls/settlements.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { type ChangedPools, loadPools } from '../../shared/store/licenses/pools.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { keptRecord } from './kept-record.ts';
import {
  changedPools,
  type Pricing,
  priceCalls,
  pricedAs,
  settlementOf,
  type UnpricedCall,
} from './price-calls.ts';
import { NOTHING_SETTLED, type SettleDeps, type Settled } from './settle-deps.ts';

/**
 * Returns once the call is settled, waits for a price, or was settled by another run. Refuses when the account stays
 * contended.
 */
export async function settleAlone(deps: SettleDeps, call: ReceivedCall, pricing: Pricing): Promise<Settled> {
  let step = await decideAndCommit(async (lots, isRetry) =>
    settleStep(deps, isRetry ? await reload(deps.db, call) : call, { pricing, lots }),
  );
  while (step === 'instalment') {
    step = await decideAndCommit(async (lots) =>
      settleStep(deps, await reload(deps.db, call), { pricing, lots }),
    );
  }
  return step;
}

/** The stream's image of the call may be old. `undefined` when the call waits no more. */
async function reload(
  db: Database,
  { organizationId, callId }: ReceivedCall,
): Promise<ReceivedCall | undefined> {
  const { calls } = await loadCallsByItem(db, organizationId, [callId]);
  return calls.find(isReceived);
}

/** Draws one instalment, or settles what is left. */
async function settleStep(
  { db, now, graceHours, lotsAtOnce }: SettleDeps,
  call: ReceivedCall | undefined,
  { pricing, lots }: { readonly pricing: Pricing; readonly lots: number },
): Promise<Settled | 'instalment'> {
  if (!call) return NOTHING_SETTLED;
  const moment = { now: now(), graceHours };
  const [account, charged] = await Promise.all([
    loadAccount(db, call.organizationId, lots),
    call.charging
      ? continueCharge(call, call.charging, moment.now)
      : chargeCallAlone(db, call, pricing, moment),
  ]);
  if ('reason' in charged) {
    await markUnsettled(db, call, charged.reason, moment.now);
    return { settled: 0, unpriced: [charged] };
  }
  const instalment = planInstalment(account, charged, { moment, lotsAtOnce });
  if (instalment) {
    await commitInstalment(db, instalment);
    return 'instalment';
  }
  const kept = keptRecord(call.organizationId, call, pricing.users);
  await commitSettlement(db, planSettlement(account, charged, { kept, moment }));
  return { settled: 1, unpriced: [] };
}

/** A call with its price, before it is known who pays. */
interface ChargedAlone {
  readonly call: ReceivedCall;
  readonly priced: PricedCall;
  /** The pools that the charge changes; none once an instalment has changed them. */
  readonly pools: readonly ChangedPools[];
  readonly settlementBy: (funding: CallFunding, entry: number | undefined) => CallSettlement;
}

async function chargeCallAlone(
  db: Database,
  call: ReceivedCall,
  pricing: Pricing,
  { now: at }: Moment,
): Promise<ChargedAlone | UnpricedCall> {
  const pools = [await loadPools(db, call.organizationId, monthOf(call.startedAt))];
  const { charged, unpriced, poolMonths } = priceCalls([call], pools, pricing);
  const [priced] = charged;
  if (!priced) return unpriced[0] ?? { call, reason: 'no-rate', isFault: false };
  return {
    call,
    priced,
    pools: changedPools(pools, poolMonths),
    settlementBy: (funding, entry) =>
      settlementOf(call, priced.charge, funding, { at, entry, start: startOf(call) }),
  };
}

/** Price and minutes are those of the first instalment, whatever decks and pools say since. */
function continueCharge(call: ReceivedCall, charging: CallSettlement, at: Instant): ChargedAlone {
  const drawn = charging.parts.map(([lotId, micros]) => ({ lotId, micros }));
  return {
    call,
    priced: { ...pricedAs(call, charging), drawn },
    pools: [],
    settlementBy: ({ parts, debtMicros, debtFromMicros, postpaidMicros }, entry) => ({
      ...charging,
      at,
      entry: entry ?? charging.entry,
      parts: parts.map(({ lotId, micros }) => [lotId, micros]),
      debtMicros,
      debtFromMicros: debtFromMicros ?? charging.debtFromMicros,
      postpaidMicros,
    }),
  };
}

/** The next instalment; `undefined` when what is left can be settled at once. */
function planInstalment(
  before: Account,
  { call, priced, pools, settlementBy }: ChargedAlone,
  { moment, lotsAtOnce }: { readonly moment: Moment; readonly lotsAtOnce: number | undefined },
): InstalmentPlan | undefined {
  const { now } = moment;
  const after = paysAfter(call.startedAt, moment);
  const instalment = drawInstalment(before, priced, { now, after }, { lotsAtOnce });
  if (!instalment) return undefined;
  const parts = [...(priced.drawn ?? []), ...instalment.draws];
  const funding = { callId: call.callId, parts, debtMicros: 0, postpaidMicros: 0 };
  const charging = settlementBy(funding, instalment.entry.sequence);
  return { before, instalment, pools, call, charging, now };
}

function planSettlement(
  before: Account,
  { call: { charging }, priced, pools, settlementBy }: ChargedAlone,
  { kept, moment }: { readonly kept: ReceivedCall; readonly moment: Moment },
): SettlementPlan {
  const { account: after, calls: funded, entry, events } = settleCalls(before, [priced], moment);
  const calls = funded.map(({ funding }) => ({
    call: kept,
    settlement: settlementBy(funding, entry?.sequence ?? charging?.entry),
  }));
  return { before, after, entry, events, pools, calls, moment };
}
