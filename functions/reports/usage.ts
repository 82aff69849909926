/**
 * The usage report: JSON rows, or CSV in the columns of the PSTN usage export
 * (spec: The usage export has Microsoft's columns).
 */
import { UsageQuery } from '../../shared/contract/schemas.ts';
import {
  CALLS_KEPT_DAYS,
  type Call,
  FUTURE_RECORD_DAYS,
  OLDEST_RECORD_DAYS,
} from '../../shared/domain/calls/call.ts';
import { addSeconds, monthOf } from '../../shared/domain/instants.ts';
import { prefers } from '../../shared/lambda/accept.ts';
import { writeCsv } from '../../shared/lambda/csv.ts';
import type { HttpRequest, Operation } from '../../shared/lambda/http.ts';
import { param, parseQuery } from '../../shared/lambda/parse.ts';
import { requirePeriod } from '../../shared/lambda/period.ts';
import { loadUsers } from '../../shared/store/calls/settlements.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { callsInPeriod, type Period } from '../../shared/store/reports/usage-report.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { CSV_COLUMNS, csvRow, jsonRow } from './usage-row.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => string;
  readonly mostCsvBytes?: number;
}

/** A file is read as a whole: a page of CSV is as long as an answer can safely be, in rows and in bytes. */
const CSV_ROWS = 5000;
const MAX_CSV_BYTES = 5_000_000;
const JSON_ROWS = 50;

/**
 * `from` (default: the month that ends with `to`, or this one) is included, and so is a day that is given as `to`
 * (default: tomorrow); an instant that is given as `to` is not. A page of CSV names the next in `Link`.
 */
export function getUsage({ db, now, mostCsvBytes = MAX_CSV_BYTES }: Deps): Operation {
  return async (request) => {
    const organizationId = param(request, 'org');
    const isCsv = prefers('text/csv', request.headers.accept);
    const query = parseQuery(request, UsageQuery);
    const { from, to, userId, cursor, limit = isCsv ? CSV_ROWS : JSON_ROWS } = query;
    requirePeriod(request, from, to);
    const period = periodOf(from, to, now());
    const account = await loadAccount(db, organizationId);
    const found: { call: Call; next: string }[] = [];
    let nextCursor: string | null = null;
    for await (const { call, next } of callsInPeriod(db, organizationId, period, cursor)) {
      if (call && userId !== undefined && call.userId !== userId) continue;
      if (call) found.push({ call, next });
      nextCursor = !call || found.length === limit ? next : null;
      if (nextCursor !== null) break;
    }
    const users = await loadUsers(
      db,
      organizationId,
      found.flatMap(({ call }) => call.userId ?? []),
    );
    const { terms } = account;
    const rows = found.map(({ call }) => ({ call, user: users.get(call.userId ?? ''), terms }));
    if (!isCsv) return { status: 200, body: { items: rows.map(jsonRow), nextCursor } };
    const csv = writeCsv(CSV_COLUMNS, rows.map(csvRow), mostCsvBytes);
    const rest = csv.rows < rows.length ? (found[csv.rows - 1]?.next ?? null) : nextCursor;
    const headers = { 'content-type': 'text/csv; charset=utf-8', ...linkTo(request, rest) };
    return { status: 200, headers, body: csv.text };
  };
}

/** No day is looked at of which there can be no call any more, or none yet. */
function periodOf(from: string | undefined, to: string | undefined, now: string): Period {
  const oldest = addSeconds(now, -(OLDEST_RECORD_DAYS + CALLS_KEPT_DAYS) * 86_400);
  const newest = addSeconds(now, FUTURE_RECORD_DAYS * 86_400);
  const until = to !== undefined && to < newest ? to : newest;
  const last = to !== undefined && to <= now ? addSeconds(to, -0.001) : now;
  const since = from ?? `${monthOf(last)}-01T00:00:00.000Z`;
  return { from: since > oldest ? since : oldest, to: until };
}

/** RFC 8288. */
function linkTo(request: HttpRequest, cursor: string | null): Record<string, string> {
  if (cursor === null) return {};
  const query = new URLSearchParams({ ...request.query, cursor });
  return { link: `<${request.path}?${query}>; rel="next"` };
}
