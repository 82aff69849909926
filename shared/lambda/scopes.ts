/** The scopes of a token that API Gateway's authorizer has verified. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';

/** Issuers name them in either. */
const SCOPE_CLAIMS = ['scope', 'scp'] as const;

const Payload = z.record(z.string(), z.unknown());

/**
 * Each is a word by itself (RFC 6749 section 3.3): a text of them is split at its spaces (RFC 8693 section 4.2), and
 * each member of a list is one. API Gateway tells every claim as a text, and the list `["a", "b"]` as `[a b]`, which
 * is also what a text with brackets in it looks like; the token itself says which of the two it was.
 */
export function scopesOf(
  claims: Readonly<Record<string, unknown>>,
  headers: APIGatewayProxyEventV2['headers'],
): string[] {
  return SCOPE_CLAIMS.flatMap((name) => {
    const told = claims[name];
    if (typeof told !== 'string') return [];
    return told.startsWith('[') ? wordsOf(payloadOf(headers.authorization)[name]) : wordsOf(told);
  });
}

function wordsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '');
  return Array.isArray(claim) ? claim.filter((member) => typeof member === 'string') : [];
}

/** The payload of a token whose signature was checked before; nothing where there is none to read. */
function payloadOf(authorization = ''): Record<string, unknown> {
  const [, payload = ''] = (authorization.split(' ').at(-1) ?? '').split('.');
  try {
    return Payload.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  } catch {
    return {};
  }
}
