/** The Cognito user pool of the templates, whose place the local issuer takes. */
import * as z from 'zod';
import type { Resource } from './assembly.ts';

const SECONDS_OF = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;
const Unit = z.enum(['seconds', 'minutes', 'hours', 'days']);

/** Defaults are Cognito's. */
const Client = z.object({
  AllowedOAuthFlows: z.array(z.string()).default([]),
  AllowedOAuthScopes: z.array(z.string()).default([]),
  CallbackURLs: z.array(z.string()).default([]),
  AccessTokenValidity: z.number().default(1),
  RefreshTokenValidity: z.number().default(30),
  TokenValidityUnits: z
    .object({ AccessToken: Unit.default('hours'), RefreshToken: Unit.default('days') })
    .default({ AccessToken: 'hours', RefreshToken: 'days' }),
});
const InGroup = z.object({ Username: z.string(), GroupName: z.string() });
const Pool = z.object({
  LambdaConfig: z
    .object({
      PreTokenGeneration: z.string().optional(),
      PreTokenGenerationConfig: z.object({ LambdaArn: z.string() }).optional(),
    })
    .default({}),
});

export interface UserPoolClient {
  readonly id: string;
  /** A page of the deployment, a program that listens on a port of its person's machine, or a machine with a secret. */
  readonly kind: 'page' | 'program' | 'machine';
  readonly callbackUrls: readonly string[];
  /** What it may ask for. */
  readonly scopes: readonly string[];
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
}

export interface UserPool {
  readonly id: string;
  readonly clients: readonly UserPoolClient[];
  /** The groups of people by user name, which is an e-mail address. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Of the function that completes each token; absent where none does. */
  readonly preTokenArn: string | undefined;
}

/** Undefined where the templates have none. */
export function readUserPool(all: (type: string) => readonly Resource[]): UserPool | undefined {
  const [pool] = all('AWS::Cognito::UserPool');
  if (!pool) return undefined;
  const { PreTokenGeneration, PreTokenGenerationConfig } = Pool.parse(pool.properties).LambdaConfig;
  return {
    id: pool.ref,
    clients: all('AWS::Cognito::UserPoolClient').map(({ ref, properties }) => clientOf(ref, properties)),
    groups: groupsOf(all('AWS::Cognito::UserPoolUserToGroupAttachment')),
    preTokenArn: PreTokenGenerationConfig?.LambdaArn ?? PreTokenGeneration,
  };
}

function groupsOf(attachments: readonly Resource[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const { properties } of attachments) {
    const { Username, GroupName } = InGroup.parse(properties);
    groups.set(Username, [...(groups.get(Username) ?? []), GroupName]);
  }
  return groups;
}

function clientOf(id: string, properties: unknown): UserPoolClient {
  const client = Client.parse(properties);
  const { TokenValidityUnits: units, CallbackURLs: callbackUrls } = client;
  return {
    id,
    kind: kindOf(client),
    callbackUrls,
    scopes: client.AllowedOAuthScopes,
    accessTokenSeconds: client.AccessTokenValidity * SECONDS_OF[units.AccessToken],
    refreshTokenSeconds: client.RefreshTokenValidity * SECONDS_OF[units.RefreshToken],
  };
}

function kindOf({ AllowedOAuthFlows, CallbackURLs }: z.infer<typeof Client>): UserPoolClient['kind'] {
  if (AllowedOAuthFlows.includes('client_credentials')) return 'machine';
  return CallbackURLs.length > 0 && CallbackURLs.every(isLoopback) ? 'program' : 'page';
}

const isLoopback = (url: string): boolean => /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\//.test(url);
