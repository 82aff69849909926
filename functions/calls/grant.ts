/** The next lease of a call that is allowed, and the money that the lease holds. */

import { holdOf, type Lease } from '../../shared/domain/calls/call.ts';
import type { Allowance, CallFunds } from '../../shared/domain/calls/entitlement.ts';
import { grantLease } from '../../shared/domain/calls/lease.ts';
import { type Account, availableMicros } from '../../shared/domain/credits/account.ts';
import { holdUntil, liveHold, releaseHold, replaceHold } from '../../shared/domain/credits/holds.ts';
import { type Moment, paysAfter } from '../../shared/domain/credits/settlement-grace.ts';
import { addSeconds, type Instant, type Seconds } from '../../shared/domain/instants.ts';
import type { LeaseHolds } from '../../shared/store/calls/authorizations.ts';
import type { LeaseSettings } from './lease-view.ts';

/** What this call may spend. The money that its own lease holds is part of it. */
export function fundsFor(account: Account, lease: Lease | undefined, moment: Moment): CallFunds {
  const free = releaseHold(account, holdOf(lease));
  const after = lease && paysAfter(lease.authorizedAt, moment);
  return { availableMicros: availableMicros(free, moment.now, after), debtMicros: account.debtMicros };
}

export interface LeaseTerms {
  readonly seconds: Seconds;
  readonly now: Instant;
  /** The lease that this one renews. */
  readonly previous?: Lease;
}

export interface Grant {
  readonly lease: Lease;
  /** Absent when no money is held or released: then the account is not written. */
  readonly held?: LeaseHolds;
}

/**
 * Grants the next lease of an allowed call. If the call continued past its lease, the overrun counts as granted time
 * and the new lease starts now. A lease that has expired already means that what pays does not cover the overrun.
 */
export function grant(
  before: Account,
  allowance: Allowance,
  { seconds, now, previous }: LeaseTerms,
  settings: LeaseSettings,
): Grant {
  const authorizedAt = previous?.authorizedAt ?? now;
  const elapsedSeconds = Math.ceil((Date.parse(now) - Date.parse(authorizedAt)) / 1000);
  const earlierSeconds = previous?.totalSeconds ?? 0;
  const startSeconds = Math.max(earlierSeconds, elapsedSeconds);
  const overrunSeconds = startSeconds - earlierSeconds;
  const { totalSeconds, heldMicros, final } = grantLease(allowance, {
    requestedSeconds: overrunSeconds + Math.min(seconds, settings.maximumSeconds),
    totalSeconds: earlierSeconds,
  });
  const expiresAt = addSeconds(authorizedAt, totalSeconds);
  const earlier = liveHold(before, holdOf(previous), now);
  const { holdGraceSeconds: graceSeconds } = settings;
  const end = { leaseExpiresAt: expiresAt, now, graceSeconds, before: earlier?.until };
  const until = heldMicros > 0 ? holdUntil(end) : undefined;
  const lease: Lease = {
    sequence: previous ? previous.sequence + 1 : 0,
    authorizedAt,
    totalSeconds,
    grantedSeconds: Math.max(0, totalSeconds - startSeconds),
    final,
    expiresAt,
    heldMicros,
    holdUntil: until,
    fundedBy: previous?.fundedBy ?? allowance.fundedBy,
    location: previous?.location ?? allowance.kind.location,
    pool: previous?.pool ?? allowance.included?.pool,
    thenPostpaid: previous?.thenPostpaid || allowance.paid?.thenPostpaid ? true : undefined,
    rateMicros: allowance.paid?.rate.perMinuteMicros,
    rate: previous?.rate ?? promisedRate(allowance),
  };
  if (!earlier && !until) return { lease };
  const slackMicros = (allowance.paid?.fundsMicros ?? 0) - heldMicros;
  return { lease, held: { ...replaceHold({ earlier, next: holdOf(lease) }), account: before, slackMicros } };
}

/** The row is promised with the first lease, even if that one runs on included minutes alone. */
function promisedRate({ fundedBy, kind }: Allowance): Lease['rate'] {
  return fundedBy === 'free' ? undefined : kind.rate;
}
