/** What is stored of a person, and what of it is still there: a search of whole items, with what is packed unpacked. */
import { gunzipSync, inflateRawSync } from 'node:zlib';

function unpacked(bytes: Uint8Array): string {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return (isGzip ? gunzipSync(bytes) : inflateRawSync(bytes)).toString();
}

/** The items as one text, in small letters. */
export const textOfItems = (items: readonly Readonly<Record<string, unknown>>[]): string =>
  JSON.stringify(items, (_name, value) => {
    if (value instanceof Set) return [...value];
    return value instanceof Uint8Array ? tryUnpacked(value) : value;
  }).toLowerCase();

/** Bytes that are not packed are read as they are. */
function tryUnpacked(bytes: Uint8Array): string {
  try {
    return unpacked(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1');
  }
}

/** Those of the names and numbers that the text has: names in any capitals, numbers by their digits. */
export const namedIn = (personal: readonly string[], text: string): string[] =>
  personal.filter((each) => text.toLowerCase().includes(each.replace('+', '').toLowerCase()));
