/** Usage intake: every record is accepted, a duplicate, or rejected with its reason. None is lost. */

import { randomBytes } from 'node:crypto';
import { USAGE } from '../../shared/contract/routes/usage.ts';
import { MAX_LINES, MAX_RECORDS, UsageBatch } from '../../shared/contract/usage-schemas.ts';
import { readUsageFile, type UsageLine } from '../../shared/domain/calls/usage-file.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { type HttpRequest, operation, type RequestOf } from '../../shared/lambda/http.ts';
import { mediaTypeOf, param, parse, readDocumentLoosely, readJson } from '../../shared/lambda/parse.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { acceptRecords } from './accept-records.ts';
import { type Arrival, readRecord } from './read-record.ts';
import { rejected, type Verdict } from './record-verdicts.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => Instant;
  /** Makes ids that differ between the requests of a millisecond; by default at random. */
  readonly newRequestId?: () => string;
}

/**
 * `{ records }`, or CSV (spec: A file of calls is read line by line) -> 202 `{ accepted, duplicates, rejected }`. A file
 * that is sent again after it was read in part brings the same result: what it brought before are duplicates.
 */
export function receiveUsage({ db, now, newRequestId = randomId }: Deps) {
  return operation(USAGE.reportUsage, async (request) => {
    const organizationId = param(request, 'org');
    const reported = readReport(request);
    const receivedAt = now();
    const arrival = { receivedAt, oldestRecordDays: db.retention.oldestRecordDays };
    const verdicts: Verdict[] = [];
    for (let start = 0; start < reported.length; start += MAX_RECORDS) {
      const some = reported.slice(start, start + MAX_RECORDS).map((each) => readReported(each, arrival));
      const report = { receivedAt, requestId: newRequestId() };
      verdicts.push(...(await acceptRecords(db, organizationId, some, report)));
    }
    return { status: 202, body: summaryOf(verdicts, reported) };
  });
}

/** A record of a JSON list, or a line of a file. */
type Reported = { readonly line?: undefined; readonly record: unknown } | UsageLine;

function readReport(request: RequestOf<typeof USAGE.reportUsage>): readonly Reported[] {
  if (mediaTypeOf(request) === 'text/csv') return readLines(request);
  const { records } = parse(UsageBatch, readJson(request), 'body');
  return records.map((record) => ({ record }));
}

/** Throws `invalid-request` for a file without lines or with too many, and for one whose header is not understood. */
function readLines(request: HttpRequest): readonly UsageLine[] {
  const lines = readUsageFile(readDocumentLoosely(request, ['text/csv']));
  if ('detail' in lines) throw refusals.invalidDocument(lines);
  if (lines.length === 0) throw refusals.invalidDocument({ detail: 'no line under the header' });
  if (lines.length > MAX_LINES) throw refusals.invalidDocument({ detail: `more than ${MAX_LINES} lines` });
  return lines;
}

function readReported(reported: Reported, arrival: Arrival): Verdict {
  if ('record' in reported) return readRecord(reported.record, arrival);
  const { fault } = reported;
  return rejected({ callId: null, code: 'invalid-record', detail: fault, field: 'record' });
}

const randomId = (): string => randomBytes(6).toString('base64url');

function summaryOf(verdicts: readonly Verdict[], reported: readonly Reported[]) {
  return {
    accepted: verdicts.filter(({ kind }) => kind === 'accepted').length,
    duplicates: verdicts.filter(({ kind }) => kind === 'duplicate').length,
    rejected: verdicts.flatMap((verdict, index) =>
      verdict.kind === 'rejected' ? [{ index, ...lineOf(reported[index]), ...verdict.rejection }] : [],
    ),
  };
}

const lineOf = (reported: Reported | undefined): { readonly line?: number } =>
  reported?.line === undefined ? {} : { line: reported.line };
