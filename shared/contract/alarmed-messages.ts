/** Messages that functions log word for word, because a metric filter of `infra` listens for each and rings an alarm. */

/** The books of an organization do not agree. */
export const AUDIT_DIFFERENCE = 'audit found a difference';

/** A sweep ended well, but something in it failed, is stuck, or found no time. */
export const WORK_LEFT = 'sweep left work undone';

/** A request was answered with 500. */
export const REQUEST_FAILED = 'request failed';

/** Whether a payment was made is not known. */
export const UNKNOWN_PAYMENT_OUTCOME = 'no word from the gateway';

/** A notice came without the right signature: a wrong secret here, or somebody who is not the gateway. */
export const WRONG_SIGNATURE = 'signature of a notice refused';

/** The gateway took another amount, or another currency, than its order says: nothing is credited. */
export const PAYMENT_DIFFERS = 'payment differs from its order';

/** A refund that was made at the gateway is of more than is left of its credits, or of an order that has none. */
export const REFUND_NOT_COVERED = 'refund at the gateway is not covered by credits';

/** Facts that were stored in a form that cannot be published. */
export const UNREADABLE_OUTBOX = 'unreadable outbox';
