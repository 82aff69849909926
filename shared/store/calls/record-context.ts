/** What intake reads of the records of a request: in one request where a hundred keys are enough. */
import type { Call } from '../../domain/calls/call.ts';
import type { Account } from '../../domain/credits/account.ts';
import type { CallId, OrganizationId, UserId } from '../../domain/ids.ts';
import type { Instant } from '../../domain/instants.ts';
import type { User } from '../../domain/licenses/licenses.ts';
import { refusals } from '../../domain/refusals.ts';
import { readAccount } from '../credits/account-item.ts';
import { readUser } from '../licenses/users.ts';
import { type DeckTimes, decksOf, spanOf } from '../rates/deck-times.ts';
import { loadFromTables } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { expectedWindowKey, windowOf } from './account-decks.ts';
import { tryReadStoredCall } from './call-item.ts';
import { composeCalls } from './calls.ts';

export interface RecordContext {
  readonly account: Account;
  /** Of the time in which the calls started. */
  readonly decks: DeckTimes;
  readonly users: ReadonlyMap<UserId, User>;
  readonly calls: readonly Call[];
}

/**
 * The account with the decks around `starts`, of which there must be one, and those of the users and calls that exist.
 * The first request of a function instance for an organization takes another round trip. Throws `not-found` without an
 * organization.
 */
export async function loadRecordContext(
  db: Database,
  organizationId: OrganizationId,
  asked: {
    readonly starts: readonly Instant[];
    readonly userIds: ReadonlySet<UserId>;
    readonly callIds: ReadonlySet<CallId>;
  },
): Promise<RecordContext> {
  const windowKey = expectedWindowKey(organizationId);
  const accountKey = keys.account(organizationId);
  const userKeys = [...asked.userIds].map((userId) => keys.user(organizationId, userId));
  const windowKeys = windowKey ? [windowKey] : [];
  const callKeys = [...asked.callIds].map((callId) => keys.call(organizationId, callId));
  const [ledgerItems = [], callItems = []] = await loadFromTables(db, [
    { table: db.ledgerTable, keys: [accountKey, ...windowKeys, ...userKeys], consistent: true },
    { table: db.callsTable, keys: callKeys, consistent: true },
  ]);
  const ledger = new Map(ledgerItems.map((item) => [String(item.sk), item]));
  const accountItem = ledger.get(accountKey.sk);
  if (!accountItem) throw refusals.notFound('organization');
  const account = readAccount(accountItem);
  const { currency } = account.terms;
  const window = await windowOf(db, account, windowKey, ledger);
  const stored = callItems.flatMap((item) => tryReadStoredCall(item) ?? []);
  const [decks, { calls }] = await Promise.all([
    decksOf(db, currency, spanOf(asked.starts), window),
    composeCalls(db, stored),
  ]);
  const userItems = userKeys.flatMap(({ sk }) => ledger.get(sk) ?? []);
  const users = new Map(userItems.map(readUser).map(({ user }) => [user.id, user]));
  return { account, decks, users, calls };
}
