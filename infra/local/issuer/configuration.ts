/** The settings of oidc-provider: the clients of the user pool, what tokens say, and when a person has to sign in. */
import { randomBytes } from 'node:crypto';
import {
  type ClientMetadata,
  type Configuration,
  errors,
  interactionPolicy,
  type JWKS,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { PlainPage } from '../http/plain-page.ts';
import { SIGNING_ALGORITHM } from '../http/tokens.ts';
import type { UserPoolClient } from '../template/user-pool.ts';
import { failurePage, signedOutPage, signOutPage } from './pages.ts';
import { ISSUER_PATH, SIGN_IN_PATH } from './paths.ts';
import type { People } from './people.ts';
import { claimsAfter, type PreToken, type TokenCause } from './pre-token.ts';
import { recordsInMemory } from './records.ts';

export interface IssuerOptions {
  /** Of the local stack. */
  readonly url: string;
  readonly clients: readonly UserPoolClient[];
  /** Of clients of the kind `machine`. */
  readonly machineSecret: string;
  /** With private parts; the first one signs. */
  readonly keys: JWKS;
  readonly people: People;
  readonly preToken: PreToken;
  readonly onError: (error: unknown) => void;
}

const PEOPLES_SCOPES = ['openid', 'email', 'profile', 'phone'];
const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;
const CODE_SECONDS = 300;

export const issuerUrl = (url: string): string => `${url}${ISSUER_PATH}`;

export function configurationOf(options: IssuerOptions): Configuration {
  const { url, clients, people } = options;
  const addresses = addressesOf(url);
  return {
    clients: clients.map((client) => metadataOf(client, options)),
    adapter: recordsInMemory(),
    clientDefaults: { id_token_signed_response_alg: SIGNING_ALGORITHM },
    jwks: options.keys,
    scopes: [...new Set([...PEOPLES_SCOPES, ...clients.flatMap(({ scopes }) => scopes)])],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: (_context, subject) => {
      const person = people.find(subject);
      if (!person) return undefined;
      const { email, name } = person;
      return { accountId: subject, claims: () => ({ sub: subject, email, email_verified: true, name }) };
    },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    // As Cognito does, with or without the scope `offline_access`.
    issueRefreshToken: (_context, client) => client.grantTypeAllowed('refresh_token'),
    ttl: {
      Interaction: HOUR_SECONDS,
      Session: DAY_SECONDS,
      Grant: 30 * DAY_SECONDS,
      IdToken: HOUR_SECONDS,
      AuthorizationCode: CODE_SECONDS,
      AccessToken: (_context, { resourceServer }) => resourceServer?.accessTokenTTL ?? HOUR_SECONDS,
      ClientCredentials: (_context, { resourceServer }) => resourceServer?.accessTokenTTL ?? HOUR_SECONDS,
      RefreshToken: (_context, _token, client) => clientOf(clients, client.clientId).refreshTokenSeconds,
    },
    clientBasedCORS: (_context, origin) => addresses.includes(origin),
    loadExistingGrant: (context) => grantAll(context, issuerUrl(url)),
    interactions: {
      url: (_context, { uid }) => `${ISSUER_PATH}${SIGN_IN_PATH}${uid}`,
      policy: signInPolicy(people),
    },
    features: featuresOf(options),
    formats: {
      customizers: {
        jwt: async (context, token, parts) => {
          const subject = 'accountId' in token ? token.accountId : undefined;
          const cause = causeOf(context, { clientId: token.clientId, subject, people });
          parts.payload = await throughFunction(options, cause, parts.payload);
        },
      },
    },
    renderError: (context, { error_description: detail, error }) =>
      show(context, failurePage(String(detail ?? error))),
  };
}

function featuresOf({ url, clients }: IssuerOptions): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    revocation: {
      enabled: true,
      allowedPolicy: (_context, { clientId }, token) => token.clientId === clientId,
    },
    userinfo: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (context, form) => show(context, signOutPage(form)),
      postLogoutSuccessSource: (context) => show(context, signedOutPage()),
    },
    // An access token is a JWT, and its audience is the client that asked for it.
    resourceIndicators: {
      enabled: true,
      defaultResource: () => issuerUrl(url),
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, _resource, { clientId }) => ({
        scope: '',
        audience: clientId,
        accessTokenFormat: 'jwt',
        accessTokenTTL: clientOf(clients, clientId).accessTokenSeconds,
        jwt: { sign: { alg: SIGNING_ALGORITHM } },
      }),
    },
  };
}

/** A page has the addresses of this stack, whatever the template says; a program may listen on any port (RFC 8252). */
function metadataOf(
  { id, kind, callbackUrls, scopes }: UserPoolClient,
  options: IssuerOptions,
): ClientMetadata {
  if (kind === 'machine') {
    return {
      client_id: id,
      client_secret: options.machineSecret,
      scope: scopes.join(' '),
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    };
  }
  const isPage = kind === 'page';
  const urls = isPage ? addressesOf(options.url).map((address) => `${address}/`) : [...callbackUrls];
  return {
    client_id: id,
    application_type: isPage ? 'web' : 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: urls,
    ...(isPage ? { post_logout_redirect_uris: urls } : {}),
  };
}

/** The stack has two names for its machine. */
const addressesOf = (url: string): string[] => [url, url.replace('//127.0.0.1', '//localhost')];

function clientOf(clients: readonly UserPoolClient[], id: string | undefined): UserPoolClient {
  const client = clients.find((each) => each.id === id);
  if (!client) throw new Error(`There is no client ${id}`);
  return client;
}

/** Nobody is asked for consent: all clients are the deployment's own. */
async function grantAll({ oidc }: KoaContextWithOIDC, resource: string) {
  const { client, session, provider } = oidc;
  const clientId = client?.clientId;
  const accountId = session?.accountId;
  if (clientId === undefined || accountId === undefined) return undefined;
  const known = session?.grantIdFor(clientId);
  const granted = known === undefined ? undefined : await provider.Grant.find(known);
  const grant = granted?.accountId === accountId ? granted : new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(PEOPLES_SCOPES.join(' '));
  grant.addResourceScope(resource, '');
  await grant.save();
  return grant;
}

/** A person who is signed in is asked again where another person is meant. */
function signInPolicy(people: People) {
  const policy = interactionPolicy.base();
  const { Check } = interactionPolicy;
  policy.get('login')?.checks.add(
    new Check('another_person', 'Another person is to sign in', ({ oidc }) => {
      const hint = oidc.params?.login_hint;
      const isAnother = typeof hint === 'string' && people.subjectOf(hint) !== oidc.session?.accountId;
      return isAnother && !oidc.result?.login ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
    }),
  );
  return policy;
}

interface Bearer {
  readonly clientId: string | undefined;
  /** Absent for a machine. */
  readonly subject: string | undefined;
  readonly people: People;
}

function causeOf({ oidc }: KoaContextWithOIDC, { clientId = '', subject, people }: Bearer): TokenCause {
  const { AuthorizationCode: code, RefreshToken: refresh } = oidc.entities;
  const asked = oidc.params?.scope ?? code?.scope ?? refresh?.scope ?? oidc.client?.scope ?? '';
  const details = subject === undefined ? undefined : people.find(subject);
  const metadata = oidc.body?.aws_client_metadata;
  return {
    grantType: String(oidc.params?.grant_type),
    clientId,
    scopes: String(asked).split(' ').filter(Boolean),
    person: subject === undefined || details === undefined ? undefined : { subject, ...details },
    metadata: typeof metadata === 'string' ? metadata : undefined,
  };
}

/** As at Cognito, there is no token for a scope that is not the client's, and none when the function fails. */
async function throughFunction(
  { preToken, onError, clients }: IssuerOptions,
  cause: TokenCause,
  payload: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const { kind, scopes } = clientOf(clients, cause.clientId);
  const allowed = kind === 'machine' ? scopes : PEOPLES_SCOPES;
  const other = cause.scopes.find((scope) => !allowed.includes(scope));
  if (other !== undefined) throw new errors.InvalidScope('not a scope of this client', other);
  const claims = { ...payload, token_use: 'access', username: payload.sub };
  try {
    return await claimsAfter(preToken, cause, claims);
  } catch (error) {
    onError(error);
    throw new errors.InvalidRequest('PreTokenGeneration failed', 400);
  }
}

function show(context: KoaContextWithOIDC, { headers, html }: PlainPage): void {
  context.set({ ...headers });
  context.body = html;
}
