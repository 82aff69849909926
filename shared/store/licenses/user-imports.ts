/** Jobs that add the users of an export of the directory, or change them. */
import * as z from 'zod';
import type { Instant } from '../../domain/instants.ts';
import { bySchedule } from '../../domain/journal/actor.ts';
import { changeOf } from '../../domain/journal/changes.ts';
import type { PresentUser } from '../../domain/licenses/licenses.ts';
import { USER_LINE_CODES, type UserLineNote } from '../../domain/licenses/user-import.ts';
import { LISTED_STATUSES, type ListedUser } from '../../domain/licenses/user-list.ts';
import { failuresWrites, listFailures } from '../jobs/job-failures.ts';
import { type JobRow, loadNextRows } from '../jobs/job-rows.ts';
import { createListJob, JOB_WORK, progressWrite, type UserJob } from '../jobs/jobs.ts';
import { commitChange } from '../journal/commit-change.ts';
import type { Database } from '../table/database.ts';
import type { Page } from '../table/paging.ts';
import type { Write } from '../table/transaction.ts';
import { nameWrites, type UserRecord, userAddedWrites, usersWrites } from './users.ts';

export const createUserImport = (db: Database, job: UserJob, lines: readonly ListedUser[]): Promise<void> =>
  createListJob(db, job, lines.map(userRow));

export const userRow = ({
  line,
  id,
  userPrincipalName,
  displayName,
  usageLocation,
  status,
}: ListedUser): JobRow => [line, id, userPrincipalName, displayName, usageLocation, status];

const Row = z
  .tuple([z.number(), z.string(), z.string(), z.string(), z.string(), z.enum(LISTED_STATUSES)])
  .transform(
    ([line, id, userPrincipalName, displayName, usageLocation, status]): ListedUser => ({
      line,
      id,
      userPrincipalName,
      displayName,
      usageLocation,
      status,
    }),
  );

/** `undefined` for a line of another kind of list. */
export const tryReadUserRow = (row: JobRow): ListedUser | undefined => Row.safeParse(row).data;

/** The next lines, as many as their chunk still has. */
export async function loadNextUsers(db: Database, job: UserJob): Promise<ListedUser[]> {
  const rows = await loadNextRows(db, job);
  return rows.map((row) => Row.parse(row));
}

export interface ImportProgress {
  readonly before: UserJob;
  readonly after: UserJob;
  /** Of users whose ids and names differ from those of the others; `before` is absent for one who is added. */
  readonly users: readonly { readonly before: UserRecord | undefined; readonly after: PresentUser }[];
  readonly notes: readonly UserLineNote[];
  readonly now: Instant;
}

/** Commits users, names, seats, notes and the job's progress, all or nothing. Throws ConflictError when a condition failed. */
export async function commitImport(db: Database, progress: ImportProgress): Promise<void> {
  const { before, after, users, notes, now } = progress;
  const { organizationId } = before;
  const added = users.filter((each) => each.before === undefined || each.before.user.status === 'removed');
  const changed = users.flatMap((each) =>
    each.before === undefined || added.includes(each) ? [] : [{ ...each, before: each.before, events: [] }],
  );
  const names = changed.flatMap((each) =>
    nameWrites(db, organizationId, { before: each.before.user, after: each.after }),
  );
  const by = before.by ?? bySchedule(JOB_WORK.users);
  const ids = (some: readonly { readonly after: PresentUser }[]) => some.map(({ after: { id } }) => id);
  const values = { added: ids(added), changed: ids(changed) };
  const change = users.length > 0 ? changeOf('users.imported', before.id, { after: values }) : undefined;
  await commitChange(db, { organizationId, change, by, now }, [
    progressWrite(db, { before, after }),
    ...added.flatMap((each) => userAddedWrites(db, organizationId, each.after, each.before)).map(asConflict),
    ...(await usersWrites(db, organizationId, changed, { now, by })),
    ...names.map(asConflict),
    ...failuresWrites(db, before, notes),
  ]);
}

/** What another writer took meanwhile is a reason to decide again, which then refuses one line and not the others. */
const asConflict = ({ request }: Write): Write => ({ request });

const Note = z.object({
  line: z.number().int(),
  userPrincipalName: z.string(),
  code: z.enum(USER_LINE_CODES),
  detail: z.string(),
});

/** The lines that failed, and those with a warning; at most 1,000 at once. */
export const listUserNotes = (
  db: Database,
  job: UserJob,
  cursor: string | undefined,
): Promise<Page<UserLineNote>> => listFailures(db, job, { cursor, failure: Note });
