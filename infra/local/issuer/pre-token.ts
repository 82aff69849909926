/** The pre-token function of the user pool, invoked as Cognito invokes it, and what it makes of an access token. */
import * as z from 'zod';
import { LOCAL_REGION } from '../template/assembly.ts';
import type { Person } from './people.ts';

/** Invokes the function. Its result is the event with a response. */
export type PreToken = (event: unknown) => Promise<unknown>;

export interface TokenCause {
  readonly grantType: string;
  readonly clientId: string;
  /** The scopes that were asked for. */
  readonly scopes: readonly string[];
  /** Absent for a machine. */
  readonly person?: (Person & { readonly subject: string }) | undefined;
  /** The parameter `aws_client_metadata` of the request, which is JSON. */
  readonly metadata?: string | undefined;
}

/** What Cognito lets a function change of no access token. */
const FIXED_CLAIMS = new Set([
  'sub',
  'iss',
  'aud',
  'exp',
  'iat',
  'jti',
  'client_id',
  'token_use',
  'username',
  'auth_time',
]);
const TRIGGERS: Readonly<Record<string, string>> = {
  authorization_code: 'TokenGeneration_HostedAuth',
  refresh_token: 'TokenGeneration_RefreshTokens',
  client_credentials: 'TokenGeneration_ClientCredentials',
};

const Metadata = z.record(z.string(), z.string());
const Result = z.object({
  response: z.object({
    claimsAndScopeOverrideDetails: z
      .object({
        accessTokenGeneration: z
          .object({
            claimsToAddOrOverride: z.record(z.string(), z.unknown()).default({}),
            claimsToSuppress: z.array(z.string()).default([]),
            scopesToAdd: z.array(z.string()).default([]),
            scopesToSuppress: z.array(z.string()).default([]),
          })
          .nullish(),
      })
      .nullish(),
  }),
});

/** The claims of an access token, `scope` among them, once the function has seen it. Throws what the function throws. */
export async function claimsAfter(
  preToken: PreToken,
  cause: TokenCause,
  claims: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const { response } = Result.parse(await preToken(eventOf(cause)));
  const changes = response.claimsAndScopeOverrideDetails?.accessTokenGeneration;
  const asked = { ...claims, scope: cause.scopes.join(' ') };
  if (!changes) return asked;
  const kept = cause.scopes.filter((scope) => !changes.scopesToSuppress.includes(scope));
  const changed = Object.entries(changes.claimsToAddOrOverride).filter(([name]) => !FIXED_CLAIMS.has(name));
  const suppressed = changes.claimsToSuppress.filter((name) => !FIXED_CLAIMS.has(name));
  return {
    ...Object.fromEntries(Object.entries(claims).filter(([name]) => !suppressed.includes(name))),
    ...Object.fromEntries(changed),
    scope: [...new Set([...kept, ...changes.scopesToAdd])].join(' '),
  };
}

/** https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html */
function eventOf({ grantType, clientId, scopes, person, metadata }: TokenCause) {
  return {
    version: person ? '2' : '3',
    triggerSource: TRIGGERS[grantType],
    region: LOCAL_REGION,
    userPoolId: `${LOCAL_REGION}_local`,
    userName: person?.subject ?? clientId,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
    request: {
      userAttributes: person ? attributesOf(person) : {},
      groupConfiguration: {
        groupsToOverride: person?.groups ?? [],
        iamRolesToOverride: [],
        preferredRole: null,
      },
      scopes,
      ...(metadata === undefined ? {} : { clientMetadata: Metadata.parse(JSON.parse(metadata)) }),
    },
    response: { claimsAndScopeOverrideDetails: null },
  };
}

const attributesOf = ({ subject, email, name }: Person & { readonly subject: string }) => ({
  sub: subject,
  email,
  email_verified: 'true',
  'cognito:user_status': 'CONFIRMED',
  ...(name === undefined ? {} : { name }),
});
