/** The local issuer with a pool of its own, for tests: a page, a command line, a machine. */
import type { GatewayRequest } from '../../infra/local/http/gateway-event.ts';
import { listen, type Site } from '../../infra/local/http/http.ts';
import type { HttpResponse } from '../../infra/local/http/problem.ts';
import { Tokens } from '../../infra/local/http/tokens.ts';
import { startIdentity } from '../../infra/local/issuer/identity.ts';
import type { UserPool, UserPoolClient } from '../../infra/local/template/user-pool.ts';

const LIFETIMES = { accessTokenSeconds: 900, refreshTokenSeconds: 86_400, scopes: [] };
const CONSOLE: UserPoolClient = {
  ...LIFETIMES,
  id: 'console',
  kind: 'page',
  callbackUrls: ['https://api.example/'],
};
const CLI: UserPoolClient = {
  ...LIFETIMES,
  id: 'cli',
  kind: 'program',
  callbackUrls: ['http://127.0.0.1:8976/callback'],
};
const MACHINE: UserPoolClient = {
  ...LIFETIMES,
  id: 'machine',
  kind: 'machine',
  callbackUrls: [],
  scopes: ['credits/clients'],
};
const POOL: UserPool = {
  id: 'pool',
  clients: [CONSOLE, CLI, MACHINE],
  groups: new Map([['root@contoso.example', ['operators']]]),
  preTokenArn: 'pre-token',
};
export const ADA = { email: 'ada@contoso.example', name: 'Ada King', about: 'Owner of Contoso' };

export interface TestIssuer {
  /** Of the whole site. */
  readonly url: string;
  /** Of the issuer. */
  readonly issuer: string;
  readonly tokens: Tokens;
  /** What the pre-token function was given. */
  readonly events: Record<string, unknown>[];
  readonly failures: unknown[];
  close(): Promise<void>;
}

export interface TestIssuerOptions {
  /** Returns `accessTokenGeneration`, as the pre-token function does; it may throw. */
  readonly generate: (event: Readonly<Record<string, unknown>>) => object;
  /** Takes the requests that the issuer does not take. */
  readonly handle: (request: GatewayRequest, issuer: TestIssuer) => Promise<HttpResponse>;
}

/** `/pool` takes what the AWS SDK asks the user pool. */
export async function startTestIssuer({ generate, handle }: TestIssuerOptions): Promise<TestIssuer> {
  const site = Promise.withResolvers<Site>();
  const listener = await listen(0, site.promise, () => undefined);
  const { url } = listener;
  const tokens = await Tokens.open();
  const [events, failures]: [Record<string, unknown>[], unknown[]] = [[], []];
  const started: TestIssuer = {
    url,
    issuer: `${url}/_local/issuer`,
    tokens,
    events,
    failures,
    close: () => listener.close(),
  };
  const invoke = async (event: unknown): Promise<string> => {
    const given: Record<string, unknown> = { ...Object(event) };
    events.push(given);
    const claimsAndScopeOverrideDetails = { accessTokenGeneration: generate(given) };
    return JSON.stringify({ ...given, response: { claimsAndScopeOverrideDetails } });
  };
  const identity = startIdentity({
    url,
    pool: POOL,
    functions: new Map([['pre-token', { invoke }]]),
    tokens,
    people: [ADA],
    onError: (error) => failures.push(error),
  });
  site.resolve({
    handle: (request) =>
      request.path === '/pool' ? identity.userPoolApi(request) : handle(request, started),
    mount: identity.mount,
  });
  return started;
}
