/** The console as it is served: what a browser is allowed to do with it. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { servePage } from '../../functions/console/serve-page.ts';
import { buildConsolePage } from '../../infra/constructs/console-page.ts';
import { CONSOLE } from '../../shared/contract/routes/console.ts';
import { operation } from '../../shared/lambda/http.ts';
import { PAPER_STYLE } from '../../shared/papers/paper-style.ts';
import { aContext, aHandler, anEvent } from '../support/requests.ts';

const MAX_PAGE_BYTES = 140_000;

let page: string;
beforeAll(() => {
  page = buildConsolePage();
});

const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a1';

async function get(headers: Record<string, string> = {}) {
  const issuers = [ISSUER, 'https://credits.auth.eu-west-1.amazoncognito.com', `${ISSUER}/other`];
  const serve = servePage({ page, styles: [PAPER_STYLE], issuers, makesHtml: false });
  const handler = aHandler({ getConsole: operation(CONSOLE.getConsole, serve) });
  return handler(anEvent('GET /', { headers }), aContext());
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64');
const inlined = (element: string): string[] =>
  [...page.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))].map(([, text = '']) => text);

describe('the page', () => {
  test('is one small document that fetches nothing', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(MAX_PAGE_BYTES);
    const markup = page.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '');
    expect(markup).not.toMatch(/\ssrc=|\son\w+=|\sstyle=|href="(?!data:)/);
    expect(inlined('style').join()).not.toMatch(/url\(|@import/);
  });

  test('brings neither the SDK nor the schemas nor the rules of the domain with it', () => {
    expect(page).not.toMatch(/aws-sdk|smithy|ZodError|libphonenumber/);
  });

  test('is built the same again, so that what is deployed changes only with its source', () => {
    expect(buildConsolePage()).toBe(page);
  });
});

describe('the answer', () => {
  test('is the page, with the policies of one who is trusted with money', async () => {
    const { statusCode, headers, body } = await get();
    expect(statusCode).toBe(200);
    expect(body).toBe(page);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
    });
  });

  test('allows its own script and style by their digests, requests to this API and the issuer, and nothing else', async () => {
    const { headers } = await get();
    const [script = '', ...moreScripts] = inlined('script');
    const [style = '', ...moreStyles] = inlined('style');
    expect([...moreScripts, ...moreStyles]).toEqual([]);
    expect(String(headers?.['content-security-policy']).split('; ')).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${digestOf(script)}'`,
      `style-src 'sha256-${digestOf(style)}' 'sha256-${digestOf(PAPER_STYLE)}'`,
      "connect-src 'self' https://cognito-idp.eu-west-1.amazonaws.com https://credits.auth.eu-west-1.amazoncognito.com",
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  test('is not sent again to one who has it', async () => {
    const etag = String((await get()).headers?.etag);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await get({ 'if-none-match': known });
      expect(again).toMatchObject({ statusCode: 304, headers: { etag } });
      expect(again.body).toBeUndefined();
    }
    expect((await get({ 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  test('a page that the policy would not let run is not served', () => {
    const page = '<!doctype html><title>empty</title>';
    expect(() => servePage({ page, styles: [], makesHtml: false })).toThrow('no inlined script');
  });
});
