/** The user pool of the templates, on this machine: its issuer, and what the AWS SDK asks of it. */
import { randomBytes } from 'node:crypto';
import type { LocalFunction } from '../functions/functions.ts';
import type { Mount, RequestHandler } from '../http/http.ts';
import type { Tokens } from '../http/tokens.ts';
import type { UserPool } from '../template/user-pool.ts';
import { createIssuer } from './issuer.ts';
import { ISSUER_PATH } from './paths.ts';
import { People, type Person } from './people.ts';
import { createUserPoolApi } from './user-pool-api.ts';

export interface IdentityOptions {
  readonly url: string;
  readonly pool: UserPool;
  readonly functions: ReadonlyMap<string, Pick<LocalFunction, 'invoke'>>;
  readonly tokens: Tokens;
  /** Whom the sign-in page lists. */
  readonly people: readonly Person[];
  readonly onError: (error: unknown) => void;
}

export interface LocalIdentity {
  readonly mount: Mount;
  readonly userPoolApi: RequestHandler;
}

/** Throws when the pool's pre-token function is not in the templates. */
export function startIdentity({
  url,
  pool,
  functions,
  tokens,
  onError,
  people: listed,
}: IdentityOptions): LocalIdentity {
  const people = new People({ listed, groups: pool.groups });
  const machineSecret = randomBytes(24).toString('hex');
  const { preTokenArn } = pool;
  const found = preTokenArn === undefined ? undefined : functions.get(preTokenArn);
  if (preTokenArn !== undefined && !found) throw new Error(`There is no function ${preTokenArn}`);
  const answer = createIssuer({
    url,
    clients: pool.clients,
    machineSecret,
    keys: tokens.keys,
    people,
    preToken: async (event) => (found ? JSON.parse(await found.invoke(event)) : event),
    onError,
  });
  const userPoolApi = createUserPoolApi({ pool, people, machineSecret });
  return { mount: { path: ISSUER_PATH, answer }, userPoolApi: async (request) => userPoolApi(request) };
}
