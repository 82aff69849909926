/**
 * What a void or a correction does to postpaid usage (spec: An invoiced call that is reversed has a credit note). It is
 * credited once: on the statement that has the call, while that is not invoiced; else by a note of its invoice, and the
 * next statement stays as it is.
 */
import { unitOf } from '../currencies.ts';
import type { CallId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import type { Micros } from '../money.ts';
import type { Account } from './account.ts';
import { type CreditNote, numberNote } from './credit-notes.ts';
import { type Invoice, netMicros } from './invoices.ts';
import { proportion } from './order-tax.ts';
import {
  type Accrual,
  accrue,
  type PostpaidMovement,
  postpaidCorrection,
  type Statement,
} from './postpaid.ts';
import type { Moment } from './settlement-grace.ts';

export interface ReversedUsage {
  readonly kind: 'void' | 'correction';
  readonly callId: CallId;
  readonly startedAt: Instant;
  /** What the monthly statement paid before, and what it pays now. */
  readonly originalMicros: Micros;
  readonly newMicros: Micros;
}

/** The statement that has the call, with its invoice once it has one. */
export interface KnownStatement {
  readonly statement: Statement;
  readonly invoice?: Invoice | undefined;
}

export interface PostpaidReversal {
  readonly account: Account;
  readonly accruals: readonly Accrual[];
  /** With the statement, which says what is credited of its invoice. */
  readonly noted?: { readonly note: CreditNote; readonly statement: Statement } | undefined;
}

/** `known` is absent where no statement has the call, and need not be there for a call that costs no less. */
export function reversePostpaid(
  account: Account,
  usage: ReversedUsage,
  known: KnownStatement | undefined,
  moment: Moment,
): PostpaidReversal {
  const change = postpaidCorrection(usage.startedAt, usage);
  if (change.micros >= 0 || !known) return { account, accruals: accrue(account, [change], moment) };
  const { statement, invoice } = known;
  if (statement.status === 'open') {
    const { month } = statement;
    return { account, accruals: [{ month, micros: change.micros, calls: change.calls }] };
  }
  if (!invoice) return { account, accruals: accrue(account, [change], moment) };
  return creditInvoice(account, { usage, change, statement, invoice }, moment);
}

interface Creditable {
  readonly usage: ReversedUsage;
  readonly change: PostpaidMovement;
  readonly statement: Statement;
  readonly invoice: Invoice;
}

/** An invoice that earlier credit had lowered may be of less: then the rest is credit on the present statement. */
function creditInvoice(
  before: Account,
  { usage, change, statement, invoice }: Creditable,
  moment: Moment,
): PostpaidReversal {
  const { creditedMicros = 0, creditedTaxMicros = 0 } = statement;
  const lessMicros = Math.min(-change.micros, netMicros(invoice) - creditedMicros);
  const rest = { startedAt: usage.startedAt, micros: change.micros + lessMicros, calls: 0 };
  const accruals = accrue(before, [rest], moment);
  if (lessMicros === 0) return { account: before, accruals };
  const after: Statement = {
    ...statement,
    creditedMicros: creditedMicros + lessMicros,
    creditedTaxMicros: taxOf(invoice, creditedMicros + lessMicros),
  };
  const taxMicros = (after.creditedTaxMicros ?? 0) - creditedTaxMicros;
  const { id: invoiceId, period, tax, currency } = invoice;
  const { kind, callId } = usage;
  const credited = { kind, callId, invoiceId, period, tax, currency, taxMicros: tax && taxMicros };
  const { account, note } = numberNote(
    before,
    { ...credited, amountMicros: lessMicros + taxMicros },
    moment.now,
  );
  return { account, accruals, noted: { note, statement: after } };
}

/** The tax on this part of the invoice: in proportion and in whole steps, and on all of it all there is. */
function taxOf(invoice: Invoice, partMicros: Micros): Micros {
  const { taxMicros = 0, currency } = invoice;
  const wholeMicros = netMicros(invoice);
  if (partMicros === wholeMicros) return taxMicros;
  const exact = proportion({ ofMicros: taxMicros, partMicros, wholeMicros });
  return exact - (exact % unitOf(currency).stepMicros);
}
