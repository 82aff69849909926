/** What the parts of the sweep of unsettled calls have done. */

export interface Counts {
  readonly checked: number;
  readonly settled: number;
  /** Calls that could not be settled, and pages and works that could not be read. */
  readonly stuck: number;
}

/** What a part of the sweep did. It is not done when the time ran out, or when it failed. */
export interface Progress extends Counts {
  readonly isDone: boolean;
}

export const NOTHING: Counts = { checked: 0, settled: 0, stuck: 0 };
export const DONE: Progress = { ...NOTHING, isDone: true };
export const OUT_OF_TIME: Progress = { ...NOTHING, isDone: false };
export const FAILED: Progress = { ...NOTHING, stuck: 1, isDone: false };

export function addCounts(a: Counts, b: Counts): Counts {
  return { checked: a.checked + b.checked, settled: a.settled + b.settled, stuck: a.stuck + b.stuck };
}

export function addProgress(a: Progress, b: Progress): Progress {
  return { ...addCounts(a, b), isDone: a.isDone && b.isDone };
}

export type HasTime = () => boolean;
