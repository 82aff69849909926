/** Responses that change with a deployment alone, and that a client need not receive twice (RFC 9110 section 13). */
import { createHash } from 'node:crypto';
import type { HttpRequest } from './http.ts';

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64');

export const entityTagOf = (text: string): string => `"${digestOf(text)}"`;

/** Whether the client has the answer of this tag. A gateway may have made the tag weak. */
export function hasTag({ headers }: Pick<HttpRequest, 'headers'>, tag: string): boolean {
  return (headers['if-none-match'] ?? '').split(',').some((each) => each.trim().replace(/^W\//, '') === tag);
}
