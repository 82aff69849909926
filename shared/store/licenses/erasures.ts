/** Erasing the personal data of users: the user at once, and by a job what lists and the journal repeat of them. */
import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod';
import type { DomainEvent } from '../../domain/events.ts';
import type { OrganizationId, UserId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import type { By } from '../../domain/journal/actor.ts';
import { type ErasedPerson, eraseTexts } from '../../domain/licenses/erased-texts.ts';
import { userErased } from '../../domain/licenses/erasure.ts';
import type { Sku, User } from '../../domain/licenses/licenses.ts';
import { type ErasureJob, jobWrite, listJobs } from '../jobs/jobs.ts';
import { commitChange } from '../journal/commit-change.ts';
import { mapEach } from '../table/batch.ts';
import { commitUpdate } from '../table/commit-alone.ts';
import { has, isBetween, isPrefixed } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { type Key, keys } from '../table/keys.ts';
import { everyItem } from '../table/paging.ts';
import { queryOnce } from '../table/queries.ts';
import { put, sendPut, update } from '../table/writes.ts';
import { licensesReturnedWrite } from './license-counts.ts';
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

/** Whether a list is worked on that may still name the person. */
export async function hasRunningList(db: Database, organizationId: OrganizationId): Promise<boolean> {
  const lists = everyItem((page) => listJobs(db, organizationId, page, ['licenses', 'users']));
  for await (const { status } of lists) if (status === 'running') return true;
  return false;
}

const Named = z.object({ userPrincipalName: z.string().optional(), displayName: z.string().optional() });
const EntryItem = z.object({
  subject: z.string(),
  before: Named.optional().catch(undefined),
  after: Named.optional().catch(undefined),
});

export interface NamesStep {
  readonly names: readonly string[];
  /** After which entry it goes on; absent at the end. */
  readonly last?: Key | undefined;
}

/** The names that the next entries of the journal have of the user: a megabyte of them at once. */
export async function namesInJournal(
  db: Database,
  organizationId: OrganizationId,
  userId: UserId,
  after: Key | undefined,
): Promise<NamesStep> {
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, where: isPrefixed(keys.journalEntry.prefix) };
  const { items, last } = await queryOnce(db, query, { after: after?.sk });
  const entries = items.map((item) => EntryItem.parse(item)).filter(({ subject }) => subject === userId);
  const names = entries.flatMap((entry) =>
    [entry.before, entry.after].flatMap((values) => [values?.userPrincipalName, values?.displayName]),
  );
  return {
    names: names.flatMap((name) => name ?? []),
    last: last === undefined ? undefined : { pk, sk: last },
  };
}

const Rows = z.array(z.unknown());

/**
 * Erases the person from the next megabyte of what repeats texts that were sent. Returns the item after which it goes on;
 * `undefined` at the end. What is written once is not changed by others.
 */
export async function eraseSomeTexts(
  db: Database,
  organizationId: OrganizationId,
  person: ErasedPerson,
  after: Key | undefined,
): Promise<Key | undefined> {
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, where: isBetween('sk', keys.sentTexts) };
  const { items, last } = await queryOnce(db, query, { after: after?.sk });
  await mapEach(items, async (item) => {
    const erased = eraseItem(item, person);
    if (erased) await sendPut(db, put(db.ledgerTable, erased));
  });
  return last === undefined ? undefined : { pk, sk: last };
}

/** `undefined` when the item names nobody of that name. */
function eraseItem(
  { pk, sk, ...rest }: Readonly<Record<string, unknown>>,
  person: ErasedPerson,
): (Key & Record<string, unknown>) | undefined {
  const key = { pk: String(pk), sk: String(sk) };
  const { rows } = rest;
  if (rows instanceof Uint8Array) {
    const before = Rows.parse(JSON.parse(gunzipSync(rows).toString()));
    const after = eraseTexts(before, person);
    return after === before ? undefined : { ...key, ...rest, rows: gzipSync(JSON.stringify(after)) };
  }
  const erased = eraseTexts(rest, person);
  return erased === rest ? undefined : { ...key, ...erased };
}

/** The job after a step. Throws ConflictError when another run has gone on with it. */
export async function saveErasure(
  db: Database,
  { before, after }: { readonly before: ErasureJob; readonly after: ErasureJob },
): Promise<void> {
  const { status, done, finishedAt, names } = after;
  const isOver = status === 'completed';
  const set = { status, done, finishedAt, names: isOver ? undefined : names, after: after.after };
  const remove = [...(after.after ? [] : ['after']), ...(isOver ? ['due', 'dueAt', 'names'] : [])];
  const isAsRead = has({
    status: 'running',
    done: before.done,
    ...(before.after && { 'after.pk': before.after.pk, 'after.sk': before.after.sk }),
  });
  const key = keys.job(before.organizationId, before.id);
  await commitUpdate(db, update(db.ledgerTable, key, { set, remove }, isAsRead));
}
