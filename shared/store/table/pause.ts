/** Waiting before another attempt: the one place where the store meets real time and chance. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for up to `longestMs`. */
export type Pause = (longestMs: number) => Promise<void>;

/** Full jitter: anywhere up to the bound. */
const jitter: Pause = (longestMs) => sleep(Math.random() * longestMs);

let current = jitter;

export const pause: Pause = (longestMs) => current(longestMs);

/** For a simulation, which has a clock and a chance of its own; without an argument, back to the real ones. */
export function replacePause(other: Pause = jitter): void {
  current = other;
}

/** Nothing was heard in time; what was asked may still be done. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** What `work` answers, if it does within `milliseconds`; {@link TimedOut} otherwise. In a simulation nothing is late. */
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
