/** Signs a person in with the browser (RFC 8252): the issuer sends it back to this machine, with a code. */
import type { CreditsClient } from '../client.ts';
import { beginSignIn, completeSignIn, type SignInSettings } from '../sign-in.ts';
import { WrongUse } from './failures.ts';
import type { Login } from './login-file.ts';
import { listenForCallback } from './loopback.ts';
import type { Terminal } from './terminal.ts';

/** Throws `WrongUse` where the deployment has no client for the command line, and what the issuer refuses. */
export async function signInWithBrowser(
  client: CreditsClient,
  terminal: Terminal,
): Promise<Pick<Login, 'token' | 'renewal'>> {
  const { issuer, cliClientId: clientId, cliRedirectUris, scopes } = await client.get('/v1/sign-in');
  if (clientId === null) {
    throw new WrongUse('People cannot sign in to this service from the command line. Use --token.');
  }
  const settings: SignInSettings = { issuer, clientId, scopes };
  const loopback = await listenForCallback(cliRedirectUris);
  try {
    const { url, pending } = await beginSignIn(settings, { redirectUri: loopback.redirectUri });
    const returned = loopback.waitFor(pending.state);
    const isShown = await terminal.openBrowser(url);
    const advice = isShown
      ? 'Sign in in the browser. If it does not open, open this address:'
      : 'To sign in, open:';
    terminal.stderr.write(`${advice}\n${url}\n`);
    const { accessToken: token, refreshToken } = await completeSignIn(settings, pending, await returned);
    return refreshToken === undefined ? { token } : { token, renewal: { issuer, clientId, refreshToken } };
  } finally {
    loopback.close();
  }
}
