/**
 * Commits a change with its entry in the journal, in one transaction. The next number is a counter of the organization:
 * of two changes at once the second decides again.
 */
import * as z from 'zod';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import type { By } from '../../domain/journal/actor.ts';
import type { Change, JournalEntry } from '../../domain/journal/changes.ts';
import { has, isNew } from '../table/conditions.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { commit, type Write } from '../table/transaction.ts';
import { putIf, putNew } from '../table/writes.ts';

const Counter = z.object({ sequence: z.number().int(), at: z.string() });
export type JournalCounter = z.infer<typeof Counter>;

/** `undefined` before the first entry. */
export function loadJournalCounter(
  db: Database,
  organizationId: OrganizationId,
): Promise<JournalCounter | undefined> {
  return getItem(db, db.ledgerTable, keys.journal(organizationId), Counter);
}

export interface MadeChange {
  readonly organizationId: OrganizationId;
  /** One entry each; `undefined` or none for a request that changes nothing of what the journal has. */
  readonly change: Change | readonly Change[] | undefined;
  readonly by: By;
  readonly now: Instant;
}

/** All or nothing. Throws what `commit` throws: {@link ConflictError} also when another change took the number. */
export async function commitChange(db: Database, made: MadeChange, writes: readonly Write[]): Promise<void> {
  await commitChanges(db, [made], writes);
}

/** The same for several organizations, each of them once. */
export async function commitChanges(
  db: Database,
  made: readonly MadeChange[],
  writes: readonly Write[],
): Promise<void> {
  const journals = await Promise.all(made.map((change) => journalWrites(db, change)));
  await commit(db, [...writes, ...journals.flat()]);
}

async function journalWrites(
  db: Database,
  { organizationId, change, by, now }: MadeChange,
): Promise<Write[]> {
  const changes = [change ?? []].flat();
  if (changes.length === 0) return [];
  const last = await loadJournalCounter(db, organizationId);
  const sequence = (last?.sequence ?? 0) + 1;
  // The clocks of two functions may differ: by instants the entries have the order of their numbers.
  const at = last && last.at > now ? last.at : now;
  const counter = { ...keys.journal(organizationId), sequence: sequence + changes.length - 1, at };
  const isNext = last ? has({ sequence: last.sequence }) : isNew;
  const entries = changes.map((each, index) => ({ ...each, ...by, sequence: sequence + index, at }));
  return [
    putIf(db.ledgerTable, counter, isNext),
    ...entries.map((entry) => putNew(db.ledgerTable, entryItem(db, organizationId, entry))),
  ];
}

function entryItem(
  { retention: { journalDays } }: Database,
  organizationId: OrganizationId,
  { sequence, ...entry }: JournalEntry,
) {
  const item = { ...keys.journalEntry(organizationId, sequence), ...entry };
  if (journalDays === undefined) return item;
  return { ...item, purgeAt: Math.floor(Date.parse(entry.at) / 1000) + journalDays * 86_400 };
}
