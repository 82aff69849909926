/**
 * Money held for leases. Holds are kept per expiry instant, not per call. An abandoned lease therefore releases its
 * money by the clock alone, and the size of the account does not depend on the number of calls.
 */

import type { Instant, Seconds } from '../instants.ts';
import { assertMicros } from '../money.ts';
import type { Account, Hold } from './account.ts';

const MINUTE_MS = 60_000;

/**
 * The instant until which a lease that ends at `leaseExpiresAt` holds its money. It includes the grace in which the
 * usage record may arrive, and is rounded up to a step of at most an eighth of the time from now, and at least a
 * minute. The steps bound the number of distinct instants: 8 per doubling of the lease.
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

/** Releases one call's money, unless the clock has released it already. */
export function releaseHold(account: Account, hold: Hold | undefined): Account {
  if (!hold || hold.micros === 0) return account;
  const holds = account.holds.flatMap((held) => {
    if (held.until !== hold.until) return [held];
    return held.micros > hold.micros ? [{ ...held, micros: held.micros - hold.micros }] : [];
  });
  return { ...account, holds };
}

/** Drops the holds that the clock has released. This changes no decision: expired holds do not count. */
export function dropExpiredHolds(account: Account, now: Instant): Account {
  const holds = account.holds.filter(({ until }) => until > now);
  return holds.length === account.holds.length ? account : { ...account, holds };
}

const byUntil = (a: Hold, b: Hold): number => (a.until < b.until ? -1 : 1);
