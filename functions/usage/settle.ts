/** Settles what the Calls stream brings: received calls, of many organizations and in any order. */
import { isReceived, type ReceivedCall } from '../../shared/domain/calls/call.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { log } from '../../shared/lambda/log.ts';
import type { Change, ChangeHandler } from '../../shared/lambda/stream.ts';
import { readCall } from '../../shared/store/calls/call-item.ts';
import { mapEach } from '../../shared/store/table/batch.ts';
import type { SettleDeps } from './settle-deps.ts';
import { settleOrganization } from './settle-organization.ts';

interface ReceivedChange {
  readonly change: Change;
  readonly call: ReceivedCall;
}

type ReadChange =
  | ({ readonly kind: 'received' } & ReceivedChange)
  | { readonly kind: 'unreadable' | 'other'; readonly change: Change };

/** Returns the changes that could not be settled: unreadable ones, faults, and those of a contended account. */
export function settleChanges(deps: SettleDeps): ChangeHandler {
  return async (changes) => {
    const read = changes.map(readChange);
    const unreadable = read.flatMap(({ kind, change }) => (kind === 'unreadable' ? [change] : []));
    const received = read.flatMap((one) => (one.kind === 'received' ? [one] : []));
    const groups = [...Map.groupBy(received, ({ call }) => call.organizationId)];
    const unsettled = await mapEach(groups, ([organizationId, group]) =>
      settleGroup(deps, organizationId, group),
    );
    const failed = new Set([...unreadable, ...unsettled.flat()]);
    return changes.filter((change) => failed.has(change));
  };
}

function readChange(change: Change): ReadChange {
  try {
    const call = readCall(change.newImage);
    return isReceived(call) ? { kind: 'received', change, call } : { kind: 'other', change };
  } catch (error) {
    log.error('unreadable call', { pk: change.newImage.pk, error });
    return { kind: 'unreadable', change };
  }
}

/** Returns the changes of calls that failed. A call that has no price yet did not: it is tried again later. */
async function settleGroup(
  deps: SettleDeps,
  organizationId: OrganizationId,
  group: readonly ReceivedChange[],
): Promise<Change[]> {
  // A batch may bring two versions of a call; the later one has its last lease.
  const latest = new Map(group.map(({ call }) => [call.callId, call]));
  try {
    const { unpriced } = await settleOrganization(deps, organizationId, [...latest.values()]);
    if (unpriced.length > 0)
      log.warn('calls kept for later', { organizationId, reasons: unpriced.map(({ reason }) => reason) });
    const faults = new Set(unpriced.flatMap(({ call, isFault }) => (isFault ? [call.callId] : [])));
    return group.flatMap(({ change, call }) => (faults.has(call.callId) ? [change] : []));
  } catch (error) {
    log.error('calls not settled', { organizationId, calls: group.length, error });
    return group.map(({ change }) => change);
  }
}
