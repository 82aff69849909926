/** Extends a running lease. Money that came in since counts, so that a final lease need not stay final. */
import { Renewal } from '../../shared/contract/call-schemas.ts';
import { CallId } from '../../shared/contract/fields.ts';
import type { Denial } from '../../shared/domain/calls/denials.ts';
import { entitle } from '../../shared/domain/calls/entitlement.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { HttpResponse, Operation } from '../../shared/lambda/http.ts';
import { param, parse, parseBody } from '../../shared/lambda/parse.ts';
import { commitLease, findCall, loadCallContext } from '../../shared/store/calls/authorizations.ts';
import { type CallRecord, type LeaseRecord, startOf } from '../../shared/store/calls/call-item.ts';
import { ConflictError, decideAndCommit } from '../../shared/store/table/transaction.ts';
import type { CallDeps } from './call-deps.ts';
import { isRunningEmergency, renewEmergency } from './emergency-call.ts';
import { fundsFor, grant } from './grant.ts';
import { allowView, denyView } from './lease-view.ts';

/**
 * `{ sequence, seconds? }`: the sequence of the last answer plus one. The last one again answers the same; an
 * older one, or one that leaps ahead, is `stale-sequence`. The lease of an emergency call is renewed whatever it says.
 */
export function renewLease(deps: CallDeps): Operation {
  return async (request) => {
    const organizationId = param(request, 'org');
    const callId = parse(CallId, param(request, 'call'), 'call');
    return decideAndCommit(async (lots) => {
      const call = await findCall(deps.db, organizationId, callId);
      if (call && isRunningEmergency(call)) return renewEmergency(deps, call, request);
      const { sequence, seconds = deps.leases.leaseSeconds } = parseBody(request, Renewal);
      if (!call) throw refusals.notFound('call');
      if (call.status !== 'authorized') throw refusals.callFinished(call.status);
      if (!call.lease) throw refusals.callNotAuthorized();
      return renew(deps, call, call.lease, { sequence, seconds, lots });
    });
  };
}

/** Time that was taken after the lease had run out is paid before any more is granted. */
const OVERRUN_UNPAID: Denial = {
  reason: 'insufficient-credits',
  detail: 'The balance does not cover the time that the call has taken.',
};

async function renew(
  deps: CallDeps,
  call: CallRecord,
  lease: LeaseRecord,
  { sequence, seconds, lots }: { sequence: number; seconds: number; lots: number },
): Promise<HttpResponse> {
  const { organizationId, callId, userId } = call;
  const now = deps.now();
  const at = lease.authorizedAt;
  const context = await loadCallContext(deps.db, { organizationId, userId, at, lots });
  const { account } = context;
  const { currency } = account.terms;
  if (sequence === lease.sequence) return { status: 200, body: allowView(call, lease, currency) };
  if (sequence !== lease.sequence + 1) throw refusals.staleSequence(lease.sequence);
  const start = startOf(call);
  const entitlement = entitle({
    ...context,
    attempt: call,
    at,
    terms: account.terms,
    funds: fundsFor(account, lease, { now, graceHours: deps.graceHours }),
    ...(start && { start }),
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
  const renewed: CallRecord = { ...call, lease: granted.lease };
  const premise = { absent: false, statuses: ['authorized'], sequence: lease.sequence } as const;
  const options = { now, ...(granted.account ? { account: granted.account } : {}) };
  if (await commitLease(deps.db, renewed, premise, options)) throw new ConflictError([]);
  return { status: 200, body: allowView(renewed, granted.lease, currency) };
}
