/**
 * A token bucket: how many requests pass in a burst, and how many a second after it (spec: One organization cannot take
 * the share of others). Instances of a function have a copy each. Where all of them add to one counter what they take,
 * and each takes from its copy what the counter says that the others took, the copies stay alike.
 */
import type { Seconds } from './instants.ts';

export interface Allowance {
  readonly perSecond: number;
  /** The most that pass at once, after a pause. */
  readonly burst: number;
}

export interface Bucket {
  /** What was left in it; below zero where others took more than there was. */
  readonly tokens: number;
  /** When that was, in milliseconds. */
  readonly atMilliseconds: number;
  /** What came in since the counter was read, and was lost because the bucket was full: others may have taken it. */
  readonly overflow: number;
  /** The part of the counter that this copy knows of. Absent until the counter is read for the first time. */
  readonly counted?: number;
  /** What was taken here and is not in the counter. */
  readonly uncounted: number;
}

export interface Taken {
  readonly bucket: Bucket;
  /** Present if there was no token: after this time there is one. */
  readonly retryAfterSeconds: Seconds | undefined;
}

/** A bucket that was never used is full. */
const fullBucket = ({ burst }: Allowance, atMilliseconds: number): Bucket => ({
  tokens: burst,
  atMilliseconds,
  overflow: 0,
  uncounted: 0,
});

/** Takes one token, if there is one. A clock that goes back brings none in. */
export function takeToken(earlier: Bucket | undefined, allowance: Allowance, atMilliseconds: number): Taken {
  const bucket = earlier ?? fullBucket(allowance, atMilliseconds);
  const { perSecond, burst } = allowance;
  const elapsedSeconds = Math.max(0, atMilliseconds - bucket.atMilliseconds) / 1000;
  const refilled = bucket.tokens + elapsedSeconds * perSecond;
  const tokens = Math.min(burst, refilled);
  const overflow = bucket.overflow + refilled - tokens;
  const filled = { ...bucket, tokens, atMilliseconds, overflow };
  if (tokens < 1) return { bucket: filled, retryAfterSeconds: secondsToOne(filled, allowance) };
  const taken = { ...filled, tokens: tokens - 1, uncounted: bucket.uncounted + 1 };
  return { bucket: taken, retryAfterSeconds: undefined };
}

/**
 * Takes what others took, once the counter is read for a request whose token is taken. If they left none, the request
 * gives its token back. However much they took, no more than a burst is missing.
 */
export function takeForOthers(bucket: Bucket, allowance: Allowance, counter: number): Taken {
  const { burst } = allowance;
  const others = counter - (bucket.counted ?? counter);
  const left = Math.min(burst, bucket.tokens - (others > 0 ? Math.max(0, others - bucket.overflow) : others));
  const tokens = Math.max(-burst, left);
  const known = { ...bucket, tokens, overflow: 0, counted: counter };
  if (tokens >= 0) return { bucket: known, retryAfterSeconds: undefined };
  const refused = { ...known, tokens: tokens + 1, uncounted: bucket.uncounted - 1 };
  return { bucket: refused, retryAfterSeconds: secondsToOne(refused, allowance) };
}

/** The number that is on its way to the counter. Below zero: it did not arrive. */
export function sendToCounter(bucket: Bucket, count: number): Bucket {
  return { ...bucket, uncounted: bucket.uncounted - count };
}

/** It arrived: when the counter is read, that number is not of others. */
export function knowOfCounter(bucket: Bucket, count: number): Bucket {
  return bucket.counted === undefined ? bucket : { ...bucket, counted: bucket.counted + count };
}

const secondsToOne = ({ tokens }: Bucket, { perSecond }: Allowance): Seconds =>
  Math.ceil((1 - tokens) / perSecond);
