/**
 * An emergency call passes before anything else of its request is parsed, and even if the tables fail
 * (spec: Emergency calls are always allowed and free). Only the number dialed and the place of the caller decide. The
 * rest of the request is kept where it can be.
 */

import { EmergencyAttempt } from '../../shared/contract/call-fields.ts';
import { EmergencyLease } from '../../shared/contract/call-schemas.ts';
import { CallId } from '../../shared/contract/fields.ts';
import type { AuthorizedCall, Call, Lease } from '../../shared/domain/calls/call.ts';
import { isInbound } from '../../shared/domain/calls/call-kind.ts';
import { eraseCall } from '../../shared/domain/calls/erased-call.ts';
import { addSeconds, type Instant, type Seconds } from '../../shared/domain/instants.ts';
import { emergencyNumberOf } from '../../shared/domain/numbers/emergency.ts';
import type { HttpRequest } from '../../shared/lambda/http.ts';
import { log } from '../../shared/lambda/log.ts';
import { withoutNulls } from '../../shared/lambda/parse.ts';
import { commitLease, loadWhereabouts, type Whereabouts } from '../../shared/store/calls/authorizations.ts';
import { within } from '../../shared/store/table/pause.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import type { CallDeps } from './call-deps.ts';
import { allowView, type LeaseAnswer } from './lease-view.ts';
import { readLoosely } from './loose-body.ts';

/** How long an emergency call waits for each of its two requests to the tables. It continues without them. */
const TABLE_MILLISECONDS = 700;
/** The region of a caller about whom nothing is known (CLDR: unknown or invalid territory). */
const NOWHERE = 'ZZ';

/** Whether a request is about a call to an emergency number of any country. */
export function mayBeEmergency({ body }: Pick<HttpRequest, 'body'>): boolean {
  const { to = '', type } = EmergencyAttempt.parse(withoutNulls(readLoosely(body)));
  return !isInbound(type) && emergencyNumberOf(to, undefined) !== undefined;
}

/**
 * Returns `allow` and `free` for a call to an emergency number of the country where the user is, or of any country if
 * that is unknown or cannot be read in time. Returns `undefined` for any other call.
 */
export async function authorizeEmergency(
  deps: CallDeps,
  request: HttpRequest,
): Promise<LeaseAnswer | undefined> {
  if (!mayBeEmergency(request)) return undefined;
  const body = withoutNulls(readLoosely(request.body));
  const { to = '', ...attempt } = EmergencyAttempt.parse(body);
  const { org: organizationId = '', call: callId = '' } = request.params;
  const found = await askTables('where the caller is', () =>
    loadWhereabouts(deps.db, organizationId, attempt.userId),
  );
  const number = emergencyNumberOf(to, found?.location);
  if (number === undefined) return undefined;
  const now = deps.now();
  const { seconds } = EmergencyLease.parse(body);
  const location = found?.location ?? found?.country ?? NOWHERE;
  const lease = freeLease(deps, { seconds, now, location });
  const asked = { ...attempt, to: number };
  const described = found?.isErased ? eraseCall(organizationId, asked) : asked;
  const call: AuthorizedCall = { organizationId, callId, ...described, status: 'authorized', lease };
  const kept = isKnown(found) && CallId.safeParse(callId).success ? await keep(deps, call, now) : undefined;
  const currency = found?.currency ?? null;
  if (kept) return { status: 200, body: allowView(kept, currency) };
  // A lease that is not kept cannot be renewed, so this one has the maximum length.
  const whole = freeLease(deps, { seconds: deps.leases.maximumSeconds, now, location });
  log.warn('an emergency call is allowed without being kept', { organizationId, callId, to: number });
  return { status: 200, body: allowView({ callId, lease: whole }, currency) };
}

/** The tables did not answer, or have such an organization. */
const isKnown = (found: Whereabouts | undefined): boolean => !found || found.country !== undefined;

/** Keeps the call. Returns it, or the same call from an earlier request. */
async function keep(
  { db }: CallDeps,
  call: AuthorizedCall,
  now: Instant,
): Promise<AuthorizedCall | undefined> {
  const written = await askTables('to keep the call', async () => ({
    existing: await decideAndCommit(() => commitLease(db, call, { now })),
  }));
  if (!written) return undefined;
  const { existing } = written;
  if (!existing) return call;
  return existing.to === call.to && isRunningEmergency(existing) ? existing : undefined;
}

type EmergencyCall = AuthorizedCall & { readonly lease: { readonly fundedBy: 'free' } };

/** Outbound calls are free for no other reason. */
export function isRunningEmergency(call: Call): call is EmergencyCall {
  return call.status === 'authorized' && call.lease.fundedBy === 'free' && !isInbound(call.type);
}

/** Grants the next lease of a running emergency call, or the last one again. An unreadable sequence counts as the next. */
export async function renewEmergency(
  deps: CallDeps,
  call: AuthorizedCall,
  request: HttpRequest,
): Promise<LeaseAnswer> {
  const { sequence, seconds } = EmergencyLease.parse(withoutNulls(readLoosely(request.body)));
  const { organizationId, userId, lease: previous } = call;
  const found = await askTables('which currency it is', () =>
    loadWhereabouts(deps.db, organizationId, userId),
  );
  const currency = found?.currency ?? null;
  if (sequence !== undefined && sequence <= previous.sequence) {
    return { status: 200, body: allowView(call, currency) };
  }
  const now = deps.now();
  const lease = freeLease(deps, { seconds, now, location: previous.location, previous });
  const renewed: AuthorizedCall = { ...call, lease };
  await askTables('to keep the lease', () => commitLease(deps.db, renewed, { now, previous }));
  return { status: 200, body: allowView(renewed, currency) };
}

interface FreeTime {
  readonly seconds: Seconds | undefined;
  readonly now: Instant;
  readonly location: string;
  readonly previous?: Lease;
}

function freeLease({ leases }: CallDeps, { seconds, now, location, previous }: FreeTime): Lease {
  const authorizedAt = previous?.authorizedAt ?? now;
  const elapsedSeconds = Math.ceil((Date.parse(now) - Date.parse(authorizedAt)) / 1000);
  const grantedSeconds = Math.min(seconds ?? leases.leaseSeconds, leases.maximumSeconds);
  const totalSeconds = Math.max(previous?.totalSeconds ?? 0, elapsedSeconds) + grantedSeconds;
  return {
    sequence: previous ? previous.sequence + 1 : 0,
    authorizedAt,
    totalSeconds,
    grantedSeconds,
    final: false,
    expiresAt: addSeconds(authorizedAt, totalSeconds),
    heldMicros: 0,
    fundedBy: 'free',
    location,
  };
}

/** Returns `undefined` if the tables do not answer in time or fail; that is logged. */
async function askTables<T>(what: string, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await within(TABLE_MILLISECONDS, ask());
  } catch (error) {
    log.error('an emergency call continues without the tables', { what, error });
    return undefined;
  }
}
