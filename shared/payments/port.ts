/**
 * The payment gateway as the rest of the project knows it. Adapters: `sandbox`, `stripe`.
 *
 * Money is in whole micros. An operation that moves money never throws for trouble on the way: it answers
 * `unknown`, which is neither paid nor declined until `find` or a notice has the gateway's word.
 */

/** What may be stored of a payment method: the gateway's own tokens, never card data. */
export interface PaymentMethod {
  readonly token: string;
  /** The gateway's customer that the token belongs to, where the gateway has customers. */
  readonly customer?: string;
  /** For people: `visa ending in 4242`. */
  readonly label?: string;
}

export interface AttachRequest {
  readonly organizationId: string;
  /** What the client was given by the gateway's own page. */
  readonly token: string;
  /** The method in use so far: its customer is kept. */
  readonly current?: PaymentMethod;
}

export interface ChargeRequest {
  /** Unique over all organizations: the gateway's idempotency key, good for {@link IDEMPOTENCY_WINDOW_HOURS}. */
  readonly orderId: string;
  readonly organizationId: string;
  readonly amountMicros: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
  readonly paymentMethod: PaymentMethod;
  readonly description: string;
}

export interface ChargeLookup {
  readonly orderId: string;
  /** The method that the order was charged to. */
  readonly paymentMethod: PaymentMethod;
  /** Instant of the order, so that a search through older charges ends. */
  readonly requestedAt: string;
}

export interface RefundRequest {
  /** Unique over all organizations: the idempotency key of the refund. */
  readonly refundId: string;
  readonly orderId: string;
  readonly organizationId: string;
  /** The gateway's id of the charge. */
  readonly reference: string;
  readonly amountMicros: number;
  readonly currency: string;
}

export type RefundLookup = Pick<RefundRequest, 'refundId' | 'orderId' | 'reference'>;

/** Why money did not move, for machines. The first ten are the payer's to mend, the rest are not. */
export type DeclineCode =
  | 'card-declined'
  | 'insufficient-funds'
  | 'card-expired'
  | 'card-lost-or-stolen'
  | 'card-data-incorrect'
  | 'card-limit-exceeded'
  | 'currency-not-supported'
  | 'authentication-required'
  | 'invalid-payment-method'
  | 'fraud-suspected'
  | 'amount-not-chargeable'
  | 'processing-error'
  | 'canceled'
  | 'not-refundable'
  | 'gateway-rejected';

export interface Sum {
  readonly amountMicros: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

export interface Succeeded {
  readonly status: 'succeeded';
  /** The gateway's id of the charge or refund. */
  readonly reference: string;
  /** What the gateway says that it took; of a charge only. */
  readonly paid?: Sum;
}

export interface Declined {
  readonly status: 'declined';
  readonly code: DeclineCode;
  readonly detail: string;
}

/** Accepted, and to be decided later: a notice follows. */
export interface Pending {
  readonly status: 'pending';
  readonly reference?: string;
}

/** No word from the gateway: money may have moved or not. Never credit it, never count it as a decline. */
export interface Unknown {
  readonly status: 'unknown';
  readonly detail: string;
}

/**
 * The gateway has never seen the id. A request that is still on its way looks the same: believe it only
 * {@link ABSENCE_GRACE_SECONDS} after the last attempt.
 */
export interface Absent {
  readonly status: 'absent';
}

export type ChargeOutcome = Succeeded | Declined | Pending | Unknown;
export type RefundOutcome = Succeeded | Declined | Pending | Unknown;

/** For so long a repeated charge with the same order id is the same charge. Later, only `find` is safe. */
export const IDEMPOTENCY_WINDOW_HOURS = 24;
export const ABSENCE_GRACE_SECONDS = 600;
export const DEFAULT_TIMEOUT_MILLISECONDS = 5000;

interface NoticeOrigin {
  /** The gateway's id of the notice; the same when it is delivered again. */
  readonly noticeId: string;
  readonly organizationId: string;
  readonly orderId: string;
}

export interface ChargeNotice extends NoticeOrigin {
  readonly kind: 'charge';
  readonly outcome: Succeeded | Declined | Pending;
}

export interface RefundNotice extends NoticeOrigin {
  readonly kind: 'refund';
  readonly refundId: string;
  readonly outcome: Succeeded | Declined | Pending;
}

/** A chargeback: the money is gone already. May come more than once for one `disputeId`. */
export interface DisputeNotice extends NoticeOrigin {
  readonly kind: 'dispute';
  readonly disputeId: string;
  /** The gateway's id of the disputed charge. */
  readonly reference: string;
  readonly amountMicros: number;
  readonly currency: string;
}

/** A refund that was not asked for here: somebody made it at the gateway. Comes again when its status changes. */
export interface GatewayRefundNotice extends NoticeOrigin {
  readonly kind: 'gateway-refund';
  /** The gateway's id of the refund. */
  readonly reference: string;
  readonly amountMicros: number;
  readonly currency: string;
  readonly outcome: Succeeded | Declined | Pending;
}

export type PaymentNotice = ChargeNotice | RefundNotice | DisputeNotice | GatewayRefundNotice;

export interface IncomingNotice {
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body as it came, byte for byte. */
  readonly rawBody: string;
}

export interface PaymentGateway {
  readonly name: 'sandbox' | 'stripe';

  /** Throws the refusal `invalid-payment-method`, or {@link GatewayUnavailable} when nobody can tell. */
  attachPaymentMethod(request: AttachRequest): Promise<PaymentMethod>;

  charge(request: ChargeRequest): Promise<ChargeOutcome>;

  /** What became of an order; has no side effect. */
  find(lookup: ChargeLookup): Promise<ChargeOutcome | Absent>;

  /** Refunds are made in whole multiples of this, in micros: gateways do not pay fractions of a cent. */
  refundStepMicros(currency: string): Promise<number>;

  refund(request: RefundRequest): Promise<RefundOutcome>;

  findRefund(lookup: RefundLookup): Promise<RefundOutcome | Absent>;

  /**
   * The notice in a webhook, or `undefined` for one that is not about money of ours (answer 2xx).
   * Throws the refusal `invalid-signature` when the signature is missing, wrong or too old, `invalid-request` for what
   * is signed and is no notice, and {@link GatewayUnavailable} when it cannot be read now: let the gateway deliver it again.
   */
  readNotice(incoming: IncomingNotice): Promise<PaymentNotice | undefined>;
}

/** Nothing moved and nothing is known: the caller may try again later. */
export class GatewayUnavailable extends Error {
  override readonly name = 'GatewayUnavailable';
}

// What the webhooks of all gateways have in common.

/** Older than this, a notice may be a recording that someone plays again. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;

/** Header names are compared without regard to case (RFC 9110 section 5.1). */
export function headerOf(headers: IncomingNotice['headers'], name: string): string | undefined {
  const found = Object.keys(headers).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : headers[found];
}
