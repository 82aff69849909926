/** The rows of an export by kind, from any place on, in bounded memory. */

import { firstMicros, returnedMicros } from '../../shared/domain/audit/calls.ts';
import type { ReportedCall } from '../../shared/domain/calls/call.ts';
import type { Account } from '../../shared/domain/credits/account.ts';
import type { ExportKind } from '../../shared/domain/exports/exports.ts';
import type { NamedAmount } from '../../shared/domain/exports/sums.ts';
import type { CsvColumns } from '../../shared/lambda/csv.ts';
import { loadEntry } from '../../shared/store/credits/entries.ts';
import type { ExportJob } from '../../shared/store/jobs/export-job.ts';
import { loadUsers } from '../../shared/store/licenses/users.ts';
import { auditEntries, auditInvoices } from '../../shared/store/reports/audit.ts';
import { callsInPeriod } from '../../shared/store/reports/usage-report.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { INVOICE_COLUMNS, invoiceRow } from './invoice-row.ts';
import { balanceMicros, LEDGER_COLUMNS, ledgerRow } from './ledger-row.ts';
import { periodOf } from './usage.ts';
import { CSV_COLUMNS, csvRow } from './usage-row.ts';

export interface ExportedRow {
  readonly cells: Readonly<Record<string, string>>;
  readonly amounts: readonly NamedAmount[];
  /** The place after which the next row is read. */
  readonly place: string;
}

export interface ContentQuery {
  readonly db: Database;
  readonly job: ExportJob;
  readonly account: Account;
  /** Absent for the first row. */
  readonly after?: string | undefined;
}

export interface Content {
  readonly columns: CsvColumns;
  readonly rows: (query: ContentQuery) => AsyncGenerator<ExportedRow>;
}

export const CONTENTS: Readonly<Record<ExportKind, Content>> = {
  usage: { columns: CSV_COLUMNS, rows: usageRows },
  ledger: { columns: LEDGER_COLUMNS, rows: ledgerRows },
  invoices: { columns: INVOICE_COLUMNS, rows: invoiceRows },
};

/** How many calls have their users read at once. */
const CALLS_AT_ONCE = 500;

/** By the start of the call, as the usage report has them. */
async function* usageRows(query: ContentQuery): AsyncGenerator<ExportedRow> {
  const { db, job } = query;
  const { organizationId, createdAt: now } = job;
  const period = periodOf({ from: job.from, to: job.to, now, retention: db.retention });
  let cursor = query.after;
  for (let isLast = false; !isLast; ) {
    isLast = true;
    let some: FoundCall[] = [];
    for await (const { call, next } of callsInPeriod(db, { organizationId, period, cursor })) {
      if (call) some.push({ call, place: next });
      else [cursor, isLast] = [next, false];
      if (some.length < CALLS_AT_ONCE) continue;
      yield* withUsers(query, some);
      some = [];
    }
    yield* withUsers(query, some);
  }
}

interface FoundCall {
  readonly call: ReportedCall;
  readonly place: string;
}

async function* withUsers(
  { db, job, account }: ContentQuery,
  found: readonly FoundCall[],
): AsyncGenerator<ExportedRow> {
  const userIds = found.flatMap(({ call }) => call.userId ?? []);
  const users = await loadUsers(db, job.organizationId, userIds, { consistent: false });
  const { terms } = account;
  for (const { call, place } of found) {
    const cells = csvRow({ call, user: users.get(call.userId ?? ''), terms });
    yield { cells, amounts: amountsOf(call, terms.currency), place };
  }
}

/** What the call costs, and what of it is in the ledger. */
function amountsOf(call: ReportedCall, currency: string): NamedAmount[] {
  const chargeMicros = call.status === 'voided' ? 0 : (call.settlement?.chargeMicros ?? 0);
  return [
    { name: 'charge', currency, micros: chargeMicros },
    { name: 'ledger', currency, micros: firstMicros(call) - returnedMicros(call) },
  ];
}

/** By rising number. A place is the number of an entry. */
async function* ledgerRows({ db, job, after }: ContentQuery): AsyncGenerator<ExportedRow> {
  const { organizationId, entries } = job;
  if (!entries) throw new Error(`export ${job.id} does not know its entries`);
  const before = after === undefined ? entries.before : Number(after);
  let previous = before === 0 ? undefined : await loadEntry(db, organizationId, before);
  for await (const entry of auditEntries(db, organizationId, { after: before, last: entries.last })) {
    const { type: name, currency, amountMicros: micros, sequence } = entry;
    const cells = ledgerRow(entry, previous ? balanceMicros(previous) : 0);
    yield { cells, amounts: [{ name, currency, micros }], place: String(sequence) };
    previous = entry;
  }
}

/** By rising number. A place is that of an invoice. */
async function* invoiceRows({ db, job, account, after = '0' }: ContentQuery): AsyncGenerator<ExportedRow> {
  for await (const invoice of auditInvoices(db, account, Number(after))) {
    const { issuedAt, kind: name, currency, amountMicros: micros, number } = invoice;
    if (issuedAt < job.from || issuedAt >= job.to) continue;
    yield { cells: invoiceRow(invoice), amounts: [{ name, currency, micros }], place: String(number) };
  }
}
