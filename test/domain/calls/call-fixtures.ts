/** A small deck, users and organizations for the tests of calls. */

import type { Decks } from '../../../shared/domain/calls/call-kind.ts';
import type { EntitlementInput } from '../../../shared/domain/calls/entitlement.ts';
import type { Terms } from '../../../shared/domain/credits/account.ts';
import type { DialOutPolicy, Sku, User } from '../../../shared/domain/licenses/licenses.ts';
import {
  changeSeats,
  openPoolMonth,
  type PoolMonth,
  seatChange,
} from '../../../shared/domain/licenses/pools.ts';
import { buildDeckIndex, type DeckIndex } from '../../../shared/domain/rates/deck-index.ts';
import type { DeckKind } from '../../../shared/domain/rates/deck-table.ts';
import { parseRateDeck } from '../../../shared/domain/rates/rate-deck.ts';

export const AT = '2026-03-10T09:30:00.000Z';

/** Germany has increments of 30/6 seconds; its mobiles and French premium numbers have a connection fee. */
export const OUTBOUND_CSV = `Destination Name,Destination Type,Country,Prefix,Price / min,Connection Fee,Initial Increment,Increment
USA,mixed,US,1,0.013,,,
North America - Toll Free,non-geographic,US,1800,0.01,,,
Puerto Rico,mixed,PR,1787,0.02,,,
United Kingdom,landline,GB,44,0.015,,,
United Kingdom-Mobile,mobile,GB,447,0.03,,,
United Kingdom-Toll Free,toll-free,GB,44800,0.005,,,
France,landline,FR,33,0.016,,,
France - Mobile,mobile,FR,336,0.125,,,
France - Premium,premium,FR,3389,0.80,0.10,60,60
Germany,landline,DE,49,0.02,,30,6
Germany - Mobile,mobile,DE,4915,0.09,0.05,,
Switzerland,landline,CH,41,0.025,,,
Mexico,landline,MX,52,0.04,,,
Zimbabwe,mixed,ZW,263,0.223,,,
`;

export const TOLL_FREE_CSV = `Country,Price / min
US,0.022
GB,0.029
CA,0.024
`;

export function deckOf(csv: string, kind: DeckKind = 'outbound'): DeckIndex {
  const deck = parseRateDeck(csv, kind);
  if ('errors' in deck) throw new Error(JSON.stringify(deck.errors));
  return buildDeckIndex(deck.rows);
}

export const DECKS: Decks = { outbound: deckOf(OUTBOUND_CSV), tollFree: deckOf(TOLL_FREE_CSV, 'toll-free') };

export function organization(change: Partial<Terms> = {}): Terms {
  return {
    country: 'US',
    currency: 'USD',
    agreement: 'MOSA',
    status: 'active',
    creditsLicenseRequiredFor: 'every-call',
    payAsYouGo: false,
    funded: true,
    ...change,
  };
}

export function person(
  usageLocation: string,
  skus: readonly Sku[],
  change: { policy?: Partial<DialOutPolicy>; status?: User['status'] } = {},
): User {
  return {
    id: 'ada',
    userPrincipalName: 'ada@contoso.com',
    displayName: 'Ada',
    usageLocation,
    dialOutPolicy: { conferencing: 'any', pstn: 'international', ...change.policy },
    licenses: skus.map((sku) => ({ sku, assignedAt: '2026-01-01T00:00:00.000Z' })),
    status: change.status ?? 'active',
  };
}

/** The month's pools of `users`, of which nothing was used. */
export function freshMonth(...users: User[]): PoolMonth {
  return users.reduce(
    (state, user) => changeSeats(state, seatChange({ after: user }, AT)),
    openPoolMonth(undefined, AT.slice(0, 7)),
  );
}

/** The input of the gate for a user's call. */
export function asks(
  user: User | undefined,
  attempt: EntitlementInput['attempt'],
  change: Partial<EntitlementInput> = {},
): EntitlementInput {
  return {
    attempt: { ...(user && { userId: user.id }), ...attempt },
    at: AT,
    terms: organization(),
    ...(user && { user }),
    poolMonth: user ? freshMonth(user) : openPoolMonth(undefined, AT.slice(0, 7)),
    decks: DECKS,
    funds: { availableMicros: 50_000_000, debtMicros: 0 },
    ...change,
  };
}
