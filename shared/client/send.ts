/** Sends one request until it has an answer that counts, within the limits. */
import { NoAnswer, retryAfterSecondsOf } from './problem.ts';
import { type Failure, type Limits, waitBeforeNext } from './retry.ts';

/** What a request is sent with, whatever it asks. */
export interface Sender {
  /** Asked before each attempt, so that a token that was refreshed meanwhile is used. */
  readonly token: () => string | undefined | Promise<string | undefined>;
  /** After a 401. Returns whether there is another token: then the request is sent with it, once. */
  readonly onUnauthorized: () => boolean | Promise<boolean>;
  readonly fetch: (request: Request) => Promise<Response>;
  readonly limits: Limits;
}

interface Sent {
  readonly request: Request;
  /** Sent twice, it does what it does once. */
  readonly repeatable: boolean;
}

/** The last answer, read to its end. Throws `NoAnswer` when there is none, and the reason of `signal` when it aborts. */
export async function sendUntilAnswered(sender: Sender, { request, repeatable }: Sent): Promise<Response> {
  const { attempts, totalSeconds } = sender.limits;
  const startedAt = performance.now();
  let renewed = false;
  for (let number = 1; ; number += 1) {
    const outcome = await attemptOnce(sender, request);
    if (outcome instanceof Response) {
      if (outcome.ok) return outcome;
      if (outcome.status === 401 && !renewed) {
        renewed = true;
        if (await sender.onUnauthorized()) continue;
      }
    }
    const wait = waitBeforeNext(await failureOf(outcome), { number, repeatable, chance: Math.random() });
    const waitedUntil = performance.now() - startedAt + (wait ?? 0);
    if (wait === undefined || number >= attempts || waitedUntil > totalSeconds * 1000) {
      if (outcome instanceof Response) return outcome;
      throw outcome;
    }
    await pause(wait, request.signal);
  }
}

/** Returns `NoAnswer` when the request was lost, or its answer broke off. Throws when the caller has aborted it. */
async function attemptOnce({ token, fetch, limits }: Sender, request: Request): Promise<Response | NoAnswer> {
  const headers = new Headers(request.headers);
  const bearer = await token();
  if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`);
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(limits.attemptSeconds * 1000)]);
  try {
    const response = await fetch(new Request(request.clone(), { headers, signal }));
    const { status, statusText } = response;
    const body = await response.arrayBuffer();
    const isEmpty = body.byteLength === 0;
    return new Response(isEmpty ? null : body, { status, statusText, headers: response.headers });
  } catch (error) {
    request.signal.throwIfAborted();
    return new NoAnswer(error);
  }
}

async function failureOf(outcome: Response | NoAnswer): Promise<Failure> {
  if (!(outcome instanceof Response)) return 'no answer';
  const retryAfterSeconds = retryAfterSecondsOf(outcome.headers);
  return { status: outcome.status, retryAfterSeconds, body: await outcome.clone().text() };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
