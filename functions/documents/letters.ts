/** The fonts that have the letters of a paper, and what a PDF shows in place of letters that no font has. */
import { create, type Font } from 'fontkit';
import type { Paper } from '../../shared/papers/paper.ts';

/** TrueType fonts, which are embedded as far as their letters are used. */
export interface FontPair {
  readonly regular: Buffer;
  readonly bold: Buffer;
}

export interface PaperFonts extends FontPair {
  /** For papers with letters that the others lack; read when there is one. */
  readonly japanese: () => FontPair;
}

export interface Printable {
  readonly fonts: FontPair;
  /** Without letters that the fonts lack. If it had any, a note says so. */
  readonly paper: Paper;
}

/** What stands for a letter that cannot be printed. */
const UNPRINTABLE = '\u25A1';

/** One pair of fonts for the whole paper: the first that has all its letters, or the one that lacks the fewest. */
export function printable(paper: Paper, fonts: PaperFonts): Printable {
  const first = fitted(paper, fonts);
  if (first.lacking === 0) return first;
  const second = fitted(paper, fonts.japanese());
  const best = second.lacking < first.lacking ? second : first;
  if (best.lacking === 0) return best;
  return { fonts: best.fonts, paper: { ...best.paper, notes: [...best.paper.notes, paper.unprintable] } };
}

function fitted(paper: Paper, fonts: FontPair): Printable & { readonly lacking: number } {
  const [regular, bold] = [openFont(fonts.regular), openFont(fonts.bold)];
  let lacking = 0;
  const shown = mapTexts(paper, (text) =>
    [...text.normalize('NFC')]
      .map((letter) => {
        if (letter === '\n' || (hasLetter(regular, letter) && hasLetter(bold, letter))) return letter;
        if (SPACE.test(letter)) return '\u00A0';
        if (INVISIBLE.test(letter)) return '';
        lacking += 1;
        return UNPRINTABLE;
      })
      .join(''),
  );
  return { fonts, paper: shown, lacking };
}

const SPACE = /^\p{Zs}$/u;
const INVISIBLE = /^[\p{Cc}\p{Cf}]$/u;

function openFont(file: Buffer): Font {
  const font = create(file);
  if ('fonts' in font) throw new TypeError('a collection of fonts is not a font');
  return font;
}

const hasLetter = (font: Font, letter: string): boolean =>
  font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0);

function mapTexts(paper: Paper, map: (text: string) => string): Paper {
  const detail = <D extends { readonly name: string; readonly value: string }>(each: D): D => ({
    ...each,
    name: map(each.name),
    value: map(each.value),
  });
  return {
    ...paper,
    title: map(paper.title),
    details: paper.details.map(detail),
    parties: paper.parties.map(({ heading, lines }) => ({ heading: map(heading), lines: lines.map(map) })),
    tables: paper.tables.map(({ caption, columns, rows }) => ({
      caption: map(caption),
      columns: columns.map(map),
      rows: rows.map((cells) => cells.map(map)),
    })),
    totals: paper.totals.map(detail),
    notes: paper.notes.map(map),
  };
}
