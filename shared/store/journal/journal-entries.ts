/** Reads the journal of an organization. */
import * as z from 'zod';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { CHANGE_KINDS } from '../../domain/journal/change-kinds.ts';
import type { ChangeKind, JournalEntry } from '../../domain/journal/changes.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { lastNumberAt } from '../table/numbered.ts';
import { cursorOf, type Page, type PageRequest, queryPage } from '../table/paging.ts';
import { ActorItem } from './actor-item.ts';
import { loadJournalCounter } from './commit-change.ts';

const Values = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
);

const EntryItem = z
  .object({
    sk: z.string(),
    at: z.string(),
    kind: z.enum(CHANGE_KINDS),
    subject: z.string(),
    actor: ActorItem,
    before: Values.optional(),
    after: Values.optional(),
    reason: z.string().optional(),
    requestId: z.string().optional(),
    sourceAddress: z.string().optional(),
  })
  .transform(({ sk, ...entry }): JournalEntry => ({ ...entry, sequence: keys.journalEntry.idOf(sk) }));

export interface JournalQuery {
  readonly page: PageRequest;
  /** The id of an actor. */
  readonly actor?: string | undefined;
  readonly kind?: ChangeKind | undefined;
  /** Included. */
  readonly from?: Instant | undefined;
  /** Not included. */
  readonly to?: Instant | undefined;
}

/** Entries that are read for one page at most: a page of a rare actor may have fewer entries than asked, or none. */
const READ_AT_ONCE = 1000;

/** The entries that match, newest first. */
export async function listJournal(
  db: Database,
  organizationId: OrganizationId,
  { page, actor, kind, from = '', to }: JournalQuery,
): Promise<Page<JournalEntry>> {
  const start = page.cursor ?? (await cursorBefore(db, organizationId, to));
  const isAsked = (entry: JournalEntry) =>
    (actor === undefined || entry.actor.id === actor) && (kind === undefined || entry.kind === kind);
  const isFiltered = actor !== undefined || kind !== undefined;
  const limit = isFiltered ? READ_AT_ONCE : page.limit;
  const read = await readEntries(db, organizationId, { limit, cursor: start });
  const inPeriod = read.items.filter(({ at }) => at >= from);
  const found = inPeriod.filter(isAsked);
  const items = found.slice(0, page.limit);
  const last = items.at(-1);
  if (last && found.length > items.length)
    return { items, nextCursor: cursorAfterEntry(organizationId, last) };
  return { items, nextCursor: inPeriod.length < read.items.length ? null : read.nextCursor };
}

/** The cursor after which older entries than this one are listed. */
export function cursorAfterEntry(
  organizationId: OrganizationId,
  { sequence }: Pick<JournalEntry, 'sequence'>,
): string {
  return cursorOf(keys.journalEntry(organizationId, sequence).sk);
}

function readEntries(
  db: Database,
  organizationId: OrganizationId,
  page: PageRequest,
): Promise<Page<JournalEntry>> {
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, prefix: keys.journalEntry.prefix, page, descending: true };
  return queryPage(db, query, (item) => EntryItem.parse(item));
}

/** The cursor after which the entries before `to` are listed. */
async function cursorBefore(
  db: Database,
  organizationId: OrganizationId,
  to: Instant | undefined,
): Promise<string | undefined> {
  if (to === undefined) return undefined;
  const counter = await loadJournalCounter(db, organizationId);
  const at = new Date(Date.parse(to) - 1).toISOString();
  const number = await lastNumberAt({ last: counter?.sequence ?? 0, at }, (sequence) =>
    instantOf(db, organizationId, sequence),
  );
  return cursorAfterEntry(organizationId, { sequence: number + 1 });
}

/** An entry that is kept no longer is older than any other. */
async function instantOf(db: Database, organizationId: OrganizationId, sequence: number): Promise<Instant> {
  const key = keys.journalEntry(organizationId, sequence);
  return (await getItem(db, db.ledgerTable, key, EntryItem, { consistent: false }))?.at ?? '';
}
