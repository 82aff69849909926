/** The check that every answer of a scenario goes through refuses what the API document does not declare. */
import { expect, test } from '@jest/globals';
import { requireDocumented } from '../support/contract/answers.ts';

const PROBLEM = 'application/problem+json';
const HEALTHY = { status: 200, type: 'application/json', body: { status: 'ok' } };
const UNKNOWN = {
  status: 404,
  type: PROBLEM,
  body: {
    type: 'urn:communications-credits:problem:not-found',
    title: 'Not found',
    status: 404,
    detail: 'No such organization.',
    instance: '/v1/organizations/nobody',
    code: 'not-found',
  },
};

interface Sent {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const check = (path: string, { status, type, body, headers = {} }: Sent): void =>
  requireDocumented('GET', path, {
    status,
    headers: new Headers({ 'content-type': type, ...headers }),
    text: JSON.stringify(body),
  });

test.each<[what: string, path: string, sent: Sent]>([
  ['an answer', '/health', HEALTHY],
  ['a parameter of the media type', '/health', { ...HEALTHY, type: 'application/json; charset=utf-8' }],
  ['headers of HTTP', '/health', { ...HEALTHY, headers: { 'cache-control': 'no-store' } }],
  ['a problem of the operation', '/v1/organizations/nobody', UNKNOWN],
  ['what is not of the API', '/_local/idle', { ...HEALTHY, body: { anything: 1 } }],
])('passes: %s', (_what, path, sent) => {
  check(path, sent);
});

test.each<[what: string, path: string, sent: Sent, fault: string | RegExp]>([
  ['another status', '/health', { ...HEALTHY, status: 201 }, 'status 201'],
  ['another media type', '/health', { ...HEALTHY, type: 'text/plain' }, 'media type text/plain'],
  ['an undeclared header', '/health', { ...HEALTHY, headers: { link: '</>; rel="next"' } }, 'header link'],
  [
    'an unknown member',
    '/health',
    { ...HEALTHY, body: { status: 'ok', since: 1 } },
    /additional properties \(since\)/,
  ],
  ['a missing member', '/health', { ...HEALTHY, body: {} }, /required property 'status'/],
  [
    'another value',
    '/health',
    { ...HEALTHY, body: { status: 'fine' } },
    /\/status must be equal to constant/,
  ],
  [
    'the problem of another operation',
    '/v1/organizations/nobody',
    { ...UNKNOWN, body: { ...UNKNOWN.body, code: 'no-rate' } },
    '/code',
  ],
])('row 26: is refused: %s', (_what, path, sent, fault) => {
  expect(() => check(path, sent)).toThrow(fault);
});
