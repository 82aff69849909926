import { expect, test } from '@jest/globals';
import { prefers } from '../../shared/lambda/accept.ts';

test.each([
  [undefined, false],
  ['*/*', false],
  ['application/json', false],
  ['text/html', true],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
  ['application/json, text/html', false],
  ['text/html;q=0.5, application/json', false],
  ['application/json;q=0.5, text/html;q=0.9', true],
  ['text/html;q=0', false],
  ['TEXT/HTML', true],
  ['text/csv', false],
])('Accept: %s prefers a page: %s', (accept, expected) => {
  expect(prefers('text/html', accept)).toBe(expected);
});
