/** May this call start, who pays, and for how long (spec: The gate decides in order). */
import { Authorization } from '../../shared/contract/call-schemas.ts';
import { CallId } from '../../shared/contract/fields.ts';
import type { CallAttempt } from '../../shared/domain/calls/call.ts';
import { dialedAs } from '../../shared/domain/calls/call-kind.ts';
import { type DeniedCall, entitle } from '../../shared/domain/calls/entitlement.ts';
import { domainEvent } from '../../shared/domain/events.ts';
import { type FieldError, refusals } from '../../shared/domain/refusals.ts';
import type { HttpResponse, Operation } from '../../shared/lambda/http.ts';
import { param, parse, parseBodyWithoutNulls } from '../../shared/lambda/parse.ts';
import { type CallContext, commitLease, loadCallContext } from '../../shared/store/calls/authorizations.ts';
import type { CallRecord } from '../../shared/store/calls/call-item.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { AUTHORIZABLE, type CallDeps } from './call-deps.ts';
import { authorizeEmergency } from './emergency-call.ts';
import { fundsFor, grant } from './grant.ts';
import { allowView, denyView } from './lease-view.ts';

export function authorizeCall(deps: CallDeps): Operation {
  const { db, leases } = deps;
  return async (request) => {
    const emergency = await authorizeEmergency(deps, request);
    if (emergency) return emergency;
    const organizationId = param(request, 'org');
    const callId = parse(CallId, param(request, 'call'), 'call');
    const { seconds = leases.leaseSeconds, ...asked } = parseBodyWithoutNulls(request, Authorization);
    requireNumber(asked);
    return decideAndCommit(async (lots) => {
      const now = deps.now();
      const context = await loadCallContext(db, { organizationId, userId: asked.userId, at: now, lots });
      const { account } = context;
      const attempt = dialedAs(asked, account.terms.country, context.user);
      const entitlement = entitle({
        ...context,
        attempt,
        at: now,
        terms: account.terms,
        funds: fundsFor(account, undefined, { now, graceHours: deps.graceHours }),
      });
      const base = { organizationId, callId, ...attempt };
      if (entitlement.decision === 'deny') return deny(deps, context, base, entitlement, now);
      const granted = grant(account, entitlement, { seconds, now }, leases);
      const call: CallRecord = { ...base, status: 'authorized', lease: granted.lease };
      const options = { now, ...(granted.account ? { account: granted.account } : {}) };
      const standing = await commitLease(db, call, AUTHORIZABLE, options);
      return standing
        ? answerAgain(standing, attempt, account.terms.currency)
        : answer(call, account.terms.currency);
    });
  };
}

/** An outbound call without a number cannot be judged, and is no call to deny. */
function requireNumber(attempt: CallAttempt): void {
  const inbound = attempt.type.endsWith('_in');
  const errors: FieldError[] =
    !inbound && attempt.to === undefined
      ? [{ field: 'to', detail: 'required: the number dialed, such as "+447911123456"' }]
      : [];
  if (errors.length > 0) throw refusals.invalidRequest(errors);
}

/** Stores the denial with its event, `CallDenied`. A denied call may be tried again. */
async function deny(
  { db }: CallDeps,
  { account }: CallContext,
  base: Pick<CallRecord, 'organizationId' | 'callId'> & CallAttempt,
  { reason, detail }: DeniedCall,
  now: string,
): Promise<HttpResponse> {
  const { organizationId, callId } = base;
  const event = domainEvent('CallDenied', `${organizationId}:${callId}:${now}:CallDenied`, {
    organization: organizationId,
    call: callId,
    user: base.userId ?? null,
    to: base.to ?? null,
    reason,
  });
  const call: CallRecord = { ...base, status: 'denied', reason };
  const { currency } = account.terms;
  const standing = await commitLease(db, call, AUTHORIZABLE, { now, events: [event] });
  if (standing) return answerAgain(standing, base, currency);
  return { status: 200, body: denyView({ callId, reason, detail, currency }) };
}

/** The same call asked again, whatever caller it names now: its lease as it stands. Throws when it is another call, or not running any more. */
function answerAgain(standing: CallRecord, attempt: CallAttempt, currency: string): HttpResponse {
  const same = (['type', 'userId', 'to'] as const).every((field) => standing[field] === attempt[field]);
  if (!same) throw refusals.conflictingCall();
  if (standing.status !== 'authorized') throw refusals.callFinished(standing.status);
  return answer(standing, currency);
}

function answer(call: CallRecord, currency: string): HttpResponse {
  if (!call.lease) throw new Error(`call ${call.callId} is authorized without a lease`);
  return { status: 200, body: allowView(call, call.lease, currency) };
}
