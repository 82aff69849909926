/** Pages of lists: of one that is in memory as a whole, and the way to the next page of a document. */
import type * as z from 'zod';
import type { PageQuery } from '../contract/schemas.ts';
import { refusals } from '../domain/refusals.ts';
import type { HttpRequest } from './http.ts';

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

/** The `Link` header that leads to the next page (RFC 8288); none after the last. */
export function linkToNext(
  { path, query }: Pick<HttpRequest, 'path' | 'query'>,
  cursor: string | null,
): Record<string, string> {
  if (cursor === null) return {};
  return { link: `<${path}?${new URLSearchParams({ ...query, cursor })}>; rel="next"` };
}
