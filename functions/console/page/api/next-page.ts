/** The next rows of a list whose pages may be empty while more follow, such as the report of a user of few calls. */
import type { Page } from '../../../../shared/client/pages.ts';

/** Then the person is asked whether to go on. */
const MAX_PAGES_READ = 20;

/** The first page that has items, or the last one that was read. */
export async function nextPage<T>(
  load: (cursor: string | undefined) => Promise<Page<T>>,
  cursor: string | undefined,
): Promise<Page<T>> {
  let page = await load(cursor);
  for (
    let read = 1;
    page.items.length === 0 && page.nextCursor !== null && read < MAX_PAGES_READ;
    read += 1
  ) {
    page = await load(page.nextCursor);
  }
  return page;
}
