/**
 * Idempotency of every request that moves money (api: conventions). The key is mandatory; the last word is
 * kept, refusals included. What must never happen twice is guarded a second time, for ever, by the business key that
 * the operation derives from the same `Idempotency-Key`; the record here only answers sooner.
 */
import { createHash, randomUUID } from 'node:crypto';
import { addSeconds } from '../domain/instants.ts';
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
import type { HttpRequest, HttpResponse, Operation } from './http.ts';
import { log } from './log.ts';
import { param } from './parse.ts';
import { problemOf } from './problem.ts';

const MAX_KEY = 255;
/** Hosts' clocks differ: no run is taken for dead before every clock says so. */
const CLOCK_SKEW_SECONDS = 1;
const UNDECIDED = 202;

export type KeyedOperation = (request: HttpRequest, idempotencyKey: string) => Promise<HttpResponse>;

/** Refusals that say nothing about the request itself, or that a mended request may clear, are not kept. */
const NOT_KEPT: ReadonlySet<RefusalCode> = new Set(['contended', 'invalid-request', 'payload-too-large']);

export function idempotent(
  { db, now }: { db: Database; now: () => string },
  operation: KeyedOperation,
): Operation {
  return async (request) => {
    const key = request.headers['idempotency-key']?.trim() ?? '';
    if (key === '') throw refusals.idempotencyKeyRequired();
    if (key.length > MAX_KEY) {
      throw refusals.invalidRequest([{ field: 'Idempotency-Key', detail: `at most ${MAX_KEY} characters` }]);
    }
    const claim = claimOf(request, key, now());
    const standing = await claimRequest(db, claim);
    if (standing) return replay(standing, claim);
    try {
      const response = await operation(request, key);
      await keepAnswer(db, claim, response);
      return response;
    } catch (error) {
      if (!(error instanceof Refusal) || NOT_KEPT.has(error.code)) await forgetRequest(db, claim);
      else await keepAnswer(db, claim, refusedAnswer(error, request.path));
      throw error;
    }
  };
}

/**
 * What was done is done: that its answer could not be kept must not turn it into a failure. An answer that only
 * says "not decided yet" is not kept: asked again, the same key tells what has become of it.
 */
async function keepAnswer(db: Database, claim: RequestClaim, response: HttpResponse): Promise<void> {
  const { status, body, headers } = response;
  try {
    if (status === UNDECIDED) await releaseRequest(db, claim);
    else await answerRequest(db, claim, { status, body, headers: { ...headers } });
  } catch (error) {
    log.error('answer not kept', { organizationId: claim.organizationId, error });
  }
}

function claimOf(request: HttpRequest, key: string, now: string): RequestClaim {
  const fingerprint = createHash('sha256')
    .update(`${request.routeKey}\n${request.path}\n${request.body}`)
    .digest('base64url');
  const runsUntil = addSeconds(now, request.remainingMs() / 1000 + CLOCK_SKEW_SECONDS);
  const organizationId = param(request, 'org');
  return { organizationId, key: digest(key), fingerprint, runId: randomUUID(), now, runsUntil };
}

function replay(standing: RequestRecord, claim: RequestClaim): HttpResponse {
  if (standing.fingerprint !== claim.fingerprint) throw refusals.idempotencyKeyReused();
  if (!standing.answer) throw refusals.requestInProgress(1);
  const { status, body, headers } = standing.answer;
  return { status, body, headers: { ...headers, 'idempotency-replayed': 'true' } };
}

function refusedAnswer(refusal: Refusal, path: string) {
  const { statusCode, headers, body } = problemOf(refusal, path);
  return { status: statusCode, body, headers };
}

/** A business key that is unique for ever: the same organization and `Idempotency-Key` give the same id. */
export function businessKey(prefix: string, organizationId: string, idempotencyKey: string): string {
  return `${prefix}_${digest(`${organizationId}\n${idempotencyKey}`).slice(0, 24)}`;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
