/**
 * Emergency calls pass before anything else of their request is parsed, and whatever becomes of the tables
 * (spec: Emergency calls are always allowed and free). The number dialed decides, and where the caller is; all else
 * is kept if it can be.
 */
import { EmergencyAttempt, EmergencyLease } from '../../shared/contract/call-schemas.ts';
import { CallId } from '../../shared/contract/fields.ts';
import { isInbound } from '../../shared/domain/calls/call-kind.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { emergencyNumberOf } from '../../shared/domain/numbers/emergency.ts';
import type { HttpRequest, HttpResponse } from '../../shared/lambda/http.ts';
import { log } from '../../shared/lambda/log.ts';
import { withoutNulls } from '../../shared/lambda/parse.ts';
import { commitLease, loadWhereabouts, type Whereabouts } from '../../shared/store/calls/authorizations.ts';
import type { CallRecord, LeaseRecord } from '../../shared/store/calls/call-item.ts';
import { within } from '../../shared/store/table/pause.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { AUTHORIZABLE, type CallDeps } from './call-deps.ts';
import { allowView } from './lease-view.ts';
import { readLoosely } from './loose-body.ts';

/** How long an emergency call waits for the tables, each of two times. It goes on without them. */
const TABLE_MILLISECONDS = 700;
/** The region of a caller of whom nothing is known (CLDR: unknown or invalid territory). */
const NOWHERE = 'ZZ';

/**
 * `allow` and `free` for a call to an emergency number of where the user is: any country's where that is unknown, or
 * cannot be read in time. `undefined` when it is no emergency call.
 */
export async function authorizeEmergency(
  deps: CallDeps,
  request: HttpRequest,
): Promise<HttpResponse | undefined> {
  const body = withoutNulls(readLoosely(request.body));
  const { to = '', ...attempt } = EmergencyAttempt.parse(body);
  if (isInbound(attempt.type) || emergencyNumberOf(to, undefined) === undefined) return undefined;
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
  const call: CallRecord = { organizationId, callId, ...attempt, to: number, status: 'authorized', lease };
  const kept = isKnown(found) && CallId.safeParse(callId).success ? await keep(deps, call, now) : undefined;
  const currency = found?.currency ?? null;
  if (kept?.lease) return { status: 200, body: allowView(kept, kept.lease, currency) };
  // Nobody can renew a lease that is not kept: this one is as long as there are any.
  const whole = freeLease(deps, { seconds: deps.leases.maximumSeconds, now, location });
  log.warn('an emergency call is allowed without being kept', { organizationId, callId, to: number });
  return { status: 200, body: allowView(call, whole, currency) };
}

/** The tables did not answer, or say that there is such an organization. */
const isKnown = (found: Whereabouts | undefined): boolean => !found || found.country !== undefined;

/** The call as it is kept: this one, or the same one that was asked for before. */
async function keep({ db }: CallDeps, call: CallRecord, now: string): Promise<CallRecord | undefined> {
  const written = await askTables('to keep the call', async () => ({
    standing: await decideAndCommit(() => commitLease(db, call, AUTHORIZABLE, { now })),
  }));
  if (!written) return undefined;
  const { standing } = written;
  if (!standing) return call;
  return standing.to === call.to && isRunningEmergency(standing) ? standing : undefined;
}

/** Outbound calls are free for no other reason. */
export function isRunningEmergency(call: CallRecord): boolean {
  return call.status === 'authorized' && call.lease?.fundedBy === 'free' && !isInbound(call.type);
}

/** The next lease of a running emergency call, or the last one again; a sequence that is none counts as the next. */
export async function renewEmergency(
  deps: CallDeps,
  call: CallRecord,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { sequence, seconds } = EmergencyLease.parse(withoutNulls(readLoosely(request.body)));
  const { organizationId, userId, lease: previous } = call;
  const found = await askTables('which currency it is', () =>
    loadWhereabouts(deps.db, organizationId, userId),
  );
  const currency = found?.currency ?? null;
  if (previous && sequence !== undefined && sequence <= previous.sequence)
    return { status: 200, body: allowView(call, previous, currency) };
  const now = deps.now();
  const lease = freeLease(deps, { seconds, now, location: previous?.location ?? NOWHERE, previous });
  const renewed: CallRecord = { ...call, lease };
  const premise = { absent: false, statuses: ['authorized'], sequence: previous?.sequence ?? 0 } as const;
  await askTables('to keep the lease', () => commitLease(deps.db, renewed, premise, { now }));
  return { status: 200, body: allowView(renewed, lease, currency) };
}

interface FreeTime {
  readonly seconds: number | undefined;
  readonly now: string;
  readonly location: string;
  readonly previous?: LeaseRecord | undefined;
}

function freeLease({ leases }: CallDeps, { seconds, now, location, previous }: FreeTime): LeaseRecord {
  const authorizedAt = previous?.authorizedAt ?? now;
  const taken = Math.ceil((Date.parse(now) - Date.parse(authorizedAt)) / 1000);
  const grantedSeconds = Math.min(seconds ?? leases.leaseSeconds, leases.maximumSeconds);
  const totalSeconds = Math.max(previous?.totalSeconds ?? 0, taken) + grantedSeconds;
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

/** What the tables say, if they do in time; whatever else they do is logged, and keeps nobody waiting. */
async function askTables<T>(what: string, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await within(TABLE_MILLISECONDS, ask());
  } catch (error) {
    log.error('an emergency call goes on without the tables', { what, error });
    return undefined;
  }
}
