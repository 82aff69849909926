/** Messages that functions log word for word, because a metric filter of `infra` listens for each and rings an alarm. */

/** The books of an organization do not agree. */
export const AUDIT_DIFFERENCE = 'audit found a difference';

/** A sweep ended well, but something in it failed, is stuck, or found no time. */
export const WORK_LEFT = 'sweep left work undone';

/** A request was answered with 500. */
export const REQUEST_FAILED = 'request failed';

/** Whether a payment was made is not known. */
export const NO_WORD_FROM_GATEWAY = 'no word from the gateway';

/** Facts that were stored in a form that cannot be published. */
export const UNREADABLE_OUTBOX = 'unreadable outbox';
