import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Bucket, takeToken } from '../../shared/domain/token-bucket.ts';

/** The second at which each request comes, and what the answer is: nothing, or when to come back. */
const TABLE: readonly [
  title: string,
  allowance: [perSecond: number, burst: number],
  requests: [number, number | undefined][],
][] = [
  [
    'a burst passes, and not one more',
    [1, 3],
    [
      [0, undefined],
      [0, undefined],
      [0, undefined],
      [0, 1],
    ],
  ],
  [
    'one comes back each second',
    [1, 1],
    [
      [0, undefined],
      [0.5, 1],
      [1, undefined],
      [1.5, 1],
      [2, undefined],
    ],
  ],
  [
    'a refused request uses nothing up',
    [1, 1],
    [
      [0, undefined],
      [0.9, 1],
      [0.99, 1],
      [1, undefined],
    ],
  ],
  [
    'a pause fills it up to the burst only',
    [10, 2],
    [
      [0, undefined],
      [60, undefined],
      [60, undefined],
      [60, 1],
    ],
  ],
  [
    'less than one a second',
    [0.1, 1],
    [
      [0, undefined],
      [0, 10],
      [4, 6],
      [9.5, 1],
      [10, undefined],
    ],
  ],
  [
    'whole seconds, never too early',
    [0.4, 1],
    [
      [0, undefined],
      [0, 3],
      [2.5, undefined],
    ],
  ],
];

describe('a token bucket (spec: One organization cannot take the share of others)', () => {
  test.each(TABLE)('%s', (_title, [perSecond, burst], requests) => {
    let bucket: Bucket | undefined;
    const answers = requests.map(([second]) => {
      const taken = takeToken(bucket, { perSecond, burst }, second * 1000);
      bucket = taken.bucket;
      return taken.retryAfterSeconds;
    });
    expect(answers).toEqual(requests.map(([, expected]) => expected));
  });

  test('in any time no more than the burst and what came back in that time passes', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 });
    const allowance = { perSecond: fc.integer({ min: 1, max: 50 }), burst: fc.integer({ min: 1, max: 50 }) };
    fc.assert(
      fc.property(gaps, fc.record(allowance), (milliseconds, { perSecond, burst }) => {
        let [bucket, at, passed]: [Bucket | undefined, number, number] = [undefined, 0, 0];
        for (const gap of milliseconds) {
          at += gap;
          const taken = takeToken(bucket, { perSecond, burst }, at);
          bucket = taken.bucket;
          if (taken.retryAfterSeconds === undefined) passed += 1;
        }
        expect(passed).toBeLessThanOrEqual(burst + (at / 1000) * perSecond + 1e-6);
      }),
    );
  });

  test('a request that waits for the time it was given passes', () => {
    const amounts = fc.record({
      perSecond: fc.double({ min: 0.01, max: 100, noNaN: true }),
      tokens: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(amounts, ({ perSecond, tokens }) => {
        const allowance = { perSecond, burst: 1 };
        const { bucket, retryAfterSeconds = 0 } = takeToken(
          { tokens, atMilliseconds: 0, overflow: 0, uncounted: 0 },
          allowance,
          0,
        );
        const again = takeToken(bucket, allowance, retryAfterSeconds * 1000 + 1e-6);
        expect(again.retryAfterSeconds).toBeUndefined();
      }),
    );
  });
});
