/**
 * When a request is sent again. An answer that says "not done, come back" allows it for every request. Where nothing is
 * known of the first attempt, only a request that does nothing twice may be sent again.
 */
import { KEYED_POSTS } from './generated/keyed-posts.ts';
import type { Method, PathOf } from './requests.ts';

export interface Limits {
  /** Of one request, the first included. */
  readonly attempts: number;
  /** Until an attempt counts as one without an answer. The API itself ends a request after 30 s. */
  readonly attemptSeconds: number;
  /** No attempt begins later than this after the first one. */
  readonly totalSeconds: number;
}

export const LIMITS: Limits = { attempts: 5, attemptSeconds: 35, totalSeconds: 60 };

/** POSTs without a key that do nothing twice. */
const SAME_WHEN_REPEATED: ReadonlySet<string> = new Set<PathOf<'post'>>([
  // A record of a call that was reported already counts as a duplicate.
  '/v1/organizations/{org}/usage',
  // The same call and sequence have the same answer.
  '/v1/organizations/{org}/calls/{call}/authorization',
  '/v1/organizations/{org}/calls/{call}/authorization/renewals',
  // A quote changes nothing.
  '/v1/organizations/{org}/quotes',
]);

const KEYED: ReadonlySet<string> = new Set(KEYED_POSTS);

/** Whether the request moves money and must have an `Idempotency-Key`. */
export const isKeyed = (method: Method, path: string): boolean => method === 'post' && KEYED.has(path);

/** Whether the request, sent twice, does what it does once. */
export function isRepeatable(method: Method, path: string): boolean {
  if (method === 'post') return KEYED.has(path) || SAME_WHEN_REPEATED.has(path);
  return method !== 'patch';
}

/** An attempt without an answer, or with one that is not a success. */
export type Failure =
  | 'no answer'
  | { readonly status: number; readonly retryAfterSeconds: number | undefined; readonly body: string };

/** What is known of the request after an attempt: it was not executed, it may have been, or the answer is final. */
type Verdict = 'not executed' | 'unknown' | 'final';

function verdictOf(failure: Failure): Verdict {
  if (failure === 'no answer') return 'unknown';
  const { status, retryAfterSeconds, body } = failure;
  // The API's throttle: the service has not seen the request.
  if (status === 429) return 'not executed';
  const code = codeOf(body);
  if (status === 503 && code !== undefined && retryAfterSeconds !== undefined) return 'not executed';
  if (status === 409 && code === 'request-in-progress') return 'not executed';
  // Made by something in front of the service, which has lost its answer.
  return status >= 500 && code === undefined ? 'unknown' : 'final';
}

function codeOf(body: string): string | undefined {
  try {
    const problem: unknown = JSON.parse(body);
    const isProblem = typeof problem === 'object' && problem !== null && 'code' in problem;
    return isProblem && typeof problem.code === 'string' ? problem.code : undefined;
  } catch {
    return undefined;
  }
}

const FIRST_WAIT_MILLISECONDS = 200;
const MAX_WAIT_MILLISECONDS = 5_000;

interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  readonly repeatable: boolean;
  /** From 0 to 1, by chance: clients that failed together must not come back together. */
  readonly chance: number;
}

/** Milliseconds to wait before the request is sent again; undefined when it must not be. */
export function waitBeforeNext(
  failure: Failure,
  { number, repeatable, chance }: Attempt,
): number | undefined {
  const verdict = verdictOf(failure);
  if (verdict === 'final' || (verdict === 'unknown' && !repeatable)) return undefined;
  const grown = Math.min(MAX_WAIT_MILLISECONDS, FIRST_WAIT_MILLISECONDS * 2 ** (number - 1));
  const asked = failure === 'no answer' ? undefined : failure.retryAfterSeconds;
  return (asked ?? 0) * 1000 + grown * (0.5 + chance / 2);
}
