/** An organization's account with the decks in its currency, in one round trip. */
import type { Account } from '../../domain/credits/account.ts';
import type { Currency } from '../../domain/currencies.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { loadAccount } from '../credits/accounts.ts';
import {
  type DeckTimes,
  type DeckWindow,
  loadDeckTimes,
  loadWindow,
  readWindow,
  type TimeSpan,
} from '../rates/deck-times.ts';
import type { Database } from '../table/database.ts';
import { type Key, keys } from '../table/keys.ts';

/** An organization's currency never changes. Once it is known, decks are read together with the account. */
const currencies = new Map<OrganizationId, Currency>();
const CURRENCIES_IN_MEMORY = 10_000;

function rememberCurrency(organizationId: OrganizationId, currency: Currency): void {
  const [oldest] = currencies.size < CURRENCIES_IN_MEMORY ? [] : currencies.keys();
  if (oldest !== undefined && !currencies.has(organizationId)) currencies.delete(oldest);
  currencies.set(organizationId, currency);
}

/** The key of the window of decks to read with the account; none in the first request of a function instance. */
export function expectedWindowKey(organizationId: OrganizationId): Key | undefined {
  const currency = currencies.get(organizationId);
  return currency === undefined ? undefined : keys.deckWindow(currency);
}

/** The window of decks in the currency of the account. `found` has the item of the key that was asked for, if there is one. */
export async function windowOf(
  db: Database,
  { organizationId, terms: { currency } }: Account,
  asked: Key | undefined,
  found: ReadonlyMap<string, unknown>,
): Promise<DeckWindow | undefined> {
  rememberCurrency(organizationId, currency);
  const key = keys.deckWindow(currency);
  return asked?.sk === key.sk ? readWindow(found.get(key.sk)) : loadWindow(db, currency);
}

/** The first request of a function instance for an organization takes another round trip. */
export async function loadAccountWithDecks(
  db: Database,
  organizationId: OrganizationId,
  span: TimeSpan,
): Promise<{ account: Account; times: DeckTimes }> {
  const expected = currencies.get(organizationId);
  const [account, early] = await Promise.all([
    loadAccount(db, organizationId),
    expected === undefined ? undefined : loadDeckTimes(db, expected, span),
  ]);
  const { currency } = account.terms;
  rememberCurrency(organizationId, currency);
  const times = early && expected === currency ? early : await loadDeckTimes(db, currency, span);
  return { account, times };
}
