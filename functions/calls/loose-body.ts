/** Reads the body of a request that may be broken, as far as an emergency call needs it. */

/** Returns the members of a JSON object. Of any other text it returns the two members that decide, if it has them. */
export function readLoosely(text: string): unknown {
  return readObject(text) ?? { to: memberOf(text, 'to'), type: memberOf(text, 'type') };
}

function readObject(text: string): object | undefined {
  try {
    const body: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return body !== null && typeof body === 'object' && !Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** The value after the name of the member: a text without escapes, or digits. */
function memberOf(text: string, name: 'to' | 'type'): string | undefined {
  const member = new RegExp(`"${name}"\\s*:\\s*(?:"([^"\\\\]*)"|(\\d+))`).exec(text);
  return member?.[1] ?? member?.[2];
}
