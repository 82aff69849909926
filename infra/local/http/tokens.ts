/** Signs tokens with a key of its own and checks them as the HTTP API's JWT authorizer would. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';
import type { AuthorizerDefinition } from '../template/deployment.ts';
import type { Claims } from './gateway-event.ts';

export const TokenRequest = z.object({
  org: z.string().min(1).optional(),
  scopes: z.array(z.string().regex(/^\S+$/, 'a scope has no spaces')),
  subject: z.string().min(1).default('local'),
});
export type TokenRequest = z.input<typeof TokenRequest>;

const ALGORITHM = 'ES256';
const LIFETIME = '10y';
const REMEMBERED_TOKENS = 10_000;
const StoredKeys = z.object({
  privateKey: z.record(z.string(), z.unknown()),
  publicKey: z.record(z.string(), z.unknown()),
});

type Key = Awaited<ReturnType<typeof importJWK>>;

interface Keys {
  readonly privateKey: Key;
  readonly publicKey: Key;
}

interface Verified {
  readonly claims: Claims;
  readonly expiresAtSeconds: number;
}

export class Tokens {
  readonly #keys: Keys;
  readonly #verified = new Map<string, Verified>();

  private constructor(keys: Keys) {
    this.#keys = keys;
  }

  /** With a data folder the keys are kept in it, so that tokens stay valid after a restart. */
  static async open(dataFolder?: string): Promise<Tokens> {
    const file = dataFolder && join(dataFolder, 'signing-keys.json');
    const stored = file && (await readFile(file, 'utf8').catch(() => undefined));
    const jwks = stored ? StoredKeys.parse(JSON.parse(stored)) : await generateJwks();
    if (file && !stored) await writeFile(file, JSON.stringify(jwks), { mode: 0o600 });
    const privateKey = await importJWK(jwks.privateKey, ALGORITHM);
    return new Tokens({ privateKey, publicKey: await importJWK(jwks.publicKey, ALGORITHM) });
  }

  sign(request: TokenRequest, { issuer, audiences }: AuthorizerDefinition): Promise<string> {
    const { org, scopes, subject } = TokenRequest.parse(request);
    return new SignJWT({ org, scope: scopes.join(' ') })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(subject)
      .setIssuer(issuer)
      .setAudience([...audiences])
      .setIssuedAt()
      .setExpirationTime(LIFETIME)
      .sign(this.#keys.privateKey);
  }

  /** The claims of a bearer token that is valid now, in real time; undefined otherwise. */
  async verify(
    authorization: string | undefined,
    authorizer: AuthorizerDefinition,
  ): Promise<Claims | undefined> {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    const key = `${authorizer.issuer}\n${token}`;
    const known = this.#verified.get(key) ?? (await this.#check(token, authorizer));
    if (!known || known.expiresAtSeconds * 1000 <= Date.now()) return undefined;
    if (this.#verified.size >= REMEMBERED_TOKENS) this.#verified.clear();
    this.#verified.set(key, known);
    return known.claims;
  }

  async #check(token: string, { issuer, audiences }: AuthorizerDefinition): Promise<Verified | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#keys.publicKey, {
        issuer,
        audience: [...audiences],
        requiredClaims: ['exp'],
      });
      const claims = Object.entries(payload).map(([name, value]) => [name, claimText(value)] as const);
      return { claims: Object.fromEntries(claims), expiresAtSeconds: payload.exp ?? 0 };
    } catch {
      return undefined;
    }
  }
}

const claimText = (value: unknown): string => (Array.isArray(value) ? `[${value.join(' ')}]` : String(value));

async function generateJwks(): Promise<{ privateKey: JWK; publicKey: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { privateKey: await exportJWK(privateKey), publicKey: await exportJWK(publicKey) };
}
