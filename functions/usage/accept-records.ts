/** What becomes of records that were read: each call is stored once, and every record has its verdict. */
import { type Call, type CallAttempt, DECIDING_FIELDS } from '../../shared/domain/calls/call.ts';
import { eraseCall, mayBeErased } from '../../shared/domain/calls/erased-call.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { isReportedBy } from '../../shared/store/calls/call-page.ts';
import { loadCalls } from '../../shared/store/calls/calls.ts';
import { acceptUsage, type Intake } from '../../shared/store/calls/usage-intake.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { type Candidate, isCandidate, rejected, type Verdict } from './record-verdicts.ts';
import { refuseDestinations } from './refuse-destinations.ts';

export interface RecordReport {
  readonly receivedAt: Instant;
  /** No other request of this instant has it. */
  readonly requestId: string;
  /**
   * For records that may be reported several times until their outcome is noted: the ids of all these requests begin
   * with it, and those of no other request. A call that one of them brought counts as accepted.
   */
  readonly attemptsAt?: string;
}

/** The verdicts of the records, in their order: none of them is a candidate. */
export async function acceptRecords(
  db: Database,
  organizationId: OrganizationId,
  read: readonly Verdict[],
  report: RecordReport,
): Promise<Verdict[]> {
  const rated = await refuseDestinations(db, organizationId, read);
  const distinct = withoutRepetitions(await withEarlierAttempts(db, organizationId, { read, rated }, report));
  const toStore = distinct.filter(isCandidate).map(({ record }) => record);
  return withIntakes(distinct, await acceptUsage(db, organizationId, toStore, report), report);
}

/**
 * An earlier attempt may have brought a call that is refused this time, such as for a deck that was published in
 * between. It stays a candidate, whose call is known.
 */
async function withEarlierAttempts(
  db: Database,
  organizationId: OrganizationId,
  { read, rated }: { readonly read: readonly Verdict[]; readonly rated: readonly Verdict[] },
  { attemptsAt }: RecordReport,
): Promise<readonly Verdict[]> {
  if (attemptsAt === undefined) return rated;
  const refused = read.filter(
    (verdict, index) => isCandidate(verdict) && !isCandidate(rated[index] ?? verdict),
  );
  const ids = refused.filter(isCandidate).map(({ record }) => record.callId);
  const { calls } = await loadCalls(db, organizationId, ids);
  const brought = new Map(
    calls.filter((call) => isReportedBy(call, attemptsAt)).map((call) => [call.callId, call] as const),
  );
  return rated.map((verdict, index) => {
    const before = read[index];
    if (isCandidate(verdict) || before === undefined || !isCandidate(before)) return verdict;
    const call = brought.get(before.record.callId);
    return call?.to === undefined ? verdict : { ...before, record: { ...before.record, to: call.to } };
  });
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

function withIntakes(
  verdicts: readonly Verdict[],
  intakes: readonly Intake[],
  { attemptsAt }: RecordReport,
): Verdict[] {
  const byCall = new Map(intakes.map((intake) => [intake.callId, intake]));
  return verdicts.map((verdict) => {
    if (!isCandidate(verdict)) return verdict;
    const intake = byCall.get(verdict.record.callId);
    if (!intake) throw new Error(`call ${verdict.record.callId} has no intake`);
    if (intake.kind === 'accepted') return ACCEPTED;
    const isOwn = attemptsAt !== undefined && isReportedBy(intake.call, attemptsAt);
    return isOwn ? ACCEPTED : compare(asReported(intake.call), verdict);
  });
}

const ACCEPTED: Verdict = { kind: 'accepted' };

/** A record of a call that is known: a duplicate, or a conflict. */
function compare(known: KnownRecord, candidate: Candidate): Verdict {
  if (isSameRecord(known, candidate)) return { kind: 'duplicate' };
  return rejected({
    callId: candidate.record.callId,
    code: 'conflicting-record',
    detail: 'callId: known with other content',
    field: 'callId',
  });
}

type RecordFields = CallAttempt & Pick<Call, 'startedAt' | 'durationSeconds'>;
/** Without an organization it is another record of the batch. */
type KnownRecord = RecordFields & Partial<Pick<Call, 'organizationId'>>;

/** Of an emergency call only the number decides. */
function isSameRecord(known: KnownRecord, { record, isEmergency }: Candidate): boolean {
  const fields: readonly (keyof RecordFields)[] = isEmergency ? ['to'] : DECIDING_FIELDS;
  const isSame = (reported: RecordFields) => fields.every((field) => known[field] === reported[field]);
  const { organizationId } = known;
  if (isSame(record) || organizationId === undefined || !mayBeErased(known)) return isSame(record);
  return isSame(eraseCall(organizationId, record));
}

/** A correction changes what the call counts as, not what was reported. */
function asReported(call: Call): Call {
  return call.reversal ? { ...call, durationSeconds: call.reversal.original.durationSeconds } : call;
}
