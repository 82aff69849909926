/** What a token says of itself. Whether that is true is for the service to judge. */

export interface TokenClaims {
  /** An ISO 8601 instant in UTC; undefined where the token names none. */
  readonly expiresAt: string | undefined;
  /** The one organization that the token is for; undefined for a token of an operator. */
  readonly organization: string | undefined;
  readonly scopes: readonly string[];
}

/** The claims of a JWT (RFC 7519); undefined for any other text. */
export function claimsOf(token: string): TokenClaims | undefined {
  const payload = payloadOf(token);
  if (!payload) return undefined;
  const { exp, org, scope, scp } = payload;
  return {
    expiresAt: typeof exp === 'number' ? instantOf(exp) : undefined,
    organization: typeof org === 'string' ? org : undefined,
    scopes: [...wordsOf(scope), ...wordsOf(scp)],
  };
}

function payloadOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? { ...claims } : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined for seconds that no date can have. */
function instantOf(epochSeconds: number): string | undefined {
  const date = new Date(epochSeconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function wordsOf(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((word) => word !== '');
  return Array.isArray(claim) ? claim.filter((word) => typeof word === 'string') : [];
}
