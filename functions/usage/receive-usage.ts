/** Usage intake: every record is accepted, a duplicate, or rejected with its reason. None is lost. */

import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import {
  EmergencyRecord,
  MAX_LINES,
  MAX_RECORDS,
  UsageBatch,
  UsageRecordBody,
} from '../../shared/contract/call-schemas.ts';
import { USAGE } from '../../shared/contract/routes/usage.ts';
import {
  type Call,
  type CallAttempt,
  DECIDING_FIELDS,
  FUTURE_RECORD_DAYS,
  OLDEST_RECORD_DAYS,
  type UsageRecord,
} from '../../shared/domain/calls/call.ts';
import { isInbound } from '../../shared/domain/calls/call-kind.ts';
import { readUsageFile, type UsageLine } from '../../shared/domain/calls/usage-file.ts';
import type { CallId } from '../../shared/domain/ids.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import { emergencyNumberOf } from '../../shared/domain/numbers/emergency.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { type HttpRequest, operation, type RequestOf } from '../../shared/lambda/http.ts';
import {
  fieldErrors,
  mediaTypeOf,
  param,
  parse,
  readDocumentLoosely,
  readJson,
  withoutNulls,
} from '../../shared/lambda/parse.ts';
import { acceptUsage, type Intake } from '../../shared/store/calls/usage-intake.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { type Candidate, isCandidate, type Rejection, rejected, type Verdict } from './record-verdicts.ts';
import { refuseDestinations } from './refuse-destinations.ts';

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
    const verdicts: Verdict[] = [];
    for (let start = 0; start < reported.length; start += MAX_RECORDS) {
      const some = reported.slice(start, start + MAX_RECORDS).map((each) => readReported(each, receivedAt));
      const rated = await refuseDestinations(db, organizationId, some);
      const distinct = withoutRepetitions(rated);
      const toStore = distinct.filter(isCandidate).map(({ record }) => record);
      const accepting = { receivedAt, requestId: newRequestId() };
      const intakes = await acceptUsage(db, organizationId, toStore, accepting);
      verdicts.push(...withIntakes(distinct, intakes));
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

function readReported(reported: Reported, receivedAt: Instant): Verdict {
  if ('record' in reported) return readRecord(reported.record, receivedAt);
  const { fault } = reported;
  return rejected({ callId: null, code: 'invalid-record', detail: fault, field: 'record' });
}

const randomId = (): string => randomBytes(6).toString('base64url');

function readRecord(value: unknown, receivedAt: Instant): Verdict {
  const { success, data, error } = UsageRecordBody.safeParse(withoutNulls(value));
  if (!success) return rejectUnlessEmergency(value, invalidRecord(value, error), receivedAt);
  const fault = refuseStart(data, receivedAt);
  if (fault) return rejectUnlessEmergency(value, fault, receivedAt);
  const { endedAt: _, ...record } = data;
  return { kind: 'candidate', record };
}

function rejectUnlessEmergency(value: unknown, fault: Rejection, receivedAt: Instant): Verdict {
  const emergency = readEmergency(value, receivedAt);
  return emergency ? { kind: 'candidate', record: emergency, fault } : rejected(fault);
}

/**
 * Reads what can be read of a record that may be of an emergency call. Such a record is accepted whatever else is
 * wrong with it (spec: Emergency calls are always allowed and free): the call is free, so its start and its duration decide nothing.
 */
function readEmergency(value: unknown, receivedAt: Instant): UsageRecord | undefined {
  const { success, data } = EmergencyRecord.safeParse(withoutNulls(value));
  if (!success || isInbound(data.type) || data.to === undefined) return undefined;
  if (emergencyNumberOf(data.to, undefined) === undefined) return undefined;
  const { to, startedAt = receivedAt, callId = idFrom(value), ...record } = data;
  return { ...record, callId, to, startedAt };
}

/** The id of a record without one: the same record has the same id. */
function idFrom(value: unknown): string {
  return `emergency-${createHash('sha256').update(JSON.stringify(value)).digest('base64url')}`;
}

function invalidRecord(value: unknown, error: z.ZodError): Rejection {
  const [first] = fieldErrors(error, 'record');
  const field = first?.field ?? 'record';
  const detail = `${field}: ${first?.detail ?? 'not valid'}`;
  return { callId: callIdOf(value), code: 'invalid-record', detail, field };
}

function refuseStart({ callId, startedAt }: UsageRecord, receivedAt: Instant): Rejection | undefined {
  const oldest = addSeconds(receivedAt, -OLDEST_RECORD_DAYS * 86_400);
  const newest = addSeconds(receivedAt, FUTURE_RECORD_DAYS * 86_400);
  const field = 'startedAt';
  if (startedAt < oldest) {
    const detail = `startedAt: before ${oldest}; calls of that age are closed`;
    return { callId, code: 'record-too-old', detail, field };
  }
  if (startedAt <= newest) return undefined;
  const detail = `startedAt: after ${newest}; the call has not taken place yet`;
  return { callId, code: 'record-in-future', detail, field };
}

function callIdOf(value: unknown): CallId | null {
  const callId = value !== null && typeof value === 'object' && 'callId' in value ? value.callId : null;
  return typeof callId === 'string' ? callId.slice(0, 128) : null;
}

/** The same call twice in one batch is a duplicate; with other content it is a conflict. The first record counts. */
function withoutRepetitions(verdicts: readonly Verdict[]): Verdict[] {
  const byCall = Map.groupBy(verdicts.filter(isCandidate), ({ record }) => record.callId);
  return verdicts.map((verdict) => {
    if (!isCandidate(verdict)) return verdict;
    const [first = verdict] = byCall.get(verdict.record.callId) ?? [];
    return first === verdict ? verdict : compare(first.record, verdict);
  });
}

function withIntakes(verdicts: readonly Verdict[], intakes: readonly Intake[]): Verdict[] {
  const byCall = new Map(intakes.map((intake) => [intake.callId, intake]));
  return verdicts.map((verdict) => {
    if (!isCandidate(verdict)) return verdict;
    const intake = byCall.get(verdict.record.callId);
    if (!intake) throw new Error(`call ${verdict.record.callId} has no intake`);
    return intake.kind === 'accepted' ? ACCEPTED : compare(asReported(intake.call), verdict);
  });
}

const ACCEPTED: Verdict = { kind: 'accepted' };

/** A record of a call that is known: a duplicate, or a conflict. */
function compare(known: RecordFields, candidate: Candidate): Verdict {
  if (isSameRecord(known, candidate)) return { kind: 'duplicate' };
  return rejected({
    callId: candidate.record.callId,
    code: 'conflicting-record',
    detail: 'callId: known with other content',
    field: 'callId',
  });
}

type RecordFields = CallAttempt & Pick<Call, 'startedAt' | 'durationSeconds'>;

/** Of an emergency call only the number decides. */
function isSameRecord(known: RecordFields, { record, isEmergency }: Candidate): boolean {
  const fields: readonly (keyof RecordFields)[] = isEmergency ? ['to'] : DECIDING_FIELDS;
  return fields.every((field) => known[field] === record[field]);
}

/** A correction changes what the call counts as, not what was reported. */
function asReported(call: Call): Call {
  return call.reversal ? { ...call, durationSeconds: call.reversal.original.durationSeconds } : call;
}

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
