/**
 * The events of the bus: one row for each type, from which its payload type, the schema that tests check it against and
 * the subscribers' document (shared/contract/events.md) are made. {@link domainEvent} is the only way to make one.
 * The rows are plain data without a spread, so bundles leave them out.
 */
import type { Currency } from './currencies.ts';
import type {
  CallId,
  DisputeId,
  EventId,
  InvoiceId,
  LotId,
  OrderId,
  OrganizationId,
  PaymentMethodId,
  RefundId,
  UserId,
} from './ids.ts';
import type { Instant, Month } from './instants.ts';

/** The forms of attributes, and their types. What each looks like in JSON is in shared/contract/events.ts. */
interface Forms {
  readonly organizationId: OrganizationId;
  readonly userId: UserId;
  readonly callId: CallId;
  readonly lotId: LotId;
  readonly orderId: OrderId;
  readonly refundId: RefundId;
  readonly disputeId: DisputeId;
  readonly invoiceId: InvoiceId;
  readonly paymentMethodId: PaymentMethodId;
  /** A decimal text in major units, as `formatAmount` writes it. */
  readonly amount: string;
  readonly currency: Currency;
  readonly instant: Instant;
  readonly month: Month;
  readonly sku: string;
  readonly pool: string;
  /** A machine-readable word of a list that is longer than the row. */
  readonly code: string;
  readonly text: string;
  /** A whole number of what the attribute's name says. */
  readonly count: number;
  readonly minutes: number;
}

export type EventForm = keyof Forms;

export interface EventAttribute {
  /** The name of a form, or the values that there are. */
  readonly form: EventForm | readonly (string | number)[];
  readonly meaning: string;
  /** When the attribute is left out; it is always there without this. */
  readonly absentWhen?: string;
  /** When the attribute is `null`; it never is without this. */
  readonly nullWhen?: string;
}

interface EventRow {
  readonly emittedWhen: string;
  /** How the id is made of attributes, and of what else there is in braces. */
  readonly id: string;
  /** Who the `actor` is, which every event has on the bus. */
  readonly actor: string;
  readonly attributes: Readonly<Record<string, EventAttribute>>;
  /** As on the bus; several where the type comes in several forms. */
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

const ORGANIZATION = { form: 'organizationId', meaning: 'the organization' } as const;
const LOT = { form: 'lotId', meaning: 'the lot' } as const;
const CURRENCY = { form: 'currency', meaning: 'the currency of every amount in the event' } as const;

/** Actors of examples. */
const OLGA = { kind: 'operator', id: '2d1e4f60', name: 'Olga' } as const;
const ADA = { kind: 'person', id: '7f3c2a90', name: 'Ada Lovelace' } as const;
const GATEWAY = { kind: 'gateway', id: 'payments' } as const;
const RECHARGES = { kind: 'schedule', id: 'auto-recharge' } as const;
const SETTLES = { kind: 'schedule', id: 'settle' } as const;

export const EVENTS = {
  CreditsPurchased: {
    emittedWhen: 'A purchase was paid, and its credits are available.',
    id: '`{order}:CreditsPurchased`',
    actor: 'who ordered the purchase',
    attributes: {
      organization: ORGANIZATION,
      order: { form: 'orderId', meaning: 'the purchase' },
      lot: { form: 'lotId', meaning: 'the lot that the purchase added' },
      amount: { form: 'amount', meaning: 'what was paid, and the size of the lot' },
      currency: CURRENCY,
      expiresAt: { form: 'instant', meaning: 'when the lot expires' },
    },
    examples: [
      {
        id: 'pur_1:CreditsPurchased',
        actor: ADA,
        organization: 'contoso',
        order: 'pur_1',
        lot: 'lot_1',
        amount: '50.00',
        currency: 'USD',
        expiresAt: '2027-11-22T10:00:00.000Z',
      },
    ],
  },
  PurchaseFailed: {
    emittedWhen: 'The payment of a purchase was declined. A recharge has `RechargeFailed` instead.',
    id: '`{order}:PurchaseFailed`',
    actor: 'who ordered the purchase',
    attributes: {
      organization: ORGANIZATION,
      order: { form: 'orderId', meaning: 'the purchase' },
      amount: { form: 'amount', meaning: 'what was to be paid' },
      currency: CURRENCY,
      reason: { form: 'code', meaning: "the payment gateway's reason" },
    },
    examples: [
      {
        id: 'pur_2:PurchaseFailed',
        actor: ADA,
        organization: 'contoso',
        order: 'pur_2',
        amount: '50.00',
        currency: 'USD',
        reason: 'card-declined',
      },
    ],
  },
  CreditsGranted: {
    emittedWhen:
      'An operator granted credits, or moved credits here from another organization; they are available. Nobody paid ' +
      'for them here: there is neither an order nor an invoice.',
    id: '`{lot}:CreditsGranted`',
    actor: 'the operator',
    attributes: {
      organization: ORGANIZATION,
      lot: { form: 'lotId', meaning: 'the lot that was added' },
      amount: { form: 'amount', meaning: 'the size of the lot' },
      currency: CURRENCY,
      kind: { form: ['promotion', 'goodwill', 'migration', 'transfer-in'], meaning: 'why they were given' },
      reference: { form: 'text', meaning: "the operator's own name for it" },
      expiresAt: { form: 'instant', meaning: 'when the lot expires' },
    },
    examples: [
      {
        id: 'gra_1:CreditsGranted',
        actor: OLGA,
        organization: 'contoso',
        lot: 'gra_1',
        amount: '25.00',
        currency: 'USD',
        kind: 'goodwill',
        reference: 'TICKET-4711',
        expiresAt: '2027-11-22T10:00:00.000Z',
      },
    ],
  },
  LotExtended: {
    emittedWhen:
      'An operator put off the expiry of a lot. `LotExpiring` of the lot is emitted again before the later one.',
    id: '`{organization}:{number of the ledger entry}:LotExtended`',
    actor: 'the operator',
    attributes: {
      organization: ORGANIZATION,
      lot: LOT,
      expiresAt: { form: 'instant', meaning: 'when it expires' },
      extendedFrom: { form: 'instant', meaning: 'when it would have expired' },
    },
    examples: [
      {
        id: 'contoso:17:LotExtended',
        actor: OLGA,
        organization: 'contoso',
        lot: 'lot_1',
        expiresAt: '2028-01-31T00:00:00.000Z',
        extendedFrom: '2027-11-22T10:00:00.000Z',
      },
    ],
  },
  CreditsWrittenOff: {
    emittedWhen: 'An operator wrote off what was unspent of a lot, and not held for calls.',
    id: '`{organization}:{number of the ledger entry}:CreditsWrittenOff`',
    actor: 'the operator',
    attributes: {
      organization: ORGANIZATION,
      lot: LOT,
      amount: { form: 'amount', meaning: 'what was written off' },
      currency: CURRENCY,
    },
    examples: [
      {
        id: 'contoso:18:CreditsWrittenOff',
        actor: OLGA,
        organization: 'contoso',
        lot: 'gra_1',
        amount: '25.00',
        currency: 'USD',
      },
    ],
  },
  CreditsMoved: {
    emittedWhen:
      'An operator moved credits of a lot to another organization, where `CreditsGranted` is emitted with them.',
    id: '`{organization}:{number of the ledger entry}:CreditsMoved`',
    actor: 'the operator',
    attributes: {
      organization: ORGANIZATION,
      lot: { form: 'lotId', meaning: 'the lot that they were taken from' },
      amount: { form: 'amount', meaning: 'what was moved' },
      currency: CURRENCY,
    },
    examples: [
      {
        id: 'contoso:19:CreditsMoved',
        actor: OLGA,
        organization: 'contoso',
        lot: 'lot_1',
        amount: '40.00',
        currency: 'USD',
      },
    ],
  },
  CreditsRefunded: {
    emittedWhen:
      'The payment gateway has paid a refund, whether it was requested here or made at the gateway. A refund that the ' +
      'bank later returns is followed by `RefundFailed`.',
    id: '`{refund}:CreditsRefunded`',
    actor: 'who asked for the refund; the payment gateway for one that was made there',
    attributes: {
      organization: ORGANIZATION,
      order: { form: 'orderId', meaning: 'the order whose payment is refunded' },
      refund: { form: 'refundId', meaning: 'the refund' },
      lot: { form: 'lotId', meaning: 'the lot of the order' },
      amount: { form: 'amount', meaning: 'what was refunded' },
      currency: CURRENCY,
    },
    examples: [
      {
        id: 'ref_1:CreditsRefunded',
        actor: ADA,
        organization: 'contoso',
        order: 'pur_1',
        refund: 'ref_1',
        lot: 'lot_1',
        amount: '20.00',
        currency: 'USD',
      },
    ],
  },
  RefundFailed: {
    emittedWhen: 'The payment gateway refused a refund, or a refund that was paid came back.',
    id: '`{refund}:RefundFailed`',
    actor: 'who asked for the refund; the payment gateway for one that was made there',
    attributes: {
      organization: ORGANIZATION,
      order: { form: 'orderId', meaning: 'the order whose payment was to be refunded' },
      refund: { form: 'refundId', meaning: 'the refund' },
      lot: { form: 'lotId', meaning: 'the lot of the order' },
      amount: { form: 'amount', meaning: 'what was to be refunded' },
      currency: CURRENCY,
      reason: { form: 'code', meaning: "the payment gateway's reason" },
    },
    examples: [
      {
        id: 'ref_1:RefundFailed',
        actor: ADA,
        organization: 'contoso',
        order: 'pur_1',
        refund: 'ref_1',
        lot: 'lot_1',
        amount: '20.00',
        currency: 'USD',
        reason: 'expired_or_canceled_card',
      },
    ],
  },
  ChargebackReceived: {
    emittedWhen: "A dispute at the payment gateway has taken an order's payment back.",
    id: '`{dispute}:ChargebackReceived`',
    actor: 'the payment gateway',
    attributes: {
      organization: ORGANIZATION,
      dispute: { form: 'disputeId', meaning: "the payment gateway's name for the dispute" },
      order: { form: 'orderId', meaning: 'the order whose payment is disputed' },
      lot: { form: 'lotId', meaning: 'the lot of the order', nullWhen: 'the order has no lot' },
      amount: { form: 'amount', meaning: 'what the bank took back' },
      withdrawn: { form: 'amount', meaning: 'what of it was left of the lot, and was taken out of it' },
      currency: CURRENCY,
    },
    examples: [
      {
        id: 'dp_1:ChargebackReceived',
        actor: GATEWAY,
        organization: 'contoso',
        dispute: 'dp_1',
        order: 'pur_1',
        lot: 'lot_1',
        amount: '50.00',
        withdrawn: '30.00',
        currency: 'USD',
      },
    ],
  },
  ChargebackReversed: {
    emittedWhen: 'A dispute was won: the bank has given the money of an order back.',
    id: '`{dispute}:ChargebackReversed`',
    actor: 'the payment gateway',
    attributes: {
      organization: ORGANIZATION,
      dispute: { form: 'disputeId', meaning: "the payment gateway's name for the dispute" },
      order: { form: 'orderId', meaning: 'the order whose payment was disputed' },
      lot: { form: 'lotId', meaning: 'the lot of the order', nullWhen: 'the order has no lot' },
      amount: { form: 'amount', meaning: 'what the bank gave back' },
      returned: {
        form: 'amount',
        meaning: 'what of it went back into the lot: what had been withdrawn for it',
      },
      forfeited: {
        form: 'amount',
        meaning: 'what of that was forfeited at once, because the lot had closed',
      },
      currency: CURRENCY,
    },
    examples: [
      {
        id: 'dp_1:ChargebackReversed',
        actor: GATEWAY,
        organization: 'contoso',
        dispute: 'dp_1',
        order: 'pur_1',
        lot: 'lot_1',
        amount: '50.00',
        returned: '30.00',
        forfeited: '0.00',
        currency: 'USD',
      },
    ],
  },
  RechargeStarted: {
    emittedWhen: 'Auto-recharge is about to charge the payment method.',
    id: '`{order}:RechargeStarted`',
    actor: 'the schedule `auto-recharge`',
    attributes: {
      organization: ORGANIZATION,
      order: { form: 'orderId', meaning: 'the recharge' },
      amount: { form: 'amount', meaning: 'what is to be charged' },
      currency: CURRENCY,
      reason: { form: ['below-threshold'], meaning: 'why it recharges' },
    },
    examples: [
      {
        id: 'rch_contoso_17:RechargeStarted',
        actor: RECHARGES,
        organization: 'contoso',
        order: 'rch_contoso_17',
        amount: '50.00',
        currency: 'USD',
        reason: 'below-threshold',
      },
    ],
  },
  RechargeSucceeded: {
    emittedWhen: 'A recharge was paid, and its credits are available.',
    id: '`{order}:RechargeSucceeded`',
    actor: 'the schedule `auto-recharge`',
    attributes: {
      organization: ORGANIZATION,
      order: { form: 'orderId', meaning: 'the recharge' },
      lot: { form: 'lotId', meaning: 'the lot that the recharge added' },
      amount: { form: 'amount', meaning: 'what was paid, and the size of the lot' },
      currency: CURRENCY,
      expiresAt: { form: 'instant', meaning: 'when the lot expires' },
    },
    examples: [
      {
        id: 'rch_contoso_17:RechargeSucceeded',
        actor: RECHARGES,
        organization: 'contoso',
        order: 'rch_contoso_17',
        lot: 'lot_2',
        amount: '50.00',
        currency: 'USD',
        expiresAt: '2027-11-22T10:00:00.000Z',
      },
    ],
  },
  RechargeNeedsPayer: {
    emittedWhen:
      'The bank wants the payer to confirm a recharge. It is emitted once for each recharge; another link can be had ' +
      'with `POST /v1/organizations/{org}/purchases/{purchase}/next-action`.',
    id: '`{order}:RechargeNeedsPayer`',
    actor: 'the schedule `auto-recharge`',
    attributes: {
      organization: ORGANIZATION,
      order: { form: 'orderId', meaning: 'the recharge' },
      amount: { form: 'amount', meaning: 'what is to be paid' },
      currency: CURRENCY,
      url: {
        form: 'text',
        meaning: 'where the payer confirms it',
        absentWhen: 'the gateway gives no link before it is asked for one',
      },
      until: {
        form: 'instant',
        meaning: 'when the recharge is given up',
        absentWhen: 'it waits for the gateway',
      },
    },
    examples: [
      {
        id: 'rch_contoso_17:RechargeNeedsPayer',
        actor: RECHARGES,
        organization: 'contoso',
        order: 'rch_contoso_17',
        amount: '50.00',
        currency: 'USD',
        url: 'https://hooks.stripe.com/redirect/authenticate/src_1',
        until: '2026-11-25T10:00:00.000Z',
      },
    ],
  },
  RechargeFailed: {
    emittedWhen:
      'The payment of a recharge was declined, or was canceled because its payer never came or another method took its ' +
      'place. Auto-recharge tries again, unless it is suspended.',
    id: '`{order}:RechargeFailed`',
    actor: 'the schedule `auto-recharge`',
    attributes: {
      organization: ORGANIZATION,
      order: { form: 'orderId', meaning: 'the recharge' },
      amount: { form: 'amount', meaning: 'what was to be paid' },
      currency: CURRENCY,
      reason: { form: 'code', meaning: "the payment gateway's reason" },
    },
    examples: [
      {
        id: 'rch_contoso_17:RechargeFailed',
        actor: RECHARGES,
        organization: 'contoso',
        order: 'rch_contoso_17',
        amount: '50.00',
        currency: 'USD',
        reason: 'card-declined',
      },
    ],
  },
  RechargeSuspended: {
    emittedWhen:
      'Auto-recharge has stopped: at a limit, without a payment method, by a dispute, or after the third decline in a row. ' +
      'It is emitted once for each stop.',
    id:
      '`{organization}:{version of the account}:RechargeSuspended` at a limit or without a payment method, ' +
      '`{dispute}:RechargeSuspended` by a dispute, `{order}:RechargeSuspended` after declines',
    actor:
      'the schedule `auto-recharge`; the payment gateway at a dispute; who ordered the purchase that switched it on ' +
      'without a payment method',
    attributes: {
      organization: ORGANIZATION,
      order: {
        form: 'orderId',
        meaning: 'the order that is disputed, or the recharge that was declined',
        absentWhen: 'a limit stopped it, or there is no payment method',
      },
      amount: {
        form: 'amount',
        meaning: 'the amount of the recharge that was declined',
        absentWhen: 'no decline stopped it',
      },
      currency: {
        form: 'currency',
        meaning: 'the currency of the amount',
        absentWhen: 'no decline stopped it',
      },
      reason: {
        form: 'code',
        meaning:
          '`monthly-cap-reached`, `hourly-limit-reached`, `amount-above-maximum`, `currency-not-sold`, ' +
          "`payment-method-required`, `chargeback`, or `declined:` and the payment gateway's reason",
      },
      until: {
        form: 'instant',
        meaning: 'when auto-recharge tries again by itself',
        absentWhen:
          'no limit stopped it; then a new payment method resumes it, or a purchase if there is a method',
      },
    },
    examples: [
      {
        id: 'contoso:18:RechargeSuspended',
        actor: RECHARGES,
        organization: 'contoso',
        reason: 'hourly-limit-reached',
        until: '2026-11-22T11:00:00.000Z',
      },
      {
        id: 'dp_1:RechargeSuspended',
        actor: GATEWAY,
        organization: 'contoso',
        order: 'pur_1',
        reason: 'chargeback',
      },
      {
        id: 'rch_contoso_19:RechargeSuspended',
        actor: RECHARGES,
        organization: 'contoso',
        order: 'rch_contoso_19',
        amount: '50.00',
        currency: 'USD',
        reason: 'declined:card-declined',
      },
    ],
  },
  RechargeResumed: {
    emittedWhen: 'A stop of auto-recharge has ended, and auto-recharge is on.',
    id: '`{organization}:{version of the account}:RechargeResumed`',
    actor:
      'who set the payment method or the settings, or ordered the purchase; the schedule that found the retry due',
    attributes: {
      organization: ORGANIZATION,
      reason: {
        form: ['payment-method-changed', 'purchase', 'settings-changed', 'retry-due'],
        meaning: 'what ended the stop',
      },
    },
    examples: [
      {
        id: 'contoso:21:RechargeResumed',
        actor: ADA,
        organization: 'contoso',
        reason: 'payment-method-changed',
      },
    ],
  },
  BalanceLow: {
    emittedWhen:
      'The balance has fallen below the threshold. It is emitted again only after the balance was above it.',
    id:
      '`{organization}:{ledger entry}:BalanceLow`, or `{organization}:v{version of the account}:BalanceLow` when ' +
      'the expiry of a lot was seen without an entry',
    actor: 'who moved the money: `settle` for calls, a schedule for what the clock brings',
    attributes: {
      organization: ORGANIZATION,
      balance: { form: 'amount', meaning: 'the balance, which is negative when a debt is larger' },
      currency: CURRENCY,
      at: { form: 'instant', meaning: 'when the balance fell: by a movement, or by the expiry of a lot' },
      threshold: {
        form: 'amount',
        meaning: "auto-recharge's threshold while it is on, otherwise what is low in the currency",
      },
    },
    examples: [
      {
        id: 'contoso:17:BalanceLow',
        actor: SETTLES,
        organization: 'contoso',
        balance: '9.50',
        currency: 'USD',
        at: '2026-11-22T10:00:00.000Z',
        threshold: '10.00',
      },
    ],
  },
  BalanceExhausted: {
    emittedWhen: 'The balance has fallen to zero or below. It is emitted again only after it was above zero.',
    id:
      '`{organization}:{ledger entry}:BalanceExhausted`, or `{organization}:v{version of the account}:BalanceExhausted` when ' +
      'the expiry of a lot was seen without an entry',
    actor: 'who moved the money: `settle` for calls, a schedule for what the clock brings',
    attributes: {
      organization: ORGANIZATION,
      balance: { form: 'amount', meaning: 'the balance, which is negative when a debt is larger' },
      currency: CURRENCY,
      at: { form: 'instant', meaning: 'when the balance fell: by a movement, or by the expiry of a lot' },
    },
    examples: [
      {
        id: 'contoso:18:BalanceExhausted',
        actor: SETTLES,
        organization: 'contoso',
        balance: '-0.25',
        currency: 'USD',
        at: '2026-11-22T10:00:00.000Z',
      },
    ],
  },
  LotExpiring: {
    emittedWhen:
      'A lot with credits left expires within the warning time. It is emitted once for each lot, and again for a lot ' +
      'that was extended.',
    id: '`{lot}:LotExpiring`, or `{lot}:{expiresAt}:LotExpiring` for a lot that was extended',
    actor: 'the schedule `warn-expiring`, or who gave or extended a lot that expires so soon',
    attributes: {
      organization: ORGANIZATION,
      lot: LOT,
      amount: { form: 'amount', meaning: 'what is left of it, and is forfeited unless it is spent' },
      currency: CURRENCY,
      expiresAt: { form: 'instant', meaning: 'when the lot expires' },
    },
    examples: [
      {
        id: 'lot_1:LotExpiring',
        actor: { kind: 'schedule', id: 'warn-expiring' },
        organization: 'contoso',
        lot: 'lot_1',
        amount: '19.50',
        currency: 'USD',
        expiresAt: '2026-12-22T10:00:00.000Z',
      },
    ],
  },
  PaymentMethodExpiring: {
    emittedWhen:
      'The card of a payment method expires within the warning time, or has just expired. It is emitted once for each ' +
      'expiry of a card: another card, or the same one with a later expiry, has a warning of its own.',
    id: '`{method}:{expiresMonth}:PaymentMethodExpiring`',
    actor: 'the schedule `warn-expiring`',
    attributes: {
      organization: ORGANIZATION,
      method: { form: 'paymentMethodId', meaning: 'the payment method' },
      brand: { form: 'text', meaning: 'the brand of the card, as the payment gateway names it' },
      last4: { form: 'text', meaning: 'the last four digits of the card' },
      expiresMonth: { form: 'month', meaning: 'the last month in which it can be charged' },
      expiresAt: { form: 'instant', meaning: 'when it cannot be charged any more: the end of that month' },
    },
    examples: [
      {
        id: 'pm_5eacdf9c8206311a847e05d3:2026-12:PaymentMethodExpiring',
        actor: { kind: 'schedule', id: 'warn-expiring' },
        organization: 'contoso',
        method: 'pm_5eacdf9c8206311a847e05d3',
        brand: 'visa',
        last4: '4242',
        expiresMonth: '2026-12',
        expiresAt: '2027-01-01T00:00:00.000Z',
      },
    ],
  },
  LotExpired: {
    emittedWhen:
      'What was left of an expired lot is forfeited, after the settlement grace. Money that comes back to the lot later ' +
      'is forfeited with an event of its own.',
    id: '`{organization}:{ledger entry}:LotExpired`',
    actor: 'the schedule `expire-lots`; who voided or corrected the call whose money came back to the lot',
    attributes: {
      organization: ORGANIZATION,
      lot: LOT,
      amount: { form: 'amount', meaning: 'what is forfeited' },
      currency: CURRENCY,
      expiredAt: { form: 'instant', meaning: 'when the lot expired' },
    },
    examples: [
      {
        id: 'contoso:40:LotExpired',
        actor: { kind: 'schedule', id: 'expire-lots' },
        organization: 'contoso',
        lot: 'lot_1',
        amount: '19.50',
        currency: 'USD',
        expiredAt: '2026-12-22T10:00:00.000Z',
      },
    ],
  },
  UsageSettled: {
    emittedWhen: 'Calls were settled together: their charges are in the ledger.',
    id:
      '`{organization}:{ledger entry}:UsageSettled`, or `{organization}:call:{first call}:UsageSettled` when the calls ' +
      'made no entry',
    actor: 'the schedule `settle`',
    attributes: {
      organization: ORGANIZATION,
      calls: { form: 'count', meaning: 'how many calls' },
      charged: { form: 'amount', meaning: 'what lots paid, and what became debt' },
      postpaid: { form: 'amount', meaning: 'what goes to the monthly statement' },
      currency: CURRENCY,
    },
    examples: [
      {
        id: 'contoso:17:UsageSettled',
        actor: SETTLES,
        organization: 'contoso',
        calls: 12,
        charged: '3.05',
        postpaid: '0.00',
        currency: 'USD',
      },
    ],
  },
  CallDenied: {
    emittedWhen: 'An authorization was denied. The call may be tried again.',
    id: '`{organization}:{call}:{instant of the denial}:CallDenied`',
    actor: 'who asked for the authorization',
    attributes: {
      organization: ORGANIZATION,
      call: { form: 'callId', meaning: 'the call' },
      user: { form: 'userId', meaning: 'the user who calls', nullWhen: 'the request names none' },
      to: {
        form: 'text',
        meaning: 'the number that was dialed, masked as in reports',
        nullWhen: 'the request names none',
      },
      reason: { form: 'code', meaning: 'the `reason` of the answer to the authorization' },
    },
    examples: [
      {
        id: 'contoso:call-7:2026-11-22T10:00:00.000Z:CallDenied',
        actor: { kind: 'client', id: 'cli_5d0f7a31c9e24b6f8a1d3c52' },
        organization: 'contoso',
        call: 'call-7',
        user: 'adele',
        to: '+447911123456',
        reason: 'insufficient-credits',
      },
    ],
  },
  PoolWarning: {
    emittedWhen:
      'The minutes used of a pool have reached 80 or 100 percent. It is emitted again when they reach it again, as after ' +
      'licenses were added or a call was voided.',
    id: '`{organization}:{month}:{version of the pools}:{pool}:{meter}:{percent}:PoolWarning`',
    actor: 'the schedule `settle` for calls; who changed licenses, or voided or corrected a call',
    attributes: {
      organization: ORGANIZATION,
      month: { form: 'month', meaning: "the pool's month" },
      pool: { form: 'pool', meaning: 'the pool' },
      meter: {
        form: ['domestic', 'international', 'conferencing'],
        meaning: 'the kind of minutes that was used',
      },
      percent: { form: [80, 100], meaning: 'the threshold, in percent' },
      totalMinutes: { form: 'minutes', meaning: 'what the pool has in the month' },
      usedMinutes: { form: 'minutes', meaning: 'what of it was used' },
    },
    examples: [
      {
        id: 'contoso:2026-11:9:US:CALLING_PLAN_DOMESTIC:domestic:80:PoolWarning',
        actor: SETTLES,
        organization: 'contoso',
        month: '2026-11',
        pool: 'US:CALLING_PLAN_DOMESTIC',
        meter: 'domestic',
        percent: 80,
        totalMinutes: 3000,
        usedMinutes: 2400,
      },
    ],
  },
  LicensesGranted: {
    emittedWhen: 'The first credits of the organization have brought its licenses for credits.',
    id: '`{organization}:LicensesGranted`',
    actor: 'who ordered the purchase; the schedule `auto-recharge` for a recharge',
    attributes: {
      organization: ORGANIZATION,
      order: {
        form: 'orderId',
        meaning: 'the order: a purchase or a recharge',
        absentWhen: 'the first credits were granted, not bought',
      },
      sku: { form: 'sku', meaning: 'the license' },
      quantity: { form: 'count', meaning: 'how many there are to assign' },
    },
    examples: [
      {
        id: 'contoso:LicensesGranted',
        actor: ADA,
        organization: 'contoso',
        order: 'pur_1',
        sku: 'COMMUNICATIONS_CREDITS',
        quantity: 10_000_000,
      },
    ],
  },
  LicenseAssigned: {
    emittedWhen: 'A user was given a license.',
    id: '`{organization}:{user}:{version of the user}:LicenseAssigned`',
    actor: 'who gave the license',
    attributes: {
      organization: ORGANIZATION,
      user: { form: 'userId', meaning: 'the user' },
      sku: { form: 'sku', meaning: 'the license' },
    },
    examples: [
      {
        id: 'contoso:adele:3:LicenseAssigned',
        actor: ADA,
        organization: 'contoso',
        user: 'adele',
        sku: 'CALLING_PLAN_DOMESTIC',
      },
    ],
  },
  LicenseRemoved: {
    emittedWhen: 'A license was taken from a user, or the user who had it was removed.',
    id: '`{organization}:{user}:{version of the user}:LicenseRemoved`, followed by `:{sku}` when the user was removed',
    actor: 'who took the license, or removed the user',
    attributes: {
      organization: ORGANIZATION,
      user: { form: 'userId', meaning: 'the user' },
      sku: { form: 'sku', meaning: 'the license' },
    },
    examples: [
      {
        id: 'contoso:adele:4:LicenseRemoved',
        actor: ADA,
        organization: 'contoso',
        user: 'adele',
        sku: 'CALLING_PLAN_DOMESTIC',
      },
    ],
  },
  InvoiceIssued: {
    emittedWhen: 'An invoice was issued: for a purchase, for a recharge, or for a month of postpaid usage.',
    id: '`{order}:InvoiceIssued`, or `{organization}:{period}:InvoiceIssued` for a month of usage',
    actor: 'who ordered the purchase; the schedule `auto-recharge` or `close-month` otherwise',
    attributes: {
      organization: ORGANIZATION,
      invoice: { form: 'invoiceId', meaning: 'the invoice' },
      number: { form: 'count', meaning: 'its number, from 1 without gaps within the organization' },
      amount: { form: 'amount', meaning: 'the total of the invoice' },
      currency: CURRENCY,
      period: {
        form: 'month',
        meaning: 'the month of usage',
        absentWhen: 'the invoice is of a purchase or a recharge',
      },
    },
    examples: [
      {
        id: 'pur_1:InvoiceIssued',
        actor: ADA,
        organization: 'contoso',
        invoice: 'inv_00000001',
        number: 1,
        amount: '50.00',
        currency: 'USD',
      },
      {
        id: 'contoso:2026-11:InvoiceIssued',
        actor: { kind: 'schedule', id: 'close-month' },
        organization: 'contoso',
        invoice: 'inv_00000002',
        number: 2,
        amount: '3.05',
        currency: 'USD',
        period: '2026-11',
      },
    ],
  },
} as const satisfies Record<string, EventRow>;

export type EventType = keyof typeof EVENTS;

type AttributesOf<T extends EventType> = (typeof EVENTS)[T]['attributes'];

type ValueOf<A> =
  | (A extends { readonly form: infer F }
      ? F extends EventForm
        ? Forms[F]
        : F extends readonly (infer V)[]
          ? V
          : never
      : never)
  | (A extends { readonly nullWhen: string } ? null : never);

type AbsentKey<A> = { [K in keyof A]: A[K] extends { readonly absentWhen: string } ? K : never }[keyof A];

/** The attributes of an event of this type. */
export type EventDetail<T extends EventType> = {
  readonly [K in Exclude<keyof AttributesOf<T>, AbsentKey<AttributesOf<T>>>]: ValueOf<AttributesOf<T>[K]>;
} & {
  readonly [K in AbsentKey<AttributesOf<T>>]?: ValueOf<AttributesOf<T>[K]> | undefined;
};

interface EventOf<T extends EventType> {
  readonly id: EventId;
  readonly type: T;
  readonly detail: EventDetail<T>;
}

/** An event for the bus. The id stays the same when it is published again. */
export type DomainEvent = { [T in EventType]: EventOf<T> }[EventType];

/** Makes an event. `id` has the form that the row of its type gives. */
export function domainEvent<T extends EventType>(type: T, id: EventId, detail: EventDetail<T>): EventOf<T> {
  return { id, type, detail };
}
