/**
 * The usage report: JSON rows, or CSV in the columns of the PSTN usage export
 * (spec: The usage export has Microsoft's columns).
 */
import { REPORTS } from '../../shared/contract/routes/reports.ts';
import { FUTURE_RECORD_DAYS, type ReportedCall } from '../../shared/domain/calls/call.ts';
import { addSeconds, type Instant, monthOf } from '../../shared/domain/instants.ts';
import type { Retention } from '../../shared/domain/retention.ts';
import { prefers } from '../../shared/lambda/accept.ts';
import { writeCsv } from '../../shared/lambda/csv.ts';
import { operation } from '../../shared/lambda/http.ts';
import { linkToNext } from '../../shared/lambda/list-page.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { requirePeriod } from '../../shared/lambda/period.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { loadUsers } from '../../shared/store/licenses/users.ts';
import { callsInPeriod, type Period, type PeriodQuery } from '../../shared/store/reports/usage-report.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { CSV_COLUMNS, csvRow, jsonRow } from './usage-row.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
  readonly maxCsvBytes?: number;
}

/** A file is read as a whole, so a page of CSV is as long as a response can safely be, in rows and in bytes. */
const CSV_ROWS = 5000;
const MAX_CSV_BYTES = 5_000_000;
const JSON_ROWS = 50;
/** Of 4 KB, two to a read unit: a page of rows, whosever calls they are, costs at most about 30. */
const CSV_BLOCKS = 1000;
const JSON_BLOCKS = 50;

/**
 * `from` (default: the month that ends with `to`, or this one) is included, and so is a day that is given as `to`
 * (default: tomorrow); an instant that is given as `to` is not. A page of CSV names the next in `Link`.
 */
export function getUsage({ db, now, maxCsvBytes = MAX_CSV_BYTES }: Deps) {
  return operation(REPORTS.getUsage, async (request) => {
    const organizationId = param(request, 'org');
    const isCsv = prefers('text/csv', request.headers.accept);
    const query = parseQuery(request);
    const { from, to, userId, cursor, limit = isCsv ? CSV_ROWS : JSON_ROWS } = query;
    requirePeriod(request, { from, to });
    const period = periodOf({ from, to, now: now(), retention: db.retention });
    const { terms } = await loadAccount(db, organizationId);
    const maxBlocks = isCsv ? CSV_BLOCKS : JSON_BLOCKS;
    const { found, nextCursor } = await findCalls(
      db,
      { organizationId, period, userId, cursor, maxBlocks },
      limit,
    );
    const userIds = found.flatMap(({ call }) => call.userId ?? []);
    const users = await loadUsers(db, organizationId, userIds, { consistent: false });
    const rows = found.map(({ call }) => ({ call, user: users.get(call.userId ?? ''), terms }));
    if (!isCsv) return { status: 200, body: { items: rows.map(jsonRow), nextCursor } };
    const csv = writeCsv(CSV_COLUMNS, rows.map(csvRow), maxCsvBytes);
    const rest = csv.rows < rows.length ? (found[csv.rows - 1]?.next ?? null) : nextCursor;
    const headers = { 'content-type': 'text/csv; charset=utf-8', ...linkToNext(request, rest) };
    return { status: 200, headers, body: csv.text };
  });
}

/** The next calls, at most `limit`, and the cursor of what follows; it is null at the end of the period. */
async function findCalls(db: Database, query: PeriodQuery, limit: number) {
  const found: { call: ReportedCall; next: string }[] = [];
  for await (const { call, next } of callsInPeriod(db, query)) {
    if (call) found.push({ call, next });
    if (!call || found.length === limit) return { found, nextCursor: next };
  }
  return { found, nextCursor: null };
}

interface AskedPeriod {
  readonly from: Instant | undefined;
  readonly to: Instant | undefined;
  readonly now: Instant;
  readonly retention: Retention;
}

/** Leaves out days of which there can be no call any more, or none yet. */
export function periodOf({ from, to, now, retention }: AskedPeriod): Period {
  const { oldestRecordDays, callsDays } = retention;
  const oldest = addSeconds(now, -(oldestRecordDays + callsDays) * 86_400);
  const newest = addSeconds(now, FUTURE_RECORD_DAYS * 86_400);
  const until = to !== undefined && to < newest ? to : newest;
  const last = to !== undefined && to <= now ? addSeconds(to, -0.001) : now;
  const since = from ?? `${monthOf(last)}-01T00:00:00.000Z`;
  return { from: since > oldest ? since : oldest, to: until };
}
