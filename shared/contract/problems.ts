/** The status and the title of each problem (RFC 9457). A code without them does not compile. */
import type { RefusalCode } from '../domain/refusals.ts';

export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

export const PROBLEMS: Readonly<Record<RefusalCode, ProblemKind>> = {
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
  'member-exists': { status: 409, title: 'Member exists' },
  'clients-managed-elsewhere': { status: 409, title: 'Clients are managed elsewhere' },
  'last-owner': { status: 409, title: 'Last owner' },
  'members-managed-elsewhere': { status: 409, title: 'Members are managed elsewhere' },
  'amount-out-of-range': { status: 422, title: 'Amount out of range' },
  'currency-mismatch': { status: 422, title: 'Wrong currency' },
  'currency-not-sold': { status: 422, title: 'Credits are not sold in this currency' },
  'agreement-cannot-purchase': { status: 409, title: 'The agreement does not buy credits' },
  'credits-not-sold-in-country': { status: 409, title: 'Credits are not sold in this country' },
  'payment-method-required': { status: 402, title: 'Payment method required' },
  'payment-method-in-use': { status: 409, title: 'Payment method in use' },
  'invalid-payment-method': { status: 422, title: 'Invalid payment method' },
  'payment-declined': { status: 402, title: 'Payment declined' },
  'nothing-to-refund': { status: 409, title: 'Not enough unspent' },
  'purchase-not-refundable': { status: 409, title: 'Purchase not refundable' },
  'refund-declined': { status: 409, title: 'Refund declined' },
  'reference-used': { status: 409, title: 'Reference used' },
  'lot-ended': { status: 409, title: 'Lot ended' },
  'nothing-to-take': { status: 409, title: 'Not enough unspent' },
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
  'too-many-requests': { status: 429, title: 'Too many requests' },
  contended: { status: 503, title: 'Too many changes at once' },
};

/** Problems that are not refusals: the service, or what it depends on, could not do its part. */
export const FAULTS = {
  'internal-error': { status: 500, title: 'Internal error' },
  'answer-too-large': { status: 500, title: 'Answer too large' },
  'gateway-unavailable': { status: 503, title: 'Payment gateway unavailable' },
  'issuer-unavailable': { status: 503, title: 'Issuer unavailable' },
} as const satisfies Readonly<Record<string, ProblemKind>>;

/** What the HTTP API responds with itself. On AWS these are `{ "message": … }`; the local stack sends problems. */
export const GATEWAY_PROBLEMS = {
  unauthorized: { status: 401, title: 'Unauthorized' },
  'integration-timeout': { status: 503, title: 'Service Unavailable' },
} as const satisfies Readonly<Record<string, ProblemKind>>;

/** A problem that an operation responds with. */
export type ProblemCode = RefusalCode | keyof typeof FAULTS;
export type AnyProblemCode = ProblemCode | keyof typeof GATEWAY_PROBLEMS;

const KINDS = { ...PROBLEMS, ...FAULTS, ...GATEWAY_PROBLEMS };

export const problemKindOf = (code: AnyProblemCode): ProblemKind => KINDS[code];
