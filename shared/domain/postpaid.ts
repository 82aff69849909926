/**
 * Postpaid usage (domain section 3): what an MCA organization with `payAsYouGo` calls beyond its balance accrues to
 * the statement of the month in which the call started, and each statement is closed once, by at most one invoice.
 *
 * Which months are closed is known by the account alone, and every change of a statement is committed with the
 * account, so that its version decides between a call that accrues and a month that closes: a call is on the
 * statement before it closes, or on a later one, never on none and never on two.
 */
import type { Account } from './account.ts';
import { type Invoice, invoiceId } from './funding.ts';
import { monthOf, startOfNextMonth } from './instants.ts';
import type { DomainEvent } from './ledger.ts';
import { assertMicros, formatAmount } from './money.ts';

/** Postpaid usage of one month. */
export interface Statement {
  readonly organizationId: string;
  /** `YYYY-MM` */
  readonly month: string;
  readonly status: 'open' | 'closed';
  /** Below zero when calls of closed months were voided for more than was called since. */
  readonly micros: number;
  readonly calls: number;
}

/** Signed change of the statement of `month`. */
export interface Accrual {
  readonly month: string;
  readonly micros: number;
  readonly calls: number;
}

/** What a call adds to postpaid usage, or, when it is voided or corrected, takes from it. */
export interface PostpaidMovement {
  readonly startedAt: string;
  readonly micros: number;
  readonly calls: number;
}

/**
 * The statement that a call of `month` belongs to now: its own month's, or, when that is closed, the present one's.
 */
export function statementMonth({ statementsClosed }: Account, month: string, now: string): string {
  if (statementsClosed === undefined || month > statementsClosed) return month;
  const present = monthOf(now);
  return present > statementsClosed ? present : monthOf(startOfNextMonth(statementsClosed));
}

/** Folds movements into one change per statement; what moves nothing disappears. */
export function accrue(account: Account, movements: Iterable<PostpaidMovement>, now: string): Accrual[] {
  const months = new Map<string, Accrual>();
  for (const { startedAt, micros, calls } of movements) {
    if (micros === 0 && calls === 0) continue;
    const month = statementMonth(account, monthOf(startedAt), now);
    const before = months.get(month);
    months.set(month, {
      month,
      micros: assertMicros((before?.micros ?? 0) + micros),
      calls: (before?.calls ?? 0) + calls,
    });
  }
  return [...months.values()].filter(({ micros, calls }) => micros !== 0 || calls !== 0);
}

/** One call's part: what it adds when it is settled postpaid. */
export function postpaidMovement(startedAt: string, postpaidMicros: number): PostpaidMovement {
  return { startedAt, micros: postpaidMicros, calls: postpaidMicros > 0 ? 1 : 0 };
}

/** What a void (`newMicros` 0) or a correction changes. */
export function postpaidCorrection(
  startedAt: string,
  originalMicros: number,
  newMicros: number,
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
  /** None for a statement that comes to nothing, or to less. */
  readonly invoice?: Invoice;
  /** The credit that is left, on the statement that is open now. */
  readonly carried?: Accrual;
  readonly events: readonly DomainEvent[];
}

/**
 * Closes a statement: invoices what it comes to, or carries what is left of a credit over to the next.
 * Throws RangeError for one that is closed, or whose month has not ended.
 */
export function closeStatement(before: Account, statement: Statement, now: string): ClosedStatement {
  const { month, micros } = statement;
  if (statement.status === 'closed') throw new RangeError(`statement ${month} is closed`);
  if (startOfNextMonth(month) > now) throw new RangeError(`${month} has not ended at ${now}`);
  const { statementsClosed } = before;
  const latest = statementsClosed !== undefined && statementsClosed > month ? statementsClosed : month;
  const account = { ...before, statementsClosed: latest };
  if (micros <= 0) {
    const carried = { month: statementMonth(account, month, now), micros, calls: 0 };
    return { account, events: [], ...(micros < 0 ? { carried } : {}) };
  }
  const number = before.invoiceSequence + 1;
  const invoice: Invoice = {
    id: invoiceId(number),
    organizationId: before.organizationId,
    number,
    kind: 'postpaid',
    period: month,
    amountMicros: micros,
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

function invoiceIssued(invoice: Invoice, period: string): DomainEvent {
  const { organizationId: organization, id, number, currency } = invoice;
  return {
    id: `${organization}:${period}:InvoiceIssued`,
    type: 'InvoiceIssued',
    detail: {
      organization,
      invoice: id,
      number,
      amount: formatAmount(invoice.amountMicros),
      currency,
      period,
    },
  };
}
