/** The clock decides, not the sweep: no answer depends on when a schedule ran. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { EDGES, type Step, SWEEPS, World } from './two-worlds.ts';

const call = fc.nat({ max: 6 });
const minutes = fc.integer({ min: 1, max: 45 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('buy'), amount: fc.integer({ min: 10, max: 60 }) }), weight: 3 },
  {
    arbitrary: fc.record({
      kind: fc.constant('report'),
      hoursAgo: fc.constantFrom(0, 1, 20, 49, 51, 70),
      minutes,
    }),
    weight: 6,
  },
  { arbitrary: fc.record({ kind: fc.constant('authorize'), minutes }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constantFrom('renew', 'release', 'void'), call }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant('correct'), call, minutes }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant('dispute') }), weight: 1 },
  {
    arbitrary: fc.record({ kind: fc.constant('back-off'), hours: fc.integer({ min: 1, max: 50 }) }),
    weight: 1,
  },
  {
    arbitrary: fc.record({ kind: fc.constant('wait'), minutes: fc.integer({ min: 1, max: 3000 }) }),
    weight: 2,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('edge'),
      of: fc.constantFrom(...EDGES),
      past: fc.constantFrom(-1, 0, 1, 60_000, 7_200_000),
    }),
    weight: 6,
  },
  {
    arbitrary: fc.record({ kind: fc.constant('sweep'), sweeps: fc.subarray([...SWEEPS], { minLength: 1 }) }),
    weight: 6,
  },
);

/** Ways into what chance alone seldom meets: the ends of the grace, and the end of a month that is billed after use. */
const all: Step = { kind: 'sweep', sweeps: SWEEPS };
const reported = (hoursAgo: number, length: number): Step => ({ kind: 'report', hoursAgo, minutes: length });
const OPENINGS: readonly (readonly Step[])[] = [
  [],
  [{ kind: 'edge', of: 'grace', past: 0 }, all, reported(51, 45)],
  [{ kind: 'edge', of: 'grace', past: 1 }, all, { kind: 'dispute' }],
  [reported(0, 20), { kind: 'edge', of: 'grace', past: 0 }, all, { kind: 'correct', call: 0, minutes: 5 }],
  [reported(0, 45), reported(0, 45), { kind: 'edge', of: 'month-grace', past: 0 }, all, reported(51, 30)],
];

test('row 20: whichever schedules run at whatever moments, every answer is the same as if none had', async () => {
  const tail = fc.array(step, { minLength: 4, maxLength: 20 });
  const history = fc.tuple(fc.constantFrom('MOSA', 'MCA'), fc.constantFrom(...OPENINGS), tail);
  await fc.assert(
    fc.asyncProperty(history, async ([agreement, opening, steps]) => {
      const [swept, unswept] = await Promise.all([World.open(true, agreement), World.open(false, agreement)]);
      for (const [number, each] of [...opening, ...steps].entries()) {
        const answered = await swept.take(each, number);
        const unsweptAnswer = await unswept.take(each, number);
        expect(answered).toEqual(unsweptAnswer);
        expect(await swept.answers()).toEqual(await unswept.answers());
      }
    }),
    { numRuns: 50 },
  );
}, 120_000);
