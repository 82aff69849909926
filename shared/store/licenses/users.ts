/** Users and their licenses. A license moves with its counter and its pool seats in one transaction. */
import * as z from 'zod';
import type { DomainEvent } from '../../domain/events.ts';
import type { OrganizationId, UserId } from '../../domain/ids.ts';
import { type Instant, monthOf } from '../../domain/instants.ts';
import type { By } from '../../domain/journal/actor.ts';
import {
  CONFERENCING_DIAL_OUT,
  isPresent,
  type PresentUser,
  PSTN_DIAL_OUT,
  SKUS,
  type Sku,
  USER_STATUSES,
  type User,
} from '../../domain/licenses/licenses.ts';
import { changeSeats, seatChange } from '../../domain/licenses/pools.ts';
import { userAdded, userChange } from '../../domain/licenses/user-changes.ts';
import { refusals } from '../../domain/refusals.ts';
import { commitChange } from '../journal/commit-change.ts';
import { loadItems } from '../table/batch.ts';
import { exists, has } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { writeOutbox } from '../table/outbox.ts';
import { type Page, type PageRequest, queryMatching } from '../table/paging.ts';
import type { Write } from '../table/transaction.ts';
import { check, deleteIf, putIf, putNew } from '../table/writes.ts';
import { type LicenseMove, licenseAssignedWrite, licensesReturnedWrite } from './license-counts.ts';
import { loadPoolsFrom, poolsWrites } from './pools.ts';

export interface UserRecord {
  readonly user: User;
  readonly version: number;
}

const UserItem = z
  .object({
    sk: z.string(),
    version: z.number().int(),
    userPrincipalName: z.string(),
    displayName: z.string(),
    usageLocation: z.string(),
    dialOutPolicy: z.object({
      conferencing: z.enum(CONFERENCING_DIAL_OUT),
      pstn: z.enum(PSTN_DIAL_OUT),
    }),
    licenses: z.array(
      z.object({ sku: z.enum(SKUS), assignedAt: z.string(), removedAt: z.string().optional() }),
    ),
    status: z.enum(USER_STATUSES),
    erasedAt: z.string().optional(),
  })
  .transform(
    ({ sk, version, ...user }): UserRecord => ({ user: { ...user, id: keys.user.idOf(sk) }, version }),
  );

export const readUser = (item: unknown): UserRecord => UserItem.parse(item);

function userItem(
  organizationId: OrganizationId,
  { id, ...rest }: User,
  version: number,
  outbox: string | undefined,
) {
  return { ...keys.user(organizationId, id), ...rest, version, outbox };
}

/**
 * Throws `user-exists`, naming the field, when the id or the user principal name is taken. `before` is the user of that
 * id who was removed: the new user continues the history of that one.
 */
export async function createUser(
  db: Database,
  organizationId: OrganizationId,
  user: User,
  { before, now, by }: { readonly before?: UserRecord | undefined; readonly now: Instant; readonly by: By },
): Promise<void> {
  const profile = keys.profile(organizationId);
  const change = userAdded({ before: before?.user, after: user });
  await commitChange(db, { organizationId, change, by, now }, [
    ...userAddedWrites(db, organizationId, user, before),
    check(db.ledgerTable, profile, exists, () => refusals.notFound('organization')),
  ]);
}

/** Adds the user under the id and the name, each of which is refused with `user-exists` when it is taken. */
export function userAddedWrites(
  db: Database,
  organizationId: OrganizationId,
  user: User,
  before?: UserRecord,
): Write[] {
  const item = userItem(organizationId, user, (before?.version ?? 0) + 1, undefined);
  return [
    before
      ? putIf(db.ledgerTable, item, has({ version: before.version }))
      : putNew(db.ledgerTable, item, () => refusals.userExists('id')),
    nameTakenWrite(db, organizationId, user),
  ];
}

/** A removed user is found, too. */
export function findUser(
  db: Database,
  organizationId: OrganizationId,
  userId: UserId,
): Promise<UserRecord | undefined> {
  return getItem(db, db.ledgerTable, keys.user(organizationId, userId), UserItem);
}

/** The users that exist, by their ids. */
export async function loadUsers(
  db: Database,
  organizationId: OrganizationId,
  ids: Iterable<UserId>,
  { consistent = true }: { readonly consistent?: boolean } = {},
): Promise<Map<UserId, User>> {
  const records = await loadUserRecords(db, organizationId, ids, { consistent });
  return new Map([...records].map(([id, { user }]) => [id, user]));
}

/** {@link loadUsers} with the versions that a change is conditional on. */
export async function loadUserRecords(
  db: Database,
  organizationId: OrganizationId,
  ids: Iterable<UserId>,
  { consistent = true }: { readonly consistent?: boolean } = {},
): Promise<Map<UserId, UserRecord>> {
  const userKeys = [...new Set(ids)].map((id) => keys.user(organizationId, id));
  const items = await loadItems(db, db.ledgerTable, userKeys, { consistent });
  return new Map(items.map(readUser).map((record) => [record.user.id, record]));
}

/** Users in the order of their ids whose name or principal name contains `search`, ignoring case; not removed users. */
export async function listUsers(
  db: Database,
  organizationId: OrganizationId,
  page: PageRequest,
  search = '',
): Promise<Page<PresentUser>> {
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, prefix: keys.user.prefix, page };
  const part = search.toLowerCase();
  return queryMatching(db, query, (item) => {
    const { user } = readUser(item);
    return isPresent(user) && hasInName(user, part) ? user : undefined;
  });
}

function hasInName(user: User, part: string): boolean {
  return [user.displayName, user.userPrincipalName].some((text) => text.toLowerCase().includes(part));
}

export interface UserChange {
  readonly before: UserRecord;
  readonly after: User;
  /** The license that is assigned or returned with the change. */
  readonly license?: LicenseMove;
  /** The licenses that a removed user returns. */
  readonly returned?: readonly Sku[];
  readonly events: readonly DomainEvent[];
  readonly now: Instant;
  readonly by: By;
}

/**
 * Commits the user, the name, the license counter and the seats of the pools from this month on, all or nothing. Throws
 * `user-exists` when another user has the name.
 */
export async function commitUser(
  db: Database,
  organizationId: OrganizationId,
  change: UserChange,
): Promise<void> {
  const { before, after, license, returned = [], now, by } = change;
  const counter = license ? [licenseAssignedWrite(db, organizationId, license)] : [];
  const counters = returned.length > 0 ? [licensesReturnedWrite(db, organizationId, returned)] : counter;
  const names = nameWrites(db, organizationId, { before: before.user, after });
  const users = await usersWrites(db, organizationId, [change], { now, by });
  const made = userChange({ before: before.user, after, license });
  await commitChange(db, { organizationId, change: made, by, now }, [...users, ...counters, ...names]);
}

/** Many users, and the seats of the pools from this month on: for one transaction. */
export async function usersWrites(
  db: Database,
  organizationId: OrganizationId,
  changes: readonly Pick<UserChange, 'before' | 'after' | 'events'>[],
  { now, by }: { readonly now: Instant; readonly by: By },
): Promise<Write[]> {
  const seats: Record<string, number> = {};
  for (const { before, after } of changes) {
    for (const [seat, change] of Object.entries(seatChange({ before: before.user, after }, now))) {
      seats[seat] = (seats[seat] ?? 0) + change;
    }
  }
  return [
    ...changes.map((change) => userWrite(db, organizationId, change, by)),
    ...(await seatWrites(db, organizationId, seats, { now, by })),
  ];
}

function userWrite(
  db: Database,
  organizationId: OrganizationId,
  { before, after, events }: Pick<UserChange, 'before' | 'after' | 'events'>,
  { actor }: By,
): Write {
  const item = userItem(organizationId, after, before.version + 1, writeOutbox(events, actor));
  return putIf(db.ledgerTable, item, has({ version: before.version }));
}

async function seatWrites(
  db: Database,
  organizationId: OrganizationId,
  seats: Readonly<Record<string, number>>,
  { now, by }: { readonly now: Instant; readonly by: By },
): Promise<Write[]> {
  if (Object.values(seats).every((change) => change === 0)) return [];
  const months = await loadPoolsFrom(db, organizationId, monthOf(now));
  const changed = months.map((before) => ({ before, after: changeSeats(before.pools, seats) }));
  return poolsWrites(db, organizationId, changed, by.actor);
}

// The names that users sign in with. Within an organization a name belongs to one user, in any capitals.

type Named = Pick<User, 'id' | 'userPrincipalName'>;

/** Takes the name. Refused with `user-exists` when another user has it. */
export function nameTakenWrite(
  db: Database,
  organizationId: OrganizationId,
  { id, userPrincipalName }: Named,
): Write {
  const item = { ...keys.userPrincipalName(organizationId, userPrincipalName), userId: id };
  return putNew(db.ledgerTable, item, () => refusals.userExists('userPrincipalName'));
}

/** Frees the name for any user. */
export function nameFreedWrite(
  db: Database,
  organizationId: OrganizationId,
  { id, userPrincipalName }: Named,
): Write {
  const key = keys.userPrincipalName(organizationId, userPrincipalName);
  return deleteIf(db.ledgerTable, key, has({ userId: id }));
}

/** What a change of the user does to names: nothing if only capitals change. */
export function nameWrites(
  db: Database,
  organizationId: OrganizationId,
  { before, after }: { readonly before: User; readonly after: User },
): Write[] {
  const keyOf = (user: User) => keys.userPrincipalName(organizationId, user.userPrincipalName).sk;
  const isRemoved = after.status === 'removed';
  if (!isRemoved && keyOf(before) === keyOf(after)) return [];
  const freed = nameFreedWrite(db, organizationId, before);
  return isRemoved ? [freed] : [nameTakenWrite(db, organizationId, after), freed];
}

const NameItem = z.object({ sk: z.string(), userId: z.string() });

/** Users by their user principal names in lower case; names without a user are left out. */
export async function loadUsersByName(
  db: Database,
  organizationId: OrganizationId,
  names: readonly string[],
): Promise<Map<string, UserRecord>> {
  const nameKeys = names
    .filter((name) => name !== '')
    .map((name) => keys.userPrincipalName(organizationId, name));
  const items = await loadItems(db, db.ledgerTable, nameKeys);
  const idOf = new Map<string, UserId>(
    items
      .map((item) => NameItem.parse(item))
      .map(({ sk, userId }) => [keys.userPrincipalName.idOf(sk), userId]),
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
