/** A lease: so many seconds of a call, and the money held for them (spec: A lease holds money for granted time). */

import { priceOf, secondsAffordable } from '../rates/rating.ts';
import type { Allowance, PaidTerms } from './entitlement.ts';

export interface Lease {
  /** Since the call's start, all leases together. */
  readonly grantedSeconds: number;
  /** For the whole call; replaces what was held before. */
  readonly heldMicros: number;
  /** The last one: what pays does not reach for all that was asked. */
  readonly final: boolean;
}

/**
 * Grants `requestedSeconds` more than `grantedSeconds`, as far as minutes and funds reach. Included minutes and
 * free calls hold nothing. Never takes back what was granted, and never holds more than the funds cover: when
 * others used up the minutes meanwhile, the lease stays as it was and is final.
 */
export function grantLease(allowance: Allowance, requestedSeconds: number, grantedSeconds = 0): Lease {
  const wanted = grantedSeconds + requestedSeconds;
  if (allowance.fundedBy === 'free') return { grantedSeconds: wanted, heldMicros: 0, final: false };
  const includedSeconds = (allowance.included?.minutesLeft ?? 0) * 60;
  const paidSeconds = Math.max(0, wanted - includedSeconds);
  if (paidSeconds === 0) return { grantedSeconds: wanted, heldMicros: 0, final: false };
  const { paid } = allowance;
  const payable = paid ? payableSeconds(paid, paidSeconds) : 0;
  const granted = Math.max(grantedSeconds, includedSeconds + payable);
  return {
    grantedSeconds: granted,
    heldMicros: paid ? holdFor(paid, Math.max(0, granted - includedSeconds)) : 0,
    final: granted < wanted,
  };
}

function payableSeconds(paid: PaidTerms, seconds: number): number {
  if (paid.thenPostpaid) return seconds;
  return Math.min(seconds, secondsAffordable(paid.rate, paid.fundsMicros, paid));
}

function holdFor(paid: PaidTerms, seconds: number): number {
  return Math.min(priceOf(paid.rate, seconds, paid), paid.fundsMicros);
}
