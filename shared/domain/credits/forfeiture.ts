/**
 * Expiry: the warning before it, and the forfeiture that books what is true from that instant
 * (spec: What is left of an expired lot is forfeited).
 */

import type { Currency } from '../currencies.ts';
import type { DomainEvent } from '../events.ts';
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
  const amount = formatAmount(forfeitedMicros);
  const detail = { organization: before.organizationId, lot: lotId, amount, currency: before.terms.currency };
  // By the entry: money that comes back to the lot is forfeited again, and told again.
  const event = {
    id: `${before.organizationId}:${posted.entry.sequence}:LotExpired`,
    type: 'LotExpired',
    detail: { ...detail, expiredAt: lot.expiresAt },
  } as const;
  const events = [event, ...balanceWarnings(before, posted.account, posted.entry, now)];
  return { account: posted.account, entry: { ...posted.entry, events }, forfeitedMicros };
}

/** What will be forfeited unless it is spent by then; once per lot. */
export function lotExpiring(lot: CreditLot, currency: Currency): DomainEvent {
  const { id, organizationId: organization, expiresAt } = lot;
  const amount = formatAmount(lot.remainingMicros);
  return {
    id: `${id}:LotExpiring`,
    type: 'LotExpiring',
    detail: { organization, lot: id, amount, currency, expiresAt },
  };
}
