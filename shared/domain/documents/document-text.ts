/**
 * The text of an uploaded document. UTF-8 is read with or without a byte order mark; UTF-16 needs one, unless the sender
 * declares `utf-16le` or `utf-16be`. The document is refused at the first place that is not valid in its encoding, or
 * that has a character which no text has: a character that was replaced is lost and cannot be guessed.
 */

/** Labels of `charset` (RFC 9110 section 8.3.2) that are read. */
export const CHARSETS = ['utf-8', 'utf-16', 'utf-16le', 'utf-16be', 'us-ascii'] as const;
export type Charset = (typeof CHARSETS)[number];

export interface DocumentFault {
  /** Line of the document, the first being 1. */
  readonly line: number;
  /** Character of the line, the first being 1. */
  readonly column: number;
  /** Byte of the document, the first being 0. */
  readonly byteOffset: number;
  readonly detail: string;
}

export type DocumentText = { readonly text: string } | { readonly fault: DocumentFault };

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

const MARKS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** The first bytes of a zip archive, which an `.xlsx` is, and of the container of an `.xls`. */
const WORKBOOKS: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];

const HOW_TO_SAVE = 'Save the file as "CSV UTF-8" (or as text in UTF-8), and send it again.';

/** Controls other than tab and line breaks, the replacement character of decoders, and code points without a character. */
const NO_TEXT = /(?![\t\n\r])\p{Cc}|[\uFFFD-\uFFFF]/u;
const NO_ASCII = /(?![\t\n\r])\p{Cc}|[^\p{ASCII}]/u;

/** `charset` is what the sender declared; without it the byte order mark decides. */
export function decodeDocument(bytes: Uint8Array, charset?: Charset): DocumentText {
  const form = formOf(bytes, charset);
  if ('fault' in form) return form;
  const { encoding, marked } = form;
  const text = new TextDecoder(encoding).decode(bytes);
  const found = (charset === 'us-ascii' ? NO_ASCII : NO_TEXT).exec(text);
  if (!found) return { text };
  const before = text.slice(0, found.index);
  const markBytes = marked === encoding ? (encoding === 'utf-8' ? 3 : 2) : 0;
  const byteOffset =
    markBytes + (encoding === 'utf-8' ? new TextEncoder().encode(before).length : 2 * before.length);
  const lines = before.split(/\r\n|\n|\r/);
  const column = [...(lines.at(-1) ?? '')].length + 1;
  const isValid = isValidIn(encoding, bytes) && charset !== 'us-ascii';
  const invalidIn = isValid ? undefined : (charset ?? encoding);
  const detail = `${whatIs({ character: found[0], invalidIn, marked })} ${HOW_TO_SAVE}`;
  return { fault: { line: lines.length, column, byteOffset, detail } };
}

/**
 * {@link decodeDocument} for a document whose lines are accepted one by one: what is not valid, or has no character, is
 * replaced by U+FFFD, so that it refuses its own line at most. A workbook is refused.
 */
export function decodeDocumentLoosely(bytes: Uint8Array, charset?: Charset): DocumentText {
  const form = formOf(bytes, charset);
  if ('fault' in form) return form;
  const text = new TextDecoder(form.encoding).decode(bytes);
  return { text: text.replaceAll(new RegExp(NO_TEXT, 'gu'), '\uFFFD') };
}

interface DocumentForm {
  readonly encoding: Encoding;
  readonly marked: Encoding | undefined;
}

function formOf(bytes: Uint8Array, charset?: Charset): DocumentForm | { readonly fault: DocumentFault } {
  const begins = (mark: readonly number[]): boolean => mark.every((byte, index) => bytes[index] === byte);
  if (WORKBOOKS.some(begins)) {
    const detail = `a workbook or an archive, and no text. ${HOW_TO_SAVE}`;
    return { fault: { line: 1, column: 1, byteOffset: 0, detail } };
  }
  const marked = MARKS.find(([, mark]) => begins(mark))?.[0];
  const encoding = encodingOf(charset, marked);
  if (encoding === undefined) {
    const detail = `no byte order mark of ${charset ?? 'utf-16'}, which was declared. ${HOW_TO_SAVE}`;
    return { fault: { line: 1, column: 1, byteOffset: 0, detail } };
  }
  return { encoding, marked };
}

/** `undefined` if the declared charset and the byte order mark contradict each other. */
function encodingOf(charset: Charset | undefined, marked: Encoding | undefined): Encoding | undefined {
  const isUtf16 = marked !== undefined && marked !== 'utf-8';
  if (charset === undefined) return marked ?? 'utf-8';
  if (charset === 'utf-16') return isUtf16 ? marked : undefined;
  if (charset === 'utf-8' || charset === 'us-ascii') return 'utf-8';
  return isUtf16 && marked !== charset ? undefined : charset;
}

function isValidIn(encoding: Encoding, bytes: Uint8Array): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

interface WrongCharacter {
  readonly character: string;
  readonly invalidIn: string | undefined;
  readonly marked: Encoding | undefined;
}

/** What is wrong with the character. `invalidIn` is the encoding in which the bytes are not valid, if there is one. */
function whatIs({ character, invalidIn, marked }: WrongCharacter): string {
  if (invalidIn !== undefined && character !== '\0') {
    const mark = marked && marked !== invalidIn ? `; it begins as ${marked} does` : '';
    return `not valid ${invalidIn}${mark}.`;
  }
  if (character === '\0') return 'a NUL character, as of UTF-16 or UTF-32 that does not say so.';
  const code = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  if (character === '\uFFFD') {
    return `${code} stands for a character that was lost when the file was converted, or sent without its charset.`;
  }
  return `the character ${code}, which no text has.`;
}
