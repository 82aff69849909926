/** May this call start, who pays, and for how long (spec: The gate decides in order). */

import { CallId } from '../../shared/contract/fields.ts';
import { CALLS } from '../../shared/contract/routes/calls.ts';
import type { AuthorizedCall, Call, CallAttempt, DeniedCall } from '../../shared/domain/calls/call.ts';
import { dialedAs, isInbound } from '../../shared/domain/calls/call-kind.ts';
import { isSameAttempt } from '../../shared/domain/calls/call-start.ts';
import { type Disallowance, entitle } from '../../shared/domain/calls/entitlement.ts';
import { eraseCall } from '../../shared/domain/calls/erased-call.ts';
import type { Country } from '../../shared/domain/country-codes.ts';
import { domainEvent } from '../../shared/domain/events.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import type { Actor } from '../../shared/domain/journal/actor.ts';
import { isErased } from '../../shared/domain/licenses/erasure.ts';
import { mask } from '../../shared/domain/numbers/masking.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { actorOf } from '../../shared/lambda/actor.ts';
import { operation, type RequestOf } from '../../shared/lambda/http.ts';
import { param, parse, parseBodyWithoutNulls } from '../../shared/lambda/parse.ts';
import { commitLease, loadCallContext } from '../../shared/store/calls/authorizations.ts';
import type { Counting } from '../../shared/store/credits/authorization-count.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import type { AuthorizeDeps, CallDeps } from './call-deps.ts';
import { authorizeEmergency, mayBeEmergency } from './emergency-call.ts';
import { fundsFor, grant } from './grant.ts';
import { allowView, denyView, type LeaseAnswer } from './lease-view.ts';

export function authorizeCall(deps: AuthorizeDeps) {
  const { db, leases } = deps;
  const authorize = async (request: RequestOf<typeof CALLS.authorizeCall>) => {
    const emergency = await authorizeEmergency(deps, request);
    if (emergency) return emergency;
    const organizationId = param(request, 'org');
    const callId = parse(CallId, param(request, 'call'), 'call');
    const { seconds = leases.leaseSeconds, ...asked } = parseBodyWithoutNulls(request);
    requireNumber(asked);
    const share = { requestClass: CALLS.authorizeCall.requestClass, organization: organizationId };
    const counting = deps.shares.countingOf(share);
    return decideAndCommit(async (lots, isRetry) => {
      const now = deps.now();
      const context = await loadCallContext(db, { organizationId, userId: asked.userId, at: now, lots });
      if (!isRetry && !mayBeEmergency(request)) deps.shares.heed(share, context.authorizations);
      const { account } = context;
      const { currency } = account.terms;
      const attempt = dialedAs(asked, account.terms.country, context.user);
      const entitlement = entitle({
        ...context,
        attempt,
        at: now,
        terms: account.terms,
        funds: fundsFor(account, undefined, { now, graceHours: deps.graceHours }),
      });
      const kept = isErased(context.user) ? eraseCall(organizationId, attempt) : attempt;
      const named = { organizationId, callId, ...kept };
      const { country } = account.terms;
      const decided = { currency, country, now, actor: actorOf(request.caller), counting };
      if (entitlement.decision === 'deny') return deny(deps, named, { entitlement, ...decided });
      const granted = grant(account, entitlement, { seconds, now }, leases);
      const call: AuthorizedCall = { ...named, status: 'authorized', lease: granted.lease };
      const existing = await commitLease(db, call, { now, held: granted.held, counting });
      return existing ? answerAgain(existing, attempt, currency) : answer(call, currency);
    });
  };
  return operation(CALLS.authorizeCall, authorize, mayBeEmergency);
}

/** Without the number dialed an outbound call cannot be judged, not even denied. */
function requireNumber({ type, to }: CallAttempt): void {
  if (type.endsWith('_in') || to !== undefined) return;
  throw refusals.invalidRequest([
    { field: 'to', detail: 'required: the number dialed, such as "+447911123456"' },
  ]);
}

/** Stores the denial with its event, `CallDenied`. A denied call may be tried again. */
async function deny(
  { db }: CallDeps,
  named: CallAttempt & { readonly organizationId: OrganizationId; readonly callId: string },
  decided: {
    readonly entitlement: Disallowance;
    readonly currency: string;
    readonly country: Country;
    readonly now: Instant;
    /** Who asked. */
    readonly actor: Actor;
    readonly counting: Counting;
  },
): Promise<LeaseAnswer> {
  const { organizationId, callId } = named;
  const { currency, country, now, actor, counting } = decided;
  const { reason, detail } = decided.entitlement;
  const event = domainEvent('CallDenied', `${organizationId}:${callId}:${now}:CallDenied`, {
    organization: organizationId,
    call: callId,
    user: named.userId ?? null,
    to: named.to === undefined ? null : numberInEvent(named, country),
    reason,
  });
  const call: DeniedCall = { ...named, status: 'denied', reason };
  const existing = await commitLease(db, call, { now, denial: { event, actor }, counting });
  if (existing) return answerAgain(existing, named, currency);
  return { status: 200, body: denyView({ callId, reason, detail, currency }) };
}

/** As in reports, the number of somebody outside of the organization is masked. */
const numberInEvent = ({ type, to = '' }: CallAttempt, country: Country): string =>
  isInbound(type) ? to : mask(to, country);

/** The same call gets its lease again, even if `from` differs. Throws for another call, and once the call has ended. */
function answerAgain(existing: Call, attempt: CallAttempt, currency: string): LeaseAnswer {
  if (!isSameAttempt(existing.organizationId, { known: existing, asked: attempt }))
    throw refusals.conflictingCall();
  if (existing.status !== 'authorized') throw refusals.callFinished(existing.status);
  return answer(existing, currency);
}

function answer(call: AuthorizedCall, currency: string): LeaseAnswer {
  return { status: 200, body: allowView(call, currency) };
}
