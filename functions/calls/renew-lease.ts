/** Extends a running lease. Money that has come in since counts, so a final lease need not stay final. */

import { CallId } from '../../shared/contract/fields.ts';
import { CALLS } from '../../shared/contract/routes/calls.ts';
import type { AuthorizedCall } from '../../shared/domain/calls/call.ts';
import { startOf } from '../../shared/domain/calls/call-start.ts';
import type { Denial } from '../../shared/domain/calls/denials.ts';
import { entitle } from '../../shared/domain/calls/entitlement.ts';
import type { Seconds } from '../../shared/domain/instants.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { operation } from '../../shared/lambda/http.ts';
import { param, parse, parseBody } from '../../shared/lambda/parse.ts';
import { commitLease, loadCallContext } from '../../shared/store/calls/authorizations.ts';
import { findCall } from '../../shared/store/calls/calls.ts';
import { ConflictError, decideAndCommit } from '../../shared/store/table/transaction.ts';
import type { CallDeps } from './call-deps.ts';
import { isRunningEmergency, renewEmergency } from './emergency-call.ts';
import { fundsFor, grant } from './grant.ts';
import { allowView, denyView, type LeaseAnswer } from './lease-view.ts';

/**
 * `{ sequence, seconds? }`, the sequence being that of the last answer plus one. The last sequence again gets the same
 * answer; an older one, or one that leaps ahead, is refused as `stale-sequence`. The lease of an emergency call is
 * renewed whatever the request says.
 */
export function renewLease(deps: CallDeps) {
  return operation(CALLS.renewLease, async (request) => {
    const organizationId = param(request, 'org');
    const callId = parse(CallId, param(request, 'call'), 'call');
    return decideAndCommit(async (lots) => {
      const call = await findCall(deps.db, organizationId, callId);
      if (call && isRunningEmergency(call)) return renewEmergency(deps, call, request);
      const { sequence, seconds = deps.leases.leaseSeconds } = parseBody(request);
      if (!call) throw refusals.notFound('call');
      if (call.status !== 'authorized') throw refusals.callFinished(call.status);
      return renew(deps, call, { sequence, seconds, lots });
    });
  });
}

/** An overrun is paid before any more time is granted. */
const OVERRUN_UNPAID: Denial = {
  reason: 'insufficient-credits',
  detail: 'The balance does not cover the time that the call has taken.',
};

async function renew(
  deps: CallDeps,
  call: AuthorizedCall,
  { sequence, seconds, lots }: { sequence: number; seconds: Seconds; lots: number },
): Promise<LeaseAnswer> {
  const { organizationId, callId, userId, lease } = call;
  const now = deps.now();
  const at = lease.authorizedAt;
  const context = await loadCallContext(deps.db, { organizationId, userId, at, lots });
  const { account } = context;
  const { currency } = account.terms;
  if (sequence === lease.sequence) return { status: 200, body: allowView(call, currency) };
  if (sequence !== lease.sequence + 1) throw refusals.staleSequence(lease.sequence);
  const entitlement = entitle({
    ...context,
    attempt: call,
    at,
    terms: account.terms,
    funds: fundsFor(account, lease, { now, graceHours: deps.graceHours }),
    start: startOf(call),
  });
  if (entitlement.decision === 'deny') {
    const { reason, detail } = entitlement;
    return { status: 200, body: denyView({ callId, reason, detail, currency, lease }) };
  }
  const granted = grant(account, entitlement, { seconds, now, previous: lease }, deps.leases);
  if (granted.lease.expiresAt <= now) {
    const { reason, detail } = entitlement.unpaid ?? OVERRUN_UNPAID;
    return { status: 200, body: denyView({ callId, reason, detail, currency, lease }) };
  }
  const renewed: AuthorizedCall = { ...call, lease: granted.lease };
  const existing = await commitLease(deps.db, renewed, { now, held: granted.held, previous: lease });
  if (existing) throw new ConflictError([]);
  return { status: 200, body: allowView(renewed, currency) };
}
