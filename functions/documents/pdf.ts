/** A paper as a PDF of A4 pages. The same paper gives the same bytes. */
import PDFDocument from 'pdfkit';
import type { Instant } from '../../shared/domain/instants.ts';
import type { Detail, Paper, PaperTable, Party } from '../../shared/papers/paper.ts';
import { type PaperFonts, printable } from './letters.ts';

const MARGIN = 56;
/** Where the number of the page is, above the edge. */
const FOOTER = 36;
const SIZE = { title: 20, heading: 10, text: 9.5, small: 8 } as const;
const GAP = { small: 3, row: 5, block: 16 } as const;
const INK = '#1b1b1b';
const QUIET = '#595959';
const LINE = '#767676';

type Document = PDFKit.PDFDocument;

export async function paperPdf(whole: Paper, allFonts: PaperFonts, issuedAt: Instant): Promise<Buffer> {
  const { paper, fonts } = printable(whole, allFonts);
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    lang: paper.language,
    displayTitle: true,
    // None: the default is a font of the package, which would have to be read from a file.
    font: '',
    info: { Title: `${paper.title}, ${paper.subject}`, CreationDate: new Date(issuedAt) },
  });
  const bytes = collect(document);
  document.registerFont('regular', fonts.regular).registerFont('bold', fonts.bold);
  document.on('pageAdded', () => document.fillColor(INK));
  document.fillColor(INK).font('bold').fontSize(SIZE.title).text(paper.title);
  document.moveDown(0.5);
  writeDetails(document, paper.details);
  writeParties(document, paper.parties);
  for (const table of paper.tables) writeTable(document, table);
  writeTotals(document, paper.totals);
  writeNotes(document, paper.notes);
  numberPages(document, paper);
  document.end();
  return bytes;
}

function collect(document: Document): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
}

const widthOf = (document: Document): number => document.page.width - 2 * MARGIN;
const bottomOf = (document: Document): number => document.page.height - MARGIN;

/** Begins a page when `height` does not fit on this one. Returns whether it did. */
function needs(document: Document, height: number): boolean {
  if (document.y + height <= bottomOf(document)) return false;
  document.addPage();
  return true;
}

function writeDetails(document: Document, details: readonly Detail[]): void {
  document.fontSize(SIZE.text);
  const names = details.map(({ name }) => document.font('regular').widthOfString(name));
  const column = Math.max(...names) + GAP.block;
  for (const { name, value } of details) {
    const width = widthOf(document) - column;
    const height = document.font('regular').heightOfString(value, { width });
    needs(document, height);
    const { y } = document;
    document.fillColor(QUIET).text(name, MARGIN, y, { width: column });
    document.fillColor(INK).text(value, MARGIN + column, y, { width });
    document.y = y + height + GAP.small;
  }
}

/** Beside each other: the seller and the buyer. */
function writeParties(document: Document, parties: readonly Party[]): void {
  document.y += GAP.block;
  const width = (widthOf(document) - GAP.block) / 2;
  const heights = parties.map(({ heading, lines }) => {
    document.fontSize(SIZE.heading);
    const head = document.font('bold').heightOfString(heading, { width });
    document.fontSize(SIZE.text);
    return head + document.font('regular').heightOfString(lines.join('\n'), { width }) + GAP.small;
  });
  const height = Math.max(...heights);
  needs(document, height);
  const { y } = document;
  parties.forEach(({ heading, lines }, index) => {
    const x = MARGIN + index * (width + GAP.block);
    document.font('bold').fontSize(SIZE.heading).text(heading, x, y, { width });
    document.y += GAP.small;
    document.font('regular').fontSize(SIZE.text).text(lines.join('\n'), x, document.y, { width });
  });
  document.y = y + height + GAP.block;
}

/** How wide each column is: amounts as wide as the widest, the first column what is left. */
function columnWidths(document: Document, { columns, rows }: PaperTable): number[] {
  const wide = columns.map((name, index) => {
    const cells = rows.map((row) => document.font('regular').widthOfString(row[index] ?? ''));
    return Math.max(document.font('bold').widthOfString(name), ...cells) + GAP.block;
  });
  const others = wide.slice(1).reduce((sum, width) => sum + width, 0);
  return [Math.max(widthOf(document) - others, widthOf(document) / 3), ...wide.slice(1)];
}

/** Its head is repeated on each page. A row is never parted by the end of a page. */
function writeTable(document: Document, table: PaperTable): void {
  document.fontSize(SIZE.text);
  const widths = columnWidths(document, table);
  const head = { cells: table.columns, widths, font: 'bold' } as const;
  needs(document, 3 * rowHeight(document, head));
  document.font('bold').fontSize(SIZE.heading).text(table.caption, MARGIN, document.y);
  document.fontSize(SIZE.text);
  document.y += GAP.small;
  writeRow(document, head);
  for (const cells of table.rows) {
    const row = { cells, widths, font: 'regular' } as const;
    if (needs(document, rowHeight(document, row))) writeRow(document, head);
    writeRow(document, row);
  }
}

interface Row {
  readonly cells: readonly string[];
  readonly widths: readonly number[];
  readonly font: 'regular' | 'bold';
}

function rowHeight(document: Document, { cells, widths, font }: Row): number {
  document.font(font);
  const heights = cells.map((cell, index) =>
    document.heightOfString(cell, { width: (widths[index] ?? 0) - GAP.row }),
  );
  return Math.max(...heights) + 2 * GAP.row;
}

function writeRow(document: Document, row: Row): void {
  const { cells, widths, font } = row;
  const height = rowHeight(document, row);
  const { y } = document;
  let x = MARGIN;
  document.font(font);
  cells.forEach((cell, index) => {
    const width = widths[index] ?? 0;
    const isAmount = index === cells.length - 1 && index > 0;
    const align = isAmount ? 'right' : 'left';
    document.text(cell, x, y + GAP.row, { width: isAmount ? width : width - GAP.row, align });
    x += width;
  });
  document.y = y + height;
  ruleAt(document, 0.5);
}

function ruleAt(document: Document, width: number): void {
  const { y } = document;
  document.moveTo(MARGIN, y).lineTo(MARGIN + widthOf(document), y);
  document.lineWidth(width).strokeColor(LINE).stroke();
}

/** They stay together; the last one is the sum of the paper. */
function writeTotals(document: Document, totals: readonly Detail[]): void {
  document.font('bold').fontSize(SIZE.text);
  const values = totals.map(({ value }) => document.widthOfString(value));
  const column = Math.max(...values) + GAP.block;
  const width = widthOf(document) - column;
  const heights = totals.map(({ name }) => document.heightOfString(name, { width }) + 2 * GAP.row);
  needs(
    document,
    heights.reduce((sum, height) => sum + height, 0),
  );
  totals.forEach(({ name, value }, index) => {
    const isSum = index === totals.length - 1;
    const { y } = document;
    document.font(isSum ? 'bold' : 'regular').text(name, MARGIN, y + GAP.row, { width });
    document.text(value, MARGIN + width, y + GAP.row, { width: column, align: 'right' });
    document.y = y + (heights[index] ?? 0);
    if (isSum) ruleAt(document, 1);
  });
}

function writeNotes(document: Document, notes: readonly string[]): void {
  document.font('regular').fontSize(SIZE.text);
  for (const note of notes) {
    document.y += GAP.block;
    needs(document, document.heightOfString(note, { width: widthOf(document) }));
    document.text(note, MARGIN, document.y, { width: widthOf(document) });
  }
}

function numberPages(document: Document, { pageOf, title }: Paper): void {
  const { count } = document.bufferedPageRange();
  document.font('regular').fontSize(SIZE.small);
  for (let index = 0; index < count; index += 1) {
    document.switchToPage(index);
    // Each page begins with colors of its own.
    document.fillColor(QUIET);
    // Below the margin a text would begin another page.
    document.page.margins.bottom = 0;
    const y = document.page.height - FOOTER;
    const line = `${title} · ${pageOf({ number: index + 1, count })}`;
    document.text(line, MARGIN, y, { width: widthOf(document), align: 'right', lineBreak: false });
  }
}
