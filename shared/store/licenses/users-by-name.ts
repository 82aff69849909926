/** Users by the name that they sign in with. */
import * as z from 'zod';
import { loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { readUser, type UserRecord } from './users.ts';

const NameItem = z.object({ sk: z.string(), userId: z.string() });

/** Users by their user principal names in lower case; those that exist. */
export async function loadUsersByName(
  db: Database,
  organizationId: string,
  names: readonly string[],
): Promise<Map<string, UserRecord>> {
  const wanted = names
    .filter((name) => name !== '')
    .map((name) => keys.userPrincipalName(organizationId, name));
  const items = await loadItems(db, db.ledgerTable, wanted);
  const idOf = new Map(
    items.map((item) => NameItem.parse(item)).map(({ sk, userId }) => [sk.slice('UPN#'.length), userId]),
  );
  const userKeys = [...idOf.values()].map((id) => keys.user(organizationId, id));
  const users = (await loadItems(db, db.ledgerTable, userKeys)).map(readUser);
  const byId = new Map(users.map((record) => [record.user.id, record]));
  return new Map(
    [...idOf].flatMap(([name, id]) => {
      const record = byId.get(id);
      return record ? [[name, record] as const] : [];
    }),
  );
}
