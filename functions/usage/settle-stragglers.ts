/**
 * Settles what the stream left unsettled. Every page of accepted calls is checked once, some minutes after it was
 * written. A call that cannot be settled (no deck in force, a fault) is tried and counted in every run until it can.
 */
import { type Call, isReceived, type ReceivedCall } from '../../shared/domain/calls/call.ts';
import type { CallId, OrganizationId } from '../../shared/domain/ids.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import { log } from '../../shared/lambda/log.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { loadCalls } from '../../shared/store/calls/calls.ts';
import { loadCallPages, PAGE_SHARDS, pageWork } from '../../shared/store/calls/day-pages.ts';
import { markUnsettled, UNSETTLED } from '../../shared/store/calls/settlements.ts';
import { chunksOf, mapEach } from '../../shared/store/table/batch.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { type CallName, callOf } from '../../shared/store/table/keys.ts';
import { type DueItem, duePages, loadProgress, saveProgress } from '../../shared/store/table/schedules.ts';
import { finishReversal } from './reverse-call.ts';
import type { SettleDeps } from './settle-deps.ts';
import { settleOrganization } from './settle-organization.ts';

/** By then the stream has had time to settle a page. */
const UNSETTLED_AFTER_SECONDS = 120;
const RESERVE_MS = 20_000;
/** The part of the time for calls that were stuck before. They come first, but leave time for the pages. */
const RETRY_SHARE = 1 / 3;
/** After this number of pages the progress of a shard is saved. */
const PAGES_AT_ONCE = 100;
/** After this number of calls of one organization the time left is checked. */
const CALLS_AT_ONCE = 500;

interface Counts {
  readonly checked: number;
  readonly settled: number;
  /** Calls that could not be settled, and pages and works that could not be read. */
  readonly stuck: number;
}

/** What a part of the sweep did. It is not done when the time ran out, or when it failed. */
interface Progress extends Counts {
  readonly isDone: boolean;
}

const NOTHING: Counts = { checked: 0, settled: 0, stuck: 0 };
const DONE: Progress = { ...NOTHING, isDone: true };
const OUT_OF_TIME: Progress = { ...NOTHING, isDone: false };
const FAILED: Progress = { ...NOTHING, stuck: 1, isDone: false };

function addCounts(a: Counts, b: Counts): Counts {
  return { checked: a.checked + b.checked, settled: a.settled + b.settled, stuck: a.stuck + b.stuck };
}

function addProgress(a: Progress, b: Progress): Progress {
  return { ...addCounts(a, b), isDone: a.isDone && b.isDone };
}

type HasTime = () => boolean;

export function settleStragglers(deps: SettleDeps): Sweep {
  return async ({ remainingMs }) => {
    const now = deps.now();
    const retriesEndMs = remainingMs() - (remainingMs() - RESERVE_MS) * RETRY_SHARE;
    const retried = await total(
      UNSETTLED,
      retryUnsettled(deps, now, () => remainingMs() >= retriesEndMs),
    );
    const shards = await shardsByProgress(deps.db, addSeconds(now, -UNSETTLED_AFTER_SECONDS));
    const swept: { readonly work: string; readonly progress: Progress }[] = [];
    for (const shard of shards) {
      const parts = sweepShard(deps, shard, () => remainingMs() >= RESERVE_MS);
      swept.push({ work: shard.work, progress: await total(shard.work, parts) });
    }
    const counts = swept.reduce((sum, { progress }) => addCounts(sum, progress), addCounts(NOTHING, retried));
    const behind = swept.filter(({ progress }) => !progress.isDone).map(({ work }) => work);
    if (behind.length > 0) log.warn('not all pages of calls were checked', { behind, ...counts });
    if (counts.stuck > 0) log.error('calls stuck', { ...counts });
    return { ...counts, behind: behind.length };
  };
}

/** Adds up the parts of one work. A failure ends this work alone, and counts as stuck, which raises the alarm. */
async function total(work: string, parts: AsyncIterable<Progress>): Promise<Progress> {
  let sum = DONE;
  try {
    for await (const part of parts) sum = addProgress(sum, part);
    return sum;
  } catch (error) {
    log.error('unsettled calls not checked', { work, error });
    return addProgress(sum, FAILED);
  }
}

interface Shard {
  /** Also the name under which its progress is kept. */
  readonly work: string;
  readonly after: Instant | undefined;
  readonly until: Instant;
}

/** The shard that is furthest behind comes first, so that no shard is left out permanently when time is short. */
async function shardsByProgress(db: Database, until: Instant): Promise<Shard[]> {
  const works = Array.from({ length: PAGE_SHARDS }, (_, shard) => pageWork(shard));
  const shards = await Promise.all(
    works.map(async (work) => {
      const progress = await loadProgress(db, work);
      // A progress beyond `until` comes from another clock.
      const isUsable = progress !== undefined && progress <= until;
      return { work, after: isUsable ? progress : undefined, until };
    }),
  );
  const start = ({ after = '' }: Shard): string => after;
  return shards.sort((a, b) => start(a).localeCompare(start(b)));
}

/** Keeps how far the shard has come after every part, so that the next run continues there. */
async function* sweepShard(
  deps: SettleDeps,
  { work, ...range }: Shard,
  hasTime: HasTime,
): AsyncGenerator<Progress> {
  for await (const pages of duePages(deps.db, { table: deps.db.callsTable, work, ...range })) {
    for (const some of chunksOf(pages, PAGES_AT_ONCE)) {
      const progress = hasTime() ? await checkPages(deps, some, hasTime) : OUT_OF_TIME;
      yield progress;
      if (!progress.isDone) return;
      await saveProgress(deps.db, { name: work, until: some.at(-1)?.dueAt ?? range.until });
    }
  }
  await saveProgress(deps.db, { name: work, until: range.until });
}

async function checkPages(deps: SettleDeps, pages: readonly DueItem[], hasTime: HasTime): Promise<Progress> {
  const listed = await loadCallPages(deps.db, pages);
  if (listed.unreadable > 0) log.error('unreadable pages of calls', { pages });
  const calls = listed.pages.flatMap(({ organizationId, callIds }) =>
    callIds.map((callId) => ({ organizationId, callId })),
  );
  return addProgress({ ...DONE, stuck: listed.unreadable }, await settleNamed(deps, calls, hasTime));
}

/** Calls that were marked as unsettled before: for want of a deck, or for a fault. They are not counted as checked. */
async function* retryUnsettled(deps: SettleDeps, until: Instant, hasTime: HasTime): AsyncGenerator<Progress> {
  for await (const items of duePages(deps.db, { table: deps.db.callsTable, work: UNSETTLED, until })) {
    const calls = items.map(({ pk }) => callOf(pk));
    const progress = await settleNamed(deps, calls, hasTime);
    yield { ...progress, checked: 0 };
    if (!progress.isDone) return;
  }
}

/** Settles the calls of several organizations at once, and those of one organization one part after the other. */
async function settleNamed(
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
  const { calls, unreadable } = await loadCalls(deps.db, organizationId, callIds);
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
