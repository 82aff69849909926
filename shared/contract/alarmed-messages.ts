/** Log messages that raise an alarm: a metric filter of `infra` matches each word for word. */

/** The books of an organization do not agree. */
export const AUDIT_DIFFERENCE = 'audit found a difference';

/** The files of an export do not come to what the ledger has. */
export const EXPORT_DIFFERS = 'export differs from the ledger';

/** A sweep completed, but left items that failed, are stuck, or had no time. */
export const WORK_LEFT = 'sweep left work undone';

/** A request got the status 500. */
export const REQUEST_FAILED = 'request failed';

/** The outcome of a payment is unknown. */
export const UNKNOWN_PAYMENT_OUTCOME = 'payment outcome unknown';

/** A webhook event has a wrong signature: our secret is wrong, or the sender is not the gateway. */
export const WRONG_SIGNATURE = 'signature of a webhook event refused';

/** The gateway charged another amount or currency than the order has: nothing is credited. */
export const PAYMENT_DIFFERS = 'payment differs from its order';

/** A refund made at the gateway exceeds what is left of the order's credits, or the order has none. */
export const REFUND_NOT_COVERED = 'refund at the gateway is not covered by credits';

/** Money was transferred that no order takes: the gateway holds it. */
export const MONEY_UNCLAIMED = 'transferred money waits at the gateway';

/** A payer entered a card that was to be kept, and the organization has no room for it. */
export const CARD_NOT_KEPT = 'card of a page is not kept';

/** Events are stored in a form that cannot be published. */
export const UNREADABLE_OUTBOX = 'unreadable outbox';
