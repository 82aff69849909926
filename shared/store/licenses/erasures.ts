/** Erasing the personal data of users: the user at once, and by a job what lists and the journal repeat of them. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { DomainEvent } from '../../domain/events.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import type { By } from '../../domain/journal/actor.ts';
import {
  type ErasedPerson,
  eraseEntry,
  eraseFailure,
  eraseListedUser,
  eraseNames,
  isOfUser,
} from '../../domain/licenses/erased-texts.ts';
import { userErased } from '../../domain/licenses/erasure.ts';
import type { Sku, User } from '../../domain/licenses/licenses.ts';
import { type JobRow, rowsAttribute, tryReadRows } from '../jobs/job-rows.ts';
import { type ErasureJob, jobWrite } from '../jobs/jobs.ts';
import { commitChange } from '../journal/commit-change.ts';
import { mapEach } from '../table/batch.ts';
import { commitUpdate } from '../table/commit-alone.ts';
import { has, isBetween, isPrefixed } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { type Key, keys } from '../table/keys.ts';
import { queryAll, queryOnce } from '../table/queries.ts';
import { put, sendPut, update } from '../table/writes.ts';
import { licensesReturnedWrite } from './license-counts.ts';
import { tryReadUserRow, userRow } from './user-imports.ts';
import { nameFreedWrite, type UserRecord, usersWrites } from './users.ts';

export interface Erasure {
  readonly before: UserRecord;
  readonly after: User;
  readonly returned: readonly Sku[];
  readonly events: readonly DomainEvent[];
  readonly job: ErasureJob;
  readonly now: Instant;
  readonly by: By;
}

/** Commits the user without names, what a removal returns and frees, and the job for the rest, all or nothing. */
export async function commitErasure(
  db: Database,
  organizationId: OrganizationId,
  { before, after, returned, events, job, now, by }: Erasure,
): Promise<void> {
  const isRemoved = before.user.status === 'removed';
  const change = userErased({ before: before.user, after });
  await commitChange(db, { organizationId, change, by, now }, [
    ...(await usersWrites(db, organizationId, [{ before, after, events }], { now, by })),
    ...(returned.length > 0 ? [licensesReturnedWrite(db, organizationId, returned)] : []),
    ...(isRemoved ? [] : [nameFreedWrite(db, organizationId, before.user)]),
    jobWrite(db, job),
  ]);
}

const AnyItem = z.record(z.string(), z.unknown());
/** In the earlier layout all jobs are of licenses and do not say so. */
const List = z.object({ kind: z.enum(['licenses', 'users']).default('licenses') });

/** Whether a list is worked on that may still name the person. One that does not read as a job is not worked on. */
export async function hasRunningList(db: Database, organizationId: OrganizationId): Promise<boolean> {
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, where: isPrefixed(keys.job.prefix) };
  const running = await queryAll(db, { ...query, filter: has({ status: 'running' }) }, AnyItem);
  return running.some((item) => List.safeParse(item).success);
}

export interface TextsStep {
  /** After which item it goes on; absent at the end. */
  readonly last?: Key | undefined;
  /** Items that do not read as what they should be: it is not known whom they name. */
  readonly unreadable: readonly Key[];
}

const Values = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
);
const EntryItem = z.looseObject({
  kind: z.string(),
  subject: z.string(),
  at: z.string(),
  reason: z.string().optional(),
  before: Values.optional(),
  after: Values.optional(),
});

/** The user principal names that the next entries of the journal have of the person: a megabyte of them at once. */
export async function namesInJournal(
  db: Database,
  organizationId: OrganizationId,
  person: ErasedPerson,
  after: Key | undefined,
): Promise<TextsStep & { readonly names: readonly string[] }> {
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, where: isPrefixed(keys.journalEntry.prefix) };
  const { items, last } = await queryOnce(db, query, { after: after?.sk });
  const entries = items.flatMap((item) => EntryItem.safeParse(item).data ?? []);
  const names = entries
    .filter((entry) => isOfUser(entry, person))
    .flatMap((entry) => [entry.before?.userPrincipalName, entry.after?.userPrincipalName])
    .filter((name) => typeof name === 'string');
  // The next part reads them again, and counts them.
  return { names, last: last === undefined ? undefined : { pk, sk: last }, unreadable: [] };
}

/**
 * Erases the person from the next megabyte of what repeats texts that were sent. What is written once is not changed by
 * others.
 */
export async function eraseSomeTexts(
  db: Database,
  organizationId: OrganizationId,
  person: ErasedPerson,
  after: Key | undefined,
): Promise<TextsStep> {
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, where: isBetween('sk', keys.sentTexts) };
  const { items, last } = await queryOnce(db, query, { after: after?.sk });
  const outcomes = await mapEach(items, async (item) => {
    const key = { pk, sk: String(item.sk) };
    const erased = eraseItem({ ...item, ...key }, person);
    if (erased === 'unreadable') return [key];
    if (!isDeepStrictEqual(erased, item)) await sendPut(db, put(db.ledgerTable, { ...erased, ...key }));
    return [];
  });
  return { last: last === undefined ? undefined : { pk, sk: last }, unreadable: outcomes.flat() };
}

type Item = Readonly<Record<string, unknown>>;

/** The same values where the item does not name the person. */
function eraseItem(item: Item & Key, person: ErasedPerson): Item | 'unreadable' {
  if (item.sk.startsWith(keys.jobLines.prefix)) return eraseLines(item, person);
  if (item.sk.startsWith(keys.jobErrors.prefix)) return eraseFailures(item, person);
  // The counter of the journal is among them.
  if (!item.sk.startsWith(keys.journalEntry.prefix)) return item;
  const { success, data } = EntryItem.safeParse(item);
  return success ? eraseEntry(data, person) : 'unreadable';
}

function eraseLines(item: Item, person: ErasedPerson): Item | 'unreadable' {
  const before = tryReadRows(item);
  if (before === undefined) return 'unreadable';
  const rows = before.map((row) => eraseRow(row, person));
  return isDeepStrictEqual(rows, before) ? item : { ...item, ...rowsAttribute(rows) };
}

const Named = z.looseObject({ userPrincipalName: z.string(), detail: z.string() });
const FailuresItem = z.looseObject({ failures: z.array(Named) });

function eraseFailures(item: Item, person: ErasedPerson): Item | 'unreadable' {
  const { success, data } = FailuresItem.safeParse(item);
  if (!success) return 'unreadable';
  return { ...data, failures: data.failures.map((failure) => eraseFailure(failure, person)) };
}

/** A line of an import of users, or of a list of user principal names. */
function eraseRow(row: JobRow, person: ErasedPerson): JobRow {
  const user = tryReadUserRow(row);
  if (user) return userRow(eraseListedUser(user, person));
  const [line, ...cells] = row;
  return [line, ...cells.map((cell) => eraseNames(cell, person))];
}

/** The job after a step. Throws ConflictError when another run has gone on with it. */
export async function saveErasure(
  db: Database,
  { before, after }: { readonly before: ErasureJob; readonly after: ErasureJob },
): Promise<void> {
  const { id: _, organizationId: _org, names, after: place, ...progress } = after;
  const isOver = after.status === 'completed';
  const set = { ...progress, names: isOver ? undefined : names, after: place, steps: before.steps + 1 };
  const remove = [...(place ? [] : ['after']), ...(isOver ? ['due', 'dueAt', 'names'] : [])];
  const isAsRead = has({ status: 'running', steps: before.steps });
  const key = keys.job(before.organizationId, before.id);
  await commitUpdate(db, update(db.ledgerTable, key, { set, remove }, isAsRead));
}
