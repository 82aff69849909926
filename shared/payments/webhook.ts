/** What the webhooks of all gateways have in common. */
import type { IncomingNotice } from './port.ts';

/** Older than this, a notice may be a recording that someone plays again. */
export const SIGNATURE_TOLERANCE_SECONDS = 300;

/** Header names are compared without regard to case (RFC 9110 section 5.1). */
export function headerOf(headers: IncomingNotice['headers'], name: string): string | undefined {
  const found = Object.keys(headers).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : headers[found];
}
