/**
 * `npm run simulate`: many seeds, or one of them again.
 *
 *   --seeds 1..50 | 7 | 3,9     which
 *   --fresh 3                   this number of new seeds (1 without --seeds)
 *   --steps 400                 how long each run is
 *   --only 1,5,80               only these steps of each run: how a failure is replayed
 *   --first                     stops at the first failing run, without shrinking it
 *   --trace                     prints every step
 *   --tally                     prints what happened in all the runs, and how often
 *   --json                      the last line is `{"seeds":…,"steps":…,"faults":…,"violations":…,"seconds":…}`
 */
import { parseArgs } from 'node:util';
import { Tally } from './core/tally.ts';
import { silenceLogs } from './quiet-logs.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulation.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    steps: { type: 'string', default: '400' },
    fresh: { type: 'string', default: '1' },
    only: { type: 'string' },
    first: { type: 'boolean', default: false },
    tally: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

const numbersOf = (text: string): number[] =>
  text.split(',').flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split('..').map(Number);
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last))
      throw new RangeError(`no seeds: ${text}`);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  });

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const steps = Number(values.steps);
const only = values.only === undefined ? undefined : numbersOf(values.only);
const seeds = values.seeds === undefined ? freshSeeds(Number(values.fresh)) : numbersOf(values.seeds);
const happened = new Tally();

process.exitCode = (await run()) === 0 ? 0 : 1;

async function run(): Promise<number> {
  const unsilence = silenceLogs();
  const begun = performance.now();
  const totals = { seeds: 0, steps: 0, faults: 0, violations: 0 };
  for (const seed of seeds) {
    const trace = values.trace ? { trace: say } : {};
    const result = await simulate({ seed, steps, ...(only && { only }), ...trace });
    totals.seeds += 1;
    totals.steps += only?.length ?? steps;
    totals.faults += result.faults;
    happened.include(result.tally);
    const outcome = result.violation ? `FAILED at step ${result.violation.step}` : 'ok';
    say(
      `seed ${seed}: ${outcome}, ${result.commits} commits, ${result.faults} faults (${totals.seeds}/${seeds.length})`,
    );
    if (!result.violation) continue;
    totals.violations += 1;
    await explain(seed, result.violation.error);
    if (values.first) break;
  }
  unsilence();
  if (values.tally) for (const [what, count] of Object.entries(happened.counts)) say(`${count}\t${what}`);
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  say(
    values.json
      ? JSON.stringify({ ...totals, seconds })
      : `violations: ${totals.violations}, after ${seconds} s`,
  );
  return totals.violations;
}

function freshSeeds(count: number): number[] {
  const first = Date.now() % 1_000_000_000;
  return Array.from({ length: count }, (_, index) => first + index);
}

/** The seed, the smallest prefix that fails, and the command that replays it. */
async function explain(seed: number, error: Error): Promise<void> {
  say(`  ${error.message}`);
  if (values.first) return;
  if (only) return say(error.stack ?? '');
  const shrunk = await shrink({ seed, steps });
  say(`  the first ${shrunk.steps} steps fail, and of them these ${shrunk.only.length} do:`);
  say(`  ${shrunk.result.violation?.error.message}`);
  say(
    `  npm run simulate -- --seeds ${seed} --steps ${shrunk.steps} --only ${shrunk.only.join(',') || 0} --trace`,
  );
}
