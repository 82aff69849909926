import type { Activity } from './activity.ts';

/** What brings work of itself. */
export interface WorkSource {
  /** Resolves once all that was there before the call is taken up. */
  emptyRound(): Promise<void>;
}

/**
 * Resolves to true once every record that was written, and every file that was put into an inbox, before the call has
 * been read and handled, retries included, and nothing runs; to false when that takes longer than the timeout. No earlier
 * write is missed: the streams and the inboxes are read again after the call, and once more after all work that this started.
 */
export async function waitUntilIdle(
  activity: Activity,
  sources: readonly WorkSource[],
  timeoutSeconds: number,
): Promise<boolean> {
  let isOver = false;
  const settled = (async () => {
    while (!isOver) {
      await activity.quiet();
      const before = activity.started;
      await Promise.all(sources.map((source) => source.emptyRound()));
      if (activity.running === 0 && activity.started === before) return true;
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
