/** Usage intake: every record is accepted, known already, or refused with its reason; none is lost. */
import { UsageBatch, UsageRecordBody } from '../../shared/contract/call-schemas.ts';
import { type CallKind, classifyCall } from '../../shared/domain/call-kind.ts';
import {
  type CallAttempt,
  FUTURE_RECORD_DAYS,
  OLDEST_RECORD_DAYS,
  RECORD_FIELDS,
  type UsageRecord,
} from '../../shared/domain/calls.ts';
import { addSeconds } from '../../shared/domain/instants.ts';
import type { User } from '../../shared/domain/licenses.ts';
import type { Operation } from '../../shared/lambda/http.ts';
import { fieldErrors, param, parseBody, withoutNulls } from '../../shared/lambda/parse.ts';
import { loadAccount } from '../../shared/store/accounts.ts';
import type { CallRecord } from '../../shared/store/call-item.ts';
import type { Database } from '../../shared/store/database.ts';
import { loadDeckList, loadDecksInForce } from '../../shared/store/decks.ts';
import { loadUsers } from '../../shared/store/settlements.ts';
import { acceptUsage } from '../../shared/store/usage-intake.ts';

interface Deps {
  readonly db: Database;
  readonly now: () => string;
}

interface Rejection {
  readonly index: number;
  readonly callId: string | null;
  readonly code: string;
  readonly detail: string;
  readonly field?: string | undefined;
}

interface Candidate {
  readonly index: number;
  readonly record: UsageRecord;
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

/**
 * A number that nobody can have dialed, or that the deck in force has no rate for, is told to the sender, who
 * alone can mend it. Without any deck in force the record is kept, to be rated later; so is one without a rate that
 * its user's minutes may pay, or that was never answered. Which short numbers are emergency numbers depends on where
 * the user is.
 */
async function refuseDestinations(
  db: Database,
  organizationId: string,
  candidates: readonly Candidate[],
  rejected: Rejection[],
): Promise<Candidate[]> {
  const [{ terms }, decks] = await Promise.all([loadAccount(db, organizationId), loadDeckList(db)]);
  const kindOf = async ({ record }: Candidate, user?: User) =>
    classifyCall({
      attempt: record,
      at: record.startedAt,
      homeCountry: terms.country,
      decks: await loadDecksInForce(db, decks, terms.currency, record.startedAt),
      ...(user && { user }),
    });
  const doubtful: Candidate[] = [];
  for (const candidate of candidates) {
    const { purpose, unrated } = await kindOf(candidate);
    if (purpose === 'emergency' || isRefused(unrated)) doubtful.push(candidate);
  }
  const users = await loadUsers(
    db,
    organizationId,
    doubtful.flatMap(({ record }) => record.userId ?? []),
  );
  const refused = new Set<Candidate>();
  for (const candidate of doubtful) {
    const { index, record } = candidate;
    const { pools, unrated } = await kindOf(candidate, users.get(record.userId ?? ''));
    const isFree = unrated === 'no-rate' && record.durationSeconds === 0;
    if (!isRefused(unrated) || pools.length > 0 || isFree) continue;
    refused.add(candidate);
    const detail = `to: ${UNRATED[unrated]}`;
    rejected.push({ index, callId: record.callId, code: unrated, detail, field: 'to' });
  }
  return candidates.filter((candidate) => !refused.has(candidate));
}

const UNRATED = {
  'no-rate': 'no published rate',
  'destination-unsupported': 'not a number that can be dialed',
} as const;

function isRefused(unrated: CallKind['unrated']): unrated is keyof typeof UNRATED {
  return unrated !== undefined && unrated in UNRATED;
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
