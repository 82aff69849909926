/** The ways to the issuer and back. */
import type { CreditsClient } from '../../../../shared/client/client.ts';
import {
  beginSignIn,
  completeSignIn,
  type SignInSettings,
  signOutAddress,
} from '../../../../shared/client/sign-in.ts';
import { withoutReturn } from '../credits/return-address.ts';
import { type KeptSession, keepSignIn, keptFrom, takeSignIn } from '../state/session.ts';

/** Where the issuer sends people back to: it knows this address to the letter. */
const homeAddress = (): string => `${location.origin}/`;

/** Leaves the page. The person comes back to the screen that is open. */
export async function goToIssuer(client: CreditsClient, loginHint?: string): Promise<void> {
  const { issuer, clientId, scopes } = await client.get('/v1/sign-in');
  const settings: SignInSettings = { issuer, clientId, scopes };
  const { url, pending } = await beginSignIn(settings, { redirectUri: homeAddress(), loginHint });
  keepSignIn({ settings, pending, returnTo: location.hash });
  location.assign(url);
}

/** Leaves the page, where the issuer has one for it. */
export async function goToSignOut(settings: SignInSettings): Promise<void> {
  const url = await signOutAddress(settings, homeAddress());
  if (url !== undefined) location.assign(url);
}

export type Arrival =
  | { readonly kind: 'returned'; readonly callback: URL }
  | { readonly kind: 'invited'; readonly loginHint: string }
  | { readonly kind: 'plain' };

/**
 * How the person came here: back from the issuer, back from a page of the payment gateway, or by a link that names who is
 * to sign in (`/?login_hint=…`). Each is taken out of the address bar and the history at once.
 */
export function readArrival(): Arrival {
  const query = new URLSearchParams(location.search);
  const callback = new URL(location.href);
  const loginHint = query.get('login_hint');
  if (query.has('state') && (query.has('code') || query.has('error'))) {
    callback.hash = '';
    history.replaceState(null, '', location.pathname);
    return { kind: 'returned', callback };
  }
  const returned = withoutReturn(location);
  if (returned !== undefined) history.replaceState(null, '', returned);
  if (loginHint === null) return { kind: 'plain' };
  history.replaceState(null, '', `${location.pathname}${location.hash}`);
  return { kind: 'invited', loginHint };
}

/** The session of the person who came back. Undefined when this tab has begun no sign-in. Throws what the issuer refuses. */
export async function completeArrival(callback: URL, now: () => number): Promise<KeptSession | undefined> {
  const begun = takeSignIn();
  if (!begun) return undefined;
  const { settings, pending, returnTo } = begun;
  history.replaceState(null, '', `${location.pathname}${returnTo}`);
  const issued = await completeSignIn(settings, pending, callback);
  return { settings, tokens: keptFrom(issued, now()) };
}
