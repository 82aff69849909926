/** Pages of a list that is at hand as a whole. */
import { PageQuery } from '../contract/schemas.ts';
import { refusals } from '../domain/refusals.ts';
import type { HttpRequest } from './http.ts';
import { parseQuery } from './parse.ts';

/** The page that the request asks for. A cursor names the last item that was told. */
export function pageOfList<T>(request: HttpRequest, items: readonly T[], keyOf: (item: T) => string) {
  const { limit, cursor } = parseQuery(request, PageQuery);
  const cursorOf = (item: T): string => Buffer.from(keyOf(item)).toString('base64url');
  const told = cursor === undefined ? 0 : items.findIndex((item) => cursorOf(item) === cursor) + 1;
  if (cursor !== undefined && told === 0) {
    throw refusals.invalidRequest([{ field: 'cursor', detail: 'not a cursor of this list' }]);
  }
  const page = items.slice(told, told + limit);
  const last = page.at(-1);
  const nextCursor = last !== undefined && told + limit < items.length ? cursorOf(last) : null;
  return { items: page, nextCursor };
}
