/** Usage intake: every record is accepted, known already, or refused with its reason; none is lost. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { EmergencyRecord, UsageBatch, UsageRecordBody } from '../../shared/contract/call-schemas.ts';
import {
  type CallAttempt,
  DECIDING_FIELDS,
  FUTURE_RECORD_DAYS,
  OLDEST_RECORD_DAYS,
  type UsageRecord,
} from '../../shared/domain/calls/call.ts';
import { isInbound } from '../../shared/domain/calls/call-kind.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import { emergencyNumberOf } from '../../shared/domain/numbers/emergency.ts';
import type { Operation } from '../../shared/lambda/http.ts';
import { fieldErrors, param, parseBody, withoutNulls } from '../../shared/lambda/parse.ts';
import type { CallRecord } from '../../shared/store/calls/call-item.ts';
import { acceptUsage } from '../../shared/store/calls/usage-intake.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { type Candidate, type Rejection, refuseDestinations } from './refuse-destinations.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => string;
}

/** `{ records }` -> 202 `{ accepted, duplicates, rejected }`. */
export function receiveUsage({ db, now }: Deps): Operation {
  return async (request) => {
    const organizationId = param(request, 'org');
    const { records } = parseBody(request, UsageBatch);
    const rejected: Rejection[] = [];
    const receivedAt = now();
    const parsed = records.flatMap((record, index) => parseRecord(record, { index, receivedAt }, rejected));
    const rated = await refuseDestinations(db, organizationId, parsed, rejected);
    const { unique, repeated } = withoutRepetitions(rated, rejected);
    const outcomes = await acceptUsage(
      db,
      organizationId,
      unique.map(({ record }) => record),
      receivedAt,
    );
    let accepted = 0;
    let duplicates = repeated;
    for (const candidate of unique) {
      const { index, record } = candidate;
      const outcome = outcomes.get(record.callId);
      if (outcome?.kind === 'accepted') accepted += 1;
      else if (outcome && sameRecord(asReported(outcome.call), candidate)) duplicates += 1;
      else rejected.push(conflict(index, record.callId));
    }
    rejected.sort((a, b) => a.index - b.index);
    return { status: 202, body: { accepted, duplicates, rejected } };
  };
}

function parseRecord(
  value: unknown,
  { index, receivedAt }: { index: number; receivedAt: string },
  rejected: Rejection[],
): Candidate[] {
  const result = UsageRecordBody.safeParse(withoutNulls(value));
  const fault = result.success
    ? refuseStart(result.data, { index, receivedAt })
    : invalidRecord(value, index, result.error);
  if (result.success && !fault) {
    const { endedAt: _, ...record } = result.data;
    return [{ index, record }];
  }
  const emergency = readEmergency(value, receivedAt);
  if (emergency) return [{ index, record: emergency, fault }];
  if (fault) rejected.push(fault);
  return [];
}

/**
 * As much as can be read of a record that may be of an emergency call, which is accepted whatever else is wrong with
 * it (spec: Emergency calls are always allowed and free): it costs nothing, so that neither its start nor its length
 * decide anything.
 */
function readEmergency(value: unknown, receivedAt: string): UsageRecord | undefined {
  const { success, data } = EmergencyRecord.safeParse(withoutNulls(value));
  if (!success || isInbound(data.type) || data.to === undefined) return undefined;
  if (emergencyNumberOf(data.to, undefined) === undefined) return undefined;
  const { to, startedAt = receivedAt, callId = idFrom(value), ...record } = data;
  return { ...record, callId, to, startedAt };
}

/** The id of a record that has none to be kept under: the same whenever the same record comes. */
function idFrom(value: unknown): string {
  return `emergency-${createHash('sha256').update(JSON.stringify(value)).digest('base64url')}`;
}

function invalidRecord(value: unknown, index: number, error: z.ZodError): Rejection {
  const [first] = fieldErrors(error, 'record');
  const field = first?.field ?? 'record';
  const detail = `${field}: ${first?.detail ?? 'not valid'}`;
  return { index, callId: callIdOf(value), code: 'invalid-record', detail, field };
}

function refuseStart(
  { callId, startedAt }: UsageRecord,
  { index, receivedAt }: { index: number; receivedAt: string },
): Rejection | undefined {
  const oldest = addSeconds(receivedAt, -OLDEST_RECORD_DAYS * 86_400);
  const newest = addSeconds(receivedAt, FUTURE_RECORD_DAYS * 86_400);
  const name = { index, callId, field: 'startedAt' };
  if (startedAt < oldest) {
    const detail = `startedAt: before ${oldest}; calls of that age are closed`;
    return { ...name, code: 'record-too-old', detail };
  }
  if (startedAt <= newest) return undefined;
  const detail = `startedAt: after ${newest}; the call has not taken place yet`;
  return { ...name, code: 'record-in-future', detail };
}

function callIdOf(value: unknown): string | null {
  const callId = value !== null && typeof value === 'object' && 'callId' in value ? value.callId : null;
  return typeof callId === 'string' ? callId.slice(0, 128) : null;
}

/** The same call twice in one batch counts once; with other content it is a conflict. */
function withoutRepetitions(candidates: readonly Candidate[], rejected: Rejection[]) {
  const first = new Map<string, Candidate>();
  let repeated = 0;
  for (const candidate of candidates) {
    const { index, record } = candidate;
    const known = first.get(record.callId);
    if (!known) first.set(record.callId, candidate);
    else if (sameRecord(known.record, candidate)) repeated += 1;
    else rejected.push(conflict(index, record.callId));
  }
  return { unique: [...first.values()], repeated };
}

function conflict(index: number, callId: string): Rejection {
  return {
    index,
    callId,
    code: 'conflicting-record',
    detail: 'callId: known with other content',
    field: 'callId',
  };
}

/** A correction changes what the call counts as, not what was reported. */
function asReported(call: CallRecord): CallRecord {
  return call.reversal ? { ...call, durationSeconds: call.reversal.original.durationSeconds } : call;
}

type RecordFields = CallAttempt & Pick<CallRecord, 'startedAt' | 'durationSeconds'>;

/** A call that is known by the same id, and is the same; of an emergency call its number says that. */
function sameRecord(known: RecordFields, { record, isEmergency }: Candidate): boolean {
  const fields: readonly (keyof RecordFields)[] = isEmergency ? ['to'] : DECIDING_FIELDS;
  return fields.every((field) => known[field] === record[field]);
}
