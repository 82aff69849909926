/** The programs of an organization (spec: A program gets tokens with a secret of its own). */
import type { Client as ClientAnswer } from '../../shared/contract/answers/clients.answers.ts';
import { CLIENTS } from '../../shared/contract/routes/clients.ts';
import { scopesOfClient } from '../../shared/contract/scopes.ts';
import type { ClientId, OrganizationId } from '../../shared/domain/ids.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { type Client, replaceSecret } from '../../shared/domain/members/clients.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { byOf } from '../../shared/lambda/actor.ts';
import { type HttpRequest, operation } from '../../shared/lambda/http.ts';
import { param, parseBody, parseQuery } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import {
  commitNewClient,
  commitSecrets,
  findClient,
  listClients as list,
  newClientId,
  removeClient as remove,
} from '../../shared/store/members/clients.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import { hashOf, newSecret } from './client-secrets.ts';

export interface ClientDeps {
  readonly db: Database;
  readonly now: () => Instant;
  /** The issuer of the deployment's choice, where programs are managed then. */
  readonly otherIssuer: string | undefined;
}

export function listClients({ db, now, otherIssuer }: ClientDeps) {
  return operation(CLIENTS.listClients, async (request) => {
    requireOwnIssuer(otherIssuer);
    const organizationId = param(request, 'org');
    const page = parseQuery(request);
    await loadAccount(db, organizationId);
    const { items, nextCursor } = await list(db, organizationId, page);
    const at = now();
    return { status: 200, body: { items: items.map((client) => clientView(client, at)), nextCursor } };
  });
}

export function createClient({ db, now, otherIssuer }: ClientDeps) {
  return operation(CLIENTS.createClient, async (request) => {
    requireOwnIssuer(otherIssuer);
    const organizationId = param(request, 'org');
    const { name, scopes, role = scopes ? undefined : 'platform' } = parseBody(request);
    requireScopes(request, { role, scopes });
    const secret = newSecret();
    const at = now();
    const client: Client = {
      id: newClientId(),
      organizationId,
      name,
      role,
      scopes,
      secret: { sha256: hashOf(secret), createdAt: at },
      createdAt: at,
    };
    await decideAndCommit(() => commitNewClient(db, client, { by: byOf(request), now: at }));
    return { status: 201, body: { ...clientView(client, at), clientSecret: secret } };
  });
}

export function replaceClientSecret({ db, now, otherIssuer }: ClientDeps) {
  return operation(CLIENTS.replaceClientSecret, async (request) => {
    requireOwnIssuer(otherIssuer);
    const organizationId = param(request, 'org');
    const { keepHours } = parseBody(request);
    const secret = newSecret();
    return decideAndCommit(async () => {
      const before = await requireClient(db, organizationId, param(request, 'client'));
      requireScopes(request, before);
      const at = now();
      const after = replaceSecret(before, { sha256: hashOf(secret), now: at, keepHours });
      await commitSecrets(db, { before, after, by: byOf(request), now: at });
      return { status: 200, body: { ...clientView(after, at), clientSecret: secret } };
    });
  });
}

export function removeClient({ db, now, otherIssuer }: ClientDeps) {
  return operation(CLIENTS.removeClient, async (request) => {
    requireOwnIssuer(otherIssuer);
    const organizationId = param(request, 'org');
    return decideAndCommit(async () => {
      const client = await requireClient(db, organizationId, param(request, 'client'));
      await remove(db, client, { by: byOf(request), now: now() });
      return { status: 204 };
    });
  });
}

function requireOwnIssuer(otherIssuer: string | undefined): void {
  if (otherIssuer !== undefined) throw refusals.clientsManagedElsewhere(otherIssuer);
}

/** Nobody gets by a client, or by the secret of one, what the own token does not allow. */
function requireScopes({ caller }: HttpRequest, client: Pick<Client, 'role' | 'scopes'>): void {
  if (caller.scopes.includes('operator')) return;
  const missing = scopesOfClient(client).filter((scope) => !caller.scopes.includes(scope));
  if (missing.length === 0) return;
  throw refusals.scopesNotHeld(client.role === undefined ? 'scopes' : 'role', missing, caller.scopes);
}

async function requireClient(db: Database, organizationId: OrganizationId, id: ClientId): Promise<Client> {
  const client = await findClient(db, organizationId, id);
  if (!client) throw refusals.notFound('client');
  return client;
}

function clientView(client: Client, now: Instant): ClientAnswer {
  const { id, name, role = null, secret, earlierSecret, createdAt, lastUsedOn = null } = client;
  return {
    id,
    clientId: id,
    name,
    role,
    scopes: [...scopesOfClient(client)],
    createdAt,
    secretCreatedAt: secret.createdAt,
    earlierSecretValidUntil:
      earlierSecret && now < earlierSecret.validUntil ? earlierSecret.validUntil : null,
    lastUsedOn,
  };
}
