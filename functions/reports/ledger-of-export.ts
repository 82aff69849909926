/** What the ledger itself says of what an export has: its files are complete only if they come to the same. */
import { firstMicros } from '../../shared/domain/audit/calls.ts';
import { FUTURE_RECORD_DAYS } from '../../shared/domain/calls/call.ts';
import type { Account } from '../../shared/domain/credits/account.ts';
import type { LedgerSpan } from '../../shared/domain/exports/manifest.ts';
import type { CallId, OrganizationId } from '../../shared/domain/ids.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import { type Micros, sumMicros } from '../../shared/domain/money.ts';
import { loadCalls } from '../../shared/store/calls/calls.ts';
import { type EntryRecord, lastSequenceAt, loadEntry } from '../../shared/store/credits/entries.ts';
import type { ExportedEntries, ExportJob } from '../../shared/store/jobs/export-job.ts';
import { auditEntries } from '../../shared/store/reports/audit.ts';
import { entryPages } from '../../shared/store/reports/audited-calls.ts';
import type { Database } from '../../shared/store/table/database.ts';

/** The entries of the period, as far as there are any yet. */
export async function entriesOf(
  db: Database,
  account: Account,
  { from, to }: Pick<ExportJob, 'from' | 'to'>,
): Promise<ExportedEntries> {
  const before = await lastSequenceAt(db, account, justBefore(from));
  const last = Math.max(before, await lastSequenceAt(db, account, justBefore(to)));
  return { before, last, known: account.entrySequence };
}

const justBefore = (instant: Instant): Instant => addSeconds(instant, -0.001);

export async function ledgerSpan(
  db: Database,
  { organizationId, terms: { currency } }: Account,
  { before, last }: ExportedEntries,
): Promise<LedgerSpan> {
  const balanceAfter = async (sequence: number): Promise<Micros> =>
    sequence === 0 ? 0 : (await loadEntry(db, organizationId, sequence)).balanceAfterMicros;
  const [openingMicros, closingMicros] = [await balanceAfter(before), await balanceAfter(last)];
  return { currency, first: before + 1, last, openingMicros, closingMicros };
}

export interface ChargedCalls {
  /** What the ledger took for calls of the period, less what it gave back. */
  readonly micros: Micros;
  /** Whether an entry after those that were known moved money for such calls. */
  readonly hasMoved: boolean;
}

/**
 * What all entries until now moved for calls that started in the period, which are whole days. A record may come a day
 * before its call has started, and at any time later. `undefined` where an entry of an earlier layout does not say for
 * which calls it is.
 */
export async function chargedCalls(
  db: Database,
  account: Account,
  { from, to, known }: Pick<ExportJob, 'from' | 'to'> & Pick<ExportedEntries, 'known'>,
): Promise<ChargedCalls | undefined> {
  const { organizationId } = account;
  const first = await lastSequenceAt(db, account, addSeconds(from, -FUTURE_RECORD_DAYS * 86_400));
  const isWithin = (day: string): boolean => day >= from.slice(0, 10) && day < to.slice(0, 10);
  let [micros, hasMoved] = [0, false];
  for await (const entry of auditEntries(db, organizationId, { after: first })) {
    const moved = await movedFor({ db, organizationId, isWithin }, entry);
    if (moved === undefined) return undefined;
    micros = sumMicros([micros, moved]);
    if (moved !== 0 && entry.sequence > known) hasMoved = true;
  }
  return { micros, hasMoved };
}

interface Calls {
  readonly db: Database;
  readonly organizationId: OrganizationId;
  /** Whether calls that started on that day are meant. */
  readonly isWithin: (day: string) => boolean;
}

/** What the entry took for such calls; below zero for what it gave back. */
async function movedFor(
  calls: Calls,
  { type, amountMicros, pages, callIds, reference }: EntryRecord,
): Promise<Micros | undefined> {
  if (type !== 'usage' && type !== 'void' && type !== 'correction') return 0;
  if (pages) return movedForPages(calls, { pages, amountMicros });
  const ids = callIds ?? (reference.call === undefined ? undefined : [reference.call]);
  return ids && movedForCalls(calls, { ids, amountMicros });
}

/** A page has the calls of one day. */
async function movedForPages(
  { db, organizationId, isWithin }: Calls,
  { pages, amountMicros }: { readonly pages: readonly string[]; readonly amountMicros: Micros },
): Promise<Micros> {
  const within = pages.filter((page) => isWithin(page.slice(0, 10)));
  if (within.length === 0) return 0;
  if (within.length === pages.length) return -amountMicros;
  let micros = 0;
  for await (const page of entryPages(db, organizationId, within))
    micros = sumMicros([micros, ...page.calls.map(firstMicros)]);
  return micros;
}

async function movedForCalls(
  { db, organizationId, isWithin }: Calls,
  { ids, amountMicros }: { readonly ids: readonly CallId[]; readonly amountMicros: Micros },
): Promise<Micros> {
  const { calls } = await loadCalls(db, organizationId, ids);
  const within = calls.filter(({ startedAt }) => startedAt !== undefined && isWithin(startedAt.slice(0, 10)));
  if (within.length === 0) return 0;
  return within.length === ids.length ? -amountMicros : sumMicros(within.map(firstMicros));
}
