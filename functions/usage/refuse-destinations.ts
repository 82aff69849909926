/** Records whose number has no price: which are told to the sender, and which are kept all the same. */

import type { UsageRecord } from '../../shared/domain/calls/call.ts';
import { type CallKind, classifyCall, dialedAs, isInbound } from '../../shared/domain/calls/call-kind.ts';
import type { User } from '../../shared/domain/licenses/licenses.ts';
import { howToWrite } from '../../shared/domain/numbers/e164.ts';
import { loadAccountWithDecks } from '../../shared/store/calls/account-decks.ts';
import { attemptKey, startOf } from '../../shared/store/calls/call-item.ts';
import { loadCalls, loadUsers } from '../../shared/store/calls/settlements.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { spanOf } from '../../shared/store/rates/deck-times.ts';
import { loadDecksInForce } from '../../shared/store/rates/decks.ts';
import type { Database } from '../../shared/store/table/database.ts';

export interface Rejection {
  readonly index: number;
  readonly callId: string | null;
  readonly code: string;
  readonly detail: string;
  readonly field?: string | undefined;
}

export interface Candidate {
  readonly index: number;
  readonly record: UsageRecord;
  /** What is wrong with it, unless it turns out to be of an emergency call. */
  readonly fault?: Rejection | undefined;
  /** Of an emergency call: it is accepted whatever else it says. */
  readonly isEmergency?: true;
}

/**
 * A number that nobody can have dialed, or that the deck in force has no rate for, is told to the sender, who
 * alone can mend it. Without any deck in force the record is kept, to be rated later; so is one without a rate that
 * its user's minutes may pay, that was never answered, or that was authorized. Which short numbers are emergency
 * numbers, and what a number in national form is, depends on where the user is. Numbers come back in E.164.
 */
export async function refuseDestinations(
  db: Database,
  organizationId: string,
  candidates: readonly Candidate[],
  rejected: Rejection[],
): Promise<Candidate[]> {
  if (candidates.length === 0) {
    // There may be no such organization.
    await loadAccount(db, organizationId);
    return [];
  }
  const span = spanOf(candidates.map(({ record }) => record.startedAt));
  const { account, times } = await loadAccountWithDecks(db, organizationId, span);
  const { terms } = account;
  const kindOf = async ({ record }: Candidate, user?: User) =>
    classifyCall({
      attempt: record,
      at: record.startedAt,
      homeCountry: terms.country,
      decks: await loadDecksInForce(db, times, record.startedAt),
      ...(user && { user }),
    });
  const taken = new Map<Candidate, Candidate>();
  const doubtful: Candidate[] = [];
  for (const candidate of candidates) {
    const read = { ...candidate, record: dialedAs(candidate.record, terms.country) };
    const { purpose, number, unrated } = await kindOf(read);
    const isInternational = candidate.record.to.trim().startsWith('+') && number !== undefined;
    if (candidate.fault || purpose === 'emergency' || !isInternational || isRefused(unrated))
      doubtful.push(candidate);
    else taken.set(candidate, read);
  }
  const { users, starts } = await loadDoubts(db, organizationId, doubtful);
  for (const candidate of doubtful) {
    const user = users.get(candidate.record.userId ?? '');
    const start = starts.get(candidate.record.callId);
    const began = user && start ? { ...user, usageLocation: start.location } : user;
    const record = dialedAs(candidate.record, terms.country, began);
    const isAuthorized = start?.attempt === attemptKey(record);
    const kind = await kindOf({ ...candidate, record }, user);
    const isEmergency = kind.purpose === 'emergency' || (isAuthorized && start.isEmergency);
    const refusal = isEmergency
      ? undefined
      : (candidate.fault ?? (isAuthorized ? undefined : refuse(candidate, kind)));
    if (refusal) rejected.push(refusal);
    else taken.set(candidate, { index: candidate.index, record, ...(isEmergency && { isEmergency }) });
  }
  return candidates.flatMap((candidate) => taken.get(candidate) ?? []);
}

/** Where their users are, and as what they were authorized. */
async function loadDoubts(db: Database, organizationId: string, doubtful: readonly Candidate[]) {
  const userIds = doubtful.flatMap(({ record }) => record.userId ?? []);
  const callIds = doubtful.map(({ record }) => record.callId);
  const [users, { calls }] = await Promise.all([
    loadUsers(db, organizationId, userIds),
    loadCalls(db, organizationId, callIds),
  ]);
  const starts = calls.flatMap((call) => {
    const start = startOf(call);
    if (!start) return [];
    const isEmergency = start.fundedBy === 'free' && !isInbound(call.type);
    return [[call.callId, { attempt: attemptKey(call), location: start.location, isEmergency }] as const];
  });
  return { users, starts: new Map(starts) };
}

/** Why the sender has to mend it, if he has. */
function refuse({ index, record }: Candidate, { pools, unrated }: CallKind): Rejection | undefined {
  const isFree = unrated === 'no-rate' && record.durationSeconds === 0;
  if (!isRefused(unrated) || pools.length > 0 || isFree) return undefined;
  const wrong = unrated === 'no-rate' ? UNRATED[unrated] : `${UNRATED[unrated]}: ${howToWrite(record.to)}`;
  return { index, callId: record.callId, code: unrated, detail: `to: ${wrong}`, field: 'to' };
}

const UNRATED = {
  'no-rate': 'no published rate',
  'destination-unsupported': 'not a number that can be dialed',
} as const;

function isRefused(unrated: CallKind['unrated']): unrated is keyof typeof UNRATED {
  return unrated !== undefined && unrated in UNRATED;
}
