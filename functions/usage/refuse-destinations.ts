/** Records whose number has no price: which are told to the sender, and which are kept all the same. */
import { type CallKind, classifyCall } from '../../shared/domain/call-kind.ts';
import type { UsageRecord } from '../../shared/domain/calls.ts';
import type { User } from '../../shared/domain/licenses.ts';
import { loadAccountWithDecks } from '../../shared/store/account-decks.ts';
import { loadAccount } from '../../shared/store/accounts.ts';
import { attemptKey, startOf } from '../../shared/store/call-item.ts';
import type { Database } from '../../shared/store/database.ts';
import { spanOf } from '../../shared/store/deck-times.ts';
import { loadDecksInForce } from '../../shared/store/decks.ts';
import { loadCalls, loadUsers } from '../../shared/store/settlements.ts';

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
}

/**
 * A number that nobody can have dialed, or that the deck in force has no rate for, is told to the sender, who
 * alone can mend it. Without any deck in force the record is kept, to be rated later; so is one without a rate that
 * its user's minutes may pay, that was never answered, or that was authorized. Which short numbers are emergency numbers
 * depends on where the user is.
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
  const doubtful: Candidate[] = [];
  for (const candidate of candidates) {
    const { purpose, unrated } = await kindOf(candidate);
    if (purpose === 'emergency' || isRefused(unrated)) doubtful.push(candidate);
  }
  const [users, { calls }] = await Promise.all([
    loadUsers(
      db,
      organizationId,
      doubtful.flatMap(({ record }) => record.userId ?? []),
    ),
    loadCalls(
      db,
      organizationId,
      doubtful.map(({ record }) => record.callId),
    ),
  ]);
  const authorized = new Map(
    calls.flatMap((call) => (startOf(call) ? [[call.callId, attemptKey(call)]] : [])),
  );
  const refused = new Set<Candidate>();
  for (const candidate of doubtful) {
    const { index, record } = candidate;
    if (authorized.get(record.callId) === attemptKey(record)) continue;
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
