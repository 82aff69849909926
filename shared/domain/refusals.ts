/** The closed list of refusals. `contract/problems` gives each code its status: a missing code does not compile. */

import type { Country } from './country-codes.ts';
import type { Instant, Seconds } from './instants.ts';

export type RefusalCode =
  | 'invalid-request'
  | 'payload-too-large'
  | 'unsupported-media-type'
  | 'forbidden'
  | 'not-found'
  | 'invalid-signature'
  | 'idempotency-key-required'
  | 'idempotency-key-reused'
  | 'request-in-progress'
  | 'organization-exists'
  | 'user-exists'
  | 'member-exists'
  | 'last-owner'
  | 'members-managed-elsewhere'
  | 'clients-managed-elsewhere'
  | 'amount-out-of-range'
  | 'currency-mismatch'
  | 'currency-not-sold'
  | 'agreement-cannot-purchase'
  | 'credits-not-sold-in-country'
  | 'payment-method-required'
  | 'invalid-payment-method'
  | 'payment-method-in-use'
  | 'payment-declined'
  | 'nothing-to-refund'
  | 'purchase-not-refundable'
  | 'refund-declined'
  | 'reference-used'
  | 'lot-ended'
  | 'nothing-to-take'
  | 'no-license-available'
  | 'not-eligible'
  | 'stale-sequence'
  | 'call-finished'
  | 'call-not-settled'
  | 'call-already-reversed'
  | 'conflicting-record'
  | 'invalid-rate-deck'
  | 'deck-in-past'
  | 'no-rate'
  | 'too-many-requests'
  | 'contended'
  | 'dependency-unavailable';

/** The extension members of the problem, beside `detail` (RFC 9457 section 3.2). */
export type ProblemMembers = Readonly<Record<string, unknown>>;

/** A refusal that the caller can act on. Every other error that is thrown is a fault of the service. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly members: ProblemMembers;

  constructor(code: RefusalCode, detail: string, members: ProblemMembers = {}) {
    super(detail);
    this.code = code;
    this.members = members;
  }
}

export interface FieldError {
  /** `amount`, `records[3].startedAt`, `Idempotency-Key`, `body`. */
  field: string;
  detail: string;
  /** The place in a document: line and column count from 1, the byte from 0. */
  line?: number;
  column?: number;
  byteOffset?: number;
}

export const refusals = {
  invalidRequest: (errors: readonly FieldError[]) => {
    const listed = listErrors(errors);
    const detail = summarizeErrors(errors, ({ field }) => field);
    return new Refusal('invalid-request', detail, { field: listed.errors[0]?.field, ...listed });
  },
  /** What is wrong with a document, at a field of a line, with a line, or with the whole of it. */
  invalidDocument: ({ line, column, detail }: Omit<FieldError, 'field' | 'byteOffset'>): Refusal => {
    const place = column === undefined ? '' : `, field ${column}`;
    const where = line === undefined ? '' : `line ${line}${place}: `;
    const at = { ...(line !== undefined && { line }), ...(column !== undefined && { column }) };
    return refusals.invalidRequest([{ field: 'body', ...at, detail: `${where}${detail}` }]);
  },
  payloadTooLarge: (maximumBytes: number) =>
    new Refusal('payload-too-large', `body: larger than ${maximumBytes} bytes`, {
      field: 'body',
      maximumBytes,
    }),
  unsupportedMediaType: (accepted: readonly string[]) =>
    new Refusal('unsupported-media-type', `Content-Type: send ${accepted.join(' or ')}`, {
      field: 'Content-Type',
      accepted,
    }),
  unsupportedCharset: (charset: string, charsets: readonly string[]) =>
    new Refusal(
      'unsupported-media-type',
      `Content-Type: charset ${charset.slice(0, 40)} is not read; save the document as UTF-8, or send one of ${charsets.join(', ')}`,
      { field: 'Content-Type', charsets },
    ),
  scopeMissing: (requiredScopes: readonly string[], tokenScopes: readonly string[]) =>
    new Refusal('forbidden', `The token does not have the scope ${requiredScopes.join(' or ')}.`, {
      requiredScopes,
      tokenScopes,
    }),
  notOfOrganization: (tokenOrganizations: readonly string[], tokenScopes: readonly string[]) =>
    new Refusal('forbidden', `The token is for ${tokenOrganizations.join(', ') || 'no organization'}.`, {
      tokenScopes,
      tokenOrganizations,
    }),
  scopeRequired: (scope: string, fields: readonly string[], tokenScopes: readonly string[]) =>
    new Refusal('forbidden', `${fields.join(', ')}: only a token with the scope ${scope} may change this.`, {
      field: fields[0],
      requiredScopes: [scope],
      tokenScopes,
    }),
  notFound: (what: string) => new Refusal('not-found', `No such ${what}.`),
  invalidSignature: () => new Refusal('invalid-signature', 'The signature is missing, wrong or too old.'),
  idempotencyKeyRequired: () =>
    new Refusal('idempotency-key-required', 'Idempotency-Key: required wherever money moves', {
      field: 'Idempotency-Key',
    }),
  idempotencyKeyReused: () =>
    new Refusal('idempotency-key-reused', 'Idempotency-Key: already used for a different request', {
      field: 'Idempotency-Key',
    }),
  requestInProgress: (retryAfterSeconds: Seconds) =>
    new Refusal('request-in-progress', 'The first request with this key is still running.', {
      retryAfterSeconds,
    }),
  organizationExists: () => new Refusal('organization-exists', 'id: already taken', { field: 'id' }),
  memberExists: () => new Refusal('member-exists', 'email: already a member', { field: 'email' }),
  lastOwner: () =>
    new Refusal('last-owner', 'The organization needs an owner: make another member one first.', {
      field: 'role',
    }),
  membersManagedElsewhere: () =>
    new Refusal(
      'members-managed-elsewhere',
      'The issuer of the tokens says who may do what here: give people their roles there.',
    ),
  clientsManagedElsewhere: (issuer: string) =>
    new Refusal('clients-managed-elsewhere', `Programs get their tokens from ${issuer}; manage them there.`, {
      issuer,
    }),
  scopesNotHeld: (field: string, scopes: readonly string[], tokenScopes: readonly string[]) =>
    new Refusal('forbidden', `${field}: the token itself does not have ${scopes.join(', ')}`, {
      field,
      requiredScopes: scopes,
      tokenScopes,
    }),
  userExists: (field: string) => new Refusal('user-exists', `${field}: already taken`, { field }),
  amountOutOfRange: (field: string, minimum: string, maximum: string) =>
    new Refusal('amount-out-of-range', `${field}: between ${minimum} and ${maximum}`, {
      field,
      minimum,
      maximum,
    }),
  currencyMismatch: (currency: string) =>
    new Refusal('currency-mismatch', `currency: this organization pays in ${currency}`, {
      field: 'currency',
      currency,
    }),
  currencyNotSold: (currency: string) =>
    new Refusal(
      'currency-not-sold',
      `currency: credits are not sold in ${currency}; no limits are set for it`,
      {
        field: 'currency',
        currency,
      },
    ),
  agreementCannotPurchase: () =>
    new Refusal(
      'agreement-cannot-purchase',
      'An organization under MCA does not buy credits; it funds through auto-recharge.',
      { agreement: 'MCA' },
    ),
  creditsNotSoldInCountry: (country: Country) =>
    new Refusal('credits-not-sold-in-country', `Credits cannot be bought in ${country}.`, { country }),
  paymentMethodRequired: () =>
    new Refusal('payment-method-required', 'Set a payment method before funding credits.'),
  paymentMethodInUse: () =>
    new Refusal(
      'payment-method-in-use',
      'The last payment method stays while auto-recharge is on: add another one first, or switch it off.',
    ),
  invalidPaymentMethod: (detail: string) =>
    new Refusal('invalid-payment-method', `token: ${detail}`, { field: 'token' }),
  paymentDeclined: (members: { purchase: string; reason: string }) =>
    new Refusal('payment-declined', 'The payment was declined.', members),
  nothingToRefund: (refundable: string) =>
    new Refusal('nothing-to-refund', `amount: at most ${refundable} is unspent`, {
      field: 'amount',
      refundable,
    }),
  purchaseNotRefundable: (status: string) =>
    new Refusal('purchase-not-refundable', `A purchase that is ${status} cannot be refunded.`, {
      purchaseStatus: status,
    }),
  refundDeclined: (members: { refund: string; purchase: string; reason: string }) =>
    new Refusal('refund-declined', 'The payment gateway did not refund; the credits are as before.', members),
  referenceUsed: (reference: string, lot: string) =>
    new Refusal('reference-used', `reference: ${shorten(reference)} is that of lot ${lot}`, {
      field: 'reference',
      reference,
      lot,
    }),
  /** `expired`: its money is forfeited, booked or not. `spent`: it has none. */
  lotEnded: (lotStatus: 'expired' | 'spent') =>
    new Refusal('lot-ended', `The lot is ${lotStatus}; it stays as it is.`, { lotStatus }),
  nothingToTake: (available: string) =>
    new Refusal('nothing-to-take', `amount: at most ${available} is unspent and not held for calls`, {
      field: 'amount',
      available,
    }),
  noLicenseAvailable: (sku: string, quantity: number) =>
    new Refusal('no-license-available', `All ${quantity} licenses of ${sku} are assigned.`, {
      sku,
      quantity,
    }),
  notEligible: (sku: string) =>
    new Refusal('not-eligible', `${sku} needs Audio Conferencing or a calling plan first.`, { sku }),
  staleSequence: (sequence: number) =>
    new Refusal('stale-sequence', `sequence: the lease is already at ${sequence}`, {
      field: 'sequence',
      sequence,
    }),
  callFinished: (status: string) =>
    new Refusal('call-finished', `The call is ${status}; its lease cannot change.`, { callStatus: status }),
  conflictingCall: () =>
    new Refusal('conflicting-record', 'The call id belongs to another call.', { field: 'call' }),
  callNotSettled: (status: string) =>
    new Refusal('call-not-settled', `The call is ${status}, not settled.`, { callStatus: status }),
  callAlreadyReversed: () =>
    new Refusal('call-already-reversed', 'The call was voided or corrected before; that can happen once.'),
  invalidRateDeck: (errors: readonly { line: number; field?: string; detail: string }[]) =>
    new Refusal(
      'invalid-rate-deck',
      summarizeErrors(errors, ({ line, field }) => `line ${line}, ${field ?? 'row'}`),
      { field: 'body', ...listErrors(errors) },
    ),
  deckInPast: (members: { effectiveFrom: Instant; inForceSince: Instant }) =>
    new Refusal(
      'deck-in-past',
      `effectiveFrom: ${members.effectiveFrom} is past, and a deck of this currency and kind has priced calls since; choose an instant to come, or send retroactive=true`,
      { field: 'effectiveFrom', ...members },
    ),
  noRate: (number: string) => new Refusal('no-rate', `No published rate covers ${number}.`, { field: 'to' }),
  dependencyUnavailable: (failing: readonly string[], dependencies: Readonly<Record<string, string>>) =>
    new Refusal('dependency-unavailable', `No answer from: ${failing.join(', ')}.`, { dependencies }),
  tooManyRequests: (requestClass: string, retryAfterSeconds: Seconds) =>
    new Refusal(
      'too-many-requests',
      `The organization sends more ${requestClass} than its share; this request was not carried out.`,
      { requestClass, retryAfterSeconds },
    ),
  contended: (retryAfterSeconds: Seconds) =>
    new Refusal('contended', 'Too many changes at once; nothing was changed. Try again.', {
      retryAfterSeconds,
    }),
} as const;

// Many errors in one refusal. The bounds keep the answer small, whatever the request.

/** The number of errors that a problem lists. */
const MAX_ERRORS = 100;
const MAX_IN_WORDS = 10;
const MAX_TEXT_CHARACTERS = 500;

interface ListedError {
  readonly field?: string;
  readonly detail: string;
}

/** The first errors, each text shortened. `moreErrors` is the number of those that are left out. */
export function listErrors<E extends ListedError>(all: readonly E[]) {
  const errors = all.slice(0, MAX_ERRORS).map((error) => ({
    ...error,
    field: error.field && shorten(error.field),
    detail: shorten(error.detail),
  }));
  return { errors, moreErrors: all.length > errors.length ? all.length - errors.length : undefined };
}

/** The first errors in words: `amount: required; currency: unknown; and 3 more`. */
export function summarizeErrors<E extends ListedError>(
  all: readonly E[],
  nameOf: (error: E) => string,
): string {
  const first = all
    .slice(0, MAX_IN_WORDS)
    .map((error) => `${shorten(nameOf(error))}: ${shorten(error.detail)}`);
  return [...first, ...(all.length > first.length ? [`and ${all.length - first.length} more`] : [])].join(
    '; ',
  );
}

/** The part of a request's text that an answer repeats. */
export const shorten = (text: string): string =>
  text.length > MAX_TEXT_CHARACTERS ? `${text.slice(0, MAX_TEXT_CHARACTERS - 1)}…` : text;
