/**
 * Audits one organization while it keeps working. An audit of what is new goes on from the tallies that the last one
 * without a difference has kept, and reads the entries since, what they moved, and the pages that they settled. A
 * replay of everything begins with the first entry and reads all that is stored. Both keep what they found, and their
 * tallies if all agrees.
 */

import { Audit } from '../../shared/domain/audit/audit.ts';
import type { AuditReport } from '../../shared/domain/audit/report.ts';
import type { AuditTallies } from '../../shared/domain/audit/tallies.ts';
import type { Account } from '../../shared/domain/credits/account.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import { loadProfile } from '../../shared/store/credits/organizations.ts';
import {
  auditCreditNotes,
  auditEntries,
  auditedEntry,
  auditInvoices,
  auditLots,
  auditOrders,
  auditStatements,
  loadAuditedAccount,
  loadAuditedLots,
  loadAuditedOrders,
} from '../../shared/store/reports/audit.ts';
import { saveAuditReport } from '../../shared/store/reports/audit-reports.ts';
import { loadTallies, saveTallies } from '../../shared/store/reports/audit-tallies.ts';
import { entryPages, listingPages, loadAuditedCalls } from '../../shared/store/reports/audited-calls.ts';
import { loadAuditedMoves } from '../../shared/store/reports/audited-moves.ts';
import type { Database } from '../../shared/store/table/database.ts';

export interface AuditDeps {
  readonly db: Database;
  readonly now: () => Instant;
}

/** A call that was settled this much later than it was received is still compared. */
const WAITED_DAYS = 300;
const DAY_SECONDS = 86_400;
const ENTRIES_AT_ONCE = 100;

const daysBefore = (instant: Instant, days: number): Instant => addSeconds(instant, -days * DAY_SECONDS);

/** Audits what is new; everything but the calls in no entry if nothing is kept. Throws the refusal `not-found`. */
export async function auditOrganization(
  { db, now }: AuditDeps,
  organizationId: OrganizationId,
): Promise<AuditReport> {
  const kept = await loadTallies(db, organizationId);
  const asOf = now();
  const { account, heldMicros: storedHeldMicros } = await loadAuditedAccount(db, organizationId);
  const since = daysBefore(asOf, db.retention.callsDays - WAITED_DAYS);
  const audit = new Audit(account, { now: asOf, since, storedHeldMicros, kept });
  await replay({ db, account, audit, kept });
  return conclude({ db, account, audit });
}

/** Audits everything that is stored. Throws the refusal `not-found`. */
export async function replayOrganization(
  { db, now }: AuditDeps,
  organizationId: OrganizationId,
): Promise<AuditReport> {
  const asOf = now();
  const { account, heldMicros: storedHeldMicros } = await loadAuditedAccount(db, organizationId);
  const { createdAt } = await loadProfile(db, organizationId);
  const { callsDays, oldestRecordDays } = db.retention;
  const isWhole = createdAt > daysBefore(asOf, callsDays);
  const since = isWhole ? createdAt : daysBefore(asOf, callsDays - WAITED_DAYS);
  const audit = new Audit(account, { now: asOf, since, storedHeldMicros, calls: { isWhole } });
  await replay({ db, account, audit });
  const first = daysBefore(createdAt, oldestRecordDays).slice(0, 10);
  const last = addSeconds(asOf, DAY_SECONDS).slice(0, 10);
  for await (const page of listingPages(db, organizationId, { first, last })) audit.listing(page);
  return conclude({ db, account, audit });
}

interface Reading {
  readonly db: Database;
  readonly account: Account;
  readonly audit: Audit;
  readonly kept?: AuditTallies | undefined;
}

async function replay(reading: Reading): Promise<void> {
  const { db, account, audit, kept } = reading;
  const [oldest] = kept?.ledger.lots ?? [];
  if (!kept || oldest) {
    for await (const lot of auditLots(db, account, oldest?.lotId)) audit.lot(lot);
  }
  await replayEntries(reading);
  for await (const invoice of auditInvoices(db, account, kept?.orders.invoices ?? 0)) audit.invoice(invoice);
  await replayOrders(reading);
  for await (const statement of auditStatements(db, account)) audit.statement(statement);
  // After the orders and statements: a note that came since excuses what they have.
  for await (const note of auditCreditNotes(db, account)) audit.creditNote(note);
  audit.namedCalls(await loadAuditedCalls(db, account.organizationId, audit.named));
}

/** Window by window: entries, after the lots that they move, and before the pages and calls that they name. */
async function replayEntries({ db, account, audit, kept }: Reading): Promise<void> {
  const { organizationId, entrySequence: last } = account;
  for (let after = kept?.ledger.entries ?? 0; after < last; after += ENTRIES_AT_ONCE) {
    const window = { after, last: Math.min(last, after + ENTRIES_AT_ONCE) };
    const entries = (await collect(auditEntries(db, organizationId, window))).map(auditedEntry);
    const moved = new Set(entries.flatMap(({ parts }) => parts.map(({ lotId }) => lotId)));
    await readLots({ db, account, audit }, moved);
    for (const entry of entries) audit.entry(entry);
    for await (const page of entryPages(db, organizationId, audit.owed)) audit.page(page);
    audit.namedCalls(await loadAuditedCalls(db, organizationId, audit.named));
    audit.moves(await loadAuditedMoves(db, organizationId, audit.movesNamed));
  }
}

async function readLots({ db, account, audit }: Reading, lotIds: Iterable<string>): Promise<void> {
  const unread = [...lotIds].filter((lotId) => !audit.hasLot(lotId));
  for (const lot of await loadAuditedLots(db, account, unread)) audit.lot(lot);
}

async function replayOrders(reading: Reading): Promise<void> {
  const { db, account, audit, kept } = reading;
  const { organizationId } = account;
  if (!kept) {
    for await (const order of auditOrders(db, organizationId)) audit.order(order);
    return;
  }
  const { since, pending } = kept.orders;
  const ids = [...pending, ...audit.credited];
  const orders = await loadAuditedOrders(db, organizationId, { since, ids });
  await readLots(
    reading,
    orders.flatMap(({ lotId }) => lotId ?? []),
  );
  for (const order of orders) audit.order(order);
}

/** The last entries are read last: they have moved what was read since the account was. */
async function conclude({ db, account, audit }: Reading): Promise<AuditReport> {
  const { organizationId, entrySequence: after } = account;
  for await (const entry of auditEntries(db, organizationId, { after }))
    audit.laterEntry(auditedEntry(entry));
  const report = audit.report();
  await saveAuditReport(db, report);
  if (report.findings.every(({ holds }) => holds)) await saveTallies(db, organizationId, audit.tallies());
  return report;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
