/** A paper as an HTML page: readable by screen readers, and made to be printed. It has no scripts and fetches nothing. */
import { createHash } from 'node:crypto';
import type { Detail, Paper, PaperTable, Party } from './paper.ts';
import { PAPER_STYLE } from './paper-style.ts';

const digest = createHash('sha256').update(PAPER_STYLE).digest('base64');

/** `Content-Security-Policy` of the page: its own style and nothing else. */
const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': PAGE_POLICY,
  'x-content-type-options': 'nosniff',
} as const;

export function paperPage(paper: Paper): string {
  const title = escaped(paper.title);
  return `<!doctype html>
<html lang="${paper.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}, ${escaped(paper.subject)}</title>
<style>${PAPER_STYLE}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<dl>
${paper.details.map(detailRow).join('\n')}
</dl>
${paper.parties.map(partyBlock).join('\n')}
${paper.tables.map((table, index) => tableBlock(table, index === paper.tables.length - 1 ? paper.totals : [])).join('\n')}
${paper.notes.map((note) => `<p>${escaped(note)}</p>`).join('\n')}
</main>
</body>
</html>
`;
}

function detailRow({ name, value, instant }: Detail): string {
  const text = escaped(value);
  const shown = instant === undefined ? text : `<time datetime="${escaped(instant)}">${text}</time>`;
  return `<dt>${escaped(name)}</dt><dd>${shown}</dd>`;
}

const partyBlock = ({ heading, lines }: Party): string =>
  `<h2>${escaped(heading)}</h2>\n<address>${lines.map(escaped).join('<br>\n')}</address>`;

function tableBlock({ caption, columns, rows }: PaperTable, totals: readonly Detail[]): string {
  const last = columns.length - 1;
  const kind = (index: number) => (index === last ? ' class="amount"' : '');
  const head = columns.map((name, index) => `<th scope="col"${kind(index)}>${escaped(name)}</th>`);
  const body = rows.map(
    (cells) => `<tr>${cells.map((cell, index) => `<td${kind(index)}>${escaped(cell)}</td>`).join('')}</tr>`,
  );
  const span = last > 1 ? ` colspan="${last}"` : '';
  const foot = totals.map(
    ({ name, value }) =>
      `<tr><th scope="row"${span}>${escaped(name)}</th><td class="amount">${escaped(value)}</td></tr>`,
  );
  return `<table>
<caption>${escaped(caption)}</caption>
<thead><tr>${head.join('')}</tr></thead>
<tbody>${body.join('\n')}</tbody>
${foot.length > 0 ? `<tfoot>${foot.join('\n')}</tfoot>` : ''}
</table>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
