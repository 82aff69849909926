/**
 * The net under the stream: every page of accepted calls is looked at once, some minutes after it came, and what
 * the stream did not settle is settled now. Calls that cannot be (no deck in force, a fault) come up again with
 * every run, and are counted, until they can.
 */
import { addSeconds } from '../../shared/domain/instants.ts';
import { log } from '../../shared/lambda/log.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import type { CallRecord } from '../../shared/store/calls/call-item.ts';
import { loadCallPages, PAGE_SHARDS, pageWork } from '../../shared/store/calls/day-pages.ts';
import { loadCalls, markUnsettled, UNSETTLED } from '../../shared/store/calls/settlements.ts';
import { forEach } from '../../shared/store/table/batch.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { callOf } from '../../shared/store/table/keys.ts';
import { type DueItem, duePages, loadProgress, saveProgress } from '../../shared/store/table/schedules.ts';
import { isReceived } from './price-calls.ts';
import { finishReversal } from './reverse-call.ts';
import type { SettleDeps } from './settle-alone.ts';
import { settleOrganization } from './settle-organization.ts';

/** The stream has had its chance by then. */
const STRAGGLER_SECONDS = 120;
const RESERVE_MS = 20_000;
/** Part of the time that calls which were stuck before may take: they come first, but leave time for the pages. */
const RETRY_SHARE = 1 / 3;
/** Pages between two looks at how far a shard has come. */
const PAGES_AT_ONCE = 100;
/** Calls of one organization between two looks at the clock. */
const CALLS_AT_ONCE = 500;

interface Counts {
  checked: number;
  settled: number;
  stuck: number;
}

type MayGoOn = () => boolean;

export function settleStragglers(deps: SettleDeps): Sweep {
  return async ({ remainingMs }) => {
    const counts: Counts = { checked: 0, settled: 0, stuck: 0 };
    const now = deps.now();
    const retriesEnd = remainingMs() - (remainingMs() - RESERVE_MS) * RETRY_SHARE;
    await apart(counts, UNSETTLED, () =>
      retryUnsettled(deps, now, counts, () => remainingMs() >= retriesEnd),
    );
    const behind: string[] = [];
    for (const shard of await shardsByProgress(deps.db, addSeconds(now, -STRAGGLER_SECONDS))) {
      const mayGoOn = () => remainingMs() >= RESERVE_MS;
      const isDone = await apart(counts, shard.work, () => sweepShard(deps, shard, counts, mayGoOn));
      if (!isDone) behind.push(shard.work);
    }
    if (behind.length > 0) log.warn('stragglers not all looked for', { behind, ...counts });
    if (counts.stuck > 0) log.error('calls stuck', { ...counts });
    return { ...counts, behind: behind.length };
  };
}

/** What cannot be read in one place keeps nobody from looking in the others; it is counted, and so rings. */
async function apart<T>(counts: Counts, work: string, sweep: () => Promise<T>): Promise<T | undefined> {
  try {
    return await sweep();
  } catch (error) {
    log.error('stragglers not looked for', { work, error });
    counts.stuck += 1;
    return undefined;
  }
}

interface Shard {
  /** Also the name under which its progress is kept. */
  readonly work: string;
  readonly after?: string;
  readonly until: string;
}

/** The one that is furthest behind comes first, so that none is left out for ever when there is too much for a run. */
async function shardsByProgress(db: Database, until: string): Promise<Shard[]> {
  const works = Array.from({ length: PAGE_SHARDS }, (_, shard) => pageWork(shard));
  const shards = await Promise.all(
    works.map(async (work) => {
      const progress = await loadProgress(db, work);
      // A progress beyond `until` is that of another clock.
      return progress !== undefined && progress <= until ? { work, after: progress, until } : { work, until };
    }),
  );
  const start = ({ after = '' }: Shard): string => after;
  return shards.sort((a, b) => start(a).localeCompare(start(b)));
}

/** Answers whether all of it was looked at. How far it came is kept as it goes. */
async function sweepShard(
  deps: SettleDeps,
  { work, ...range }: Shard,
  counts: Counts,
  mayGoOn: MayGoOn,
): Promise<boolean> {
  for await (const pages of duePages(deps.db, deps.db.callsTable, work, range)) {
    for (let start = 0; start < pages.length; start += PAGES_AT_ONCE) {
      const some = pages.slice(start, start + PAGES_AT_ONCE);
      if (!mayGoOn() || !(await checkPages(deps, some, counts, mayGoOn))) return false;
      await saveProgress(deps.db, work, some.at(-1)?.dueAt ?? range.until);
    }
  }
  await saveProgress(deps.db, work, range.until);
  return true;
}

async function checkPages(
  deps: SettleDeps,
  pages: readonly DueItem[],
  counts: Counts,
  mayGoOn: MayGoOn,
): Promise<boolean> {
  const listed = await loadCallPages(deps.db, pages);
  counts.stuck += listed.unreadable;
  if (listed.unreadable > 0) log.error('unreadable pages of calls', { pages });
  const calls = listed.pages.flatMap(({ organizationId, callIds }) =>
    callIds.map((callId) => ({ organizationId, callId })),
  );
  return settleGroups(deps, calls, counts, mayGoOn);
}

/** Calls that were marked before: for want of a deck, or for a fault. */
async function retryUnsettled(
  deps: SettleDeps,
  now: string,
  counts: Counts,
  mayGoOn: MayGoOn,
): Promise<void> {
  const retried: Counts = { checked: 0, settled: 0, stuck: 0 };
  for await (const items of duePages(deps.db, deps.db.callsTable, UNSETTLED, { until: now })) {
    const calls = items.map(({ pk }) => callOf(pk));
    if (!(await settleGroups(deps, calls, retried, mayGoOn))) break;
  }
  counts.settled += retried.settled;
  counts.stuck += retried.stuck;
}

/** Several organizations at once, the calls of each one after the other. Answers whether there was time for all. */
async function settleGroups(
  deps: SettleDeps,
  calls: readonly { readonly organizationId: string; readonly callId: string }[],
  counts: Counts,
  mayGoOn: MayGoOn,
): Promise<boolean> {
  let isDone = true;
  const groups = [...Map.groupBy(calls, (call) => call.organizationId)];
  await forEach(groups, async ([organizationId, ofOne]) => {
    for (let start = 0; start < ofOne.length; start += CALLS_AT_ONCE) {
      isDone &&= mayGoOn();
      if (!isDone) return;
      const some = ofOne.slice(start, start + CALLS_AT_ONCE).map(({ callId }) => callId);
      counts.checked += some.length;
      await settleLeft(deps, organizationId, some, counts);
    }
  });
  return isDone;
}

async function settleLeft(
  deps: SettleDeps,
  organizationId: string,
  callIds: readonly string[],
  counts: Counts,
): Promise<void> {
  const mark = (reason: string) => (call: { organizationId: string; callId: string }) =>
    markUnsettled(deps.db, call, reason, deps.now());
  const { calls, unreadable } = await loadCalls(deps.db, organizationId, callIds);
  counts.stuck += unreadable.length;
  await forEach(unreadable, mark('unreadable'));
  await forEach(
    calls.filter(({ reversing }) => reversing !== undefined),
    (call) => finishLeft(deps, call, counts),
  );
  const left = calls.filter(isReceived);
  if (left.length === 0) return;
  try {
    const { settled, unpriced } = await settleOrganization(deps, organizationId, left);
    counts.settled += settled;
    counts.stuck += unpriced.length;
  } catch (error) {
    log.error('stragglers not settled', { organizationId, calls: left.length, error });
    counts.stuck += left.length;
    await forEach(left, mark('not-settled'));
  }
}

/** A void or correction whose steps have stopped half-way. */
async function finishLeft(deps: SettleDeps, call: CallRecord, counts: Counts): Promise<void> {
  try {
    await finishReversal(deps, call);
  } catch (error) {
    log.error('reversal not finished', { organizationId: call.organizationId, callId: call.callId, error });
    counts.stuck += 1;
  }
}
