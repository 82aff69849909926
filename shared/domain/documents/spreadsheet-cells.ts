/**
 * Cells that a spreadsheet would evaluate as a formula (CWE-1236, OWASP "CSV Injection"). An export puts an apostrophe
 * before them, which spreadsheets read as "this is text", and an import removes it.
 * `restoreCell(neutralizeCell(text))` is `text` for every text.
 */

/** A formula may begin with these, and with their full-width and other forms. */
const FORMULA = /^[=+\-@\u2212]/;
/** Characters that spreadsheets skip before a formula, and the apostrophe itself, so that an import removes only ours. */
const LEADING = /^[\s"'\u200B-\u200D\u2060\uFEFF]*/;

/** In a spreadsheet whose language has another separator, a cell of ours ends here and a formula may follow. */
const INNER_BREAK = /([;\t\r\n])/;

/** The text as a cell that no spreadsheet evaluates. */
export function neutralizeCell(text: string): string {
  const parts = text.split(INNER_BREAK).map((part) => (beginsFormula(part) ? `'${part}` : part));
  const safe = parts.join('');
  return beginsWithBreak(safe) ? `'${safe}` : safe;
}

/** The text that was given to {@link neutralizeCell}; any other cell unchanged. */
export function restoreCell(cell: string): string {
  const safe = cell.startsWith("'") && beginsWithBreak(cell.slice(1)) ? cell.slice(1) : cell;
  if (!safe.includes("'")) return safe;
  const restored = (part: string): string =>
    part.startsWith("'") && beginsFormula(part.slice(1)) ? part.slice(1) : part;
  return safe.split(INNER_BREAK).map(restored).join('');
}

function beginsFormula(part: string): boolean {
  const rest = part.slice(LEADING.exec(part)?.[0].length);
  return FORMULA.test(rest.slice(0, 1).normalize('NFKC'));
}

/** After a leading tab or line break some spreadsheets read a formula. */
const beginsWithBreak = (text: string): boolean => /^[\s"']*[\t\r\n]/.test(text);
