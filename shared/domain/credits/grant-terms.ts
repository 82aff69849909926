/**
 * Why a lot was given, and where it stands in the order of spending. The id of a lot says it: ids sort in that order, so
 * that bought lots stay in the order of their purchase, whatever is granted (spec: Grants are spent before or after).
 */
import type { BookingId, LotId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { ORDER_KINDS } from './orders.ts';

/** `transfer-in`: credits that were moved here, from another organization or from another system. */
export const GRANT_KINDS = ['promotion', 'goodwill', 'migration', 'transfer-in'] as const;
export type GrantKind = (typeof GRANT_KINDS)[number];

/** Where the credits of a lot came from: an order of that kind, or a grant. */
export const LOT_SOURCES = [...ORDER_KINDS, 'grant'] as const;
export type LotSource = (typeof LOT_SOURCES)[number];

/** Before all bought lots, or after them. A lot keeps its place. */
export const GRANTS_SPENT = ['first', 'last'] as const;
export type GrantsSpent = (typeof GRANTS_SPENT)[number];

export interface GrantTerms {
  readonly kind: GrantKind;
  /** In the words of the request. */
  readonly reason: string;
  /** The operator's own name for it, once in an organization. */
  readonly reference: string;
  /** Of a lot that was moved here: the credits had been bought, in whatever organization. */
  readonly bought?: true | undefined;
}

/** They sort around the prefix of bought lots. */
const PREFIXES = { first: 'gra_', last: 'res_' } as const satisfies Record<GrantsSpent, string>;

export function isGrant(lotId: LotId): boolean {
  return Object.values(PREFIXES).some((prefix) => lotId.startsWith(prefix));
}

/** Of several grants the one that expires first is spent first, by the expiry with which they were given. */
export function grantLotId({
  spent,
  expiresAt,
  bookingId,
}: {
  readonly spent: GrantsSpent;
  readonly expiresAt: Instant;
  readonly bookingId: BookingId;
}): LotId {
  const place = Date.parse(expiresAt).toString(36).padStart(9, '0');
  return `${PREFIXES[spent]}${place}_${bookingId.slice(-12)}`;
}
