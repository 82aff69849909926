/** CSV (RFC 4180): files of lines that failed, and reports that come in pages. */

/** With a header. What a spreadsheet would take for a formula is written as text. */
export function csvOf<C extends string>(
  columns: readonly C[],
  rows: readonly { readonly [N in C]?: string | number | null }[],
): string {
  const lines = rows.map((row) => columns.map((name) => cellOf(row[name])).join(','));
  return `${[columns.join(','), ...lines].join('\r\n')}\r\n`;
}

function cellOf(value: string | number | null | undefined): string {
  const text = String(value ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Pages of which each has the header. No name of a column has a line break in it. */
export async function* withOneHeader(pages: AsyncIterable<string>): AsyncGenerator<string, void> {
  let isFirst = true;
  for await (const page of pages) {
    yield isFirst ? page : page.slice(page.indexOf('\n') + 1);
    isFirst = false;
  }
}
