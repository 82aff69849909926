/** The shares of organizations in one instance of a function. They are in its memory, so that they cost no request. */
import type { Allowances, RequestClass } from '../contract/fair-share.ts';
import type { Seconds } from '../domain/instants.ts';
import { type Bucket, takeToken } from '../domain/token-bucket.ts';

/** Beyond this number the one that was not used for the longest time, and so is the fullest, is forgotten. */
const MAX_BUCKETS = 10_000;

export interface Share {
  readonly requestClass: RequestClass;
  /** The organization of the path, or else those of the token. */
  readonly organization: string;
}

/** Counts a request. Returns when to try again, if the organization has used up its allowance. */
export type TakeShare = (share: Share) => Seconds | undefined;

/** `clock`: milliseconds, of a clock that never goes back. */
export function shareFairly(
  allowances: Allowances,
  clock: () => number = () => performance.now(),
): TakeShare {
  const buckets = new Map<string, Bucket>();
  return ({ requestClass, organization }) => {
    const key = `${requestClass} ${organization}`;
    const { bucket, retryAfterSeconds } = takeToken(buckets.get(key), allowances[requestClass], clock());
    buckets.delete(key);
    buckets.set(key, bucket);
    const [oldest] = buckets.size > MAX_BUCKETS ? buckets.keys() : [];
    if (oldest !== undefined) buckets.delete(oldest);
    return retryAfterSeconds;
  };
}
