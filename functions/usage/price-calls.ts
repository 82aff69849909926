/** What received calls cost, in minutes and money. */
import {
  type Call,
  type CallSettlement,
  holdOf,
  type ReceivedCall,
  type SettledCall,
  type UsageRecord,
} from '../../shared/domain/calls/call.ts';
import { useKindOf } from '../../shared/domain/calls/call-kind.ts';
import { type CallStart, startOf } from '../../shared/domain/calls/call-start.ts';
import { type Charge, chargeCall, type Unrated } from '../../shared/domain/calls/charge.ts';
import { type CallFunding, type PricedCall, payerOf } from '../../shared/domain/calls/settlement.ts';
import type { UserId } from '../../shared/domain/ids.ts';
import { type Instant, type Month, monthOf } from '../../shared/domain/instants.ts';
import type { User } from '../../shared/domain/licenses/licenses.ts';
import { isPoolKey, type PoolMonth } from '../../shared/domain/licenses/pools.ts';
import type { Micros } from '../../shared/domain/money.ts';
import type { PhoneNumber } from '../../shared/domain/numbers/numbering.ts';
import type { ChangedPools, PoolSnapshot } from '../../shared/store/licenses/pools.ts';
import type { DecksInForce } from '../../shared/store/rates/decks.ts';

export interface Pricing {
  readonly homeCountry: string;
  readonly users: ReadonlyMap<UserId, User>;
  readonly decksAt: (startedAt: Instant) => DecksInForce;
  /** Numbers in E.164 as intake read them; others are read. */
  readonly numbers?: ReadonlyMap<string, PhoneNumber>;
}

/** A call with its price, as settlement takes it. */
export interface ChargedCall extends PricedCall {
  readonly received: ReceivedCall;
  readonly charge: Charge;
}

export interface UnpricedCall {
  readonly call: ReceivedCall;
  readonly reason: string;
  /** The pricing failed: not for want of a price, but of sound code or data. */
  readonly isFault: boolean;
}

export interface PricedBatch {
  readonly charged: readonly ChargedCall[];
  readonly unpriced: readonly UnpricedCall[];
  /** By month, after the charges. */
  readonly poolMonths: ReadonlyMap<Month, PoolMonth>;
}

/**
 * Prices calls in the order in which they started, each on the minutes that the calls before left. If one cannot be
 * priced, the others are. `snapshots` has the pools of every month in which a call started.
 */
export function priceCalls(
  calls: readonly ReceivedCall[],
  snapshots: readonly PoolSnapshot[],
  pricing: Pricing,
): PricedBatch {
  const poolMonths = new Map(snapshots.map(({ pools }) => [pools.month, pools]));
  const charged: ChargedCall[] = [];
  const unpriced: UnpricedCall[] = [];
  for (const call of [...calls].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1))) {
    const month = monthOf(call.startedAt);
    const pools = poolMonths.get(month);
    if (!pools) throw new Error(`pools of ${month} were not loaded`);
    const priced = priceCall(call, pools, pricing);
    if ('reason' in priced) {
      unpriced.push(priced);
    } else {
      poolMonths.set(month, priced.charge.poolMonth);
      charged.push(priced);
    }
  }
  return { charged, unpriced, poolMonths };
}

/** A fault in one call's pricing must not hold up the others of its batch (trap 26). */
function priceCall(call: ReceivedCall, pools: PoolMonth, pricing: Pricing): ChargedCall | UnpricedCall {
  try {
    const charge = chargeCall(chargedAttempt(call, pricing), pools, startOf(call));
    return charge.status === 'charged'
      ? { ...pricedAs(call, charge), received: call, charge }
      : { call, reason: charge.reason, isFault: false };
  } catch (error) {
    return { call, reason: `fault: ${error instanceof Error ? error.message : 'unknown'}`, isFault: true };
  }
}

/** The months that the charges have changed. */
export function changedPools(
  snapshots: readonly PoolSnapshot[],
  poolMonths: PricedBatch['poolMonths'],
): ChangedPools[] {
  return snapshots.flatMap((before) => {
    const after = poolMonths.get(before.pools.month) ?? before.pools;
    return after === before.pools ? [] : [{ before, after }];
  });
}

/** The call as settlement takes it: what it costs, what its authorization held, and what that promised. */
export function pricedAs(
  call: ReceivedCall,
  { chargeMicros }: { readonly chargeMicros: Micros },
): PricedCall {
  const { callId, startedAt } = call;
  const { thenPostpaid } = startOf(call) ?? {};
  const useKind = useKindOf(call.type);
  return { callId, startedAt, chargeMicros, useKind, hold: holdOf(call.lease), thenPostpaid };
}

function chargedAttempt(call: UsageRecord, { users, homeCountry, decksAt, numbers }: Pricing) {
  return {
    attempt: call,
    number: numbers?.get(call.to),
    at: call.startedAt,
    homeCountry,
    decks: decksAt(call.startedAt),
    durationSeconds: call.durationSeconds,
    user: call.userId === undefined ? undefined : users.get(call.userId),
  };
}

/**
 * Charges a settled call again, on `pools` that have its minutes back. It keeps the location of its user, how it began,
 * and the minutes that it had.
 */
export function chargeSettled(
  call: SettledCall,
  settlement: CallSettlement,
  pools: PoolMonth,
  pricing: Pricing,
): Charge | Unrated {
  return chargeCall(
    chargedAttempt(call, pricing),
    pools,
    startOfSettled(call, settlement),
    settlement.includedMinutes,
  );
}

/**
 * How a settled call began: as it was authorized, or else as it was settled. The rate that either kept holds, whatever
 * the decks say since.
 */
export function startOfSettled(call: SettledCall, settlement: CallSettlement): CallStart {
  const { fundedBy, pool, meter, location, rate } = settlement;
  const settledOn = pool !== undefined && isPoolKey(pool) ? pool : undefined;
  const start: CallStart = startOf(call) ?? { fundedBy, location, pool: settledOn };
  const usedMeter = start.pool === pool ? meter : undefined;
  return { ...start, meter: usedMeter, rate: start.rate ?? rate };
}

export interface SettlementContext {
  readonly at: Instant;
  /** The ledger entry of the batch; it is the call's only if the call cost something. */
  readonly entry: number | undefined;
  /** How the call began. */
  readonly start: CallStart | undefined;
}

/** What the call keeps of its settlement: also the rate that it was charged by, unless its lease has it. */
export function settlementOf(
  call: Call,
  charge: Charge,
  funding: CallFunding,
  { at, entry, start }: SettlementContext,
): CallSettlement {
  const { kind, rate, pool } = charge;
  const isRateInLease = startOf(call)?.rate !== undefined;
  return {
    at,
    entry: charge.chargeMicros === 0 ? undefined : entry,
    fundedBy: payerOf(charge, funding, start),
    pool: pool?.pool,
    meter: pool?.meter,
    international: kind.international,
    includedMinutes: charge.includedMinutes,
    paidSeconds: charge.paidSeconds,
    connectionMicros: charge.connectionMicros,
    chargeMicros: charge.chargeMicros,
    rateMicros: rate?.perMinuteMicros,
    rate: isRateInLease ? undefined : kind.rate,
    destination: kind.rate?.destinationName,
    country: kind.number?.country,
    numberType: kind.number?.type,
    location: kind.location,
    parts: funding.parts.map(({ lotId, micros }) => [lotId, micros]),
    debtMicros: funding.debtMicros,
    debtFromMicros: funding.debtFromMicros,
    postpaidMicros: funding.postpaidMicros,
  };
}
