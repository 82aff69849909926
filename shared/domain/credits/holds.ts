/**
 * Money held for leases. Holds are kept per expiry instant, not per call, so that an abandoned lease lets go
 * of its money by the clock alone and the account stays small however many calls are up.
 */

import type { Instant, Seconds } from '../instants.ts';
import { assertMicros } from '../money.ts';
import type { Account, Hold } from './account.ts';

const MINUTE_MS = 60_000;

/**
 * The instant until which a lease that ends at `leaseExpiresAt` holds its money: after the grace in which its
 * usage record may arrive, rounded up to a step of at most an eighth of the way there (a minute at least).
 * The steps bound the number of distinct instants: 8 per doubling of the lease.
 */
export function holdUntil({
  leaseExpiresAt,
  now,
  graceSeconds,
}: {
  readonly leaseExpiresAt: Instant;
  readonly now: Instant;
  readonly graceSeconds: Seconds;
}): Instant {
  const end = Date.parse(leaseExpiresAt) + graceSeconds * 1000;
  const minutesAhead = Math.max(1, (end - Date.parse(now)) / MINUTE_MS);
  const step = MINUTE_MS * 2 ** Math.max(0, Math.floor(Math.log2(minutesAhead)) - 3);
  return new Date(Math.ceil(end / step) * step).toISOString();
}

export function addHold(account: Account, hold: Hold): Account {
  if (hold.micros === 0) return account;
  const same = account.holds.find(({ until }) => until === hold.until);
  const others = account.holds.filter(({ until }) => until !== hold.until);
  const micros = assertMicros((same?.micros ?? 0) + hold.micros);
  return { ...account, holds: [...others, { until: hold.until, micros }].sort(byUntil) };
}

/** Lets go of one call's money. A hold that the clock has released already is not there any more. */
export function releaseHold(account: Account, hold: Hold | undefined): Account {
  if (!hold || hold.micros === 0) return account;
  const holds = account.holds.flatMap((held) => {
    if (held.until !== hold.until) return [held];
    return held.micros > hold.micros ? [{ ...held, micros: held.micros - hold.micros }] : [];
  });
  return { ...account, holds };
}

/** Drops what the clock has released. Booking only: no answer changes by it. */
export function dropExpiredHolds(account: Account, now: Instant): Account {
  const holds = account.holds.filter(({ until }) => until > now);
  return holds.length === account.holds.length ? account : { ...account, holds };
}

const byUntil = (a: Hold, b: Hold): number => (a.until < b.until ? -1 : 1);
