/**
 * Signing a person in at the issuer of a deployment: OpenID Connect's authorization code flow with PKCE, by oauth4webapi,
 * for a page and for a program on the person's machine. Tokens are handed to the caller, which keeps them.
 */
import * as oauth from 'oauth4webapi';
import { NoAnswer } from './problem.ts';

/** As `GET /v1/sign-in` says. */
export interface SignInSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** What the issuer is asked for. */
  readonly scopes: readonly string[];
}

/** What has to be kept until the person comes back. It is of use to this client alone. */
export interface PendingSignIn {
  readonly state: string;
  readonly verifier: string;
  readonly redirectUri: string;
}

export interface IssuedTokens {
  readonly accessToken: string;
  /** Works once, where the issuer rotates it. Absent where the issuer gives none. */
  readonly refreshToken: string | undefined;
  /** How long the access token lives from the moment that it is received. */
  readonly lifetimeSeconds: number;
}

/** The issuer, or the person there, refused. `code` is OAuth's, such as `access_denied` or `invalid_grant`. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
  readonly code: string;

  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

/** A token is renewed this long before it expires. */
export const RENEW_BEFORE_MILLISECONDS = 60_000;
/** Where an issuer does not say how long its token lives. */
const DEFAULT_LIFETIME_SECONDS = 300;

interface Hints {
  readonly redirectUri: string;
  /** The e-mail address of the person who is expected. */
  readonly loginHint?: string | undefined;
}

/** Where to send the person, and what to keep meanwhile. Throws `NoAnswer` and `SignInRefused`. */
export async function beginSignIn(
  settings: SignInSettings,
  { redirectUri, loginHint }: Hints,
): Promise<{ readonly url: string; readonly pending: PendingSignIn }> {
  const issuer = await discover(settings);
  const [state, verifier] = [oauth.generateRandomState(), oauth.generateRandomCodeVerifier()];
  const url = endpointOf(issuer, 'authorization_endpoint');
  const parameters = {
    client_id: settings.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: settings.scopes.join(' '),
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    ...(loginHint === undefined ? {} : { login_hint: loginHint }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href, pending: { state, verifier, redirectUri } };
}

/** The tokens for the address that the person came back to. Throws `NoAnswer` and `SignInRefused`. */
export async function completeSignIn(
  settings: SignInSettings,
  { state, verifier, redirectUri }: PendingSignIn,
  callback: URL,
): Promise<IssuedTokens> {
  const issuer = await discover(settings);
  const client = { client_id: settings.clientId };
  return refusing(async () => {
    const parameters = oauth.validateAuthResponse(issuer, client, callback, state);
    const response = await oauth.authorizationCodeGrantRequest(
      issuer,
      client,
      oauth.None(),
      parameters,
      redirectUri,
      verifier,
      insecureOptions(settings),
    );
    return issued(await oauth.processAuthorizationCodeResponse(issuer, client, response));
  });
}

/** Further tokens without the person. Throws `NoAnswer`, and `SignInRefused` once the session has ended. */
export async function renewTokens(settings: SignInSettings, refreshToken: string): Promise<IssuedTokens> {
  const issuer = await discover(settings);
  const client = { client_id: settings.clientId };
  return refusing(async () => {
    const options = insecureOptions(settings);
    const response = await oauth.refreshTokenGrantRequest(
      issuer,
      client,
      oauth.None(),
      refreshToken,
      options,
    );
    const renewed = issued(await oauth.processRefreshTokenResponse(issuer, client, response));
    // An issuer that does not rotate it sends it once.
    return { ...renewed, refreshToken: renewed.refreshToken ?? refreshToken };
  });
}

/** The issuer forgets the refresh token, where it can. Throws `NoAnswer` and `SignInRefused`. */
export async function revokeToken(settings: SignInSettings, refreshToken: string): Promise<void> {
  const issuer = await discover(settings);
  if (issuer.revocation_endpoint === undefined) return;
  const client = { client_id: settings.clientId };
  await refusing(async () => {
    const options = insecureOptions(settings);
    const response = await oauth.revocationRequest(issuer, client, oauth.None(), refreshToken, options);
    await oauth.processRevocationResponse(response);
  });
}

/** Where to send a person who signs out; undefined where the issuer has no such page. */
export async function signOutAddress(
  settings: SignInSettings,
  returnTo: string,
): Promise<string | undefined> {
  const issuer = await discover(settings);
  if (issuer.end_session_endpoint === undefined) return undefined;
  const url = endpointOf(issuer, 'end_session_endpoint');
  url.searchParams.set('client_id', settings.clientId);
  url.searchParams.set('post_logout_redirect_uri', returnTo);
  // The same, as Cognito names it.
  url.searchParams.set('logout_uri', returnTo);
  return url.href;
}

/** An issuer on this machine, such as that of the local stack, may do without TLS. */
const insecureOptions = ({ issuer }: SignInSettings) => ({
  [oauth.allowInsecureRequests]: /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(issuer),
});

function discover(settings: SignInSettings): Promise<oauth.AuthorizationServer> {
  return refusing(async () => {
    const url = new URL(settings.issuer);
    const response = await oauth.discoveryRequest(url, insecureOptions(settings));
    return oauth.processDiscoveryResponse(url, response);
  });
}

function endpointOf(
  issuer: oauth.AuthorizationServer,
  name: 'authorization_endpoint' | 'end_session_endpoint',
): URL {
  const address = issuer[name];
  if (address === undefined) throw new SignInRefused('no-endpoint', `The issuer names no ${name}.`);
  return new URL(address);
}

function issued({ access_token, refresh_token, expires_in }: oauth.TokenEndpointResponse): IssuedTokens {
  return {
    accessToken: access_token,
    refreshToken: refresh_token,
    lifetimeSeconds: expires_in ?? DEFAULT_LIFETIME_SECONDS,
  };
}

/** Throws `SignInRefused` for what the issuer refuses, or sends wrongly, and `NoAnswer` where it sends nothing. */
async function refusing<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) {
      throw new SignInRefused(error.error, error.error_description ?? error.error);
    }
    if (error instanceof oauth.OperationProcessingError) {
      throw new SignInRefused('invalid-answer', error.message);
    }
    throw error instanceof TypeError ? new NoAnswer(error) : error;
  }
}
