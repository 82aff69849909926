/** Shrinks a failing run: first to the shortest failing prefix, then to fewer of its steps. */
import { type Plan, type Result, simulate } from './simulation.ts';

export interface Shrunk {
  readonly result: Result;
  readonly steps: number;
  readonly only: readonly number[];
  readonly runs: number;
}

/** `most` bounds the number of runs. */
export async function shrink({ seed, steps }: Pick<Plan, 'seed' | 'steps'>, most = 80): Promise<Shrunk> {
  let runs = 0;
  const fails = async (length: number, only?: readonly number[]): Promise<Result | undefined> => {
    runs += 1;
    const result = await simulate({ seed, steps: length, ...(only && { only }) });
    return result.violation && result;
  };
  const prefix = await shortestPrefix(steps, async (length) => (await fails(length)) !== undefined);
  let only = Array.from({ length: prefix }, (_, index) => index + 1);
  for (let chunk = Math.ceil(prefix / 2); chunk >= 1 && runs < most; chunk = Math.floor(chunk / 2)) {
    for (let start = 0; start < only.length && runs < most; ) {
      const fewer = [...only.slice(0, start), ...only.slice(start + chunk)];
      if (await fails(prefix, fewer)) only = fewer;
      else start += chunk;
    }
  }
  const result = await simulate({ seed, steps: prefix, only });
  return { result, steps: prefix, only, runs };
}

/** By halving: every run ends in a quiet point, which shows the failure. */
async function shortestPrefix(steps: number, fails: (length: number) => Promise<boolean>): Promise<number> {
  let [passing, failing] = [0, steps];
  while (failing - passing > 1) {
    const middle = Math.floor((passing + failing) / 2);
    if (await fails(middle)) failing = middle;
    else passing = middle;
  }
  return failing;
}
