/** What a finished call costs, and what a call of some duration would cost: quotes and settlement calculate alike. */

import type { Seconds } from '../instants.ts';
import { minutesLeft, type PoolMeter, type PoolMonth, usePool } from '../licenses/pools.ts';
import type { Micros } from '../money.ts';
import { priceOf, type Rate } from '../rates/rating.ts';
import type { Payer } from './call.ts';
import { type CallDetails, type CallKind, classifyCall } from './call-kind.ts';
import type { CallStart } from './call-start.ts';
import { type Allowance, lastToRunOut, startingPool } from './entitlement.ts';

/** A call split into what minutes pay and what is paid by money. */
export interface CallPrice {
  /** Whole minutes taken from the pool; a started minute is a minute. */
  readonly includedMinutes: number;
  readonly paidSeconds: Seconds;
  /** Part of the charge. */
  readonly connectionMicros: Micros;
  readonly chargeMicros: Micros;
}

const NOTHING: CallPrice = { includedMinutes: 0, paidSeconds: 0, connectionMicros: 0, chargeMicros: 0 };

export interface Charge extends CallPrice {
  readonly status: 'charged';
  readonly kind: CallKind;
  readonly fundedBy: Exclude<Payer, 'postpaid'>;
  /** The pool that the call began on; or else the caller's last pool to run out, before credits paid for the call. */
  readonly pool?: PoolMeter | undefined;
  /** What the paid part was charged at. */
  readonly rate?: Rate | undefined;
  readonly poolMonth: PoolMonth;
}

/**
 * The call has no price yet (spec: A call without a price waits). It is kept and rated again later; nothing was charged
 * and no minute was taken.
 */
export interface Unrated {
  readonly status: 'unrated';
  readonly kind: CallKind;
  readonly reason: 'no-deck' | 'no-rate' | 'destination-unsupported';
}

/**
 * Charges a call that took place. Policies, licenses and funds do not refuse it: what minutes do not pay costs credits
 * (spec: Unpaid usage becomes a debt). `start` is how its authorization began, if it had one. A corrected call keeps
 * `ownMinutes`, those that it had before, whatever the pool has left.
 */
export function chargeCall(
  call: CallDetails & { readonly durationSeconds: Seconds },
  poolMonth: PoolMonth,
  start?: CallStart,
  ownMinutes = 0,
): Charge | Unrated {
  const kind = classifyCall({ ...call, location: start?.location, promisedRate: start?.rate });
  const free = kind.purpose === 'emergency' || kind.purpose === 'inbound' || start?.fundedBy === 'free';
  if (free) return { status: 'charged', kind, fundedBy: 'free', ...NOTHING, poolMonth };

  const included = startingPool(kind, poolMonth, start);
  const poolMinutes = included ? Math.max(minutesLeft(poolMonth, included), ownMinutes) : 0;
  const startedIncluded = start ? start.fundedBy === 'included' : included !== undefined;
  const price = priceCall({
    seconds: call.durationSeconds,
    poolMinutes,
    rate: kind.rate,
    connectionFee: !startedIncluded,
  });
  if (!price) return { status: 'unrated', kind, reason: kind.unrated ?? 'no-rate' };

  const pool = included ?? (price.chargeMicros > 0 ? lastToRunOut(kind, poolMonth) : undefined);
  const use = { minutes: price.includedMinutes, creditsMicros: price.chargeMicros };
  return {
    status: 'charged',
    kind,
    fundedBy: startedIncluded ? 'included' : 'credits',
    pool,
    rate: price.paidSeconds > 0 ? kind.rate : undefined,
    includedMinutes: price.includedMinutes,
    paidSeconds: price.paidSeconds,
    connectionMicros: price.connectionMicros,
    chargeMicros: price.chargeMicros,
    poolMonth: pool && (use.minutes > 0 || use.creditsMicros > 0) ? usePool(poolMonth, pool, use) : poolMonth,
  };
}

/** What a charge takes from a pool, and the credits that count after it. */
export type PoolUse = Pick<Charge, 'includedMinutes' | 'chargeMicros' | 'pool'>;

/** Takes a charged call out of its pool again: for a void, or before the charge of a correction. */
export function unchargePool(poolMonth: PoolMonth, charge: PoolUse): PoolMonth {
  if (!charge.pool || (charge.includedMinutes === 0 && charge.chargeMicros === 0)) return poolMonth;
  return usePool(poolMonth, charge.pool, {
    minutes: 0 - charge.includedMinutes,
    creditsMicros: 0 - charge.chargeMicros,
  });
}

/**
 * What an allowed call of `seconds` would cost. `undefined` when it would outlive its minutes and nothing could pay for
 * the rest.
 */
export function quoteCall(allowance: Allowance, seconds: Seconds): CallPrice | undefined {
  if (allowance.fundedBy === 'free') return NOTHING;
  const { included, paid } = allowance;
  const connectionFee = paid?.connectionFee ?? false;
  return priceCall({ seconds, poolMinutes: included?.minutesLeft ?? 0, rate: paid?.rate, connectionFee });
}

export interface PricedDuration {
  readonly seconds: Seconds;
  readonly poolMinutes: number;
  readonly rate: Rate | undefined;
  readonly connectionFee: boolean;
}

/** Minutes pay first, then the rate applies. `undefined` when the rate is needed and there is none. */
export function priceCall({
  seconds,
  poolMinutes,
  rate,
  connectionFee,
}: PricedDuration): CallPrice | undefined {
  if (seconds <= 0) return NOTHING;
  const includedMinutes = Math.min(Math.ceil(seconds / 60), poolMinutes);
  const paidSeconds = Math.max(0, seconds - includedMinutes * 60);
  if (paidSeconds === 0) return { ...NOTHING, includedMinutes };
  if (!rate) return undefined;
  const chargeMicros = priceOf(rate, paidSeconds, { connectionFee });
  const feeMicros = connectionFee ? rate.connectionFeeMicros : 0;
  // If rounding makes the whole charge less than the fee, the fee is the whole charge.
  return { includedMinutes, paidSeconds, connectionMicros: Math.min(feeMicros, chargeMicros), chargeMicros };
}
