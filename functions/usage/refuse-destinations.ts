/** Refuses records whose number has no price, unless they are kept all the same. */

import type { Call, UsageRecord } from '../../shared/domain/calls/call.ts';
import { type CallKind, classifyCall, dialedAs, isInbound } from '../../shared/domain/calls/call-kind.ts';
import { isSameAttempt, startOf } from '../../shared/domain/calls/call-start.ts';
import type { CallId, OrganizationId, UserId } from '../../shared/domain/ids.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import type { User } from '../../shared/domain/licenses/licenses.ts';
import { howToWrite } from '../../shared/domain/numbers/e164.ts';
import { isMasked } from '../../shared/domain/numbers/masking.ts';
import { loadCalls } from '../../shared/store/calls/calls.ts';
import { loadRecordContext } from '../../shared/store/calls/record-context.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { loadUsers } from '../../shared/store/licenses/users.ts';
import type { DecksInForce } from '../../shared/store/rates/decks.ts';
import type { Database } from '../../shared/store/table/database.ts';
import { loadDecksAt } from './load-pricing.ts';
import { type Candidate, isCandidate, type Rejection, rejected, type Verdict } from './record-verdicts.ts';

/** What the numbers of a batch are read and rated by. */
interface Rating {
  readonly homeCountry: string;
  readonly decksAt: (startedAt: Instant) => DecksInForce;
}

/** What the records that need it are read by: their users, and how their calls were authorized. */
interface CallContext {
  readonly users: ReadonlyMap<UserId, User>;
  readonly authorized: ReadonlyMap<CallId, Authorization>;
}

interface Authorization {
  readonly call: Call;
  readonly location: string;
  readonly isEmergency: boolean;
}

/**
 * Refuses a number that cannot be dialed, or that the deck in force has no rate for: only the sender can correct it.
 * Without any deck in force the record is kept and rated later. A record without a rate is also kept when its user's
 * minutes may pay, when the call was never answered, and when it was authorized. Which short numbers are emergency
 * numbers, and what a number in national form is, depends on the location of the user. Returns numbers in E.164.
 */
export async function refuseDestinations(
  db: Database,
  organizationId: OrganizationId,
  verdicts: readonly Verdict[],
): Promise<Verdict[]> {
  const candidates = verdicts.filter(isCandidate);
  if (candidates.length === 0) {
    // Refuses when there is no such organization.
    await loadAccount(db, organizationId);
    return [...verdicts];
  }
  const likely = candidates.filter(isLikelyUnclear);
  const { rating, context } = await loadRating(db, organizationId, { candidates, likely });
  const clear = new Map(candidates.map((candidate) => [candidate, readAlone(candidate, rating)]));
  const asked = new Set(likely);
  const others = candidates.filter((candidate) => !clear.get(candidate) && !asked.has(candidate));
  const more = await loadCallContext(db, organizationId, others);
  const known = {
    users: new Map([...context.users, ...more.users]),
    authorized: new Map([...context.authorized, ...more.authorized]),
  };
  return verdicts.map((verdict) =>
    isCandidate(verdict) ? (clear.get(verdict) ?? readInContext(verdict, rating, known)) : verdict,
  );
}

/** What such a record needs is read with the account. A record in E.164 rarely needs more than its rate. */
const isLikelyUnclear = ({ fault, record }: Candidate): boolean =>
  fault !== undefined || !record.to.trim().startsWith('+');

async function loadRating(
  db: Database,
  organizationId: OrganizationId,
  {
    candidates,
    likely,
  }: { readonly candidates: readonly Candidate[]; readonly likely: readonly Candidate[] },
): Promise<{ readonly rating: Rating; readonly context: CallContext }> {
  const starts = candidates.map(({ record }) => record.startedAt);
  const { account, decks, users, calls } = await loadRecordContext(db, organizationId, {
    starts,
    userIds: new Set(likely.flatMap(({ record }) => record.userId ?? [])),
    callIds: new Set(likely.map(({ record }) => record.callId)),
  });
  const rating = { homeCountry: account.terms.country, decksAt: await loadDecksAt(db, decks, starts) };
  return { rating, context: { users, authorized: authorizedOf(calls) } };
}

/** `undefined` unless the record alone shows that it is to be taken: most records are of international numbers with a rate. */
function readAlone(candidate: Candidate, rating: Rating): Candidate | undefined {
  const record = dialedAs(candidate.record, rating.homeCountry);
  const { purpose, number, unrated } = kindOf(record, rating);
  const isInternational = candidate.record.to.trim().startsWith('+') && number !== undefined;
  const isClear = !candidate.fault && purpose !== 'emergency' && isInternational && !isRefused(unrated);
  return isClear ? { ...candidate, record } : undefined;
}

function readInContext(candidate: Candidate, rating: Rating, { users, authorized }: CallContext): Verdict {
  const { callId, userId = '' } = candidate.record;
  const user = users.get(userId);
  const start = authorized.get(callId);
  const userAtStart = user && start ? { ...user, usageLocation: start.location } : user;
  const record = dialedAs(candidate.record, rating.homeCountry, userAtStart);
  const isAuthorized =
    start !== undefined && isSameAttempt(start.call.organizationId, { known: start.call, asked: record });
  const kind = kindOf(record, rating, user);
  const isEmergency = kind.purpose === 'emergency' || (isAuthorized && start.isEmergency);
  const refusal = candidate.fault ?? (isAuthorized ? undefined : refuse(candidate.record, kind));
  if (refusal && !isEmergency) return rejected(refusal);
  return { kind: 'candidate', record, isEmergency };
}

function kindOf(record: UsageRecord, { homeCountry, decksAt }: Rating, user?: User): CallKind {
  const at = record.startedAt;
  return classifyCall({ attempt: record, at, homeCountry, decks: decksAt(at), user });
}

async function loadCallContext(
  db: Database,
  organizationId: OrganizationId,
  candidates: readonly Candidate[],
): Promise<CallContext> {
  const userIds = candidates.flatMap(({ record }) => record.userId ?? []);
  const callIds = candidates.map(({ record }) => record.callId);
  const [users, { calls }] = await Promise.all([
    loadUsers(db, organizationId, userIds),
    loadCalls(db, organizationId, callIds),
  ]);
  return { users, authorized: authorizedOf(calls) };
}

function authorizedOf(calls: readonly Call[]): Map<CallId, Authorization> {
  const authorized = calls.flatMap((call) => {
    const start = startOf(call);
    if (!start) return [];
    const isEmergency = start.fundedBy === 'free' && !isInbound(call.type);
    return [[call.callId, { call, location: start.location, isEmergency }] as const];
  });
  return new Map(authorized);
}

/** Why the sender has to correct the record; `undefined` when it can be kept as it is. */
function refuse(
  { callId, to, durationSeconds }: UsageRecord,
  { pools, unrated }: CallKind,
): Rejection | undefined {
  const isFree = unrated === 'no-rate' && durationSeconds === 0;
  if (!isRefused(unrated) || pools.length > 0 || isFree) return undefined;
  if (unrated === 'destination-unsupported' && isMasked(to)) {
    return { callId, code: 'masked-number', detail: `to: ${MASKED}`, field: 'to' };
  }
  const wrong = unrated === 'no-rate' ? UNRATED[unrated] : `${UNRATED[unrated]}: ${howToWrite(to)}`;
  return { callId, code: unrated, detail: `to: ${wrong}`, field: 'to' };
}

const MASKED =
  'its last digits were hidden by an export, so the call has no price; send the number as it was dialed';

const UNRATED = {
  'no-rate': 'no published rate',
  'destination-unsupported': 'not a number that can be dialed',
} as const;

function isRefused(unrated: CallKind['unrated']): unrated is keyof typeof UNRATED {
  return unrated !== undefined && unrated in UNRATED;
}
