/** What the place of a rate deck in the bucket says about it, and the text of its object. */
import { DECK_INBOX, DECK_OUTBOX, MAX_DECK_BYTES } from '../../shared/contract/files.ts';
import { DeckTerms } from '../../shared/contract/schemas.ts';
import { decodeDocument } from '../../shared/domain/documents/document-text.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { type FileBucket, type ObjectVersion, readPieces } from '../../shared/files/bucket.ts';
import { decompressed, isGzip, UnreadableContent } from '../../shared/files/gzip.ts';
import { parse, requireText } from '../../shared/lambda/parse.ts';
import type { Terms } from './deck-document.ts';

/** S3 takes keys of 1,024 bytes. What comes of a deck has a longer one than the deck. */
const MAX_KEY_BYTES = 1_000;

/** Not a folder, and not an object whose result could have no name. */
export const isDeckFile = (key: string): boolean =>
  key.startsWith(DECK_INBOX) && !key.endsWith('/') && Buffer.byteLength(key) <= MAX_KEY_BYTES;

/** `rate-decks/outbox/…/<name>.result.json`. */
export const deckResultKey = (key: string): string =>
  `${DECK_OUTBOX}${key.slice(DECK_INBOX.length)}.result.json`;

const NAME = /\.csv(\.gz)?$/i;

/**
 * The folders of the inbox that the deck is in, each a parameter of `POST /v1/rate-decks` as `name=value`. Throws
 * `invalid-request` for a folder that is none or is there twice, and for another kind of file.
 */
export function termsOf(key: string): Terms {
  const folders = key.slice(DECK_INBOX.length).split('/');
  const name = folders.pop() ?? '';
  if (!NAME.test(name))
    throw refusals.invalidRequest([{ field: 'name', detail: 'ends neither in .csv nor in .csv.gz' }]);
  const terms = new Map<string, string>();
  for (const folder of folders) {
    const [, parameter, value] = /^([^=]+)=(.*)$/.exec(folder) ?? [];
    if (parameter === undefined || value === undefined) {
      throw refusals.invalidRequest([{ field: folder, detail: 'not a folder such as currency=USD' }]);
    }
    if (terms.has(parameter)) throw refusals.invalidRequest([{ field: parameter, detail: 'there twice' }]);
    terms.set(parameter, value);
  }
  return parse(DeckTerms, Object.fromEntries(terms), 'name');
}

/**
 * The text of the deck, in UTF-8 or UTF-16 as of a request. Throws `payload-too-large` for more than
 * {@link MAX_DECK_BYTES} once decompressed, however small the object is; `invalid-request` for what is neither text nor
 * gzip as its name says; `ObjectGone`.
 */
export async function readDeckText(bucket: FileBucket, object: ObjectVersion): Promise<string> {
  return requireText(decodeDocument(await contentOf(bucket, object)));
}

async function contentOf(bucket: FileBucket, object: ObjectVersion): Promise<Buffer> {
  const stored = readPieces(bucket, object);
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of isGzip(object) ? decompressed(stored) : stored) {
      bytes += piece.length;
      if (bytes > MAX_DECK_BYTES) throw refusals.payloadTooLarge(MAX_DECK_BYTES);
      pieces.push(piece);
    }
  } catch (error) {
    if (error instanceof UnreadableContent) throw refusals.invalidDocument({ detail: error.message });
    throw error;
  }
  return Buffer.concat(pieces);
}
