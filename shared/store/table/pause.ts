/** Waiting before another attempt: the only place where the store uses real time and randomness. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for up to `longestMs`. */
export type Pause = (longestMs: number) => Promise<void>;

/** Full jitter: a random time up to the bound. */
const jitter: Pause = (longestMs) => sleep(Math.random() * longestMs);

let current = jitter;

export const pause: Pause = (longestMs) => current(longestMs);

/** For a simulation, which has its own clock and randomness; without an argument, back to the real ones. */
export function replacePause(other: Pause = jitter): void {
  current = other;
}

/** No response came in time. The request may still be carried out. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** The result of `work`. Throws {@link TimedOut} after `milliseconds`, though not in a simulation. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  if (current !== jitter) return work;
  const timer = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: timer.signal }).then(() => {
    throw new TimedOut(`no answer within ${milliseconds} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}
