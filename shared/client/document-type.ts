/** How a file of text is sent: its media type, and the charset of its byte order mark. */

/** Undefined for UTF-8, with a mark or without. */
export function charsetOf([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** A gateway keeps the bytes of a text that is declared as other than UTF-8, for the service to read. */
export function mediaTypeOf({ name, start }: { readonly name: string; readonly start: Uint8Array }): string {
  return typeWithCharset(/\.csv$/i.test(name) ? 'text/csv' : 'text/plain', start);
}

/** Of a file that is CSV whatever its name. */
export const csvTypeOf = (start: Uint8Array): string => typeWithCharset('text/csv', start);

function typeWithCharset(type: string, start: Uint8Array): string {
  const charset = charsetOf(start);
  return charset === undefined ? type : `${type}; charset=${charset}`;
}
