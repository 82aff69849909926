/** How long a lease lasts, and the money held for it (spec: A lease holds money for granted time). */

import type { Seconds } from '../instants.ts';
import type { Micros } from '../money.ts';
import { priceOf, secondsAffordable } from '../rates/rating.ts';
import type { Lease } from './call.ts';
import type { Allowance, PaidTerms } from './entitlement.ts';

/** What one grant decides of a lease. */
export type LeaseGrant = Pick<Lease, 'totalSeconds' | 'heldMicros' | 'final'>;

/** Seconds to add to those of all grants so far: none for a call that has no lease yet. */
export interface LeaseRequest {
  readonly requestedSeconds: Seconds;
  readonly totalSeconds?: Seconds;
}

/**
 * Grants what is requested, as far as minutes and funds reach. Included minutes and free calls hold nothing. A grant
 * never takes back time, and never holds more than the funds cover: if other calls have used up the minutes since, the
 * lease stays as long as it was and is final.
 */
export function grantLease(
  allowance: Allowance,
  { requestedSeconds, totalSeconds: earlierSeconds = 0 }: LeaseRequest,
): LeaseGrant {
  const totalRequestedSeconds = earlierSeconds + requestedSeconds;
  const unpaid = { totalSeconds: totalRequestedSeconds, heldMicros: 0, final: false };
  if (allowance.fundedBy === 'free') return unpaid;
  const includedSeconds = (allowance.included?.minutesLeft ?? 0) * 60;
  const paidSeconds = Math.max(0, totalRequestedSeconds - includedSeconds);
  if (paidSeconds === 0) return unpaid;
  const { paid } = allowance;
  const payable = paid ? payableSeconds(paid, paidSeconds) : 0;
  const totalSeconds = Math.max(earlierSeconds, includedSeconds + payable);
  return {
    totalSeconds,
    heldMicros: paid ? holdFor(paid, Math.max(0, totalSeconds - includedSeconds)) : 0,
    final: totalSeconds < totalRequestedSeconds,
  };
}

function payableSeconds(paid: PaidTerms, seconds: Seconds): Seconds {
  if (paid.thenPostpaid) return seconds;
  return Math.min(seconds, secondsAffordable(paid.rate, paid.fundsMicros, paid));
}

function holdFor(paid: PaidTerms, seconds: Seconds): Micros {
  return Math.min(priceOf(paid.rate, seconds, paid), paid.fundsMicros);
}
