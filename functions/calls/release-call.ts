/** A call that never connected: its money is let go at once. */
import { CallId } from '../../shared/contract/fields.ts';
import { dropExpiredHolds, releaseHold } from '../../shared/domain/credits/holds.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import type { Operation } from '../../shared/lambda/http.ts';
import { param, parse } from '../../shared/lambda/parse.ts';
import { commitLease, findCall } from '../../shared/store/calls/authorizations.ts';
import { type CallRecord, holdOf } from '../../shared/store/calls/call-item.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { ConflictError, decideAndCommit } from '../../shared/store/table/transaction.ts';
import type { CallDeps } from './call-deps.ts';

/** 204, and again 204 when it was released before. */
export function releaseCall(deps: CallDeps): Operation {
  const { db } = deps;
  return async (request) => {
    const organizationId = param(request, 'org');
    const callId = parse(CallId, param(request, 'call'), 'call');
    return decideAndCommit(async (lots) => {
      const call = await findCall(db, organizationId, callId);
      if (!call) throw refusals.notFound('call');
      if (call.status === 'released') return { status: 204 };
      if (call.status !== 'authorized' || !call.lease) throw refusals.callFinished(call.status);
      const now = deps.now();
      const hold = holdOf(call);
      const account =
        hold && dropExpiredHolds(releaseHold(await loadAccount(db, organizationId, lots), hold), now);
      const { holdUntil: _, ...lease } = call.lease;
      const released: CallRecord = { ...call, status: 'released', lease: { ...lease, heldMicros: 0 } };
      const premise = { absent: false, statuses: ['authorized'], sequence: lease.sequence } as const;
      const standing = await commitLease(db, released, premise, { now, ...(account ? { account } : {}) });
      if (standing) throw new ConflictError([]);
      return { status: 204 };
    });
  };
}
