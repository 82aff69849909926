/** The period of a report (spec: The end date of a period is included). */
import type { Instant } from '../domain/instants.ts';
import { refusals } from '../domain/refusals.ts';
import type { HttpRequest } from './http.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;

/**
 * Throws `invalid-request` for a period that ends before it begins. The period excludes the instant `to`: for a date
 * (`to=2026-11-22`), which is included, that is the start of the next day.
 */
export function requirePeriod(
  request: Pick<HttpRequest, 'query'>,
  { from, to }: { readonly from: Instant | undefined; readonly to: Instant | undefined },
): void {
  if (from === undefined || to === undefined) return;
  const isOver = DATE.test(request.query.to ?? '') ? to <= from : to < from;
  if (isOver) throw refusals.invalidRequest([{ field: 'to', detail: 'before from' }]);
}
