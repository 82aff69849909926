/** Tokens of a local stack whose keys the test knows: good ones, and those that are wrong in one place. */
import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

const ALGORITHM = 'RS256';

interface SigningKey extends JWK {
  readonly kid: string;
}

export interface IssuerKeys {
  /** It signs. */
  readonly present: SigningKey;
  /** It signed until the present one came. The issuer still lists it. */
  readonly earlier: SigningKey;
  /** The issuer does not list it. */
  readonly retired: SigningKey;
}

async function makeKey(kid: string): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, alg: ALGORITHM, use: 'sig' };
}

/** Makes keys, and leaves those that the issuer lists in the data folder, from which a stack that starts reads them. */
export async function issueKeys(dataFolder: string): Promise<IssuerKeys> {
  const [present, earlier, retired] = await Promise.all([
    makeKey('present'),
    makeKey('earlier'),
    makeKey('retired'),
  ]);
  await writeFile(join(dataFolder, 'issuer-keys.json'), JSON.stringify({ keys: [present, earlier] }));
  return { present, earlier, retired };
}

/** The claims of a token, not checked. */
export const claimsIn = (token: string): JWTPayload =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

const sign = (key: SigningKey, claims: JWTPayload, header: { kid?: string } = { kid: key.kid }) =>
  new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, ...header }).sign(key);

const HOUR_SECONDS = 3600;
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

/** What everybody knows of the key, taken as a secret (RFC 8725, 2.1). */
function signedWithPublicKey({ n = '', kid }: SigningKey, claims: JWTPayload): string {
  const content = `${encode({ alg: 'HS256', kid })}.${encode(claims)}`;
  return `${content}.${createHmac('sha256', n).update(content).digest('base64url')}`;
}

type Made = (keys: IssuerKeys, claims: JWTPayload) => Promise<string> | string;

/** Each differs from a good token in one place. */
export const TOKEN_FAULTS: Readonly<Record<string, Made>> = {
  'tampered: other claims': async ({ present }, claims) => {
    const [header, , signature] = (await sign(present, claims)).split('.');
    return `${header}.${encode({ ...claims, sub: 'somebody-else' })}.${signature}`;
  },
  'tampered: another signature': async ({ present }, claims) => {
    const [header, payload, signature = ''] = (await sign(present, claims)).split('.');
    const first = signature.startsWith('A') ? 'B' : 'A';
    return `${header}.${payload}.${first}${signature.slice(1)}`;
  },
  expired: ({ present }, claims) => sign(present, { ...claims, exp: inSeconds(-HOUR_SECONDS) }),
  'without an expiry': ({ present }, { exp: _, ...claims }) => sign(present, claims),
  'not yet valid': ({ present }, claims) => sign(present, { ...claims, nbf: inSeconds(HOUR_SECONDS) }),
  'wrong issuer': ({ present }, claims) => sign(present, { ...claims, iss: 'https://issuer.example/' }),
  'wrong audience': ({ present }, claims) => sign(present, { ...claims, aud: 'another-service' }),
  'without an audience': ({ present }, { aud: _, ...claims }) => sign(present, claims),
  'algorithm none': (_keys, claims) => `${encode({ alg: 'none' })}.${encode(claims)}.`,
  'algorithm none, with a key id': ({ present: { kid } }, claims) =>
    `${encode({ alg: 'none', kid })}.${encode(claims)}.`,
  'signed with the public key as a secret': ({ present }, claims) => signedWithPublicKey(present, claims),
  'no key id': ({ present }, claims) => sign(present, claims, {}),
  'the key id of another key': ({ present, earlier }, claims) => sign(present, claims, { kid: earlier.kid }),
  'rotated: by a key that the issuer does not list': ({ retired }, claims) => sign(retired, claims),
  'rotated: by such a key under the name of the present one': ({ retired, present }, claims) =>
    sign(retired, claims, { kid: present.kid }),
};

/** Made as the faulty ones are, without a fault. */
export const SOUND_TOKENS: Readonly<Record<string, Made>> = {
  'the present key': ({ present }, claims) => sign(present, claims),
  'rotated: the earlier key, which the issuer still lists': ({ earlier }, claims) => sign(earlier, claims),
};
