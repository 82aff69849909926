import { setTimeout as sleep } from 'node:timers/promises';
import type { Activity } from './activity.ts';

/** What brings work of itself. */
export interface WorkSource {
  /** Resolves once all that was there before the call is taken up. */
  emptyRound(): Promise<void>;
  /** Begins at once what waits so that more work may come with it. */
  beginWaiting?(): void;
}

/** How often the sources are read while something runs: it may write what others wait for. */
const READ_EVERY_MILLISECONDS = 50;

/**
 * Resolves to true once every record that was written, and every file that was put into an inbox, before the call has
 * been read and handled, retries included, and nothing runs; to false when that takes longer than the timeout. No earlier
 * write is missed: the streams and the inboxes are read again after the call, and once more after all work that this started.
 * A batch that waits for further records begins as soon as a read finds none: its window would pass for nothing.
 */
export async function waitUntilIdle(
  activity: Activity,
  sources: readonly WorkSource[],
  timeoutSeconds: number,
): Promise<boolean> {
  let isOver = false;
  const settled = (async () => {
    while (!isOver) {
      const before = activity.started;
      const wasQuiet = activity.running === 0;
      await Promise.all(sources.map((source) => source.emptyRound()));
      if (wasQuiet && activity.running === 0 && activity.started === before) return true;
      for (const source of sources) source.beginWaiting?.();
      await Promise.race([activity.quiet(), sleep(READ_EVERY_MILLISECONDS)]);
    }
    return false;
  })();
  const timer = Promise.withResolvers<false>();
  const timeout = setTimeout(() => timer.resolve(false), timeoutSeconds * 1000);
  try {
    return await Promise.race([settled, timer.promise]);
  } finally {
    isOver = true;
    clearTimeout(timeout);
  }
}
