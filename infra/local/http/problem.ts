/**
 * Problems that the HTTP API itself responds with. The bodies of API Gateway differ (such as `{"message":"Not Found"}`);
 * the status is the same.
 */
import { STATUS_CODES } from 'node:http';
import { EVENT_SOURCE } from '../../../shared/contract/environment.ts';

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
}

const PROBLEMS = {
  'invalid-request': { status: 400, detail: 'The request is not valid.' },
  unauthorized: { status: 401, detail: 'A valid bearer token is required.' },
  'not-found': { status: 404, detail: 'There is no such route.' },
  'payload-too-large': {
    status: 413,
    detail:
      'A body has at most 10 MB, and the event with it, which a function is invoked with, at most 6 MB.',
  },
  'misdirected-request': { status: 421, detail: 'The local stack answers as 127.0.0.1 or localhost only.' },
  'header-fields-too-large': { status: 431, detail: 'Request line and headers may have 10,240 bytes.' },
  'internal-error': { status: 500, detail: 'The request could not be handled. Try again.' },
  'integration-timeout': { status: 503, detail: 'The function did not answer within 30 seconds.' },
  'not-idle': { status: 504, detail: 'Work was still going on when the time was up.' },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** RFC 9457. `others` may replace the detail and add members. */
export function problem(
  code: ProblemCode,
  instance: string,
  others: Record<string, unknown> = {},
): HttpResponse {
  const { status, detail } = PROBLEMS[code];
  const type = `urn:${EVENT_SOURCE}:problem:${code}`;
  const members = { type, title: STATUS_CODES[status], status, detail, instance, code, ...others };
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  return { status, headers, body: JSON.stringify(members) };
}

export const json = (body: unknown, status = 200): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
