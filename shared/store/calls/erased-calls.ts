/**
 * Erases personal data from the calls of a user. No index knows the calls of a user, so the whole table is read, in
 * parts; a call or a page that is erased already is not written again.
 */
import { attemptKey, attemptOf, type CallAttempt } from '../../domain/calls/call.ts';
import { eraseCall } from '../../domain/calls/erased-call.ts';
import type { OrganizationId, UserId } from '../../domain/ids.ts';
import { PARTS_OF_CALLS } from '../../domain/licenses/erasure.ts';
import { mapEach } from '../table/batch.ts';
import { commitUpdate } from '../table/commit-alone.ts';
import { any, beginsWith, has } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { isPageKey, type Key, keys } from '../table/keys.ts';
import { scanOnce } from '../table/queries.ts';
import { update } from '../table/writes.ts';
import { isSettledAsRead } from './apart.ts';
import { isListed, type StoredCall, tryReadStoredCall } from './call-item.ts';
import { tryReadPage, tryReadPageOfIds } from './call-page.ts';
import { packRows } from './page-rows.ts';

export interface Person {
  readonly organizationId: OrganizationId;
  readonly userId: UserId;
}

export interface ErasedCalls {
  /** After which item the part goes on; absent at its end. */
  readonly last?: Key | undefined;
  /** A call of the person is not settled yet, and needs its number until then: these items have to be read again. */
  readonly waits: boolean;
  /** Items that read neither as a call nor as a page: it is not known whose they are. */
  readonly unreadable: readonly Key[];
}

/** Erases the calls among the next megabyte of a part. Throws ConflictError when one of them was written meanwhile. */
export async function eraseSomeCalls(
  db: Database,
  person: Person,
  { part, after }: { readonly part: number; readonly after: Key | undefined },
): Promise<ErasedCalls> {
  const partitions = keys.partitionsOfCalls(person.organizationId);
  const filter = any(...partitions.map((prefix) => beginsWith('pk', prefix)));
  const place = { table: db.callsTable, part, parts: PARTS_OF_CALLS, filter };
  const { items, last } = await scanOnce(db, place, after);
  const outcomes = await mapEach(items, async (item) => ({
    key: { pk: String(item.pk), sk: String(item.sk) },
    outcome: await eraseItem(db, person, item),
  }));
  const keysOf = (expected: Outcome) =>
    outcomes.flatMap(({ key, outcome }) => (outcome === expected ? [key] : []));
  return { last, waits: keysOf('waits').length > 0, unreadable: keysOf('unreadable') };
}

type Outcome = 'erased' | 'waits' | 'unreadable';

function eraseItem(db: Database, person: Person, item: Readonly<Record<string, unknown>>): Promise<Outcome> {
  const key = { pk: String(item.pk), sk: String(item.sk) };
  return isPageKey(key) ? erasePage(db, person, item) : eraseCallItem(db, person, { key, item });
}

async function erasePage(
  db: Database,
  { organizationId, userId }: Person,
  item: Readonly<Record<string, unknown>>,
): Promise<Outcome> {
  const page = tryReadPage(item);
  // A page of an earlier layout: its calls are items of their own.
  if (!page) return tryReadPageOfIds(item) ? 'erased' : 'unreadable';
  const isTheirs = ({ userId: user }: CallAttempt): boolean => user === userId;
  if (!page.settled) return page.rows.some(({ record }) => isTheirs(record)) ? 'waits' : 'erased';
  const rows = page.rows.map((row) => ({
    ...row,
    record: isTheirs(row.record) ? eraseCall(organizationId, row.record) : row.record,
  }));
  const isChanged = rows.some(({ record }, index) => isOtherThan(record, page.rows[index]?.record));
  if (!isChanged) return 'erased';
  const set = { rows: packRows(rows, page.settled), version: page.version + 1 };
  const write = update(db.callsTable, keys.page(page), { set, remove: ['outbox'] }, isSettledAsRead(page));
  await commitUpdate(db, write);
  return 'erased';
}

const isOtherThan = (a: CallAttempt, b: CallAttempt | undefined): boolean =>
  a.from !== b?.from || a.to !== b?.to;

/** A listed call has no numbers of its own but in what it was authorized for. */
async function eraseCallItem(
  db: Database,
  { organizationId, userId }: Person,
  { key, item }: { readonly key: Key; readonly item: Readonly<Record<string, unknown>> },
): Promise<Outcome> {
  const call = tryReadStoredCall(item);
  if (!call) return 'unreadable';
  const authorizedAs = erasedKey({ organizationId, userId }, call.authorizedAs);
  const attempt = isListed(call) || call.userId !== userId ? undefined : call;
  if (attempt === undefined && authorizedAs === undefined) return 'erased';
  if (attempt?.status === 'received') return 'waits';
  const { from, to } = attempt ? eraseCall(organizationId, attempt) : {};
  const isSame = attempt === undefined || !isOtherThan({ ...attempt, from, to }, attempt);
  if (isSame && (authorizedAs === undefined || authorizedAs === call.authorizedAs) && !('outbox' in item))
    return 'erased';
  const set = { from, to, authorizedAs };
  await commitUpdate(db, update(db.callsTable, key, { set, remove: ['outbox'] }, isStillOf(call)));
  return 'erased';
}

const isStillOf = ({ status }: StoredCall) => has({ status });

/** What was authorized, without the person's numbers; `undefined` for what was authorized for somebody else. */
function erasedKey({ organizationId, userId }: Person, authorizedAs: string | undefined): string | undefined {
  const attempt = authorizedAs === undefined ? undefined : attemptOf(authorizedAs, userId);
  return attempt && attemptKey(eraseCall(organizationId, attempt));
}
