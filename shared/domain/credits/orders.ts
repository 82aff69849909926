/** Orders: a purchase by hand or a recharge, from the intent to charge to the gateway's outcome. */

import type { Country } from '../country-codes.ts';
import type { Currency } from '../currencies.ts';
import type { CreditNoteId, InvoiceId, LotId, OrderId, OrganizationId } from '../ids.ts';
import { addSeconds, type Instant, type Month } from '../instants.ts';
import type { Actor } from '../journal/actor.ts';
import { assertMicros, type Micros } from '../money.ts';
import { isReachable, type Transitions } from '../transitions.ts';
import type { ChosenRecharge } from './account.ts';
import type { TaxTerms } from './tax.ts';

export const ORDER_KINDS = ['purchase', 'recharge'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

export const ORDER_STATUSES = ['pending', 'succeeded', 'failed', 'refunded'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** What people know a card by. */
export interface Card {
  readonly brand: string;
  readonly last4: string;
  /** The last month in which it can be charged. */
  readonly expiresMonth: Month;
}

/** What may be stored of a payment method: the gateway's own tokens, never card data. */
export interface PaymentMethod {
  readonly token: string;
  /** The gateway's customer that the token belongs to, where the gateway has customers. */
  readonly customer?: string | undefined;
  /** For people: `visa ending in 4242`. */
  readonly label?: string | undefined;
  readonly card?: Card | undefined;
}

/** The payment method alone, without what an organization stores beside it. */
export function paymentMethodOf({ token, customer, label, card }: PaymentMethod): PaymentMethod {
  return { token, customer, label, card };
}

/** What the payer has to do before the gateway decides. */
export type NextAction =
  | {
      readonly kind: 'redirect';
      readonly url: string;
      /** When the link ends; another can be asked for. */
      readonly expiresAt?: Instant | undefined;
    }
  | {
      readonly kind: 'transfer';
      /** What the payer writes beside the transfer. */
      readonly reference: string;
      /** The account to pay into, by the names that banks use. */
      readonly account: Readonly<Record<string, string>>;
      /** What has not arrived yet. */
      readonly remainingMicros: Micros;
      readonly currency: Currency;
    };

/** How an order is paid: by the stored method, on a page of the gateway, or into an account that it names. */
export const PAY_KINDS = ['stored', 'hosted', 'bank-transfer'] as const;
export type PayKind = (typeof PAY_KINDS)[number];

/**
 * What a request to the gateway says beside what else the order has. It is fixed with the order, because a repeated
 * request under the same key has to be the same, whatever has changed since.
 */
export interface SentWith {
  /** Where the payer comes back to. */
  readonly returnUrl?: string | undefined;
  /** Whether the card that is entered on the page is kept. */
  readonly savesMethod?: boolean | undefined;
  /** Where the organization is billed, which decides the account to pay into. */
  readonly country?: Country | undefined;
}

export interface Order {
  readonly id: OrderId;
  readonly organizationId: OrganizationId;
  readonly kind: OrderKind;
  readonly status: OrderStatus;
  /** The credits that are bought. What is charged is {@link orderTotalMicros}. */
  readonly amountMicros: Micros;
  /** What is charged on top of the credits. Absent without tax. */
  readonly taxMicros?: Micros | undefined;
  /** Which tax it is. Absent when none was decided. */
  readonly tax?: TaxTerms | undefined;
  readonly currency: Currency;
  /** Absent from orders that are paid at the gateway, until it names the method. */
  readonly paymentMethod?: PaymentMethod | undefined;
  /** Absent: by the stored method. */
  readonly pay?: Exclude<PayKind, 'stored'> | undefined;
  /** The gateway's customer of an order without a stored method. */
  readonly customer?: string | undefined;
  /** Kept when the order is decided, as what its payer was asked for. */
  readonly nextAction?: NextAction | undefined;
  /** Absent from orders of an earlier layout. */
  readonly sentWith?: SentWith | undefined;
  /** Until when it waits for its payer. From then on the gateway is asked to cancel it. */
  readonly waitsUntil?: Instant | undefined;
  /** Another method or a purchase has taken its place: what the gateway cancels has this as its failure. */
  readonly abandoned?: 'taken-over' | undefined;
  readonly createdAt: Instant;
  /** Who ordered it. Absent from orders of an earlier layout. */
  readonly actor?: Actor | undefined;
  readonly finishedAt?: Instant;
  /** The gateway's name for the charge. */
  readonly reference?: string;
  /** Why it failed, in the gateway's machine-readable word. */
  readonly failure?: string;
  readonly lotId?: LotId;
  readonly invoiceId?: InvoiceId;
  /** Of the credits. */
  readonly refundedMicros: Micros;
  /** The tax that was paid back with them. */
  readonly refundedTaxMicros?: Micros | undefined;
  /** The credits of refunds that the gateway has not decided. Absent before the first refund. */
  readonly refundingMicros?: Micros | undefined;
  /** The tax that goes back with them. */
  readonly refundingTaxMicros?: Micros | undefined;
  /** What credit notes have credited of the invoice, tax included. Absent before the first. */
  readonly creditedMicros?: Micros | undefined;
  /** The tax in it. Absent without tax. */
  readonly creditedTaxMicros?: Micros | undefined;
  /** The part of it that went back before credit notes were issued. Absent when none did. */
  readonly unnotedMicros?: Micros | undefined;
  /** A note of a claim that is no more, which credits now what another one took back. Absent without one. */
  readonly keptNoteId?: CreditNoteId | undefined;
  /** When a chargeback first took money back: nothing is refunded from then on. */
  readonly disputedAt?: Instant;
  /** The sum of all disputes. Without it, a dispute is of the whole charge. */
  readonly disputedMicros?: Micros;
  /** The tax that they claim beside it. Absent without tax. */
  readonly disputedTaxMicros?: Micros | undefined;
  /** What was transferred beyond it, or for it in vain: the gateway keeps it for the customer. */
  readonly excessMicros?: Micros | undefined;
  /** What disputes and refunds took back at the gateway, and the lot neither had nor got back of calls since. */
  readonly unmetMicros?: Micros;
  /** Switched on with the purchase once it succeeds. */
  readonly autoRecharge?: {
    readonly amountMicros: Micros;
    readonly thresholdMicros: Micros;
    /** What was set when the purchase was ordered: other settings are newer, and stay. Absent in an earlier layout. */
    readonly insteadOf?: ChosenRecharge | undefined;
  };
}

/** What the payer is charged: the credits and the tax on them (spec: Tax is part of what is charged). */
export function orderTotalMicros({ amountMicros, taxMicros = 0 }: Order): Micros {
  return assertMicros(amountMicros + taxMicros);
}

/** How long an order waits for its payer, who has a link or an account to pay into. */
const WAITS_SECONDS: Readonly<Record<PayKind, number>> = {
  stored: 72 * 3600,
  hosted: 3600,
  'bank-transfer': 30 * 24 * 3600,
};

/** Until when an order that begins `now` waits for its payer. */
export const waitsUntilOf = (pay: PayKind, now: Instant): Instant => addSeconds(now, WAITS_SECONDS[pay]);

const LAPSES: Readonly<Record<PayKind, string>> = {
  stored: 'payer-never-came',
  hosted: 'session-expired',
  'bank-transfer': 'transfer-never-came',
};

/** Its payer has not come, or need not come any more: the gateway may cancel it. */
export const isLapsed = ({ waitsUntil }: Order, now: Instant): boolean =>
  waitsUntil !== undefined && waitsUntil <= now;

/** Why an order failed that the gateway canceled or never saw. */
export function lapseOf({ pay, abandoned }: Order): string {
  return abandoned ?? LAPSES[pay ?? 'stored'];
}

/** The order with what its payer has to do. It waits from the first time on. */
export function askedPayer(
  order: Order,
  { reference, nextAction }: Pick<Order, 'nextAction'> & { readonly reference: string },
  now: Instant,
): Order {
  const waitsUntil = order.waitsUntil ?? waitsUntilOf(order.pay ?? 'stored', now);
  return { ...order, reference, nextAction: nextAction ?? order.nextAction, waitsUntil };
}

/** The gateway's customer that pays the order. */
export const customerOf = ({ customer, paymentMethod }: Order): string | undefined =>
  paymentMethod?.customer ?? customer;

/** The failure of an order whose payment is of another amount or currency. A person has to decide it. */
export const PAYMENT_DIFFERS_FAILURE = 'payment-differs';

/**
 * Whether disputes and refunds at the gateway have taken back all of the charge, spent or not: what comes back to its
 * lot may then not be spent.
 */
export function isTakenBack(order: Order): boolean {
  const { disputedAt, amountMicros, refundedMicros } = order;
  if (refundedMicros >= amountMicros) return true;
  return disputedAt !== undefined && (order.disputedMicros ?? amountMicros) >= amountMicros - refundedMicros;
}

/** Money was taken for it. */
export const isPaid = ({ status }: Order): boolean => status === 'succeeded' || status === 'refunded';

/** What happens to an order, and the status that it has then. */
const STATUS_AFTER = {
  charged: 'succeeded',
  declined: 'failed',
  refunded: 'refunded',
  bounced: 'succeeded',
} as const satisfies Record<string, OrderStatus>;

export type OrderStep = keyof typeof STATUS_AFTER;

/** The life of an order: the statuses from which it takes each step. It begins as `pending`. */
export const ORDER_TRANSITIONS: Transitions<OrderStatus, OrderStep> = {
  /** A failed order succeeds when the gateway charged after all: money that was taken is always credited. */
  charged: ['pending', 'failed'],
  declined: ['pending'],
  /** All of it was paid back. */
  refunded: ['succeeded'],
  /** The payer's bank did not accept a refund. This credits nothing a second time. */
  bounced: ['refunded'],
};

/** The order after the step. Throws RangeError when an order of this status cannot take it. */
export function moveOrder(order: Order, step: OrderStep): Order {
  if (!isReachable(ORDER_TRANSITIONS, step, order.status)) {
    throw new RangeError(`order ${order.id} is ${order.status}: it cannot be ${step}`);
  }
  return { ...order, status: STATUS_AFTER[step] };
}
