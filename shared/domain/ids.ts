/** The identifiers. Each is text that means nothing by itself; what it names is in its type. */
import type { Flavored } from './flavored.ts';

export type OrganizationId = Flavored<string, 'OrganizationId'>;
export type UserId = Flavored<string, 'UserId'>;
/** The platform's own name for a call. */
export type CallId = Flavored<string, 'CallId'>;
/** `lot_…` of what was bought, `gra_…` or `res_…` of a grant: lot ids sort in the order in which lots are spent. */
export type LotId = Flavored<string, 'LotId'>;
/** `pm_…`: a payment method within its organization. */
export type PaymentMethodId = Flavored<string, 'PaymentMethodId'>;
/** A purchase, or a recharge: `rch_…`. */
export type OrderId = Flavored<string, 'OrderId'>;
export type RefundId = Flavored<string, 'RefundId'>;
/** What an operator did with credits by hand, once: `bkg_…`. */
export type BookingId = Flavored<string, 'BookingId'>;
/** The gateway's name for a dispute. */
export type DisputeId = Flavored<string, 'DisputeId'>;
/** `inv_…`: the number of the invoice within its organization. */
export type InvoiceId = Flavored<string, 'InvoiceId'>;
/** `crn_…`: the number of the credit note within its organization. */
export type CreditNoteId = Flavored<string, 'CreditNoteId'>;
/** `stm_…`: the month of a monthly statement. */
export type StatementId = Flavored<string, 'StatementId'>;
export type RateDeckId = Flavored<string, 'RateDeckId'>;
/** A person of an organization: `mem_…`. */
export type MemberId = Flavored<string, 'MemberId'>;
/** The issuer's id of a person: the claim `sub`. */
export type PersonId = Flavored<string, 'PersonId'>;
/** A program of an organization: `cli_…`. */
export type ClientId = Flavored<string, 'ClientId'>;
/** A job: a list that is worked on line by line. */
export type JobId = Flavored<string, 'JobId'>;
/** An event of the bus: the same when it is published again. */
export type EventId = Flavored<string, 'EventId'>;
