/** The scopes of a token that API Gateway's authorizer has verified. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';

/** Issuers use one or the other. */
const SCOPE_CLAIMS = ['scope', 'scp'] as const;

const Payload = z.record(z.string(), z.unknown());

/**
 * A scope is one word (RFC 6749 section 3.3): a text is split at its spaces (RFC 8693 section 4.2), and each member of
 * a list is a scope. API Gateway passes every claim on as text, and the list `["a", "b"]` as `[a b]`, which a text in
 * brackets looks like too; so a claim in brackets is read from the token itself.
 */
export function scopesOf(
  claims: Readonly<Record<string, unknown>>,
  headers: APIGatewayProxyEventV2['headers'],
): string[] {
  return SCOPE_CLAIMS.flatMap((name) => {
    const claim = claims[name];
    if (typeof claim !== 'string') return [];
    return claim.startsWith('[') ? wordsOf(payloadOf(headers.authorization)[name]) : wordsOf(claim);
  });
}

function wordsOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '');
  return Array.isArray(claim) ? claim.filter((member) => typeof member === 'string') : [];
}

/** The payload of a token that API Gateway has verified; empty when it cannot be read. */
function payloadOf(authorization = ''): Record<string, unknown> {
  const [, payload = ''] = (authorization.split(' ').at(-1) ?? '').split('.');
  try {
    return Payload.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  } catch {
    return {};
  }
}
