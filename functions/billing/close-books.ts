/**
 * Closes the months of organizations, each once, after the settlement grace: adds up the entries that were booked in the
 * month, and issues its statement (spec: A monthly statement is the ledger). Where a run has no time for all entries of a
 * month, it keeps how far it got, and the next run goes on.
 */
import { isBought } from '../../shared/domain/credits/funding.ts';
import { isGrant } from '../../shared/domain/credits/grant-terms.ts';
import { beginMonth, bookEntry, type MonthBooks } from '../../shared/domain/credits/month-books.ts';
import type { MonthlyStatement, OpenMonth } from '../../shared/domain/credits/monthly-statements.ts';
import type { LotId, OrganizationId } from '../../shared/domain/ids.ts';
import {
  addSeconds,
  type Instant,
  monthBefore,
  monthOf,
  startOfMonth,
  startOfNextMonth,
} from '../../shared/domain/instants.ts';
import type { Micros } from '../../shared/domain/money.ts';
import type { Sweep } from '../../shared/lambda/schedule.ts';
import { sweepDue } from '../../shared/lambda/sweep-due.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { creditNotesSince } from '../../shared/store/credits/credit-notes.ts';
import type { EntryRecord } from '../../shared/store/credits/entries.ts';
import { loadLots } from '../../shared/store/credits/lots.ts';
import { CLOSE_BOOKS, findMonth, keepMonth, saveBooks } from '../../shared/store/credits/months.ts';
import { loadBilledTo } from '../../shared/store/credits/organizations.ts';
import { findStatement } from '../../shared/store/credits/postpaid.ts';
import { auditEntries } from '../../shared/store/reports/audit.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { keys } from '../../shared/store/table/keys.ts';
import type { DueItem } from '../../shared/store/table/schedules.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import type { Papers } from '../../shared/tax/papers.ts';
import { openMonths } from './open-months.ts';

export interface CloseBooksDeps {
  readonly db: Database;
  readonly graceHours: number;
  readonly now: () => Instant;
  readonly papers: Papers;
  /** By default {@link ENTRIES_AT_ONCE}. */
  readonly entriesAtOnce?: number;
}

/** Two pages of the ledger, whose grants are looked up together. */
const ENTRIES_AT_ONCE = 400;
const RESERVE_MS = 5_000;

/** `waiting`: for the month before, for the invoice of its postpaid usage, or for the time to read the rest. */
type Outcome = 'closed' | 'waiting' | 'closedBefore';

export function closeBooks(deps: CloseBooksDeps): Sweep {
  return async ({ remainingMs }) => {
    const counts = { closed: 0, waiting: 0, closedBefore: 0 };
    const until = addSeconds(deps.now(), -deps.graceHours * 3600);
    const mayContinue = () => remainingMs() >= RESERVE_MS;
    const opened = await openMonths(deps.db, { latest: monthBefore(monthOf(until)), mayContinue });
    const work = { db: deps.db, work: CLOSE_BOOKS, range: { until }, failure: 'month not closed' };
    const { failed } = await sweepDue({ ...work, remainingMs, reserveMs: RESERVE_MS }, async (item) => {
      counts[await decideAndCommit(() => closeDue(deps, item, mayContinue))] += 1;
    });
    return { opened, ...counts, failed };
  };
}

async function closeDue(deps: CloseBooksDeps, item: DueItem, mayContinue: () => boolean): Promise<Outcome> {
  const organizationId = keys.organization.idOf(item.pk);
  const month = keys.month.idOf(item.sk);
  const [found, before] = await Promise.all([
    findMonth(deps.db, organizationId, month),
    findMonth(deps.db, organizationId, monthBefore(month)),
  ]);
  // The index may lag: the month was closed meanwhile.
  if (found?.status !== 'open') return 'closedBefore';
  if (before?.status === 'open') return 'waiting';
  const read = await readEntries(deps, found, found.books ?? beginMonth(before?.books), mayContinue);
  if (read.isWhole) return close(deps, found, read.books);
  await saveBooks(deps.db, found, read.books);
  return 'waiting';
}

/** Adds up the entries that were booked before the month's end, as long as there is time. */
async function readEntries(
  { db, entriesAtOnce = ENTRIES_AT_ONCE }: CloseBooksDeps,
  { organizationId, month }: OpenMonth,
  begun: MonthBooks,
  mayContinue: () => boolean,
): Promise<{ readonly books: MonthBooks; readonly isWhole: boolean }> {
  const end = startOfNextMonth(month);
  let books = begun;
  const granted = new Map<LotId, boolean>();
  let entries: EntryRecord[] = [];
  const book = async (): Promise<void> => {
    await addGrants(db, organizationId, granted, entries);
    for (const entry of entries) books = bookEntry(books, entry, (id) => granted.get(id) ?? true);
    entries = [];
  };
  for await (const entry of auditEntries(db, organizationId, { after: books.last })) {
    if (entry.at >= end) break;
    entries.push(entry);
    if (entries.length < entriesAtOnce) continue;
    await book();
    if (!mayContinue()) return { books, isWhole: false };
  }
  await book();
  return { books, isWhole: true };
}

/** A lot's id says whether it was bought; of a grant only the lot does, because bought credits may have been moved. */
async function addGrants(
  db: Database,
  organizationId: OrganizationId,
  granted: Map<LotId, boolean>,
  entries: readonly EntryRecord[],
): Promise<void> {
  const moved = entries.flatMap(({ parts, debts }) => [...parts, ...(debts?.paid?.parts ?? [])]);
  const unknown = moved.map(({ lotId }) => lotId).filter((id) => isGrant(id) && !granted.has(id));
  for (const lot of await loadLots(db, organizationId, unknown)) granted.set(lot.id, isBought(lot));
}

async function close({ db, now, papers }: CloseBooksDeps, open: OpenMonth, books: MonthBooks) {
  const { organizationId, month, number } = open;
  const postpaidMicros = await postpaidOf(db, open);
  if (postpaidMicros === undefined) return 'waiting';
  const [{ terms }, billedTo] = await Promise.all([
    loadAccount(db, organizationId),
    loadBilledTo(db, organizationId),
  ]);
  const statement: MonthlyStatement = {
    organizationId,
    month,
    status: 'closed',
    number,
    books,
    currency: terms.currency,
    issuedAt: now(),
    postpaidMicros,
    billedTo,
    seller: papers.seller,
  };
  await keepMonth(db, open, statement);
  return 'closed';
}

/**
 * What was invoiced for the month's postpaid usage, less what notes of the month credited of any such invoice, before tax. A
 * credit of the usage itself is carried to a later month.
 */
async function postpaidOf(db: Database, { organizationId, month }: OpenMonth): Promise<Micros | undefined> {
  const statement = await findStatement(db, organizationId, month);
  if (statement?.status === 'open') return undefined;
  let micros = Math.max(0, statement?.micros ?? 0);
  for await (const note of creditNotesSince(db, organizationId, startOfMonth(month)))
    if (note.period !== undefined && note.issuedAt < startOfNextMonth(month))
      micros -= note.amountMicros - (note.taxMicros ?? 0);
  return micros;
}
