/** The sweep of calls whose own items speak for them: those that left their page, and those of the earlier layout. */
import { type Call, isReceived, type ReceivedCall } from '../../shared/domain/calls/call.ts';
import type { CallId, OrganizationId } from '../../shared/domain/ids.ts';
import { log } from '../../shared/lambda/log.ts';
import { loadCallsByItem } from '../../shared/store/calls/calls.ts';
import { loadPagesOfIds } from '../../shared/store/calls/pages-of-ids.ts';
import { markUnsettled } from '../../shared/store/calls/settlements.ts';
import { chunksOf, mapEach } from '../../shared/store/table/batch.ts';
import type { CallName, Key } from '../../shared/store/table/keys.ts';
import { finishReversal } from './reverse-call.ts';
import type { SettleDeps } from './settle-deps.ts';
import { settleOrganization } from './settle-organization.ts';
import {
  addCounts,
  addProgress,
  type Counts,
  DONE,
  type HasTime,
  NOTHING,
  OUT_OF_TIME,
  type Progress,
} from './sweep-counts.ts';

/** After this number of calls of one organization the time left is checked. */
const CALLS_AT_ONCE = 500;

/** Checks the calls that pages of the earlier layout list by their ids. */
export async function checkPagesOfIds(
  deps: SettleDeps,
  pages: readonly Key[],
  hasTime: HasTime,
): Promise<Progress> {
  const listed = await loadPagesOfIds(deps.db, pages);
  if (listed.unreadable > 0) log.error('unreadable pages of calls', { pages });
  const calls = listed.pages.flatMap(({ organizationId, callIds }) =>
    callIds.map((callId) => ({ organizationId, callId })),
  );
  return addProgress({ ...DONE, stuck: listed.unreadable }, await settleNamed(deps, calls, hasTime));
}

/** Settles the calls of several organizations at once, and those of one organization one part after the other. */
export async function settleNamed(
  deps: SettleDeps,
  calls: readonly CallName[],
  hasTime: HasTime,
): Promise<Progress> {
  const groups = [...Map.groupBy(calls, ({ organizationId }) => organizationId)];
  const settled = await mapEach(groups, async ([organizationId, ofOne]) => {
    const callIds = ofOne.map(({ callId }) => callId);
    let sum = DONE;
    for (const some of chunksOf(callIds, CALLS_AT_ONCE)) {
      if (!hasTime()) return addProgress(sum, OUT_OF_TIME);
      sum = addProgress(sum, { ...(await settleLeft(deps, organizationId, some)), isDone: true });
    }
    return sum;
  });
  return settled.reduce(addProgress, DONE);
}

/** Settles those of the calls that still wait, and finishes the voids and corrections that stopped half-way. */
async function settleLeft(
  deps: SettleDeps,
  organizationId: OrganizationId,
  callIds: readonly CallId[],
): Promise<Counts> {
  const { calls, unreadable } = await loadCallsByItem(deps.db, organizationId, callIds);
  await markAll(deps, unreadable, 'unreadable');
  const reversing = calls.filter((call) => call.reversing !== undefined);
  const finished = await mapEach(reversing, (call) => finishLeft(deps, call));
  const unfinished = finished.filter((isFinished) => !isFinished).length;
  const counts = await settleReceived(deps, organizationId, calls.filter(isReceived));
  return addCounts(counts, { checked: callIds.length, settled: 0, stuck: unreadable.length + unfinished });
}

/** A failure of one organization does not keep the others from being settled. */
async function settleReceived(
  deps: SettleDeps,
  organizationId: OrganizationId,
  received: readonly ReceivedCall[],
): Promise<Counts> {
  if (received.length === 0) return NOTHING;
  try {
    const { settled, unpriced } = await settleOrganization(deps, organizationId, received);
    return { ...NOTHING, settled, stuck: unpriced.length };
  } catch (error) {
    log.error('unsettled calls not settled', { organizationId, calls: received.length, error });
    await markAll(deps, received, 'not-settled');
    return { ...NOTHING, stuck: received.length };
  }
}

async function markAll(deps: SettleDeps, calls: readonly CallName[], reason: string): Promise<void> {
  await mapEach(calls, (call) => markUnsettled(deps.db, call, reason, deps.now()));
}

/** Returns false when the void or correction could not be finished. */
async function finishLeft(deps: SettleDeps, call: Call): Promise<boolean> {
  try {
    await finishReversal(deps, call);
    return true;
  } catch (error) {
    log.error('reversal not finished', { organizationId: call.organizationId, callId: call.callId, error });
    return false;
  }
}
