/** The period that a report is asked for (spec: The end date of a period is included). */
import { refusals } from '../domain/refusals.ts';
import type { HttpRequest } from './http.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;

/**
 * Throws `invalid-request` for a period that ends before it begins. `to` is what the period ends before: for a date
 * (`to=2026-11-22`), which is included, the day after.
 */
export function requirePeriod(
  request: Pick<HttpRequest, 'query'>,
  from: string | undefined,
  to: string | undefined,
): void {
  if (from === undefined || to === undefined) return;
  const isOver = DATE.test(request.query.to ?? '') ? to <= from : to < from;
  if (isOver) throw refusals.invalidRequest([{ field: 'to', detail: 'before from' }]);
}
