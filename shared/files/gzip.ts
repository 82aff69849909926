/** Content that is compressed, as it comes: in memory is a piece of it at a time. */
import { pipeline } from 'node:stream/promises';
import { isNativeError } from 'node:util/types';
import { createGunzip } from 'node:zlib';

/** The content is not what its name says, such as one that is not gzip. */
export class UnreadableContent extends Error {}

/** Of a key, or of the name of a file. */
export const isGzip = ({ key }: { readonly key: string }): boolean => /\.gz$/i.test(key);

/**
 * The content from the place `offset` on, once decompressed. Gzip has no places of its own: it is decompressed from its
 * beginning. Throws {@link UnreadableContent} where it is not gzip.
 */
export async function* decompressed(content: AsyncIterable<Buffer>, offset = 0): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  // Its error ends the iteration as well.
  pipeline(content, gunzip).catch(() => undefined);
  let skipped = 0;
  try {
    for await (const chunk of gunzip) {
      const bytes: Buffer = chunk;
      const skip = Math.min(bytes.length, offset - skipped);
      skipped += skip;
      if (skip < bytes.length) yield bytes.subarray(skip);
    }
  } catch (error) {
    if (!isOfGzip(error)) throw error;
    throw new UnreadableContent(`not gzip, or cut off: ${error.message}`);
  } finally {
    gunzip.destroy();
  }
}

/** The codes of zlib are those of the content; an error of the connection has others. */
function isOfGzip(error: unknown): error is Error {
  return isNativeError(error) && 'code' in error && /^Z_(DATA|BUF)_ERROR$/.test(String(error.code));
}
