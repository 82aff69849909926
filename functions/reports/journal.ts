/** What was changed, by whom (spec: The journal has every change). */
import type { JournalEntry as EntryAnswer } from '../../shared/contract/answers/journal.answers.ts';
import { REPORTS } from '../../shared/contract/routes/reports.ts';
import type { JournalEntry } from '../../shared/domain/journal/changes.ts';
import { prefers } from '../../shared/lambda/accept.ts';
import { type CsvColumns, type Row, writeCsv } from '../../shared/lambda/csv.ts';
import { operation, type Sent } from '../../shared/lambda/http.ts';
import { linkToNext } from '../../shared/lambda/list-page.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { requirePeriod } from '../../shared/lambda/period.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { cursorAfterEntry, listJournal } from '../../shared/store/journal/journal-entries.ts';
import type { Database } from '../../shared/store/table/database.ts';

interface Deps {
  readonly db: Database;
  readonly maxCsvBytes?: number;
}

const CSV_ROWS = 1000;
const JSON_ROWS = 50;
const MAX_CSV_BYTES = 5_000_000;

/**
 * Newest first. The period is that of the ledger. A page may have fewer entries than `limit`, or none, while there are
 * more: `nextCursor`, or `Link` in CSV, leads on.
 */
export function getJournal({ db, maxCsvBytes = MAX_CSV_BYTES }: Deps) {
  return operation(REPORTS.listJournal, async (request) => {
    const organizationId = param(request, 'org');
    const isCsv = prefers('text/csv', request.headers.accept);
    const { limit = isCsv ? CSV_ROWS : JSON_ROWS, cursor, ...filter } = parseQuery(request);
    requirePeriod(request, { from: filter.from, to: filter.to });
    await loadAccount(db, organizationId);
    const { items, nextCursor } = await listJournal(db, organizationId, {
      ...filter,
      page: { limit, cursor },
    });
    if (!isCsv) return { status: 200, body: { items: items.map(entryView), nextCursor } };
    const csv = writeCsv(JOURNAL_COLUMNS, items.map(journalRow), maxCsvBytes);
    const last = csv.rows < items.length ? items[csv.rows - 1] : undefined;
    const rest = last ? cursorAfterEntry(organizationId, last) : nextCursor;
    const headers = { 'content-type': 'text/csv; charset=utf-8', ...linkToNext(request, rest) };
    return { status: 200, headers, body: csv.text };
  });
}

function entryView(entry: JournalEntry): Sent<EntryAnswer> {
  const { actor, before, after, reason, requestId, sourceAddress } = entry;
  return {
    sequence: entry.sequence,
    at: entry.at,
    actor: { kind: actor.kind, id: actor.id, name: actor.name ?? null },
    kind: entry.kind,
    subject: entry.subject,
    before: before ?? null,
    after: after ?? null,
    ...(reason !== undefined && { reason }),
    requestId: requestId ?? null,
    sourceAddress: sourceAddress ?? null,
  };
}

/** In the order of the file. `before` and `after` are JSON. */
const JOURNAL_COLUMNS = {
  sequence: 'number',
  at: 'instant',
  actorKind: 'text',
  actorId: 'text',
  actorName: 'text',
  kind: 'text',
  subject: 'text',
  before: 'text',
  after: 'text',
  reason: 'text',
  requestId: 'text',
  sourceAddress: 'text',
} as const satisfies CsvColumns;

function journalRow(entry: JournalEntry): Row<typeof JOURNAL_COLUMNS> {
  const { actor, before, after, reason = '', requestId = '', sourceAddress = '' } = entry;
  return {
    sequence: String(entry.sequence),
    at: entry.at,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name ?? '',
    kind: entry.kind,
    subject: entry.subject,
    before: before ? JSON.stringify(before) : '',
    after: after ? JSON.stringify(after) : '',
    reason,
    requestId,
    sourceAddress,
  };
}
