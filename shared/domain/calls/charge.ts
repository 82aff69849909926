/** What a finished call costs, and what a call of some length would: one arithmetic for quotes and settlement. */

import { minutesLeft, type PoolMeter, type PoolMonth, usePool } from '../licenses/pools.ts';
import { priceOf, type Rate } from '../rates/rating.ts';
import type { CallStart, Payer } from './call.ts';
import { type CallFacts, type CallKind, classifyCall } from './call-kind.ts';
import { type Allowance, lastToRunOut, startingPool } from './entitlement.ts';

/** A call split into what minutes pay and what is paid by money. */
export interface CallPrice {
  /** Whole minutes taken from the pool; a started minute is a minute. */
  readonly includedMinutes: number;
  readonly paidSeconds: number;
  /** Part of the charge. */
  readonly connectionMicros: number;
  readonly chargeMicros: number;
}

const NOTHING: CallPrice = { includedMinutes: 0, paidSeconds: 0, connectionMicros: 0, chargeMicros: 0 };

export interface Charge extends CallPrice {
  readonly status: 'charged';
  readonly kind: CallKind;
  readonly fundedBy: Exclude<Payer, 'postpaid'>;
  /** The pool that the call began on, or the last of the caller's to run out, after which credits paid for the call. */
  readonly pool?: PoolMeter | undefined;
  /** What the paid part was charged at. */
  readonly rate?: Rate | undefined;
  readonly poolMonth: PoolMonth;
}

/**
 * No price can be told now (spec: A call without a price waits). The call is kept and rated again; nothing was
 * charged and no minute taken.
 */
export interface Unrated {
  readonly status: 'unrated';
  readonly kind: CallKind;
  readonly reason: 'no-deck' | 'no-rate' | 'destination-unsupported';
}

/**
 * Charges a call that took place. Policies, licenses and funds refuse nothing any more: what minutes do not
 * pay costs credits (spec: Unpaid usage becomes a debt). `start` is how its authorization began, if it had one;
 * `ownMinutes` were its own before a correction, and stay so whatever the pool has by now.
 */
export function chargeCall(
  facts: CallFacts & { readonly durationSeconds: number },
  poolMonth: PoolMonth,
  start?: CallStart,
  ownMinutes = 0,
): Charge | Unrated {
  const kind = classifyCall({ ...facts, location: start?.location, promisedRate: start?.rate });
  const free = kind.purpose === 'emergency' || kind.purpose === 'inbound' || start?.fundedBy === 'free';
  if (free) return { status: 'charged', kind, fundedBy: 'free', ...NOTHING, poolMonth };

  const included = startingPool(kind, poolMonth, start);
  const left = included ? Math.max(minutesLeft(poolMonth, included), ownMinutes) : 0;
  const startedIncluded = start ? start.fundedBy === 'included' : included !== undefined;
  const price = priceCall(facts.durationSeconds, left, kind.rate, { connectionFee: !startedIncluded });
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

/** Takes a charged call back out of its pool: for a void, or before a correction is charged anew. */
export function unchargePool(
  poolMonth: PoolMonth,
  charge: Pick<Charge, 'includedMinutes' | 'chargeMicros' | 'pool'>,
): PoolMonth {
  if (!charge.pool || (charge.includedMinutes === 0 && charge.chargeMicros === 0)) return poolMonth;
  return usePool(poolMonth, charge.pool, {
    minutes: 0 - charge.includedMinutes,
    creditsMicros: 0 - charge.chargeMicros,
  });
}

/**
 * What an allowed call of `seconds` would cost. `undefined` when it would outlive its minutes and nothing could
 * pay for the rest.
 */
export function quoteCall(allowance: Allowance, seconds: number): CallPrice | undefined {
  if (allowance.fundedBy === 'free') return NOTHING;
  const { included, paid } = allowance;
  const connectionFee = paid?.connectionFee ?? false;
  return priceCall(seconds, included?.minutesLeft ?? 0, paid?.rate, { connectionFee });
}

/** Minutes first, then the rate. `undefined` when the rate is needed and there is none. */
export function priceCall(
  seconds: number,
  poolMinutes: number,
  rate: Rate | undefined,
  options: { readonly connectionFee: boolean },
): CallPrice | undefined {
  if (seconds <= 0) return NOTHING;
  const includedMinutes = Math.min(Math.ceil(seconds / 60), poolMinutes);
  const paidSeconds = Math.max(0, seconds - includedMinutes * 60);
  if (paidSeconds === 0) return { ...NOTHING, includedMinutes };
  if (!rate) return undefined;
  const chargeMicros = priceOf(rate, paidSeconds, options);
  const feeMicros = options.connectionFee ? rate.connectionFeeMicros : 0;
  // A part of the charge: where the whole was rounded to less, so is the fee.
  return { includedMinutes, paidSeconds, connectionMicros: Math.min(feeMicros, chargeMicros), chargeMicros };
}
