/** From what a call may do to what the account and the call become by its next lease. */

import type { Allowance, CallFunds } from '../../shared/domain/calls/entitlement.ts';
import { grantLease } from '../../shared/domain/calls/lease.ts';
import { type Account, availableMicros } from '../../shared/domain/credits/account.ts';
import { addHold, dropExpiredHolds, holdUntil, releaseHold } from '../../shared/domain/credits/holds.ts';
import { closedUntil, type Moment, paysAfter } from '../../shared/domain/credits/settlement-grace.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { holdOf, type LeaseRecord } from '../../shared/store/calls/call-item.ts';
import { keptRateOf } from '../../shared/store/rates/rate-row.ts';
import type { LeaseSettings } from './lease-view.ts';

/** What this call may spend: its own hold is at its disposal. */
export function fundsFor(account: Account, lease: LeaseRecord | undefined, moment: Moment): CallFunds {
  const free = releaseHold(account, lease && holdOf({ lease }));
  const after = lease && paysAfter(lease.authorizedAt, closedUntil(moment));
  return { availableMicros: availableMicros(free, moment.now, after), debtMicros: account.debtMicros };
}

export interface Grant {
  readonly lease: LeaseRecord;
  /** Absent when no money is held or let go: then the account is not written. */
  readonly account?: Account;
}

/**
 * The next lease of an allowed call. `previous` is the lease that it renews. A call that went on after its lease had
 * run out has taken that time: it is held for like time that was granted, and what is granted begins now. A lease that
 * has expired already is one for which what pays does not even reach so far.
 */
export function grant(
  before: Account,
  allowance: Allowance,
  request: { seconds: number; now: string; previous?: LeaseRecord | undefined },
  settings: LeaseSettings,
): Grant {
  const { seconds, now, previous } = request;
  const authorizedAt = previous?.authorizedAt ?? now;
  const taken = Math.ceil((Date.parse(now) - Date.parse(authorizedAt)) / 1000);
  const already = previous?.totalSeconds ?? 0;
  const begun = Math.max(already, taken);
  const granted = grantLease(
    allowance,
    begun - already + Math.min(seconds, settings.maximumSeconds),
    already,
  );
  const expiresAt = addSeconds(authorizedAt, granted.grantedSeconds);
  const until = granted.heldMicros > 0 ? holdUntil(expiresAt, now, settings.holdGraceSeconds) : undefined;
  const lease: LeaseRecord = {
    sequence: previous ? previous.sequence + 1 : 0,
    authorizedAt,
    totalSeconds: granted.grantedSeconds,
    grantedSeconds: Math.max(0, granted.grantedSeconds - begun),
    final: granted.final,
    expiresAt,
    heldMicros: granted.heldMicros,
    ...(until ? { holdUntil: until } : {}),
    fundedBy: previous?.fundedBy ?? allowance.fundedBy,
    location: previous?.location ?? allowance.kind.location,
    ...poolOf(allowance, previous),
    ...(previous?.thenPostpaid || allowance.paid?.thenPostpaid ? { thenPostpaid: true } : {}),
    ...(allowance.paid ? { rateMicros: allowance.paid.rate.perMinuteMicros } : {}),
    ...rateOf(allowance, previous),
  };
  const earlier = previous && holdOf({ lease: previous });
  if (!earlier && !until) return { lease };
  const released = dropExpiredHolds(releaseHold(before, earlier), now);
  return { lease, account: until ? addHold(released, { until, micros: granted.heldMicros }) : released };
}

/** What was promised once stays so, even where the lease so far was on included minutes. */
function rateOf({ fundedBy, kind }: Allowance, previous: LeaseRecord | undefined): Pick<LeaseRecord, 'rate'> {
  if (previous?.rate) return { rate: previous.rate };
  return kind.rate && fundedBy !== 'free' ? { rate: keptRateOf(kind.rate) } : {};
}

function poolOf(allowance: Allowance, previous: LeaseRecord | undefined): { pool?: string } {
  const pool = previous?.pool ?? allowance.included?.pool;
  return pool === undefined ? {} : { pool };
}
