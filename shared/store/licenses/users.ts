/** Users and their licenses. A license moves with its counter and its pool seats in one transaction. */
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { DomainEvent } from '../../domain/events.ts';
import { monthOf } from '../../domain/instants.ts';
import {
  CONFERENCING_DIAL_OUT,
  type LicenseAssignment,
  PSTN_DIAL_OUT,
  SKUS,
  type Sku,
  USER_STATUSES,
  type User,
} from '../../domain/licenses/licenses.ts';
import { changeSeats, seatChange } from '../../domain/licenses/pools.ts';
import { refusals } from '../../domain/refusals.ts';
import { loadItems } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { outbox } from '../table/outbox.ts';
import { type Page, type PageRequest, queryMatching } from '../table/paging.ts';
import { commit, type Write } from '../table/transaction.ts';
import { licenseAssignedWrite, licensesReturnedWrite } from './license-counts.ts';
import { loadPoolsFrom, poolsWrites } from './pools.ts';

const UserItem = z.object({
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
});

export interface UserRecord {
  readonly user: User;
  readonly version: number;
}

export function readUser(item: unknown): UserRecord {
  const { sk, version, licenses, ...rest } = UserItem.parse(item);
  const held: LicenseAssignment[] = licenses.map(({ removedAt, ...license }) => ({
    ...license,
    ...(removedAt ? { removedAt } : {}),
  }));
  return { user: { ...rest, id: sk.slice('USER#'.length), licenses: held }, version };
}

function userItem(
  organizationId: string,
  { id, ...rest }: User,
  version: number,
  events: readonly DomainEvent[],
) {
  return { ...keys.user(organizationId, id), ...rest, version, ...outbox(events) };
}

/**
 * Throws `user-exists`, naming the field, when the id or the user principal name is taken. `before` is the user of that
 * id who was removed: history goes on with it.
 */
export async function createUser(
  db: Database,
  organizationId: string,
  user: User,
  before?: UserRecord,
): Promise<void> {
  const added = {
    TableName: db.ledgerTable,
    Item: userItem(organizationId, user, (before?.version ?? 0) + 1, []),
    ConditionExpression: 'attribute_not_exists(pk)',
  };
  const idWrite: Write = before
    ? { request: { Put: { ...added, ...atVersion(before) } } }
    : { request: { Put: added }, refusal: () => refusals.userExists('id') };
  const organization: Write = {
    request: {
      ConditionCheck: {
        TableName: db.ledgerTable,
        Key: keys.profile(organizationId),
        ConditionExpression: 'attribute_exists(pk)',
      },
    },
    refusal: () => refusals.notFound('organization'),
  };
  await commit(db, [idWrite, nameTakenWrite(db, organizationId, user), organization]);
}

const atVersion = ({ version }: UserRecord) => ({
  ConditionExpression: 'version = :version',
  ExpressionAttributeValues: { ':version': version },
});

/** Also one who was removed. */
export async function findUser(
  db: Database,
  organizationId: string,
  userId: string,
): Promise<UserRecord | undefined> {
  const answer = await db.client.send(
    new GetCommand({
      TableName: db.ledgerTable,
      Key: keys.user(organizationId, userId),
      ConsistentRead: true,
    }),
  );
  return answer.Item && readUser(answer.Item);
}

/** Users by id, or those whose name or principal name contains `search`, ignoring case; not who was removed. */
export async function listUsers(
  db: Database,
  organizationId: string,
  page: PageRequest,
  search = '',
): Promise<Page<User>> {
  const query = { table: db.ledgerTable, pk: keys.organization(organizationId), prefix: 'USER#', page };
  const wanted = search.toLowerCase();
  return queryMatching(db, query, (item) => {
    const { user } = readUser(item);
    return user.status !== 'removed' && matches(user, wanted) ? user : undefined;
  });
}

function matches(user: User, wanted: string): boolean {
  return [user.displayName, user.userPrincipalName].some((text) => text.toLowerCase().includes(wanted));
}

export interface UserChange {
  readonly before: UserRecord;
  readonly after: User;
  /** The license that is taken or returned with it. */
  readonly license?: { readonly sku: Sku; readonly change: 1 | -1; readonly quantity: number };
  /** Those that are returned with a user who is removed. */
  readonly returned?: readonly Sku[];
  readonly events: readonly DomainEvent[];
  readonly now: string;
}

/**
 * The user, the name, the counter and the seats of the pools from this month on, all or nothing. Throws `user-exists`
 * when somebody else has the name.
 */
export async function commitUser(db: Database, organizationId: string, change: UserChange): Promise<void> {
  const { before, after, license, returned = [], now } = change;
  const counter = license
    ? [licenseAssignedWrite(db, organizationId, license.sku, license.change, license.quantity)]
    : [];
  const counters = returned.length > 0 ? [licensesReturnedWrite(db, organizationId, returned)] : counter;
  const names = nameWrites(db, organizationId, before.user, after);
  await commit(db, [...(await usersWrites(db, organizationId, [change], now)), ...counters, ...names]);
}

/** Many users and the seats of the pools from this month on: for one transaction. */
export async function usersWrites(
  db: Database,
  organizationId: string,
  changes: readonly Pick<UserChange, 'before' | 'after' | 'events'>[],
  now: string,
): Promise<Write[]> {
  const seats: Record<string, number> = {};
  for (const { before, after } of changes) {
    for (const [seat, change] of Object.entries(seatChange(before.user, after, now))) {
      seats[seat] = (seats[seat] ?? 0) + change;
    }
  }
  return [
    ...changes.map((change) => userWrite(db, organizationId, change)),
    ...(await seatWrites(db, organizationId, seats, now)),
  ];
}

function userWrite(
  db: Database,
  organizationId: string,
  { before, after, events }: Pick<UserChange, 'before' | 'after' | 'events'>,
): Write {
  return {
    request: {
      Put: {
        TableName: db.ledgerTable,
        Item: userItem(organizationId, after, before.version + 1, events),
        ...atVersion(before),
      },
    },
  };
}

async function seatWrites(
  db: Database,
  organizationId: string,
  seats: Readonly<Record<string, number>>,
  now: string,
): Promise<Write[]> {
  if (Object.values(seats).every((change) => change === 0)) return [];
  const months = await loadPoolsFrom(db, organizationId, monthOf(now));
  const changed = months.map((before) => ({ before, after: changeSeats(before.pools, seats) }));
  return poolsWrites(db, organizationId, changed);
}

// The names that users sign in with: each belongs to one user of the organization, whatever its capitals.

type Named = Pick<User, 'id' | 'userPrincipalName'>;

/** Refused with `user-exists` when somebody else has the name. */
export function nameTakenWrite(
  db: Database,
  organizationId: string,
  { id, userPrincipalName }: Named,
): Write {
  const Item = { ...keys.userPrincipalName(organizationId, userPrincipalName), userId: id };
  return {
    request: { Put: { TableName: db.ledgerTable, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
    refusal: () => refusals.userExists('userPrincipalName'),
  };
}

/** From then on anybody may have the name. */
export function nameFreedWrite(
  db: Database,
  organizationId: string,
  { id, userPrincipalName }: Named,
): Write {
  return {
    request: {
      Delete: {
        TableName: db.ledgerTable,
        Key: keys.userPrincipalName(organizationId, userPrincipalName),
        ConditionExpression: 'userId = :user',
        ExpressionAttributeValues: { ':user': id },
      },
    },
  };
}

/** What a change of the user does to names: nothing, where only capitals change. */
export function nameWrites(db: Database, organizationId: string, before: User, after: User): Write[] {
  const keyOf = (user: User) => keys.userPrincipalName(organizationId, user.userPrincipalName).sk;
  const isGone = after.status === 'removed';
  if (!isGone && keyOf(before) === keyOf(after)) return [];
  const freed = nameFreedWrite(db, organizationId, before);
  return isGone ? [freed] : [nameTakenWrite(db, organizationId, after), freed];
}

// Users by the name that they sign in with.

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
