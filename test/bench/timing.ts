/** Times of pure code and of whole runs. */

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** Nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('no values');
  return value;
}

export interface Contender {
  readonly name: string;
  /** Does `perRun` of whatever is counted, and answers something that depends on all of it. */
  readonly run: () => unknown;
  readonly perRun: number;
}

const WARM_UP_MILLISECONDS = 200;
const ROUNDS = 15;

/**
 * Nanoseconds of processor time that each contender needs for one, the median of rounds in which they take turns:
 * what else the machine does slows them alike.
 */
export function race(contenders: readonly Contender[], roundMilliseconds: number): Map<string, number> {
  const laps = contenders.map((contender) => ({ contender, times: [] as number[] }));
  for (const { run } of contenders) repeatFor(run, WARM_UP_MILLISECONDS);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { contender, times } of laps) {
      const { runs, milliseconds } = repeatFor(contender.run, roundMilliseconds);
      times.push((milliseconds * 1e6) / (runs * contender.perRun));
    }
  }
  return new Map(laps.map(({ contender, times }) => [contender.name, median(times)]));
}

/** Keeps the optimizer from dropping work whose result nobody reads. */
export let sink: unknown;

function repeatFor(run: () => unknown, milliseconds: number): { runs: number; milliseconds: number } {
  const begun = performance.now();
  const used = process.cpuUsage();
  let runs = 0;
  while (performance.now() - begun < milliseconds) {
    sink = run();
    runs += 1;
  }
  const { user, system } = process.cpuUsage(used);
  return { runs, milliseconds: (user + system) / 1000 };
}

/** The same sequence in every run. */
export function* pseudoRandom(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}
