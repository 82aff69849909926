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
