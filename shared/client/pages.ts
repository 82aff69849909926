/** Lists and reports that the API answers page by page, as one sequence. */
import type { AnyRequest } from './requests.ts';

export interface Page<I> {
  readonly items: readonly I[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** The largest that the API answers. */
const MAX_PAGE_ITEMS = 200;

const onPage = (request: AnyRequest, cursor: string | undefined): AnyRequest => ({
  ...request,
  query: { limit: MAX_PAGE_ITEMS, ...request.query, ...(cursor === undefined ? {} : { cursor }) },
});

/** The items of every page. A page is asked for when the one before it is taken. */
export async function* eachItem<I>(
  load: (request: AnyRequest) => Promise<Page<I>>,
  request: AnyRequest,
): AsyncGenerator<I, void> {
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page: Page<I> = await load(onPage(request, cursor));
    yield* page.items;
    cursor = page.nextCursor;
  }
}

export interface Text {
  readonly text: string;
  /** The header `Link`, which leads to the next page. */
  readonly link: string | null;
}

/** The text of every page. */
export async function* eachText(
  load: (request: AnyRequest) => Promise<Text>,
  request: AnyRequest,
): AsyncGenerator<string, void> {
  let cursor: string | undefined;
  do {
    const { text, link } = await load({
      ...request,
      query: { ...request.query, ...(cursor === undefined ? {} : { cursor }) },
    });
    yield text;
    cursor = cursorOf(link);
  } while (cursor !== undefined);
}

/** RFC 8288: `<path?cursor=…>; rel="next"`. Only the cursor counts: the token is sent nowhere else. */
function cursorOf(link: string | null): string | undefined {
  const query = /<[^>?]*\?([^>]*)>;\s*rel="next"/.exec(link ?? '')?.[1];
  return query === undefined ? undefined : (new URLSearchParams(query).get('cursor') ?? undefined);
}
