/**
 * The shares of organizations in one instance of a function. They are in its memory, so that they cost no request. Where
 * instances count together, each keeps its copy by the counter that all of them add to with writes that they make anyway.
 */
import type { Allowances, RequestClass } from '../contract/fair-share.ts';
import type { Seconds } from '../domain/instants.ts';
import { refusals } from '../domain/refusals.ts';
import {
  type Bucket,
  knowOfCounter,
  sendToCounter,
  type Taken,
  takeForOthers,
  takeToken,
} from '../domain/token-bucket.ts';
import type { Counting } from '../store/credits/authorization-count.ts';
import { epochMilliseconds } from './runtime.ts';

/** Beyond this number the one that was not used for the longest time, and so is the fullest, is forgotten. */
const MAX_BUCKETS = 10_000;

export interface Share {
  readonly requestClass: RequestClass;
  /** The organization of the path, or else those of the token. */
  readonly organization: string;
}

export interface Shares {
  /** Counts a request. Returns when to try again, if the organization has used up its allowance. */
  readonly take: (share: Share) => Seconds | undefined;
  /**
   * Heeds what all instances have counted, for a request that was taken. Throws `too-many-requests`, and takes it back,
   * if the others have used up the allowance.
   */
  readonly heed: (share: Share, counter: number) => void;
  /** How what was taken here comes into the counter. */
  readonly countingOf: (share: Share) => Counting;
}

/** `clock`: milliseconds; it goes on while the instance is frozen. */
export function shareFairly(allowances: Allowances, clock = epochMilliseconds): Shares {
  const buckets = new Map<string, Bucket>();
  const keep = (key: string, bucket: Bucket) => {
    buckets.delete(key);
    buckets.set(key, bucket);
    const [oldest] = buckets.size > MAX_BUCKETS ? buckets.keys() : [];
    if (oldest !== undefined) buckets.delete(oldest);
  };
  const change = (key: string, next: (bucket: Bucket) => Bucket) => {
    const bucket = buckets.get(key);
    if (bucket) keep(key, next(bucket));
  };
  const kept = (key: string, { bucket, retryAfterSeconds }: Taken) => {
    keep(key, bucket);
    return retryAfterSeconds;
  };
  return {
    take: (share) => {
      const key = keyOf(share);
      return kept(key, takeToken(buckets.get(key), allowances[share.requestClass], clock()));
    },
    heed: (share, counter) => {
      const key = keyOf(share);
      const bucket = buckets.get(key);
      if (!bucket) return;
      const retryAfter = kept(key, takeForOthers(bucket, allowances[share.requestClass], counter));
      if (retryAfter !== undefined) throw refusals.tooManyRequests(share.requestClass, retryAfter);
    },
    countingOf: (share) => {
      const key = keyOf(share);
      const waiting = () => buckets.get(key)?.uncounted ?? 0;
      const add: Counting['add'] = async (write) => {
        const count = Math.max(0, waiting());
        change(key, (bucket) => sendToCounter(bucket, count));
        try {
          await write(count);
        } catch (error) {
          change(key, (bucket) => sendToCounter(bucket, -count));
          throw error;
        }
        change(key, (bucket) => knowOfCounter(bucket, count));
      };
      return { waiting, add };
    },
  };
}

const keyOf = ({ requestClass, organization }: Share): string => `${requestClass} ${organization}`;
