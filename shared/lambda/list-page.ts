/** Pages of a list that is in memory as a whole. */
import { PageQuery } from '../contract/schemas.ts';
import { refusals } from '../domain/refusals.ts';
import type { HttpRequest } from './http.ts';
import { parseQuery } from './parse.ts';

/** The requested page. A cursor names the last item of the page before. */
export function pageOfList<T>(request: HttpRequest, items: readonly T[], keyOf: (item: T) => string) {
  const { limit, cursor } = parseQuery(request, PageQuery);
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
