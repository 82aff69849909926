/**
 * Settles what the stream left unsettled. The pages of every minute are checked once, some minutes later. What cannot be
 * settled (no deck in force, a fault) is tried and counted in every run until it can.
 */
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import { log } from '../../shared/lambda/log.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { intakeMarks, MARK_SHARDS, minuteOf } from '../../shared/store/calls/intake-marks.ts';
import { PAGE_SHARDS, pageWork } from '../../shared/store/calls/pages-of-ids.ts';
import { UNSETTLED } from '../../shared/store/calls/settlements.ts';
import { chunksOf } from '../../shared/store/table/batch.ts';
import { callOf, isPageKey, pageOfKey } from '../../shared/store/table/keys.ts';
import { duePages, loadProgresses, saveProgress } from '../../shared/store/table/schedules.ts';
import type { SettleDeps } from './settle-deps.ts';
import { checkPagesOfIds, settleNamed } from './sweep-calls.ts';
import {
  addCounts,
  addProgress,
  DONE,
  FAILED,
  type HasTime,
  NOTHING,
  OUT_OF_TIME,
  type Progress,
} from './sweep-counts.ts';
import { checkMarks, settleNamedPages } from './sweep-pages.ts';

/** By then the stream has had time to settle a page. */
const UNSETTLED_AFTER_SECONDS = 120;
const RESERVE_MS = 20_000;
/** The part of the time for what was stuck before. It comes first, but leaves time for the pages. */
const RETRY_SHARE = 1 / 3;
/** After this number of marks, or of pages, the progress of a shard is saved. */
const CHECKED_AT_ONCE = 100;

export function settleStragglers(deps: SettleDeps): Sweep {
  return async ({ remainingMs }) => {
    const now = deps.now();
    const retriesEndMs = remainingMs() - (remainingMs() - RESERVE_MS) * RETRY_SHARE;
    const retried = await total(
      UNSETTLED,
      retryUnsettled(deps, now, () => remainingMs() >= retriesEndMs),
    );
    const shards = await shardsByProgress(deps, addSeconds(now, -UNSETTLED_AFTER_SECONDS));
    const swept: { readonly work: string; readonly progress: Progress }[] = [];
    for (const { work, sweep } of shards) {
      const parts = sweep(() => remainingMs() >= RESERVE_MS);
      swept.push({ work, progress: await total(work, parts) });
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

/** What was marked as unsettled before: for want of a deck, or for a fault. It is not counted as checked. */
async function* retryUnsettled(deps: SettleDeps, until: Instant, hasTime: HasTime): AsyncGenerator<Progress> {
  for await (const items of duePages(deps.db, { table: deps.db.callsTable, work: UNSETTLED, until })) {
    const pages = items.filter(isPageKey).map(pageOfKey);
    const calls = items.filter((item) => !isPageKey(item)).map(({ pk }) => callOf(pk));
    const ofPages = await settleNamedPages(deps, pages, hasTime);
    const progress = addProgress(ofPages, await settleNamed(deps, calls, hasTime));
    yield { ...progress, checked: 0 };
    if (!progress.isDone) return;
  }
}

/** A part of the pages, which is swept with a progress of its own. */
interface Shard {
  /** Also the name under which its progress is kept. */
  readonly work: string;
  readonly after: Instant | undefined;
  readonly sweep: (hasTime: HasTime) => AsyncIterable<Progress>;
}

type SweepShard = (
  deps: SettleDeps,
  shard: { readonly work: string; readonly after: Instant | undefined; readonly until: Instant },
  hasTime: HasTime,
) => AsyncIterable<Progress>;

/** The shard that is furthest behind comes first, so that no shard is left out permanently when time is short. */
async function shardsByProgress(deps: SettleDeps, until: Instant): Promise<Shard[]> {
  const works: readonly (readonly [string, SweepShard])[] = [
    ...Array.from({ length: MARK_SHARDS }, (_, shard) => [markWork(shard), sweepMarks(shard)] as const),
    ...Array.from({ length: PAGE_SHARDS }, (_, shard) => [pageWork(shard), sweepPagesOfIds] as const),
  ];
  const progress = await loadProgresses(
    deps.db,
    works.map(([work]) => work),
  );
  const shards = works.map(([work, sweep]): Shard => {
    const reached = progress.get(work);
    // A progress beyond `until` comes from another clock.
    const after = reached !== undefined && reached <= until ? reached : undefined;
    return { work, after, sweep: (hasTime) => sweep(deps, { work, after, until }, hasTime) };
  });
  const start = ({ after = '' }: Shard): string => after;
  return shards.sort((a, b) => start(a).localeCompare(start(b)));
}

const markWork = (shard: number): string => `settle-stragglers:minutes#${shard}`;

/** The progress is the instant from which on no minute was checked. Only minutes that are over are checked. */
function sweepMarks(shard: number): SweepShard {
  return async function* (deps, { work, after, until }, hasTime) {
    const range = { from: minuteOf(after ?? '0'), to: minuteOf(addSeconds(until, -60)) };
    if (range.from > range.to) return;
    for await (const marks of intakeMarks(deps.db, shard, range)) {
      for (const some of chunksOf(marks, CHECKED_AT_ONCE)) {
        const progress = hasTime() ? await checkMarks(deps, some, hasTime) : OUT_OF_TIME;
        yield progress;
        if (!progress.isDone) return;
        await saveProgress(deps.db, { name: work, until: `${some.at(-1)?.minute}:00.000Z` });
      }
    }
    await saveProgress(deps.db, { name: work, until: `${minuteOf(until)}:00.000Z` });
  };
}

/** Pages of the earlier layout are in the index `due`, and stay there. Without any, there is no progress to save. */
const sweepPagesOfIds: SweepShard = async function* (deps, { work, ...range }, hasTime) {
  let isAny = false;
  for await (const pages of duePages(deps.db, { table: deps.db.callsTable, work, ...range })) {
    isAny = true;
    for (const some of chunksOf(pages, CHECKED_AT_ONCE)) {
      const progress = hasTime() ? await checkPagesOfIds(deps, some, hasTime) : OUT_OF_TIME;
      yield progress;
      if (!progress.isDone) return;
      await saveProgress(deps.db, { name: work, until: some.at(-1)?.dueAt ?? range.until });
    }
  }
  if (isAny) await saveProgress(deps.db, { name: work, until: range.until });
};
