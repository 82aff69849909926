/** RFC 9457 problems: a refusal becomes a status only here. */
import { REQUEST_FAILED } from '../contract/alarmed-messages.ts';
import { type ProblemCode, problemKindOf } from '../contract/problems.ts';
import { Refusal } from '../domain/refusals.ts';
import { IssuerUnavailable } from '../identity/issuer-unavailable.ts';
import { GatewayUnavailable } from '../payments/port.ts';
import { log } from './log.ts';
import { ResponseTooLarge } from './response-size.ts';

export interface ProblemResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const RETRY_SECONDS = 5;

/** The problem of a refusal. Any other error is logged in full, and returned as `internal-error` without details. */
export function problemOf(error: unknown, instance: string): ProblemResponse {
  if (error instanceof Refusal) return refused(error, instance);
  if (error instanceof GatewayUnavailable) {
    const detail = 'The payment gateway did not answer; nothing was changed. Try again.';
    return unavailable('gateway-unavailable', { error, detail, instance });
  }
  if (error instanceof IssuerUnavailable) {
    return unavailable('issuer-unavailable', {
      error,
      detail: 'The issuer gave no token. Try again.',
      instance,
    });
  }
  log.error(REQUEST_FAILED, { instance, error });
  if (error instanceof ResponseTooLarge) {
    const detail = 'The answer would be larger than 6 MB. Ask for less, for example with a smaller limit.';
    return problem('answer-too-large', { detail, instance });
  }
  return problem('internal-error', { detail: 'Nothing is known to have been changed. Try again.', instance });
}

/** Nothing was changed, and who did not respond may respond the next time. */
function unavailable(
  code: ProblemCode,
  { error, ...members }: { readonly error: Error; readonly detail: string; readonly instance: string },
): ProblemResponse {
  log.error(REQUEST_FAILED, { instance: members.instance, error });
  const response = problem(code, members);
  response.headers['retry-after'] = String(RETRY_SECONDS);
  return response;
}

function refused(refusal: Refusal, instance: string): ProblemResponse {
  const { retryAfterSeconds, ...members } = refusal.members;
  const response = problem(refusal.code, { ...members, detail: refusal.message, instance });
  if (typeof retryAfterSeconds === 'number') response.headers['retry-after'] = String(retryAfterSeconds);
  return response;
}

function problem(code: ProblemCode, members: Readonly<Record<string, unknown>>): ProblemResponse {
  const { status, title } = problemKindOf(code);
  const body = { type: `urn:communications-credits:problem:${code}`, status, title, code, ...members };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
