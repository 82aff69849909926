/** What the settlement of pages reads: in one request where a hundred keys are enough, otherwise in one per table. */
import { startOf } from '../../domain/calls/call-start.ts';
import type { Account } from '../../domain/credits/account.ts';
import type { OrganizationId, UserId } from '../../domain/ids.ts';
import { type Month, monthOf } from '../../domain/instants.ts';
import type { User } from '../../domain/licenses/licenses.ts';
import { mayUseMinutes, openPoolMonth } from '../../domain/licenses/pools.ts';
import { refusals } from '../../domain/refusals.ts';
import { readAccount } from '../credits/account-item.ts';
import { withLots } from '../credits/accounts.ts';
import { withCancelledDebts } from '../credits/debts.ts';
import { loadPools, type PoolSnapshot } from '../licenses/pools.ts';
import { readUser } from '../licenses/users.ts';
import { type DeckTimes, decksOf, spanOf } from '../rates/deck-times.ts';
import { loadFromTables } from '../table/batch.ts';
import type { Database } from '../table/database.ts';
import { keys } from '../table/keys.ts';
import { expectedWindowKey, windowOf } from './account-decks.ts';
import type { CallPage } from './call-page.ts';
import { claimsOf, type OwnCalls, ownCallsOf } from './claims.ts';

export interface PagesContext {
  readonly account: Account;
  /** Of the months in which the calls started. */
  readonly pools: readonly PoolSnapshot[];
  readonly users: ReadonlyMap<UserId, User>;
  /** Of the time in which the calls started. */
  readonly decks: DeckTimes;
  readonly owned: readonly OwnCalls[];
}

const NO_DECKS: DeckTimes = { outbound: [], 'toll-free': [] };

/**
 * Reads what decides about the calls of pages of one organization, and claims the calls that nobody has claimed. Account,
 * pools and users are read consistently; call items eventually consistently, as one that names its page is final.
 * `lots` is the number of open lots to load. Throws `not-found` without an organization.
 */
export async function loadPagesContext(
  db: Database,
  pages: readonly [CallPage, ...CallPage[]],
  lots: number,
): Promise<PagesContext> {
  const { organizationId } = pages[0];
  const records = pages.flatMap(claimsOf).map(({ record }) => record);
  const months = [...new Set(records.map(({ startedAt }) => monthOf(startedAt)))];
  const userIds = [...new Set(records.flatMap(({ userId }) => userId ?? []))];
  const windowKey = expectedWindowKey(organizationId);
  const ledgerKeys = [
    keys.account(organizationId),
    ...(windowKey ? [windowKey] : []),
    ...months.map((month) => keys.pools(organizationId, month)),
    ...userIds.map((userId) => keys.user(organizationId, userId)),
  ];
  const callKeys = [...new Set(records.map(({ callId }) => callId))].map((id) =>
    keys.call(organizationId, id),
  );
  const [ledgerItems = [], callItems = []] = await loadFromTables(db, [
    { table: db.ledgerTable, keys: ledgerKeys, consistent: true },
    { table: db.callsTable, keys: callKeys, consistent: false },
  ]);
  const ledger = new Map(ledgerItems.map((item) => [String(item.sk), item]));
  const accountItem = ledger.get(keys.account(organizationId).sk);
  if (!accountItem) throw refusals.notFound('organization');
  const stored = await withLots(db, readAccount(accountItem), lots);
  const { currency } = stored.terms;
  const starts = records.map(({ startedAt }) => startedAt);
  const window = await windowOf(db, stored, windowKey, ledger);
  const userItems = userIds.flatMap((userId) => ledger.get(keys.user(organizationId, userId).sk) ?? []);
  const users = new Map(userItems.map(readUser).map(({ user }) => [user.id, user]));
  const [account, decks, owned] = await Promise.all([
    lots > 0 ? withCancelledDebts(db, stored) : stored,
    starts.length > 0 ? decksOf(db, currency, spanOf(starts), window) : NO_DECKS,
    ownCallsOf(db, pages, callItems),
  ]);
  const fetched = months.map((month) => ({ month, item: ledger.get(keys.pools(organizationId, month).sk) }));
  const pools = await loadPoolsFor(db, owned, { organizationId, users, fetched });
  return { account, pools, users, decks, owned };
}

/** A month without an item has seats of an earlier month. They are not read when minutes pay for none of the calls. */
async function loadPoolsFor(
  db: Database,
  owned: readonly OwnCalls[],
  known: {
    readonly organizationId: OrganizationId;
    readonly users: ReadonlyMap<UserId, User>;
    readonly fetched: readonly { readonly month: Month; readonly item: unknown }[];
  },
): Promise<PoolSnapshot[]> {
  const { organizationId, users, fetched } = known;
  const mayUse = ({ calls }: OwnCalls): boolean =>
    calls.some((call) => {
      const user = call.userId === undefined ? undefined : users.get(call.userId);
      return startOf(call)?.pool !== undefined || (user !== undefined && mayUseMinutes(user, call.startedAt));
    });
  const isNeeded = owned.some(mayUse);
  return Promise.all(
    fetched.map(({ month, item }) =>
      isNeeded || item !== undefined
        ? loadPools(db, organizationId, month, item)
        : { pools: openPoolMonth(undefined, month), version: 0 },
    ),
  );
}
