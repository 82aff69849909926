/**
 * Postpaid usage (spec: Postpaid usage is invoiced by month). Calls that the balance of an MCA organization with
 * `payAsYouGo` does not cover accrue to the statement of the month in which they started. Each statement is closed
 * once, by at most one invoice.
 *
 * The account knows which months are closed, and every change of a statement is committed with the account. Its version
 * therefore orders a call that accrues and a month that closes: the call is on the statement before it closes, or on a
 * later one, never on none and never on two. After the settlement grace the clock closes a month as well: nothing is
 * added to it, invoiced or not.
 */

import { type DomainEvent, domainEvent } from '../events.ts';
import type { InvoiceId, OrganizationId } from '../ids.ts';
import { addSeconds, type Instant, type Month, monthOf, startOfNextMonth } from '../instants.ts';
import { assertMicros, formatAmount, type Micros } from '../money.ts';
import type { Account } from './account.ts';
import { type Invoice, invoiceId } from './invoices.ts';
import type { Moment } from './settlement-grace.ts';
import type { DecidedTax } from './tax.ts';

/** Postpaid usage of one month. */
export interface Statement {
  readonly organizationId: OrganizationId;
  readonly month: Month;
  readonly status: 'open' | 'closed';
  /** Below zero when calls of closed months were voided for more than the usage since. */
  readonly micros: Micros;
  readonly calls: number;
  /** Absent while it is open, and for a statement of zero or less. */
  readonly invoiceId?: InvoiceId | undefined;
  /** What credit notes have credited of its invoice: without the tax, and the tax. Absent without any. */
  readonly creditedMicros?: Micros | undefined;
  readonly creditedTaxMicros?: Micros | undefined;
}

/** Signed change of the statement of `month`. */
export interface Accrual {
  readonly month: Month;
  readonly micros: Micros;
  readonly calls: number;
}

/** What a call adds to postpaid usage, or takes from it when it is voided or corrected. */
export interface PostpaidMovement {
  readonly startedAt: Instant;
  readonly micros: Micros;
  readonly calls: number;
}

/** Whether the month has ended, and the grace in which late records count for it. */
export function isMonthOver(month: Month, { now, graceHours }: Moment): boolean {
  return addSeconds(startOfNextMonth(month), graceHours * 3600) <= now;
}

/**
 * The month whose statement a call of `month` accrues to: its own month, or the present one when its own is closed.
 */
export function statementMonth({ statementsClosed = '' }: Account, month: Month, moment: Moment): Month {
  if (month > statementsClosed && !isMonthOver(month, moment)) return month;
  const present = monthOf(moment.now);
  return present > statementsClosed ? present : monthOf(startOfNextMonth(statementsClosed));
}

/**
 * The sum of the statement of `month`, with the credit that earlier statements leave to it. The credit is carried from
 * month to month by the clock, whether or not the statements were closed. `statements` are the open ones up to `month`,
 * by month.
 */
export function postpaidMicrosOf(statements: readonly Statement[], month: Month, moment: Moment): Micros {
  const micros = new Map(statements.map((statement) => [statement.month, statement.micros]));
  let [each = month] = micros.keys();
  let carried = 0;
  for (; each < month; each = monthOf(startOfNextMonth(each))) {
    carried = isMonthOver(each, moment) ? Math.min(0, carried + (micros.get(each) ?? 0)) : 0;
  }
  return assertMicros(carried + (micros.get(month) ?? 0));
}

/**
 * The month to whose statement a settled call accrued. The clock of its settlement decides, as it did then: a closed
 * month is over.
 */
export function accruedMonth(
  { startedAt, settledAt }: { readonly startedAt: Instant; readonly settledAt: Instant },
  { graceHours }: Pick<Moment, 'graceHours'>,
): Month {
  const month = monthOf(startedAt);
  return isMonthOver(month, { now: settledAt, graceHours }) ? monthOf(settledAt) : month;
}

/** Adds up the movements of each statement. Statements that do not change are left out. */
export function accrue(account: Account, movements: Iterable<PostpaidMovement>, moment: Moment): Accrual[] {
  const months = new Map<Month, Accrual>();
  for (const { startedAt, micros, calls } of movements) {
    if (micros === 0 && calls === 0) continue;
    const month = statementMonth(account, monthOf(startedAt), moment);
    const before = months.get(month);
    months.set(month, {
      month,
      micros: assertMicros((before?.micros ?? 0) + micros),
      calls: (before?.calls ?? 0) + calls,
    });
  }
  return [...months.values()].filter(({ micros, calls }) => micros !== 0 || calls !== 0);
}

/** What a call adds when it is settled postpaid. */
export function postpaidMovement(startedAt: Instant, postpaidMicros: Micros): PostpaidMovement {
  return { startedAt, micros: postpaidMicros, calls: postpaidMicros > 0 ? 1 : 0 };
}

/** What a void (`newMicros` is 0) or a correction changes. */
export function postpaidCorrection(
  startedAt: Instant,
  { originalMicros, newMicros }: { readonly originalMicros: Micros; readonly newMicros: Micros },
): PostpaidMovement {
  const original = postpaidMovement(startedAt, originalMicros);
  const corrected = postpaidMovement(startedAt, newMicros);
  return {
    startedAt,
    micros: corrected.micros - original.micros,
    calls: corrected.calls - original.calls,
  };
}

export interface ClosedStatement {
  readonly account: Account;
  /** Absent for a statement of zero or less. */
  readonly invoice?: Invoice;
  /** The credit that is left, carried to the statement that is open. */
  readonly carried?: Accrual;
  readonly events: readonly DomainEvent[];
}

/**
 * Closes a statement: invoices its sum with the tax on it, or carries a credit over to the next month. Throws RangeError for a statement
 * that is closed, or whose month has not ended.
 */
export function closeStatement(
  before: Account,
  statement: Statement,
  now: Instant,
  { tax, taxMicros }: Partial<DecidedTax> = {},
): ClosedStatement {
  const { month, micros } = statement;
  if (statement.status === 'closed') throw new RangeError(`statement ${month} is closed`);
  if (startOfNextMonth(month) > now) throw new RangeError(`${month} has not ended at ${now}`);
  const { statementsClosed } = before;
  const latest = statementsClosed !== undefined && statementsClosed > month ? statementsClosed : month;
  const account = { ...before, statementsClosed: latest };
  if (micros <= 0) {
    const carried = micros < 0 ? { month: monthOf(startOfNextMonth(latest)), micros, calls: 0 } : undefined;
    return { account, events: [], carried };
  }
  const number = before.invoiceSequence + 1;
  const invoice: Invoice = {
    id: invoiceId(number),
    organizationId: before.organizationId,
    number,
    kind: 'postpaid',
    period: month,
    amountMicros: assertMicros(micros + (taxMicros ?? 0)),
    taxMicros,
    tax,
    currency: before.terms.currency,
    issuedAt: now,
    description: `Communications usage of ${month}`,
  };
  return {
    account: { ...account, invoiceSequence: number },
    invoice,
    events: [invoiceIssued(invoice, month)],
  };
}

function invoiceIssued(invoice: Invoice, period: Month): DomainEvent {
  const { organizationId: organization, id, number, currency } = invoice;
  return domainEvent('InvoiceIssued', `${organization}:${period}:InvoiceIssued`, {
    organization,
    invoice: id,
    number,
    amount: formatAmount(invoice.amountMicros),
    currency,
    period,
  });
}
