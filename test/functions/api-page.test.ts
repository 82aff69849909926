/** The page of the API document as it is served. */
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { servePage } from '../../functions/console/serve-page.ts';
import { buildApiPage } from '../../infra/constructs/console-page.ts';
import { MAX_RESPONSE_BYTES } from '../../shared/contract/aws-limits.ts';
import { CONSOLE } from '../../shared/contract/routes/console.ts';
import { operation } from '../../shared/lambda/http.ts';
import { aContext, aHandler, anEvent } from '../support/requests.ts';

const page = buildApiPage();
const digestOf = (text = ''): string => createHash('sha256').update(text).digest('base64');
const inlined = (element: string): string[] =>
  [...page.matchAll(new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, 'g'))].map(([, text = '']) => text);

test('the page fits a response of a function, with room to grow', () => {
  expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(MAX_RESPONSE_BYTES / 2);
});

test('its policy allows its own script and style by their digests, requests to this API, and nothing else', async () => {
  const serve = servePage({ page, styles: [], makesHtml: true });
  const handler = aHandler({ getApiPage: operation(CONSOLE.getApiPage, serve) });
  const { statusCode, headers, body } = await handler(anEvent('GET /v1/docs', {}), aContext());
  expect({ statusCode, body }).toEqual({ statusCode: 200, body: page });
  const [script, ...moreScripts] = inlined('script');
  const [style, ...moreStyles] = inlined('style');
  expect([...moreScripts, ...moreStyles]).toEqual([]);
  expect(String(headers?.['content-security-policy']).split('; ')).toEqual([
    "default-src 'none'",
    `script-src 'sha256-${digestOf(script)}'`,
    `style-src 'sha256-${digestOf(style)}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]);
});
