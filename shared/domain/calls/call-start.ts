/** How a call began where it was authorized, and whether that was this call. */
import type { Country } from '../country-codes.ts';
import type { OrganizationId } from '../ids.ts';
import type { Meter, PoolKey } from '../licenses/pools.ts';
import type { Rate } from '../rates/rating.ts';
import { attemptKey, attemptOf, type Call, type CallAttempt, type Payer, poolOf } from './call.ts';
import { eraseCall, mayBeErased } from './erased-call.ts';

/** Whether two attempts are the same, one of which may be from before its user's data were erased. */
export function isSameAttempt(
  organizationId: OrganizationId,
  { known, asked }: { readonly known: CallAttempt; readonly asked: CallAttempt },
): boolean {
  if (attemptKey(known) === attemptKey(asked)) return true;
  if (!mayBeErased(known) && !mayBeErased(asked)) return false;
  return attemptKey(eraseCall(organizationId, known)) === attemptKey(eraseCall(organizationId, asked));
}

/** How an earlier authorization of the same call began. Renewals and settlement stay with it. */
export interface CallStart {
  readonly fundedBy: Payer;
  readonly pool?: PoolKey;
  /** What the call took from the pool, once it was settled: its user may be gone since. */
  readonly meter?: Meter;
  /** The caller's usage location. */
  readonly location: Country;
  /** What credits do not pay goes to the monthly statement, as was granted. */
  readonly thenPostpaid?: boolean;
  /** The published row that was promised (spec: A promised price holds). */
  readonly rate?: Rate;
}

/**
 * How the call began, where it was authorized. A lease that was granted for another number, user or kind of call does
 * not count: otherwise what was free to begin would make this call free.
 */
export function startOf(call: Call): CallStart | undefined {
  const { lease, authorizedAs, userId } = call;
  const authorized = authorizedAs === undefined ? call : attemptOf(authorizedAs, userId);
  if (!lease || !authorized) return undefined;
  if (!isSameAttempt(call.organizationId, { known: authorized, asked: call })) return undefined;
  const { fundedBy, location, thenPostpaid, rate } = lease;
  return { fundedBy, location, thenPostpaid, rate, pool: poolOf(lease) };
}
