/**
 * The payment gateway as the rest of the project knows it. Adapters: `sandbox`, `stripe`.
 *
 * Money is in whole micros. An operation that moves money never throws when the network or the gateway fails: it
 * returns `unknown`, which is neither paid nor declined until `find` or a webhook event has the outcome.
 */

import type { Environment } from '../contract/environment.ts';
import type { Country } from '../domain/country-codes.ts';
import type { NextAction, PaymentMethod } from '../domain/credits/orders.ts';
import type { Currency } from '../domain/currencies.ts';
import type { OrderId, OrganizationId, RefundId } from '../domain/ids.ts';
import type { Instant } from '../domain/instants.ts';
import type { Micros } from '../domain/money.ts';

/** Whom the gateway's customer is: it follows the billing details of the organization. */
export interface Payer {
  readonly name: string;
  readonly email?: string | undefined;
  /** Lines by name; `line1`, `line2`, `city`, `region`, `postalCode` and `country` are what gateways know. */
  readonly billingAddress: Readonly<Record<string, string>>;
  readonly country: Country;
  readonly taxId?: string | undefined;
}

export interface CustomerRequest {
  readonly organizationId: OrganizationId;
  /** The one that the organization has; without it one is created, once. */
  readonly customer?: string | undefined;
  readonly payer: Payer;
}

export interface AttachRequest {
  readonly organizationId: OrganizationId;
  /** The token that the gateway's own page gave to the client. */
  readonly token: string;
  /** What {@link PaymentGateway.ensureCustomer} returned. */
  readonly customer?: string | undefined;
}

/** Whether the payer is there to authenticate the payment: `off-session` for a recharge. */
export type Presence = 'on-session' | 'off-session';

export interface ChargeRequest {
  /** Unique over all organizations: the gateway's idempotency key, good for {@link IDEMPOTENCY_WINDOW_HOURS}. */
  readonly orderId: OrderId;
  readonly organizationId: OrganizationId;
  readonly amountMicros: Micros;
  /** ISO 4217, upper case. */
  readonly currency: Currency;
  readonly paymentMethod: PaymentMethod;
  readonly description: string;
  readonly presence: Presence;
  /** Where the payer comes back to from the page of the bank. Some gateways give no link without it. */
  readonly returnUrl?: string | undefined;
}

export interface ChargeLookup {
  readonly orderId: OrderId;
  /** The gateway's customer that pays. */
  readonly customer?: string | undefined;
  /** Instant of the order, so that a search through older charges ends. */
  readonly requestedAt: Instant;
}

/** A charge that waits for its payer. */
export interface WaitingCharge extends ChargeLookup {
  /** The gateway's id of the charge; absent where it is not known. */
  readonly reference?: string | undefined;
}

export interface RenewRequest extends WaitingCharge {
  readonly returnUrl?: string | undefined;
}

export interface TransferRequest {
  /** The gateway's idempotency key, as of a charge. */
  readonly orderId: OrderId;
  readonly organizationId: OrganizationId;
  readonly amountMicros: Micros;
  readonly currency: Currency;
  readonly customer?: string | undefined;
  /** Where the organization is billed. */
  readonly country: Country;
  readonly description: string;
}

/** What a hosted page is for. A payment is the charge of its order: one page is one charge at most. */
export type SessionPurpose =
  | { readonly kind: 'setup' }
  | {
      readonly kind: 'payment';
      readonly orderId: OrderId;
      readonly amountMicros: Micros;
      readonly currency: Currency;
      readonly description: string;
      /** Whether the card is kept for later charges. */
      readonly savesMethod: boolean;
    };

export interface SessionRequest {
  /** The gateway's idempotency key. */
  readonly key: string;
  readonly organizationId: OrganizationId;
  readonly customer?: string | undefined;
  readonly returnUrl: string;
  readonly expiresAt: Instant;
  readonly purpose: SessionPurpose;
}

export interface HostedSession {
  /** The gateway's id of the page. */
  readonly reference: string;
  readonly url: string;
  readonly expiresAt: Instant;
}

export type SessionStatus =
  | { readonly status: 'open' | 'expired' }
  /** `method` is the card that was kept. */
  | { readonly status: 'complete'; readonly method?: PaymentMethod | undefined };

export interface RefundRequest {
  /** Unique over all organizations: the idempotency key of the refund. */
  readonly refundId: RefundId;
  readonly orderId: OrderId;
  readonly organizationId: OrganizationId;
  /** The gateway's id of the charge. */
  readonly reference: string;
  readonly amountMicros: Micros;
  readonly currency: Currency;
}

export type RefundLookup = Pick<RefundRequest, 'refundId' | 'orderId' | 'reference'>;

/** Why money did not move, for machines. The payer can fix the causes of the first ten, but not of the rest. */
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
  | 'session-expired'
  | 'not-refundable'
  | 'gateway-rejected';

export interface Sum {
  readonly amountMicros: Micros;
  /** ISO 4217, upper case. */
  readonly currency: Currency;
}

export interface Succeeded {
  readonly status: 'succeeded';
  /** The gateway's id of the charge or refund. */
  readonly reference: string;
  /** What the gateway took. Only charges have it. */
  readonly paid?: Sum | undefined;
  /** A card that the payer entered at the gateway, and that is kept. */
  readonly method?: PaymentMethod | undefined;
  /** What was transferred beyond the order: the gateway keeps it for the customer. */
  readonly excessMicros?: Micros | undefined;
}

/** The payer has to do something: authenticate at the bank, or transfer money. It is neither paid nor declined. */
export interface RequiresAction {
  readonly status: 'requires-action';
  /** The gateway's id of the charge. */
  readonly reference: string;
  /** Absent where the gateway gives no link before it is asked for one by {@link PaymentGateway.renewAction}. */
  readonly nextAction?: NextAction | undefined;
}

export interface Declined {
  readonly status: 'declined';
  readonly code: DeclineCode;
  readonly detail: string;
  /** What was transferred for a charge that ended without it: the gateway keeps it for the customer. */
  readonly excessMicros?: Micros | undefined;
}

/** Accepted, but not decided yet: a webhook event follows. */
export interface Pending {
  readonly status: 'pending';
  readonly reference?: string;
}

/** The gateway did not give an outcome: money may have moved or not. Never credit it, never count it as a decline. */
export interface Unknown {
  readonly status: 'unknown';
  readonly detail: string;
}

/**
 * The gateway does not have the id. A request that has not arrived yet looks the same: rely on it only
 * {@link ABSENCE_GRACE_SECONDS} after the last attempt.
 */
export interface Absent {
  readonly status: 'absent';
}

export type ChargeOutcome = Succeeded | Declined | Pending | RequiresAction | Unknown;
export type RefundOutcome = Succeeded | Declined | Pending | Unknown;

/** During this time a repeated charge with the same order id is the same charge. Later, only `find` is safe. */
export const IDEMPOTENCY_WINDOW_HOURS = 24;
export const ABSENCE_GRACE_SECONDS = 600;
export const DEFAULT_TIMEOUT_MILLISECONDS = 5000;

export interface PaymentGateway {
  readonly name: Environment<'purchases'>['PAYMENT_GATEWAY'];

  /**
   * The gateway's customer of the organization, with the details of the payer; `undefined` for a gateway without
   * customers. Throws {@link GatewayUnavailable}.
   */
  ensureCustomer(request: CustomerRequest): Promise<string | undefined>;

  /** Throws the refusal `invalid-payment-method`, or {@link GatewayUnavailable} when the method could not be checked. */
  attachPaymentMethod(request: AttachRequest): Promise<PaymentMethod>;

  /** The gateway need not keep the method any more. Throws {@link GatewayUnavailable}. */
  detachPaymentMethod(method: PaymentMethod): Promise<void>;

  charge(request: ChargeRequest): Promise<ChargeOutcome>;

  /** The outcome of an order's charge. Has no side effect. */
  find(lookup: ChargeLookup): Promise<ChargeOutcome | Absent>;

  /** The same charge with another link for its payer, or the outcome that it has meanwhile. */
  renewAction(request: RenewRequest): Promise<ChargeOutcome | Absent>;

  /**
   * Cancels a charge that waits for its payer: `declined` with `canceled`, or the outcome that it has meanwhile.
   * Only a definite outcome lets another charge begin in its place.
   */
  cancelCharge(charge: WaitingCharge): Promise<ChargeOutcome | Absent>;

  /** Asks for a bank transfer: `requires-action` with the account to pay into. Declined where there is no such account. */
  transfer(request: TransferRequest): Promise<ChargeOutcome>;

  /** Opens a hosted page, once for each key. Throws {@link GatewayUnavailable}. */
  openSession(request: SessionRequest): Promise<HostedSession>;

  /** Throws {@link GatewayUnavailable}. */
  findSession(reference: string): Promise<SessionStatus>;

  /** In micros. A refund is a whole multiple of it: gateways do not pay fractions of a cent. */
  refundStepMicros(currency: Currency): Promise<number>;

  refund(request: RefundRequest): Promise<RefundOutcome>;

  findRefund(lookup: RefundLookup): Promise<RefundOutcome | Absent>;
}

/** The gateway moved no money and gave no result: the caller may try again later. */
export class GatewayUnavailable extends Error {
  override readonly name = 'GatewayUnavailable';
}
