/** RFC 9457 problems: a refusal becomes a status only here. */
import { REQUEST_FAILED } from '../contract/alarmed-messages.ts';
import type { ProblemCode } from '../contract/routes/route.ts';
import { Refusal } from '../domain/refusals.ts';
import { GatewayUnavailable } from '../payments/port.ts';
import { log } from './log.ts';
import { ResponseTooLarge } from './response-size.ts';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

export const PROBLEMS: Readonly<Record<ProblemCode, ProblemKind>> = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  forbidden: { status: 403, title: 'Forbidden' },
  'not-found': { status: 404, title: 'Not found' },
  'invalid-signature': { status: 400, title: 'Invalid signature' },
  'idempotency-key-required': { status: 400, title: 'Idempotency-Key required' },
  'idempotency-key-reused': { status: 422, title: 'Idempotency-Key reused' },
  'request-in-progress': { status: 409, title: 'Request in progress' },
  'organization-exists': { status: 409, title: 'Organization exists' },
  'user-exists': { status: 409, title: 'User exists' },
  'amount-out-of-range': { status: 422, title: 'Amount out of range' },
  'currency-mismatch': { status: 422, title: 'Wrong currency' },
  'currency-not-sold': { status: 422, title: 'Credits are not sold in this currency' },
  'agreement-cannot-purchase': { status: 409, title: 'The agreement does not buy credits' },
  'credits-not-sold-in-country': { status: 409, title: 'Credits are not sold in this country' },
  'payment-method-required': { status: 409, title: 'Payment method required' },
  'invalid-payment-method': { status: 422, title: 'Invalid payment method' },
  'payment-declined': { status: 402, title: 'Payment declined' },
  'nothing-to-refund': { status: 409, title: 'Not enough unspent' },
  'purchase-not-refundable': { status: 409, title: 'Purchase not refundable' },
  'refund-declined': { status: 409, title: 'Refund declined' },
  'no-license-available': { status: 409, title: 'No license available' },
  'not-eligible': { status: 409, title: 'Not eligible' },
  'stale-sequence': { status: 409, title: 'Stale sequence' },
  'call-finished': { status: 409, title: 'Call finished' },
  'call-not-settled': { status: 409, title: 'Call not settled' },
  'call-already-reversed': { status: 409, title: 'Call already voided or corrected' },
  'conflicting-record': { status: 409, title: 'Conflicting record' },
  'invalid-rate-deck': { status: 422, title: 'Invalid rate deck' },
  'deck-in-past': { status: 422, title: 'Rate deck in the past' },
  'no-rate': { status: 404, title: 'No published rate' },
  'dependency-unavailable': { status: 503, title: 'A dependency does not answer' },
  contended: { status: 503, title: 'Too many changes at once' },
  'gateway-unavailable': { status: 503, title: 'Payment gateway unavailable' },
};

export interface ProblemResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const GATEWAY_RETRY_SECONDS = 5;

/** The problem of a refusal. Any other error is logged in full, and returned as `internal-error` without details. */
export function problemOf(error: unknown, instance: string): ProblemResponse {
  if (error instanceof Refusal) return refused(error, instance);
  if (error instanceof GatewayUnavailable) return unavailable(error, instance);
  log.error(REQUEST_FAILED, { instance, error });
  if (error instanceof ResponseTooLarge) {
    const detail = 'The answer would be larger than 6 MB. Ask for less, for example with a smaller limit.';
    return problem(500, { title: 'Answer too large', detail, instance, code: 'answer-too-large' });
  }
  return problem(500, {
    title: 'Internal error',
    detail: 'Nothing is known to have been changed. Try again.',
    instance,
    code: 'internal-error',
  });
}

/** No money moved, and the payment gateway may respond the next time. */
function unavailable(error: GatewayUnavailable, instance: string): ProblemResponse {
  log.error(REQUEST_FAILED, { instance, error });
  const code = 'gateway-unavailable';
  const { status, title } = PROBLEMS[code];
  const detail = 'The payment gateway did not answer; nothing was changed. Try again.';
  const response = problem(status, { title, detail, instance, code });
  response.headers['retry-after'] = String(GATEWAY_RETRY_SECONDS);
  return response;
}

function refused(refusal: Refusal, instance: string): ProblemResponse {
  const { status, title } = PROBLEMS[refusal.code];
  const { retryAfterSeconds, ...members } = refusal.members;
  const response = problem(status, {
    ...members,
    title,
    detail: refusal.message,
    instance,
    code: refusal.code,
  });
  if (typeof retryAfterSeconds === 'number') response.headers['retry-after'] = String(retryAfterSeconds);
  return response;
}

function problem(status: number, members: { code: string } & Record<string, unknown>): ProblemResponse {
  const body = { type: `urn:communications-credits:problem:${members.code}`, status, ...members };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
