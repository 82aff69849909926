/**
 * Monthly statements: what an organization's ledger moved in a month, once the month is over
 * (spec: A monthly statement is the ledger). The month of an instant is that in which an entry was booked, so that a month
 * that is over never changes, however late a call of it is reported.
 */
import type { Currency } from '../currencies.ts';
import type { OrganizationId, StatementId } from '../ids.ts';
import { type Instant, type Month, monthOf, startOfNextMonth } from '../instants.ts';
import type { Micros } from '../money.ts';
import type { Parties } from './invoices.ts';
import type { MonthBooks } from './month-books.ts';

/** A month whose entries are being added up. */
export interface OpenMonth {
  readonly organizationId: OrganizationId;
  readonly month: Month;
  readonly status: 'open';
  /** Counts from 1 with the month in which the organization was made. */
  readonly number: number;
  /** As far as the entries were read; absent before the first. */
  readonly books?: MonthBooks | undefined;
}

export interface MonthlyStatement extends Parties {
  readonly organizationId: OrganizationId;
  readonly month: Month;
  readonly status: 'closed';
  readonly number: number;
  readonly books: MonthBooks;
  readonly currency: Currency;
  readonly issuedAt: Instant;
  /** Invoiced for the postpaid usage of the month, less the notes of such invoices, before tax. It moves no credits. */
  readonly postpaidMicros: Micros;
}

export const statementId = (month: Month): StatementId => `stm_${month}`;

/** The months after `last`, or from `first` on where none was opened yet, up to `latest`, with their numbers. */
export function monthsToOpen({
  last,
  first,
  latest,
}: {
  readonly last: Pick<OpenMonth, 'month' | 'number'> | undefined;
  readonly first: Month;
  readonly latest: Month;
}): Pick<OpenMonth, 'month' | 'number'>[] {
  const months: Pick<OpenMonth, 'month' | 'number'>[] = [];
  let number = (last?.number ?? 0) + 1;
  let month = last ? monthOf(startOfNextMonth(last.month)) : first;
  for (; month <= latest; month = monthOf(startOfNextMonth(month))) {
    months.push({ month, number });
    number += 1;
  }
  return months;
}
