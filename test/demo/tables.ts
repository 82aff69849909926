/** Text tables: words are aligned to the left, figures to the right. */

const FIGURE = /^-?[\d,.]+$/;

export function table(
  title: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const isFigure = header.map((_, column) => rows.every((row) => FIGURE.test(row[column] ?? '')));
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? '';
        return isFigure[column] ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const body = rows.length > 0 ? rows.map(line) : ['(none)'];
  return [title, '', line(header), rule, ...body, ''].join('\n');
}
