/** What received calls cost: minutes and money, in the order in which they started. */
import { type Charge, chargeCall, type Unrated } from '../../shared/domain/calls/charge.ts';
import type { CallStart } from '../../shared/domain/calls/entitlement.ts';
import { type CallFunding, payerOf } from '../../shared/domain/calls/settlement.ts';
import { monthOf } from '../../shared/domain/instants.ts';
import type { User } from '../../shared/domain/licenses/licenses.ts';
import { isPoolKey, type PoolMonth } from '../../shared/domain/licenses/pools.ts';
import { type CallRecord, type SettlementRecord, startOf } from '../../shared/store/calls/call-item.ts';
import type { DecksInForce } from '../../shared/store/rates/decks.ts';
import { keptRateOf, rateOfKept } from '../../shared/store/rates/rate-row.ts';

/** A call with its usage record: what intake has made of it. */
export type ReceivedCall = CallRecord & { readonly startedAt: string; readonly durationSeconds: number };

export function isReceived(call: CallRecord): call is ReceivedCall {
  return call.status === 'received' && call.startedAt !== undefined && call.durationSeconds !== undefined;
}

export interface Pricing {
  readonly homeCountry: string;
  readonly users: ReadonlyMap<string, User>;
  readonly decksAt: (startedAt: string) => DecksInForce;
}

export interface PricedBatch {
  readonly charged: readonly { readonly call: ReceivedCall; readonly charge: Charge }[];
  /** Calls without a price for now, and calls whose pricing failed, with the reason. */
  readonly unpriced: readonly { readonly call: ReceivedCall; readonly reason: string }[];
  readonly poolMonths: ReadonlyMap<string, PoolMonth>;
}

/** Prices calls one after the other, each on the minutes that the ones before left. A failing one stands alone. */
export function priceCalls(
  calls: readonly ReceivedCall[],
  months: ReadonlyMap<string, PoolMonth>,
  pricing: Pricing,
): PricedBatch {
  const poolMonths = new Map(months);
  const charged: { call: ReceivedCall; charge: Charge }[] = [];
  const unpriced: { call: ReceivedCall; reason: string }[] = [];
  for (const call of [...calls].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))) {
    const month = monthOf(call.startedAt);
    const pools = poolMonths.get(month);
    if (!pools) throw new Error(`pools of ${month} were not loaded`);
    const charge = priceCall(call, pools, pricing);
    if ('reason' in charge) {
      unpriced.push({ call, reason: charge.reason });
    } else {
      poolMonths.set(month, charge.poolMonth);
      charged.push({ call, charge });
    }
  }
  return { charged, unpriced, poolMonths };
}

/** A fault in one call's pricing must not hold up the others of its batch (trap 26). */
function priceCall(call: ReceivedCall, pools: PoolMonth, pricing: Pricing): Charge | { reason: string } {
  try {
    const charge = chargeCall(factsOf(call, pricing), pools, startOf(call));
    return charge.status === 'charged' ? charge : { reason: charge.reason };
  } catch (error) {
    return { reason: `fault: ${error instanceof Error ? error.message : 'unknown'}` };
  }
}

function factsOf(call: ReceivedCall, { users, homeCountry, decksAt }: Pricing) {
  const user = call.userId === undefined ? undefined : users.get(call.userId);
  return {
    attempt: call,
    at: call.startedAt,
    homeCountry,
    decks: decksAt(call.startedAt),
    durationSeconds: call.durationSeconds,
    ...(user && { user }),
  };
}

/**
 * Charges a settled call anew, on `pools` that have its minutes back: it stays where its user was and with how it
 * began, and the minutes that it had are its own.
 */
export function chargeSettled(
  call: ReceivedCall,
  settlement: SettlementRecord,
  pools: PoolMonth,
  pricing: Pricing,
): Charge | Unrated {
  return chargeCall(
    factsOf(call, pricing),
    pools,
    startOfSettled(call, settlement),
    settlement.includedMinutes,
  );
}

/** A call that was not authorized began as it was settled. The row that either kept holds, whatever decks say now. */
export function startOfSettled(call: ReceivedCall, settlement: SettlementRecord): CallStart {
  const { fundedBy, pool, meter, location, rate: kept } = settlement;
  const settledOn = pool !== undefined && isPoolKey(pool) ? { pool, ...(meter && { meter }) } : {};
  const start: CallStart = startOf(call) ?? { fundedBy, location, ...settledOn };
  const used = start.pool === pool && meter ? { meter } : {};
  return { ...start, ...used, ...(kept && !start.rate ? { rate: rateOfKept(kept) } : {}) };
}

/** `start` is how the call began; its row is kept here unless the lease of the call has it. */
export function settlementOf(
  call: CallRecord,
  charge: Charge,
  funding: CallFunding,
  facts: { at: string; entry: number | undefined; start: CallStart | undefined },
): SettlementRecord {
  const { kind, rate, pool } = charge;
  return {
    at: facts.at,
    ...(facts.entry === undefined || charge.chargeMicros === 0 ? {} : { entry: facts.entry }),
    fundedBy: payerOf(charge, funding, facts.start),
    ...(pool ? { pool: pool.pool, meter: pool.meter } : {}),
    international: kind.international,
    includedMinutes: charge.includedMinutes,
    paidSeconds: charge.paidSeconds,
    connectionMicros: charge.connectionMicros,
    chargeMicros: charge.chargeMicros,
    ...(rate ? { rateMicros: rate.perMinuteMicros } : {}),
    ...(kind.rate && !startOf(call)?.rate ? { rate: keptRateOf(kind.rate) } : {}),
    ...(kind.rate ? { destination: kind.rate.destinationName } : {}),
    ...(kind.number?.country ? { country: kind.number.country } : {}),
    ...(kind.number ? { numberType: kind.number.type } : {}),
    location: kind.location,
    parts: funding.parts.map(({ lotId, micros }) => [lotId, micros]),
    debtMicros: funding.debtMicros,
    ...(funding.debtFromMicros === undefined ? {} : { debtFromMicros: funding.debtFromMicros }),
    postpaidMicros: funding.postpaidMicros,
  };
}
