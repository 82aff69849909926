/**
 * The events `BalanceLow` and `BalanceExhausted`: each is emitted once when the balance falls below the mark, or to
 * zero (spec: A fall of the balance is reported once). The balance falls when money is spent, and by the clock alone
 * when a lot expires. Each check therefore begins where the last one ended: the first check after an expiry, by an
 * entry or by the sweep, emits the event.
 */

import { lowBalanceMicros } from '../currencies.ts';
import { type DomainEvent, domainEvent } from '../events.ts';
import type { Instant } from '../instants.ts';
import { formatAmount, type Micros } from '../money.ts';
import { type Account, type AccountChange, netBalanceMicros } from './account.ts';
import type { LedgerEntry } from './ledger.ts';

/** The events of a change of the account, and of lots that expired since the last check. */
export function balanceWarnings(
  change: AccountChange,
  entry: Pick<LedgerEntry, 'sequence'>,
  now: Instant,
): DomainEvent[] {
  return warningsOf(change, { now, name: String(entry.sequence) });
}

/**
 * The events of a lot that has expired since the last check, before its forfeiture is booked. No entry carries them, so
 * the account does, and their ids name its version. The balance counts as checked at `now`.
 */
export function warnOfExpiry(
  before: Account,
  { expiresAt, now }: { readonly expiresAt: Instant; readonly now: Instant },
): { account: Account; events: DomainEvent[] } {
  const justBefore = new Date(Date.parse(expiresAt) - 1).toISOString();
  const seen = { ...before, balanceSeenAt: before.balanceSeenAt ?? justBefore };
  const events = warningsOf({ before: seen, after: before }, { now, name: `v${before.version}` });
  return { account: { ...before, balanceSeenAt: now }, events };
}

/** `now` is when the fall is found. The events have the instant at which the balance fell. */
function warningsOf(
  { before, after }: AccountChange,
  { now, name }: { readonly now: Instant; readonly name: string },
): DomainEvent[] {
  const { balanceSeenAt = now } = before;
  const seenAt = balanceSeenAt < now ? balanceSeenAt : now;
  const from = netBalanceMicros(before, seenAt);
  const to = netBalanceMicros(after, now);
  const low = lowMark(after);
  const { organizationId: organization, terms } = after;
  const detailOf = (belowMicros: Micros) => ({
    organization,
    balance: formatAmount(to),
    currency: terms.currency,
    at: expiryThatTook(before, belowMicros, { seenAt, now }) ?? now,
  });
  const events: DomainEvent[] = [];
  if (from >= low && to < low) {
    const detail = { ...detailOf(low), threshold: formatAmount(low) };
    events.push(domainEvent('BalanceLow', `${organization}:${name}:BalanceLow`, detail));
  }
  if (from > 0 && to <= 0) {
    events.push(domainEvent('BalanceExhausted', `${organization}:${name}:BalanceExhausted`, detailOf(1)));
  }
  return events;
}

/** The expiry that left less than `belowMicros`, if the clock alone did so after `seenAt` and up to `now`. */
function expiryThatTook(
  account: Account,
  belowMicros: Micros,
  { seenAt, now }: { readonly seenAt: Instant; readonly now: Instant },
): Instant | undefined {
  const expiries = account.lots.map((lot) => lot.expiresAt).filter((at) => at > seenAt && at <= now);
  return expiries.sort().find((at) => netBalanceMicros(account, at) < belowMicros);
}

/** The threshold of auto-recharge while that is on, or else the low balance of the currency. */
function lowMark({ recharge, terms }: Account): number {
  const isSet = recharge.enabled && recharge.thresholdMicros > 0;
  return isSet ? recharge.thresholdMicros : lowBalanceMicros(terms.currency);
}
