/** The local issuer's keys: signs tokens with them, and checks tokens as the HTTP API's JWT authorizer does. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import type { AuthorizerDefinition } from '../template/deployment.ts';
import type { Claims } from './gateway-event.ts';

export const TokenRequest = z.object({
  org: z.string().min(1).optional(),
  scopes: z.array(z.string().regex(/^\S+$/, 'a scope has no spaces')),
  subject: z.string().min(1).default('local'),
});
export type TokenRequest = z.input<typeof TokenRequest>;

/** The authorizer of an HTTP API takes signatures by RSA only. */
export const SIGNING_ALGORITHM = 'RS256';
const LIFETIME = '10y';
const REMEMBERED_TOKENS = 10_000;
const StoredKeys = z.object({
  keys: z
    .array(z.looseObject({ kty: z.literal('RSA'), kid: z.string(), n: z.string(), e: z.string() }))
    .min(1),
});
type StoredKeys = z.infer<typeof StoredKeys>;

interface Verified {
  readonly claims: Claims;
  readonly expiresAtSeconds: number;
}

export class Tokens {
  /** With the private parts: JSON Web Keys (RFC 7517). The first one signs. */
  readonly keys: StoredKeys;
  readonly #findKey: ReturnType<typeof createLocalJWKSet>;
  readonly #verified = new Map<string, Verified>();

  private constructor(keys: StoredKeys) {
    this.keys = keys;
    this.#findKey = createLocalJWKSet({ keys: keys.keys.map(publicPart) });
  }

  /** With a data folder the keys are kept in it, so that tokens stay valid after a restart. */
  static async open(dataFolder?: string): Promise<Tokens> {
    const file = dataFolder && join(dataFolder, 'issuer-keys.json');
    const stored = file && (await readFile(file, 'utf8').catch(() => undefined));
    const keys = stored ? StoredKeys.parse(JSON.parse(stored)) : { keys: [await generateKey()] };
    if (file && !stored) await writeFile(file, JSON.stringify(keys), { mode: 0o600 });
    return new Tokens(StoredKeys.parse(keys));
  }

  sign(request: TokenRequest, { issuer, audiences }: AuthorizerDefinition): Promise<string> {
    const { org, scopes, subject } = TokenRequest.parse(request);
    const [key] = this.keys.keys;
    if (!key) throw new Error('There is no key to sign with');
    return new SignJWT({ org, scope: scopes.join(' ') })
      .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: key.kid })
      .setSubject(subject)
      .setIssuer(issuer)
      .setAudience([...audiences])
      .setIssuedAt()
      .setExpirationTime(LIFETIME)
      .sign(key);
  }

  /** The claims of a token that is valid now, in real time; undefined otherwise. The word Bearer may be missing. */
  async verify(
    authorization: string | undefined,
    authorizer: AuthorizerDefinition,
  ): Promise<Claims | undefined> {
    const token = /^(?:Bearer +)?(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    const key = `${authorizer.issuer}\n${authorizer.audiences.join(' ')}\n${token}`;
    const known = this.#verified.get(key) ?? (await this.#check(token, authorizer));
    if (!known || known.expiresAtSeconds * 1000 <= Date.now()) return undefined;
    if (this.#verified.size >= REMEMBERED_TOKENS) this.#verified.clear();
    this.#verified.set(key, known);
    return known.claims;
  }

  /**
   * What API Gateway checks: signature by the key that `kid` names, `iss`, `exp`, `nbf`, `iat`, and `aud`, or `client_id`
   * where there is no `aud`.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
   */
  async #check(token: string, { issuer, audiences }: AuthorizerDefinition): Promise<Verified | undefined> {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, this.#findKey, {
        algorithms: [SIGNING_ALGORITHM],
        issuer,
        requiredClaims: ['exp'],
      });
      const { aud = payload.client_id, iat = 0, exp = 0 } = payload;
      const named = Array.isArray(aud) ? aud : [aud];
      const isForApi = named.some((name) => audiences.some((audience) => audience === name));
      if (protectedHeader.kid === undefined || !isForApi || iat * 1000 > Date.now()) return undefined;
      const claims = Object.entries(payload).map(([name, value]) => [name, claimText(value)] as const);
      return { claims: Object.fromEntries(claims), expiresAtSeconds: exp };
    } catch {
      return undefined;
    }
  }
}

const claimText = (value: unknown): string => (Array.isArray(value) ? `[${value.join(' ')}]` : String(value));

const publicPart = ({ kty, kid, n, e }: StoredKeys['keys'][number]): JWK => ({
  kty,
  kid,
  n,
  e,
  alg: SIGNING_ALGORITHM,
  use: 'sig',
});

async function generateKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true });
  const kid = crypto.randomUUID();
  return { ...(await exportJWK(privateKey)), kid, alg: SIGNING_ALGORITHM, use: 'sig' };
}
