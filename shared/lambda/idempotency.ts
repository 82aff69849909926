/**
 * Idempotency of every request that moves money (api: conventions). The key is mandatory; the final response is
 * stored, refusals included. The operation also derives a business key from the `Idempotency-Key`, which prevents a
 * second execution permanently; the stored response only returns sooner.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Route } from '../contract/routes/route.ts';
import type { OrganizationId } from '../domain/ids.ts';
import { addSeconds, type Instant } from '../domain/instants.ts';
import { Refusal, type RefusalCode, refusals } from '../domain/refusals.ts';
import type { Database } from '../store/table/database.ts';
import {
  answerRequest,
  claimRequest,
  forgetRequest,
  type RequestClaim,
  type RequestRecord,
  releaseRequest,
} from '../store/table/requests.ts';
import type { AnswerOf, HttpRequest, HttpResponse, Operation, RequestOf } from './http.ts';
import { log } from './log.ts';
import { param } from './parse.ts';
import { problemOf } from './problem.ts';

const MAX_KEY = 255;
/** Clocks of hosts differ: a run counts as dead only when it is over by every clock. */
const CLOCK_SKEW_SECONDS = 1;
const UNDECIDED = 202;

export interface KeyedOperation<R extends Route = Route> {
  (request: HttpRequest, idempotencyKey: string): Promise<HttpResponse>;
  readonly route: R;
}

/** An operation that moves money, once for each key. */
export function keyedOperation<
  const R extends Route & { readonly idempotent: true },
  const A extends AnswerOf<R>,
>(route: R, run: (request: RequestOf<R>, idempotencyKey: string) => Promise<A>): KeyedOperation<R> {
  return Object.assign((request: HttpRequest, key: string) => run({ ...request, route }, key), { route });
}

/** Refusals that are not about the request itself, or that a corrected request avoids. They are not stored. */
const NOT_STORED: ReadonlySet<RefusalCode> = new Set(['contended', 'invalid-request', 'payload-too-large']);

export function idempotent<R extends Route>(
  { db, now }: { db: Database; now: () => Instant },
  operation: KeyedOperation<R>,
): Operation<R> {
  const { route } = operation;
  const run = async (request: HttpRequest): Promise<HttpResponse> => {
    const key = request.headers['idempotency-key']?.trim() ?? '';
    if (key === '') throw refusals.idempotencyKeyRequired();
    if (key.length > MAX_KEY) {
      throw refusals.invalidRequest([{ field: 'Idempotency-Key', detail: `at most ${MAX_KEY} characters` }]);
    }
    const claim = claimOf({ ...request, route }, key, now());
    const existing = await claimRequest(db, claim);
    if (existing) return replay(existing, claim);
    try {
      const response = await operation(request, key);
      await storeResponse(db, claim, response);
      return response;
    } catch (error) {
      if (!(error instanceof Refusal) || NOT_STORED.has(error.code)) await forgetRequest(db, claim);
      else await storeResponse(db, claim, refusedResponse(error, request.path));
      throw error;
    }
  };
  return Object.assign(run, { route });
}

/**
 * The operation is done, so a failure to store its response must not fail the request. A response of "not decided yet"
 * is not stored: the next request with the same key returns the current state.
 */
async function storeResponse(db: Database, claim: RequestClaim, response: HttpResponse): Promise<void> {
  const { status, body, headers } = response;
  try {
    if (status === UNDECIDED) await releaseRequest(db, claim);
    else await answerRequest(db, claim, { status, body, headers: { ...headers } });
  } catch (error) {
    log.error('answer not kept', { organizationId: claim.organizationId, error });
  }
}

function claimOf(request: RequestOf<Route>, key: string, now: Instant): RequestClaim {
  const fingerprint = createHash('sha256')
    .update(`${request.routeKey}\n${request.path}\n${request.body}`)
    .digest('base64url');
  const runsUntil = addSeconds(now, request.remainingMs() / 1000 + CLOCK_SKEW_SECONDS);
  const organizationId = param(request, 'org');
  return { organizationId, key: digest(key), fingerprint, runId: randomUUID(), now, runsUntil };
}

function replay(existing: RequestRecord, claim: RequestClaim): HttpResponse {
  if (existing.fingerprint !== claim.fingerprint) throw refusals.idempotencyKeyReused();
  if (!existing.answer) throw refusals.requestInProgress(1);
  const { status, body, headers } = existing.answer;
  return { status, body, headers: { ...headers, 'idempotency-replayed': 'true' } };
}

function refusedResponse(refusal: Refusal, path: string) {
  const { statusCode, headers, body } = problemOf(refusal, path);
  return { status: statusCode, body, headers };
}

/** An id that is unique permanently: the same organization and `Idempotency-Key` give the same id. */
export function businessKey(
  prefix: 'pur' | 'ref' | 'rev' | 'bkg' | 'ses',
  { organizationId, idempotencyKey }: { organizationId: OrganizationId; idempotencyKey: string },
): string {
  return `${prefix}_${digest(`${organizationId}\n${idempotencyKey}`).slice(0, 24)}`;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
