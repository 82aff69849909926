/**
 * Credit notes (spec: Money that goes back has a credit note): numbered without gaps per organization, each for a part
 * of an invoice whose payment went back to the payer, for such a part that came back after all, or for an invoiced call
 * that cost less.
 */
import type { Currency } from '../currencies.ts';
import type {
  CallId,
  CreditNoteId,
  DisputeId,
  InvoiceId,
  OrderId,
  OrganizationId,
  RefundId,
} from '../ids.ts';
import type { Instant, Month } from '../instants.ts';
import { assertMicros, type Micros } from '../money.ts';
import type { Account } from './account.ts';
import type { PaidParts } from './order-tax.ts';
import { type Order, orderTotalMicros } from './orders.ts';
import type { TaxTerms } from './tax.ts';

export const CREDIT_NOTE_KINDS = ['refund', 'chargeback', 'cancellation', 'void', 'correction'] as const;
export type CreditNoteKind = (typeof CREDIT_NOTE_KINDS)[number];

/** Why money goes back. */
export interface CreditCause {
  readonly refundId?: RefundId | undefined;
  readonly disputeId?: DisputeId | undefined;
  /** Of postpaid usage: the call that was voided or corrected. */
  readonly callId?: CallId | undefined;
}

export interface CreditNote extends CreditCause {
  readonly id: CreditNoteId;
  readonly organizationId: OrganizationId;
  readonly number: number;
  readonly kind: CreditNoteKind;
  readonly invoiceId: InvoiceId;
  /** The order of the invoice. A note of a postpaid invoice has its period instead. */
  readonly orderId?: OrderId | undefined;
  readonly period?: Month | undefined;
  /** Of a cancellation: the note whose money came back. */
  readonly cancels?: CreditNoteId | undefined;
  /** Credits and tax. Below zero for a cancellation. */
  readonly amountMicros: Micros;
  readonly taxMicros?: Micros | undefined;
  readonly tax?: TaxTerms | undefined;
  readonly currency: Currency;
  readonly issuedAt: Instant;
}

/** What a refund or a dispute keeps of its note, so that it can be cancelled. */
export interface CreditedSum {
  readonly noteId: CreditNoteId;
  readonly amountMicros: Micros;
  readonly taxMicros: Micros;
}

export function creditNoteId(number: number): CreditNoteId {
  return `crn_${String(number).padStart(8, '0')}`;
}

/** What notes have credited of the order. Before it had any, what went back without one, as in the earlier layout. */
function creditedMicros(order: Order): Micros {
  return order.creditedMicros ?? creditDueMicros(order);
}

/** What notes have to credit: all that went back to the payer, and no more than was paid. */
export function creditDueMicros(order: Order): Micros {
  const { refundedMicros, disputedMicros = order.disputedAt === undefined ? 0 : order.amountMicros } = order;
  return Math.min(refundedMicros + disputedMicros + taxBackMicros(order), orderTotalMicros(order));
}

/** The tax that went back to the payer. Claims of the same money may come to more than there is. */
const taxBackMicros = ({ refundedTaxMicros = 0, disputedTaxMicros = 0 }: Order): Micros =>
  refundedTaxMicros + disputedTaxMicros;

interface PartOfInvoice {
  readonly partMicros: Micros;
  readonly expectedTaxMicros: Micros;
}

/** The tax in a part of the invoice: what is expected, if that leaves neither more tax nor more credits than the invoice. */
function taxWithin(order: Order, { partMicros, expectedTaxMicros }: PartOfInvoice): Micros {
  const mostMicros = Math.min(order.taxMicros ?? 0, partMicros);
  return Math.max(0, partMicros - order.amountMicros, Math.min(expectedTaxMicros, mostMicros));
}

/** What notes have credited of the tax. */
function creditedTaxMicros(order: Order): Micros {
  const part = { partMicros: creditedMicros(order), expectedTaxMicros: taxBackMicros(order) };
  return order.creditedTaxMicros ?? taxWithin(order, part);
}

interface Noted {
  readonly account: Account;
  readonly order: Order;
  readonly note: CreditNote;
}

/**
 * Credits what went back of the invoice of a paid order, as far as no earlier note has: a refund and a dispute may be of
 * the same money. The note that credits the last of the invoice has what is left of its tax. `undefined` when nothing is
 * left to credit.
 */
export function issueNote(
  before: Account,
  order: Order,
  cause: CreditCause & { readonly kind: 'refund' | 'chargeback'; readonly wentBack: PaidParts },
  now: Instant,
): (Noted & { readonly credited: CreditedSum }) | undefined {
  const { kind, wentBack, ...reason } = cause;
  const leftMicros = orderTotalMicros(order) - creditedMicros(order);
  const wentBackMicros = assertMicros(wentBack.amountMicros + wentBack.taxMicros);
  const amountMicros = Math.min(wentBackMicros, leftMicros);
  if (amountMicros <= 0) return undefined;
  const expectedTaxMicros = creditedTaxMicros(order) + wentBack.taxMicros;
  const { taxMicros, ...noted } = numbered(
    before,
    order,
    { ...reason, kind, amountMicros, expectedTaxMicros },
    now,
  );
  return { ...noted, credited: { noteId: noted.note.id, amountMicros, taxMicros } };
}

/**
 * Money has come back: a refund bounced, or a dispute was won. Cancels what was credited beyond all that is still with
 * the payer: a whole note with the tax of that note, or a part that leaves the tax of what is with the payer. Another claim
 * of the same money may have no note of its own: then the order keeps this one for it, with no note or one of a part.
 * `undefined` for a claim that never had a note.
 */
export function cancelNote(
  before: Account,
  order: Order,
  { credited, ...cause }: CreditCause & { readonly credited: CreditedSum | undefined },
  now: Instant,
): (Omit<Noted, 'note'> & Partial<Noted>) | undefined {
  const cancels = credited?.noteId ?? order.keptNoteId;
  if (cancels === undefined) return undefined;
  const micros = creditedMicros(order) - Math.max(creditDueMicros(order), order.unnotedMicros ?? 0);
  const isKept = credited !== undefined && micros < credited.amountMicros;
  const kept = isKept ? { ...order, keptNoteId: cancels } : order;
  if (micros <= 0) return { account: before, order: kept };
  const notedTaxMicros = creditedTaxMicros(order);
  const isWhole = micros === credited?.amountMicros;
  const expectedTaxMicros = isWhole
    ? notedTaxMicros - credited.taxMicros
    : Math.max(notedTaxMicros - micros, Math.min(notedTaxMicros, taxBackMicros(order)));
  const sum = { amountMicros: -micros, expectedTaxMicros };
  return numbered(before, kept, { ...cause, kind: 'cancellation', cancels, ...sum }, now);
}

interface NumberedSum extends Pick<CreditNote, 'kind' | 'cancels' | 'amountMicros'>, CreditCause {
  /** The tax that notes shall have credited with this one, if what they have credited can have that much. */
  readonly expectedTaxMicros: Micros;
}

function numbered(
  before: Account,
  order: Order,
  { expectedTaxMicros, ...sum }: NumberedSum,
  now: Instant,
): Noted & { readonly taxMicros: Micros } {
  const { invoiceId, id: orderId, tax, currency } = order;
  if (invoiceId === undefined) throw new RangeError(`order ${orderId} has no invoice to credit`);
  const afterMicros = creditedMicros(order) + sum.amountMicros;
  const afterTaxMicros = taxWithin(order, { partMicros: afterMicros, expectedTaxMicros });
  const taxMicros = afterTaxMicros - creditedTaxMicros(order);
  const credited = { ...sum, invoiceId, orderId, taxMicros: tax && taxMicros, tax, currency };
  return {
    ...numberNote(before, credited, now),
    order: {
      ...order,
      creditedMicros: afterMicros,
      ...(order.taxMicros && { creditedTaxMicros: afterTaxMicros }),
    },
    taxMicros,
  };
}

/** The next note of the account. */
export function numberNote(
  before: Account,
  credited: Omit<CreditNote, 'id' | 'organizationId' | 'number' | 'issuedAt'>,
  issuedAt: Instant,
): { readonly account: Account; readonly note: CreditNote } {
  const number = (before.creditNoteSequence ?? 0) + 1;
  const { organizationId } = before;
  return {
    account: { ...before, creditNoteSequence: number },
    note: { ...credited, id: creditNoteId(number), organizationId, number, issuedAt },
  };
}

/** The order with what was credited of it, so that later decisions know it. */
export function withCredited(order: Order): Order {
  if (order.creditedMicros !== undefined) return order;
  const unnotedMicros = creditedMicros(order);
  const tax = order.taxMicros && { creditedTaxMicros: creditedTaxMicros(order) };
  return { ...order, creditedMicros: unnotedMicros, ...tax, ...(unnotedMicros > 0 && { unnotedMicros }) };
}
