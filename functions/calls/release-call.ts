/** A call that never connected: its money is released at once. */

import { CallId } from '../../shared/contract/fields.ts';
import { CALLS } from '../../shared/contract/routes/calls.ts';
import { holdOf, type ReleasedCall } from '../../shared/domain/calls/call.ts';
import { replaceHold } from '../../shared/domain/credits/holds.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { operation } from '../../shared/lambda/http.ts';
import { param, parse } from '../../shared/lambda/parse.ts';
import { commitLease } from '../../shared/store/calls/authorizations.ts';
import { findCall } from '../../shared/store/calls/calls.ts';
import { ConflictError, decideAndCommit } from '../../shared/store/table/transaction.ts';
import type { CallDeps } from './call-deps.ts';

/** Returns 204, also when the call was released before. */
export function releaseCall(deps: CallDeps) {
  const { db } = deps;
  return operation(CALLS.releaseCall, async (request) => {
    const organizationId = param(request, 'org');
    const callId = parse(CallId, param(request, 'call'), 'call');
    return decideAndCommit(async () => {
      const call = await findCall(db, organizationId, callId);
      if (!call) throw refusals.notFound('call');
      if (call.status === 'released') return { status: 204 };
      if (call.status !== 'authorized') throw refusals.callFinished(call.status);
      const now = deps.now();
      const hold = holdOf(call.lease);
      const held = hold && hold.until > now ? replaceHold({ earlier: hold }) : undefined;
      const lease = { ...call.lease, heldMicros: 0, holdUntil: undefined };
      const released: ReleasedCall = { ...call, status: 'released', lease };
      const existing = await commitLease(db, released, { now, held, previous: call.lease });
      if (existing) throw new ConflictError([]);
      return { status: 204 };
    });
  });
}
