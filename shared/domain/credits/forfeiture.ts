/**
 * Expiry: the warning before it, and the forfeiture that books what is true from that instant
 * (spec: What is left of an expired lot is forfeited).
 */

import type { Currency } from '../currencies.ts';
import { type DomainEvent, domainEvent } from '../events.ts';
import type { LotId } from '../ids.ts';
import type { Instant } from '../instants.ts';
import { formatAmount, type Micros } from '../money.ts';
import { type Account, MoreLotsNeeded } from './account.ts';
import { balanceWarnings } from './balance-warnings.ts';
import type { CreditLot } from './funding.ts';
import { type LedgerEntry, post } from './ledger.ts';

/**
 * Takes an expired lot out of the books. `undefined` when the lot is not open any more. Throws RangeError for a
 * lot that is not expired at `now`: forfeiting too early would take money.
 */
export function forfeitLot(
  before: Account,
  lotId: LotId,
  now: Instant,
): { account: Account; entry: LedgerEntry; forfeitedMicros: Micros } | undefined {
  const lot = before.lots.find(({ id }) => id === lotId);
  if (!lot) {
    if (before.overflow && before.overflow.firstId <= lotId) throw new MoreLotsNeeded();
    return undefined;
  }
  if (lot.expiresAt > now) throw new RangeError(`lot ${lotId} expires at ${lot.expiresAt}, it is ${now}`);
  const forfeitedMicros = lot.remainingMicros;
  const after: Account = { ...before, lots: before.lots.filter(({ id }) => id !== lotId) };
  const parts = [{ lotId, micros: -forfeitedMicros }];
  const posted = post(before, after, { type: 'forfeiture', at: now, parts, reference: { lot: lotId } });
  // The id names the entry: money that comes back to the lot is forfeited again, with an event of its own.
  const eventId = `${before.organizationId}:${posted.entry.sequence}:LotExpired`;
  const event = domainEvent('LotExpired', eventId, {
    organization: before.organizationId,
    lot: lotId,
    amount: formatAmount(forfeitedMicros),
    currency: before.terms.currency,
    expiredAt: lot.expiresAt,
  });
  const events = [event, ...balanceWarnings(before, posted.account, posted.entry, now)];
  return { account: posted.account, entry: { ...posted.entry, events }, forfeitedMicros };
}

/** What is left of the lot, and is forfeited unless it is spent; emitted once per lot. */
export function lotExpiring(lot: CreditLot, currency: Currency): DomainEvent {
  return domainEvent('LotExpiring', `${lot.id}:LotExpiring`, {
    organization: lot.organizationId,
    lot: lot.id,
    amount: formatAmount(lot.remainingMicros),
    currency,
    expiresAt: lot.expiresAt,
  });
}
