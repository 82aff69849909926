/**
 * The net under the stream: every page of accepted calls is looked at once, some minutes after it came, and what
 * the stream did not settle is settled now. Calls that cannot be (no deck in force, a fault) come up again with
 * every run, and are counted, until they can.
 */
import { addSeconds } from '../../shared/domain/instants.ts';
import { log } from '../../shared/lambda/log.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { loadCallPages, PAGE_SHARDS, pageWork } from '../../shared/store/day-pages.ts';
import { duePages } from '../../shared/store/due.ts';
import { callOf } from '../../shared/store/keys.ts';
import { loadProgress, saveProgress } from '../../shared/store/schedules.ts';
import { loadCalls, markUnsettled, UNSETTLED } from '../../shared/store/settlements.ts';
import { isReceived } from './price-calls.ts';
import { type SettleDeps, settleOrganization } from './settle-organization.ts';

const NAME = 'settle-stragglers';
/** The stream has had its chance by then. */
const STRAGGLER_SECONDS = 120;
const RESERVE_MS = 20_000;

interface Counts {
  checked: number;
  settled: number;
  stuck: number;
}

export function settleStragglers(deps: SettleDeps): Sweep {
  return async ({ remainingMs }) => {
    const counts: Counts = { checked: 0, settled: 0, stuck: 0 };
    const now = deps.now();
    const until = addSeconds(now, -STRAGGLER_SECONDS);
    const progress = await loadProgress(deps.db, NAME);
    const after = progress !== undefined && progress <= until ? progress : undefined;
    for (let shard = 0; shard < PAGE_SHARDS; shard += 1) {
      const range = { until, ...(after === undefined ? {} : { after }) };
      for await (const pages of duePages(deps.db, deps.db.callsTable, pageWork(shard), range)) {
        if (remainingMs() < RESERVE_MS) return { ...counts };
        for (const { organizationId, callIds } of await loadCallPages(deps.db, pages)) {
          counts.checked += callIds.length;
          await settleLeft(deps, organizationId, callIds, counts);
        }
      }
    }
    await saveProgress(deps.db, NAME, until);
    await retryUnsettled(deps, now, counts);
    if (counts.stuck > 0) log.error('calls stuck', { ...counts });
    return { ...counts };
  };
}

/** Calls that were marked before: for want of a deck, or for a fault. */
async function retryUnsettled(deps: SettleDeps, now: string, counts: Counts): Promise<void> {
  for await (const items of duePages(deps.db, deps.db.callsTable, UNSETTLED, { until: now })) {
    const calls = items.map(({ pk }) => callOf(pk));
    for (const [organizationId, group] of Map.groupBy(calls, (call) => call.organizationId)) {
      await settleLeft(
        deps,
        organizationId,
        group.map(({ callId }) => callId),
        counts,
      );
    }
  }
}

async function settleLeft(
  deps: SettleDeps,
  organizationId: string,
  callIds: readonly string[],
  counts: Counts,
): Promise<void> {
  const { calls, unreadable } = await loadCalls(deps.db, organizationId, callIds);
  counts.stuck += unreadable.length;
  await Promise.all(unreadable.map((call) => markUnsettled(deps.db, call, 'unreadable', deps.now())));
  const left = calls.filter(isReceived);
  if (left.length === 0) return;
  try {
    const { settled, unpriced } = await settleOrganization(deps, organizationId, left);
    counts.settled += settled;
    counts.stuck += unpriced.length;
  } catch (error) {
    log.error('stragglers not settled', { organizationId, calls: left.length, error });
    counts.stuck += left.length;
    await Promise.all(left.map((call) => markUnsettled(deps.db, call, 'not-settled', deps.now())));
  }
}
