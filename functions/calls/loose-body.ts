/** The body of a request in which only what an emergency call needs has to be readable. */

/** The members of a JSON object, or those two that decide, out of a text that is none; nothing else is looked at. */
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

/** A text without escapes, or digits, after the name of the member. */
function memberOf(text: string, name: string): string | undefined {
  const member = new RegExp(`"${name}"\\s*:\\s*(?:"([^"\\\\]*)"|(\\d+))`).exec(text);
  return member?.[1] ?? member?.[2];
}
