/** Pages of a list that is in memory as a whole. */
import type * as z from 'zod';
import type { PageQuery } from '../contract/schemas.ts';
import { refusals } from '../domain/refusals.ts';

/** The requested page. A cursor names the last item of the page before. */
export function pageOfList<T>(
  { limit, cursor }: z.output<typeof PageQuery>,
  items: readonly T[],
  keyOf: (item: T) => string,
) {
  const cursorOf = (item: T): string => Buffer.from(keyOf(item)).toString('base64url');
  const start = cursor === undefined ? 0 : items.findIndex((item) => cursorOf(item) === cursor) + 1;
  if (cursor !== undefined && start === 0) {
    throw refusals.invalidRequest([{ field: 'cursor', detail: 'not a cursor of this list' }]);
  }
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  const nextCursor = last !== undefined && start + limit < items.length ? cursorOf(last) : null;
  return { items: page, nextCursor };
}
