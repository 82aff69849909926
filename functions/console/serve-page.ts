/** Serves the console's page. Its policy allows its own script and style and requests to this API, and nothing else. */
import { CONSOLE } from '../../shared/contract/routes/console.ts';
import { digestOf, entityTagOf, hasTag } from '../../shared/lambda/entity-tag.ts';
import { type AnswerOf, operation } from '../../shared/lambda/http.ts';
import { INVOICE_STYLE } from '../../shared/lambda/invoice-style.ts';

/** Throws when the page has no inlined script or style: the policy would block it. */
export function servePage(page: string) {
  const etag = entityTagOf(page);
  const headers = {
    etag,
    // Cached, but validated each time, so that a new console is loaded at once.
    'cache-control': 'no-cache',
    'content-security-policy': policyOf(page),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
  const whole: AnswerOf<typeof CONSOLE.getConsole> = {
    status: 200,
    headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
    body: page,
  };
  const unchanged: AnswerOf<typeof CONSOLE.getConsole> = { status: 304, headers };
  return operation(CONSOLE.getConsole, async (request) => (hasTag(request, etag) ? unchanged : whole));
}

function policyOf(page: string): string {
  const script = inlined(page, 'script');
  // A printable invoice opens from a blob, which inherits this policy.
  const styles = [inlined(page, 'style'), INVOICE_STYLE].map(source).join(' ');
  return [
    "default-src 'none'",
    `script-src ${source(script)}`,
    `style-src ${styles}`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

function inlined(page: string, element: 'script' | 'style'): string {
  const text = page.match(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`))?.[1];
  if (!text) throw new Error(`the page has no inlined ${element}`);
  return text;
}

const source = (text: string): string => `'sha256-${digestOf(text)}'`;
