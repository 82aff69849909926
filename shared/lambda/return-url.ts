/** Where the pages of the gateway and of banks may lead back to: nowhere that a stranger chose. */
import { refusals } from '../domain/refusals.ts';
import type { HttpRequest } from './http.ts';

/** The addresses of a setting, as words. */
export const wordsOf = (words: string): string[] => words.split(' ').filter((word) => word !== '');

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Throws the refusal `invalid-request` for an address that is not of this API, of the console, of the deployment's
 * setting, or of the payer's own machine. Only the latter may be without https.
 */
export function requireReturnUrl(
  request: Pick<HttpRequest, 'headers'>,
  returnUrl: string | undefined,
  origins: readonly string[],
): void {
  if (returnUrl === undefined) return;
  const { protocol, hostname, host, origin } = new URL(returnUrl);
  if (LOOPBACK.test(hostname)) return;
  const isOurs =
    host === request.headers.host || origins.some((address) => new URL(address).origin === origin);
  if (protocol === 'https:' && isOurs) return;
  const detail = 'an https address of the console or of this API, or one that the deployment allows';
  throw refusals.invalidRequest([{ field: 'returnUrl', detail }]);
}
