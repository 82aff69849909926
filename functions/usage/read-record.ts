/** Reads one record, of JSON or of a line of CSV: what it says of a call, or why it cannot be taken. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { EmergencyRecord, UsageRecordBody } from '../../shared/contract/usage-schemas.ts';
import { FUTURE_RECORD_DAYS, type UsageRecord } from '../../shared/domain/calls/call.ts';
import { isInbound } from '../../shared/domain/calls/call-kind.ts';
import type { CallId } from '../../shared/domain/ids.ts';
import { addSeconds, type Instant } from '../../shared/domain/instants.ts';
import { emergencyNumberOf } from '../../shared/domain/numbers/emergency.ts';
import { fieldErrors, withoutNulls } from '../../shared/lambda/parse.ts';
import { type Rejection, rejected, type Verdict } from './record-verdicts.ts';

export interface Arrival {
  readonly receivedAt: Instant;
  readonly oldestRecordDays: number;
}

/** A candidate, or a rejected record. Its arrival decides whether the call is too old, or has not taken place yet. */
export function readRecord(value: unknown, arrival: Arrival): Verdict {
  const { receivedAt } = arrival;
  const { success, data, error } = UsageRecordBody.safeParse(withoutNulls(value));
  if (!success) return rejectUnlessEmergency(value, invalidRecord(value, error), receivedAt);
  const fault = refuseStart(data, arrival);
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

/** The id of a record without one: the same record has the same id. A field of a record is not an object. */
function idFrom(value: unknown): string {
  const fields = Object.entries(Object(value)).filter(
    ([, field]) => field === null || typeof field !== 'object',
  );
  const text = JSON.stringify(Object.fromEntries(fields));
  return `emergency-${createHash('sha256').update(text).digest('base64url')}`;
}

function invalidRecord(value: unknown, error: z.ZodError): Rejection {
  const [first] = fieldErrors(error, 'record');
  const field = first?.field ?? 'record';
  const detail = `${field}: ${first?.detail ?? 'not valid'}`;
  return { callId: callIdOf(value), code: 'invalid-record', detail, field };
}

function refuseStart(
  { callId, startedAt }: UsageRecord,
  { receivedAt, oldestRecordDays }: Arrival,
): Rejection | undefined {
  const oldest = addSeconds(receivedAt, -oldestRecordDays * 86_400);
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
