/** A small fixed set of seeds; `npm run simulate` runs as many as one likes. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { silenceLogs } from './quiet-logs.ts';
import { simulate } from './simulation.ts';

let unsilence: () => void;
beforeAll(() => {
  unsilence = silenceLogs();
});
afterAll(() => unsilence());

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const STEPS = 150;

test.each(SEEDS)(
  'seed %d: the system equals the model, whatever goes wrong on the way',
  async (seed) => {
    const result = await simulate({ seed, steps: STEPS });
    const replay = `npm run simulate -- --seeds ${seed} --steps ${STEPS}`;
    expect({ replay, error: result.violation?.error }).toEqual({ replay, error: undefined });
  },
  60_000,
);

test('a seed decides everything: the same run twice is the same', async () => {
  const tell = async (): Promise<readonly string[]> => {
    const lines: string[] = [];
    const result = await simulate({ seed: 5, steps: 60, trace: (line) => lines.push(line) });
    return [...lines, `${result.commits} commits, ${result.faults} faults`];
  };
  expect(await tell()).toEqual(await tell());
}, 60_000);
