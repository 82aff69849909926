/**
 * What the payment gateway reports, by webhooks and in its list of disputes. It is a port of its own, because a function
 * that only moves money reads no reports. Adapters: `sandbox`, `stripe`.
 */

import type { PaymentMethod } from '../domain/credits/orders.ts';
import type { Currency } from '../domain/currencies.ts';
import type { DisputeId, OrderId, OrganizationId, RefundId } from '../domain/ids.ts';
import type { Instant } from '../domain/instants.ts';
import type { Micros } from '../domain/money.ts';
import type { Declined, PaymentGateway, Pending, RequiresAction, Succeeded, Sum } from './port.ts';

interface EventOrigin {
  /** The gateway's id of the event; the same when it is delivered again. */
  readonly eventId: string;
  readonly organizationId: OrganizationId;
  readonly orderId: OrderId;
}

export interface ChargeEvent extends EventOrigin {
  readonly kind: 'charge';
  readonly outcome: Succeeded | Declined | Pending | RequiresAction;
}

/** A card was entered on a hosted page that charges nothing. It belongs to no order. */
export interface SetupEvent {
  readonly kind: 'setup';
  readonly eventId: string;
  readonly organizationId: OrganizationId;
  /** Ours, under which the page was opened; absent from a page that was opened before it was sent along. */
  readonly key?: string | undefined;
  readonly method: PaymentMethod;
}

export interface RefundEvent extends EventOrigin {
  readonly kind: 'refund';
  readonly refundId: RefundId;
  readonly outcome: Succeeded | Declined | Pending;
}

/**
 * `open` and `lost`: the bank has taken the money back. `won`: it has given the money back again. One dispute may have
 * several events, in any order, all with the same `disputeId`.
 */
export interface DisputeEvent extends EventOrigin {
  readonly kind: 'dispute';
  readonly disputeId: DisputeId;
  /** The gateway's id of the disputed charge. */
  readonly reference: string;
  readonly amountMicros: Micros;
  readonly currency: Currency;
  readonly outcome: 'open' | 'won' | 'lost';
}

/** A refund that was made at the gateway, not requested here. Each change of its status is another event. */
export interface GatewayRefundEvent extends EventOrigin {
  readonly kind: 'gateway-refund';
  /** The gateway's id of the refund. */
  readonly reference: string;
  readonly amountMicros: Micros;
  readonly currency: Currency;
  readonly outcome: Succeeded | Declined | Pending;
}

/** Money was transferred that no order waits for: the gateway keeps it for the customer's next transfer. */
export interface UnclaimedMoneyEvent {
  readonly kind: 'unclaimed-money';
  readonly eventId: string;
  readonly organizationId: OrganizationId;
  /** All that the gateway holds, by currency. */
  readonly sums: readonly Sum[];
}

export type WebhookEvent =
  | ChargeEvent
  | SetupEvent
  | RefundEvent
  | DisputeEvent
  | GatewayRefundEvent
  | UnclaimedMoneyEvent;

/** A webhook as it was received, not yet verified. */
export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The received body, byte for byte: the signature is over these bytes. */
  readonly rawBody: string;
}

export interface WebhookReader {
  readonly name: PaymentGateway['name'];

  /**
   * The event in a webhook, or `undefined` when it is not about our money: respond with 2xx.
   * Throws the refusal `invalid-signature` when the signature is missing, wrong or too old, `invalid-request` for a
   * signed body that is not an event, and `GatewayUnavailable` when it cannot be read now: let the gateway
   * deliver it again.
   */
  readWebhook(webhook: WebhookRequest): Promise<WebhookEvent | undefined>;

  /** The disputes that were opened since, as they stand. Throws `GatewayUnavailable`. */
  listDisputes(since: Instant): Promise<readonly DisputeEvent[]>;
}

// Shared by the webhooks of all gateways.

/** A webhook with an older signature may be a replay. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;

/** Header names are compared without regard to case (RFC 9110 section 5.1). */
export function headerOf(headers: WebhookRequest['headers'], name: string): string | undefined {
  const found = Object.keys(headers).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : headers[found];
}
