/** The programs of organizations. Each is listed under its organization, and names it where its id alone is known. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { ClientId, OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import type { By } from '../../domain/journal/actor.ts';
import { changeOf } from '../../domain/journal/changes.ts';
import type { Client } from '../../domain/members/clients.ts';
import { ROLES } from '../../domain/members/members.ts';
import { refusals } from '../../domain/refusals.ts';
import { commitChange } from '../journal/commit-change.ts';
import { all, any, compares, exists, has, isAbsent } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { type Page, type PageRequest, queryPage } from '../table/paging.ts';
import { check, deleteIf, isMade, putNew, sendUpdate, update } from '../table/writes.ts';

const Secret = z.object({ sha256: z.string(), createdAt: z.string() });

const ClientItem = z
  .object({
    pk: z.string(),
    sk: z.string(),
    name: z.string(),
    role: z.enum(ROLES).optional(),
    scopes: z.array(z.string()).optional(),
    secret: Secret,
    earlierSecret: Secret.extend({ validUntil: z.string() }).optional(),
    createdAt: z.string(),
    lastUsedOn: z.string().optional(),
  })
  .transform(
    ({ pk, sk, ...client }): Client => ({
      ...client,
      organizationId: keys.organization.idOf(pk),
      id: keys.client.idOf(sk),
    }),
  );

const OwnerItem = z.object({ organizationId: z.string() });

export const newClientId = (): ClientId => `cli_${randomBytes(12).toString('hex')}`;

/** Who makes a change, and when. */
export interface Made {
  readonly by: By;
  readonly now: Instant;
}

const shown = ({ name, role, scopes }: Client) => ({ name, role, scopes });

/** Clients in the order of their ids. */
export function listClients(
  db: Database,
  organizationId: OrganizationId,
  page: PageRequest,
): Promise<Page<Client>> {
  const query = {
    table: db.ledgerTable,
    pk: keys.organization(organizationId),
    prefix: keys.client.prefix,
    page,
  };
  return queryPage(db, query, (item) => ClientItem.parse(item));
}

export function findClient(
  db: Database,
  organizationId: OrganizationId,
  id: ClientId,
): Promise<Client | undefined> {
  return getItem(db, db.ledgerTable, keys.client(organizationId, id), ClientItem);
}

/** The client of that id, whichever organization it is of. */
export async function findClientById(db: Database, id: ClientId): Promise<Client | undefined> {
  const owner = await getItem(db, db.ledgerTable, keys.clientOwner(id), OwnerItem);
  return owner && findClient(db, owner.organizationId, id);
}

/** Throws `not-found` for no organization. */
export async function commitNewClient(db: Database, client: Client, { by, now }: Made): Promise<void> {
  const { organizationId, id, ...attributes } = client;
  const change = changeOf('client.added', id, { after: shown(client) });
  await commitChange(db, { organizationId, change, by, now }, [
    check(db.ledgerTable, keys.profile(organizationId), exists, () => refusals.notFound('organization')),
    putNew(db.ledgerTable, { ...keys.client(organizationId, id), ...attributes }),
    putNew(db.ledgerTable, { ...keys.clientOwner(id), organizationId }),
  ]);
}

/** Writes the secrets of `after`, if the client has still that of `before`. */
export async function commitSecrets(
  db: Database,
  { before, after, by, now }: Made & { readonly before: Client; readonly after: Client },
): Promise<void> {
  const { organizationId, id, name, secret, earlierSecret } = after;
  const changes = { set: { secret, earlierSecret }, ...(earlierSecret ? {} : { remove: ['earlierSecret'] }) };
  const isAsRead = has({ 'secret.sha256': before.secret.sha256 });
  const key = keys.client(organizationId, id);
  const validUntil = earlierSecret?.validUntil ?? null;
  const change = changeOf('client.secret-replaced', id, {
    after: { name, earlierSecretValidUntil: validUntil },
  });
  await commitChange(db, { organizationId, change, by, now }, [
    update(db.ledgerTable, key, changes, isAsRead),
  ]);
}

/** No token is given to the client from then on. */
export async function removeClient(db: Database, client: Client, { by, now }: Made): Promise<void> {
  const { organizationId, id } = client;
  const change = changeOf('client.removed', id, { before: shown(client) });
  await commitChange(db, { organizationId, change, by, now }, [
    deleteIf(db.ledgerTable, keys.client(organizationId, id), exists),
    deleteIf(db.ledgerTable, keys.clientOwner(id), exists),
  ]);
}

/** At most one write a day: the client has a token of that day, unless it was removed meanwhile. */
export async function noteUse(
  db: Database,
  { organizationId, id, lastUsedOn }: Client,
  day: string,
): Promise<void> {
  if (lastUsedOn === day) return;
  const isLater = any(isAbsent('lastUsedOn'), compares('lastUsedOn', '<', day));
  const write = update(
    db.ledgerTable,
    keys.client(organizationId, id),
    { set: { lastUsedOn: day } },
    all(exists, isLater),
  );
  await isMade(sendUpdate(db, write));
}
