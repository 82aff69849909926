/** Ledger entries: append only and numbered without gaps, so that a binary search finds any instant. */

import * as z from 'zod';
import type { Account } from '../../domain/credits/account.ts';
import type { DebtSpans } from '../../domain/credits/debts.ts';
import { ENTRY_TYPES, type LedgerEntry } from '../../domain/credits/ledger.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import { type Actor, SETTLES_CALLS } from '../../domain/journal/actor.ts';
import { ActorItem } from '../journal/actor-item.ts';
import type { Database } from '../table/database.ts';
import { getItem } from '../table/items.ts';
import { keys } from '../table/keys.ts';
import { lastNumberAt } from '../table/numbered.ts';
import { cursorOf, type Page, type PageRequest, queryPage } from '../table/paging.ts';
import { EntryDebtsRow, readEntryDebts } from './debts.ts';
import type { ChargedCalls } from './entry-writes.ts';
import { UseRow } from './use-row.ts';

const micros = z.number().int();

const Reference = z.object({
  order: z.string().optional(),
  refund: z.string().optional(),
  dispute: z.string().optional(),
  lot: z.string().optional(),
  booking: z.string().optional(),
  call: z.string().optional(),
  calls: z.number().int().optional(),
});

const EntryItem = z
  .object({
    sk: z.string(),
    type: z.enum(ENTRY_TYPES),
    at: z.string(),
    currency: z.string(),
    amountMicros: micros,
    balanceBeforeMicros: micros,
    balanceAfterMicros: micros,
    expiredMicros: micros.default(0),
    parts: z.array(z.tuple([z.string(), micros])),
    debtMicros: micros,
    debts: EntryDebtsRow.optional(),
    pages: z.array(z.string()).optional(),
    callIds: z.array(z.string()).optional(),
    reference: Reference,
    use: UseRow.optional(),
    actor: ActorItem.optional(),
    reason: z.string().optional(),
  })
  .transform(
    ({ sk, parts, debts, actor, ...entry }): EntryRecord => ({
      ...entry,
      actor: entry.type === 'usage' ? SETTLES_CALLS : actor,
      debts: debts && readEntryDebts(debts),
      sequence: keys.entry.idOf(sk),
      parts: parts.map(([lotId, changeMicros]) => ({ lotId, changeMicros })),
    }),
  );

/** A stored entry: without its events, and with the places of the debts that it moved. */
export interface EntryRecord extends Omit<LedgerEntry, 'organizationId' | 'events' | 'debts'>, ChargedCalls {
  readonly debts?: DebtSpans;
  /** Absent from entries of an earlier layout, but not from usage. */
  readonly actor?: Actor | undefined;
  readonly reason?: string | undefined;
}

export const readEntry = (item: unknown): EntryRecord => EntryItem.parse(item);

/** Entries newest first. */
export async function listEntries(
  db: Database,
  organizationId: OrganizationId,
  page: PageRequest,
): Promise<Page<EntryRecord>> {
  const pk = keys.organization(organizationId);
  const query = { table: db.ledgerTable, pk, prefix: keys.entry.prefix, page };
  return queryPage(db, { ...query, descending: true }, readEntry);
}

/** The cursor after which {@link listEntries} lists the entries up to and including `sequence`. */
export function cursorAfter(organizationId: OrganizationId, sequence: number): string {
  return cursorOf(keys.entry(organizationId, sequence + 1).sk);
}

/** The sequence of the last entry at or before `at`, or 0: about 20 reads in a ledger of a million. */
export async function lastSequenceAt(db: Database, account: Account, at: Instant): Promise<number> {
  return lastNumberAt(
    { last: account.entrySequence, at },
    async (sequence) => (await loadEntry(db, account.organizationId, sequence)).at,
  );
}

export async function loadEntry(
  db: Database,
  organizationId: OrganizationId,
  sequence: number,
): Promise<EntryRecord> {
  const key = keys.entry(organizationId, sequence);
  const entry = await getItem(db, db.ledgerTable, key, EntryItem, { consistent: false });
  if (!entry) throw new Error(`there is no entry ${sequence}`);
  return entry;
}
