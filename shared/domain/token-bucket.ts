/** A token bucket: how many requests pass in a burst, and how many a second after it (spec: One organization cannot take the share of others). */
import type { Seconds } from './instants.ts';

export interface Allowance {
  readonly perSecond: number;
  /** The most that pass at once, after a pause. */
  readonly burst: number;
}

/** What was left in it, and when: milliseconds of a clock that never goes back. */
export interface Bucket {
  readonly tokens: number;
  readonly atMilliseconds: number;
}

export interface Taken {
  readonly bucket: Bucket;
  /** Present if there was no token: after this time there is one. */
  readonly retryAfterSeconds: Seconds | undefined;
}

/** Takes one token, if there is one. A bucket that was never used is full. */
export function takeToken(
  bucket: Bucket | undefined,
  { perSecond, burst }: Allowance,
  atMilliseconds: number,
): Taken {
  const elapsedSeconds = bucket ? (atMilliseconds - bucket.atMilliseconds) / 1000 : 0;
  const tokens = bucket ? Math.min(burst, bucket.tokens + elapsedSeconds * perSecond) : burst;
  if (tokens >= 1) return { bucket: { tokens: tokens - 1, atMilliseconds }, retryAfterSeconds: undefined };
  return { bucket: { tokens, atMilliseconds }, retryAfterSeconds: Math.ceil((1 - tokens) / perSecond) };
}
