/** The body of a request in which only what an emergency call needs has to be readable. */

/** The members of a JSON object, or those two that decide, out of a text that is no JSON; nothing else is looked at. */
export function readLoosely(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return body !== null && typeof body === 'object' && !Array.isArray(body) ? body : {};
  } catch {
    return { to: memberOf(text, 'to'), type: memberOf(text, 'type') };
  }
}

/** A text without escapes, or digits, after the name of the member. */
function memberOf(text: string, name: string): string | undefined {
  const member = new RegExp(`"${name}"\\s*:\\s*(?:"([^"\\\\]*)"|(\\d+))`).exec(text);
  return member?.[1] ?? member?.[2];
}
