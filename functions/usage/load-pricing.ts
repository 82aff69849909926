/** What prices depend on besides the minute pools: users and rate decks. */
import type { UsageRecord } from '../../shared/domain/calls/call.ts';
import type { OrganizationId } from '../../shared/domain/ids.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import { loadAccountWithDecks } from '../../shared/store/calls/account-decks.ts';
import { loadUsers } from '../../shared/store/licenses/users.ts';
import { type DeckTimes, spanOf } from '../../shared/store/rates/deck-times.ts';
import { type DecksInForce, loadDecksInForce } from '../../shared/store/rates/decks.ts';
import type { Database } from '../../shared/store/table/database.ts';
import type { Pricing } from './price-calls.ts';

/** Reads once for all the calls, of which there must be one: no write condition guards users and decks. */
export async function loadPricing(
  db: Database,
  organizationId: OrganizationId,
  calls: readonly UsageRecord[],
): Promise<Pricing> {
  const starts = calls.map(({ startedAt }) => startedAt);
  const userIds = calls.flatMap(({ userId }) => userId ?? []);
  const [{ account, times }, users] = await Promise.all([
    loadAccountWithDecks(db, organizationId, spanOf(starts)),
    loadUsers(db, organizationId, userIds),
  ]);
  return { homeCountry: account.terms.country, users, decksAt: await loadDecksAt(db, times, starts) };
}

/** Returns the decks in force at each of `starts`, which `times` must cover. */
export async function loadDecksAt(
  db: Database,
  times: DeckTimes,
  starts: readonly Instant[],
): Promise<(startedAt: Instant) => DecksInForce> {
  const inForce = new Map<Instant, DecksInForce>();
  for (const startedAt of new Set(starts)) {
    inForce.set(startedAt, await loadDecksInForce(db, times, startedAt));
  }
  return (startedAt) => inForce.get(startedAt) ?? {};
}
