import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Allowance,
  type Bucket,
  knowOfCounter,
  sendToCounter,
  takeForOthers,
  takeToken,
} from '../../shared/domain/token-bucket.ts';

/** What every instance has counted of each organization, as one item of a table has it. */
class Counters {
  readonly #counts = new Map<string, number>();
  read(organization: string): number {
    return this.#counts.get(organization) ?? 0;
  }
  add(organization: string, count: number): void {
    this.#counts.set(organization, this.read(organization) + count);
  }
}

/** Milliseconds of a request: until it has read the counter, and until it has added to it. */
const READ_MILLISECONDS = 8;
const WRITE_MILLISECONDS = 17;
/** A refused request comes again at once. */
const REFUSED_MILLISECONDS = 2;

interface InProgress {
  readonly organization: string;
  readonly hasRead: boolean;
}

/** An instance on Lambda: one request at a time. Its organization `loud` always has another one. */
class Instance {
  readonly #buckets = new Map<string, Bucket>();
  readonly #counters: Counters;
  readonly #allowance: Allowance;
  readonly admitted: string[] = [];
  readonly refused: string[] = [];
  #at: number;
  #running: InProgress | undefined;

  constructor(counters: Counters, allowance: Allowance, beginsAt: number) {
    this.#counters = counters;
    this.#allowance = allowance;
    this.#at = beginsAt;
  }

  get nextAt(): number {
    return this.#at;
  }

  /** Does what is next, which takes its time. `next`: whose request comes if none is in progress. */
  step(next: string): void {
    const { organization, hasRead } = this.#running ?? { organization: next };
    const bucket = this.#buckets.get(organization);
    if (hasRead === undefined) this.#begin(organization, takeToken(bucket, this.#allowance, this.#at));
    else if (!bucket) throw new Error('a request that runs has a bucket');
    else if (!hasRead) this.#heed(organization, bucket);
    else this.#count(organization, bucket);
  }

  #begin(organization: string, { bucket, retryAfterSeconds }: ReturnType<typeof takeToken>): void {
    this.#buckets.set(organization, bucket);
    if (retryAfterSeconds !== undefined) this.#refuse(organization);
    else this.#continue({ organization, hasRead: false }, READ_MILLISECONDS);
  }

  #heed(organization: string, earlier: Bucket): void {
    const { bucket, retryAfterSeconds } = takeForOthers(
      earlier,
      this.#allowance,
      this.#counters.read(organization),
    );
    this.#buckets.set(organization, bucket);
    if (retryAfterSeconds !== undefined) this.#refuse(organization);
    else this.#continue({ organization, hasRead: true }, WRITE_MILLISECONDS);
  }

  #count(organization: string, bucket: Bucket): void {
    this.#counters.add(organization, bucket.uncounted);
    this.#buckets.set(organization, knowOfCounter(sendToCounter(bucket, bucket.uncounted), bucket.uncounted));
    this.admitted.push(organization);
    this.#running = undefined;
  }

  #continue(request: InProgress, milliseconds: number): void {
    this.#running = request;
    this.#at += milliseconds;
  }

  #refuse(organization: string): void {
    this.refused.push(organization);
    this.#running = undefined;
    this.#at += REFUSED_MILLISECONDS;
  }
}

interface Flood {
  readonly allowance: Allowance;
  readonly seconds: number;
  /** When each instance begins, in milliseconds. */
  readonly begin: readonly number[];
}

/** Beside `loud`, an organization sends half of what its allowance lets pass, to whichever instance is free. */
function runFlood({ allowance, seconds, begin }: Flood) {
  const counters = new Counters();
  const instances = begin.map((at) => new Instance(counters, allowance, at));
  const end = seconds * 1000;
  let nextQuietAt = 0;
  for (;;) {
    const instance = instances.reduce((first, each) => (each.nextAt < first.nextAt ? each : first));
    if (instance.nextAt >= end) break;
    const isQuiet = instance.nextAt >= nextQuietAt;
    if (isQuiet) nextQuietAt += (2 * 1000) / allowance.perSecond;
    instance.step(isQuiet ? 'quiet' : 'loud');
  }
  const count = (list: 'admitted' | 'refused', organization: string) =>
    instances.flatMap((each) => each[list]).filter((each) => each === organization).length;
  return {
    loud: { admitted: count('admitted', 'loud'), refused: count('refused', 'loud') },
    quiet: { admitted: count('admitted', 'quiet'), refused: count('refused', 'quiet') },
  };
}

const atOnce = (instances: number): number[] => Array.from({ length: instances }, () => 0);

describe('buckets that count together (spec: One organization cannot take the share of others)', () => {
  const allowance = { perSecond: 100, burst: 50 };
  const seconds = 10;

  test.each([1, 4, 40])('%i instances admit one allowance in all, and one more each', (instances) => {
    const { loud, quiet } = runFlood({ allowance, seconds, begin: atOnce(instances) });
    const share = allowance.burst + allowance.perSecond * seconds;
    const fastest = (instances * seconds * 1000) / (READ_MILLISECONDS + WRITE_MILLISECONDS);
    expect(loud.admitted).toBeLessThanOrEqual(share + instances);
    expect(loud.admitted).toBeGreaterThan(0.9 * Math.min(share, fastest) - quiet.admitted);
    expect(quiet.admitted).toBeGreaterThan(0);
    expect(quiet.refused).toBe(0);
  });

  test('an instance that begins later brings at most a burst', () => {
    const begin = Array.from({ length: 40 }, (_, index) => index * 200);
    const { loud, quiet } = runFlood({ allowance, seconds, begin });
    const share = allowance.burst + allowance.perSecond * seconds;
    expect(loud.admitted).toBeLessThanOrEqual(share + 40 * (allowance.burst + 1));
    expect(quiet.refused).toBe(0);
  });

  test('an organization within its allowance is never refused, however many instances it meets', () => {
    const plan = fc.record({
      gaps: fc.array(fc.integer({ min: 10, max: 400 }), { minLength: 1, maxLength: 300 }),
      instances: fc.integer({ min: 1, max: 12 }),
      seed: fc.integer({ min: 0, max: 1_000 }),
    });
    fc.assert(
      fc.property(plan, ({ gaps, instances, seed }) => {
        const copies = new Map<number, Bucket>();
        let [at, counter] = [0, 0];
        for (const [index, gap] of gaps.entries()) {
          at += gap;
          const instance = (index * (seed + 7)) % instances;
          const taken = takeToken(copies.get(instance), allowance, at);
          expect(taken.retryAfterSeconds).toBeUndefined();
          const heeded = takeForOthers(taken.bucket, allowance, counter);
          expect(heeded.retryAfterSeconds).toBeUndefined();
          counter += 1;
          copies.set(instance, knowOfCounter(sendToCounter(heeded.bucket, 1), 1));
        }
      }),
    );
  });
});

describe('a counter', () => {
  const allowance = { perSecond: 10, burst: 10 };
  const fresh = takeToken(undefined, allowance, 0).bucket;
  const known = takeForOthers(fresh, allowance, 1_000).bucket;

  test('says nothing when it is read for the first time', () => {
    expect(known).toMatchObject({ tokens: 9, counted: 1_000, uncounted: 1 });
  });

  test('what others took is missing here, and a request that they leave nothing takes nothing', () => {
    const taken = takeToken(known, allowance, 0).bucket;
    expect(takeForOthers(taken, allowance, 1_008)).toMatchObject({
      bucket: { tokens: 0, uncounted: 2 },
      retryAfterSeconds: undefined,
    });
    expect(takeForOthers(taken, allowance, 1_009)).toMatchObject({
      bucket: { tokens: 0, uncounted: 1 },
      retryAfterSeconds: 1,
    });
  });

  test('what the instance itself added is not that of others', () => {
    const counted = knowOfCounter(sendToCounter(known, 1), 1);
    const next = takeToken(counted, allowance, 0).bucket;
    expect(takeForOthers(next, allowance, 1_001).bucket).toMatchObject({ tokens: 8, uncounted: 1 });
  });

  test('what it added, and read before it knew that it had arrived, is given back', () => {
    const sent = sendToCounter(known, 1);
    const next = takeToken(sent, allowance, 0).bucket;
    const early = takeForOthers(next, allowance, 1_001).bucket;
    const again = takeToken(knowOfCounter(early, 1), allowance, 0).bucket;
    expect(takeForOthers(again, allowance, 1_001).bucket).toMatchObject({ tokens: 7 });
  });

  test('what comes in while others take pays for them, also where the bucket here is full', () => {
    const taken = takeToken(known, allowance, 60_000).bucket;
    expect(takeForOthers(taken, allowance, 1_599).bucket).toMatchObject({ tokens: 9 });
    expect(takeForOthers(taken, allowance, 1_603).bucket).toMatchObject({ tokens: 5 });
  });

  test('no more than a burst is missing, whatever the counter says, and nothing after it went back', () => {
    const taken = takeToken(known, allowance, 0).bucket;
    expect(takeForOthers(taken, allowance, 1_000_000)).toMatchObject({
      bucket: { tokens: -9 },
      retryAfterSeconds: 1,
    });
    expect(takeForOthers(taken, allowance, 0).bucket).toMatchObject({ tokens: 10 });
  });

  test('a clock that goes back brings nothing in, and takes nothing', () => {
    expect(takeToken(known, allowance, -60_000).bucket).toMatchObject({ tokens: 8, atMilliseconds: -60_000 });
  });
});
