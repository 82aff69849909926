/** Serves pages. Their policy allows their own script and style, requests to this API and to an issuer, and nothing else. */
import type { CONSOLE } from '../../shared/contract/routes/console.ts';
import { digestOf, entityTagOf, hasTag } from '../../shared/lambda/entity-tag.ts';
import type { AnswerOf, HttpRequest } from '../../shared/lambda/http.ts';

type PageAnswer = AnswerOf<(typeof CONSOLE)[keyof typeof CONSOLE]>;

export interface Page {
  readonly page: string;
  /** Styles beside the page's own. */
  readonly styles: readonly string[];
  /** Addresses of the issuer, to whose origins it sends requests. */
  readonly issuers?: readonly string[];
  /** Whether its script makes HTML from text. */
  readonly makesHtml: boolean;
}

/** Throws when the page has no inlined script or style: the policy would block it. */
export function servePage({ page, styles, issuers = [], makesHtml }: Page) {
  const etag = entityTagOf(page);
  const headers = {
    etag,
    // Cached, but validated each time, so that a new console is loaded at once.
    'cache-control': 'no-cache',
    'content-security-policy': policyOf({ page, styles, issuers, makesHtml }),
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
  const whole: PageAnswer = {
    status: 200,
    headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
    body: page,
  };
  const unchanged: PageAnswer = { status: 304, headers };
  return async (request: HttpRequest): Promise<PageAnswer> => (hasTag(request, etag) ? unchanged : whole);
}

function policyOf({ page, styles, issuers, makesHtml }: Required<Page>): string {
  const origins = new Set(issuers.map((issuer) => new URL(issuer).origin));
  const script = inlined(page, 'script');
  return [
    "default-src 'none'",
    `script-src ${source(script)}`,
    `style-src ${[inlined(page, 'style'), ...styles].map(source).join(' ')}`,
    ["connect-src 'self'", ...origins].join(' '),
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    ...(makesHtml ? [] : ["require-trusted-types-for 'script'", "trusted-types 'none'"]),
  ].join('; ');
}

function inlined(page: string, element: 'script' | 'style'): string {
  const text = page.match(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`))?.[1];
  if (!text) throw new Error(`the page has no inlined ${element}`);
  return text;
}

const source = (text: string): string => `'sha256-${digestOf(text)}'`;
