/** The Calls stream brings received calls, of many organizations and in any order. */
import { log } from '../../shared/lambda/log.ts';
import type { Change, ChangeHandler } from '../../shared/lambda/stream.ts';
import { type CallRecord, readCall } from '../../shared/store/calls/call-item.ts';
import { isReceived, type ReceivedCall } from './price-calls.ts';
import type { SettleDeps } from './settle-alone.ts';
import { settleOrganization } from './settle-organization.ts';

const ORGANIZATIONS_AT_ONCE = 8;

interface Received {
  readonly change: Change;
  readonly call: ReceivedCall;
}

/** Answers the changes that could not be settled: unreadable ones, faults, and those of a contended account. */
export function settleChanges(deps: SettleDeps): ChangeHandler {
  return async (changes) => {
    const failed = new Set<Change>();
    const received = changes.flatMap((change) => receive(change, failed));
    const groups = [...Map.groupBy(received, ({ call }) => call.organizationId)];
    const next = groups.values();
    const lanes = Array.from({ length: Math.min(ORGANIZATIONS_AT_ONCE, groups.length) }, async () => {
      for (const [organizationId, group] of next) await settleGroup(deps, organizationId, group, failed);
    });
    await Promise.all(lanes);
    return changes.filter((change) => failed.has(change));
  };
}

function receive(change: Change, failed: Set<Change>): Received[] {
  try {
    const call: CallRecord = readCall(change.newImage);
    return isReceived(call) ? [{ change, call }] : [];
  } catch (error) {
    log.error('unreadable call', { pk: change.newImage.pk, error });
    failed.add(change);
    return [];
  }
}

async function settleGroup(
  deps: SettleDeps,
  organizationId: string,
  group: readonly Received[],
  failed: Set<Change>,
): Promise<void> {
  // A call comes twice when a batch brings two versions of it; the later one has its last lease.
  const latest = new Map(group.map(({ call }) => [call.callId, call]));
  try {
    const { unpriced } = await settleOrganization(deps, organizationId, [...latest.values()]);
    const faults = new Set(
      unpriced.flatMap(({ call, reason }) => (reason.startsWith('fault') ? [call.callId] : [])),
    );
    for (const { change, call } of group) if (faults.has(call.callId)) failed.add(change);
    if (unpriced.length > 0)
      log.warn('calls kept for later', { organizationId, reasons: unpriced.map(({ reason }) => reason) });
  } catch (error) {
    log.error('calls not settled', { organizationId, calls: group.length, error });
    for (const { change } of group) failed.add(change);
  }
}
