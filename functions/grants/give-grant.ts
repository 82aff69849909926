/** One grant: by a request, or by a line of opening balances. */
import {
  type FundingLimits,
  requireLimits,
  requireWithin,
} from '../../shared/domain/credits/funding-limits.ts';
import type { GrantTerms } from '../../shared/domain/credits/grant-terms.ts';
import { grantCredits } from '../../shared/domain/credits/grants.ts';
import type { Currency } from '../../shared/domain/currencies.ts';
import type { BookingId, OrganizationId } from '../../shared/domain/ids.ts';
import type { Instant } from '../../shared/domain/instants.ts';
import type { By } from '../../shared/domain/journal/actor.ts';
import type { Micros } from '../../shared/domain/money.ts';
import { refusals } from '../../shared/domain/refusals.ts';
import { loadAccount } from '../../shared/store/credits/accounts.ts';
import { type Booking, findBooking, requireUnusedReference } from '../../shared/store/credits/bookings.ts';
import { commitGrant } from '../../shared/store/credits/grants.ts';
import { decideAndCommit } from '../../shared/store/table/transaction.ts';
import type { GrantDeps } from './grant-deps.ts';

export interface GrantOrder {
  readonly organizationId: OrganizationId;
  readonly bookingId: BookingId;
  readonly amountMicros: Micros;
  readonly terms: GrantTerms;
  readonly expiresAt?: Instant | undefined;
  readonly by: By;
}

export interface GivenGrant {
  readonly booking: Booking;
  /** No earlier run of the same request has made it. */
  readonly isNew: boolean;
}

/**
 * Gives the credits, or finds the booking of the same id, which another run of the same request made. A dry run decides
 * the same, and writes nothing. Throws `reference-used`, `amount-out-of-range` and, for an expiry, `invalid-request`.
 */
export async function giveGrant(
  deps: GrantDeps,
  order: GrantOrder,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<GivenGrant> {
  const { db, limits, spent, warnDays } = deps;
  const { organizationId, bookingId, amountMicros, terms, expiresAt, by } = order;
  const request = JSON.stringify({ amountMicros, expiresAt, ...terms });
  return decideAndCommit(async (lots) => {
    const before = await loadAccount(db, organizationId, lots);
    const made = await findBooking(db, organizationId, bookingId);
    if (made) return { booking: requireSame(made, { kind: 'grant', request }), isNew: false };
    await requireUnusedReference(db, organizationId, terms.reference);
    requireGrantable(amountMicros, before.terms.currency, limits);
    const now = deps.now();
    const requested = { bookingId, amountMicros, terms, expiresAt, spent };
    const granting = grantCredits(before, requested, { now, warnDays });
    const booking: Booking = {
      id: bookingId,
      organizationId,
      kind: 'grant',
      request,
      lotId: granting.lot.id,
      amountMicros,
    };
    if (!dryRun) await commitGrant(db, { before, granting, booking, by, now });
    return { booking, isNew: true };
  });
}

/** The response of a key is stored for a day. After that a reused key is recognized by its booking. */
export function requireSame(made: Booking, asked: Pick<Booking, 'kind' | 'request'>): Booking {
  if (made.kind !== asked.kind || made.request !== asked.request) throw refusals.idempotencyKeyReused();
  return made;
}

/** A grant may be as small as money is counted, and is as large as a funding at most. */
export function requireGrantable(amountMicros: Micros, currency: Currency, limits: FundingLimits): void {
  const { maximumMicros } = requireLimits(limits, currency);
  requireWithin('amount', amountMicros, { minimumMicros: 1, maximumMicros });
}
