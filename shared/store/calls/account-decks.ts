/** The account of an organization with the decks in its currency, in one round trip. */
import type { Account } from '../../domain/credits/account.ts';
import type { Currency } from '../../domain/currencies.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { loadAccount } from '../credits/accounts.ts';
import { type DeckTimes, loadDeckTimes, type TimeSpan } from '../rates/deck-times.ts';
import type { Database } from '../table/database.ts';

/** An organization's currency never changes. Once it is known, decks are read together with the account. */
const currencies = new Map<OrganizationId, Currency>();
const CURRENCIES_IN_MEMORY = 10_000;

export function rememberedCurrency(organizationId: OrganizationId): Currency | undefined {
  return currencies.get(organizationId);
}

export function rememberCurrency(organizationId: OrganizationId, currency: Currency): void {
  const [oldest] = currencies.size < CURRENCIES_IN_MEMORY ? [] : currencies.keys();
  if (oldest !== undefined && !currencies.has(organizationId)) currencies.delete(oldest);
  currencies.set(organizationId, currency);
}

/** The first request of a function instance for an organization takes another round trip. */
export async function loadAccountWithDecks(
  db: Database,
  organizationId: OrganizationId,
  span: TimeSpan,
): Promise<{ account: Account; times: DeckTimes }> {
  const expected = rememberedCurrency(organizationId);
  const [account, early] = await Promise.all([
    loadAccount(db, organizationId),
    expected === undefined ? undefined : loadDeckTimes(db, expected, span),
  ]);
  const { currency } = account.terms;
  rememberCurrency(organizationId, currency);
  const times = early && expected === currency ? early : await loadDeckTimes(db, currency, span);
  return { account, times };
}
