/**
 * Cells that a spreadsheet would take for a formula (CWE-1236, OWASP "CSV Injection"). An export puts an apostrophe
 * before what would begin one, which spreadsheets read as "this is text"; an import takes it off again.
 * `restoreCell(neutralizeCell(text))` is `text`, whatever the text.
 */

/** A formula may begin with these, and with their full-width and other forms. */
const FORMULA = /^[=+\-@\u2212]/;
/** What spreadsheets pass over before a formula; and the apostrophe itself, so that ours can be told from any other. */
const LEADING = /^[\s"'\u200B-\u200D\u2060\uFEFF]*/;

/** Where the language of a spreadsheet has another separator, a cell of ours ends at these, and a formula may follow. */
const INNER_BREAK = /([;\t\r\n])/;

/** The text as a cell that no spreadsheet evaluates. */
export function neutralizeCell(text: string): string {
  const parts = text.split(INNER_BREAK).map((part) => (beginsFormula(part) ? `'${part}` : part));
  const safe = parts.join('');
  return beginsWithBreak(safe) ? `'${safe}` : safe;
}

/** The text that {@link neutralizeCell} was given; any other cell as it is. */
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

/** A tab or a line break that comes first makes some spreadsheets read a formula after it. */
const beginsWithBreak = (text: string): boolean => /^[\s"']*[\t\r\n]/.test(text);
