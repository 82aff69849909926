/**
 * What this tab keeps of a sign-in, in `sessionStorage`: it is gone with the tab, no other tab sees it, and a reload goes
 * on with it without a way over the issuer. A script that could read it could as well read the memory of the page: the
 * content security policy allows no script but the page's own.
 */
import type { IssuedTokens, PendingSignIn, SignInSettings } from '../../../../shared/client/sign-in.ts';

export interface KeptTokens extends Pick<IssuedTokens, 'accessToken' | 'refreshToken'> {
  /** In milliseconds since 1970, by the browser's clock. */
  readonly expiresAtMilliseconds: number;
}

export interface KeptSession {
  readonly settings: SignInSettings;
  readonly tokens: KeptTokens;
  /** The organization that an operator works for; others choose it at the service. */
  readonly organization?: string | undefined;
}

export interface KeptSignIn {
  readonly settings: SignInSettings;
  readonly pending: PendingSignIn;
  /** The screen to come back to, as the address has it: `#/calls`. */
  readonly returnTo: string;
}

const SESSION = 'session';
const SIGN_IN = 'sign-in';

export const keptFrom = (
  { accessToken, refreshToken, lifetimeSeconds }: IssuedTokens,
  nowMilliseconds: number,
): KeptTokens => ({
  accessToken,
  refreshToken,
  expiresAtMilliseconds: nowMilliseconds + lifetimeSeconds * 1000,
});

export const storedSession = (): KeptSession | undefined => read<KeptSession>(SESSION);

export const keepSession = (session: KeptSession): void => write(SESSION, session);

/** The keys of unsettled attempts stay: the next person who signs in for the organization must not pay twice either. */
export const forgetSession = (): void => sessionStorage.removeItem(SESSION);

export const keepSignIn = (signIn: KeptSignIn): void => write(SIGN_IN, signIn);

/** A sign-in is completed once. */
export function takeSignIn(): KeptSignIn | undefined {
  const kept = read<KeptSignIn>(SIGN_IN);
  sessionStorage.removeItem(SIGN_IN);
  return kept;
}

function write(name: string, value: object): void {
  sessionStorage.setItem(name, JSON.stringify(value));
}

/** Only this page writes there. */
function read<T>(name: string): T | undefined {
  const text = sessionStorage.getItem(name);
  return text === null ? undefined : parsed(text);
}

function parsed<T>(text: string): T | undefined;
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
