/** What `credits login` keeps, in a file that only its owner can read. */
import { readFileSync } from 'node:fs';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WrongUse } from './failures.ts';

/** How the token is renewed. */
export interface Renewal {
  readonly issuer: string;
  readonly clientId: string;
  readonly refreshToken: string;
}

export interface Login {
  /** Of the service; the token is sent to no other. */
  readonly url: string;
  readonly token: string;
  /** Absent for a token that was pasted. */
  readonly renewal?: Renewal | undefined;
  /** The organization that commands are about unless they name one. */
  readonly organization: string | undefined;
}

const OWNER_ONLY = 0o600;
const OWNERS_FOLDER = 0o700;

export const loginFileIn = (folder: string): string => join(folder, 'login.json');

/** Undefined when nobody is signed in. Throws `WrongUse` when the file is not what `keepLogin` writes. */
export function readLogin(folder: string): Login | undefined {
  const file = loginFileIn(folder);
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const login = parseLogin(text);
  if (!login) throw new WrongUse(`${file} cannot be read. Sign in again with credits login.`);
  return login;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const MISSING: readonly unknown[] = ['ENOENT', 'ENOTDIR'];

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && MISSING.includes(error.code);

function parseLogin(text: string): Login | undefined {
  try {
    const kept: unknown = JSON.parse(text);
    if (typeof kept !== 'object' || kept === null || !('url' in kept) || !('token' in kept)) return undefined;
    const { url, token } = kept;
    if (typeof url !== 'string' || !URL.canParse(url) || typeof token !== 'string') return undefined;
    const named = 'organization' in kept ? kept.organization : undefined;
    const renewal = 'renewal' in kept ? parseRenewal(kept.renewal) : undefined;
    return { url, token, renewal, organization: typeof named === 'string' ? named : undefined };
  } catch {
    return undefined;
  }
}

function parseRenewal(kept: unknown): Renewal | undefined {
  const { issuer, clientId, refreshToken }: Partial<Record<keyof Renewal, unknown>> = kept ?? {};
  if (typeof issuer !== 'string' || typeof clientId !== 'string' || typeof refreshToken !== 'string')
    return undefined;
  return { issuer, clientId, refreshToken };
}

/** The file is whole or not there, and at no moment can others read it. Returns its path. */
export async function keepLogin(folder: string, login: Login): Promise<string> {
  const file = loginFileIn(folder);
  const written = `${file}.${process.pid}`;
  await mkdir(folder, { recursive: true, mode: OWNERS_FOLDER });
  try {
    await writeFile(written, `${JSON.stringify(login, null, 2)}\n`, { mode: OWNER_ONLY });
    // A file of that name that was there keeps the mode that it had.
    await chmod(written, OWNER_ONLY);
    await rename(written, file);
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
  return file;
}

/** Returns whether anybody was signed in. */
export async function forgetLogin(folder: string): Promise<boolean> {
  try {
    await rm(loginFileIn(folder));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
