/**
 * `BalanceLow` and `BalanceExhausted`: told once each time that the balance falls below the mark, or to nothing. It falls
 * by what is spent, and by the clock alone when a lot expires. So each look at the balance begins where the last one
 * ended: the first to look after an expiry, an entry or the sweep, emits the event, and it is emitted once
 * (spec: A fall of the balance is reported once).
 */

import { lowBalanceMicros } from '../currencies.ts';
import { type DomainEvent, domainEvent } from '../events.ts';
import type { Instant } from '../instants.ts';
import { formatAmount, type Micros } from '../money.ts';
import { type Account, type AccountChange, netBalanceMicros } from './account.ts';
import type { LedgerEntry } from './ledger.ts';

/** Of what took the account from `before` to `after`, and of lots that expired since it was last looked at. */
export function balanceWarnings(
  change: AccountChange,
  entry: Pick<LedgerEntry, 'sequence'>,
  now: Instant,
): DomainEvent[] {
  return warningsOf(change, { now, name: String(entry.sequence) });
}

/**
 * What the clock alone has taken since the account was last looked at: a lot has expired. No entry tells of it, so the
 * account does, under its version. The balance is looked at now.
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

/** `now` is when the fall is seen; the events have the instant `at` which it fell. */
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

/** The threshold of auto-recharge while that is on, else what is low in the currency. */
function lowMark({ recharge, terms }: Account): number {
  const isSet = recharge.enabled && recharge.thresholdMicros > 0;
  return isSet ? recharge.thresholdMicros : lowBalanceMicros(terms.currency);
}
