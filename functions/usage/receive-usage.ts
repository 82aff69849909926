/** Usage intake: every record is accepted, known already, or refused with its reason; none is lost. */
import { UsageBatch, UsageRecordBody } from '../../shared/contract/call-schemas.ts';
import {
  type CallAttempt,
  FUTURE_RECORD_DAYS,
  OLDEST_RECORD_DAYS,
  RECORD_FIELDS,
} from '../../shared/domain/calls.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { Operation } from '../../shared/lambda/http.ts';
import { fieldErrors, param, parseBody, withoutNulls } from '../../shared/lambda/parse.ts';
import type { CallRecord } from '../../shared/store/call-item.ts';
import type { Database } from '../../shared/store/database.ts';
import { acceptUsage } from '../../shared/store/usage-intake.ts';
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
    for (const { index, record } of unique) {
      const outcome = outcomes.get(record.callId);
      if (outcome?.kind === 'accepted') accepted += 1;
      else if (outcome && sameRecord(asReported(outcome.call), record)) duplicates += 1;
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
  if (result.success) {
    const { endedAt: _, ...record } = result.data;
    const wrong = refuseStart(record.startedAt, receivedAt);
    if (!wrong) return [{ index, record }];
    rejected.push({ index, callId: record.callId, ...wrong, field: 'startedAt' });
    return [];
  }
  const [first] = fieldErrors(result.error, 'record');
  const field = first?.field ?? 'record';
  rejected.push({
    index,
    callId: callIdOf(value),
    code: 'invalid-record',
    detail: `${field}: ${first?.detail ?? 'not valid'}`,
    field,
  });
  return [];
}

function refuseStart(startedAt: string, receivedAt: string): Pick<Rejection, 'code' | 'detail'> | undefined {
  const oldest = addSeconds(receivedAt, -OLDEST_RECORD_DAYS * 86_400);
  const newest = addSeconds(receivedAt, FUTURE_RECORD_DAYS * 86_400);
  if (startedAt < oldest) {
    return { code: 'record-too-old', detail: `startedAt: before ${oldest}; calls of that age are closed` };
  }
  if (startedAt <= newest) return undefined;
  return { code: 'record-in-future', detail: `startedAt: after ${newest}; the call has not taken place yet` };
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
    else if (sameRecord(known.record, record)) repeated += 1;
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

function sameRecord(a: RecordFields, b: RecordFields): boolean {
  return RECORD_FIELDS.every((field) => a[field] === b[field]);
}
