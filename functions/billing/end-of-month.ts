/** What the end of a month brings: first the invoices of postpaid usage, for which the statement of the month waits. */
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { type CloseBooksDeps, closeBooks } from './close-books.ts';
import { closeMonth } from './close-month.ts';

export function endOfMonth(deps: CloseBooksDeps): Sweep {
  return async (time) => {
    const { failed: notInvoiced = 0, ...invoices } = await closeMonth(deps)(time);
    const { failed: notClosed = 0, ...months } = await closeBooks(deps)(time);
    return { ...invoices, ...months, failed: notInvoiced + notClosed };
  };
}
